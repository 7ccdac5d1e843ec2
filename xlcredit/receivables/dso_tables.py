"""Every definition of DSO side by side, and its course by month, from one ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Dates, Floats, add_months, as_dates, as_day, as_floats
from xlcredit.receivables.balances import Balances, SalesCurve, balances_at, sales_curve
from xlcredit.receivables.dso import CountBack, ZeroSales, dso_count_back, sales_weighted_dso
from xlcredit.receivables.open_items import DatedLedger, dated_ledger
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from xlcredit.receivables.documents import Columns

_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class DsoMeasure:
    """One row of the table that sets every definition side by side.

    Attributes
    ----------
    key : str
        Name of the definition, the same in every language.
    measure, formula, convention : str
        Texts.
    value : float
        NaN when the ledger gives no answer. [days]
    """

    key: str
    measure: str
    value: float
    formula: str
    convention: str


@dataclass(frozen=True)
class DsoByMonth:
    """Course of collection speed; each attribute is a column, one entry per month end.

    Attributes
    ----------
    month_end : ndarray of datetime64[D], shape (d,)
        Month ends.
    receivables, credit_sales : ndarray of float64, shape (d,)
        Net balance re-built at the month end; sales of the month. [one currency]
    dso, dso_count_back, best_possible_dso, average_days_delinquent : ndarray of float64, shape (d,)
        Days; NaN where there were no sales.
    collection_effectiveness, overdue_share : ndarray of float64, shape (d,)
        Shares of one.
    """

    month_end: Dates
    receivables: Floats
    credit_sales: Floats
    dso: Floats
    dso_count_back: Floats
    best_possible_dso: Floats
    average_days_delinquent: Floats
    collection_effectiveness: Floats
    overdue_share: Floats


def dso_by_month(
    items: Columns,
    payments: Columns | None,
    month_ends: ArrayLike,
    *,
    window_months: int = 12,
    count_back_months: int = 24,
    zero_sales: ZeroSales = "counts_days",
    first_overdue_day: int = 1,
    ledger: DatedLedger | None = None,
    balances: Balances | None = None,
) -> DsoByMonth:
    """Return collection speed at past month ends, each from what was known then.

    Parameters
    ----------
    items, payments : DataFrame or mapping of columns
        As in `dated_ledger`, in one currency.
    month_ends : array_like of dates, shape (d,)
        Month ends, rising.
    window_months : int
        Months of sales in DSO; shortened to the history there is. [months]
    count_back_months : int
        Months of sales to count back at most. [months]
    zero_sales : {"counts_days", "stops"}
        What a month without sales does to the count.
    first_overdue_day : int
        1 when what is due on the date itself is not overdue, 0 when it is. [days past due]
    ledger : DatedLedger, optional
        The same ledger, when it has been prepared already.
    balances : Balances, optional
        From `balances_at` at the month end before the first and at `month_ends`, when already at hand.

    Returns
    -------
    DsoByMonth
        Columns.

    Raises
    ------
    ArgumentError
        When the ledger holds several currencies.

    Examples
    --------
    >>> items = {"invoice_date": ["2026-01-10"], "due_date": ["2026-02-10"], "amount": [310]}
    >>> dso_by_month(items, None, ["2026-01-31", "2026-02-28"], window_months=1).dso
    array([22., nan])
    """
    ends = as_dates(month_ends, "month_ends").ravel()
    curve = sales_curve(items, ends[-1])
    if balances is None:
        dates = np.r_[_previous_end(ends[:1]), ends]
        prepared = ledger or dated_ledger(items, payments)
        balances = balances_at(prepared, dates, first_overdue_day=first_overdue_day)
    opening, closing, current = balances.receivables[:-1], balances.receivables[1:], balances.current[1:]
    sales = np.asarray(curve.between(_previous_end(ends), ends))
    start = _window_start(curve, ends, window_months)
    window_sales, days = np.asarray(curve.between(start, ends)), (ends - start).astype(np.float64)
    dso, best = _divided(closing * days, window_sales), _divided(current * days, window_sales)
    return DsoByMonth(
        month_end=ends,
        receivables=closing,
        credit_sales=sales,
        dso=dso,
        dso_count_back=np.array(
            [
                _counted_back(curve, day, balance, count_back_months, zero_sales).days
                for day, balance in zip(ends, closing.tolist(), strict=True)
            ]
        ),
        best_possible_dso=best,
        average_days_delinquent=dso - best,
        collection_effectiveness=_divided(opening + sales - closing, opening + sales - current),
        overdue_share=balances.overdue_share[1:],
    )


def dso_family(
    items: Columns,
    payments: Columns | None,
    as_of: Any,
    *,
    windows: Sequence[int] = (3, 12),
    window_months: int = 12,
    count_back_months: int = 24,
    zero_sales: ZeroSales = "counts_days",
    first_overdue_day: int = 1,
    ledger: DatedLedger | None = None,
    language: Language | None = None,
) -> tuple[DsoMeasure, ...]:
    """Return every definition of DSO side by side, each with its formula and convention.

    Parameters
    ----------
    items, payments : DataFrame or mapping of columns
        As in `dated_ledger`, in one currency.
    as_of : date
        The date; a month in progress counts with the days it has had.
    windows : sequence of int
        Windows of the simple method. [months]
    window_months : int
        Window of the measures that need one; shortened to the history there is. [months]
    count_back_months : int
        Months of sales to count back at most. [months]
    zero_sales : {"counts_days", "stops"}
        What a month without sales does to the count.
    first_overdue_day : int
        1 when what is due on the date itself is not overdue, 0 when it is. [days past due]
    ledger : DatedLedger, optional
        The same ledger, when it has been prepared already.
    language : {"en", "zh"}, optional
        Language of the texts.

    Returns
    -------
    tuple of DsoMeasure
        Rows of the table.

    Raises
    ------
    ArgumentError
        When the ledger holds several currencies or `as_of` is not a date.

    Examples
    --------
    >>> items = {"invoice_date": ["2026-01-10"], "due_date": ["2026-02-10"], "amount": [310]}
    >>> rows = dso_family(items, None, "2026-01-31", language="en")
    >>> rows[0].measure, rows[0].value
    ('DSO, simple, 3 months', 22.0)
    """
    day, prepared = as_day(as_of), ledger or dated_ledger(items, payments)
    curve = sales_curve(items, day)
    opening_day = _window_start(curve, day, window_months)
    balances = balances_at(prepared, [opening_day, day], first_overdue_day=first_overdue_day)
    receivables, current = balances.receivables[1], balances.current[1]
    sales, days = _window(curve, day, window_months)
    average = balances.receivables.mean()
    back = _counted_back(curve, day, float(receivables), count_back_months, zero_sales)
    weighted, older = _weighted(prepared, curve, day, count_back_months)
    whole, best = _divided(receivables * days, sales), _divided(current * days, sales)
    word = say(f"receivables.dso.word.{zero_sales}", language)

    def row(key: str, value: Any, **fields: object) -> DsoMeasure:
        path = f"receivables.dso.{key}"
        texts = (say(f"{path}.{part}", language, **fields) for part in ("measure", "formula", "convention"))
        measure, formula, convention = texts
        return DsoMeasure(key, measure, float(value), formula, convention)

    simple = [(months, *_window(curve, day, months)) for months in windows]
    span = {"months": window_months, "days": int(days)}
    return (
        *(
            row("simple", _divided(receivables * length, sold), months=months, days=int(length))
            for months, sold, length in simple
        ),
        row("average_balance", _divided(average * days, sales), **span),
        row(
            "count_back",
            back.days,
            months=count_back_months,
            zero_sales=word,
            unexplained=_money(back.unexplained),
        ),
        row("sales_weighted", weighted, months=count_back_months, unexplained=_money(older)),
        row("best_possible", best, **span),
        row("delinquent", whole - best, **span),
        row("open_age", _average_age(items, prepared, day)),
    )


def _money(amount: float) -> str:
    """Write an amount for a sentence."""
    return f"{amount:,.2f}"


def _previous_end(days: Any) -> Any:
    """Return the end of the month before."""
    return days.astype("datetime64[M]").astype("datetime64[D]") - _ONE_DAY


def _window_start(curve: SalesCurve, days: Any, months: int) -> Any:
    """Return the day before a window, not earlier than the day before the first sale."""
    start = np.maximum(add_months(days, -months), curve.first_day - _ONE_DAY)
    return np.minimum(start, days)[()]


def _window(curve: SalesCurve, day: np.datetime64, months: int) -> tuple[float, float]:
    """Return sales and days of a window that ends on a day."""
    start = _window_start(curve, day, months)
    return float(curve.between(start, day)), float((day - start).astype(np.int64))


def _month_bounds(day: np.datetime64, months: int) -> Dates:
    """Return the bounds of calendar months back from a day, the latest first."""
    first = day.astype("datetime64[M]")
    starts = (first - np.arange(months)).astype("datetime64[D]") - _ONE_DAY
    bounds: Dates = np.r_[np.atleast_1d(day), starts]
    return bounds


def _counted_back(
    curve: SalesCurve, day: np.datetime64, receivables: float, months: int, zero_sales: ZeroSales
) -> CountBack:
    """Count the newest months of sales back, no further than the history there is."""
    bounds = _month_bounds(day, months)
    bounds = bounds[np.r_[True, bounds[:-1] >= curve.first_day]]
    if len(bounds) < 2:  # noqa: PLR2004  a period has two bounds
        return CountBack(float("nan"), max(receivables, 0.0))
    sales = curve.between(bounds[1:], bounds[:-1])
    return dso_count_back(
        receivables, sales, (bounds[:-1] - bounds[1:]).astype(np.int64), zero_sales=zero_sales
    )


def _weighted(ledger: DatedLedger, curve: SalesCurve, day: np.datetime64, months: int) -> tuple[float, float]:
    """Return the sales-weighted DSO, and what is open from before its months."""
    bounds = _month_bounds(day, months)[::-1]
    found = ledger.open_at(day)
    place = np.searchsorted(bounds, ledger.known_from, side="left")
    by_month = np.bincount(np.where(found.is_known, place, 0), found.open_amount, len(bounds) + 1)[
        : len(bounds)
    ]
    sales = np.asarray(curve.between(bounds[:-1], bounds[1:]))
    if not (sales > 0).any():
        return float("nan"), float(by_month.sum())
    length = (bounds[1:] - bounds[:-1]).astype(np.int64)
    return sales_weighted_dso(by_month[1:], sales, length), float(np.round(by_month[0], 6))


def _average_age(items: Columns, ledger: DatedLedger, day: np.datetime64) -> float:
    """Return the age of open debts weighted by amount; documents without a date are left out."""
    invoice_date = as_dates(items["invoice_date"], "invoice_date")
    debts = np.where(np.isnat(invoice_date), 0.0, np.maximum(ledger.open_at(day).open_amount, 0.0))
    age = np.where(debts > 0, (day - invoice_date).astype(np.int64), 0)
    return float(_divided(as_floats((debts * age).sum()), debts.sum()))


def _divided(part: Any, whole: Any) -> Any:
    """Divide, unknown where the whole is 0 or less."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(whole) > 0, np.divide(part, whole), np.nan)
