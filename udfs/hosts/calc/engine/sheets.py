"""Worksheets of a document in LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.calc.engine.areas import area_at, cells_of, contents_of
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.names import Names
from udfs.hosts.calc.engine.ranges import Range
from udfs.hosts.calc.engine.tables import Tables
from udfs.hosts.calc.engine.uno_values import FORMULAS
from udfs.hosts.closed import sheets as closed
from udfs.hosts.closed.areas import Area
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from udfs.hosts.calc.engine.books import Book


class Sheets(Calc):
    """The worksheets of a document, in the order of their tabs."""

    stands_for = base_classes.Sheets

    def __init__(self, book: Book) -> None:
        self._book = book

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Return a sheet by name, in any case, or by 1-based position."""
        names = self._book.sheet_names
        if isinstance(name_or_index, int):
            return self._book.sheet(names[name_or_index - 1])
        for name in names:
            if name.casefold() == name_or_index.casefold():
                return self._book.sheet(name)
        raise HostError("hosts.no_sheet", got=name_or_index)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._book.sheet_names)

    def __iter__(self) -> Iterator[Sheet]:
        """Go through them in order."""
        for name in self._book.sheet_names:
            yield self._book.sheet(name)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of a name, in any case."""
        return any(known.casefold() == name.casefold() for known in self._book.sheet_names)

    @property
    def active(self) -> Sheet:
        """The sheet in front; the first where the document has no window."""
        controller = self._book.document.getCurrentController()
        return self(1) if controller is None else self._book.sheet(controller.getActiveSheet().getName())

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Add an empty sheet and bring it to the front.

        Parameters
        ----------
        before, after : Sheet, optional
            Its place; behind the last one when neither is given.
        name : str, optional
            Its name; one that is free when None.

        Returns
        -------
        Sheet
            The sheet.

        Raises
        ------
        HostError
            When the name is taken or not allowed, or the structure is protected.
        """
        book = self._book
        book.require_structure()
        wanted = name or _free_name(book.sheet_names)
        place = before.index - 1 if before else after.index if after else len(self)
        try:
            book.document.Sheets.insertNewByName(wanted, place)
        except Exception as error:
            raise HostError("calc_engine.sheet_exists", got=wanted) from error
        book.structure_changed()
        added = book.sheet(wanted)
        added.activate()
        return added


def _free_name(taken: list[str]) -> str:
    """Return a name that no sheet has.

    Examples
    --------
    >>> _free_name(["Sheet1", "sheet2"])
    'Sheet3'
    """
    known = {name.casefold() for name in taken}
    return next(
        name for number in range(1, len(taken) + 2) if (name := f"Sheet{number}").casefold() not in known
    )


class Sheet(Calc, closed.Sheet):
    """One worksheet."""

    book: Book  # type: ignore[assignment]  # a document of this host

    def __init__(self, book: Book, native: Any) -> None:
        self.book = book
        self.native = native

    @property
    def api(self) -> Any:
        """The sheet in LibreOffice."""
        return self.native

    @property
    def name(self) -> str:
        """Name on the tab."""
        return str(self.native.getName())

    @name.setter
    def name(self, value: str) -> None:
        self.book.require_structure()
        if value.casefold() != self.name.casefold() and value in self.book.sheets:
            raise HostError("calc_engine.sheet_exists", got=value)
        self.native.setName(value)
        self.book.structure_changed()

    @property
    def index(self) -> int:
        """1-based position."""
        return int(self.native.getRangeAddress().Sheet) + 1

    @property
    def names(self) -> Names:
        """The sheet's own names."""
        return Names(self.book, self.name)

    @property
    def tables(self) -> Tables:
        """The tables on it."""
        return Tables(self)

    @property
    def visible(self) -> bool:
        """Whether its tab shows."""
        return bool(self.native.IsVisible)

    @property
    def used_range(self) -> Range:
        """From the first row and column that hold anything to the last; A1 on an empty sheet."""
        name = self.name
        return self.cells_at(contents_of(self.native, name) or Area(name, 1, 1, 1, 1))

    def rows(self) -> list[list[Any]]:
        """Return the values from A1 to the last cell that holds anything."""
        name = self.name
        used = contents_of(self.native, name)
        if used is None:
            return []
        return self.book.blocks.read(self.native, Area(name, 1, 1, used.bottom, used.right))

    def uncalculated(self) -> list[tuple[int, int]]:
        """Return nothing: LibreOffice computes every formula by itself."""
        return []

    def cells_at(self, area: Area) -> Range:
        """Return the range of an area on this sheet."""
        return Range(self, area)

    def respell_formulas(self, spelling: Callable[[str], str]) -> int:
        """Put every formula through a spelling where it stands, and return how many cells changed.

        Parameters
        ----------
        spelling : callable
            Given a formula in LibreOffice's own spelling, returns the one to have.

        Returns
        -------
        int
            Cells entered again; the others are not touched.
        """
        name, count = self.name, 0
        for address in self.native.queryContentCells(FORMULAS).getRangeAddresses():
            area = area_at(name, address)
            texts = cells_of(self.native, area).getFormulaArray()
            for down, line in enumerate(texts):
                for across, text in enumerate(line):
                    spelled = spelling(text)
                    if spelled == text or text.startswith("{"):
                        continue
                    cell = Area(
                        name, area.top + down, area.left + across, area.top + down, area.left + across
                    )
                    self.book.require_writable(self, cell)
                    self.native.getCellByPosition(cell.left - 1, cell.top - 1).setFormula(spelled)
                    count += 1
        return count

    def activate(self) -> None:
        """Bring the sheet to the front."""
        controller = self.book.document.getCurrentController()
        if controller is not None:
            controller.setActiveSheet(self.native)

    select = activate

    def delete(self) -> None:
        """Remove the sheet with all that is on it."""
        self.book.require_structure()
        if len(self.book.sheet_names) == 1:
            raise HostError("calc_engine.last_sheet", got=self.name)
        self.book.document.Sheets.removeByName(self.name)
        self.book.structure_changed()
