"""How every customer pays, disputes and uses its limit, in one pass over the ledger; as known on a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Codes, Dates, Flags, Floats, add_months, as_dates, as_day, as_floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# A settlement packed into one whole number that sorts by customer, then day, then lateness: one sort of plain
# numbers instead of three keys, and ties never depend on the order of rows.
_LATE_BITS, _DAY_BITS = 18, 18
_LATE_ZERO, _DAY_ZERO = 1 << (_LATE_BITS - 1), 1 << (_DAY_BITS - 1)


@dataclass(frozen=True)
class CustomerBehaviour:
    """Behaviour of each customer; each attribute is a column, NaN where nothing is known.

    Attributes
    ----------
    settled_count : ndarray of int64, shape (m,)
        Debts settled in the window.
    on_time_rate : ndarray of float64, shape (m,)
        Share of them that came within the days of grace. [share of one]
    weighted_days_late, last_paid_days_late, worst_days_late : ndarray of float64, shape (m,)
        Weighted by amount; mean of the last few; the worst, not negative. [days]
    trend : ndarray of float64, shape (m,)
        Mean of the last few less mean of the earlier ones. [days]
    disputed_share : ndarray of float64, shape (m,)
        Disputed debts / debts invoiced in the window, by number. [share of one]
    months_as_customer : ndarray of float64, shape (m,)
        Whole months since the first document, or since the date given. [months]
    oldest_days_past_due : ndarray of float64, shape (m,)
        Oldest open debt; 0 when none is late or open. [days]
    peak_limit_use : ndarray of float64, shape (m,)
        Largest exposure / limit; NaN without a limit. [share of one]
    """

    settled_count: Codes
    on_time_rate: Floats
    weighted_days_late: Floats
    last_paid_days_late: Floats
    worst_days_late: Floats
    trend: Floats
    disputed_share: Floats
    months_as_customer: Floats
    oldest_days_past_due: Floats
    peak_limit_use: Floats


def behaviour_by_customer(
    codes: Codes,
    customer_count: int,
    *,
    as_of: Any,
    invoice_date: ArrayLike,
    due_date: ArrayLike,
    settled_date: ArrayLike,
    amount: ArrayLike,
    open_amount: ArrayLike,
    is_disputed: ArrayLike | None = None,
    customer_since: ArrayLike | None = None,
    credit_limit: ArrayLike | None = None,
    peak_exposure: ArrayLike | None = None,
    window_months: int = 12,
    grace_days: float = 0.0,
    last_n: int = 3,
    early_as_zero: bool = True,
) -> CustomerBehaviour:
    """Return the behaviour of every customer as known on a date.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        Customer of each document, from `as_codes`.
    customer_count : int
        Number of customers, m.
    as_of : date
        The date; later documents and settlements do not count.
    invoice_date, due_date, settled_date : array_like of dates, shape (n,)
        Columns of the ledger and `DatedLedger.settled_on`.
    amount, open_amount : array_like, shape (n,)
        Full and open amounts on the date; only debts (amount above 0) count.
    is_disputed : array_like of bool, shape (n,), optional
        As the ledger says now: disputes carry no date.
    customer_since : array_like of dates, shape (m,), optional
        Start of the relation where known; the first document else.
    credit_limit, peak_exposure : array_like, shape (m,), optional
        Limit, and the largest exposure over the window, for instance at month ends. [same currency]
    window_months : int
        Settlements and invoices of the last months count. [months]
    grace_days : float
        Days late that still count as on time. [days]
    last_n : int
        How many settlements are "the last".
    early_as_zero : bool
        An early payment counts as 0 days late, else as negative.

    Returns
    -------
    CustomerBehaviour
        Columns of m entries.

    Examples
    --------
    >>> found = behaviour_by_customer(
    ...     np.array([0, 0]),
    ...     1,
    ...     as_of="2026-06-30",
    ...     invoice_date=["2026-01-01", "2026-02-01"],
    ...     due_date=["2026-01-31", "2026-03-03"],
    ...     settled_date=["2026-01-31", "2026-03-13"],
    ...     amount=[100, 300],
    ...     open_amount=[0, 0],
    ... )
    >>> found.on_time_rate, found.weighted_days_late
    (array([0.5]), array([7.5]))
    """
    day = as_day(as_of)
    after = add_months(day, -window_months)
    invoiced, due = as_dates(invoice_date, "invoice_date"), as_dates(due_date, "due_date")
    settled, owed = as_dates(settled_date, "settled_date"), as_floats(amount, "amount")
    is_debt = owed > 0
    used = is_debt & (settled > after) & (settled <= day) & ~np.isnat(due)
    row = np.flatnonzero(used)
    late = (settled[row] - due[row]).astype(np.int64)
    counted = np.maximum(late, 0) if early_as_zero else late
    who, m = codes[row], customer_count
    number = np.bincount(who, minlength=m)
    last, earlier = _last_and_earlier(who, settled[row], counted, number, last_n)
    weight = owed[row]
    return CustomerBehaviour(
        settled_count=number,
        on_time_rate=_per(np.bincount(who[late <= grace_days], minlength=m), number),
        weighted_days_late=_per(np.bincount(who, weight * counted, m), np.bincount(who, weight, m)),
        last_paid_days_late=last,
        worst_days_late=_largest(who, np.maximum(late, 0), number > 0),
        trend=last - earlier,
        disputed_share=_disputed(codes, m, is_disputed, is_debt & (invoiced > after) & (invoiced <= day)),
        months_as_customer=_months_known(codes, m, invoiced, day, customer_since),
        oldest_days_past_due=_oldest(codes, m, due, day, as_floats(open_amount, "open_amount")),
        peak_limit_use=_limit_use(m, credit_limit, peak_exposure),
    )


def _last_and_earlier(
    who: Codes, settled: Dates, late: Codes, number: Codes, last_n: int
) -> tuple[Floats, Floats]:
    """Return mean lateness of each customer's last settlements and of those before them."""
    day = np.clip(settled.astype(np.int64) + _DAY_ZERO, 0, 2 * _DAY_ZERO - 1)
    lateness = np.clip(late + _LATE_ZERO, 0, 2 * _LATE_ZERO - 1)
    packed = np.sort((who << (_DAY_BITS + _LATE_BITS)) | (day << _LATE_BITS) | lateness)
    in_order = (packed & (2 * _LATE_ZERO - 1)) - _LATE_ZERO
    running = np.r_[0, np.cumsum(in_order)]
    end = np.cumsum(number)
    start, cut = end - number, np.maximum(end - last_n, end - number)
    last = _per(running[end] - running[cut], end - cut)
    return last, _per(running[cut] - running[start], cut - start)


def _per(part: Any, whole: Any) -> Floats:
    """Divide, unknown where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(whole) > 0, np.divide(part, whole), np.nan)


def _largest(who: Codes, values: Any, has_any: Flags) -> Floats:
    """Return the largest value of each customer."""
    largest = np.zeros(len(has_any))
    np.maximum.at(largest, who, values)
    return np.where(has_any, largest, np.nan)


def _disputed(codes: Codes, m: int, is_disputed: ArrayLike | None, counts: Flags) -> Floats:
    """Return the share of each customer's debts that are disputed."""
    if is_disputed is None:
        return np.full(m, np.nan)
    disputed = np.asarray(is_disputed, dtype=bool) & counts
    return _per(np.bincount(codes[disputed], minlength=m), np.bincount(codes[counts], minlength=m))


def _months_known(
    codes: Codes, m: int, invoiced: Dates, day: np.datetime64, customer_since: ArrayLike | None
) -> Floats:
    """Return whole months since each customer's start."""
    known = np.flatnonzero(invoiced <= day)
    start = np.full(m, np.iinfo(np.int64).max)
    np.minimum.at(start, codes[known], invoiced[known].astype(np.int64))
    has_start = start < np.iinfo(np.int64).max
    first = np.where(has_start, start, np.iinfo(np.int64).min).view("datetime64[D]")
    if customer_since is not None:
        since = as_dates(customer_since, "customer_since")
        first = np.where(np.isnat(since), first, since)
    day_of_month = (day - day.astype("datetime64[M]")).astype(np.int64)
    months = (day.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
    not_yet = (first - first.astype("datetime64[M]")).astype(np.int64) > day_of_month
    is_month_end = (day + 1).astype("datetime64[M]") > day.astype("datetime64[M]")
    whole = months - (not_yet & ~is_month_end)
    return np.where(np.isnat(first) | (first > day), np.nan, whole.astype(np.float64))


def _oldest(codes: Codes, m: int, due: Dates, day: np.datetime64, open_amount: Floats) -> Floats:
    """Return days past due of each customer's oldest open debt."""
    row = np.flatnonzero((open_amount > 0) & (due < day))
    return _largest(codes[row], (day - due[row]).astype(np.int64), np.ones(m, dtype=bool))


def _limit_use(m: int, credit_limit: ArrayLike | None, peak_exposure: ArrayLike | None) -> Floats:
    """Return the largest exposure over the limit; credits use none of it."""
    if credit_limit is None or peak_exposure is None:
        return np.full(m, np.nan)
    return _per(
        np.maximum(as_floats(peak_exposure, "peak_exposure"), 0.0), as_floats(credit_limit, "credit_limit")
    )
