"""Defined names of a document in LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.calc.engine.areas import area_at
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.uno_values import cell_address
from udfs.hosts.closed import names as closed
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from udfs.hosts.calc.engine.books import Book
    from udfs.hosts.calc.engine.ranges import Range
    from udfs.hosts.closed.areas import Area

_HIDDEN = 16
_OURS = "xlcredit_"


class Names(Calc, closed.Names):
    """The names of a document, or a sheet's own names.

    Parameters
    ----------
    book : Book
        The document.
    sheet : str, optional
        Show only this sheet's own names.
    """

    stands_for = base_classes.Names
    _book: Book  # type: ignore[assignment]  # the document's, with the members that names need

    def __init__(self, book: Book, sheet: str | None = None) -> None:
        self._book = book
        self._sheet = sheet

    def snapshot(self) -> list[tuple[str, Name]]:  # type: ignore[override]  # those of this engine
        """Return every name with its object; a sheet's own name carries the sheet before it."""
        return [
            (text, Name(self._book, text, sheet))
            for text, sheet in self._book.name_places
            if self._sheet is None or sheet == self._sheet
        ]

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, or point one that is there to something else."""
        known = next((found for text, found in self.snapshot() if text.casefold() == name.casefold()), None)
        if known is not None:
            known.refers_to = refers_to
            return known
        book = self._book
        book.require_editable()
        content = book.formulas.native(refers_to, 0, 0, 0).removeprefix("=")
        is_constant = name.startswith(_OURS) and "$" not in content
        try:
            book.document.NamedRanges.addNewByName(
                name, content, cell_address(0, 0, 0), _HIDDEN if is_constant else 0
            )
        except Exception as error:
            raise HostError("calc_engine.bad_name", got=name) from error
        book.structure_changed()
        return Name(book, name, None)


class Name(Calc, closed.Name):
    """One defined name."""

    stands_for = base_classes.Name
    _book: Book  # type: ignore[assignment]

    def __init__(self, book: Book, text: str, sheet: str | None) -> None:
        self._book = book
        self._text = text
        self._sheet = sheet

    @property
    def native(self) -> Any:
        """The name in LibreOffice."""
        holder: Any = self._book.document
        if self._sheet is not None:
            holder = holder.Sheets.getByName(self._sheet)
        return holder.NamedRanges.getByName(self._text.rpartition("!")[2])

    @property
    def api(self) -> Any:
        """The name in LibreOffice."""
        return self.native

    @property
    def name(self) -> str:
        """The name; a sheet's own one carries the sheet before it."""
        return self._text

    @property
    def refers_to(self) -> str:
        """What it refers to, as Excel writes it, with an equals sign."""
        content = self.native.getContent()
        return self._book.formulas.shown(content, 0, 0, 0)

    @refers_to.setter
    def refers_to(self, value: Any) -> None:
        self._book.require_editable()
        self.native.setContent(self._book.formulas.native(str(value), 0, 0, 0).removeprefix("="))

    @property
    def area(self) -> Area | None:
        """The cells it refers to, None for a constant or a calculation."""
        cells = self.native.getReferredCells()
        if cells is None:
            return None
        address = cells.getRangeAddress()
        return area_at(self._book.sheet_names[address.Sheet], address)

    @property
    def refers_to_range(self) -> Range:
        """The cells it refers to; a `HostError` when it refers to a constant or a calculation."""
        area = self.area
        if area is None:
            raise HostError("hosts.name_is_no_range", name=self._text, got=self.refers_to)
        return self._book.sheet(area.sheet).cells_at(area)

    def delete(self) -> None:
        """Remove the name."""
        self._book.require_editable()
        holder: Any = self._book.document
        if self._sheet is not None:
            holder = holder.Sheets.getByName(self._sheet)
        holder.NamedRanges.removeByName(self._text.rpartition("!")[2])
        self._book.structure_changed()
