"""Worksheets of a closed workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.closed.areas import LAST_COLUMN, LAST_ROW, Area, area_of
from udfs.hosts.closed.members import Closed, not_supported
from udfs.hosts.closed.names import Names, cells_of
from udfs.hosts.closed.ranges import Range
from udfs.hosts.closed.tables import Tables
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from udfs.hosts.closed.books import Book
    from workbooks.package import SheetPart


class Sheets(Closed):
    """The worksheets of a workbook, in the order of their tabs."""

    stands_for = base_classes.Sheets

    def __init__(self, book: Book) -> None:
        self._book = book

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Return a sheet by name, in any case, or by 1-based position."""
        names = self._book.package.sheet_names
        if isinstance(name_or_index, int):
            return self._book.sheet(names[name_or_index - 1])
        return self._book.sheet(self._book.references.sheet(name_or_index))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._book.package.sheet_names)

    def __iter__(self) -> Iterator[Sheet]:
        """Go through them in order."""
        for name in self._book.package.sheet_names:
            yield self._book.sheet(name)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of a name, in any case."""
        return any(known.casefold() == name.casefold() for known in self._book.package.sheet_names)

    @property
    def active(self) -> Sheet:
        """The first sheet: a closed file has none in front."""
        return self(1)

    def add(self, *_arguments: Any) -> Sheet:
        """Refuse: a sheet comes in from a template, with its layout."""
        raise not_supported("Sheets.add", "add")


class Sheet(Closed):
    """One worksheet."""

    stands_for = base_classes.Sheet
    book: Book

    def __init__(self, book: Book, part: SheetPart) -> None:
        self.book = book
        self.part = part

    @property
    def name(self) -> str:
        """Name on the tab."""
        return self.part.name

    @property
    def index(self) -> int:
        """1-based position."""
        return self.book.package.sheet_names.index(self.part.name) + 1

    @property
    def names(self) -> Names:
        """The sheet's own names."""
        return Names(self.book, self.name)

    @property
    def tables(self) -> Tables:
        """The tables on it."""
        return Tables(self)

    @property
    def cells(self) -> Range:
        """Every cell."""
        return self.cells_at(Area(self.name, 1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """From the first row and column that hold a value to the last; A1 on an empty sheet."""
        return self.cells_at(used_area(self.name, self.rows()))

    def rows(self) -> list[list[Any]]:
        """Return the values from A1, read once until something is written; not to be changed in place."""
        return self.part.values()

    def uncalculated(self) -> list[tuple[int, int]]:
        """Return row and column of every formula cell whose value the file does not hold."""
        return self.part.uncalculated()

    def respell_formulas(self, spelling: Callable[[str], str]) -> int:
        """Put every formula through a spelling where it stands, and return how many cells changed."""
        return self.part.respell_formulas(spelling)

    def cells_at(self, area: Area) -> Range:
        """Return the range of an area on this sheet."""
        return Range(self, area)

    def range(self, first: Any, second: Any = None) -> Range:
        """Return a range.

        Parameters
        ----------
        first : str, tuple or Range
            Address, name, structured reference, (row, column), or a range.
        second : str, tuple or Range, optional
            The other corner.

        Returns
        -------
        Range
            The cells, or those from one to the other.

        Raises
        ------
        HostError
            When it is none of these.
        """
        start = self._area(first)
        end = start if second is None else self._area(second)
        if start.sheet != end.sheet:
            raise HostError("hosts.no_address", got=f"{start.sheet}, {end.sheet}")
        edges = (
            min(start.top, end.top),
            min(start.left, end.left),
            max(start.bottom, end.bottom),
            max(start.right, end.right),
        )
        return self.book.sheet(start.sheet).cells_at(Area(start.sheet, *edges))

    def _area(self, corner: Any) -> Area:
        """Read one way of naming cells."""
        if isinstance(corner, Range):
            return corner.area
        if isinstance(corner, tuple):
            row, column, *shape = corner
            height, width = shape or (1, 1)  # xlwings' slices hand over the shape too, of no cells at times
            return Area(self.name, row, column, row + height - 1, column + width - 1)
        try:
            return area_of(str(corner), self.name)
        except HostError:
            found = cells_of(self.book, str(corner), self.name)
            if found is None:
                raise
            return found.area

    def clear_contents(self) -> None:
        """Clear every value; formats stay."""
        self.used_range.clear_contents()

    clear = clear_contents

    def activate(self) -> None:
        """Do nothing: there is no window."""

    select = activate


def used_area(sheet: str, rows: list[list[Any]]) -> Area:
    """Return the smallest area that holds every value of a sheet.

    Parameters
    ----------
    sheet : str
        Its name.
    rows : list of list
        Values from A1.

    Returns
    -------
    Area
        A1 when there are none.

    Examples
    --------
    >>> used_area("S", [[None, None], [None, 1.0], [None, None]]).address()
    '$B$2'
    """
    top = next((number for number, row in enumerate(rows, 1) if _holds_value(row)), 0)
    if not top:
        return Area(sheet, 1, 1, 1, 1)
    bottom = next(number for number in range(len(rows), 0, -1) if _holds_value(rows[number - 1]))
    width = max(map(len, rows))
    left = next(column for column in range(width) if any(_has(row, column) for row in rows))
    right = next(column for column in range(width - 1, -1, -1) if any(_has(row, column) for row in rows))
    return Area(sheet, top, left + 1, bottom, right + 1)


def _holds_value(row: list[Any]) -> bool:
    """Tell whether a row holds a value."""
    return any(cell is not None and cell != "" for cell in row)


def _has(row: list[Any], column: int) -> bool:
    """Tell whether a row holds a value in a column."""
    return column < len(row) and row[column] is not None and row[column] != ""
