"""Statements of many periods: the year behind each period end, and every ratio of it.

Balance sheet figures are taken as they stand at the period end. Figures of income and cash flow add up from
the start of the business year, as interim statements show them; they are made those of a year, so that a
quarter compares with a year and with the quarters beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from xlcredit.columns import Dates, Flags, Floats, type_dates
from xlcredit.working_capital.account_names import vocabulary
from xlcredit.working_capital.measures import Trade, working_capital_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.texts import Language
    from xlcredit.working_capital.statements import Statement

Basis = Literal["year", "trailing", "annualised", "none"]

FLOWS: Final = frozenset({
    "total_revenue", "sales", "cost_of_sales", "finance_cost", "interest_expense", "operating_profit", "ebit",
    "profit_before_tax", "income_tax", "net_profit", "depreciation", "operating_cash_flow",
    "investing_cash_flow", "financing_cash_flow",
})  # fmt: skip
_LEADING: Final = ("sales", "total_revenue", "net_profit", "profit_before_tax", "operating_cash_flow")
_MONTHS: Final = 12
_QUARTER: Final = 3
_ROUNDING: Final = 1e-6  # share of total assets that the rounding of three totals may leave


@dataclass(frozen=True)
class YearBehind:
    """Accounts of several periods, income and cash flow as those of a year.

    Attributes
    ----------
    periods : tuple of str
        As in `Statement`.
    basis : tuple of {"year", "trailing", "annualised", "none"}
        How the flows of each period were made a year's; "none" where the period has none.
    accounts : mapping of str to ndarray, shape (periods,)
        Figures by canonical account; NaN where unknown on that basis. [money]
    """

    periods: tuple[str, ...]
    basis: tuple[Basis, ...]
    accounts: Mapping[str, Floats]

    def column(self, account: str) -> Floats:
        """Return an account in every period, unknown throughout where it was not found."""
        found = self.accounts.get(account)
        return np.full(len(self.periods), np.nan) if found is None else found

    def at(self, place: int) -> dict[str, float]:
        """Return the accounts of one period that are known."""
        return {
            account: float(column[place])
            for account, column in self.accounts.items()
            if not np.isnan(column[place])
        }


def year_behind(statement: Statement, *, year_end_month: int = 12, days_in_year: float = 365.0) -> YearBehind:
    """Return statements with income and cash flow made those of a year.

    Parameters
    ----------
    statement : Statement
        Statements of any periods; flows add up from the start of the business year.
    year_end_month : int
        Month in which the business year ends, 1 to 12.
    days_in_year : float
        Days that a flow is brought up to where no earlier statements are there. [days]

    Returns
    -------
    YearBehind
        The same periods in the same order.

    Notes
    -----
    At the end of a business year the flow is the year's. Else it is that of the last twelve months: flow
    since the start of the year + flow of the year before - flow of the same months of the year before. Where
    one of these two earlier statements is missing, the flow is brought up to a year: flow x days in year /
    days gone. All flows of one period are on one basis, that of its sales; a flow without its own earlier
    figures is unknown then. A period without a date counts as a year.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> from xlcredit.working_capital.statements import read_statement
    >>> rows = [["报告日", "营业收入", "净利润"], [20230630, 70, 7], [20221231, 120, 12], [20220630, 50, 6]]
    >>> found = year_behind(read_statement(Grid("利润表", rows)))
    >>> found.basis, found.column("sales").tolist()  # 70 + 120 - 50; 50 x 365 / 181
    (('trailing', 'year', 'annualised'), [140.0, 120.0, 100.82872928176796])
    """
    ends = statement.period_ends
    is_year = np.isnat(ends) | (_month(ends) == year_end_month)
    before, same = _earlier(ends, year_end_month)
    flows = {name: column for name, column in statement.accounts.items() if name in FLOWS}
    trailing = {
        name: column + _taken(column, before) - _taken(column, same) for name, column in flows.items()
    }
    leading, leading_trailing = _first_known(flows), _first_known(trailing)
    has_flows = ~np.isnan(_filled(leading, len(ends)))
    is_trailing = ~is_year & ~np.isnan(_filled(leading_trailing, len(ends)))
    factor = days_in_year / np.maximum(_days_gone(ends, year_end_month), 1.0)
    accounts = dict(statement.accounts)
    for name, column in flows.items():
        accounts[name] = np.where(
            is_year, column, np.where(is_trailing, trailing[name], column * np.where(is_year, 1.0, factor))
        )
    words = np.where(is_year, "year", np.where(is_trailing, "trailing", "annualised"))
    basis: tuple[Basis, ...] = tuple(np.where(has_flows | is_trailing, words, "none").tolist())
    return YearBehind(statement.periods, basis, accounts)


def _month(ends: Dates) -> Floats:
    """Return the month of each date, 0 for none."""
    months = ends.astype("datetime64[M]").astype(np.int64) % _MONTHS + 1
    return np.where(np.isnat(ends), 0, months)


def _last_year_end(ends: Dates, year_end_month: int) -> Floats:
    """Return the month (counted from 1970) in which the business year before each period's own one ended."""
    month = ends.astype("datetime64[M]").astype(np.int64)
    before: Floats = month - 1 - (month - year_end_month) % _MONTHS
    return before


def _earlier(ends: Dates, year_end_month: int) -> tuple[Floats, Floats]:
    """Return the places of the last year end and of the same period a year before; -1 for none."""
    months = ends.astype("datetime64[M]").astype(np.int64)
    place = {int(month): at for at, month in enumerate(months.tolist()) if not np.isnat(ends[at])}
    year_ends = _last_year_end(ends, year_end_month)
    found = [
        (place.get(int(year_end), -1), place.get(int(month) - _MONTHS, -1)) if not np.isnat(end) else (-1, -1)
        for year_end, month, end in zip(year_ends, months, ends, strict=True)
    ]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _taken(column: Floats, places: Floats) -> Floats:
    """Return the figures at other places, unknown where there is none."""
    return np.where(places < 0, np.nan, column[places])


def _first_known(columns: Mapping[str, Floats]) -> Floats | None:
    """Return sales, or what stands for them, period by period."""
    found: Floats | None = None
    for name in _LEADING:
        if name in columns:
            found = columns[name] if found is None else np.where(np.isnan(found), columns[name], found)
    return found


def _filled(column: Floats | None, size: int) -> Floats:
    """Return a column, or one that is unknown throughout."""
    return np.full(size, np.nan) if column is None else column


def _days_gone(ends: Dates, year_end_month: int) -> Floats:
    """Return the days from the start of the business year to each period end."""
    first_month = (_last_year_end(ends, year_end_month) + 1).astype("datetime64[M]")
    start = first_month.astype(type_dates)
    gone = (ends - start).astype("timedelta64[D]").astype(np.float64) + 1
    return np.where(np.isnat(ends), np.nan, gone)


def ratio_series(
    year: YearBehind, *, days: float = 365.0, includes: Trade = "accounts"
) -> dict[str, tuple[Floats, str]]:
    """Return every working-capital measure of every period.

    Parameters
    ----------
    year : YearBehind
        Accounts, flows of a year.
    days : float
        Days that a year's flows stand for. [days]
    includes : {"accounts", "notes_too"}
        What trade receivables and payables include.

    Returns
    -------
    dict of str to (ndarray of shape (periods,), str)
        Values and unit (times, share, money or days) by measure; NaN where unknown.

    Examples
    --------
    >>> accounts = {
    ...     "current_assets": np.array([300.0, 240.0]),
    ...     "current_liabilities": np.array([200.0, 200.0]),
    ... }
    >>> year = YearBehind(("2025-12-31", "2024-12-31"), ("year", "year"), accounts)
    >>> ratio_series(year)["current_ratio"]
    (array([1.5, 1.2]), 'times')
    """
    rows = [
        working_capital_values(year.at(place), days=days, includes=includes)
        for place in range(len(year.periods))
    ]
    return {name: (np.array([row[name][0] for row in rows]), unit) for name, (_, unit) in rows[0].items()}


def missing_periods(statement: Statement) -> tuple[str, ...]:
    """Return the quarter ends between the first and the last period that have no statement.

    Parameters
    ----------
    statement : Statement
        Statements.

    Returns
    -------
    tuple of str
        ISO dates, the earliest first; empty where all periods end in one month: such statements are yearly.

    Examples
    --------
    >>> from xlcredit.working_capital.statements import Statement
    >>> missing_periods(Statement(("2025-12-31", "2025-03-31"), {}, {}))
    ('2025-06-30', '2025-09-30')
    """
    ends = statement.period_ends
    months = np.unique(ends[~np.isnat(ends)].astype("datetime64[M]").astype(np.int64))
    if np.unique(months % _MONTHS).size <= 1:
        return ()
    quarters = np.arange(months[0], months[-1] + 1)
    wanted = quarters[(quarters - months[0]) % _QUARTER == 0]
    absent = np.setdiff1d(wanted, months) + 1
    days = absent.astype("datetime64[M]").astype(type_dates) - np.timedelta64(1, "D")
    return tuple(np.datetime_as_string(days).tolist())


def falling_periods(statement: Statement, year_end_month: int = 12) -> tuple[str, ...]:
    """Return the periods whose sales are below those of an earlier period of the same business year.

    Parameters
    ----------
    statement : Statement
        Statements.
    year_end_month : int
        Month in which the business year ends, 1 to 12.

    Returns
    -------
    tuple of str
        ISO dates, the earliest first; where there is one, the figures hardly add up from the start of the
        year but are those of single quarters.

    Examples
    --------
    >>> from xlcredit.working_capital.statements import Statement
    >>> sales = {"sales": np.array([90.0, 110.0, 100.0])}
    >>> falling_periods(Statement(("2025-09-30", "2025-06-30", "2025-03-31"), sales, {}))
    ('2025-09-30',)
    """
    ends = statement.period_ends
    totals = _filled(statement.accounts.get("total_revenue"), len(ends))
    sales = _filled(statement.accounts.get("sales"), len(ends))
    sales = np.where(np.isnan(sales), totals, sales)
    known = np.flatnonzero(~np.isnan(sales) & ~np.isnat(ends))
    by_date = known[np.argsort(ends[known], kind="stable")]
    years = _last_year_end(ends[by_date], year_end_month)
    falls = (years[1:] == years[:-1]) & (sales[by_date][1:] < sales[by_date][:-1])
    return tuple(statement.periods[place] for place in by_date[1:][falls])


def unbalanced_periods(statement: Statement) -> Flags:
    """Tell which balance sheets do not balance.

    Parameters
    ----------
    statement : Statement
        Statements.

    Returns
    -------
    ndarray of bool, shape (periods,)
        True where assets less liabilities less equity is more than a millionth of the assets; False where one
        of the three is unknown.

    Examples
    --------
    >>> from xlcredit.working_capital.statements import Statement
    >>> accounts = {"total_assets": [100.0, 100.0], "total_liabilities": [60.0, 60.0], "equity": [40.0, 39.0]}
    >>> columns = {name: np.array(column) for name, column in accounts.items()}
    >>> unbalanced_periods(Statement(("2025-12-31", "2024-12-31"), columns, {}))
    array([False,  True])
    """
    assets, debts, equity = (
        _filled(statement.accounts.get(name), len(statement.periods))
        for name in ("total_assets", "total_liabilities", "equity")
    )
    differs: Flags = np.abs(assets - debts - equity) > _ROUNDING * np.abs(assets)
    return differs


def account_text(account: str, language: Language) -> str:
    """Return the usual name of a canonical account.

    Parameters
    ----------
    account : str
        Canonical account.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The strongest name of that language in the vocabulary.

    Examples
    --------
    >>> account_text("inventory", "en"), account_text("inventory", "zh")
    ('Inventory', '存货')
    """
    names: list[str] = vocabulary()["accounts"][account]
    found = next((name for name in names if name.isascii() == (language == "en")), names[0])
    return found[:1].upper() + found[1:]
