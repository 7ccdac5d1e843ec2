"""What comes in by when: open amounts at the dates they are expected to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import Dates, Floats, as_dates, as_day, as_floats, check_lengths, days_after
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.foresight.payment_dates import expected_pay_date

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

DECIMALS: Final = 6  # sums leave dust such as 5e-17; no currency has more than four decimals
MOST_STEPS: Final = 10_000  # more lines than anybody reads, and still an answer at once


@dataclass(frozen=True)
class CashForecast:
    """Expected receipts by period; periods, later and no due date add up to the total.

    Attributes
    ----------
    first_day, last_day : ndarray of datetime64[D], shape (k,)
        Of each period; both belong to it.
    receipts : ndarray of float64, shape (k,)
        Expected in each period, net of credits. [one currency]
    later, no_due_date, total : float
        Expected after the last period; without a due date; all open amounts. [one currency]
    """

    first_day: Dates
    last_day: Dates
    receipts: Floats
    later: float
    no_due_date: float
    total: float


def cash_forecast(
    due_dates: ArrayLike,
    open_amounts: ArrayLike,
    days_late: ArrayLike,
    as_of: Any,
    *,
    step_days: float,
    steps: float,
    unknown_days: float,
) -> CashForecast:
    """Return expected receipts by period.

    Parameters
    ----------
    due_dates : array_like of dates, shape (n,)
        Due dates; NaT is unknown.
    open_amounts : array_like, shape (n,)
        Owed to us is positive; credits, negative, reduce the period they fall into. [one currency]
    days_late : array_like, shape (n,) or (1,)
        Usual days late of each document's customer, or one number for all; NaN is unknown. [days]
    as_of : date
        First day of the first period; nothing is expected before it.
    step_days, steps : float
        Length and number of the periods, whole and above 0. [days], [count]
    unknown_days : float
        Days late where the customer's are unknown. [days]

    Returns
    -------
    CashForecast
        The periods, what comes later, what has no due date, and the total.

    Raises
    ------
    ArgumentError
        When the columns differ in length.
    ImpossibleNumberError
        When `step_days` or `steps` is no whole number above 0, or the last period ends after the year 9999.
    MissingDataError
        When an amount is blank: a total without it would look right.

    Examples
    --------
    >>> found = cash_forecast(
    ...     ["2026-03-05", None], [100, 20], [3], "2026-03-01", step_days=7, steps=2, unknown_days=4
    ... )
    >>> found.receipts.tolist(), found.later, found.no_due_date, found.total
    ([0.0, 100.0], 0.0, 20.0, 120.0)
    """
    due, amounts = as_dates(due_dates, "due_dates"), as_floats(open_amounts, "open_amounts")
    late = as_floats(days_late, "days_late")
    check_lengths(due_dates=due, open_amounts=amounts, days_late=late if late.size > 1 else None)
    if np.isnan(amounts).any():
        raise MissingDataError("foresight.blank_amount", row=int(np.flatnonzero(np.isnan(amounts))[0]) + 1)
    length, count, day = _whole(step_days, "step_days"), _whole(steps, "steps", MOST_STEPS), as_day(as_of)
    ends_before = days_after(day, length * count, "as_of")
    expected = expected_pay_date(
        due, np.broadcast_to(late.ravel(), due.shape), day, unknown_days=unknown_days
    )
    summed = np.bincount(_lines(due, expected, day, length, count), amounts, count + 2)
    *receipts, later, no_due_date = (np.round(summed, DECIMALS) + 0.0).tolist()
    first = np.arange(day, ends_before, length)
    total = round(float(amounts.sum()), DECIMALS)
    return CashForecast(first, first + (length - 1), np.array(receipts), later, no_due_date, total)


def _lines(due: Dates, expected: Dates, as_of: np.datetime64, length: int, count: int) -> Any:
    """Return the line of each document: a period, the one after the last, or the one without a due date."""
    beyond = np.isnat(expected)  # a due date at the end of the calendar, with days late on top
    periods = (np.where(beyond, as_of, expected) - as_of).astype(np.int64) // length
    return np.where(np.isnat(due), count + 1, np.where(beyond, count, np.minimum(periods, count)))


def _whole(value: float, name: str, most: float = np.inf) -> int:
    """Return a whole number above 0, or refuse another."""
    number = float(as_floats(value, name))
    if not (1 <= number <= most and number.is_integer()):
        raise ImpossibleNumberError("foresight.not_whole", name=name, got=number, most=most)
    return int(number)
