"""When an invoice falls due."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcredit.columns import as_dates, as_floats, days_after, given_back, month_end
from xlcredit.errors import ArgumentError

RULES = ("days", "end_of_month", "end_of_next_month", "month_end_and_days")
USUAL_WORDS = {"EOM": "month_end_and_days", "月结": "month_end_and_days"}
"""What contracts say for a rule."""


def due_date_after_days(invoice_date: Any, terms_days: Any) -> Any:
    """Return the date a number of days after the invoice date.

    Parameters
    ----------
    invoice_date : date or array_like, shape (n,)
        Invoice dates.
    terms_days : float or array_like, shape (n,)
        Payment terms; part days are dropped. [days]

    Returns
    -------
    date or ndarray of datetime64[D]
        Due dates; unknown where the date or the terms are.

    Examples
    --------
    >>> due_date_after_days("2016-01-22", 30)
    datetime.date(2016, 2, 21)
    """
    start, days = as_dates(invoice_date, "invoice_date"), as_floats(terms_days, "terms_days")
    known = np.isfinite(days)
    steps = np.where(known, days, 0).astype(np.int64)
    due = np.where(known, start + steps, np.datetime64("NaT", "D"))
    return given_back(due)


def due_date_end_of_next_month(invoice_date: Any, months: int = 1) -> Any:
    """Return the last day of the month that follows the invoice's month.

    Parameters
    ----------
    invoice_date : date or array_like, shape (n,)
        Invoice dates.
    months : int
        Months after the invoice's own; 0 is the end of its own month. [months]

    Returns
    -------
    date or ndarray of datetime64[D]
        Due dates; unknown where the date is.

    Examples
    --------
    >>> due_date_end_of_next_month("2016-01-22")
    datetime.date(2016, 2, 29)
    """
    start = as_dates(invoice_date, "invoice_date")
    return given_back(np.asarray(month_end(start.astype("datetime64[M]") + months)))


def due_date_by_rule(invoice_date: Any, terms_days: Any, rule: str = "days") -> Any:
    """Return the due date by a rule of the contract.

    Parameters
    ----------
    invoice_date : date or array_like, shape (n,)
        Invoice dates.
    terms_days : float or array_like, shape (n,)
        Payment terms; part days are dropped; not looked at under ``end_of_next_month``. [days]
    rule : {"days", "end_of_month", "end_of_next_month", "month_end_and_days"}
        ``days``: that many days after the invoice. ``end_of_month``: the last day of the month that this day
        falls in. ``end_of_next_month``: the last day of the month after the invoice's own.
        ``month_end_and_days`` (``EOM``, ``月结``): that many days after the end of the invoice's month.

    Returns
    -------
    date or ndarray of datetime64[D]
        Due dates; unknown where the date or the terms are.

    Raises
    ------
    ArgumentError
        When the rule has another name.
    ImpossibleNumberError
        When all are scalars and the due date lies outside the years 1900 to 9999.

    Examples
    --------
    >>> due_date_by_rule("2026-01-31", 30, "end_of_month")
    datetime.date(2026, 3, 31)
    >>> due_date_by_rule("2026-01-05", 30, "月结")
    datetime.date(2026, 3, 2)
    """
    rule = USUAL_WORDS.get(rule, rule)
    if rule not in RULES:
        raise ArgumentError("receivables.unknown_word", name="rule", got=rule, accepted=", ".join(RULES))
    if rule == "end_of_next_month":
        return due_date_end_of_next_month(invoice_date)
    start = as_dates(invoice_date, "invoice_date")
    if rule == "month_end_and_days":
        start = np.asarray(month_end(start))
    due = days_after(start, terms_days, "invoice_date")
    return given_back(np.asarray(month_end(due) if rule == "end_of_month" else due))
