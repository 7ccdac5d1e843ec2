"""Print titles of copied sheets: LibreOffice counts the pages of a million rows for each that a file holds.

A template without them opens in a sixth of the time, so it gives them up before it is opened, and the copied
sheets get them back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.uno_values import range_address
from udfs.hosts.closed.areas import Area, column_of
from workbooks.package import Workbook
from workbooks.package.formulas import quoted_sheet

if TYPE_CHECKING:
    from pathlib import Path

NAME = "_xlnm.Print_Titles"
_COLUMNS = re.compile(r"\$([A-Z]{1,3}):\$([A-Z]{1,3})(?!\w)")
_ROWS = re.compile(r"\$([0-9]+):\$([0-9]+)")


@dataclass(frozen=True)
class Titles:
    """First and last of the columns and rows that every printed page repeats, None where there are none."""

    columns: tuple[int, int] | None
    rows: tuple[int, int] | None


def titles_of(refers_to: str) -> Titles:
    """Return the titles that the name of a sheet tells.

    Parameters
    ----------
    refers_to : str
        As it stands in the file.

    Returns
    -------
    Titles
        Columns and rows.

    Examples
    --------
    >>> titles_of("'A b'!$A:$B,'A b'!$3:$6"), titles_of("Aging!$3:$4")
    (Titles(columns=(1, 2), rows=(3, 6)), Titles(columns=None, rows=(3, 4)))
    """
    columns, rows = _COLUMNS.search(refers_to), _ROWS.search(refers_to)
    return Titles(
        (column_of(columns[1]), column_of(columns[2])) if columns else None,
        (int(rows[1]), int(rows[2])) if rows else None,
    )


def without_titles(template: Path, folder: Path) -> tuple[Path, dict[str, Titles]]:
    """Write a template without its print titles.

    Parameters
    ----------
    template : Path
        The template.
    folder : Path
        Where to.

    Returns
    -------
    tuple of (Path, dict)
        The file, and the titles by the names of the sheets.
    """
    book = Workbook.open(template)
    names = book.names
    keys = {sheet: f"{quoted_sheet(sheet)}!{NAME}" for sheet in book.sheet_names}
    titles = {sheet: titles_of(names[key]) for sheet, key in keys.items() if key in names}
    book.remove_name(NAME)
    return book.save(folder / template.name), titles


def give_titles(native: Any, number: int, titles: Titles) -> None:
    """Give a sheet its titles.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.
    number : int
        Its place among the sheets, from 0.
    titles : Titles
        Its titles.
    """
    if titles.rows is not None:
        native.setTitleRows(range_address(number, Area("", titles.rows[0], 1, titles.rows[1], 1)))
    if titles.columns is not None:
        native.setTitleColumns(range_address(number, Area("", 1, titles.columns[0], 1, titles.columns[1])))
