"""The policy as frozen records: what a calculation is handed, already checked."""

from __future__ import annotations

import hashlib
import json
from datetime import date  # noqa: TC003  pydantic reads the annotation
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.card import Scorecard  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.claims import BusinessDays  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.collections import Dunning, LateInterest, Letters  # noqa: TC001  as above
from xlcredit.policy.foresight import Foresight  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.numbers import (
    LETTERS,
    Count,
    Factor,
    Letter,
    Money,
    Points,
    Positive,
    Real,
    Record,
    Share,
    check_rising,
)
from xlcredit.policy.points_table import PointsTable
from xlcredit.policy.protection import Protection  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.provision import Provision  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.reviews import GroupRule, Reviews, TermsRequests  # noqa: TC001  as above
from xlcredit.policy.risk_tables import RiskTables  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.stress import Stress  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.validation import Validation  # noqa: TC001  pydantic reads the annotation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy.notes import Note

HealthLevel = Literal["good", "idle", "fair", "watch", "alarm"]
Security = Literal[
    "none", "guarantee", "collateral_or_prepayment", "guarantee_or_prepayment",
    "prepayment_or_letter_of_credit",
]  # fmt: skip
CapacityMethod = Literal["lower_of", "mean", "net_worth", "half_of_worth_and_profit"]
NeedMethod = Literal["terms_and_lateness", "terms", "months_of_purchases"]


class Meta(Record):
    """Name of the policy and the date it applies from; no part of the policy id."""

    name: str
    effective_from: date


class Aging(Record):
    """How open amounts fall into buckets.

    Attributes
    ----------
    edges : tuple of int
        Rising bucket edges. [days past due]
    closed_side : {"upper", "lower"}
        ``upper``: 1-30, 31-60, ...; ``lower``: 0-29, 30-59, ...
    day_zero : {"not_due", "first_bucket"}
        Where an item due on the as-of date itself belongs.
    basis : {"due_date", "invoice_date"}
        The date that days are counted from.
    severe_days : int
        More days than this count as severely overdue. [days]
    """

    edges: tuple[Count, ...] = Field(min_length=1)
    closed_side: Literal["upper", "lower"]
    day_zero: Literal["not_due", "first_bucket"]
    basis: Literal["due_date", "invoice_date"]
    severe_days: Count

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[int, ...]) -> tuple[int, ...]:
        check_rising(edges)
        return edges


class AsOf(Record):
    """How many days old the newest document may be before its date becomes the as-of date."""

    stale_after_days: Count


class Dso(Record):
    """Conventions of days sales outstanding."""

    days_in_year: Literal[360, 365, 366]
    window_months: Positive
    count_back_months: Positive
    month_without_sales: Literal["counts_days", "stops"]


class Behaviour(Record):
    """Over which payments behaviour is measured."""

    window_months: Positive
    last_n: Positive
    grace_days: Count
    minimum_settled: Positive
    reliable_settled: Positive
    trend_days: Factor


class HealthRange(Record):
    """Bands ``[lower, upper)`` of a ratio and the level of health of each, from the lowest band up."""

    edges: tuple[Real, ...] = Field(min_length=1)
    levels: tuple[HealthLevel, ...]

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[float, ...]) -> tuple[float, ...]:
        return check_rising(edges)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if len(self.levels) != len(self.edges) + 1:
            counts = {"edges": len(self.edges), "levels": len(self.levels), "needed": len(self.edges) + 1}
            raise PydanticCustomError("policy.levels_do_not_fit", "one more level than edges", counts)
        return self


class Health(Record):
    """Health of each ratio that has an agreed range; ratios without evidence for one are left out."""

    current_ratio: HealthRange
    quick_ratio: HealthRange
    cash_ratio: HealthRange
    net_working_capital: HealthRange
    debt_ratio: HealthRange
    interest_cover: HealthRange
    operating_cash_flow_ratio: HealthRange
    net_margin: HealthRange
    return_on_assets: HealthRange


class WorkingCapital(Record):
    """Healthy ranges of the working-capital ratios."""

    health: Health


class Grade(Record):
    """Points a grade begins at, and the one-year default rate seen in the sample."""

    points_from: Points
    sample_default_rate: Share


class FittedGrades(Record):
    """Points that the grades begin at under a fitted card, below which is E; that score has no bounds."""

    A: Real
    B: Real
    C: Real
    D: Real

    @model_validator(mode="after")
    def _falling(self) -> Self:
        for better, worse in pairwise(LETTERS[:-1]):
            if getattr(self, better) <= getattr(self, worse):
                raise PydanticCustomError(
                    "policy.grades_not_falling", "points must fall", {"better": better, "worse": worse}
                )
        return self


class Grades(Record):
    """The five grades; the sample's default rates are carried over to one's own base rate."""

    A: Grade
    B: Grade
    C: Grade
    D: Grade
    E: Grade
    fitted: FittedGrades
    sample_base_rate: Share = Field(gt=0, lt=1)
    own_base_rate: Share = Field(gt=0, lt=1)
    loss_given_default: Share

    def of(self, letter: Letter) -> Grade:
        """Return the record of one grade."""
        found: Grade = getattr(self, letter)
        return found

    def begins(self, method: str) -> tuple[float, ...]:
        """Return the points that A, B, C and D begin at under the expert or the fitted card."""
        if method == "fitted":
            return self.fitted.A, self.fitted.B, self.fitted.C, self.fitted.D
        return self.A.points_from, self.B.points_from, self.C.points_from, self.D.points_from

    @model_validator(mode="after")
    def _falling(self) -> Self:
        for better, worse in pairwise(LETTERS):
            names = {"better": better, "worse": worse}
            if self.of(better).points_from <= self.of(worse).points_from:
                raise PydanticCustomError("policy.grades_not_falling", "points must fall", names)
            if self.of(better).sample_default_rate > self.of(worse).sample_default_rate:
                raise PydanticCustomError("policy.rates_not_rising", "rates must rise", names)
        if self.E.points_from != 0:
            raise PydanticCustomError("policy.last_grade_not_zero", "E from 0", {"got": self.E.points_from})
        return self


class Cap(Record):
    """A red flag: the best grade it leaves, and whether supply stops."""

    grade: Letter
    enabled: bool
    stops_supply: bool = False


class DebtCap(Cap):
    """A red flag on the debt ratio."""

    debt_ratio_from: Real


class LiquidityCap(Cap):
    """A red flag on the current ratio."""

    current_ratio_below: Real


class SalesCap(Cap):
    """A red flag on falling sales."""

    sales_growth_to: Real


class OverdueCap(Cap):
    """A red flag on the oldest overdue item."""

    more_than_days: Count


class HistoryCap(Cap):
    """A flag on few settled invoices."""

    fewer_settled_than: Count


class RelationshipCap(Cap):
    """A flag on a short relationship."""

    fewer_months_than: Count


class OldAccountsCap(Cap):
    """A flag on old accounts."""

    older_than_months: Count


class UnauditedCap(Cap):
    """A flag on unaudited accounts behind a large exposure."""

    exposure_above: Money


class Caps(Record):
    """Red flags, from the gravest down."""

    insolvent: Cap
    blocked: Cap
    negative_equity_with_loss: DebtCap
    negative_equity: DebtCap
    high_debt: DebtCap
    illiquid: LiquidityCap
    illiquid_with_loss: LiquidityCap
    sales_fall: SalesCap
    two_losses: Cap
    long_overdue: OverdueCap
    group_default: OverdueCap
    overdue: OverdueCap
    short_history: HistoryCap
    short_relationship: RelationshipCap
    without_accounts: Cap
    old_accounts: OldAccountsCap
    unaudited: UnauditedCap
    low_coverage: Cap


class GradeFactors(Record):
    """One factor per grade, never rising from A to E."""

    A: Factor
    B: Factor
    C: Factor
    D: Factor
    E: Factor

    def of(self, letter: Letter) -> float:
        """Return the factor of one grade."""
        found: float = getattr(self, letter)
        return found

    @model_validator(mode="after")
    def _falling(self) -> Self:
        for better, worse in pairwise(LETTERS):
            if self.of(better) < self.of(worse):
                names = {"better": better, "worse": worse}
                raise PydanticCustomError("policy.factors_not_falling", "factors must not rise", names)
        return self


class Limits(Record):
    """Components of a recommended limit.

    Attributes
    ----------
    need_method : {"terms_and_lateness", "terms", "months_of_purchases"}
        What purchases of a year are multiplied by: terms with the usual days late, terms alone, or
        ``need_months`` whatever the terms.
    grade_factor_on : {"need", "capacity", "both"}
        What the factor of the grade multiplies.
    capacity_method : {"lower_of", "mean", "net_worth", "half_of_worth_and_profit"}
        Lower one, or mean, of the shares of net worth and working capital; share of net worth alone; or
        (net worth + net profit) / 2, for a small circle of customers.
    insurance_rule : {"adds", "caps"}
        ``adds``: insured limit x cover share on top of the own risk; ``caps``: no limit beyond
        insured limit / cover share + own retention.
    """

    peak_months: Positive
    need_method: NeedMethod
    need_months: Factor
    headroom: Factor
    grade_factor: GradeFactors
    grade_factor_on: Literal["need", "capacity", "both"]
    capacity_method: CapacityMethod
    net_worth_share: Share
    working_capital_share: Share
    own_sales_share: Share
    concentration_share: Share
    without_accounts_months: Factor
    cover_share: Share = Field(gt=0)
    insurance_rule: Literal["adds", "caps"]
    own_retention: Money
    step: Money
    group: GroupRule


class GradeTerms(Record):
    """Payment terms of one grade."""

    days: Count
    prepayment_share: Share
    discount_share: Share
    security: Security


class NewCustomer(GradeTerms):
    """Terms of a new customer, whatever its grade but the last: until some invoices are settled.

    Attributes
    ----------
    settled_invoices, months : int
        Who has settled so many invoices, or been a customer for so many months, is new no longer.
    """

    enabled: bool
    settled_invoices: Positive
    months: Positive


class TermsTable(Record):
    """Payment terms of every grade."""

    A: GradeTerms
    B: GradeTerms
    C: GradeTerms
    D: GradeTerms
    E: GradeTerms

    def of(self, letter: Letter) -> GradeTerms:
        """Return the terms of one grade."""
        found: GradeTerms = getattr(self, letter)
        return found


class Terms(Record):
    """Named tables of terms and the one in use; what new customers get, and who asks for more time."""

    preset: Literal["plain", "secured"]
    plain: TermsTable
    secured: TermsTable
    new_customer: NewCustomer
    requests: TermsRequests


class Orders(Record):
    """When an order is released, shown to a person, or held."""

    review_days_past_due: Count
    hold_days_past_due: Count
    review_over_limit_share: Share
    review_grades: tuple[Letter, ...]
    hold_grades: tuple[Letter, ...]


class Approval(Record):
    """Amount up to which each role approves a limit; above the last, the president does."""

    assistant: Money
    credit_manager: Money
    controller: Money
    cfo: Money

    @model_validator(mode="after")
    def _rising(self) -> Self:
        check_rising((self.assistant, self.credit_manager, self.controller, self.cfo))
        return self


class Dashboard(Record):
    """Benchmarks and targets that key figures are shown against."""

    dso_benchmark: Factor
    overdue_share_target: Share
    severe_share_target: Share
    bad_debt_ratio_target: Share
    largest_share_target: Share


class Policy(Record):
    """Every policy number, checked; get it from `default_policy`, `load_policy` or `overlay`."""

    meta: Meta
    aging: Aging
    as_of: AsOf
    dso: Dso
    behaviour: Behaviour
    working_capital: WorkingCapital
    scorecard: Scorecard
    grades: Grades
    caps: Caps
    limits: Limits
    terms: Terms
    orders: Orders
    approval: Approval
    reviews: Reviews
    protection: Protection
    foresight: Foresight
    dunning: Dunning
    letters: Letters
    late_interest: LateInterest
    business_days: BusinessDays
    provision: Provision
    validation: Validation
    dashboard: Dashboard
    risk_tables: RiskTables
    stress: Stress
    points_table: PointsTable = PointsTable()

    _notes: Mapping[str, Note] = PrivateAttr(default_factory=lambda: MappingProxyType({}))

    @model_validator(mode="after")
    def _card_there(self) -> Self:
        if self.scorecard.method == "fitted" and not self.points_table.factors:
            raise PydanticCustomError("policy.fitted_without_points", "a points table is needed")
        return self

    @property
    def notes(self) -> Mapping[str, Note]:
        """Unit, source and effective date of each item, by path."""
        return self._notes

    @cached_property
    def policy_id(self) -> str:
        """Twelve hex digits of a SHA-256 over the values in force, whatever the layout of the file."""
        content = self.model_dump(mode="json", exclude={"meta"})
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:12]
