"""A cost put on a year, so that discounts, bills, factoring and loans can be compared."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xlcredit.columns import Floats, as_floats, as_shares, as_sizes, given_back, quotient
from xlcredit.errors import ArgumentError, ImpossibleNumberError

CONVENTIONS: Final[dict[str, tuple[bool, float]]] = {
    "simple_360": (False, 360.0),
    "simple_365": (False, 365.0),
    "compound_360": (True, 360.0),
    "compound_365": (True, 365.0),
}
"""Whether interest is compounded, and the days of the year, by name."""


def yearly_cost(cost_share: Any, days: Any, convention: str = "simple_365") -> Any:
    """Put a cost for some days on a year.

    Parameters
    ----------
    cost_share : float or array_like, shape (n,)
        Cost over the money had for it. [share of one]
    days : float or array_like, shape (n,)
        How long the money is had, above 0. [days]
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        Simple or compound interest, and the days of the year.

    Returns
    -------
    float or ndarray
        Cost of a year; in a column NaN where days are 0 or less. [share of one, a year]

    Raises
    ------
    ArgumentError
        When `convention` is another word.
    ImpossibleNumberError
        When scalar days are 0 or less, or the answer is too large for a number.

    Notes
    -----
    Simple: ``cost_share x year / days``. Compound: ``(1 + cost_share) ^ (year / days) - 1``.

    Examples
    --------
    >>> round(yearly_cost(300 / 9_000, 45), 4)
    0.2704
    """
    if convention not in CONVENTIONS:
        accepted = ", ".join(CONVENTIONS)
        raise ArgumentError("receivables.unknown_word", name="convention", got=convention, accepted=accepted)
    is_compound, year = CONVENTIONS[convention]
    cost, length = as_floats(cost_share, "cost_share"), _above_zero(days)
    with np.errstate(over="ignore", invalid="ignore"):
        yearly = np.asarray(
            np.power(1.0 + cost, year / length) - 1.0 if is_compound else cost * year / length
        )
    if yearly.ndim == 0 and np.isinf(yearly):
        raise ImpossibleNumberError("protection.cost_too_large", days=length.item())
    return given_back(yearly)


def _above_zero(days: Any) -> Floats:
    """Return days that are above 0; in a column NaN where they are not."""
    length = as_floats(days, "days")
    if length.ndim:
        return np.where(length > 0, length, np.nan)
    if length <= 0:
        raise ImpossibleNumberError("protection.no_days", got=length.item())
    return length


def early_payment_cost(
    discount_share: Any, discount_days: Any, net_days: Any, convention: str = "simple_365"
) -> Any:
    """Return what it costs in a year to give up, or to grant, a discount for early payment.

    Parameters
    ----------
    discount_share : float or array_like, shape (n,)
        Discount, 0 to below 1: 2/10 net 30 has 0.02. [share of one]
    discount_days : float or array_like, shape (n,)
        Last day of the discount, from the invoice date, not negative. [days]
    net_days : float or array_like, shape (n,)
        Day of payment without it, after `discount_days`. [days]
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        Simple or compound interest, and the days of the year.

    Returns
    -------
    float or ndarray
        Cost of a year; in a column NaN where no day is gained. [share of one, a year]

    Raises
    ------
    ArgumentError
        When `convention` is another word.
    ImpossibleNumberError
        When a scalar discount is 1 or lies outside 0 to 1, or no day lies between the two.

    Notes
    -----
    ``d / (1 - d)`` for ``net_days - discount_days``, put on a year by `yearly_cost`: who pays later borrows
    what the discount leaves of the invoice.

    Examples
    --------
    >>> round(early_payment_cost(0.02, 10, 30, "simple_360"), 4)
    0.3673
    """
    discount = as_shares(discount_share, "discount_share")
    first = as_sizes(discount_days, "discount_days")
    days = as_floats(net_days, "net_days") - first
    if discount.ndim == 0 and discount == 1:
        raise ImpossibleNumberError("protection.nothing_to_pay", got=discount.item())
    return yearly_cost(
        quotient(discount, 1.0 - discount, "discount_share", "1 - discount_share"), days, convention
    )
