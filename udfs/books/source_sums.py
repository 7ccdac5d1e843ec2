"""Native formulas over the user's own amount column: a proof of the control total independent of us."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlcredit.ledger import SET_ASIDE

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from xlcredit.ledger import Ledger

MOST_EXCEPTIONS = 25
"""Total rows inside the list are subtracted one by one; with more of them a formula can be read by nobody."""


def source_sum_formulas(book: xw.Book, ledger: Ledger) -> list[str]:
    """Return one formula per currency of the control table over the sheet the ledger was read from.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    ledger : Ledger
        What was read from it.

    Returns
    -------
    list of str
        In the order of the control table; ``""`` where no native formula can check: the ledger stands in
        another file or on several sheets, amounts or currencies are text a sum cannot read.
    """
    currencies = ledger.control["currency"].tolist()
    sheets = ledger.items["sheet_name"].unique().tolist()
    if len(sheets) != 1 or sheets[0] not in [sheet.name for sheet in book.sheets]:
        return [""] * len(currencies)
    return _over_sheet(book.sheets[sheets[0]], ledger, currencies) or [""] * len(currencies)


def _over_sheet(sheet: Any, ledger: Ledger, currencies: list[str]) -> list[str]:
    """Return the formulas over one sheet; none where its amounts or currencies are not plain."""
    columns = _columns(ledger.mapping, sheet.name)
    first, last, used = _rows_used(ledger)
    amounts = _column(sheet, columns["amount"], first, last) if "amount" in columns else [""]
    if any(value is not None and not _is_number(value) for value in amounts):
        return []
    extra = [
        first + place
        for place, value in enumerate(amounts)
        if value is not None and value != 0 and first + place not in used
    ]
    name = "'" + sheet.name.replace("'", "''") + "'!"
    whole = f"{name}${columns['amount']}${first}:${columns['amount']}${last}"
    if len(currencies) == 1:
        minus = "".join(f"-{name}${columns['amount']}${row}" for row in extra)
        return [f"=SUM({whole}){minus}"] if len(extra) <= MOST_EXCEPTIONS else []
    given = _column(sheet, columns["currency"], first, last) if "currency" in columns else [""]
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


def _column(sheet: Any, letter: str, first: int, last: int) -> list[Any]:
    """Return a column's raw values; a blank is None."""
    values = sheet.range(f"{letter}{first}:{letter}{last}").raw_value
    rows = values if isinstance(values, list | tuple) else [[values]]
    flat = [row[0] if isinstance(row, list | tuple) else row for row in rows]
    return [None if value == "" else value for value in flat]


def _is_number(value: Any) -> bool:
    """Tell a number from text, dates and flags."""
    return isinstance(value, int | float) and not isinstance(value, bool)
