"""The day a document is expected to be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Dates, as_dates, as_day, as_floats, check_lengths, days_after, given_back
from xlcredit.receivables import average_days_late

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_DUST = 6  # decimals of a day; keeps an average of 7.0000000001 days from becoming 8


def expected_pay_date(due_date: Any, days_late: Any, as_of: Any = None, *, unknown_days: float) -> Any:
    """Return the day a document is expected to be paid.

    Parameters
    ----------
    due_date : date or array_like, shape (n,)
        Due dates.
    days_late : float or array_like, shape (n,)
        Usual days late of the customer; negative when it pays early. NaN is unknown. [days]
    as_of : date, optional
        Today, as the ledger knows it: no open document is paid before.
    unknown_days : float
        Days late where the customer's are unknown. [days]

    Returns
    -------
    date or ndarray of datetime64[D]
        Days; unknown where the due date is.

    Raises
    ------
    ImpossibleNumberError
        When a scalar day lies outside the years 1900 to 9999.

    Notes
    -----
    ``max(due_date + days_late, as_of)``; a part of a day counts as a whole one.

    Examples
    --------
    >>> expected_pay_date("2026-01-31", 7.5, unknown_days=4)
    datetime.date(2026, 2, 8)
    >>> expected_pay_date("2026-01-31", 7.5, "2026-03-02", unknown_days=4)
    datetime.date(2026, 3, 2)
    """
    late = as_floats(days_late, "days_late")
    late = np.ceil(np.round(np.where(np.isnan(late), unknown_days, late), _DUST))
    expected = days_after(due_date, late, "due_date")
    return given_back(expected if as_of is None else np.maximum(expected, as_day(as_of)))


def usual_days_late(
    due_dates: ArrayLike, paid_dates: ArrayLike, amounts: ArrayLike | None = None, as_of: Any = None
) -> float:
    """Return how late a customer pays, from the payments known at a date.

    Parameters
    ----------
    due_dates, paid_dates : array_like of dates, shape (n,)
        Documents of the past; rows without both are left out.
    amounts : array_like, shape (n,), optional
        Weights, above 0. [money]
    as_of : date, optional
        Payments after it are not yet known and are left out.

    Returns
    -------
    float
        Average, early payments as 0 days late; NaN when nothing is paid yet. [days]

    Raises
    ------
    ArgumentError
        When the columns differ in length.
    MissingDataError
        When no paid row has an amount above 0.

    Examples
    --------
    >>> usual_days_late(["2026-01-31"] * 2, ["2026-02-10", "2026-01-21"])
    5.0
    """
    due, paid = as_dates(due_dates, "due_dates"), paid_until(paid_dates, as_of)
    check_lengths(due_dates=due, paid_dates=paid, amounts=amounts)
    if (np.isnat(due) | np.isnat(paid)).all():
        return np.nan
    return average_days_late(due, paid, amounts)


def paid_until(paid_dates: ArrayLike, as_of: Any) -> Dates:
    """Return payment dates as they were known at a date.

    Parameters
    ----------
    paid_dates : array_like of dates, shape (n,)
        Payment dates.
    as_of : date or None
        Later payments are not yet known; None knows all.

    Returns
    -------
    ndarray of datetime64[D]
        NaT where not yet paid.

    Examples
    --------
    >>> paid_until(["2026-01-31", "2026-03-01"], "2026-02-01")
    array(['2026-01-31', 'NaT'], dtype='datetime64[D]')
    """
    paid = as_dates(paid_dates, "paid_dates")
    if as_of is None:
        return paid
    return np.where(paid > as_day(as_of), np.datetime64("NaT", "D"), paid)
