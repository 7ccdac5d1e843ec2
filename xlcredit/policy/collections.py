"""Records of collection: the dunning ladder, and the dated rates of late interest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Count, Factor, Real, Record, Share

DayCount = Literal["actual_365", "actual_360", "actual_actual", "30_360"]
Reset = Literal["half_year", "half_year_before", "daily"]
PaymentsReduce = Literal["principal", "interest_first"]


def _day_name(name: str) -> str:
    """Return a name that is a day written as 2026-07-01; refuse any other."""
    try:
        is_day = date.fromisoformat(name).isoformat() == name
    except ValueError:
        is_day = False
    if not is_day:
        raise PydanticCustomError("policy.not_a_day", "a day is needed", {"day": name})
    return name


# Tables that take entries of one's own; frozen like the records around them.
Stages = Annotated[
    Mapping[str, Count], Field(min_length=1), AfterValidator(MappingProxyType), PlainSerializer(dict)
]
DatedRates = Annotated[
    Mapping[Annotated[str, AfterValidator(_day_name)], Real],
    Field(min_length=1),
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]


class Dunning(Record):
    """The ladder of steps against late payment.

    Attributes
    ----------
    alarm_days : int
        From this many days past due a person acts at once, whatever the stage. [days]
    stages : mapping of str to int
        Name of a stage to the days past due it begins at; own stages may be added. [days]
    """

    alarm_days: Count
    stages: Stages

    @field_validator("stages")
    @classmethod
    def _apart(cls, stages: Mapping[str, int]) -> Mapping[str, int]:
        """Refuse two stages that begin on the same day: one of them would never be reached."""
        by_days: dict[int, str] = {}
        for name, days in stages.items():
            if days in by_days:
                names = {"first": by_days[days], "second": name, "days": days}
                raise PydanticCustomError("policy.stages_same_day", "stages must differ", names)
            by_days[days] = name
        return stages

    @cached_property
    def ladder(self) -> tuple[tuple[int, str], ...]:
        """Days and name of each stage, from the first on."""
        return tuple(sorted((days, name) for name, days in self.stages.items()))


class Reference(Record):
    """A reference rate and its changes.

    Attributes
    ----------
    known_until : datetime.date
        Last day for which the rates are known; later days are refused until someone has looked again.
    rates : mapping of str to float
        Day a rate applies from, written as 2026-07-01, to the rate. [share a year]
    """

    known_until: date
    rates: DatedRates

    @cached_property
    def changes(self) -> tuple[tuple[date, float], ...]:
        """Day and rate of each change, the oldest first."""
        return tuple(sorted((date.fromisoformat(day), rate) for day, rate in self.rates.items()))


class References(Record):
    """The reference rates that the rules build on."""

    boe_bank_rate: Reference
    ecb_mro: Reference
    de_basiszinssatz: Reference
    at_basiszinssatz: Reference
    cn_lpr_1y: Reference


class InterestRule(Record):
    """How a legal rate of late interest follows from its reference rate.

    Attributes
    ----------
    reference : str
        Field of `References`; ``none`` where the law itself names the rate, which is then the margin.
    multiple : float
        What the reference rate is multiplied by. [times]
    margin : float
        What is added then. [share a year]
    rounded_up_to : float
        Step that the sum is rounded up to; 0: not rounded. [share a year]
    reset : {"half_year", "half_year_before", "daily"}
        Which reference rate counts: that of the first day of the half-year, that of the day before it, or
        that in force on the day itself.
    fixed_at_start : bool
        The rate of the first day of interest stays; else it changes inside a running claim.
    day_count : {"actual_365", "actual_360", "actual_actual", "30_360"}
        How days become years.
    applies_from : datetime.date
        First day of interest that the rule, or its table, covers.
    """

    reference: Literal[
        "boe_bank_rate", "ecb_mro", "de_basiszinssatz", "at_basiszinssatz", "cn_lpr_1y", "none"
    ]
    multiple: Factor
    margin: Real
    rounded_up_to: Share
    reset: Reset
    fixed_at_start: bool
    day_count: DayCount
    applies_from: date


class InterestRules(Record):
    """The legal rules of late interest by country."""

    UK: InterestRule
    EU: InterestRule
    DE: InterestRule
    FR: InterestRule
    AT: InterestRule
    BE: InterestRule
    CN_LPR: InterestRule
    CN_SME: InterestRule


class LateInterest(Record):
    """Rules and rates of interest on late payment.

    Attributes
    ----------
    rule : str
        Rule that counts where none is named; a field of `InterestRules`.
    payments_reduce : {"principal", "interest_first"}
        What a part payment reduces: the principal, or the interest run up and then the principal.
    contract_day_count : str
        How days become years under a rate that the contract names.
    """

    rule: str
    payments_reduce: PaymentsReduce
    contract_day_count: DayCount
    rules: InterestRules
    references: References

    @model_validator(mode="after")
    def _known_rule(self) -> Self:
        known = tuple(InterestRules.model_fields)
        if self.rule not in known:
            names = {"got": self.rule, "accepted": ", ".join(known)}
            raise PydanticCustomError("policy.rule_unknown", "rule unknown", names)
        return self
