"""Records of provision: how loss rates come out of history or a table, and how they look ahead."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Count, Factor, Positive, Real, Record, Share, check_rising

TableName = Literal["own_table", "ifrs_ie12", "us_cecl", "cn_usual", "cn_300593"]
Segment = Literal["none", "grade", "currency", "country", "industry"]
EntryWords = Literal["by_language", "cn", "ifrs", "us"]
RatesFrom = Literal["roll_rates", "table", "higher"]
EXACT = 1e-9  # what is left of shares that add up to one


class RateTable(Record):
    """Fixed loss rates by age.

    Attributes
    ----------
    basis : {"due_date", "invoice_date"}
        ``due_date``: the first rate is for what is not due; ``invoice_date``: it is for what is younger than
        the first edge.
    edges : tuple of int
        Rising edges of the ages. [days]
    loss_rates : tuple of float
        One rate per age, the last for what is older than the last edge. [share]
    looks_ahead : bool
        The rates hold what is expected already; else they are of the past, and the outlook multiplies them.
    """

    basis: Literal["due_date", "invoice_date"]
    edges: tuple[Positive, ...] = Field(min_length=1)
    loss_rates: tuple[Share, ...]
    looks_ahead: bool

    @property
    def ages(self) -> int:
        """How many rates the edges ask for, that of debts without a date left out."""
        return len(self.edges) + (2 if self.basis == "due_date" else 1)

    def _counts(self) -> set[int]:
        """Return how many rates there may be."""
        return {self.ages}

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[int, ...]) -> tuple[int, ...]:
        check_rising(edges)
        return edges

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if len(self.loss_rates) not in self._counts():
            counts = {"rates": len(self.loss_rates), "edges": len(self.edges), "needed": self.ages}
            raise PydanticCustomError("policy.loss_rates_do_not_fit", "one rate per age", counts)
        return self


class OwnRateTable(RateTable):
    """Loss rates of one's own: none until it is filled in, perhaps one more for debts without a date."""

    def _counts(self) -> set[int]:
        """Return how many rates there may be."""
        return {0, self.ages, self.ages + 1}


class RateTables(Record):
    """Named tables of loss rates: one to fill in, published ones beside it."""

    own_table: OwnRateTable
    ifrs_ie12: RateTable
    us_cecl: RateTable
    cn_usual: RateTable
    cn_300593: RateTable

    def of(self, name: TableName) -> RateTable:
        """Return one of the tables."""
        found: RateTable = getattr(self, name)
        return found


class OutlookCase(Record):
    """One case of what is expected: what loss rates are multiplied by, and how likely that is."""

    factor: Factor
    probability: Share


class Outlook(Record):
    """What is expected of the time ahead, in three cases whose probabilities add up to one."""

    base_case: OutlookCase
    better_case: OutlookCase
    worse_case: OutlookCase

    @model_validator(mode="after")
    def _certain(self) -> Self:
        total = self.base_case.probability + self.better_case.probability + self.worse_case.probability
        if abs(total - 1) > EXACT:
            raise PydanticCustomError("policy.probabilities_not_one", "they add up to one", {"total": total})
        return self


class SpecificRate(Record):
    """Loss rate of customers that are looked at one by one."""

    enabled: bool
    specific_rate: Share


class Specific(Record):
    """Customers taken out of the matrix, from the gravest reason down."""

    insolvent: SpecificRate
    stopped: SpecificRate
    grade_e: SpecificRate


class Provision(Record):
    """Conventions of the provision matrix.

    Attributes
    ----------
    rates_from : {"roll_rates", "table", "higher"}
        Loss rates from the ledger's own history, from a table, or the higher of the two.
    tables : RateTables
        The tables there are.
    table : str
        The one in use.
    roll_average : {"mean", "weighted"}
        Roll rate of a bucket over the periods: mean of the periods' rates, or what rolled on over what could.
    roll_periods : int
        How many periods roll rates rest on; a period is as long as the first bucket, in whole months. [count]
    fewest_settled : int
        Fewer debts than this settled on a known day in that time: the ledger tells no roll rates. [count]
    last_loss_rate : float
        Share that is lost of what reaches the last bucket. [share]
    forward_factor : float
        What loss rates of the past are multiplied by, for what is expected to differ. [times]
    smallest_forward_factor : float
        A factor below it, also of a case of the outlook, is refused: 5 % typed for 1.05 would leave a
        twentieth of the provision. [times]
    outlook : Outlook
        Cases around that factor; their weighted mean multiplies it.
    specific : Specific
        Customers with a rate of their own.
    segment_by : {"none", "grade", "currency", "country", "industry"}
        What the matrix is divided by.
    opening_months : int
        Months back to the opening of the movement table. [months]
    opening_given : bool
        The opening is the amount given, not what the same rates give for that day.
    opening_amount : float
        Opening allowance; below zero for a debit balance. [money]
    backtest_months : int
        Months back to the allowance that is held against what came of it. [months]
    sensitivity_share : float
        Share by which rates are raised and lowered to see what depends on them. [share]
    entry_words : {"by_language", "cn", "ifrs", "us"}
        Whose words and accounts the journal entries use.
    """

    rates_from: RatesFrom
    tables: RateTables
    table: TableName
    roll_average: Literal["mean", "weighted"]
    roll_periods: Positive
    fewest_settled: Count
    last_loss_rate: Share
    forward_factor: Factor
    smallest_forward_factor: Factor
    outlook: Outlook
    specific: Specific
    segment_by: Segment
    opening_months: Positive
    opening_given: bool
    opening_amount: Real
    backtest_months: Positive
    sensitivity_share: Share
    entry_words: EntryWords

    @model_validator(mode="after")
    def _no_slip(self) -> Self:
        named = {"forward_factor": self.forward_factor}
        named |= {f"outlook.{name}.factor": case.factor for name, case in self.outlook}
        for name, factor in named.items():
            if factor < self.smallest_forward_factor:
                terms = {"name": name, "factor": factor, "smallest": self.smallest_forward_factor}
                raise PydanticCustomError("policy.small_forward_factor", "a slip for 1 plus it", terms)
        return self

    @field_validator("table")
    @classmethod
    def _filled(cls, name: TableName, known: ValidationInfo) -> TableName:
        tables: RateTables | None = known.data.get("tables")
        if tables is not None and known.data.get("rates_from") != "roll_rates":
            wanted = tables.of(name)
            if not wanted.loss_rates:
                raise PydanticCustomError("policy.rate_table_empty", "rates", {"needed": wanted.ages})
        return name
