"""Cover attaches at delivery: which invoice the insurer's limit takes in, the oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Flags, Floats


def filled(buyers: Codes, amounts: Floats, limits: Floats) -> Floats:
    """Return how much of each invoice the limits of its buyer take in.

    Parameters
    ----------
    buyers : ndarray of int, shape (n,)
        Buyer of each invoice; the invoices of a buyer stand together, the oldest first.
    amounts : ndarray, shape (n,)
        What is unpaid of each, not negative. [money]
    limits : ndarray, shape (n,)
        Limit of the buyer that was in force on the day of each invoice, not negative. [money]

    Returns
    -------
    ndarray, shape (n,)
        From 0 to the amount. [money]

    Notes
    -----
    An invoice is taken in as far as what stands before it leaves room in the limit of its own day:
    ``min(amount, max(limit - taken in before, 0))``. So a payment makes room for the next invoice (the limit
    revolves), a limit that was lowered or withdrawn leaves older invoices in and keeps new ones out, and a
    buyer never has more taken in than the highest of these limits. The usual clause; some insurers let no
    uninsured invoice move up once a limit was cancelled: ask yours.

    References
    ----------
    receivablesinsurancecanada.com, "How do credit limits work": a limit that was reduced or cancelled applies
    to deliveries after that day. info.ec-reach.com.hk: a limit revolves, payments make room for deliveries.

    Examples
    --------
    >>> buyers = np.array([0, 0, 0, 1])
    >>> filled(buyers, np.array([60.0, 60.0, 50.0, 9.0]), np.array([100.0, 100.0, 120.0, 5.0])).tolist()
    [60.0, 40.0, 20.0, 5.0]
    """
    if not amounts.size:
        return np.zeros(0)
    new_buyer = np.r_[True, buyers[1:] != buyers[:-1]]
    starts = np.flatnonzero(new_buyer | np.r_[True, limits[1:] != limits[:-1]])
    begins = np.zeros(amounts.size, dtype=bool)
    begins[starts] = True
    run = np.cumsum(begins) - 1
    total = np.cumsum(amounts)
    through = total - (total[starts] - amounts[starts])[run]  # of the invoices of one limit, up to this one
    before = _taken_before(new_buyer[starts], np.add.reduceat(amounts, starts), limits[starts])[run]
    taken = np.maximum(before, np.minimum(before + through, limits))
    earlier = np.where(begins, before, np.r_[0.0, taken[:-1]])
    found: Floats = np.clip(taken - earlier, 0.0, amounts)
    return found


def _taken_before(is_first: Flags, sums: Floats, limits: Floats) -> Floats:
    """Return what is taken in before each run of invoices of one limit; runs are few, buyers many."""
    count = len(sums)
    place = np.arange(count) - np.maximum.accumulate(np.where(is_first, np.arange(count), 0))
    before = np.zeros(count)
    for turn in range(1, int(place.max()) + 1):
        here = np.flatnonzero(place == turn)
        last = here - 1
        before[here] = np.maximum(before[last], np.minimum(before[last] + sums[last], limits[last]))
    return before
