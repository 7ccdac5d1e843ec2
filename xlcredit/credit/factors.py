"""From a customer's record and our own ledger to the factors of the scorecard.

Ratios are written once, for a single customer and for columns alike. A ratio whose denominator is not above
zero, or whose parts cannot be, is unknown; never infinite and never zero. Only interest cover uses infinity,
as the mark of a customer who pays no interest.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from xlcredit.columns import Floats
from xlcredit.credit.words import JUDGMENT_LEVELS, is_blank
from xlcredit.policy.card import Finance, Standing, Trading
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STANDING = tuple(Standing.model_fields)
FINANCE = tuple(Finance.model_fields)
TRADING = tuple(Trading.model_fields)
FACTORS = STANDING + FINANCE + TRADING

LEVELED = ("legal_form", "judgments", "country_grade")
FLAGS = ("is_insolvent", "is_blocked", "is_audited")
STATEMENT_COLUMNS = (
    "sales", "prior_sales", "net_profit", "prior_net_profit", "depreciation", "ebit", "interest_expense",
    "operating_cash_flow", "total_assets", "current_assets", "cash", "inventory", "total_liabilities",
    "current_liabilities", "retained_earnings",
)  # fmt: skip
FACTS = (
    "is_insolvent", "is_blocked", "is_audited", "has_loss", "had_loss", "statement_age_months",
    "settled_count", "exposure",
)  # fmt: skip

MONTHS_IN_YEAR = 12

T = TypeVar("T", float, Floats)


@dataclass(frozen=True)
class Measures:
    """What is known of each customer.

    Attributes
    ----------
    values : dict of str to ndarray, shape (n,)
        Every factor; NaN is unknown. A leveled factor (legal form, judgments, country grade) holds the place
        of its level, interest cover infinity where there is no interest cost.
    facts : dict of str to ndarray, shape (n,)
        What only the red flags need: 1, 0 and NaN for yes, no and unknown; months; counts; money.
    unread : tuple of (str, int, object)
        Column, row (from 0) and value of every word that is not known; it counts as unknown.
    """

    values: dict[str, Floats]
    facts: dict[str, Floats]
    unread: tuple[tuple[str, int, Any], ...] = field(default=())


@dataclass(frozen=True)
class RowMeasures:
    """What is known of one customer: as `Measures`, in plain floats."""

    values: dict[str, float]
    facts: dict[str, float]


def finance_ratios(column: Callable[[str], T], divide: Callable[[T, T], T], stock: Callable[[T], T],
                   days_in_year: float) -> dict[str, T]:  # fmt: skip
    """Return the ratios of the finance family, without interest cover and size.

    Parameters
    ----------
    column : callable
        Gives a statement column by its name, NaN where unknown.
    divide : callable
        Numerator and denominator to ratio; unknown where the denominator is not above zero.
    stock : callable
        Gives back an amount that cannot be negative; unknown where it is.
    days_in_year : float
        Days of the sales period. [days]

    Returns
    -------
    dict
        Factor to ratio.

    Examples
    --------
    >>> statement = {"total_liabilities": 60.0, "total_assets": 100.0}
    >>> ratios = finance_ratios(lambda name: statement.get(name, math.nan), divide_one, stock_one, 365)
    >>> ratios["debt_ratio"]
    0.6
    """
    net_profit, total_assets, sales = column("net_profit"), column("total_assets"), column("sales")
    current_assets, current_liabilities = stock(column("current_assets")), column("current_liabilities")
    liabilities = column("total_liabilities")
    return {
        "debt_ratio": divide(stock(liabilities), total_assets),
        "current_ratio": divide(current_assets, current_liabilities),
        "quick_ratio": divide(stock(current_assets - stock(column("inventory"))), current_liabilities),
        "cash_ratio": divide(stock(column("cash")), current_liabilities),
        "cash_flow_cover": divide(net_profit + column("depreciation"), liabilities),
        "operating_cash_flow_ratio": divide(column("operating_cash_flow"), current_liabilities),
        "net_margin": divide(net_profit, sales),
        "return_on_assets": divide(net_profit, total_assets),
        "sales_growth": divide(stock(sales) - column("prior_sales"), column("prior_sales")),
        "retained_earnings_ratio": divide(column("retained_earnings"), total_assets),
        "payables_days": divide(stock(current_liabilities) * days_in_year, sales),
    }


def divide_one(numerator: float, denominator: float) -> float:
    """Return a ratio, not-a-number where the denominator is not above zero.

    Parameters
    ----------
    numerator, denominator : float
        Amounts in one currency.

    Returns
    -------
    float
        The ratio.

    Examples
    --------
    >>> divide_one(1.0, 4.0), divide_one(1.0, 0.0)
    (0.25, nan)
    """
    return numerator / denominator if denominator > 0 else math.nan


def stock_one(amount: float) -> float:
    """Return an amount that cannot be negative, not-a-number where it is.

    Parameters
    ----------
    amount : float
        Amount.

    Returns
    -------
    float
        The amount or NaN.

    Examples
    --------
    >>> stock_one(5.0), stock_one(-5.0)
    (5.0, nan)
    """
    return amount if amount >= 0 else math.nan


def cover_one(ebit: float, interest_expense: float) -> float:
    """Return interest cover, infinity where there is no interest cost.

    Parameters
    ----------
    ebit, interest_expense : float
        Amounts of one period.

    Returns
    -------
    float
        The ratio; NaN where it is unknown.

    Examples
    --------
    >>> cover_one(6.0, 2.0), cover_one(6.0, 0.0)
    (3.0, inf)
    """
    return math.inf if interest_expense <= 0 else ebit / interest_expense


def judgment_one(open_ones: float, closed_ones: float) -> float:
    """Return the level of judgments, not-a-number unless the counts settle it.

    Parameters
    ----------
    open_ones, closed_ones : float
        Number of open and of closed cases of the last 24 months.

    Returns
    -------
    float
        Place in `xlcredit.credit.words.JUDGMENT_LEVELS`.

    Examples
    --------
    >>> judgment_one(0, 0), judgment_one(0, 3), judgment_one(2, math.nan), judgment_one(0, math.nan)
    (0.0, 1.0, 3.0, nan)
    """
    if open_ones > 0:
        return float(JUDGMENT_LEVELS.index("several_open" if open_ones > 1 else "one_open"))
    if open_ones == 0 and closed_ones >= 0:
        return float(JUDGMENT_LEVELS.index("closed_only" if closed_ones > 0 else "none"))
    return math.nan


def months_one(start: Any, end: dt.date | None) -> float:
    """Return whole months from one date to another, not-a-number where one is missing or they are reversed.

    Parameters
    ----------
    start, end : datetime.date or None
        The dates.

    Returns
    -------
    float
        Months.

    Examples
    --------
    >>> months_one(dt.date(2024, 1, 31), dt.date(2026, 1, 30))
    23.0
    """
    if end is None or is_blank(start) or not isinstance(start, dt.date):
        return math.nan
    months = (end.year - start.year) * MONTHS_IN_YEAR + end.month - start.month - (end.day < start.day)
    return float(months) if months >= 0 else math.nan


def conversion(currency: Any, target: str, rates: Mapping[str, float]) -> float:
    """Return what one unit of a currency is in another, not-a-number where a rate is missing.

    Parameters
    ----------
    currency : str or None
        Currency of the amounts.
    target : str
        Currency asked for.
    rates : mapping of str to float
        Value of one unit of each currency in the base currency.

    Returns
    -------
    float
        The factor.

    Examples
    --------
    >>> (
    ...     conversion("CNY", "EUR", {"CNY": 1.0, "EUR": 8.0}),
    ...     conversion("EUR", "EUR", {}),
    ...     conversion("USD", "EUR", {}),
    ... )
    (0.125, 1.0, nan)
    """
    if is_blank(currency):
        return math.nan
    code = str(currency).strip().upper()
    if code == target:
        return 1.0
    return divide_one(rates.get(code, math.nan), rates.get(target, math.nan))


def holds_word(text: Any, words: tuple[str, ...]) -> bool:
    """Tell whether a text holds one of the words.

    Parameters
    ----------
    text : str or None
        For instance an industry.
    words : tuple of str
        Words in any case.

    Returns
    -------
    bool
        False for a blank.

    Examples
    --------
    >>> holds_word("Civil Construction", ("construction",))
    True
    """
    return not is_blank(text) and any(plain_word(word) in plain_word(text) for word in words)
