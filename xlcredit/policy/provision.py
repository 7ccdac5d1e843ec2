"""Records of provision: how loss rates come out of history, and how they look ahead."""

from __future__ import annotations

from typing import Literal

from xlcredit.policy.numbers import Factor, Record, Share


class Provision(Record):
    """Conventions of the provision matrix.

    Attributes
    ----------
    roll_average : {"mean", "weighted"}
        Roll rate of a bucket over the periods: mean of the periods' rates, or what rolled on over what could.
    last_loss_rate : float
        Share that is lost of what reaches the last bucket. [share]
    forward_factor : float
        What loss rates of the past are multiplied by, for what is expected to differ. [times]
    smallest_forward_factor : float
        A factor below it is refused: 5 % typed for 1.05 would leave a twentieth of the provision. [times]
    """

    roll_average: Literal["mean", "weighted"]
    last_loss_rate: Share
    forward_factor: Factor
    smallest_forward_factor: Factor
