"""Excel Tables of a closed workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.closed.areas import Area
from udfs.hosts.closed.members import Closed, not_supported
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from udfs.hosts.closed.ranges import Range
    from udfs.hosts.closed.sheets import Sheet
    from workbooks.package import TableRef


class Tables(Closed):
    """The tables on a sheet."""

    stands_for = base_classes.Tables

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def _refs(self) -> list[TableRef]:
        """Return the tables of this sheet as they stand now."""
        return self._sheet.part.tables()

    def __call__(self, name_or_index: str | int) -> Table:
        """Return a table by name, in any case, or by 1-based position."""
        if isinstance(name_or_index, int):
            return Table(self._sheet, self._refs()[name_or_index - 1].name)
        for ref in self._refs():
            if ref.name.casefold() == name_or_index.casefold():
                return Table(self._sheet, ref.name)
        raise HostError("hosts.no_table", got=name_or_index)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._refs())

    def __iter__(self) -> Iterator[Table]:
        """Go through them in order."""
        for ref in self._refs():
            yield Table(self._sheet, ref.name)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of a name, in any case."""
        return any(ref.name.casefold() == name.casefold() for ref in self._refs())

    def add(self, **_options: Any) -> Table:
        """Refuse: a table comes in from a template, with its sheet."""
        raise not_supported("Tables.add", "add")

    def at(self, row: int, column: int) -> Table | None:
        """Return the table that a cell stands in."""
        for ref in self._refs():
            if ref.top <= row <= ref.bottom and ref.left <= column <= ref.right:
                return Table(self._sheet, ref.name)
        return None

    def follow_headings(self, area: Area) -> None:
        """Give tables the headings just written into their header rows: a file holds them twice."""
        for ref in self._refs():
            in_columns = area.left <= ref.right and ref.left <= area.right
            if ref.header_rows and area.top <= ref.top <= area.bottom and in_columns:
                Table(self._sheet, ref.name).take_headings()


class Table(Closed):
    """One table."""

    stands_for = base_classes.Table
    parent: Sheet
    show_headers = True
    insert_row_range = None

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.parent = sheet
        self._name = name

    @property
    def _ref(self) -> TableRef:
        """Where the table stands now."""
        return next(ref for ref in self.parent.part.tables() if ref.name == self._name)

    @property
    def name(self) -> str:
        """Name in the workbook."""
        return self._name

    display_name = name

    def _range(self, top: int, bottom: int) -> Range:
        """Return rows of the table."""
        return self.parent.cells_at(Area(self.parent.name, top, self._ref.left, bottom, self._ref.right))

    @property
    def _totals(self) -> int:
        """Rows of totals at its foot."""
        return self._ref.totals_rows

    @property
    def range(self) -> Range:
        """Headings, body and totals."""
        return self._range(self._ref.top, self._ref.bottom)

    @property
    def header_row_range(self) -> Range:
        """The headings."""
        return self._range(self._ref.top, self._ref.top)

    @property
    def data_body_range(self) -> Range | None:
        """The body; None when there is none."""
        first, _, last, _ = self._ref.body
        return self._range(first, last) if last >= first else None

    @property
    def show_totals(self) -> bool:
        """Whether it has a totals row."""
        return self._totals > 0

    @property
    def totals_row_range(self) -> Range | None:
        """The totals; None when there are none."""
        return self._range(self._ref.bottom, self._ref.bottom) if self._totals else None

    def resize(self, target: Any) -> None:
        """Give the table another size.

        Parameters
        ----------
        target : xlwings Range
            Its new cells; the first must be the table's own.

        Raises
        ------
        HostError
            When the range begins elsewhere.
        """
        area, ref = target.impl.area, self._ref
        if (area.sheet, area.top, area.left) != (ref.sheet_name, ref.top, ref.left):
            first = Area(ref.sheet_name, ref.top, ref.left, ref.top, ref.left)
            raise HostError(
                "hosts.resize_moves",
                table=self._name, got=area.address(with_sheet=True), first=first.address(with_sheet=True),
            )  # fmt: skip
        self.take_size(area.bottom, area.right)

    def take_size(self, bottom: int, right: int) -> None:
        """Set the last row and column, and take the headings from the cells."""
        headings = self._header_cells(right)
        self.parent.part.resize_table(self._name, bottom, right, [_shown(cell) for cell in headings])

    def take_headings(self) -> None:
        """Take the headings from the cells, where they differ."""
        ref = self._ref
        if [_shown(cell) for cell in self._header_cells(ref.right)] != list(ref.headers):
            self.take_size(ref.bottom, ref.right)

    def _header_cells(self, right: int) -> list[Any]:
        """Return the cells of the header row up to a column."""
        ref = self._ref
        cells = self.parent.part.row(ref.top)[ref.left - 1 : right]
        return cells + [None] * (right - ref.left + 1 - len(cells))


def _shown(cell: Any) -> str | None:
    """Return a heading as text; a whole number loses its ``.0``."""
    if cell is None or isinstance(cell, str):
        return cell
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
