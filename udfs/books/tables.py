"""Our tables in a workbook of any host: found by name, filled in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import rows_in
from xlcredit import tables, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import xlwings as xw


def find_tables(book: xw.Book) -> dict[str, Any]:
    """Return our tables of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        Any workbook.

    Returns
    -------
    dict
        Name without prefix to xlwings Table; empty when the workbook holds none of ours.
    """
    found = {}
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.name.startswith(tables.TABLE_PREFIX):
                found[table.name.removeprefix(tables.TABLE_PREFIX)] = table
    return found


def workbook_language(book_tables: dict[str, Any]) -> texts.Language:
    """Return the language a workbook of ours is written in, read from its first heading.

    Parameters
    ----------
    book_tables : dict
        What `find_tables` returned.

    Returns
    -------
    {"en", "zh"}
        The language; the current one when the workbook holds none of our tables.
    """
    if "aging" not in book_tables:
        return texts.current_language()
    first = book_tables["aging"].header_row_range.raw_value[0][0]
    return "zh" if first == texts.say("labels.customer_id", "zh") else "en"


def rows_of_table(table: Any) -> list[dict[str, Any]]:
    """Return the body of a table of ours as records, columns by their canonical names.

    Parameters
    ----------
    table : xlwings Table
        The table.

    Returns
    -------
    list of dict
        One per row; a heading that is no word of ours, as that of a bucket, is its own name. Rows without any
        value are left out.
    """
    known = frames.names_of_labels()
    header, *body = rows_in(table.range)
    names = [known.get(str(heading), str(heading)) for heading in header]
    return [
        dict(zip(names, row, strict=True)) for row in body if any(value not in (None, "") for value in row)
    ]


def record_at(table: Any, row: int) -> dict[str, Any]:
    """Return one row of a table of ours, columns by their canonical names.

    Parameters
    ----------
    table : xlwings Table
        The table.
    row : int
        1 is the first row below the headings.

    Returns
    -------
    dict
        Name to value.
    """
    cells = table.range
    place = (cells.row + row, cells.column)
    line = cells.sheet.range(place, (place[0], place[1] + cells.shape[1] - 1))
    known = frames.names_of_labels()
    names = [known.get(str(heading), str(heading)) for heading in rows_in(table.header_row_range)[0]]
    return dict(zip(names, rows_in(line)[0], strict=True))


def fill_table(book: xw.Book, table: Any, headings: Sequence[str], rows: list[list[Any]]) -> None:
    """Replace headings and body of a table and resize it to them.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The table.
    headings : sequence of str
        Headings from left to right.
    rows : list of list
        Body; an empty body leaves one blank row, the least a table can have. Rows that the template keeps
        beyond the body (charts point at them) stay in the table, blank.
    """
    header = table.header_row_range
    sheet, top, left = header.sheet, header.row, header.column
    old_rows, old_columns = table.range.shape
    width = len(headings)
    body = rows or [[None] * width]
    if old_rows > 1:
        sheet.range((top + 1, left), (top + old_rows - 1, left + old_columns - 1)).clear_contents()
    bottom = top + len(body)
    sheet.range((top, left), (bottom, left + width - 1)).raw_value = frames.host_rows(
        book, [list(headings), *body]
    )
    if (len(body) + 1, width) != (old_rows, old_columns):
        table.resize(sheet.range((top, left), (bottom, left + width - 1)))


def write_frame(book: xw.Book, table: Any, frame: pd.DataFrame, language: texts.Language) -> None:
    """Fill a table from a result frame, headings in the workbook's language.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The table.
    frame : DataFrame
        Columns named canonically; a bucket column carries its label already.
    language : {"en", "zh"}
        Language of the headings.
    """
    fill_table(book, table, frames.headings(frame, language), frames.rows_of(frame))
