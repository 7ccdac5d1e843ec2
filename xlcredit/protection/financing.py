"""The price of turning receivables into money: factoring and discounted bills."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcredit.columns import Floats, as_shares, as_sizes, given_back
from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.protection.yearly_cost import yearly_cost

_COSTS_TAKEN = ("from_reserve", "at_start")


def discount_cost(
    amount: Any,
    annual_rate: Any,
    days: Any,
    advance_share: Any = 1.0,
    fee_share: Any = 0.0,
    *,
    convention: str = "simple_365",
    interest_days_in_year: float = 360,
    costs_taken: str = "from_reserve",
) -> Any:
    """Return what it costs in a year to sell, or to have discounted, a receivable.

    Parameters
    ----------
    amount : float or array_like, shape (n,)
        Face amount, above 0. [money]
    annual_rate : float or array_like, shape (n,)
        Interest on what is advanced, 0 to 1. [share of one, a year]
    days : float or array_like, shape (n,)
        From the money in hand to the customer's payment, above 0. [days]
    advance_share : float or array_like, shape (n,)
        Share of the face amount that is advanced; 1 for a bill. [share of one]
    fee_share : float or array_like, shape (n,)
        Every fee together, as a share of the face amount. [share of one]
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        How the cost is put on a year.
    interest_days_in_year : float
        Days that `annual_rate` is divided by. [days]
    costs_taken : {"from_reserve", "at_start"}
        ``from_reserve``: costs are withheld from the part that is not advanced, and from the advance only
        where that is not enough; ``at_start``: all of them are taken off the advance.

    Returns
    -------
    float or ndarray
        Costs over the money in hand, put on a year; in a column NaN where nothing is in hand. [share of one,
        a year]

    Raises
    ------
    ArgumentError
        When `convention` or `costs_taken` is another word.
    ImpossibleNumberError
        When scalar days are 0 or less, a scalar rate or share lies outside 0 to 1, or costs leave nothing in
        hand.

    Notes
    -----
    ``costs = amount x advance_share x annual_rate x days / interest_days_in_year + amount x fee_share``;
    ``in_hand = min(amount x advance_share, amount - costs)``, or ``amount x advance_share - costs`` at the
    start. For a bill, ``advance_share`` 1, both give ``amount x (1 - rate x days / 360)`` less fees.

    Examples
    --------
    >>> round(discount_cost(10_000, 0, 45, 0.9, 0.03), 3)
    0.27
    """
    if costs_taken not in _COSTS_TAKEN:
        accepted = ", ".join(_COSTS_TAKEN)
        raise ArgumentError(
            "receivables.unknown_word", name="costs_taken", got=costs_taken, accepted=accepted
        )
    face, length = as_sizes(amount, "amount"), as_sizes(days, "days")
    advance = face * as_shares(advance_share, "advance_share")
    interest = advance * as_shares(annual_rate, "annual_rate") * length / interest_days_in_year
    costs = interest + face * as_shares(fee_share, "fee_share")
    in_hand = advance - costs if costs_taken == "at_start" else np.minimum(advance, face - costs)
    return yearly_cost(_over(costs, np.asarray(in_hand)), days, convention)


def _over(costs: Floats, in_hand: Floats) -> Any:
    """Return costs over the money in hand; in a column NaN where nothing is."""
    if in_hand.ndim == 0 and in_hand <= 0:
        raise ImpossibleNumberError("protection.nothing_in_hand", costs=costs.item(), in_hand=in_hand.item())
    return given_back(np.asarray(costs / np.where(in_hand > 0, in_hand, np.nan)))
