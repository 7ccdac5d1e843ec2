"""Every published model of distress for every period of a company's statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from xlcredit.columns import add_months
from xlcredit.credit.distress import altman_z, ohlson_o_1980, springate_1978, zmijewski_1984
from xlcredit.credit.models import ALTMAN_MODELS, MODELS, distress_zone
from xlcredit.working_capital.account_names import CURRENT, PRIOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Dates, Floats
    from xlcredit.working_capital.statement_series import YearBehind

PRICE_BASE: Final = 100.0  # the price index of Ohlson's base year, 1968
_MONTHS: Final = 12
MARKET_MODEL: Final = "altman_z_1968"  # the only one that takes equity at its market value


@dataclass(frozen=True)
class DistressSeries:
    """Scores of distress of every period.

    Attributes
    ----------
    scores : dict of str to ndarray, shape (periods,)
        Score by model, in the order of `MODELS`; NaN where unknown.
    zones : dict of str to tuple of str
        distress, grey or safe by model; "" where the score is unknown.
    ebit_from : tuple of str
        What earnings before interest and tax were taken from: "stated"; profit before tax + "interest";
        profit before tax + "finance_cost"; "" where unknown.
    funds_from : tuple of str
        What Ohlson's funds from operations were taken from: profit before tax + "depreciation"; "cash_flow",
        the operating one; "" where unknown.
    """

    scores: Mapping[str, Floats]
    zones: Mapping[str, tuple[str, ...]]
    ebit_from: tuple[str, ...]
    funds_from: tuple[str, ...]


def distress_series(
    year: YearBehind, period_ends: Dates, *, price_index: float = PRICE_BASE
) -> DistressSeries:
    """Return every model of distress for every period.

    Parameters
    ----------
    year : YearBehind
        Accounts, flows of a year.
    period_ends : ndarray of datetime64[D], shape (periods,)
        Their dates; NaT for a period without one.
    price_index : float
        Price level for Ohlson's size term, 1968 = 100; above 0. To compare with dollars of 1968, multiply by
        the units of money that a dollar buys.

    Returns
    -------
    DistressSeries
        Scores, zones, and what they rest on.

    Notes
    -----
    Earnings before interest and tax: stated, else profit before tax + interest expense, else profit before
    tax + finance cost (which is net of interest earned). Funds from operations: profit before tax +
    depreciation, else operating cash flow. Equity is the book's, minority interests included; the model of
    1968 needs a market value of equity and is unknown without one. Ohlson's model compares with the period
    twelve months before.

    Examples
    --------
    >>> from xlcredit.working_capital.statement_series import YearBehind
    >>> figures = {"current_assets": 190, "current_liabilities": 100, "retained_earnings": 30, "ebit": 55}
    >>> figures |= {"equity": 100, "total_assets": 620, "total_liabilities": 280}
    >>> accounts = {name: np.array([float(figure)]) for name, figure in figures.items()}
    >>> year = YearBehind(("2025-12-31",), ("year",), accounts)
    >>> found = distress_series(year, np.array(["2025-12-31"], "M8[D]"))
    >>> round(float(found.scores["altman_z_1995"][0]), 4), found.zones["altman_z_1995"]
    (2.0811, ('grey',))
    """
    ebit, ebit_from = _ebit(year)
    funds, funds_from = _funds(year)
    scores = _altman_scores(year, ebit)
    scores["ohlson_o_1980"] = _ohlson(year, period_ends, funds, price_index)
    assets, debts, current, due, net_profit, profit, sales = (
        _column(year, name)
        for name in (
            "total_assets", "total_liabilities", "current_assets", "current_liabilities", "net_profit",
            "profit_before_tax", "sales",
        )
    )  # fmt: skip
    scores["zmijewski_1984"] = zmijewski_1984(net_profit, assets, debts, current, due)
    scores["springate_1978"] = springate_1978(current - due, ebit, profit, sales, assets, due)
    scores = {name: scores[name] for name in MODELS}
    zones = {name: tuple(distress_zone(score, name).tolist()) for name, score in scores.items()}
    return DistressSeries(scores, zones, ebit_from, funds_from)


def _column(year: YearBehind, account: str) -> Floats:
    """Return an account; sales are total revenue where they are not stated."""
    column = year.column(account)
    return np.where(np.isnan(column), year.column("total_revenue"), column) if account == "sales" else column


def _first(choices: Mapping[str, Floats]) -> tuple[Floats, tuple[str, ...]]:
    """Return the first of several columns that is known in each period, and its name."""
    names = list(choices)
    columns = np.array(list(choices.values()))
    known = ~np.isnan(columns)
    first = known.argmax(axis=0)
    found = columns[first, np.arange(columns.shape[1])]
    words = tuple(
        names[which] if any_known else ""
        for which, any_known in zip(first.tolist(), known.any(axis=0).tolist(), strict=True)
    )
    return found, words


def _ebit(year: YearBehind) -> tuple[Floats, tuple[str, ...]]:
    """Return earnings before interest and tax, and what they were taken from."""
    profit = year.column("profit_before_tax")
    return _first({
        "stated": year.column("ebit"),
        "interest": profit + year.column("interest_expense"),
        "finance_cost": profit + year.column("finance_cost"),
    })  # fmt: skip


def _funds(year: YearBehind) -> tuple[Floats, tuple[str, ...]]:
    """Return Ohlson's funds from operations, and what they were taken from."""
    return _first({
        "depreciation": year.column("profit_before_tax") + year.column("depreciation"),
        "cash_flow": year.column("operating_cash_flow"),
    })  # fmt: skip


def _altman_scores(year: YearBehind, ebit: Floats) -> dict[str, Floats]:
    """Return Altman's models."""
    working_capital = year.column("current_assets") - year.column("current_liabilities")
    return {
        model: altman_z(
            working_capital,
            year.column("retained_earnings"),
            ebit,
            year.column("market_value" if model == MARKET_MODEL else "equity"),
            _column(year, "sales"),
            year.column("total_assets"),
            year.column("total_liabilities"),
            model,
        )
        for model in ALTMAN_MODELS
    }


def _ohlson(year: YearBehind, ends: Dates, funds: Floats, price_index: float) -> Floats:
    """Return Ohlson's O; the year before is the period twelve months earlier."""
    net_profit = year.column("net_profit")
    place: dict[object, int] = {day: at for at, day in enumerate(ends.tolist()) if day is not None}
    before = [place.get(day, -1) for day in add_months(ends, -_MONTHS).tolist()]
    if CURRENT in year.periods and PRIOR in year.periods:
        before[year.periods.index(CURRENT)] = year.periods.index(PRIOR)
    prior = np.where(np.array(before) < 0, np.nan, net_profit[before])
    found: Floats = ohlson_o_1980(
        year.column("total_assets"), year.column("total_liabilities"), year.column("current_assets"),
        year.column("current_liabilities"), net_profit, prior, funds, np.full(len(ends), price_index),
    )  # fmt: skip
    return found
