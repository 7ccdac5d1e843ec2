"""The clock of a credit insurance: notify, stop deliveries, claim; and how urgent it has become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_day, days_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.columns import Dates
    from xlcredit.policy.protection import Insurance

CLAIM_LAPSED, CLAIM_CLOSES, CLAIM_OPEN, STOP_NOW, NOTIFY_LATE, NOTIFY_SOON, QUIET = range(7)
"""How urgent a customer is, the most urgent first."""


@dataclass(frozen=True)
class Deadlines:
    """Days that count from the due date of the oldest open item.

    Attributes
    ----------
    notify_by : ndarray of datetime64[D], shape (n,)
        Last day to notify the insurer of non-payment.
    stop_from : ndarray of datetime64[D], shape (n,)
        First day on which deliveries are no longer insured.
    claim_from, claim_by : ndarray of datetime64[D], shape (n,)
        First and last day to file a claim.
    """

    notify_by: Dates
    stop_from: Dates
    claim_from: Dates
    claim_by: Dates


def deadlines(oldest_due: Any, rules: Insurance, insolvent: Any = None, as_of: Any = None) -> Deadlines:
    """Return the deadlines of an insurance for each customer.

    Parameters
    ----------
    oldest_due : array_like of datetime64, shape (n,)
        Due date of the oldest open item; unknown where nothing is open.
    rules : Insurance
        Terms of the insurance, from the policy.
    insolvent : array_like of bool, shape (n,), optional
        Customers that are insolvent: a claim needs no waiting.
    as_of : date, optional
        Needed with `insolvent`: since when it is known is not, so that a claim can be made from this day.

    Returns
    -------
    Deadlines
        Unknown where the due date is.

    Notes
    -----
    Every deadline is the due date plus its days; deliveries stop on the day after the maximum extension has
    ended. A longer waiting period never makes a claim earlier.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> found = deadlines(np.array(["2026-01-31"], "M8[D]"), default_policy().protection.insurance)
    >>> str(found.notify_by[0]), str(found.claim_from[0]), str(found.claim_by[0])
    ('2026-03-02', '2026-04-01', '2026-09-28')
    """
    due = np.asarray(oldest_due, dtype="datetime64[D]")
    claim_from = np.asarray(days_after(due, rules.waiting_days))
    if insolvent is not None:
        today = np.full(due.shape, as_day(as_of), dtype="datetime64[D]")
        at_once = np.asarray(insolvent, dtype=bool) & ~np.isnat(due)
        claim_from = np.where(at_once, np.minimum(claim_from, today), claim_from)
    return Deadlines(
        notify_by=np.asarray(days_after(due, rules.notification_days)),
        stop_from=np.asarray(days_after(due, rules.maximum_extension_days + 1)),
        claim_from=claim_from,
        claim_by=np.asarray(days_after(due, rules.claim_filing_days)),
    )


def urgency(found: Deadlines, as_of: Any, alarm_days: int) -> NDArray[np.int64]:
    """Return how urgent each customer is.

    Parameters
    ----------
    found : Deadlines
        From `deadlines`.
    as_of : date
        The day it is.
    alarm_days : int
        A deadline is urgent from so many days before it. [days]

    Returns
    -------
    ndarray of int, shape (n,)
        ``CLAIM_LAPSED`` (the last day to claim is over), ``CLAIM_CLOSES`` (it is near), ``CLAIM_OPEN`` (a
        claim can be made), ``STOP_NOW`` (deliveries are not insured), ``NOTIFY_LATE`` (the day to notify is
        over), ``NOTIFY_SOON`` (it is near), ``QUIET``: the first that holds.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> found = deadlines(
    ...     np.array(["2026-01-31", "2025-01-31"], "M8[D]"), default_policy().protection.insurance
    ... )
    >>> urgency(found, "2026-02-20", 14).tolist() == [NOTIFY_SOON, CLAIM_LAPSED]
    True
    """
    today = as_day(as_of)
    near = today + np.timedelta64(alarm_days, "D")
    tests = [
        found.claim_by < today,
        (found.claim_by <= near) & (found.claim_from <= today),
        found.claim_from <= today,
        found.stop_from <= today,
        found.notify_by < today,
        found.notify_by <= near,
    ]
    return np.select(tests, range(QUIET), QUIET)
