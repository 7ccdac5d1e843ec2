"""Rates of late interest over time: from a rule and its reference rate to steps that carry a first day."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.collections.year_fractions import year_numbers
from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.policy import default_policy
from xlcredit.policy.collections import InterestRules
from xlcredit.texts import LANGUAGES, entry

if TYPE_CHECKING:
    from xlcredit.columns import Dates, Floats
    from xlcredit.policy import Policy
    from xlcredit.policy.claims import PaymentOrder
    from xlcredit.policy.collections import DayCount, InterestRule

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)  # of the calendar of a spreadsheet
DUST = 1e-9  # of a step; keeps a rate that is a whole number of steps from being rounded up once more
TO_BE_CONFIRMED = "TBC"  # mark beside a rate that rests on memory or derivation
HALF_YEARS = (1, 7)  # the months that half-years begin with
ALIASES = {"GB": "UK"}

Changes = tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class RateTable:
    """A rate of interest as it changes over time.

    Attributes
    ----------
    name : str
        Rule, or "contract".
    first_days : tuple of datetime.date
        First day of each rate, rising.
    rates : tuple of float
        Rate from that day on. [share a year]
    origins : tuple of str
        Path of the policy item that each rate comes from; "" where the rule names it itself.
    last_day : datetime.date
        Last day for which the rate is known.
    is_fixed : bool
        The rate of the first day of interest stays.
    day_count : str
        How days become years.
    payments_reduce : {"principal", "interest_first", "costs_first"}
        What a part payment reduces by the law of the rule.
    """

    name: str
    first_days: tuple[date, ...]
    rates: tuple[float, ...]
    origins: tuple[str, ...]
    last_day: date
    is_fixed: bool
    day_count: DayCount
    payments_reduce: PaymentOrder = "principal"

    @cached_property
    def starts(self) -> Dates:
        """First days as an array of days."""
        return np.array(self.first_days, dtype="datetime64[D]")

    @cached_property
    def rate_column(self) -> Floats:
        """Rates as an array."""
        return np.array(self.rates)

    @cached_property
    def eves(self) -> Floats:
        """The day before each first day, as a number of years."""
        return year_numbers(self.starts - 1, self.day_count)

    @cached_property
    def grown(self) -> Floats:
        """Interest on 1 from the first day of all to the eve of each step."""
        return np.concatenate([[0.0], np.cumsum(np.diff(self.eves) * self.rate_column[:-1])])

    def step_of(self, days: Any) -> Any:
        """Return the place of the rate in force on each day; that of the first one for days before it."""
        return np.maximum(np.searchsorted(self.starts, days, side="right") - 1, 0)

    @cached_property
    def eve_and_growth(self) -> tuple[tuple[float, float], ...]:
        """`eves` and `grown` of each step as plain numbers."""
        return tuple(zip(self.eves.tolist(), self.grown.tolist(), strict=True))

    def step_on(self, day: date) -> int:
        """Return the place of the rate in force on one day, as `step_of` does."""
        return max(bisect_right(self.first_days, day) - 1, 0)

    def is_confirmed(self, step: int, policy: Policy) -> bool:
        """Tell whether a rate is free of the mark that it is still to be confirmed."""
        return is_confirmed(self.origins[step], policy)

    @property
    def reference(self) -> str:
        """Path of the reference rate in the policy; "" where the rule names its rate itself."""
        return self.origins[-1].partition(".rates.")[0]

    def order(self, policy: Policy) -> PaymentOrder:
        """Return what a part payment reduces: the policy's word for every rule, else the rule's own."""
        chosen = policy.late_interest.payments_reduce
        return self.payments_reduce if chosen == "by_rule" else chosen


def is_confirmed(path: str, policy: Policy) -> bool:
    """Tell whether a policy item is free of the mark that it is still to be confirmed.

    Parameters
    ----------
    path : str
        Dotted path of the item.
    policy : Policy
        The policy.

    Returns
    -------
    bool
        True also where nothing is noted beside the item.

    Examples
    --------
    >>> is_confirmed("late_interest.references.cn_lpr_1y.rates.2025-05-20", default_policy())
    False
    """
    note = policy.notes.get(path)
    return note is None or TO_BE_CONFIRMED not in note.source.split()


@lru_cache(maxsize=256)
def rule_name(word: Any) -> str:
    """Return the rule that a word names: its code or its name in English or Chinese.

    Parameters
    ----------
    word : object
        Text in any case.

    Returns
    -------
    str
        Field of `InterestRules`.

    Raises
    ------
    ArgumentError
        When no rule has that name.

    Examples
    --------
    >>> rule_name("de"), rule_name("英国迟延付款法"), rule_name("cn-lpr")
    ('DE', 'UK', 'CN_LPR')
    """
    plain = str(word).strip()
    code = plain.upper().replace("-", "_").replace(" ", "_")
    code = ALIASES.get(code, code)
    for name in InterestRules.model_fields:
        labels = {entry(f"policy.words.{name}")[language].casefold() for language in LANGUAGES}
        if code == name or plain.casefold() in labels:
            return name
    raise ArgumentError("collections.rule_unknown", got=word, accepted=", ".join(InterestRules.model_fields))


def rate_table(name: str, policy: Policy | None = None) -> RateTable:
    """Return the rates of a legal rule.

    Parameters
    ----------
    name : str
        Field of `InterestRules`.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    RateTable
        Its steps, as far as they are known.

    Raises
    ------
    ArgumentError
        When the rule begins before its reference rate does, or the rate is not known on its first day.

    Examples
    --------
    >>> table = rate_table("DE")
    >>> table.rates[-1], table.last_day
    (0.1052, datetime.date(2026, 12, 31))
    """
    interest = (policy or default_policy()).late_interest
    rule: InterestRule = getattr(interest.rules, name)
    if rule.reference == "none":
        return _single_rate(name, rule.margin, rule.applies_from, rule.day_count, rule.payments_reduce)
    reference = getattr(interest.references, rule.reference)
    return _table(name, rule, reference.changes, reference.known_until)


@lru_cache(maxsize=64)
def _single_rate(
    name: str, rate: float, first_day: date, day_count: DayCount, payments_reduce: PaymentOrder
) -> RateTable:
    """Return one rate without an end, from a law or a contract."""
    return RateTable(
        name, (first_day,), (rate,), ("",), LAST_DAY,
        is_fixed=True, day_count=day_count, payments_reduce=payments_reduce,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _table(name: str, rule: InterestRule, changes: Changes, known_until: date) -> RateTable:
    """Return the steps of a rule that builds on a reference rate; the same data are worked out once."""
    days = _reset_days(rule, changes, known_until)
    steps = [(day, _in_force(changes, looked_at)) for day, looked_at in days]
    if not steps or any(change is None for _, change in steps):
        raise ArgumentError("collections.reference_too_short", rule=name, reference=rule.reference)
    last_day = known_until if rule.reset == "daily" else _half_year_after(days[-1][0]) - timedelta(days=1)
    found = [(day, *change) for day, change in steps if change is not None]
    return RateTable(
        name,
        tuple(day for day, _, _ in found),
        tuple(_rate(rule, rate) for _, _, rate in found),
        tuple(f"late_interest.references.{rule.reference}.rates.{origin}" for _, origin, _ in found),
        last_day,
        rule.fixed_at_start,
        rule.day_count,
        rule.payments_reduce,
    )


def _reset_days(rule: InterestRule, changes: Changes, known_until: date) -> list[tuple[date, date]]:
    """Return each day on which the rate of a rule may change, with the day whose reference rate counts."""
    if rule.reset == "daily":
        later = [day for day, _ in changes if rule.applies_from < day <= known_until]
        return [(day, day) for day in (rule.applies_from, *later) if day <= known_until]
    days = []
    day = date(rule.applies_from.year, max(m for m in HALF_YEARS if m <= rule.applies_from.month), 1)
    while (looked_at := day - timedelta(days=rule.reset == "half_year_before")) <= known_until:
        days.append((day, looked_at))
        day = _half_year_after(day)
    return days


def _half_year_after(day: date) -> date:
    """Return the first day of the half-year after the one that begins on a day."""
    first, second = HALF_YEARS
    return date(day.year, second, 1) if day.month == first else date(day.year + 1, first, 1)


def _in_force(changes: Changes, day: date) -> tuple[date, float] | None:
    """Return the change of the reference rate in force on a day, None before the first."""
    return next((change for change in reversed(changes) if change[0] <= day), None)


def _rate(rule: InterestRule, reference_rate: float) -> float:
    """Return the rate of a rule; binary dust is taken off, so that 0.0152 + 0.09 is 0.1052."""
    rate = reference_rate * rule.multiple + rule.margin
    if rule.rounded_up_to:
        rate = math.ceil(rate / rule.rounded_up_to - DUST) * rule.rounded_up_to
    return round(rate, 9)


def contract_table(annual_rate: float, policy: Policy | None = None) -> RateTable:
    """Return a rate that the contract names.

    Parameters
    ----------
    annual_rate : float
        From 0 to 1. [share a year]
    policy : Policy, optional
        Says how days become years; the default policy when None.

    Returns
    -------
    RateTable
        One step without an end.

    Raises
    ------
    ImpossibleNumberError
        When the rate is below 0 or above 1.

    Examples
    --------
    >>> contract_table(0.12).rates
    (0.12,)
    """
    if not 0 <= annual_rate <= 1:
        raise ImpossibleNumberError("collections.rate_no_share", got=annual_rate)
    day_count = (policy or default_policy()).late_interest.contract_day_count
    return _single_rate("contract", annual_rate, FIRST_DAY, day_count, "principal")
