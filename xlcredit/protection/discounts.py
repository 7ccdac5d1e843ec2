"""Discounts for early payment: which one pays off for whom."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcredit.columns import as_floats, as_shares, given_back
from xlcredit.errors import ArgumentError
from xlcredit.protection.yearly_cost import CONVENTIONS


def break_even_discount(days_gained: Any, cost_of_capital: Any, convention: str = "simple_365") -> Any:
    """Return the largest discount that pays off for so many days.

    Parameters
    ----------
    days_gained : float or array_like, shape (n,)
        By how much earlier the customer would pay; 0 or less gains nothing. [days]
    cost_of_capital : float or array_like, shape (n,)
        What money in hand saves, 0 to 1. [share of one, a year]
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        As in `early_payment_cost`.

    Returns
    -------
    float or ndarray
        Discount, from 0 to below 1. [share of one]

    Raises
    ------
    ArgumentError
        When `convention` is another word.

    Notes
    -----
    Simple: ``g / (1 + g)`` with ``g = cost_of_capital x days / year``; compound:
    ``1 - (1 + cost_of_capital) ^ (-days / year)``. At this discount `early_payment_cost` is the cost of
    capital.

    Examples
    --------
    >>> round(break_even_discount(90, 0.08), 5)
    0.01934
    """
    if convention not in CONVENTIONS:
        accepted = ", ".join(CONVENTIONS)
        raise ArgumentError("receivables.unknown_word", name="convention", got=convention, accepted=accepted)
    is_compound, year = CONVENTIONS[convention]
    rate = as_shares(cost_of_capital, "cost_of_capital")
    days = np.maximum(as_floats(days_gained, "days_gained"), 0.0)
    if is_compound:
        return given_back(np.asarray(1.0 - np.power(1.0 + rate, -days / year)))
    gain = rate * days / year
    return given_back(np.asarray(gain / (1.0 + gain)))


def discount_gain(purchases: Any, discount: Any, break_even: Any) -> Any:
    """Return what a discount gains in a year, a loss below 0.

    Parameters
    ----------
    purchases : float or array_like, shape (n,)
        What the customer buys in a year, all of it paid early. [money]
    discount, break_even : float or array_like, shape (n,)
        The discount granted, and the largest that pays off. [share of one]

    Returns
    -------
    float or ndarray
        ``purchases x ((1 - discount) / (1 - break_even) - 1)``: what the early money has grown to on the day
        of payment, less the face amount. [money]

    Examples
    --------
    >>> round(discount_gain(1_000_000, 0.01, break_even_discount(90, 0.08)), 2)
    9528.77
    """
    bought = as_floats(purchases, "purchases")
    given = as_shares(discount, "discount_share")
    most = as_shares(break_even, "break_even")
    return given_back(np.asarray(bought * ((1.0 - given) / (1.0 - most) - 1.0)))
