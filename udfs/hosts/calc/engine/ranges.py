"""Ranges of a document in LibreOffice: blocks of values and formulas, read and written as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at, cells_of, contents_of
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.uno_values import FORMULAS
from udfs.hosts.closed import ranges as closed
from udfs.hosts.closed.areas import LAST_COLUMN, LAST_ROW, Area
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from udfs.hosts.calc.engine.sheets import Sheet


class Range(Calc, closed.Range):
    """A rectangle of cells on one sheet."""

    sheet: Sheet

    @property
    def native(self) -> Any:
        """The cells in LibreOffice."""
        return cells_of(self.sheet.native, self.area)

    @property
    def api(self) -> Any:
        """The cells in LibreOffice."""
        return self.native

    @property
    def raw_value(self) -> Any:
        """One value, or rows of values."""
        area = self._in_use()
        rows = self.sheet.book.blocks.read(self.sheet.native, area)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        area = self.area if isinstance(value, list | tuple) else self._in_use()
        self._write(area, self._block(value, area))

    def _write(self, area: Area, rows: Any) -> None:
        """Write rows, and let formulas follow the headings of tables among them."""
        book = self.sheet.book
        book.require_writable(self.sheet, area)
        book.headings.before(self.sheet, area, rows)
        book.blocks.write(self.sheet.native, area, rows)

    def _in_use(self) -> Area:
        """Return the area, whole columns and rows cut to what the sheet uses."""
        area = self.area
        if area.bottom < LAST_ROW and area.right < LAST_COLUMN:
            return area
        used = contents_of(self.sheet.native, area.sheet) or Area(area.sheet, 1, 1, 1, 1)
        bottom = max(area.top, used.bottom) if area.bottom == LAST_ROW else area.bottom
        right = max(area.left, used.right) if area.right == LAST_COLUMN else area.right
        return Area(area.sheet, area.top, area.left, bottom, right)

    def _formulas(self, area: Area) -> Iterator[tuple[int, int, str]]:
        """Return row and column within the area, from 0, and LibreOffice's text of every formula."""
        cells = cells_of(self.sheet.native, area)
        for address in cells.queryContentCells(FORMULAS).getRangeAddresses():
            found = area_at(area.sheet, address)
            texts = cells_of(self.sheet.native, found).getFormulaArray()
            for down, line in enumerate(texts):
                for across, text in enumerate(line):
                    yield found.top - area.top + down, found.left - area.left + across, text

    @property
    def formula(self) -> Any:
        """One formula, or rows of formulas, as Excel writes them; a cell without one shows its value."""
        area = self._in_use()
        book, index = self.sheet.book, self.sheet.index - 1
        rows = [
            ["" if cell is None else cell for cell in row]
            for row in book.blocks.read(self.sheet.native, area)
        ]
        for down, across, text in self._formulas(area):
            plain = text[1:-1] if text.startswith("{=") else text
            place = (index, area.top - 1 + down, area.left - 1 + across)
            rows[down][across] = book.formulas.shown(plain, *place)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            raise HostError("hosts.one_formula_one_cell", address=self.address)
        rows = self._block(value, self.area)
        formulas = {
            (down, across): text
            for down, row in enumerate(rows)
            for across, text in enumerate(row)
            if isinstance(text, str) and text.startswith("=")
        }
        book, index = self.sheet.book, self.sheet.index - 1
        native = {
            place: book.formulas.native(text, index, self.row - 1 + place[0], self.column - 1 + place[1])
            for place, text in formulas.items()
        }
        plain = [
            [None if (down, across) in formulas else cell for across, cell in enumerate(row)]
            for down, row in enumerate(rows)
        ]
        self._write(self.area, plain)
        for (down, across), text in native.items():
            self.native.getCellByPosition(across, down).setFormula(text)

    formula2 = formula

    def clear_contents(self) -> None:
        """Clear values and formulas; formats and notes stay."""
        area = self._in_use()
        self.sheet.book.require_writable(self.sheet, area)
        self.sheet.book.blocks.clear(self.sheet.native, area)

    clear = clear_contents
    """The same: a format belongs to the template and is never taken away."""

    def select(self) -> None:
        """Select the cells in the window of the document."""
        controller = self.sheet.book.document.getCurrentController()
        if controller is not None:
            controller.select(self.native)

    @property
    def name(self) -> Any:
        """The defined name of exactly these cells, None when they have none."""
        for _, found in self.sheet.book.names.snapshot():
            if found.area == self.area:
                return found
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={self.area.address(with_sheet=True)}")
