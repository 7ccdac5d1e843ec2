"""Records of foresight: what is expected of a customer with little history, and the steps of a forecast."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Count, Factor, Positive, Record, Share, check_rising


class Foresight(Record):
    """What is expected of payments to come.

    Attributes
    ----------
    days_late_without_history : int
        Days late expected of a customer whose usual days late are unknown. [days]
    late_from_days : int
        A payment counts as late when it comes more days after the due date than this. [days]
    prior_payments : float
        As many payments of the prior stand beside a customer's own. [count]
    prior_edges : tuple of int
        Rising; bands ``[lower, upper)`` of days late. [days]
    prior_late_shares : tuple of float
        Share of payments later than that, one more than edges, never rising. [share of one]
    step_days, steps : int
        Length and number of the periods of a cash forecast. [days], [count]
    """

    days_late_without_history: Count
    late_from_days: Count
    prior_payments: Factor
    prior_edges: tuple[Count, ...]
    prior_late_shares: tuple[Share, ...] = Field(min_length=1)
    step_days: Positive
    steps: Positive

    @field_validator("prior_edges")
    @classmethod
    def _rising(cls, edges: tuple[int, ...]) -> tuple[int, ...]:
        check_rising(edges)
        return edges

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        shares, needed = self.prior_late_shares, len(self.prior_edges) + 1
        if len(shares) != needed:
            counts = {"shares": len(shares), "edges": needed - 1, "needed": needed}
            raise PydanticCustomError("policy.shares_do_not_fit", "one more share than edges", counts)
        if list(shares) != sorted(shares, reverse=True):
            shown = {"shares": ", ".join(f"{share:g}" for share in shares)}
            raise PydanticCustomError("policy.shares_rise", "shares must not rise", shown)
        return self
