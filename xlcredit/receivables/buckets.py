"""Days past due, and the bucket each open amount belongs to: exactly one.

Bucket codes run from 0 (not due) over the edges to the last but one (older than the last edge); the last code
is "no due date".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import Codes, Floats, add_months, as_dates, as_day, as_floats, given_back
from xlcredit.errors import ArgumentError
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

DayZero = Literal["not_due", "first_bucket"]
ClosedSide = Literal["upper", "lower"]
Unit = Literal["day", "month"]
CreditsAged = Literal["not_due", "own_date"]


def days_past_due(due_date: Any, as_of: Any, paid_date: Any = None, *, unit: Unit = "day") -> Any:
    """Return how long after its due date a document is open, or was paid.

    Parameters
    ----------
    due_date : date or array_like, shape (n,)
        Due dates, or invoice dates where the age since invoicing is wanted.
    as_of : date
        The date of the report.
    paid_date : date or array_like, shape (n,), optional
        Payment dates; one on or before `as_of` ends the count.
    unit : {"day", "month"}
        Days, or months begun: 1 up to the same day of the next month.

    Returns
    -------
    float or ndarray of float64
        Positive = late, 0 = due on the day, negative = not due yet; NaN without a due date. [days or months]

    Raises
    ------
    ArgumentError
        When `as_of` is not a date or `unit` another word.

    Examples
    --------
    >>> days_past_due("2026-01-31", "2026-03-02")
    30.0
    >>> days_past_due("2026-01-31", "2026-03-02", unit="month")
    2.0
    """
    _check_word("unit", unit, ("day", "month"))
    due, until = as_dates(due_date, "due_date"), np.asarray(as_day(as_of))
    if paid_date is not None:
        paid = as_dates(paid_date, "paid_date")
        until = np.where(paid <= until, paid, until)
    if unit == "month":
        return given_back(np.asarray(_months_begun(due, until)))
    return given_back(np.where(np.isnat(due), np.nan, (until - due).astype(np.int64)))


def _months_begun(start: Any, until: Any) -> Floats:
    """Return months begun between two dates, negative before the start."""
    apart = (until.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.int64)
    known = ~np.isnat(start)
    whole = np.where(known, apart, 0)
    reached = _months_on(start, whole)
    return np.where(known, whole + (until > reached), np.nan)


def _months_on(start: Any, months: Any) -> Any:
    """Move each date by its own number of months."""
    moved = np.broadcast_to(np.asarray(start), np.broadcast_shapes(np.shape(start), np.shape(months))).copy()
    for step in np.unique(months).tolist():
        moved = np.where(months == step, add_months(start, step), moved)
    return moved


def bucket_codes(
    days: Any, edges: Sequence[float], *, day_zero: DayZero = "not_due", closed_side: ClosedSide = "upper"
) -> Any:
    """Return the bucket of each age.

    Parameters
    ----------
    days : float or array_like, shape (n,)
        Days past due, or days since invoicing; NaN where there is no due date. [days]
    edges : sequence of float, length k
        Bucket edges, rising, above 0. [days]
    day_zero : {"not_due", "first_bucket"}
        Where an age of 0 belongs.
    closed_side : {"upper", "lower"}
        Whether an edge belongs to the bucket below it (1-30, 31-60) or above it (1-29, 30-59).

    Returns
    -------
    int or ndarray of int64
        0 = not due, 1 to k + 1 = buckets, k + 2 = no due date.

    Raises
    ------
    ArgumentError
        When edges do not rise from above 0, or a word is unknown.

    Examples
    --------
    >>> bucket_codes([-5, 0, 30, 31, 121, None], [30, 60, 90, 120]).tolist()
    [0, 0, 1, 2, 5, 6]
    >>> bucket_codes(0, [30, 60], day_zero="first_bucket")
    1
    """
    limits = _checked_edges(edges)
    _check_word("day_zero", day_zero, ("not_due", "first_bucket"))
    _check_word("closed_side", closed_side, ("upper", "lower"))
    if type(days) is float:
        return _bucket_code(days, limits, day_zero, closed_side)
    age = as_floats(days, "days_past_due")
    codes = np.asarray(np.searchsorted(limits, age, side="left" if closed_side == "upper" else "right") + 1)
    not_due = (age < 0) if day_zero == "first_bucket" else (age <= 0)
    codes = np.where(not_due, 0, codes)
    return given_back(np.where(np.isnan(age), len(limits) + 2, codes))


def _bucket_code(age: float, limits: Floats, day_zero: DayZero, closed_side: ClosedSide) -> int:
    """Return the bucket of one age, as `bucket_codes` does for a column."""
    if age != age:  # noqa: PLR0124  NaN: there is no due date
        return len(limits) + 2
    if age < 0 or (age == 0 and day_zero == "not_due"):
        return 0
    return (bisect_left if closed_side == "upper" else bisect_right)(limits.tolist(), age) + 1


def bucket_labels(
    edges: Sequence[float],
    language: Language | None = None,
    *,
    day_zero: DayZero = "not_due",
    closed_side: ClosedSide = "upper",
    unit: Unit = "day",
) -> tuple[str, ...]:
    """Return the names of the buckets, in the order of their codes.

    Parameters
    ----------
    edges : sequence of float, length k
        Bucket edges, rising, above 0. [unit]
    language : {"en", "zh"}, optional
        The language; the current one when None.
    day_zero, closed_side, unit : str
        As in `bucket_codes` and `days_past_due`.

    Returns
    -------
    tuple of str, length k + 3
        Names.

    Raises
    ------
    ArgumentError
        When edges do not rise from above 0.

    Examples
    --------
    >>> bucket_labels([30, 60], "en")
    ('Not due', '1-30', '31-60', '>60', 'No due date')
    >>> bucket_labels([30, 60], "zh")
    ('未到期', '1–30天', '31–60天', '60天以上', '无到期日')
    """
    limits = [int(edge) if float(edge).is_integer() else edge for edge in _checked_edges(edges).tolist()]
    shift = 0 if closed_side == "upper" else 1
    names, low = [say("receivables.bucket.not_due", language)], 0 if day_zero == "first_bucket" else 1
    for edge in limits:
        high = edge - shift
        key = "single" if unit == "month" and low == high else "range"
        names.append(say(f"receivables.bucket.{unit}_{key}", language, low=low, high=high))
        low = int(high) + 1
    names.append(say(f"receivables.bucket.{unit}_over", language, edge=limits[-1] - shift))
    return (*names, say("receivables.bucket.no_due_date", language))


def age_open_amounts(
    open_amount: ArrayLike,
    days: ArrayLike,
    edges: Sequence[float],
    *,
    day_zero: DayZero = "not_due",
    closed_side: ClosedSide = "upper",
    credits_aged: CreditsAged = "not_due",
) -> Codes:
    """Return the bucket of each open amount, with the rule for credits.

    Parameters
    ----------
    open_amount : array_like, shape (n,)
        Owed to us is positive; credits are negative.
    days : array_like, shape (n,)
        Days past due; NaN without a due date. [days]
    edges : sequence of float
        Bucket edges. [days]
    day_zero, closed_side : str
        As in `bucket_codes`.
    credits_aged : {"not_due", "own_date"}
        A credit is not overdue, so it stands under "not due"; or it is aged by its own date like a debt.

    Returns
    -------
    ndarray of int64, shape (n,)
        Bucket codes.

    Raises
    ------
    ArgumentError
        As in `bucket_codes`, and when `credits_aged` is another word.

    Examples
    --------
    >>> age_open_amounts([100, -20], [45, 45], [30, 60]).tolist()
    [2, 0]
    """
    _check_word("credits_aged", credits_aged, ("not_due", "own_date"))
    amounts = as_floats(open_amount, "open_amount")
    codes: Codes = bucket_codes(as_floats(days, "days"), edges, day_zero=day_zero, closed_side=closed_side)
    return np.where((amounts < 0) & (credits_aged == "not_due"), 0, codes)


def _checked_edges(edges: Sequence[float]) -> Floats:
    """Return edges as numbers, or refuse them."""
    return _checked_once(edges) if isinstance(edges, tuple) else _checked(edges)


def _checked(edges: Sequence[float]) -> Floats:
    """Return edges as numbers, or refuse them."""
    limits = as_floats(edges, "edges").ravel()
    if not limits.size or not limits[0] > 0 or not (np.diff(limits) > 0).all():
        raise ArgumentError("receivables.edges_not_rising", got=limits.tolist())
    return limits


_checked_once = lru_cache(maxsize=64)(_checked)  # those of a policy are asked for in every cell


def _check_word(name: str, got: str, accepted: tuple[str, ...]) -> None:
    """Refuse a word that no option has."""
    if got not in accepted:
        raise ArgumentError("receivables.unknown_word", name=name, got=got, accepted=", ".join(accepted))
