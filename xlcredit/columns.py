"""The one door through which values become columns of numbers, dates or codes.

Every measure takes scalars or columns and gives back what it got: a scalar for scalars, a column for columns.
Inside the door all is numpy: float64 with NaN for unknown, ``datetime64[D]`` with NaT for unknown.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from xlcredit.errors import ArgumentError, ImpossibleNumberError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

type_dates = np.dtype("datetime64[D]")

# What the door promises: float64, datetime64[D], int64 and bool. The dtype is not part of the static type,
# because numpy's own stubs lose it in where, clip, sort and indexing.
Floats: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Dates: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Codes: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_BLANK = (None, "")
_FIRST_DAY = np.datetime64("1900-01-01", "D").astype(np.int64)
_LAST_DAY = np.datetime64("9999-12-31", "D").astype(np.int64)


def as_floats(values: Any, name: str = "value") -> Floats:
    """Turn a number or a column of numbers into float64; a blank becomes NaN.

    Parameters
    ----------
    values : float, or array_like of any shape
        Numbers; None, "" and NaN are unknown. Decimals are accepted.
    name : str
        What the message calls them.

    Returns
    -------
    ndarray of float64
        Same shape; shape () for a scalar.

    Raises
    ------
    ArgumentError
        When a value is text, a truth value or anything else that is not a number.

    Examples
    --------
    >>> as_floats([1, None, 2.5])
    array([1. , nan, 2.5])
    """
    if type(values) is float:  # a single cell: what follows costs more than what it is for
        return np.array(values)
    found = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    if found.dtype.kind in "fiu":
        return found.astype(np.float64, copy=False)
    if found.size == 0:
        return np.zeros(found.shape)
    flat = [_float(value, name) for value in found.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(found.shape)


def _float(value: Any, name: str) -> float:
    """Turn one value into a float, or refuse it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return np.nan
    if isinstance(value, (bool, str)):
        raise ArgumentError("receivables.not_a_number", name=name, got=value)
    try:
        return float(value)
    except (TypeError, ValueError):
        if type(value).__name__ == "NAType":
            return np.nan
        raise ArgumentError("receivables.not_a_number", name=name, got=value) from None


def as_dates(values: Any, name: str = "date") -> Dates:
    """Turn a date or a column of dates into ``datetime64[D]``; a blank becomes NaT.

    Parameters
    ----------
    values : date, datetime, datetime64, ISO text, or array_like of them
        Dates; None, "", NaN and NaT are unknown. Serial numbers are refused: the sheet adapters turn them
        into dates, because only they know the workbook's date system.
    name : str
        What the message calls them.

    Returns
    -------
    ndarray of datetime64[D]
        Same shape; shape () for a scalar.

    Raises
    ------
    ArgumentError
        When a value is neither a date nor blank.

    Examples
    --------
    >>> as_dates(["2026-01-31", None])
    array(['2026-01-31', 'NaT'], dtype='datetime64[D]')
    """
    if isinstance(values, dt.date):
        return np.array(np.datetime64(values, "D"))
    found = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    if found.dtype.kind == "M":
        return found.astype(type_dates, copy=False)
    flat = [_date(value, name) for value in found.ravel().tolist()]
    return np.array(flat, dtype=type_dates).reshape(found.shape)


def _date(value: Any, name: str) -> np.datetime64:
    """Turn one value into a day, or refuse it."""
    if value in _BLANK or value != value or type(value).__name__ == "NaTType":  # noqa: PLR0124  NaN is not itself
        return np.datetime64("NaT", "D")
    if isinstance(value, (dt.date, np.datetime64)):
        return np.datetime64(value).astype(type_dates)
    if isinstance(value, str):
        try:
            return np.datetime64(dt.date.fromisoformat(value.strip()[:10]), "D")
        except ValueError:
            pass
    raise ArgumentError("receivables.not_a_date", name=name, got=value)


def as_day(value: Any, name: str = "as_of") -> np.datetime64:
    """Turn one date into a day, which must be known.

    Parameters
    ----------
    value : date, datetime, datetime64 or ISO text
        The date.
    name : str
        What the message calls it.

    Returns
    -------
    datetime64[D]
        The day.

    Raises
    ------
    ArgumentError
        When `value` is blank, a column, or not a date.

    Examples
    --------
    >>> as_day("2026-06-30")
    np.datetime64('2026-06-30')
    """
    found = as_dates(value, name)
    if found.ndim or np.isnat(found):
        raise ArgumentError("receivables.not_a_date", name=name, got=value)
    return np.datetime64(found.item(), "D")


def given_back(result: NDArray[Any]) -> Any:
    """Give a result back in the shape it came in: a plain Python scalar for shape (), else the column.

    Parameters
    ----------
    result : ndarray
        A measure's result.

    Returns
    -------
    scalar or ndarray
        ``None`` stands for an unknown date.

    Examples
    --------
    >>> given_back(np.array(2.0))
    2.0
    """
    return result.item() if result.ndim == 0 else result


def quotient(numerator: Any, denominator: Any, of: str, by: str, times: Any = 1.0) -> Any:
    """Divide two numbers or columns, times a factor, without ever giving infinity.

    Parameters
    ----------
    numerator, denominator : float or array_like
        Numbers; NaN is unknown and stays unknown.
    of, by : str
        What the message calls them.
    times : float or array_like
        Factor on the quotient, for instance days.

    Returns
    -------
    float or ndarray
        The quotient times the factor; in a column, NaN where the denominator is zero.

    Raises
    ------
    ImpossibleNumberError
        When all are scalars and the denominator is zero.

    Examples
    --------
    >>> quotient(1, 4, "a", "b")
    0.25
    >>> quotient([1, 1], [4, 0], "a", "b")
    array([0.25,  nan])
    """
    if type(numerator) is float and type(denominator) is float and type(times) is float:
        if denominator == 0:
            raise ImpossibleNumberError("receivables.zero_divisor", of=of, by=by)
        return numerator / denominator * times
    above, below, factor = as_floats(numerator, of), as_floats(denominator, by), as_floats(times, "times")
    if not (above.ndim or below.ndim or factor.ndim):
        if below == 0:
            raise ImpossibleNumberError("receivables.zero_divisor", of=of, by=by)
        return float(above / below * factor)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(below == 0, np.nan, above / below * factor)


def as_shares(values: Any, name: str) -> Floats:
    """Turn shares of one into float64 between 0 and 1, and refuse a percentage written as 90.

    Parameters
    ----------
    values : float, or array_like of any shape
        Shares; None, "" and NaN are unknown. [share of one]
    name : str
        What the message calls them.

    Returns
    -------
    ndarray of float64
        Same shape; in a column NaN where a share is below 0 or above 1.

    Raises
    ------
    ImpossibleNumberError
        When a scalar lies outside 0 to 1.

    Examples
    --------
    >>> as_shares([0.9, 90], "cover_share")
    array([0.9, nan])
    """
    found = as_floats(values, name)
    return _inside(found, (found < 0) | (found > 1), "errors.not_a_share", name)


def as_sizes(values: Any, name: str) -> Floats:
    """Turn numbers that cannot be below 0 into float64.

    Parameters
    ----------
    values : float, or array_like of any shape
        Amounts, days or rates; None, "" and NaN are unknown.
    name : str
        What the message calls them.

    Returns
    -------
    ndarray of float64
        Same shape; in a column NaN where a number is below 0.

    Raises
    ------
    ImpossibleNumberError
        When a scalar is below 0.

    Examples
    --------
    >>> as_sizes([5, -1], "waiting_days")
    array([ 5., nan])
    """
    found = as_floats(values, name)
    return _inside(found, found < 0, "errors.below_zero", name)


def _inside(found: Floats, is_outside: Flags, key: str, name: str) -> Floats:
    """Return numbers without those outside their range; a scalar outside is refused."""
    if not is_outside.any():
        return found
    if found.ndim == 0:
        raise ImpossibleNumberError(key, name=name, got=found.item())
    return np.where(is_outside, np.nan, found)


def check_lengths(**columns: Any) -> None:
    """Refuse columns of different lengths.

    Parameters
    ----------
    **columns : ndarray or None
        Columns by name; None is left out.

    Raises
    ------
    ArgumentError
        When a column is longer or shorter than the first.

    Examples
    --------
    >>> check_lengths(due_dates=np.zeros(2), amounts=None, paid_dates=np.zeros(2))
    """
    given = {name: np.size(column) for name, column in columns.items() if column is not None}
    wanted = next(iter(given.values()), 0)
    for name, got in given.items():
        if got != wanted:
            raise ArgumentError("receivables.lengths_differ", name=name, got=got, wanted=wanted)


def days_after(dates: Any, days: Any, name: str = "date") -> Any:
    """Move dates by whole days.

    Parameters
    ----------
    dates : date or array_like of dates
        Dates.
    days : float or array_like
        Days to go forward, or back when negative; parts of a day are dropped. [days]
    name : str
        What the message calls the dates.

    Returns
    -------
    ndarray of datetime64[D]
        NaT where the date or the days are unknown, and in a column where the day found lies outside the years
        1900 to 9999.

    Raises
    ------
    ImpossibleNumberError
        When all are scalars and the day found lies outside the years 1900 to 9999.

    Examples
    --------
    >>> days_after("2026-01-31", 60)
    array('2026-04-01', dtype='datetime64[D]')
    """
    start, steps = as_dates(dates, name), as_floats(days, "days")
    known = np.isfinite(steps) & ~np.isnat(start)
    moved = np.where(known, start.astype(np.int64) + np.trunc(np.where(known, steps, 0.0)), 0.0)
    beyond = (known & ((moved < _FIRST_DAY) | (moved > _LAST_DAY))) | np.isinf(steps)
    if beyond.ndim == 0 and beyond:
        raise ImpossibleNumberError("errors.beyond_calendar", name=name, got=start, days=steps.item())
    inside = known & ~beyond
    day = np.where(inside, moved, 0.0).astype(np.int64).astype(type_dates)
    return np.where(inside, day, np.datetime64("NaT", "D"))


def as_codes(values: ArrayLike) -> tuple[Codes, NDArray[Any]]:
    """Give the distinct values of a column numbers in sorted order; blanks are the value "".

    Parameters
    ----------
    values : array_like, shape (n,)
        Customer numbers, currencies, document numbers; a pandas Categorical is quickest.

    Returns
    -------
    codes : ndarray of int64, shape (n,)
        Position of each row's value in `names`.
    names : ndarray of object, shape (m,)
        Distinct values as text, sorted, so that the order of rows does not matter.

    Examples
    --------
    >>> codes, names = as_codes(["B", "A", "B"])
    >>> codes.tolist(), names.tolist()
    ([1, 0, 1], ['A', 'B'])
    """
    import pandas as pd

    column: Any = values.array if isinstance(values, pd.Series) else values
    raw_codes, raw_names = pd.factorize(column if hasattr(column, "dtype") else np.asarray(column, object))
    texts = np.array(["" if name is None else str(name) for name in raw_names] + [""], dtype=object)
    names, rank = np.unique(texts, return_inverse=True)
    codes = rank[raw_codes]  # a missing value has code -1, which is the "" put last
    used = np.bincount(codes, minlength=len(names)) > 0
    position = np.cumsum(used) - 1
    return position[codes].astype(np.int64, copy=False), names[used]


def add_months(days: Any, months: int) -> Any:
    """Move dates by whole months; the last day of a month stays the last day.

    Parameters
    ----------
    days : date or array_like of dates
        Dates.
    months : int
        Months to go forward, or back when negative.

    Returns
    -------
    ndarray of datetime64[D]
        Same shape, NaT where unknown.

    Notes
    -----
    30 November less nine months is the last day of February, and the last day of February plus one month is
    31 March: windows of months then meet without a gap.

    Examples
    --------
    >>> add_months("2026-02-28", 1), add_months("2026-01-30", 1)
    (array('2026-03-31', dtype='datetime64[D]'), array('2026-02-28', dtype='datetime64[D]'))
    """
    day = as_dates(days)
    month = day.astype("datetime64[M]")
    moved = month + months
    last = month_end(moved)
    offset: Any = day - month.astype(type_dates)
    return np.where(day == month_end(month), last, np.minimum(moved.astype(type_dates) + offset, last))


def month_end(months: Any) -> Any:
    """Return the last day of each date's month.

    Parameters
    ----------
    months : ndarray of datetime64
        Dates or months.

    Returns
    -------
    ndarray of datetime64[D]
        Last days.

    Examples
    --------
    >>> month_end(np.array("2024-02-05", dtype="datetime64[D]"))
    np.datetime64('2024-02-29')
    """
    return (months.astype("datetime64[M]") + 1).astype(type_dates) - np.timedelta64(1, "D")
