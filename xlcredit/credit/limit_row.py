"""One customer's recommended limit without an array: what one cell asks for, the same to the last bit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from xlcredit.credit.grades import grade_letter
from xlcredit.credit.limits import CENT, DECIMALS, FINER_BELOW, MONTHS_IN_YEAR, WHOLE
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS

if TYPE_CHECKING:
    from xlcredit.policy import Policy


def recommended_limit(  # noqa: PLR0917  as many as the policy asks for
    grade: Any,
    annual_purchases: float,
    terms_days: float,
    net_worth: float | None = None,
    insured_limit: float | None = None,
    days_late: float | None = None,
    policy: Policy | None = None,
) -> float:
    """Return the limit of `xlcredit.credit.limits.credit_limit` for one customer, and nothing else.

    Parameters
    ----------
    grade : str, float or None
        A to E, NR, or a score; a blank is NR.
    annual_purchases : float
        Sales to the customer in 12 months, zero or more. [money]
    terms_days : float
        Agreed payment terms. [days]
    net_worth, insured_limit : float, optional
        Blank: there are no accounts, there is no insurance. [money]
    days_late : float, optional
        Usual days late. [days]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float
        0 for a grade that is stopped. [money]

    Raises
    ------
    ArgumentError
        When the grade is unknown.
    MissingDataError
        When purchases or terms are blank.
    ImpossibleNumberError
        When purchases, terms or the insured limit are below zero.

    Examples
    --------
    >>> recommended_limit("B", 1_200_000.0, 60.0, 2_000_000.0)
    197000.0
    """
    card = policy or default_policy()
    insured = _known(insured_limit)
    letter = grade_letter(None if _is_nan(grade) else grade, card)
    _refuse({"annual_purchases": annual_purchases, "terms_days": terms_days, "insured_limit": insured})
    factor = card.limits.grade_factor.of(letter) if letter in LETTERS else 0.0
    if factor == 0:
        return 0.0
    own, factor = _own_retention(annual_purchases, net_worth, factor, card)
    need = _need(annual_purchases, terms_days, _known(days_late), card)
    if card.limits.grade_factor_on != "capacity":
        need *= factor
    limit = min(need, *_with_insurance(own, insured, card))
    return _rounded_down(limit, card.limits.step) if card.limits.step else limit


def _is_nan(value: Any) -> bool:
    """Tell whether a value is not-a-number."""
    return isinstance(value, float) and math.isnan(value)


def _known(value: float | None) -> float:
    """Return a number, 0 for a blank."""
    return 0.0 if value is None or math.isnan(value) else value


def _refuse(given: dict[str, float]) -> None:
    """Refuse amounts below zero, and blanks that the need is made of."""
    for name, value in given.items():
        if value < 0:
            raise ImpossibleNumberError("credit.negative_amount", name=name, got=value)
    for name in ("annual_purchases", "terms_days"):
        if math.isnan(given[name]):
            raise MissingDataError("credit.amount_missing", name=name)


def _need(purchases: float, terms_days: float, days_late: float, policy: Policy) -> float:
    """Return what the customer needs, by the method of the policy."""
    rules = policy.limits
    if rules.need_method == "months_of_purchases":
        return purchases / MONTHS_IN_YEAR * rules.need_months * rules.headroom
    days = terms_days + max(days_late, 0.0) if rules.need_method == "terms_and_lateness" else terms_days
    return purchases * days / policy.dso.days_in_year * rules.headroom


def _own_retention(
    purchases: float, net_worth: float | None, factor: float, policy: Policy
) -> tuple[float, float]:
    """Return own risk, from the accounts or without them, and the factor of the grade that goes with it."""
    rules = policy.limits
    if net_worth is not None and not math.isnan(net_worth):
        is_half = rules.capacity_method == "half_of_worth_and_profit"
        capacity = max(net_worth / 2 if is_half else net_worth * rules.net_worth_share, 0.0)
        return capacity if rules.grade_factor_on == "need" else capacity * factor, factor
    best: float = rules.grade_factor.of(policy.caps.without_accounts.grade)
    return purchases / MONTHS_IN_YEAR * rules.without_accounts_months, min(factor, best)


def _with_insurance(own: float, insured: float, policy: Policy) -> tuple[float, ...]:
    """Return own risk with what insurance adds, or with the cap that insurance is."""
    rules = policy.limits
    if rules.insurance_rule == "adds":
        return (own + insured * rules.cover_share,)
    return (own, insured / rules.cover_share + rules.own_retention) if insured > 0 else (own,)


def _rounded_down(limit: float, step: float) -> float:
    """Return a limit in whole steps; less than ten steps in tenths of one, less than one in hundredths."""
    steps = limit / step
    magnitude = math.floor(math.log10(steps if steps > 0 else FINER_BELOW))
    unit = max(step * 10.0 ** min(magnitude - 1, 0), min(step, CENT))
    places = 10.0**DECIMALS
    return round(math.floor(limit / unit + WHOLE) * unit * places) / places
