"""Financial statements, Chinese or English, in either direction, as canonical accounts.

Two layouts are read: a row per period with the accounts across (as data services deliver them), and accounts
down the rows with a column per period (as firms print them, also with assets left and debts right).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from xlcredit.columns import Dates, Floats, type_dates
from xlcredit.errors import ArgumentError, SourceError
from xlcredit.working_capital.account_names import (
    CURRENT,
    PRIOR,
    iso_day,
    period_of,
    plain_heading,
    ranked_meaning,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LEAST: Final = 2
_SEARCHED_ROWS: Final = 60
_WRITTEN = re.compile(r"[-(]?(?P<digits>\d+(?:\.\d*)?)\)?")


class SheetValues(Protocol):
    """What is read of a grid."""

    @property
    def sheet_name(self) -> str:
        """Name of the sheet."""

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """Raw cell values, row by row."""


@dataclass(frozen=True)
class Statement:
    """Canonical accounts of several periods.

    Attributes
    ----------
    periods : tuple of str
        Period ends as ISO dates, or ``"current_period"`` and ``"prior_period"`` where no date is given.
    accounts : mapping of str to ndarray of float64, shape (periods,)
        Figures by canonical account, NaN where blank. [unit of money]
    headings : mapping of str to str
        Heading that gave each account.
    unmapped : tuple of str
        Headings that mean no canonical account.
    conflicts : tuple of str
        Accounts that several columns, rows or sheets give under one heading for one period with different
        figures, as those of a group beside its parent; the first is taken.
    """

    periods: tuple[str, ...]
    accounts: Mapping[str, Floats]
    headings: Mapping[str, str]
    unmapped: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def period_ends(self) -> Dates:
        """Period ends, NaT for a period without a date."""
        texts = [
            np.datetime64("NaT") if name in (CURRENT, PRIOR) else np.datetime64(name) for name in self.periods
        ]
        return np.array(texts, dtype=type_dates)

    def at(self, period: Any) -> dict[str, float]:
        """Return the accounts of one period that have a figure.

        Parameters
        ----------
        period : date or str
            Period end, or ``"current_period"`` or ``"prior_period"``.

        Returns
        -------
        dict of str to float
            Figures by canonical account.

        Raises
        ------
        ArgumentError
            When there is no such period.
        """
        name = period if isinstance(period, str) else iso_day(period)
        if name not in self.periods:
            raise ArgumentError("working_capital.no_period", got=name, accepted=", ".join(self.periods))
        place = self.periods.index(name or "")
        return {
            account: float(column[place])
            for account, column in self.accounts.items()
            if not np.isnan(column[place])
        }


def read_statement(grid: SheetValues) -> Statement:
    """Read one sheet as a financial statement.

    Parameters
    ----------
    grid : Grid
        Values of the sheet.

    Returns
    -------
    Statement
        Its periods and accounts, in units of money ("单位：万元" and "in thousands" are multiplied out).

    Raises
    ------
    SourceError
        When fewer than two account names are recognised, or no period heads their figures.

    Notes
    -----
    Where several columns mean one account, the strongest name that has a figure is taken; two columns of one
    heading that differ are listed in ``conflicts``. Accounts receivable (``应收账款``), notes and accounts
    receivable, receivables financing and other receivables (``其他应收款``) are four accounts.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> grid = Grid("BS", [["报告日", "货币资金", "资产总计"], [20221231, 40, 100]])
    >>> read_statement(grid).at("2022-12-31")
    {'cash': 40.0, 'total_assets': 100.0}
    """
    rows = [list(row) for row in grid.rows]
    header = _header_row(rows)
    across = sum(ranked_meaning(value) is not None for value in rows[header]) if rows else 0
    columns = _account_columns(rows)
    down = max(columns.values(), default=0)
    if max(across, down) < _LEAST:
        raise SourceError("working_capital.no_accounts", sheet_name=grid.sheet_name, least=_LEAST)
    entries = _entries_across(rows, header) if across > down else _entries_down(rows, sorted(columns))
    periods = tuple(dict.fromkeys(entry.period for entry in entries))
    if not periods:
        raise SourceError("working_capital.no_accounts", sheet_name=grid.sheet_name, least=_LEAST)
    return _assembled(entries, periods, _unit(rows))


def read_statements(grids: Iterable[SheetValues]) -> Statement:
    """Read several sheets, such as balance sheet, income and cash flow, as one statement.

    Parameters
    ----------
    grids : iterable of Grid
        Sheets; an account that stands in several is taken from the first that has a figure.

    Returns
    -------
    Statement
        All periods, the latest first, and all accounts.

    Raises
    ------
    SourceError
        As in `read_statement`.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> balance = Grid("BS", [["Account", "2025"], ["Cash", 40], ["Total assets", 100]])
    >>> income = Grid("PL", [["Account", "2025"], ["Sales", 300], ["Net profit", 12]])
    >>> read_statements([balance, income]).at("2025-12-31")["sales"]
    300.0
    """
    parts = [read_statement(grid) for grid in grids]
    periods = tuple(sorted({period for part in parts for period in part.periods}, key=_latest_first))
    accounts: dict[str, Floats] = {}
    headings: dict[str, str] = {}
    differing: dict[str, None] = {}
    for part in parts:
        places = [periods.index(period) for period in part.periods]
        for account, column in part.accounts.items():
            wide = np.full(len(periods), np.nan)
            wide[places] = column
            known = accounts.get(account, wide)
            names = {plain_heading(source.get(account, "")) for source in (headings, part.headings)}
            if len(names) == 1 and _differ(known, wide):
                differing[account] = None
            accounts[account] = np.where(np.isnan(known), wide, known)
            headings.setdefault(account, part.headings[account])
    return Statement(
        periods,
        accounts,
        headings,
        tuple(dict.fromkeys(heading for part in parts for heading in part.unmapped)),
        tuple(dict.fromkeys([*(account for part in parts for account in part.conflicts), *differing])),
    )


def _differ(first: Floats, second: Floats) -> bool:
    """Tell whether two columns give different figures for one period."""
    return bool((~np.isnan(first) & ~np.isnan(second) & (first != second)).any())


def _latest_first(period: str) -> tuple[int, float]:
    """Sort periods: current, prior, then dates from the latest."""
    if period in (CURRENT, PRIOR):
        return (0, float(period == PRIOR))
    return (1, -float(np.datetime64(period).astype(np.int64)))


@dataclass(frozen=True)
class _Entry:
    """One figure: heading, column number of the heading, period, raw value."""

    heading: str
    place: int
    period: str
    value: Any


def _header_row(rows: list[list[Any]]) -> int:
    """Return the row with the most account names among the first rows."""
    counts = [sum(ranked_meaning(value) is not None for value in row) for row in rows[:_SEARCHED_ROWS]]
    return int(np.argmax(counts)) if counts else 0


def _account_columns(rows: list[list[Any]]) -> dict[int, int]:
    """Return the columns that hold account names down the rows, with how many."""
    counts: dict[int, int] = {}
    for row in rows:
        for place, value in enumerate(row):
            if ranked_meaning(value) is not None:
                counts[place] = counts.get(place, 0) + 1
    return {place: count for place, count in counts.items() if count >= _LEAST}


def _entries_across(rows: list[list[Any]], header: int) -> list[_Entry]:
    """Read a row per period."""
    headings = rows[header]
    named = {plain_heading(word) for word in vocabulary()["period_headings"]}
    candidates = [
        p for p, value in enumerate(headings) if isinstance(value, str) and plain_heading(value) in named
    ]
    body = rows[header + 1 :]
    places = candidates or [
        p for p in range(len(headings)) if ranked_meaning(headings[p]) is None and _all_periods(body, p)
    ]
    if not places:
        return []
    found = []
    for row in body:
        period = period_of(row[places[0]]) if places[0] < len(row) else None
        if period is None:
            continue
        found += [
            _Entry(str(heading), place, period, row[place] if place < len(row) else None)
            for place, heading in enumerate(headings)
            if isinstance(heading, str) and heading.strip() and place not in places
        ]
    return found


def _all_periods(rows: list[list[Any]], place: int) -> bool:
    """Say whether every filled cell of a column is a period end."""
    values = [row[place] for row in rows if place < len(row) and row[place] not in (None, "")]
    return bool(values) and all(period_of(value) for value in values)


def _entries_down(rows: list[list[Any]], columns: list[int]) -> list[_Entry]:
    """Read accounts down the rows; each column of names owns the columns of figures up to the next one."""
    found = []
    for place, following in zip(columns, [*columns[1:], None], strict=True):
        first = next(n for n, row in enumerate(rows) if place < len(row) and ranked_meaning(row[place]))
        width = max(map(len, rows))
        owned = range(place + 1, width if following is None else following)
        periods = {p: _period_above(rows[:first], p) for p in owned}
        found += [
            _Entry(row[place], number, period, row[p] if p < len(row) else None)
            for number, row in enumerate(rows[first:])
            if place < len(row) and isinstance(row[place], str) and row[place].strip()
            for p, period in periods.items()
            if period is not None
        ]
    return found


def _period_above(rows: list[list[Any]], place: int) -> str | None:
    """Return the period that heads a column of figures, from the heading nearest to the figures."""
    for row in reversed(rows):
        period = period_of(row[place]) if place < len(row) else None
        if period is not None:
            return period
    return None


def _unit(rows: list[list[Any]]) -> float:
    """Return what one unit of a sheet's figures is in units of money."""
    for row in rows[:_SEARCHED_ROWS]:
        for value in row:
            if not isinstance(value, str):
                continue
            plain = plain_heading(value)
            for word, factor in vocabulary()["units"].items():
                if word in plain:
                    return float(factor)
    return 1.0


def _figure(value: Any) -> float:
    """Return the number in a cell; a text counts when it is one with commas, a minus or brackets."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
    written = _WRITTEN.fullmatch(text.replace(",", "").replace(" ", ""))
    if written is None:
        return float("nan")
    number = float(written["digits"])
    return -number if text[0] in "(-" else number


def _assembled(entries: list[_Entry], periods: tuple[str, ...], unit: float) -> Statement:
    """Lay the figures into columns by account."""
    row = {period: place for place, period in enumerate(periods)}
    columns: dict[tuple[str, int, int, str], Floats] = {}
    unmapped: dict[str, None] = {}
    twice: set[str] = set()
    for entry in entries:
        found, heading = ranked_meaning(entry.heading), entry.heading.strip()
        if found is None:
            unmapped[heading] = None
            continue
        column = columns.setdefault((*found, entry.place, heading), np.full(len(periods), np.nan))
        place, figure = row[entry.period], _figure(entry.value) * unit
        if np.isnan(column[place]):
            column[place] = figure
        elif not np.isnan(figure) and figure != column[place]:
            twice.add(found[0])
    merged = {account: _merged(account, columns) for account in dict.fromkeys(key[0] for key in columns)}
    return Statement(
        periods,
        {account: column for account, (column, _, _) in merged.items()},
        {account: heading for account, (_, heading, _) in merged.items()},
        tuple(unmapped),
        tuple(account for account, (_, _, differs) in merged.items() if differs or account in twice),
    )


def _merged(account: str, columns: Mapping[tuple[str, int, int, str], Floats]) -> tuple[Floats, str, bool]:
    """Take the strongest figure of one account for each period; tell its heading and any conflict."""
    ranked = sorted(key for key in columns if key[0] == account)
    filled = [key for key in ranked if not np.isnan(columns[key]).all()] or ranked
    merged, has_conflict = columns[filled[0]], False
    for before, key in pairwise(filled):
        column = columns[key]
        has_conflict |= _differ(merged, column) and before[1] == key[1]
        merged = np.where(np.isnan(merged), column, merged)
    return merged, filled[0][3], has_conflict
