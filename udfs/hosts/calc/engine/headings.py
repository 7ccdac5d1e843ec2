"""Headings of tables that move: formulas that name a column follow its name, as in an Excel file.

LibreOffice keeps the place of a column and forgets its name: when a heading moves to another column, a
formula that named it would silently read the column that stands in its old place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.uno_values import FORMULAS
from udfs.hosts.closed.areas import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from udfs.hosts.calc.engine.books import Book
    from udfs.hosts.calc.engine.sheets import Sheet
    from workbooks.package import TableRef


@dataclass
class _Waiting:
    """Formulas that name a table whose headings are being written."""

    headings: set[str]
    formulas: list[tuple[str, int, int, str]] = field(default_factory=list)


class Headings:
    """Keeps the formulas of one document with the headings they name.

    Parameters
    ----------
    book : Book
        The document.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._waiting: dict[str, _Waiting] = {}

    def before(self, sheet: Sheet, area: Area, rows: Sequence[Sequence[Any]]) -> None:
        """Note the formulas that name a table whose headings are about to move."""
        name = sheet.name
        for ref in self._book.tables.values():
            in_rows = ref.header_rows and area.top <= ref.top <= area.bottom
            if ref.sheet_name != name or not in_rows or not _overlap(ref, area):
                continue
            old = self._told(sheet, ref)
            new = list(old)
            line = rows[ref.top - area.top]
            for column in range(max(area.left, ref.left), area.right + 1):
                place = column - ref.left
                new += [""] * (place + 1 - len(new))
                new[place] = str(line[column - area.left] or "")
            if _moved(old, new):
                found = [each for each in self._formulas() if f"{ref.name}[".casefold() in each[3].casefold()]
                self._waiting[ref.name] = _Waiting({name.casefold() for name in new}, found)

    def after(self, table: str) -> None:
        """Enter the noted formulas of a table again, now that it has its size."""
        waiting = self._waiting.pop(table, None)
        for sheet, row, column, text in waiting.formulas if waiting else ():
            if waiting and _columns_in(text, table) <= waiting.headings:
                self._book.document.Sheets.getByName(sheet).getCellByPosition(column, row).setFormula(text)

    def settle(self) -> None:
        """Enter again what still waits: a table that kept its size."""
        for table in list(self._waiting):
            self.after(table)

    @staticmethod
    def _told(sheet: Sheet, ref: TableRef) -> list[str]:
        """Return the headings as they stand."""
        cells = cells_of(sheet.native, Area(sheet.name, ref.top, ref.left, ref.top, ref.right))
        return [str(cell or "") for cell in cells.getDataArray()[0]]

    def _formulas(self) -> Iterator[tuple[str, int, int, str]]:
        """Return sheet, row, column and text of every formula of the document."""
        for name in self._book.sheet_names:
            native = self._book.document.Sheets.getByName(name)
            for address in native.queryContentCells(FORMULAS).getRangeAddresses():
                texts = cells_of(native, area_at(name, address)).getFormulaArray()
                for down, line in enumerate(texts):
                    for across, text in enumerate(line):
                        yield name, address.StartRow + down, address.StartColumn + across, text


def _overlap(ref: TableRef, area: Area) -> bool:
    """Tell whether a table and an area share columns."""
    return area.left <= ref.right and ref.left <= area.right


def _moved(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether a heading stands at another place than before.

    Examples
    --------
    >>> _moved(["a", "b"], ["a", "x", "b"]), _moved(["a", "b"], ["a", "renamed", "more"])
    (True, False)
    """
    places = {name.casefold(): place for place, name in enumerate(new) if name}
    return any(places.get(name.casefold(), place) != place for place, name in enumerate(old) if name)


def _columns_in(text: str, table: str) -> set[str]:
    """Return the columns of a table that a formula names, in lower case.

    Examples
    --------
    >>> sorted(_columns_in("=SUM(t[Total])+COUNT(t[[#Headers];[In '[2']]])+u[x]", "t"))
    ['in [2]', 'total']
    """
    found = set()
    for inside in re.findall(
        rf"(?i)(?<![\w.]){re.escape(table)}\[((?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*)\]", text
    ):
        for name in re.findall(r"\[((?:'.|[^\[\]'])*)\]", inside) or [inside]:
            if not name.startswith("#"):
                found.add(re.sub(r"'(.)", r"\1", name).casefold())
    return found
