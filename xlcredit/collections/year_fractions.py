"""How days become years: the day-count conventions of interest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_dates

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy.collections import DayCount

DAYS_OF_MONTH = 30  # in the German and Eurobond convention, and twelve of them in a year
MONTHS_OF_YEAR = 12
EPOCH = date(1970, 1, 1)  # where numpy counts days, months and years from


def year_numbers(days: Any, day_count: DayCount) -> Floats:
    """Return dates as numbers of years, whose differences are the years of interest between them.

    Parameters
    ----------
    days : date or array_like of dates
        Dates.
    day_count : {"actual_365", "actual_360", "actual_actual", "30_360"}
        Calendar days over 365, over 360, over the days of each calendar year; or months of 30 days over 360.

    Returns
    -------
    ndarray of float64
        NaN where a date is unknown. [years]

    Notes
    -----
    Counted as numbers, stretches of time add up, so that a claim may be cut wherever its rate or its balance
    changes. ``30_360`` takes the 31st for the 30th at both ends (30E/360); February keeps its own end.

    Examples
    --------
    >>> january, august = year_numbers(["2026-01-01", "2026-08-01"], "30_360")
    >>> float(round((august - january) * 360, 6))
    210.0
    """
    found = as_dates(days)
    unknown = np.isnat(found)
    known = np.where(unknown, np.datetime64("2000-01-01"), found)
    return np.where(unknown, np.nan, _numbers(known, day_count))


def _numbers(days: Any, day_count: DayCount) -> Floats:
    """Return known dates as numbers of years."""
    if day_count in ("actual_365", "actual_360"):
        return np.asarray(days.astype(np.int64) / int(day_count[-3:]))
    years = days.astype("datetime64[Y]")
    if day_count == "actual_actual":
        first, following = years.astype("datetime64[D]"), (years + 1).astype("datetime64[D]")
        share = (days - first).astype(np.int64) / (following - first).astype(np.int64)
        return np.asarray(years.astype(np.int64) + share)
    months = days.astype("datetime64[M]")
    of_month = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    counted = months.astype(np.int64) + np.minimum(of_month, DAYS_OF_MONTH) / DAYS_OF_MONTH
    return np.asarray(counted / MONTHS_OF_YEAR)


def year_number(day: date, day_count: DayCount) -> float:
    """Return one date as a number of years, as `year_numbers` does, without an array.

    Parameters
    ----------
    day : datetime.date
        The date.
    day_count : str
        As in `year_numbers`.

    Returns
    -------
    float
        [years]

    Examples
    --------
    >>> year_number(date(1971, 1, 1), "actual_365")
    1.0
    """
    if day_count in ("actual_365", "actual_360"):
        return (day.toordinal() - EPOCH.toordinal()) / int(day_count[-3:])
    years = day.year - EPOCH.year
    if day_count == "actual_actual":
        first = date(day.year, 1, 1).toordinal()
        length = date(day.year, MONTHS_OF_YEAR, 31).toordinal() - first + 1
        return years + (day.toordinal() - first) / length
    months = years * MONTHS_OF_YEAR + day.month - 1
    return (months + min(day.day, DAYS_OF_MONTH) / DAYS_OF_MONTH) / MONTHS_OF_YEAR
