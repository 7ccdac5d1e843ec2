"""Native formulas over the user's own amount column: a proof of the control total independent of us."""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, Any

from xlcredit.ledger import SET_ASIDE
from xlcredit.ledger.grid import column_number

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from udfs.books.inputs import Inputs
    from xlcredit.ledger import Grid, Ledger

MOST_EXCEPTIONS = 25
"""Total rows inside the list are subtracted one by one; with more of them a formula can be read by nobody."""


def source_sum_formulas(book: xw.Book, inputs: Inputs) -> list[str]:
    """Return one formula per currency of the control table over the sheet the ledger was read from.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    inputs : Inputs
        What was read, from it or from another file.

    Returns
    -------
    list of str
        In the order of the control table; ``""`` where no native formula can check: the ledger stands in
        another file or on several sheets, amounts or currencies are text a sum cannot read.
    """
    currencies = inputs.ledger.control["currency"].tolist()
    sheets = inputs.ledger.items["sheet_name"].unique().tolist()
    grid = next((grid for grid in inputs.grids if [grid.sheet_name] == sheets), None)
    if grid is None or grid.sheet_name not in [sheet.name for sheet in book.sheets]:
        return [""] * len(currencies)
    return _over_sheet(grid, inputs.ledger, currencies) or [""] * len(currencies)


def _over_sheet(grid: Grid, ledger: Ledger, currencies: list[str]) -> list[str]:
    """Return the formulas over one sheet; none where its amounts or currencies are not plain."""
    columns = _columns(ledger.mapping, grid.sheet_name)
    first, last, used = _rows_used(ledger)
    amounts = _column(grid, columns["amount"], first, last) if "amount" in columns else [""]
    if not set(map(type, amounts)) <= {int, float, NoneType}:
        return []
    extra = [first + place for place, value in enumerate(amounts) if value and first + place not in used]
    name = "'" + grid.sheet_name.replace("'", "''") + "'!"
    whole = f"{name}${columns['amount']}${first}:${columns['amount']}${last}"
    if len(currencies) == 1:
        minus = "".join(f"-{name}${columns['amount']}${row}" for row in extra)
        return [f"=SUM({whole}){minus}"] if len(extra) <= MOST_EXCEPTIONS else []
    given = _column(grid, columns["currency"], first, last) if "currency" in columns else [""]
    if extra or not set(given) <= {None, *currencies}:
        return []
    criteria = f"{name}${columns['currency']}${first}:${columns['currency']}${last}"
    return [f'=SUMIFS({whole},{criteria},"{currency}")' for currency in currencies]


def _columns(mapping: pd.DataFrame, sheet_name: str) -> dict[str, str]:
    """Return field to column letter of one sheet."""
    ours = mapping[(mapping["sheet_name"] == sheet_name) & (mapping["field"] != "")]
    found = dict(zip(ours["field"], ours["column_letter"], strict=True))
    if "amount" not in found and "open_amount" in found:
        found["amount"] = found["open_amount"]
    return found


def _rows_used(ledger: Ledger) -> tuple[int, int, set[int]]:
    """Return first and last row of the list, and the rows the control total counts."""
    used = set(ledger.items["row_number"].tolist())
    for issue in ledger.issues:
        if issue.code in SET_ASIDE and (digits := re.search(r"\d+$", issue.cell)):
            used.add(int(digits.group()))
    return min(used), max(used), used


def _column(grid: Grid, letter: str, first: int, last: int) -> list[Any]:
    """Return a column's raw values; a blank is None."""
    place = (column_number(letter) or 0) - grid.first_column
    rows = grid.rows[first - grid.first_row : last - grid.first_row + 1]
    return [None if row[place] == "" else row[place] for row in rows]
