"""Records of what happens to a limit after it was set: reviews, groups, requests for longer terms."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import LETTERS, Count, Factor, Letter, Money, Positive, Record, Share

MONTHS_IN_YEAR = 12
Interval = Annotated[Positive, Field(le=MONTHS_IN_YEAR)]


class Intervals(Record):
    """Months until the next regular review of each grade: a year at most, never longer for a worse grade."""

    A: Interval
    B: Interval
    C: Interval
    D: Interval
    E: Interval
    NR: Interval

    def of(self, letter: str) -> int:
        """Return the months of one grade, NR among them."""
        found: int = getattr(self, letter)
        return found

    @model_validator(mode="after")
    def _falling(self) -> Self:
        for better, worse in pairwise(LETTERS):
            if self.of(better) < self.of(worse):
                names = {"better": better, "worse": worse}
                raise PydanticCustomError("policy.intervals_not_falling", "months must not rise", names)
        return self


class Trigger(Record):
    """A signal that asks for a review before the regular one."""

    enabled: bool


class OverdueTrigger(Trigger):
    """An item past due by more than some days."""

    more_than_days: Count


class RequestsTrigger(Trigger):
    """Requests for longer terms within some months."""

    requests_from: Positive
    window_months: Positive


class UseTrigger(Trigger):
    """A limit of which more than a share is used."""

    use_above: Share


class SlowerTrigger(Trigger):
    """Payments that come later than before by some days; a trend predicts little, so the days are many."""

    later_by_days: Positive


class AccountsTrigger(Trigger):
    """Accounts older than some months."""

    older_than_months: Count


class Triggers(Record):
    """Signals for a review, the most urgent first."""

    insolvent: Trigger
    group_default: Trigger
    overdue: OverdueTrigger
    over_limit: Trigger
    group_over_limit: Trigger
    judgments: Trigger
    longer_terms: RequestsTrigger
    grade_fell: Trigger
    limit_use: UseTrigger
    slower_payment: SlowerTrigger
    old_accounts: AccountsTrigger


class Reviews(Record):
    """When a limit is looked at again.

    Attributes
    ----------
    repeat_days : int
        A signal that still holds asks again this long after the last review, no sooner. [days]
    """

    interval_months: Intervals
    repeat_days: Count
    triggers: Triggers


class GroupRule(Record):
    """A group of customers counts as one: caps of its limit, as shares of all receivables and own sales."""

    concentration_share: Share
    own_sales_share: Share


class GradeDays(Record):
    """Days for each grade, never rising from A to E."""

    A: Count
    B: Count
    C: Count
    D: Count
    E: Count

    def of(self, grade: str) -> int:
        """Return the days of one grade; who is not rated gets none."""
        found: int = getattr(self, grade, 0)
        return found

    @model_validator(mode="after")
    def _falling(self) -> Self:
        for better, worse in pairwise(LETTERS):
            if self.of(better) < self.of(worse):
                names = {"better": better, "worse": worse}
                raise PydanticCustomError("policy.factors_not_falling", "days must not rise", names)
        return self


class TermsRequests(Record):
    """What answers a request for longer terms.

    Attributes
    ----------
    first_payment_share : float
        Share of the amount due that is paid at once; the rest is extended.
    most_days : GradeDays
        Longest extension of each grade; beyond it a higher level decides.
    security_grades : tuple of str
        Grades whose extension needs security.
    security_above : float
        Extended amount above which every grade needs it. [base currency]
    security_share : float
        Security needed, as a share of the extended amount.
    refuse_grades : tuple of str
        Grades that get no extension; who is not rated neither.
    refuse_days_past_due : int
        More days past due than this: collect, extend nothing. [days]
    escalate_from_requests : int
        From this many requests within 12 months, this one included, a higher level decides, and the limit is
        set as for the next lower grade.
    """

    first_payment_share: Share
    most_days: GradeDays
    security_grades: tuple[Letter, ...]
    security_above: Money
    security_share: Factor
    refuse_grades: tuple[Letter, ...]
    refuse_days_past_due: Count
    escalate_from_requests: Positive
