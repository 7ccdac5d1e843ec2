"""A fitted card into a workbook: its points table, and what the Policy sheet says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from udfs.books.cells import rows_in
from udfs.books.editions import template_path
from udfs.books.tables import fill_table, find_tables, workbook_language
from xlcredit import tables, texts
from xlcredit.errors import WorkbookError
from xlcredit.policy import points_rows, policy_rows

if TYPE_CHECKING:
    import xlwings as xw

    from xlcredit.policy import Policy

SHEETS: dict[str, Literal["policy", "points_table"]] = {
    tables.POLICY.name: "policy",
    tables.POINTS.name: "points_table",
}
FROM_VALUE = slice(2, 6)  # value, unit, source and date; the label and what-if stay


def write_card(book: xw.Book, policy: Policy, changed: tuple[str, ...]) -> None:
    """Write a fitted card into the Points table and Policy sheets of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        A workbook of ours, or another one: it gets our sheets and loses nothing.
    policy : Policy
        The policy that scores by the card.
    changed : tuple of str
        Paths of the policy items that go with it; every other row of the Policy sheet stays as it is.

    Raises
    ------
    WorkbookError
        When the sheets are not there and the host cannot copy them in.
    """
    found = _with_sheets(book)
    language = workbook_language(found)
    points = [texts.say(f"labels.{name}", language) for name in tables.POINTS.column_names]
    fill_table(book, found[tables.POINTS.name], points, points_rows(policy, language))
    _write_items(book, found[tables.POLICY.name], policy_rows(policy, language), changed)


def _with_sheets(book: xw.Book) -> dict[str, Any]:
    """Return the tables of a workbook, with those of a card copied in where they are not there."""
    from workbooks.template import output_sheet_names, sheet_name

    found = find_tables(book)
    missing = [name for name in SHEETS if name not in found]
    if missing:
        if not hasattr(book.impl, "copy_sheets_from"):
            raise WorkbookError("fitting.no_points_sheet", book=book.name)
        language = workbook_language(found)
        template = template_path(language)
        names = [sheet_name(SHEETS[name], language) for name in missing]
        book.impl.copy_sheets_from(template, names if found else output_sheet_names(template))
        found = find_tables(book)
    if not SHEETS.keys() <= found.keys():
        raise WorkbookError("fitting.no_points_sheet", book=book.name)
    return found


def _write_items(book: xw.Book, table: Any, rows: list[list[Any]], changed: tuple[str, ...]) -> None:
    """Write some items of the policy into their rows; a blank sheet gets them all."""
    body = table.data_body_range
    present = [] if body is None else [row[0] for row in rows_in(body)]
    headings = rows_in(table.header_row_range)[0]
    if not any(present):
        fill_table(book, table, headings, rows)
        return
    lines = {row[0]: row for row in rows}
    new = [lines[path] for path in changed if path not in present]
    if new:
        kept = [row for row in rows_in(body) if row[0] not in (None, "")]
        fill_table(book, table, headings, [*kept, *new])
        body = table.data_body_range
    for path in set(changed) & set(present):
        _write_line(book, body, present.index(path), lines[path])


def _write_line(book: xw.Book, body: Any, place: int, line: list[Any]) -> None:
    """Write value, unit, source and date of one item."""
    from udfs.books.frames import host_rows

    values = host_rows(book, [line[FROM_VALUE]])
    row, left = body.row + place, body.column + FROM_VALUE.start
    body.sheet.range((row, left), (row, left + len(values[0]) - 1)).raw_value = values
