"""On which day running payments first covered what was owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Dates, Flags, Floats

# Float sums leave dust such as 5e-17; no currency has more than four decimals.
DECIMALS: Final = 6


def running_before(amounts: Floats, starts: Flags) -> Floats:
    """Return the running total before each entry, beginning anew at each start.

    Parameters
    ----------
    amounts : ndarray of float64, shape (n,)
        Amounts, not negative.
    starts : ndarray of bool, shape (n,)
        Where a new total begins; the first entry is a start.

    Returns
    -------
    ndarray of float64, shape (n,)
        Totals.

    Examples
    --------
    >>> running_before(np.array([1.0, 2.0, 4.0]), np.array([True, False, True]))
    array([0., 1., 0.])
    """
    before: Floats = np.cumsum(amounts) - amounts
    before -= before[starts][np.cumsum(starts) - 1]
    return before


def first_cover(group: Codes, needs: Floats, paid_group: Codes, paid_day: Dates, paid: Floats) -> Dates:
    """Return for each need the first day on which its group's running payments cover it.

    Parameters
    ----------
    group : ndarray of int64, shape (n,)
        Group of each need.
    needs : ndarray of float64, shape (n,)
        What the running total must reach; a need that none covers gets some day of the list.
    paid_group, paid_day, paid : ndarray, shape (m,)
        Payments, not negative, sorted by group and day.

    Returns
    -------
    ndarray of datetime64[D], shape (n,)
        Days.

    Examples
    --------
    >>> days = np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[D]")
    >>> first_cover(np.array([0, 0]), np.array([5.0, 6.0]), np.array([0, 0]), days, np.array([5.0, 5.0]))
    array(['2026-01-01', '2026-01-02'], dtype='datetime64[D]')
    """
    starts = np.r_[True, paid_group[1:] != paid_group[:-1]]
    running = running_before(paid, starts) + paid
    # Needs and running totals in one list, a need before an equal total: the next total covers it.
    value = np.round(np.r_[needs, running], DECIMALS)
    is_total = np.r_[np.zeros(len(needs), dtype=bool), np.ones(len(paid), dtype=bool)]
    merged = np.lexsort((is_total, value, np.r_[group, paid_group]))
    position = np.where(is_total[merged], np.arange(len(merged)), len(merged) - 1)
    following = np.minimum.accumulate(position[::-1])[::-1]
    answer = np.empty(len(merged), dtype=np.int64)
    answer[merged] = merged[following]
    days: Dates = paid_day[np.clip(answer[: len(needs)] - len(needs), 0, len(paid) - 1)]
    return days
