"""Records of the scorecard: its factors with bands and points, its families and their weights."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.fitting import Fitting  # noqa: TC001  pydantic reads the annotation
from xlcredit.policy.numbers import Currency, Points, Real, Record, Share, Weight, check_rising
from xlcredit.policy.points_table import PointsScale  # noqa: TC001  pydantic reads the annotation

Family = Literal["standing", "finance", "trading"]
FAMILIES: tuple[Family, ...] = ("standing", "finance", "trading")


class BandFactor(Record):
    """A factor whose value falls into a band ``[lower, upper)`` that earns points.

    Attributes
    ----------
    edges : tuple of float
        Rising; an edge belongs to the band above it.
    points : tuple of float
        One more than edges, from the lowest band up; rising or falling throughout. [points of 100]
    weight : float
        Weight inside the family.
    first_edge_in_lower_band : bool
        The first edge belongs to the band below it: "0 days late" is not "late".
    """

    edges: tuple[Real, ...]
    points: tuple[Points, ...]
    weight: Weight
    first_edge_in_lower_band: bool = False

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[float, ...]) -> tuple[float, ...]:
        return check_rising(edges)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if len(self.points) != len(self.edges) + 1:
            counts = {"edges": len(self.edges), "points": len(self.points), "needed": len(self.edges) + 1}
            raise PydanticCustomError("policy.points_do_not_fit", "one more point than edges", counts)
        if list(self.points) not in (sorted(self.points), sorted(self.points, reverse=True)):
            shown = {"points": ", ".join(f"{value:g}" for value in self.points)}
            raise PydanticCustomError("policy.points_turn", "points must rise or fall throughout", shown)
        return self


class MoneyFactor(BandFactor):
    """A band factor on an amount; its edges stand in one currency."""

    currency: Currency


class ReplacingFactor(BandFactor):
    """A band factor that takes the place of another one wherever it is known."""

    replaces: str


class CoverFactor(BandFactor):
    """Interest cover: a customer without interest cost earns points of its own."""

    points_without_cost: Points


class IndustryFactor(BandFactor):
    """A band factor that is left out for some industries, found by a word in their name."""

    off_for_industries: tuple[str, ...]


class LegalFormPoints(Record):
    """Points of 100 for each legal form."""

    sole_owner: Points
    partnership: Points
    private_company: Points
    listed_company: Points
    state_owned: Points
    rated_group: Points


class JudgmentPoints(Record):
    """Points of 100 by judgments, enforcement, tax or customs breaches of the last 24 months."""

    none: Points
    closed_only: Points
    one_open: Points
    several_open: Points


class CountryPoints(Record):
    """Points of 100 for each country grade on the insurers' scale."""

    A1: Points
    A2: Points
    A3: Points
    A4: Points
    B: Points
    C: Points
    D: Points
    E: Points


class LegalFormFactor(Record):
    """The legal form as a factor."""

    points: LegalFormPoints
    weight: Weight


class JudgmentFactor(Record):
    """Judgments as a factor."""

    points: JudgmentPoints
    weight: Weight


class CountryFactor(Record):
    """The country grade as a factor."""

    points: CountryPoints
    weight: Weight


class Standing(Record):
    """Factors of who the customer is."""

    years_in_business: BandFactor
    legal_form: LegalFormFactor
    judgments: JudgmentFactor
    bureau_score: BandFactor
    country_grade: CountryFactor
    paid_in_capital: MoneyFactor


class Finance(Record):
    """Factors from the customer's accounts."""

    debt_ratio: BandFactor
    current_ratio: BandFactor
    quick_ratio: BandFactor
    cash_ratio: BandFactor
    cash_flow_cover: BandFactor
    operating_cash_flow_ratio: ReplacingFactor
    interest_cover: CoverFactor
    net_margin: BandFactor
    return_on_assets: BandFactor
    sales_growth: BandFactor
    retained_earnings_ratio: BandFactor
    payables_days: IndustryFactor
    company_size: MoneyFactor

    @model_validator(mode="after")
    def _replacing(self) -> Self:
        replacing = self.operating_cash_flow_ratio
        replaced = getattr(self, replacing.replaces, None)
        if replaced is None or replaced is replacing:
            raise PydanticCustomError(
                "policy.replaces_unknown", "unknown factor", {"got": replacing.replaces}
            )
        if replaced.weight != replacing.weight:
            weights = {"weight": replacing.weight, "other": replaced.weight, "name": replacing.replaces}
            raise PydanticCustomError("policy.replacing_weight", "weights must be equal", weights)
        return self


class Trading(Record):
    """Factors from our own ledger."""

    on_time_rate: BandFactor
    weighted_days_late: BandFactor
    last_paid_days_late: BandFactor
    oldest_days_past_due: BandFactor
    disputed_share: BandFactor
    months_as_customer: BandFactor
    peak_limit_use: BandFactor


class FamilyWeights(Record):
    """Weight of each family in the score."""

    standing: Weight
    finance: Weight
    trading: Weight

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.standing + self.finance + self.trading <= 0:
            raise PydanticCustomError("policy.weights_zero", "one weight above zero")
        return self


class FamilyMixes(Record):
    """Family weights with everything known, and where history or accounts are missing."""

    full: FamilyWeights
    without_history: FamilyWeights
    without_accounts: FamilyWeights


class Scorecard(Record):
    """The additive scorecard: which card scores, and the expert card in full.

    Attributes
    ----------
    method : {"expert", "fitted"}
        Which card scores: this one, or the points table that was fitted on one's own history.
    scale : PointsScale
        What the points of a fitted card mean.
    fitting : Fitting
        How such a card is fitted.
    missing : {"reweight", "zero"}
        A factor without a value leaves its weight to the others of its family, or earns zero points.
    coverage_for_cap, coverage_for_rating : float
        Share of the weight that must be known for an uncapped grade, and for any grade.
    history_needs_one_of, accounts_need_one_of : tuple of str
        The trading (finance) family counts only where one of these factors is known.
    """

    method: Literal["expert", "fitted"]
    scale: PointsScale
    fitting: Fitting
    missing: Literal["reweight", "zero"]
    coverage_for_cap: Share
    coverage_for_rating: Share
    history_needs_one_of: tuple[str, ...]
    accounts_need_one_of: tuple[str, ...]
    families: FamilyMixes
    standing: Standing
    finance: Finance
    trading: Trading

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        for names, family in (
            (self.history_needs_one_of, Trading),
            (self.accounts_need_one_of, Finance),
        ):
            for name in names:
                if name not in family.model_fields:
                    accepted = {"got": name, "accepted": ", ".join(family.model_fields)}
                    raise PydanticCustomError("policy.factor_unknown", "unknown factor", accepted)
        return self
