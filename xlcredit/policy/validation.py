"""Records of validation: what counts as bad, and how much must be known before a figure is shown."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from xlcredit.policy.numbers import Count, Money, Points, Positive, Record, Share, check_rising


class Target(Record):
    """What a score is meant to foresee.

    Attributes
    ----------
    more_than_days : int
        A customer is bad when an item is open longer than this after its due date. [days]
    window_months : int
        Within so many months after the score. [months]
    minimum_amount : float
        An item counts only while at least this much of it is open, [base currency]
    minimum_share : float
        and at least this share of its amount. [share of one]
    """

    more_than_days: Count
    window_months: Positive
    minimum_amount: Money
    minimum_share: Share


class Validation(Record):
    """How a score is held against what came of it.

    Attributes
    ----------
    target : Target
        What counts as bad.
    history_months : int
        The ledger must reach back so far before a score that is looked at. [months]
    snapshot_months : int
        Distance between the dates of a development sample. [months]
    fewest_bads : int
        With fewer bad or fewer good customers no measure is shown. [count]
    confidence : float
        Of the intervals. [share of one]
    auc_useful, auc_strong : float
        Share of pairs in the right order from which a score is called useful, and strong. [share]
    score_edges : tuple of float
        Rising; bands ``[lower, upper)`` of the score whose shares are compared. [points]
    shift_watch, shift_alarm : float
        Population stability index from which a shift is to be watched, and is an alarm.
    empty_band : {"half_case", "left_out", "refused"}
        What a band counts that is empty on one side only: half a case, nothing, or there is no index.
    calibration_bands : int
        Bands of about equal count that stated probabilities are grouped in. [count]
    fewest_bads_in_band : int
        With fewer bads in it, expected and seen, such a band gets no verdict. [count]
    """

    target: Target
    history_months: Positive
    snapshot_months: Positive
    fewest_bads: Positive
    confidence: Share = Field(gt=0, lt=1)
    auc_useful: Share
    auc_strong: Share
    score_edges: tuple[Points, ...] = Field(min_length=1)
    shift_watch: Share
    shift_alarm: Share
    empty_band: Literal["half_case", "left_out", "refused"]
    calibration_bands: Positive
    fewest_bads_in_band: Positive

    @field_validator("score_edges")
    @classmethod
    def _rising(cls, edges: tuple[float, ...]) -> tuple[float, ...]:
        return check_rising(edges)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for lower, upper in ((self.shift_watch, self.shift_alarm), (self.auc_useful, self.auc_strong)):
            check_rising((lower, upper))
        return self
