"""What a refresh reads from a workbook of any host: the user's sheets, our input tables, the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import book_names, chosen_date, named_text, rows_in
from udfs.books.tables import find_tables
from xlcredit import tables, texts
from xlcredit.ledger import NO_CURRENCY, Grid, Ledger, pinned_from_rows, read_ledger
from xlcredit.ledger.cells import NEVER_CALCULATED
from xlcredit.policy import Policy, default_policy, points_from_rows, policy_from_rows, what_if_from_rows
from xlcredit.texts import entry

if TYPE_CHECKING:
    import xlwings as xw

    from udfs.books.asked import Asked
    from workbooks.template.sheets import SheetKey

POLICY_TABLES = (tables.POLICY, tables.POINTS)
"""Input tables that say how to calculate, and not what with."""
UNREAD_SHEETS: tuple[SheetKey, ...] = ("about", "terms_request", "letter_of_credit")
"""Sheets of ours without a table or a named cell: words and forms."""
REPORT_CELLS = ("xlcredit_headline", "xlcredit_source_sum_1", "xlcredit_file_customer")
"""Named cells on sheets of ours that hold no table."""


@dataclass(frozen=True)
class Inputs:
    """What a workbook gave a refresh.

    Attributes
    ----------
    ledger : Ledger
        Items, payments, customers, mapping, issues and control totals.
    grids : tuple of Grid
        The sheets it was read from.
    """

    ledger: Ledger
    grids: tuple[Grid, ...]


def read_inputs(book: xw.Book, asked: Asked) -> Inputs:
    """Read every sheet of a workbook that is the user's into the canonical ledger.

    Parameters
    ----------
    book : xlwings.Book
        The workbook; the sheets that a refresh fills are passed over.
    asked : Asked
        The day it is, and the name of the source.

    Returns
    -------
    Inputs
        The ledger, and the sheets it was read from.
    """
    found = find_tables(book)
    ours = _report_sheets(book, found)
    inputs = [
        found[table.name]
        for table in tables.INPUT_TABLES
        if table not in POLICY_TABLES and table.name in found
    ]
    own = [_input_grid(table) for table in inputs]
    theirs = [
        _grid(sheet) for sheet in book.sheets if sheet.name not in ours | {grid.sheet_name for grid in own}
    ]
    grids = tuple(grid for grid in (*own, *theirs) if grid.rows)
    ledger = read_ledger(
        grids,
        today=asked.today,
        pinned=_pinned(found),
        as_of=asked.as_of or chosen_date(book),
        source_name=asked.source_name or book.name,
        source_hash=asked.source_hash,
        default_currency=asked.base_currency or named_text(book, "BaseCurrency") or NO_CURRENCY,
    )
    return Inputs(ledger, grids)


def _report_sheets(book: xw.Book, found: dict[str, Any]) -> set[str]:
    """Return the names of the sheets that a refresh fills, and of those that only tell about the workbook."""
    from workbooks.template import sheet_name

    ours = {table.range.sheet.name for table in found.values()}
    known = set(book_names(book))
    ours |= {book.names[name].refers_to_range.sheet.name for name in REPORT_CELLS if name in known}
    told = {sheet_name(key, language) for key in UNREAD_SHEETS for language in texts.LANGUAGES}
    return ours | told if found else ours


def _pinned(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the mapping the user has fixed in the map table, fields named canonically."""
    table = found.get("map")
    if table is None or table.data_body_range is None:
        return {}
    names = frames.names_of_labels()
    rows = rows_in(table.data_body_range)
    return pinned_from_rows([[row[0], names.get(row[1], row[1]), *row[2:]] for row in rows])


def _input_grid(table: Any) -> Grid:
    """Return the columns of an input table down to the last used row: what was pasted below it counts too."""
    sheet, place, used = table.range.sheet, table.range, table.range.sheet.used_range
    bottom = max(used.row + used.shape[0], place.row + place.shape[0]) - 1
    whole = sheet.range((place.row, place.column), (bottom, place.column + place.shape[1] - 1))
    rows = _with_uncalculated(sheet, rows_in(whole), place.row, place.column)
    return Grid(sheet.name, rows, place.row, place.column)


def _grid(sheet: Any) -> Grid:
    """Return the used range of a sheet as a grid of raw values."""
    used = sheet.used_range
    values = rows_in(used)
    if values == [[None]]:
        values = []
    rows = _with_uncalculated(sheet, values, used.row, used.column)
    return Grid(sheet.name, rows, used.row, used.column)


def _with_uncalculated(sheet: Any, rows: list[Any], top: int, left: int) -> list[Any]:
    """Mark blank cells whose formula was never calculated; a host that calculates by itself has none."""
    find = getattr(sheet.impl, "uncalculated", None)
    for row, column in find() if find else ():
        line = rows[row - top] if 0 <= row - top < len(rows) else None
        if isinstance(line, list) and 0 <= column - left < len(line) and line[column - left] in (None, ""):
            rows[row - top] = [*line[: column - left], NEVER_CALCULATED, *line[column - left + 1 :]]
    return rows


def read_policy(book_tables: dict[str, Any]) -> Policy:
    """Return the workbook's policy: its Policy sheet laid over the default, with its points table.

    Parameters
    ----------
    book_tables : dict
        What `find_tables` returned.

    Returns
    -------
    Policy
        The default where the workbook has neither. The points table of a fitted card scores when the Policy
        sheet says so.

    Raises
    ------
    PolicyError
        When a row of one of the sheets breaks a rule of the policy; it names the row.
    """
    base, items = _base_policy(book_tables), _body(book_tables, tables.POLICY)
    return policy_from_rows(items[1], base, first_row=items[0]) if items else base


def read_what_if(book_tables: dict[str, Any]) -> Policy | None:
    """Return the policy that the what-if column of the Policy sheet describes.

    Parameters
    ----------
    book_tables : dict
        What `find_tables` returned.

    Returns
    -------
    Policy or None
        None where the column is blank, or not there: a workbook of an earlier edition has none.

    Raises
    ------
    PolicyError
        When a value of the column breaks a rule of the policy; row and column are named.
    """
    items = _body(book_tables, tables.POLICY)
    if items is None:
        return None
    headings = rows_in(book_tables[tables.POLICY.name].header_row_range)[0]
    place = tables.POLICY.column_names.index("what_if")
    if len(headings) <= place or headings[place] not in entry("labels.what_if").values():
        return None
    return what_if_from_rows(items[1], _base_policy(book_tables), first_row=items[0])


def _base_policy(book_tables: dict[str, Any]) -> Policy:
    """Return what the Policy sheet is laid over: the default, with the workbook's points table."""
    fitted = _body(book_tables, tables.POINTS)
    return points_from_rows(fitted[1], default_policy(), first_row=fitted[0]) if fitted else default_policy()


def _body(book_tables: dict[str, Any], table: tables.Table) -> tuple[int, list[list[Any]]] | None:
    """Return the first sheet row and the rows of a table, None where the workbook does not have it."""
    found = book_tables.get(table.name)
    if found is None or found.data_body_range is None:
        return None
    return found.data_body_range.row, [list(row) for row in rows_in(found.data_body_range)]
