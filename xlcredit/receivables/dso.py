"""How fast receivables turn into money: every definition, each with its convention said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_floats, quotient
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from xlcredit.columns import Floats

ZeroSales = Literal["counts_days", "stops"]


def dso_simple(receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return days sales outstanding.

    Parameters
    ----------
    receivables : float or array_like, shape (n,)
        Open at the end of the period. [money]
    credit_sales : float or array_like, shape (n,)
        Credit sales of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where sales are 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `credit_sales` is 0.

    Notes
    -----
    ``receivables / credit_sales * days``.

    Examples
    --------
    >>> dso_simple(15000, 10000, 30)
    45.0
    """
    return quotient(receivables, credit_sales, "receivables", "credit_sales", days)


def best_possible_dso(current_receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return the days sales outstanding that would be left if nobody paid late.

    Parameters
    ----------
    current_receivables : float or array_like, shape (n,)
        Open and not yet due at the end of the period. [money]
    credit_sales : float or array_like, shape (n,)
        Credit sales of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where sales are 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `credit_sales` is 0.

    Examples
    --------
    >>> best_possible_dso(4000, 10000, 30)
    12.0
    """
    return quotient(current_receivables, credit_sales, "current_receivables", "credit_sales", days)


def average_days_delinquent(receivables: Any, current_receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return the days that late payment adds: DSO less best possible DSO.

    Parameters
    ----------
    receivables, current_receivables : float or array_like, shape (n,)
        Open, and of it not yet due, at the end of the period. [money]
    credit_sales : float or array_like, shape (n,)
        Credit sales of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where sales are 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `credit_sales` is 0.

    Examples
    --------
    >>> average_days_delinquent(15000, 4000, 10000, 30)
    33.0
    """
    whole = dso_simple(receivables, credit_sales, days)
    return whole - best_possible_dso(current_receivables, credit_sales, days)


@dataclass(frozen=True)
class CountBack:
    """Result of the count-back method.

    Attributes
    ----------
    days : float
        Days of newest sales that the receivables stand for. [days]
    unexplained : float
        Receivables that the sales given do not explain. [money]
    """

    days: float
    unexplained: float


def dso_count_back(
    receivables: float, sales: ArrayLike, days: ArrayLike, *, zero_sales: ZeroSales = "counts_days"
) -> CountBack:
    """Return days sales outstanding by counting the newest sales back.

    Parameters
    ----------
    receivables : float
        Open at the end of the latest period. [money]
    sales : array_like, shape (n,)
        Credit sales by period, the latest first. Net credits in a period count as no
        sales. [money]
    days : array_like, shape (n,)
        Length of each period, the latest first. [days]
    zero_sales : {"counts_days", "stops"}
        What a period without sales does: count its days, or stop the count there.

    Returns
    -------
    CountBack
        Days, and the receivables older than the history given: reported, not hidden.

    Raises
    ------
    ArgumentError
        When no period is given, columns differ in length, or `zero_sales` is another word.

    Notes
    -----
    Subtract the newest period's sales, then the one before, and so on; the last period counts by its share of
    days. Receivables of 0 or less need no sales: 0 days.

    Examples
    --------
    >>> dso_count_back(212000, [100000, 80000, 70000], [30, 30, 30])
    CountBack(days=73.71428571428571, unexplained=0.0)
    """
    sold, length = as_floats(sales, "sales").ravel(), as_floats(days, "days").ravel()
    _check_periods(sold, length, zero_sales)
    rest, counted = float(receivables), 0.0
    if np.isnan(rest) or np.isnan(sold).any() or np.isnan(length).any():
        return CountBack(float("nan"), float("nan"))
    for period_sales, period_days in zip(sold.tolist(), length.tolist(), strict=True):
        if rest <= 0 or (period_sales <= 0 and zero_sales == "stops"):
            break
        share = min(rest / period_sales, 1.0) if period_sales > 0 else 1.0
        counted += share * period_days
        rest -= max(period_sales, 0.0)
    return CountBack(counted, max(rest, 0.0))


def sales_weighted_dso(open_by_period: ArrayLike, sales: ArrayLike, days: ArrayLike) -> float:
    """Return days sales outstanding with each period's open amount set against its own sales.

    Parameters
    ----------
    open_by_period : array_like, shape (n,)
        Still open now of what was invoiced in each period. [money]
    sales : array_like, shape (n,)
        Credit sales of each period. [money]
    days : array_like, shape (n,)
        Length of each period. [days]

    Returns
    -------
    float
        Days; a period without sales adds nothing. [days]

    Raises
    ------
    ArgumentError
        When no period is given or columns differ in length.

    Notes
    -----
    ``sum(open_by_period / sales * days)``: insensitive to growth and season.

    Examples
    --------
    >>> sales_weighted_dso([90, 20], [100, 100], [30, 30])
    33.0
    """
    still_open, sold = as_floats(open_by_period, "open_by_period").ravel(), as_floats(sales, "sales").ravel()
    length = as_floats(days, "days").ravel()
    _check_periods(sold, length, "counts_days")
    _check_periods(still_open, length, "counts_days")
    has_sales = sold > 0
    return float((still_open[has_sales] / sold[has_sales] * length[has_sales]).sum())


def collection_effectiveness_index(
    opening_receivables: Any,
    credit_sales: Any,
    closing_receivables: Any,
    closing_current: Any,
    *,
    months: float = 1.0,
) -> Any:
    """Return how much of what could be collected was collected.

    Parameters
    ----------
    opening_receivables, closing_receivables : float or array_like, shape (n,)
        Open at the start and at the end of the period. [money]
    credit_sales : float or array_like, shape (n,)
        Credit sales of the period. [money]
    closing_current : float or array_like, shape (n,)
        Open and not yet due at the end. [money]
    months : float
        Sales are divided by this: the number of months in the period for the variant that uses average
        monthly sales, 1 for the sales of the period.

    Returns
    -------
    float or ndarray
        Index, 100 = everything due was collected; in a column NaN where nothing could be collected. [percent]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and nothing could be collected, or `months` is 0.

    Notes
    -----
    ``(opening + sales / months - closing) / (opening + sales / months - closing current) * 100``.

    Examples
    --------
    >>> round(collection_effectiveness_index(6200, 10890, 6340, 3590, months=3), 1)
    55.9
    """
    sold = quotient(credit_sales, months, "credit_sales", "months")
    available = as_floats(opening_receivables, "opening_receivables") + as_floats(sold, "credit_sales")
    collected = available - as_floats(closing_receivables, "closing_receivables")
    collectable = available - as_floats(closing_current, "closing_current")
    return quotient(collected, collectable, "collected", "collectable", 100.0)


def receivables_turnover(credit_sales: Any, average_receivables: Any) -> Any:
    """Return how many times a period receivables turn over.

    Parameters
    ----------
    credit_sales : float or array_like, shape (n,)
        Credit sales of the period. [money]
    average_receivables : float or array_like, shape (n,)
        Average, or closing, receivables of the period. [money]

    Returns
    -------
    float or ndarray
        Turns; in a column NaN where receivables are 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `average_receivables` is 0.

    Examples
    --------
    >>> receivables_turnover(15000, (2000 + 3000) / 2)
    6.0
    """
    return quotient(credit_sales, average_receivables, "credit_sales", "average_receivables")


def collection_days(turnover: Any, days: float = 365.0) -> Any:
    """Return the days one turn of the receivables takes.

    Parameters
    ----------
    turnover : float or array_like, shape (n,)
        From `receivables_turnover`. [times]
    days : float
        Length of the period, 365 or 360 for a year. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where turnover is 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When a scalar is given and `turnover` is 0.

    Examples
    --------
    >>> collection_days(7.3)
    50.0
    """
    return quotient(days, turnover, "days", "turnover")


def _check_periods(sales: Floats, days: Floats, zero_sales: str) -> None:
    """Refuse periods that cannot be counted."""
    if not sales.size:
        raise ArgumentError("receivables.no_periods")
    if len(sales) != len(days):
        raise ArgumentError("receivables.lengths_differ", name="days", got=len(days), wanted=len(sales))
    if zero_sales not in ("counts_days", "stops"):
        raise ArgumentError(
            "receivables.unknown_word", name="zero_sales", got=zero_sales, accepted="counts_days, stops"
        )
