"""Interest on late payment: on the falling balance, from the day after the due date, simple."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.collections.rates import LAST_DAY, contract_table, rate_table, rule_name
from xlcredit.collections.year_fractions import year_number, year_numbers
from xlcredit.columns import as_dates, as_floats
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlcredit.collections.rates import RateTable
    from xlcredit.columns import Dates, Floats
    from xlcredit.policy import Policy

Payment = tuple[date, float]


@dataclass(frozen=True)
class InterestLine:
    """A stretch of days with one balance and one rate.

    Attributes
    ----------
    first_day, last_day : datetime.date
        Both count.
    balance : float
        Principal that bears interest. [money]
    rate : float
        [share a year]
    interest : float
        Not rounded. [money]
    is_confirmed : bool
        False where the rate is marked as still to be confirmed.
    """

    first_day: date
    last_day: date
    balance: float
    rate: float
    interest: float
    is_confirmed: bool

    @property
    def days(self) -> int:
        """Calendar days of the stretch."""
        return (self.last_day - self.first_day).days + 1


def late_interest(
    amount: Any, due_date: Any, until: Any, rule: Any = None, policy: Policy | None = None
) -> Any:
    """Return the interest on an amount that was paid late, or is still open, without part payments.

    Parameters
    ----------
    amount : float, or array_like of shape (n,)
        Zero or more. [money]
    due_date : date, or array_like of shape (n,)
        Last day without interest.
    until : date, or array_like of shape (n,)
        Last day with interest: the day of payment, or the day of the claim.
    rule : str or float, or array_like of shape (n,), optional
        Name of a rule of the policy, or the annual rate of the contract as a share; the policy's own rule
        when None.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float or ndarray
        0 until the due date has passed; not rounded; NaN where something is unknown, and in a column also
        where the amount is below 0 or the rate is not known. [money]

    Raises
    ------
    ArgumentError
        When a rule is unknown.
    MissingDataError
        When all are scalars and the dates reach beyond what the rates cover.
    ImpossibleNumberError
        When a contract rate is no share, or a scalar amount is below 0.

    Notes
    -----
    amount x sum of rate x years, simple interest. A rule with ``fixed_at_start`` keeps the rate of the day
    after the due date; the others take each day's own rate. A due date on a day of rest is not moved here.

    Examples
    --------
    >>> round(late_interest(10_000, "2026-01-31", "2026-03-02", 0.12), 2)  # 30 days
    98.63
    """
    rules = policy or default_policy()
    debts = as_floats(amount, "amount")
    due, end = as_dates(due_date, "due_date"), as_dates(until, "until")
    words = np.asarray(rule, dtype=object)
    if not (debts.ndim or due.ndim or end.ndim or words.ndim):
        return _one(debts.item(), due.item(), end.item(), table_of(rule, rules))
    length = np.broadcast_shapes(debts.shape, due.shape, end.shape, words.shape)
    due, end = np.broadcast_to(due, length), np.broadcast_to(end, length)
    factor = (
        _factors_by_row(due, end, np.broadcast_to(words, length), rules)
        if words.ndim
        else _factor(due, end, table_of(rule, rules))
    )
    return np.where(debts >= 0, debts * factor, np.nan)


def _factors_by_row(due: Dates, end: Dates, words: Any, policy: Policy) -> Floats:
    """Return the interest on 1 of rows that each name a rule or a contract rate of their own."""
    named: dict[Any, int] = {}
    codes = np.array(
        [-1 if _is_rate(word) else named.setdefault(word, len(named)) for word in words.tolist()]
    )
    factor = np.full(due.shape, np.nan)
    for word, code in named.items():
        chosen = codes == code
        factor[chosen] = _factor(due[chosen], end[chosen], table_of(word, policy))
    chosen = codes == -1
    rate = words[chosen].astype(np.float64)
    years = _factor(due[chosen], end[chosen], contract_table(1.0, policy))
    factor[chosen] = np.where((rate >= 0) & (rate <= 1), rate * years, np.nan)
    return factor


def _is_rate(word: Any) -> bool:
    """Tell whether a rule is the annual rate of a contract."""
    return isinstance(word, int | float) and not isinstance(word, bool)


def table_of(rule: Any, policy: Policy) -> RateTable:
    """Return the rates that a rule means.

    Parameters
    ----------
    rule : str, float or None
        Name of a rule, annual rate of a contract as a share, or None for the policy's own rule.
    policy : Policy
        The policy.

    Returns
    -------
    RateTable
        Its steps.

    Raises
    ------
    ArgumentError
        When the rule is unknown.
    ImpossibleNumberError
        When the rate is no share.

    Examples
    --------
    >>> table_of(None, default_policy()).name, table_of(0.1, default_policy()).name
    ('EU', 'contract')
    """
    if rule is None:
        return rate_table(policy.late_interest.rule, policy)
    return contract_table(float(rule), policy) if _is_rate(rule) else rate_table(rule_name(rule), policy)


def _one(amount: float, due: date | None, end: date | None, table: RateTable) -> float:
    """Return the interest on one amount, or say why there is none."""
    if amount < 0:
        raise ImpossibleNumberError("collections.negative_amount", got=amount)
    if due is None or end is None:
        return math.nan
    if end <= due:
        return amount * 0.0
    start = due + timedelta(days=1)
    if start < table.first_days[0] or (start if table.is_fixed else end) > table.last_day:
        raise _not_covered(due, end, table)
    if not table.is_fixed:
        return amount * (_grown_to(end, table) - _grown_to(due, table))
    years = year_number(end, table.day_count) - year_number(due, table.day_count)
    return amount * table.rates[table.step_on(start)] * years


def _grown_to(day: date, table: RateTable) -> float:
    """Return the interest on 1 from the first day of a table to the end of a day."""
    step = table.step_on(day)
    eve, before = table.eve_and_growth[step]
    return before + table.rates[step] * (year_number(day, table.day_count) - eve)


def _not_covered(due: date, until: date, table: RateTable) -> MissingDataError:
    """Say which days a table of rates does not reach."""
    first = table.first_days[0]
    key = "collections.before_rates" if due + timedelta(days=1) < first else "collections.beyond_rates"
    return MissingDataError(
        key,
        rule=table.name,
        first=first,
        last=table.last_day,
        start=due + timedelta(days=1),
        until=until,
        reference=table.reference or f"late_interest.rules.{table.name}",
        next=table.last_day + timedelta(days=1) if table.last_day < LAST_DAY else table.last_day,
    )


def _factor(due: Dates, end: Dates, table: RateTable) -> Floats:
    """Return the interest on 1; NaN where a date is unknown or the rates do not reach."""
    start = due + 1
    unknown = np.isnat(due) | np.isnat(end)
    if table.is_fixed:
        rate = table.rate_column[table.step_of(start)]
        factor = rate * (year_numbers(end, table.day_count) - year_numbers(due, table.day_count))
        covered = start <= np.datetime64(table.last_day)
    else:
        factor = _grown(end, table) - _grown(due, table)
        covered = end <= np.datetime64(table.last_day)
    covered &= start >= table.starts[0]
    return np.where(unknown, np.nan, np.where(end <= due, 0.0, np.where(covered, factor, np.nan)))


def _grown(days: Dates, table: RateTable) -> Floats:
    """Return the interest on 1 from the first day of a table to the end of each day."""
    step = table.step_of(days)
    years = year_numbers(days, table.day_count) - table.eves[step]
    return np.asarray(table.grown[step] + table.rate_column[step] * years)


def interest_lines(  # noqa: PLR0917  as many as a claim has parts
    amount: float,
    due_date: date,
    until: date,
    payments: Iterable[Payment] = (),
    rule: Any = None,
    policy: Policy | None = None,
    costs: float = 0.0,
) -> list[InterestLine]:
    """Return the interest on one debt with part payments, stretch by stretch, as a letter shows it.

    Parameters
    ----------
    amount : float
        Zero or more. [money]
    due_date : datetime.date
        Last day without interest.
    until : datetime.date
        Last day with interest.
    payments : iterable of (datetime.date, float)
        Day and amount received, zero or more, in any order; the day of a payment still bears interest on what
        it paid; later ones than `until` do not count. [money]
    rule : str or float, optional
        As in `late_interest`.
    policy : Policy, optional
        The default policy when None.
    costs : float, optional
        Costs owed beside the debt from the first day of interest on, such as the fixed sum; payments settle
        them first where the rule says ``costs_first``. [money]

    Returns
    -------
    list of InterestLine
        In order of time, empty where nothing was late; their interest adds up to the claim.

    Raises
    ------
    ArgumentError, MissingDataError, ImpossibleNumberError
        As in `late_interest`; the last also when a payment is below 0.

    Notes
    -----
    What a payment reduces follows the law of the rule, or the policy's word for every rule: the principal;
    the interest run up and then the principal; or costs, interest, principal. What came by the due date
    reduces the principal. A payment beyond what is owed ends the interest.

    References
    ----------
    BGB section 367; 民法典 (Civil Code of China) article 561: costs, then interest, then principal.

    Examples
    --------
    >>> from datetime import date
    >>> paid = [(date(2026, 2, 10), 4_000.0)]
    >>> lines = interest_lines(10_000.0, date(2026, 1, 31), date(2026, 3, 2), paid, 0.12)
    >>> [(line.days, line.balance, round(line.interest, 2)) for line in lines]
    [(10, 10000.0, 32.88), (20, 6000.0, 39.45)]
    """
    rules = policy or default_policy()
    received = sorted(payments)
    if any(paid < 0 for _, paid in received):
        raise ImpossibleNumberError("collections.negative_payment", got=min(paid for _, paid in received))
    table = table_of(rule, rules)
    late_interest(amount, due_date, until, rule, rules)  # refuses what the rates do not cover
    balance = amount - math.fsum(paid for day, paid in received if day <= due_date)
    order = table.order(rules)
    open_costs, open_interest = costs if order == "costs_first" else 0.0, 0.0
    lines: list[InterestLine] = []
    later = [(day, paid) for day, paid in received if due_date < day < until]
    eve = due_date
    for day, paid in (*later, (until, 0.0)):
        stretch = _stretches(balance, eve, day, due_date, table, rules)
        lines += stretch
        open_interest += math.fsum(line.interest for line in stretch)
        to_costs = min(paid, open_costs)
        to_interest = 0.0 if order == "principal" else min(paid - to_costs, open_interest)
        open_costs, open_interest = open_costs - to_costs, open_interest - to_interest
        balance, eve = balance - (paid - to_costs - to_interest), day
    return lines


def _stretches(  # noqa: PLR0917  one debt between two payments
    balance: float, eve: date, until: date, due_date: date, table: RateTable, policy: Policy
) -> list[InterestLine]:
    """Return the lines between two payments, cut where the rate changes."""
    if balance <= 0 or until <= eve:
        return []
    cuts = [] if table.is_fixed else [day - timedelta(days=1) for day in table.first_days]
    ends = [*(day for day in cuts if eve < day < until), until]
    lines = []
    for last in ends:
        first = eve + timedelta(days=1)
        looked_at = due_date + timedelta(days=1) if table.is_fixed else first
        step = table.step_on(looked_at)
        years = year_number(last, table.day_count) - year_number(eve, table.day_count)
        rate = table.rates[step]
        interest = balance * rate * years
        lines.append(InterestLine(first, last, balance, rate, interest, table.is_confirmed(step, policy)))
        eve = last
    return lines
