"""Cells of a workbook of any host: blocks read in one form, and named cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from udfs import values
from udfs.books import frames
from xlcredit.errors import HostError

if TYPE_CHECKING:
    import xlwings as xw

AS_OF_CHOSEN = "xlcredit_as_of_chosen"
"""Name of a constant, the serial number of the as-of date that a refresh chose when the user gave none."""


def rows_in(cells: xw.Range) -> list[list[Any]]:
    """Return a range as rows of values in one form, whatever the host hands over.

    Parameters
    ----------
    cells : xlwings.Range
        Any rectangle.

    Returns
    -------
    list of list
        None or "" for a blank, bool, number, text, date without a zone; an error as its text, ``"#N/A"``. The
        rows are not to be changed in place.
    """
    raw = cells.raw_value
    rows = list(raw) if isinstance(raw, list | tuple) else [[raw]]
    if getattr(cells.sheet.book.impl, "text_is_literal", False):
        return rows
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: Any) -> Any:
    """Return one cell of a live Excel, which counts errors, types money and puts dates into a zone."""
    if type(cell) is int and cell in values.ERROR_NUMBERS:
        return values.ERROR_NUMBERS[cell]
    if isinstance(cell, datetime):
        return datetime(*cell.timetuple()[:6], cell.microsecond)  # noqa: DTZ001  a cell holds a date without a zone
    return float(cell) if isinstance(cell, Decimal) else cell


def book_names(book: xw.Book) -> list[str]:
    """Return the defined names of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.

    Returns
    -------
    list of str
        Names as they stand.
    """
    return [name.name for name in book.names]


def named_value(book: xw.Book, name: str) -> Any:
    """Return the value of a named cell, None when the workbook has no such name.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    object
        The raw value.
    """
    if name not in book_names(book):
        return None
    return rows_in(book.names[name].refers_to_range)[0][0]


def named_date(book: xw.Book, name: str) -> date | None:
    """Return the date in a named cell.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    date or None
        None when the cell is blank or absent.

    Raises
    ------
    HostError
        When the cell holds something that is no date.
    """
    value = named_value(book, name)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = frames.date_of(value)
    if found is None:
        raise HostError("refresh.cell_is_no_date", name=name, value=value)
    return found


def chosen_date(book: xw.Book) -> date | None:
    """Return the as-of date that the user entered; one that a refresh chose by itself is none.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.

    Returns
    -------
    date or None
        None when the cell is blank, or still shows what the last refresh chose.
    """
    entered = named_date(book, "AsOf")
    if AS_OF_CHOSEN not in book_names(book):
        return entered
    chosen = frames.date_of(float(book.names[AS_OF_CHOSEN].refers_to.lstrip("=")))
    return None if entered == chosen else entered


def remember_chosen_date(book: xw.Book, chosen: date | None) -> None:
    """Note in a hidden constant which as-of date a refresh chose by itself, so that tomorrow's moves on.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    chosen : date or None
        The date; None when the user gave it.
    """
    if chosen is None and AS_OF_CHOSEN not in book_names(book):
        return
    serial = 0 if chosen is None else frames.serial_of(chosen)
    book.names.add(AS_OF_CHOSEN, f"={serial}")


def named_text(book: xw.Book, name: str) -> str | None:
    """Return the text in a named cell.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    str or None
        None when the cell is blank or absent.
    """
    value = named_value(book, name)
    return str(value).strip() or None if value is not None else None
