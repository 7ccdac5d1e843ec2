"""A plan of instalments on a date: what is paid of it, what is late, and which documents it is open on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.receivables.settlement import DECIMALS

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Dates, Floats

DUST = 0.005
"""What is less than half a cent is nothing."""


def open_of_instalments(principal: Floats, received: float) -> Floats:
    """Return what is open of each instalment when money pays the earliest first.

    Parameters
    ----------
    principal : ndarray of float64, shape (n,)
        Principal of each instalment, the earliest first. [money]
    received : float
        Money received since the agreement, not above the sum of the principals. [money]

    Returns
    -------
    ndarray of float64, shape (n,)
        Their sum is the sum of the principals less what was received.

    Examples
    --------
    >>> open_of_instalments(np.array([500.0, 250.0, 250.0]), 600.0)
    array([  0., 150., 250.])
    """
    reach = np.cumsum(principal) - received
    left: Floats = np.round(np.clip(reach, 0.0, principal), DECIMALS)
    return left


def late_beyond(due_date: Dates, open_amount: Floats, as_of: np.datetime64, grace_days: int) -> float:
    """Return what is open of instalments that are late by more than the days of grace.

    Parameters
    ----------
    due_date : ndarray of datetime64[D], shape (n,)
        Due date of each instalment.
    open_amount : ndarray of float64, shape (n,)
        From `open_of_instalments`.
    as_of : datetime64[D]
        The date.
    grace_days : int
        Days of grace. [days]

    Returns
    -------
    float
        0 while the plan is kept. [money]

    Examples
    --------
    >>> due = np.array(["2026-05-15", "2026-06-15"], dtype="datetime64[D]")
    >>> late_beyond(due, np.array([0.0, 150.0]), np.datetime64("2026-06-20"), 5)
    0.0
    >>> late_beyond(due, np.array([0.0, 150.0]), np.datetime64("2026-06-21"), 5)
    150.0
    """
    is_late = as_of - due_date > np.timedelta64(grace_days, "D")
    return float(np.round(open_amount[is_late].sum(), DECIMALS))


def laid_over(instalments: Floats, documents: Floats) -> tuple[Codes, Codes, Floats]:
    """Divide what is open of instalments among the documents it is open on, both in their order.

    Parameters
    ----------
    instalments : ndarray of float64, shape (n,)
        Open amounts, not negative, the earliest first. [money]
    documents : ndarray of float64, shape (k,)
        Open amounts, not negative, of the same sum. [money]

    Returns
    -------
    instalment, document : ndarray of int64, shape (m,)
        Places of the two sides of each part.
    amount : ndarray of float64, shape (m,)
        The parts, above 0: those of an instalment add up to it, those of a document to it. [money]

    Examples
    --------
    >>> for part in zip(*laid_over(np.array([0.0, 150.0, 250.0]), np.array([100.0, 300.0])), strict=True):
    ...     print(*part)
    1 0 100.0
    1 1 50.0
    2 1 250.0
    """
    ends, stops = np.round(np.cumsum(instalments), DECIMALS), np.round(np.cumsum(documents), DECIMALS)
    if not ends.size or not stops.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    # The documents are what the ledger says: a difference of rounding falls to the last instalment.
    cuts = np.unique(np.r_[np.minimum(ends[:-1], stops[-1]), stops])
    amount = np.round(np.diff(cuts, prepend=0.0), DECIMALS)
    keep = amount > 0
    instalment = np.minimum(np.searchsorted(ends, cuts, side="left"), len(ends) - 1)
    document = np.minimum(np.searchsorted(stops, cuts, side="left"), len(stops) - 1)
    return instalment[keep], document[keep], amount[keep]
