"""The recommended limit: every component, the one that binds, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Flags, Floats, as_floats
from xlcredit.credit.grades import NOT_RATED, grade_letter
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy import Policy
    from xlcredit.texts import Language

MONTHS_IN_YEAR = 12
FINER_BELOW = 10  # steps; a smaller limit is rounded in tenths of a step, below one in hundredths, and so on
CENT = 0.01  # the finest unit of a limit
DECIMALS = 6  # sums of units leave dust such as 5e-17
WORTH_ONLY = ("net_worth", "half_of_worth_and_profit")  # capacities that do not look at working capital
WHOLE = 1e-9  # of a step; keeps a limit that is a whole number of steps from losing one to binary fractions

# The order in which components are said to bind where several are equally small.
BINDING = (
    "grade_need",
    "capacity",
    "without_accounts_cap",
    "sales_cap",
    "insurance_cap",
    "concentration_cap",
    "group_cap",
)


@dataclass(frozen=True)
class Limit:
    """A recommended limit and its components; floats for one customer, arrays of shape (n,) for a column.

    Attributes
    ----------
    annual_purchases, need, grade_need : float or ndarray
        Purchases of 12 months; need = purchases x days / days of the year x headroom; need x grade factor.
    capacity : float or ndarray
        What the customer's accounts carry; NaN without accounts.
    without_accounts_cap : float or ndarray
        Cap where there are no accounts; NaN with accounts.
    sales_cap, concentration_cap, insurance_cap, group_cap : float or ndarray
        NaN where they do not apply.
    own_retention, insured_part : float or ndarray
        Own risk, the smallest of capacity and its caps (NaN where there is none); what insurance adds to it.
    recommended_limit : float or ndarray
        Smallest of grade_need, own_retention + insured_part, insurance_cap, concentration_cap and group_cap,
        rounded down; 0 for a stopped grade; NaN where the purchases are unknown.
    binding : str or ndarray of str
        Component that binds: one of `BINDING`, "stopped", "not_rated" or "" (unknown).
    """

    annual_purchases: Any
    need: Any
    grade_need: Any
    capacity: Any
    without_accounts_cap: Any
    sales_cap: Any
    own_retention: Any
    insured_part: Any
    insurance_cap: Any
    concentration_cap: Any
    group_cap: Any
    recommended_limit: Any
    binding: Any


def credit_limit(
    grade: Any,
    annual_purchases: Any,
    terms_days: Any,
    *,
    days_late: Any = 0.0,
    net_worth: Any = None,
    working_capital: Any = None,
    net_profit: Any = None,
    insured_limit: Any = None,
    own_sales: Any = None,
    open_total: Any = None,
    group_cap: Any = None,
    stops_supply: Any = False,
    policy: Policy | None = None,
) -> Limit:
    """Return the recommended limit with every component.

    Parameters
    ----------
    grade : str or score, or array_like of shape (n,)
        A to E, NR, or a score; a blank is NR.
    annual_purchases : float, or array_like of shape (n,)
        Sales to the customer in 12 months, zero or more. [money]
    terms_days : float, or array_like of shape (n,)
        Agreed payment terms. [days]
    days_late : float, or array_like of shape (n,), optional
        Usual days late; below zero counts as zero, a blank as zero. [days]
    net_worth : float, or array_like of shape (n,), optional
        Tangible net worth. [money]
    working_capital : float, or array_like of shape (n,), optional
        Current assets less current liabilities. Where both are blank there are no accounts. [money]
    net_profit : float, or array_like of shape (n,), optional
        Of the year; only "half_of_worth_and_profit" looks at it, and counts a blank as zero. [money]
    insured_limit : float, or array_like of shape (n,), optional
        Limit that an insurer or guarantor has granted; a blank is none. [money]
    own_sales : float, or array_like of shape (n,), optional
        One's own sales in 12 months, for the cap on a single customer. [money]
    open_total : float, or array_like of shape (n,), optional
        All open receivables, for the concentration cap. [money]
    group_cap : float, or array_like of shape (n,), optional
        Most that the customer's group may get, from `xlcredit.credit.groups.group_caps`. [money]
    stops_supply : bool, or array_like of shape (n,), optional
        A red flag that stops supply.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Limit
        Scalars when every argument is one.

    Raises
    ------
    ArgumentError
        When a grade is unknown, a value is no number, or columns differ in length.
    MissingDataError
        When single purchases or terms are blank.
    ImpossibleNumberError
        When purchases, terms, insured limit, own sales or open receivables are below zero.

    Notes
    -----
    need = purchases x (terms + days late) / days of the year x headroom; by policy terms alone count, or a
    number of months whatever the terms. capacity = min(share of net worth, share of working capital), 0
    where either is negative, of the one that is known where the other is not; by policy their mean, the
    share of net worth alone (0 where it is negative), or (net worth + net profit) / 2. The factor of the
    grade multiplies the need, by policy the capacity or both. Without accounts a grade better than B counts
    as B, and purchases of the policy's months cap the own risk. Insurance "adds" insured limit x cover
    share to the own risk, or "caps" the limit at insured limit / cover share + own retention. The limit
    never rises as the grade falls, and never falls as purchases, net worth or (with "adds") the insured
    limit rise. It is rounded down to the policy's step; a limit of less than ten steps to a tenth of the
    step, of less than one step to a hundredth, and so on: with steps of 1,000 a need of 12,640 gives
    12,000, one of 1,264 gives 1,200 and one of 640 gives 640.

    Examples
    --------
    >>> found = credit_limit("B", 1_200_000, 60, days_late=13, net_worth=2_000_000, working_capital=900_000)
    >>> found.need, found.capacity, found.recommended_limit, found.binding
    (240000.0, 180000.0, 180000.0, 'capacity')
    """
    rules = policy or default_policy()
    given = {
        "annual_purchases": annual_purchases,
        "terms_days": terms_days,
        "days_late": days_late,
        "net_worth": net_worth,
        "working_capital": working_capital,
        "net_profit": net_profit,
        "insured_limit": insured_limit,
        "own_sales": own_sales,
        "open_total": open_total,
        "group_cap": group_cap,
    }
    columns, letters, stops, is_single = _inputs(given, grade, stops_supply, rules)
    parts = _parts(columns, letters, rules)
    limit, binding = _smallest(parts, letters, stops, rules)
    values = {**parts, "recommended_limit": limit, "binding": binding}
    if is_single:
        values = {name: column[0].item() for name, column in values.items()}
    return Limit(**values)


def _inputs(
    given: Mapping[str, Any], grade: Any, stops_supply: Any, policy: Policy
) -> tuple[dict[str, Floats], np.ndarray[Any, Any], Flags, bool]:
    """Return the inputs as columns of one length, and whether all were single."""
    columns = {name: as_floats(value, name) for name, value in given.items()}
    is_single_grade = isinstance(grade, str) or np.ndim(grade) == 0
    grades = [grade] if is_single_grade else np.asarray(grade, dtype=object).ravel().tolist()
    letters = np.array([grade_letter(_none_if_nan(one), policy) for one in grades])
    stops = np.atleast_1d(np.asarray(stops_supply, dtype=bool))
    sizes = {name: column.size for name, column in columns.items() if column.ndim}
    if not is_single_grade:
        sizes["grade"] = letters.size
    if np.ndim(stops_supply):
        sizes["stops_supply"] = stops.size
    size = max(sizes.values(), default=1)
    for name, found in sizes.items():
        if found != size:
            raise ArgumentError("credit.lengths_differ", name=name, got=found, needed=size)
    _refuse(columns, is_single=not sizes)
    columns = {name: np.broadcast_to(column, size) for name, column in columns.items()}
    return columns, np.broadcast_to(letters, size), np.broadcast_to(stops, size), not sizes


def _none_if_nan(value: Any) -> Any:
    """Return a grade, a not-a-number as blank."""
    return None if isinstance(value, float) and np.isnan(value) else value


def _refuse(columns: Mapping[str, Floats], *, is_single: bool) -> None:
    """Refuse amounts below zero, and single blanks that the need is made of."""
    for name in ("annual_purchases", "terms_days", "insured_limit", "own_sales", "open_total", "group_cap"):
        if (columns[name] < 0).any():
            wrong = columns[name][columns[name] < 0].ravel()[0]
            raise ImpossibleNumberError("credit.negative_amount", name=name, got=float(wrong))
    for name in ("annual_purchases", "terms_days"):
        if is_single and np.isnan(columns[name]):
            raise MissingDataError("credit.amount_missing", name=name)


def _parts(columns: Mapping[str, Floats], letters: np.ndarray[Any, Any], policy: Policy) -> dict[str, Floats]:
    """Return every component before the smallest is taken."""
    rules = policy.limits
    purchases = columns["annual_purchases"]
    need = _need(columns, policy)
    capacity = _capacity(columns, policy)
    without = np.isnan(capacity)
    factor = _grade_factor(letters, without, policy)
    if rules.grade_factor_on != "need":
        capacity = capacity * factor
    month = purchases / MONTHS_IN_YEAR * rules.without_accounts_months
    sales_cap = columns["own_sales"] * rules.own_sales_share
    without_cap = np.where(without, month, np.nan)
    insured = np.nan_to_num(columns["insured_limit"], nan=0.0)
    adds = rules.insurance_rule == "adds"
    cap = np.where(insured > 0, insured / rules.cover_share + rules.own_retention, np.nan)
    return {
        "annual_purchases": purchases,
        "need": need,
        "grade_need": need if rules.grade_factor_on == "capacity" else need * factor,
        "capacity": capacity,
        "without_accounts_cap": without_cap,
        "sales_cap": sales_cap,
        "own_retention": np.fmin(np.fmin(capacity, without_cap), sales_cap),
        "insured_part": insured * rules.cover_share if adds else np.zeros_like(insured),
        "insurance_cap": np.full_like(insured, np.nan) if adds else cap,
        "concentration_cap": columns["open_total"] * rules.concentration_share,
        "group_cap": columns["group_cap"],
    }


def _need(columns: Mapping[str, Floats], policy: Policy) -> Floats:
    """Return what the customer needs, by the method of the policy."""
    rules, purchases = policy.limits, columns["annual_purchases"]
    if rules.need_method == "months_of_purchases":
        return purchases / MONTHS_IN_YEAR * rules.need_months * rules.headroom
    days = columns["terms_days"]
    if rules.need_method == "terms_and_lateness":
        days = days + np.fmax(columns["days_late"], 0.0)
    return purchases * days / policy.dso.days_in_year * rules.headroom


def _capacity(columns: Mapping[str, Floats], policy: Policy) -> Floats:
    """Return what the accounts carry, by the method of the policy; NaN where there are none."""
    rules = policy.limits
    worth = columns["net_worth"] * rules.net_worth_share
    working = columns["working_capital"] * rules.working_capital_share
    lower = worth if rules.capacity_method in WORTH_ONLY else np.fmin(worth, working)
    found = lower
    if rules.capacity_method == "mean":
        found = (np.fmin(worth, working) + np.fmax(worth, working)) / 2  # of one that is known, itself
    elif rules.capacity_method == "half_of_worth_and_profit":
        found = (columns["net_worth"] + np.nan_to_num(columns["net_profit"], nan=0.0)) / 2
    return np.where(np.isnan(found), np.nan, np.where(lower < 0, 0.0, np.maximum(found, 0.0)))


def _grade_factor(letters: np.ndarray[Any, Any], without_accounts: Flags, policy: Policy) -> Floats:
    """Return the factor of each grade; without accounts no better one than the cap of the policy."""
    factors: dict[str, float] = {letter: policy.limits.grade_factor.of(letter) for letter in LETTERS}
    best = factors[policy.caps.without_accounts.grade]
    found = np.array([factors.get(letter, 0.0) for letter in letters.tolist()])
    return np.where(without_accounts, np.minimum(found, best), found)


def _smallest(
    parts: Mapping[str, Floats], letters: np.ndarray[Any, Any], stops: Flags, policy: Policy
) -> tuple[Floats, np.ndarray[Any, Any]]:
    """Return the limit and the component that binds it."""
    own = {name: parts[name] for name in ("capacity", "without_accounts_cap", "sales_cap")}
    shared = ("grade_need", "insurance_cap", "concentration_cap", "group_cap")
    candidates = {name: parts[name] for name in shared}
    candidates |= {name: part + parts["insured_part"] for name, part in own.items()}
    stacked = np.array([np.where(np.isnan(candidates[name]), np.inf, candidates[name]) for name in BINDING])
    unknown = np.isnan(parts["grade_need"])
    limit = stacked.min(axis=0)
    if policy.limits.step:
        limit = _rounded_down(limit, policy.limits.step)
    binding = np.array(BINDING)[stacked.argmin(axis=0)]
    stopped = stops | (_grade_factor(letters, np.zeros_like(stops), policy) == 0)
    binding = np.where(unknown, "", np.where(stopped, "stopped", binding))
    binding = np.where(letters == NOT_RATED, "not_rated", binding)
    limit = np.where(unknown, np.nan, limit)
    return np.where(stopped, 0.0, limit), binding


def _rounded_down(limit: Floats, step: float) -> Floats:
    """Return limits in whole steps; less than ten steps in tenths of one, less than one in hundredths."""
    steps = limit / step
    magnitude = np.floor(np.log10(np.where(steps > 0, steps, FINER_BELOW)))
    unit = np.maximum(step * np.power(10.0, np.minimum(magnitude - 1, 0)), min(step, CENT))
    return np.asarray(np.round(np.floor(limit / unit + WHOLE) * unit, DECIMALS))


def headroom(limit: Any, exposure: Any) -> Any:
    """Return what is left of a limit; below zero where it is exceeded.

    Parameters
    ----------
    limit, exposure : float, or array_like of shape (n,)
        In one currency. [money]

    Returns
    -------
    float or ndarray, shape (n,)
        limit - exposure. [money]

    Examples
    --------
    >>> headroom(100.0, 130.0)
    -30.0
    """
    found = as_floats(limit, "limit") - as_floats(exposure, "exposure")
    return float(found) if found.ndim == 0 else found


WATERFALL = (
    "annual_purchases", "need", "grade_need", "capacity", "without_accounts_cap", "sales_cap",
    "own_retention", "insured_part", "insurance_cap", "concentration_cap", "group_cap", "recommended_limit",
)  # fmt: skip


def limit_waterfall(
    limit: Limit, exposure: float | None = None, language: Language | None = None
) -> list[list[Any]]:
    """Return one limit as rows, from the need down to what is left.

    Parameters
    ----------
    limit : Limit
        Of a single customer.
    exposure : float, optional
        What is used of it; adds the rows exposure and headroom. [money]
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    list of list
        Component in words, amount (None where it does not apply), and whether it binds; the cap of the group
        only for a customer that has one.

    Examples
    --------
    >>> found = credit_limit("B", 1_200_000, 60, net_worth=2_000_000, working_capital=900_000)
    >>> [row for row in limit_waterfall(found, 150_000, "en") if row[0] in ("Recommended limit", "Headroom")]
    [['Recommended limit', 180000.0, False], ['Headroom', 30000.0, False]]
    """
    rows = []
    for name in WATERFALL:
        amount = getattr(limit, name)
        if name == "group_cap" and np.isnan(amount):
            continue  # most customers have no group: their rows stay where they were
        shown = None if np.isnan(amount) else amount
        rows.append([say(f"credit.component.{name}", language), shown, name == limit.binding])
    if limit.binding in ("stopped", "not_rated"):
        rows[-1][0] += f" ({binding_text(limit.binding, language)})"
    if exposure is not None:
        left = headroom(limit.recommended_limit, exposure)
        rows.append([say("credit.component.exposure", language), float(exposure), False])
        rows.append([say("credit.component.headroom", language), left, False])
    return rows


def binding_text(binding: str, language: Language | None = None) -> str:
    """Return the binding component in words.

    Parameters
    ----------
    binding : str
        As in `Limit.binding`; "" gives "".
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> binding_text("concentration_cap", "zh")
    '集中度上限'
    """
    return say(f"credit.component.{binding}", language) if binding else ""
