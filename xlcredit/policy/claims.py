"""Records of what a late payment costs besides the rate: fixed sums, the order of payments, days of rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Currency, Money, Record, check_rising
from xlcredit.policy.risk_tables import words_of

PaymentOrder = Literal["principal", "interest_first", "costs_first"]
RollRule = Literal["following", "preceding", "stays"]
DayKind = Literal["working_day", "holiday"]
NO_RULE = "no_rule"
"""Stands for a country whose law sets no rate between businesses, or one that is not kept here."""


def day_name(name: str) -> str:
    """Return a name that is a day written as 2026-07-01; refuse any other.

    Parameters
    ----------
    name : str
        Name of an entry.

    Returns
    -------
    str
        The same.

    Raises
    ------
    PydanticCustomError
        When it is no day.

    Examples
    --------
    >>> day_name("2026-07-01")
    '2026-07-01'
    """
    try:
        is_day = date.fromisoformat(name).isoformat() == name
    except ValueError:
        is_day = False
    if not is_day:
        raise PydanticCustomError("policy.not_a_day", "a day is needed", {"day": name})
    return name


CountryRules = Annotated[Mapping[str, str], AfterValidator(MappingProxyType), PlainSerializer(dict)]
RollRules = Annotated[Mapping[str, RollRule], AfterValidator(MappingProxyType), PlainSerializer(dict)]
OwnDays = Annotated[
    Mapping[Annotated[str, AfterValidator(day_name)], DayKind],
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]


class Fee(Record):
    """The fixed sum that a creditor may ask for each debt paid late.

    Attributes
    ----------
    currency : str
        Currency of the sums; debts in another one get none by themselves.
    edges : tuple of float
        Rising amounts of debt that the next sum begins at; empty where one sum is for all. [money]
    sums : tuple of float
        One more than edges: for a debt below the first edge, from the first on, and so on. [money]
    applies_from : datetime.date
        First day of interest from which the sum is owed.
    each_instalment : bool
        Owed for each late instalment of an invoice; else once for the invoice.
    """

    currency: Currency
    edges: tuple[Money, ...]
    sums: tuple[Money, ...] = Field(min_length=1)
    applies_from: date
    each_instalment: bool

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[float, ...]) -> tuple[float, ...]:
        return check_rising(edges)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if len(self.sums) != len(self.edges) + 1:
            counts = {"edges": len(self.edges), "sums": len(self.sums), "needed": len(self.edges) + 1}
            raise PydanticCustomError("policy.sums_do_not_fit", "one more sum than edges", counts)
        return self


class Fees(Record):
    """Fixed sums by rule; the rules of China know none."""

    UK: Fee
    EU: Fee
    DE: Fee
    FR: Fee
    AT: Fee
    BE: Fee


class BusinessDays(Record):
    """What becomes of a due date on a day of rest.

    Attributes
    ----------
    due_dates : mapping of str to str
        A country (its code, then other spellings, separated by ``|``) to what moves a due date: ``following``
        working day, ``preceding`` one, or ``stays``. A country without an entry moves nothing.
    cn_known_until : datetime.date
        Last day for which the working days of China are announced; later ones are refused.
    cn_days : mapping of str to str
        Day, written as 2027-02-06, to ``working_day`` or ``holiday`` in China; wins over the calendar.
    """

    due_dates: RollRules
    cn_known_until: date
    cn_days: OwnDays

    @cached_property
    def by_country(self) -> Mapping[str, RollRule]:
        """Rule by every spelling of a country."""
        return {word: rule for name, rule in self.due_dates.items() for word in words_of(name)}
