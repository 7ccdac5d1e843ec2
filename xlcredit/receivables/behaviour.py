"""How one customer pays: punctuality, lateness, trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from xlcredit.columns import Flags, Floats, as_dates, as_floats
from xlcredit.errors import MissingDataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TrendWord = Literal["better", "steady", "worse", "unknown"]


def average_days_late(
    due_date: ArrayLike, paid_date: ArrayLike, amount: ArrayLike | None = None, *, early_as_zero: bool = True
) -> float:
    """Return how late payments came on average, weighted by amount where amounts are given.

    Parameters
    ----------
    due_date, paid_date : array_like of dates, shape (n,)
        Rows without both are left out.
    amount : array_like, shape (n,), optional
        Weights, above 0. [money]
    early_as_zero : bool
        An early payment counts as 0 days late, else as negative.

    Returns
    -------
    float
        Average. [days]

    Raises
    ------
    MissingDataError
        When no row has both dates (and, weighted, an amount above 0).

    Examples
    --------
    >>> average_days_late(["2026-01-31"] * 2, ["2026-02-10", "2026-01-21"])
    5.0
    >>> average_days_late(["2026-01-31"] * 2, ["2026-02-10", "2026-01-21"], [300, 100], early_as_zero=False)
    5.0
    """
    late, known = _days_late(due_date, paid_date, early_as_zero=early_as_zero)
    weight = np.ones(len(late)) if amount is None else as_floats(amount, "amount")[known]
    weight = np.where(weight > 0, weight, 0.0)
    if not weight.sum():
        raise MissingDataError("receivables.no_history", name="amount")
    return float((late * weight).sum() / weight.sum())


def on_time_rate(due_date: ArrayLike, paid_date: ArrayLike, grace_days: float = 0.0) -> float:
    """Return the share of payments that came on time.

    Parameters
    ----------
    due_date, paid_date : array_like of dates, shape (n,)
        Rows without both are left out.
    grace_days : float
        Days late that still count as on time. [days]

    Returns
    -------
    float
        0 to 1. [share of one]

    Raises
    ------
    MissingDataError
        When no row has both dates.

    Examples
    --------
    >>> on_time_rate(["2026-01-31"] * 4, ["2026-01-31", "2026-01-01", "2026-02-03", "2026-03-01"], 3)
    0.75
    """
    late, _ = _days_late(due_date, paid_date, early_as_zero=False)
    return float((late <= grace_days).mean())


def worst_days_late(due_date: ArrayLike, paid_date: ArrayLike) -> float:
    """Return how late the latest payment came; 0 when none was late.

    Parameters
    ----------
    due_date, paid_date : array_like of dates, shape (n,)
        Rows without both are left out.

    Returns
    -------
    float
        Days, not negative. [days]

    Raises
    ------
    MissingDataError
        When no row has both dates.

    Examples
    --------
    >>> worst_days_late(["2026-01-31"] * 2, ["2026-02-10", "2026-01-01"])
    10.0
    """
    return float(_days_late(due_date, paid_date, early_as_zero=True)[0].max())


def last_paid_days_late(
    due_date: ArrayLike, paid_date: ArrayLike, last_n: int = 3, *, early_as_zero: bool = True
) -> float:
    """Return how late the last payments came on average.

    Parameters
    ----------
    due_date, paid_date : array_like of dates, shape (n,)
        Rows without both are left out; payments of one day count from the least late to the latest.
    last_n : int
        How many of the last payments, or all when there are fewer.
    early_as_zero : bool
        An early payment counts as 0 days late, else as negative.

    Returns
    -------
    float
        Average. [days]

    Raises
    ------
    MissingDataError
        When no row has both dates.

    Examples
    --------
    >>> last_paid_days_late(["2026-01-31", "2026-02-28"], ["2026-02-10", "2026-03-02"], 1)
    2.0
    """
    return float(_in_order_paid(due_date, paid_date, early_as_zero=early_as_zero)[-last_n:].mean())


@dataclass(frozen=True)
class PaymentTrend:
    """Whether payments come later than they did.

    Attributes
    ----------
    change : float
        Average days late of the last payments less that of the earlier ones; NaN with too little history.
        [days]
    word : {"better", "steady", "worse", "unknown"}
        The change in a word; its text is ``receivables.trend.<word>``.
    """

    change: float
    word: TrendWord


def payment_trend(
    due_date: ArrayLike,
    paid_date: ArrayLike,
    *,
    last_n: int = 3,
    threshold_days: float = 5.0,
    early_as_zero: bool = True,
) -> PaymentTrend:
    """Compare the last payments with the earlier ones.

    Parameters
    ----------
    due_date, paid_date : array_like of dates, shape (n,)
        Rows without both are left out.
    last_n : int
        How many payments are "the last".
    threshold_days : float
        A smaller change is called steady. [days]
    early_as_zero : bool
        An early payment counts as 0 days late, else as negative.

    Returns
    -------
    PaymentTrend
        Change and word; unknown with no payment before the last ones.

    Raises
    ------
    MissingDataError
        When no row has both dates.

    Examples
    --------
    >>> due = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    >>> payment_trend(due, ["2026-01-31", "2026-03-10", "2026-04-10", "2026-05-10"])
    PaymentTrend(change=10.0, word='worse')
    """
    late = _in_order_paid(due_date, paid_date, early_as_zero=early_as_zero)
    earlier = late[:-last_n]
    change = float(late[-last_n:].mean() - earlier.mean()) if earlier.size else float("nan")
    return PaymentTrend(change, trend_word(change, threshold_days))


def trend_word(change: float, threshold_days: float) -> TrendWord:
    """Put a change of lateness into a word.

    Parameters
    ----------
    change : float
        Positive = later than before; NaN unknown. [days]
    threshold_days : float
        A smaller change is called steady. [days]

    Returns
    -------
    {"better", "steady", "worse", "unknown"}
        The word.

    Examples
    --------
    >>> trend_word(-7, 5), trend_word(4, 5)
    ('better', 'steady')
    """
    if np.isnan(change):
        return "unknown"
    if abs(change) < threshold_days:
        return "steady"
    return "worse" if change > 0 else "better"


def _days_late(due_date: ArrayLike, paid_date: ArrayLike, *, early_as_zero: bool) -> tuple[Floats, Flags]:
    """Return days late of the rows that have both dates, and which rows those are."""
    due, paid = np.atleast_1d(as_dates(due_date, "due_date")), np.atleast_1d(as_dates(paid_date, "paid_date"))
    known = ~(np.isnat(due) | np.isnat(paid))
    if not known.any():
        raise MissingDataError("receivables.no_history", name="paid_date")
    late = (paid - due)[known].astype(np.int64).astype(np.float64)
    return (np.maximum(late, 0.0) if early_as_zero else late), known


def _in_order_paid(due_date: ArrayLike, paid_date: ArrayLike, *, early_as_zero: bool) -> Floats:
    """Return days late in the order of payment."""
    late, known = _days_late(due_date, paid_date, early_as_zero=early_as_zero)
    paid = np.atleast_1d(as_dates(paid_date, "paid_date"))[known]
    return late[np.lexsort((late, paid))]
