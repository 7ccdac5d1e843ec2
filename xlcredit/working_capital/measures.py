"""Every working-capital measure of one period's accounts, with its health: the rows of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_day, as_floats
from xlcredit.errors import ArgumentError
from xlcredit.texts import Language, say
from xlcredit.working_capital import cycle, ratios
from xlcredit.working_capital.account_names import meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from xlcredit.working_capital.ratios import HealthBands

Trade = Literal["accounts", "notes_too"]
_UNKNOWN = float("nan")


@dataclass(frozen=True)
class WorkingCapitalMeasure:
    """One row of the working-capital table.

    Attributes
    ----------
    key : str
        Name of the measure, the same in every language.
    measure, unit, health, healthy_range, formula : str
        Texts; health is "" for a measure without an agreed range.
    value : float
        NaN where a figure is missing or the quotient impossible.
    """

    key: str
    measure: str
    value: float
    unit: str
    health: str
    healthy_range: str
    formula: str


def accounts_of(names: ArrayLike, figures: ArrayLike) -> dict[str, float]:
    """Return figures by canonical account from a table of names and figures.

    Parameters
    ----------
    names : array_like of str, shape (n,)
        Canonical accounts, or headings in Chinese or English.
    figures : array_like, shape (n,)
        Figures; rows without one, or with a name that means no account, are left out. [money]

    Returns
    -------
    dict of str to float
        Figures; the first of several for one account.

    Examples
    --------
    >>> accounts_of(["货币资金", "Inventories", "total_assets", "remark"], [40, 60, 300, 1])
    {'cash': 40.0, 'inventory': 60.0, 'total_assets': 300.0}
    """
    found: dict[str, float] = {}
    for name, figure in zip(np.asarray(names, object), as_floats(figures, "figures").tolist(), strict=True):
        account = meaning_of(str(name).replace("_", " ")) if name is not None else None
        if account is not None and not np.isnan(figure):
            found.setdefault(account, figure)
    return found


def trade_receivables(accounts: Mapping[str, float], includes: Trade = "accounts") -> float:
    """Return what customers owe, from accounts that may be shown together or apart.

    Parameters
    ----------
    accounts : mapping of str to float
        Figures by canonical account.
    includes : {"accounts", "notes_too"}
        Accounts receivable only; or with notes receivable and receivables held for financing.

    Returns
    -------
    float
        Money; NaN where not stated. Accounts shown together with notes count whole when notes are not stated.

    Raises
    ------
    ArgumentError
        When `includes` is another word.

    Examples
    --------
    >>> trade_receivables({"notes_and_accounts_receivable": 120, "notes_receivable": 20})
    100.0
    >>> trade_receivables({"accounts_receivable": 100, "notes_receivable": 20}, "notes_too")
    120.0
    """
    trade = _trade(accounts, "receivable", includes)
    return trade + (accounts.get("receivables_financing", 0.0) if includes == "notes_too" else 0.0)


def trade_payables(accounts: Mapping[str, float], includes: Trade = "accounts") -> float:
    """Return what suppliers are owed, from accounts that may be shown together or apart.

    Parameters
    ----------
    accounts : mapping of str to float
        Figures by canonical account.
    includes : {"accounts", "notes_too"}
        Accounts payable only, or with notes payable.

    Returns
    -------
    float
        Money; NaN where not stated. Accounts shown together with notes count whole when notes are not stated.

    Raises
    ------
    ArgumentError
        When `includes` is another word.

    Examples
    --------
    >>> trade_payables({"accounts_payable": 80})
    80.0
    """
    return _trade(accounts, "payable", includes)


def _trade(accounts: Mapping[str, float], side: str, includes: str) -> float:
    """Return accounts, with or without notes, of one side."""
    if includes not in ("accounts", "notes_too"):
        accepted = "accounts, notes_too"
        raise ArgumentError("receivables.unknown_word", name="includes", got=includes, accepted=accepted)
    together = accounts.get(f"notes_and_accounts_{side}", _UNKNOWN)
    notes = accounts.get(f"notes_{side}", 0.0)
    alone = accounts.get(f"accounts_{side}", together - notes)
    if includes == "accounts":
        return float(alone)
    return float(alone + notes if np.isnan(together) else together)


def balance_difference(accounts: Mapping[str, float]) -> float:
    """Return assets less liabilities less equity, which is 0 in a statement that balances.

    Parameters
    ----------
    accounts : mapping of str to float
        Figures by canonical account.

    Returns
    -------
    float
        Money; NaN where one of the three is not stated.

    Examples
    --------
    >>> balance_difference({"total_assets": 100, "total_liabilities": 60, "equity": 40})
    0.0
    """
    figures = (accounts.get(name, _UNKNOWN) for name in ("total_assets", "total_liabilities", "equity"))
    assets, liabilities, equity = figures
    return round(float(assets - liabilities - equity), 6)


def days_of_period(period_end: Any) -> int:
    """Return the days from 1 January to a period end: income in Chinese interim statements is cumulative.

    Parameters
    ----------
    period_end : date
        Last day of the period.

    Returns
    -------
    int
        Days, 365 or 366 for a year. [days]

    Raises
    ------
    ArgumentError
        When `period_end` is not a date.

    Examples
    --------
    >>> days_of_period("2023-09-30")
    273
    """
    day = as_day(period_end, "period_end")
    return int((day - day.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)) + 1


def working_capital_values(
    accounts: Mapping[str, float], *, days: float = 365.0, includes: Trade = "accounts"
) -> dict[str, tuple[float, str]]:
    """Return every measure and its unit from one period's accounts.

    Parameters
    ----------
    accounts : mapping of str to float
        Figures by canonical account. [money]
    days : float
        Days that income and cost stand for. [days]
    includes : {"accounts", "notes_too"}
        What trade receivables and payables include.

    Returns
    -------
    dict of str to (float, str)
        Value and unit (times, share, money or days) by measure; NaN where a figure is missing or the quotient
        impossible.

    Notes
    -----
    Earnings before interest and tax are the stated ones, else profit before tax plus interest expense.
    Finance cost is not taken for interest: it is net of interest income.

    Examples
    --------
    >>> working_capital_values({"current_assets": 300, "current_liabilities": 200})["current_ratio"]
    (1.5, 'times')
    """

    def figure(name: str, other: str = "") -> Any:
        return np.array([accounts.get(name, accounts.get(other, _UNKNOWN))])

    receivables = np.array([trade_receivables(accounts, includes)])
    payables = np.array([trade_payables(accounts, includes)])
    assets, debts, stock = figure("current_assets"), figure("current_liabilities"), figure("inventory")
    sales, cost, profit = figure("sales", "total_revenue"), figure("cost_of_sales"), figure("net_profit")
    interest = figure("interest_expense")
    ebit = np.array([accounts.get("ebit", (figure("profit_before_tax") + interest)[0])])
    dio = cycle.days_inventory_outstanding(stock, cost, days)
    dso = cycle.days_sales_outstanding(receivables, sales, days)
    dpo = cycle.days_payables_outstanding(payables, cost, days)
    found = {
        "current_ratio": (ratios.current_ratio(assets, debts), "times"),
        "quick_ratio": (ratios.quick_ratio(assets, stock, debts), "times"),
        "cash_ratio": (ratios.cash_ratio(figure("cash"), debts), "times"),
        "net_working_capital": (ratios.net_working_capital(assets, debts), "money"),
        "debt_ratio": (ratios.debt_ratio(figure("total_liabilities"), figure("total_assets")), "share"),
        "interest_cover": (ratios.interest_cover(ebit, interest), "times"),
        "operating_cash_flow_ratio": (
            ratios.operating_cash_flow_ratio(figure("operating_cash_flow"), debts),
            "share",
        ),
        "net_margin": (ratios.net_margin(profit, sales), "share"),
        "return_on_assets": (ratios.return_on_assets(profit, figure("total_assets")), "share"),
        "days_inventory_outstanding": (dio, "days"),
        "days_sales_outstanding": (dso, "days"),
        "days_payables_outstanding": (dpo, "days"),
        "operating_cycle": (cycle.operating_cycle(dio, dso), "days"),
        "cash_conversion_cycle": (cycle.cash_conversion_cycle(dio, dso, dpo), "days"),
        "working_capital_requirement": (
            cycle.working_capital_requirement(receivables, stock, payables),
            "money",
        ),
        "working_capital_requirement_days": (
            cycle.working_capital_requirement_days(receivables, stock, payables, sales, days),
            "days",
        ),
    }
    return {key: (float(value[0]), unit) for key, (value, unit) in found.items()}


def working_capital_measures(
    accounts: Mapping[str, float],
    ranges: Mapping[str, HealthBands],
    *,
    days: float = 365.0,
    includes: Trade = "accounts",
    language: Language | None = None,
) -> tuple[WorkingCapitalMeasure, ...]:
    """Return every measure of one period with its health.

    Parameters
    ----------
    accounts : mapping of str to float
        Figures by canonical account. [money]
    ranges : mapping of str to bands
        Bands of health by measure, for instance ``dict(policy.working_capital.health)``.
    days : float
        Days that income and cost stand for. [days]
    includes : {"accounts", "notes_too"}
        What trade receivables and payables include.
    language : {"en", "zh"}, optional
        Language of the texts.

    Returns
    -------
    tuple of WorkingCapitalMeasure
        Rows of the table.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bands = {
    ...     "current_ratio": SimpleNamespace(edges=[1, 1.5, 2], levels=["alarm", "watch", "good", "idle"])
    ... }
    >>> rows = working_capital_measures(
    ...     {"current_assets": 350, "current_liabilities": 200}, bands, language="en"
    ... )
    >>> rows[0].measure, rows[0].value, rows[0].health, rows[0].healthy_range
    ('Current ratio', 1.75, 'healthy', '1.5 - 2')
    """
    rows = []
    for key, (value, unit) in working_capital_values(accounts, days=days, includes=includes).items():
        bands = ranges.get(key)
        level = ""
        if bands is not None:
            level = "unknown" if np.isnan(value) else ratios.ratio_health(key, value, ranges)
        path = f"working_capital.measure.{key}"
        rows.append(
            WorkingCapitalMeasure(
                key=key,
                measure=say(f"{path}.name", language),
                value=value,
                unit=say(f"working_capital.unit.{unit}", language),
                health=say(f"working_capital.health.{level}", language) if level else "",
                healthy_range=ratios.health_range_text(bands) if bands is not None else "",
                formula=say(f"{path}.formula", language, days=f"{days:g}"),
            )
        )
    return tuple(rows)
