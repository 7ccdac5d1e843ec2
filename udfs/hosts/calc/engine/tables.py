"""Tables of a document in LibreOffice: the database ranges that its `.xlsx` files bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.uno_values import range_address
from udfs.hosts.closed import tables as closed
from udfs.hosts.closed.areas import Area
from workbooks.package import TableRef
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from udfs.hosts.calc.engine.books import Book
    from udfs.hosts.calc.engine.sheets import Sheet


def tables_of(book: Book) -> dict[str, TableRef]:
    """Return where every table of a document stands; headings are left out.

    Parameters
    ----------
    book : Book
        The document.

    Returns
    -------
    dict of str to TableRef
        By name.
    """
    ranges, sheets = book.document.DatabaseRanges, book.sheet_names
    found = {}
    for name in ranges.getElementNames():
        each = ranges.getByName(name)
        area = area_at("", each.getDataArea())
        found[name] = TableRef(
            name, sheets[each.getDataArea().Sheet], area.top, area.left, area.bottom, area.right, (),
            header_rows=int(bool(each.ContainsHeader)), totals_rows=int(bool(each.TotalsRow)),
        )  # fmt: skip
    return found


class Tables(Calc, closed.Tables):
    """The tables on a sheet."""

    _sheet: Sheet

    def _refs(self) -> list[TableRef]:
        """Return the tables of this sheet as they stand now."""
        name = self._sheet.name
        return [ref for ref in self._sheet.book.tables.values() if ref.sheet_name == name]

    def __call__(self, name_or_index: str | int) -> Table:
        """Return a table by name, in any case, or by 1-based position."""
        if isinstance(name_or_index, int):
            return Table(self._sheet, self._refs()[name_or_index - 1].name)
        for ref in self._refs():
            if ref.name.casefold() == name_or_index.casefold():
                return Table(self._sheet, ref.name)
        raise HostError("hosts.no_table", got=name_or_index)

    def __iter__(self) -> Iterator[Table]:
        """Go through them in order."""
        for ref in self._refs():
            yield Table(self._sheet, ref.name)

    def at(self, row: int, column: int) -> Table | None:
        """Return the table that a cell stands in."""
        for ref in self._refs():
            if ref.top <= row <= ref.bottom and ref.left <= column <= ref.right:
                return Table(self._sheet, ref.name)
        return None


class Table(Calc, closed.Table):
    """One table."""

    parent: Sheet

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.parent = sheet
        self._name = name

    @property
    def _ref(self) -> TableRef:
        """Where the table stands now."""
        return self.parent.book.tables[self._name]

    @property
    def api(self) -> Any:
        """The database range in LibreOffice."""
        return self.parent.book.document.DatabaseRanges.getByName(self._name)

    def take_size(self, bottom: int, right: int) -> None:
        """Set the last row and column; the headings are those of the cells."""
        book, ref = self.parent.book, self._ref
        book.require_writable(self.parent, self.range.area)
        book.require_tables()
        area = Area(ref.sheet_name, ref.top, ref.left, bottom, right)
        native = self.api
        has_buttons = bool(native.AutoFilter) and right != ref.right
        if has_buttons:
            native.AutoFilter = False
        native.setDataArea(range_address(self.parent.index - 1, area))
        if has_buttons:
            native.AutoFilter = True
        book.structure_changed()
        book.headings.after(self._name)

    def take_headings(self) -> None:
        """Do nothing: the headings are those of the cells."""
