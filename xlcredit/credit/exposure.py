"""What counts as exposure, and whether it breaks a limit or a limit of one of its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcredit.errors import ArgumentError, ImpossibleNumberError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

COMPONENTS = ("draft", "open", "unpaid", "other", "orders", "deliveries")


@dataclass(frozen=True)
class ExposureCheck:
    """The exposure of one customer against its limits.

    Attributes
    ----------
    risk_total : float
        Sum of the components that count. [money]
    is_exceeded : bool
        Whether any limit is broken.
    broken : tuple of str
        "credit_limit" and the components whose own limit is broken.
    """

    risk_total: float
    is_exceeded: bool
    broken: tuple[str, ...]


def exposure_check(
    components: Mapping[str, float],
    included: Iterable[str],
    credit_limit: float | None = None,
    component_limits: Mapping[str, float] | None = None,
) -> ExposureCheck:
    """Add the components that count and hold them against the limits.

    Parameters
    ----------
    components : mapping of str to float
        Amounts of draft (invoices not yet posted), open (not due), unpaid (past due), other, orders and
        deliveries. [money, one currency]
    included : iterable of str
        Components that count towards the total.
    credit_limit : float, optional
        Limit of the total; none when None. [money]
    component_limits : mapping of str to float, optional
        Limits of single components, whether they count towards the total or not. [money]

    Returns
    -------
    ExposureCheck
        Total and what it breaks; an amount equal to its limit breaks nothing.

    Raises
    ------
    ArgumentError
        When a component has another name.

    Examples
    --------
    >>> exposure_check({"unpaid": 550, "open": 550}, ["open", "unpaid"], credit_limit=900)
    ExposureCheck(risk_total=1100.0, is_exceeded=True, broken=('credit_limit',))
    """
    counted, own = tuple(included), component_limits or {}
    unknown = [name for name in (*components, *counted, *own) if name not in COMPONENTS]
    if unknown:
        raise ArgumentError("credit.unknown_component", got=unknown[0], accepted=", ".join(COMPONENTS))
    total = math.fsum(components.get(name, 0.0) for name in dict.fromkeys(counted))
    broken = ["credit_limit"] if credit_limit is not None and total > credit_limit else []
    broken += [name for name, limit in own.items() if components.get(name, 0.0) > limit]
    return ExposureCheck(total, bool(broken), tuple(broken))


def limit_sum(company_limit: float, insured_limit: float) -> float:
    """Return the limit of a customer: one's own and the insured one.

    Parameters
    ----------
    company_limit, insured_limit : float
        Zero or more. [money]

    Returns
    -------
    float
        Their sum. [money]

    Raises
    ------
    ImpossibleNumberError
        When one is below zero.

    Examples
    --------
    >>> limit_sum(100, 50)
    150
    """
    for name, amount in (("company_limit", company_limit), ("insured_limit", insured_limit)):
        if amount < 0:
            raise ImpossibleNumberError("credit.negative_amount", name=name, got=amount)
    return company_limit + insured_limit


def limit_by_condition(rating: float, *, is_met: bool, fixed_limit: float, per_point: float) -> float:
    """Return a limit by condition: a fixed amount where it is met, else an amount per point of the rating.

    Parameters
    ----------
    rating : float
        Zero or more. [points]
    is_met : bool
        Whether the customer meets the condition, for instance class A, rating above 70, a certain sector.
    fixed_limit : float
        Limit of those who meet it. [money]
    per_point : float
        Limit of the others per point. [money per point]

    Returns
    -------
    float
        The limit. [money]

    Raises
    ------
    ImpossibleNumberError
        When the rating or an amount is below zero.

    Notes
    -----
    The form of the rules that credit management systems let a company write; the condition itself is theirs.

    References
    ----------
    SAP Community, question 562193 "SAP FSCM formula" (2017), example of a credit limit formula.

    Examples
    --------
    >>> limit_by_condition(60, is_met=False, fixed_limit=100_000, per_point=1_000)
    60000
    """
    amounts = {"rating": rating, "fixed_limit": fixed_limit, "per_point": per_point}
    for name, amount in amounts.items():
        if amount < 0:
            raise ImpossibleNumberError("credit.negative_amount", name=name, got=amount)
    return fixed_limit if is_met else per_point * rating


def is_unpaid(due_date: dt.date, as_of: dt.date, margin_days: int = 0) -> bool:
    """Tell whether an item counts as unpaid: past due by more than the margin.

    Parameters
    ----------
    due_date, as_of : datetime.date
        Due date and the day it is looked at.
    margin_days : int
        Days past due that are let pass. [days]

    Returns
    -------
    bool
        False on the due date itself.

    Examples
    --------
    >>> import datetime as dt
    >>> (
    ...     is_unpaid(dt.date(2024, 6, 8), dt.date(2024, 6, 10)),
    ...     is_unpaid(dt.date(2024, 6, 8), dt.date(2024, 6, 10), 3),
    ... )
    (True, False)
    """
    return (as_of - due_date).days > margin_days
