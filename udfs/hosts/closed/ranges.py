"""Ranges of a closed workbook: blocks of values and formulas, read and written as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from xlwings import base_classes

from udfs.hosts.closed.areas import LAST_COLUMN, LAST_ROW, Area, quoted
from udfs.hosts.closed.members import Closed
from workbooks.package import Formula
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from udfs.hosts.closed.names import Name
    from udfs.hosts.closed.sheets import Sheet
    from udfs.hosts.closed.tables import Table

_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Range(Closed):
    """A rectangle of cells on one sheet."""

    stands_for = base_classes.Range
    sheet: Sheet
    options: ClassVar[dict[str, Any]] = {}
    max_cells_per_read = None
    max_cells_per_write = None
    has_array = False

    def __init__(self, sheet: Sheet, area: Area) -> None:
        self.sheet = sheet
        self.area = area

    def __len__(self) -> int:
        """Return how many there are."""
        rows, columns = self.area.shape
        return rows * columns

    def __call__(self, row: int, column: int | None = None) -> Range:
        """Return one cell, counted from this range's first, by row and column or in reading order."""
        if column is None:
            above, before = divmod(row - 1, self.area.shape[1])
            row, column = above + 1, before + 1
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return self.sheet.cells_at(Area(self.area.sheet, top, left, top, left))

    @property
    def row(self) -> int:
        """Row of the first cell."""
        return self.area.top

    @property
    def column(self) -> int:
        """Column of the first cell."""
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.area.shape

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet, row, column and shape, by which xlwings tells ranges apart."""
        return (self.area.sheet, self.row, self.column, *self.shape)

    @property
    def address(self) -> str:
        """Absolute address without the sheet."""
        return self.area.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:  # noqa: FBT001  xlwings calls it so
        """Return the address as xlwings asks for it."""
        from udfs.hosts.closed.areas import letters_of

        def corner(row: int, column: int) -> str:
            """Return one corner with its dollar signs."""
            return f"{'$' * col_absolute}{letters_of(column)}{'$' * row_absolute}{row}"

        first, last = corner(self.area.top, self.area.left), corner(self.area.bottom, self.area.right)
        place = first if len(self) == 1 else f"{first}:{last}"
        where = quoted(f"[{self.sheet.book.name}]{self.sheet.name}")
        return f"{where}!{place}" if external else place

    @property
    def raw_value(self) -> Any:
        """One value, or rows of values; the whole used range comes without being copied."""
        rows = self.sheet.rows()
        if len(self) == 1:
            return self._cell(rows, self.area.top, self.area.left)
        area = self._within(rows)
        bands = rows[area.top - 1 : area.bottom] if (area.top, area.bottom) != (1, len(rows)) else rows
        width = area.right - area.left + 1
        if area.left == 1 and len(bands) == area.shape[0] and all(len(band) == width for band in bands):
            return bands
        cut = [band[area.left - 1 : area.right] for band in bands]
        cut += [[] for _ in range(area.shape[0] - len(cut))]
        return [band if len(band) == width else band + [None] * (width - len(band)) for band in cut]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        area = self.area if isinstance(value, list | tuple) else self._within(self.sheet.rows())
        rows = self._block(value, area)
        self.sheet.part.write(area.top, area.left, rows)
        self.sheet.tables.follow_headings(area)

    def _block(self, value: Any, area: Area) -> Sequence[Sequence[Any]]:
        """Return a value as rows of the range's shape; one value fills every cell."""
        height, width = area.shape
        if not isinstance(value, list | tuple):
            return [[value] * width for _ in range(height)]
        rows = value if value and isinstance(value[0], list | tuple) else [value]
        if len(rows) != height or any(len(row) != width for row in rows):
            got = len(rows[0]) if rows else 0
            raise HostError(
                "hosts.shape_differs",
                address=area.address(), rows=height, columns=width, got_rows=len(rows), got_columns=got,
            )  # fmt: skip
        return rows

    def _within(self, rows: list[list[Any]]) -> Area:
        """Return the area, whole columns and rows cut to what the sheet uses."""
        area = self.area
        bottom, right = area.bottom, area.right
        if bottom == LAST_ROW:
            bottom = max(area.top, len(rows))
        if right == LAST_COLUMN:
            right = max(area.left, max(map(len, rows), default=0))
        return (
            area
            if (bottom, right) == (area.bottom, area.right)
            else Area(area.sheet, area.top, area.left, bottom, right)
        )

    @staticmethod
    def _cell(rows: list[list[Any]], row: int, column: int) -> Any:
        """Return one cell, None beyond the used range."""
        return (
            rows[row - 1][column - 1] if 0 < row <= len(rows) and 0 < column <= len(rows[row - 1]) else None
        )

    @property
    def formula(self) -> Any:
        """One formula, or rows of formulas; a cell without one shows its value."""
        rows = self.sheet.rows()
        formulas = self.sheet.part.formulas()
        area = self._within(rows)

        def shown(row: int, column: int) -> Any:
            """Return what the formula bar shows."""
            text = formulas.get((row, column))
            value = self._cell(rows, row, column)
            return "=" + text if text is not None else "" if value is None else value

        if len(self) == 1:
            return shown(area.top, area.left)
        columns = range(area.left, area.right + 1)
        return tuple(
            tuple(shown(row, column) for column in columns) for row in range(area.top, area.bottom + 1)
        )

    @formula.setter
    def formula(self, value: Any) -> None:
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            raise HostError("hosts.one_formula_one_cell", address=self.address)
        rows = self._block(value, self.area)
        written = [[_as_formula(cell) for cell in row] for row in rows]
        self.sheet.part.write(self.area.top, self.area.left, written)

    formula2 = formula

    def select(self) -> None:
        """Make it the selection of the application."""
        self.sheet.book.app.selection = self

    def clear_contents(self) -> None:
        """Clear values and formulas; formats stay."""
        area = self._within(self.sheet.rows())
        self.sheet.part.clear(area.top, area.left, area.bottom, area.right)

    clear = clear_contents
    """The same: a format belongs to the template and is never taken away."""

    def end(self, direction: str) -> Range:
        """Return the cell that Ctrl and an arrow key would go to.

        Parameters
        ----------
        direction : {"up", "down", "left", "right"}
            The arrow.

        Returns
        -------
        Range
            One cell.
        """
        rows = self.sheet.rows()
        down, right = _STEPS[direction]
        row, column = self.area.top, self.area.left
        last_row, last_column = max(len(rows), row), max(max(map(len, rows), default=1), column)

        def is_inside(row: int, column: int) -> bool:
            """Tell whether a cell can be gone to."""
            return 1 <= row <= last_row and 1 <= column <= last_column

        def is_full(row: int, column: int) -> bool:
            """Tell whether a cell holds a value."""
            return self._cell(rows, row, column) not in (None, "")

        run = is_full(row, column) and is_full(row + down, column + right)
        while is_inside(row + down, column + right):
            if run and not is_full(row + down, column + right):
                break
            row, column = row + down, column + right
            if not run and is_full(row, column):
                break
        else:
            if not is_full(row, column):
                row, column = _edge(direction, row, column)
        return self.sheet.cells_at(Area(self.area.sheet, row, column, row, column))

    def expand(self, mode: str = "table") -> Range:
        """Return the range grown over the filled cells below and right, as xlwings does it."""
        from xlwings import Range as XlwingsRange
        from xlwings.expansion import expanders

        grown: Range = expanders[mode].expand(XlwingsRange(impl=self)).impl
        return grown

    @property
    def current_region(self) -> Range:
        """The filled block around the first cell, bounded by blank rows and columns."""
        rows = self.sheet.rows()
        area = Area(self.area.sheet, self.row, self.column, self.row, self.column)
        while (grown := _grown(rows, area)) != area:
            area = grown
        return self.sheet.cells_at(area)

    @property
    def name(self) -> Name | None:
        """The defined name of exactly these cells, None when they have none."""
        wanted = self.area.address(with_sheet=True)
        for text, found in self.sheet.book.names.snapshot():
            refers_to = self.sheet.book.package.names[text]
            if refers_to.replace("'", "") == wanted.replace("'", ""):
                return found
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, self.area.address(with_sheet=True))

    @property
    def table(self) -> Table | None:
        """The table that the first cell stands in, None when it stands in none."""
        return self.sheet.tables.at(self.row, self.column)


def _as_formula(cell: Any) -> Any:
    """Return a cell of a formula write: text that begins with an equals sign is a formula there."""
    return Formula(cell[1:]) if isinstance(cell, str) and cell.startswith("=") else cell


def _edge(direction: str, row: int, column: int) -> tuple[int, int]:
    """Return the last cell of the sheet in a direction."""
    return {"up": (1, column), "left": (row, 1), "down": (LAST_ROW, column), "right": (row, LAST_COLUMN)}[
        direction
    ]


def _grown(rows: list[list[Any]], area: Area) -> Area:
    """Return an area grown by one on each side where a filled cell touches it."""

    def filled(top: int, left: int, bottom: int, right: int) -> bool:
        """Tell whether any cell of a strip holds a value."""
        strip = rows[max(top, 1) - 1 : bottom]
        return any(cell not in (None, "") for row in strip for cell in row[max(left, 1) - 1 : right])

    top, left, bottom, right = area.top, area.left, area.bottom, area.right
    return Area(
        area.sheet,
        top - 1 if top > 1 and filled(top - 1, left - 1, top - 1, right + 1) else top,
        left - 1 if left > 1 and filled(top - 1, left - 1, bottom + 1, left - 1) else left,
        bottom + 1 if filled(bottom + 1, left - 1, bottom + 1, right + 1) else bottom,
        right + 1 if filled(top - 1, right + 1, bottom + 1, right + 1) else right,
    )
