"""The spreadsheets that are open in LibreOffice."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from xlwings import base_classes

from udfs.hosts.calc.engine.areas import cells_of
from udfs.hosts.calc.engine.blocks import Blocks
from udfs.hosts.calc.engine.files import (
    SPREADSHEET,
    keeps_tables,
    kind_of,
    open_file,
    save_file,
    save_file_as,
)
from udfs.hosts.calc.engine.formats import Formats
from udfs.hosts.calc.engine.formulas import Formulas
from udfs.hosts.calc.engine.headings import Headings
from udfs.hosts.calc.engine.members import Calc, not_supported
from udfs.hosts.calc.engine.names import Names
from udfs.hosts.calc.engine.sheets import Sheet, Sheets
from udfs.hosts.calc.engine.tables import tables_of
from udfs.hosts.calc.engine.uno_values import file_path
from udfs.hosts.closed.references import Book as References
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from udfs.hosts.calc.engine.app import App
    from udfs.hosts.closed.areas import Area
    from workbooks.package import TableRef


class Books(Calc):
    """The spreadsheets that are open."""

    stands_for = base_classes.Books
    app: App

    def __init__(self, app: App) -> None:
        self.app = app

    def _documents(self) -> list[Any]:
        """Return the open spreadsheets, the one a macro works on first."""
        own = self.app.document
        found = [] if own is None else [own]
        if self.app.desktop is None:
            return found
        every = self.app.desktop.getComponents().createEnumeration()
        while every.hasMoreElements():
            each = every.nextElement()
            is_sheet = hasattr(each, "supportsService") and each.supportsService(SPREADSHEET)
            if is_sheet and (own is None or each.RuntimeUID != own.RuntimeUID):
                found.append(each)
        return found

    def __call__(self, name_or_index: str | int) -> Book:
        """Return a document by name or 1-based position."""
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._documents())

    def __iter__(self) -> Iterator[Book]:
        """Go through them."""
        for document in self._documents():
            yield Book(self.app, document)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of a name, in any case."""
        return any(name.lower() == book.name.lower() for book in self)

    @property
    def active(self) -> Book:
        """The document in front, or the one a macro works on."""
        front = self.app.desktop.getCurrentComponent() if self.app.desktop is not None else None
        is_sheet = front is not None and front.supportsService(SPREADSHEET)
        document = front if is_sheet else self.app.document
        if document is None:
            raise HostError("calc_engine.no_document", got="LibreOffice")
        return Book(self.app, document)

    def open(self, fullname: str, *_options: Any, **_named: Any) -> Book:
        """Open a file in a window of its own, hidden where the window of the present one is.

        Parameters
        ----------
        fullname : str
            Its path.

        Returns
        -------
        Book
            The document.

        Raises
        ------
        HostError
            When LibreOffice cannot open it as a spreadsheet.
        """
        document = open_file(self.app.desktop, Path(fullname).resolve(), is_hidden=not self.app.visible)
        return Book(self.app, document)


class Book(Calc):
    """One document."""

    stands_for = base_classes.Book
    app: App
    text_is_literal = True
    """Text is written as text, so a macro needs no apostrophe before it."""

    def __init__(self, app: App, document: Any) -> None:
        self.app = app
        self.document = document
        self.headings = Headings(self)
        self.copied: list[str] = []
        """Sheets copied in from a template since the document was opened for a macro."""
        self._tables: dict[str, TableRef] | None = None
        self._names: list[tuple[str, str | None]] | None = None

    @property
    def api(self) -> Any:
        """The document in LibreOffice."""
        return self.document

    @cached_property
    def formats(self) -> Formats:
        """Its number formats."""
        return Formats(self.document)

    @cached_property
    def blocks(self) -> Blocks:
        """Its reader and writer of blocks."""
        return Blocks(self.document, self.formats)

    @cached_property
    def formulas(self) -> Formulas:
        """Its translator of formulas."""
        return Formulas(self.document)

    @property
    def name(self) -> str:
        """File name; the title of a document that was never saved."""
        url = self.document.getURL()
        return unquote(url.rpartition("/")[2]) if url else str(self.document.Title)

    @property
    def fullname(self) -> str:
        """Path of the file; the title of a document that was never saved."""
        url = self.document.getURL()
        return file_path(url) if url else str(self.document.Title)

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets in the order of their tabs."""
        return list(self.document.Sheets.getElementNames())

    @property
    def sheets(self) -> Sheets:
        """Worksheets in the order of their tabs."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Defined names."""
        return Names(self)

    def sheet(self, name: str) -> Sheet:
        """Return a worksheet by its name."""
        return Sheet(self, self.document.Sheets.getByName(name))

    @property
    def tables(self) -> dict[str, TableRef]:
        """Where every table stands."""
        if self._tables is None:
            self._tables = tables_of(self)
        return self._tables

    @property
    def name_places(self) -> list[tuple[str, str | None]]:
        """Every defined name with the sheet it belongs to, None for the whole document."""
        if self._names is None:
            found: list[tuple[str, str | None]] = [
                (name, None) for name in self.document.NamedRanges.getElementNames()
            ]
            for sheet in self.sheet_names:
                own = self.document.Sheets.getByName(sheet).NamedRanges.getElementNames()
                found += [(f"{sheet}!{name}", sheet) for name in own]
            self._names = found
        return self._names

    def structure_changed(self) -> None:
        """Have tables and names looked up again."""
        self._tables = self._names = None

    @property
    def references(self) -> References:
        """What addresses may refer to, as it is now."""
        tables = {}
        for name, ref in self.tables.items():
            line = cells_of(self.document.Sheets.getByName(ref.sheet_name), _header_area(ref)).getDataArray()[
                0
            ]
            tables[name] = type(ref)(
                ref.name, ref.sheet_name, ref.top, ref.left, ref.bottom, ref.right,
                tuple(_heading(cell) for cell in line), ref.part, ref.header_rows, ref.totals_rows,
            )  # fmt: skip
        names = {text: found.refers_to.removeprefix("=") for text, found in self.names.snapshot()}
        return References(self.sheet_names, tables, names)

    def require_editable(self) -> None:
        """Refuse a document that is open read-only."""
        if self.document.isReadonly():
            raise HostError("calc_engine.read_only", book=self.name)

    def require_writable(self, sheet: Sheet, area: Area) -> None:
        """Refuse to write to a read-only document and to locked cells of a protected sheet."""
        self.require_editable()
        if not sheet.native.isProtected():
            return
        protection = cells_of(sheet.native, area).CellProtection
        if protection is None or protection.IsLocked:
            address = area.address(absolute=False)
            raise HostError("calc_engine.sheet_protected", sheet=area.sheet, address=address)

    def require_structure(self) -> None:
        """Refuse to add or remove sheets where that is not allowed."""
        self.require_editable()
        if self.document.isProtected():
            raise HostError("calc_engine.structure_protected", book=self.name)

    def require_tables(self) -> None:
        """Refuse a document whose format loses references to tables."""
        kind = kind_of(self.document)
        if not keeps_tables(kind):
            suffix = Path(self.name).suffix or kind
            raise HostError("calc_engine.not_xlsx", book=self.name, kind=suffix)

    def activate(self) -> None:
        """Bring the document's window to the front."""
        controller = self.document.getCurrentController()
        if controller is not None:
            controller.getFrame().activate()

    def calculate(self) -> None:
        """Compute what is not up to date."""
        self.headings.settle()
        self.document.calculate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in the document's own format, or under another name by its ending.

        Parameters
        ----------
        path : str, optional
            Another file to write to; the document goes on there.
        password : str, optional
            Not supported.

        Raises
        ------
        HostError
            When the document was never saved and no path is given, is read-only, or cannot be written.
        """
        if password:
            raise not_supported("Book.save(password=...)")
        self.headings.settle()
        if path is not None:
            save_file_as(self.document, Path(path).resolve())
            return
        if not self.document.hasLocation():
            raise HostError("calc_engine.never_saved", book=self.name)
        self.require_editable()
        save_file(self.document)

    def close(self) -> None:
        """Close the document without saving."""
        self.document.close(True)

    def copy_sheets_from(self, path: str | Path, sheet_names: Sequence[str]) -> list[str]:
        """Copy whole sheets of a template in, with styles, tables, charts and names.

        Parameters
        ----------
        path : str or Path
            The template.
        sheet_names : sequence of str
            Its sheets to copy.

        Returns
        -------
        list of str
            Their names here; one that was taken got a number.

        Raises
        ------
        HostError
            When the document cannot take them, or its format would not keep them.
        """
        from udfs.hosts.calc.engine.copying import copy_sheets

        self.require_structure()
        self.require_tables()
        return copy_sheets(self, Path(path), list(sheet_names))


def _header_area(ref: TableRef) -> Area:
    """Return the header row of a table."""
    from udfs.hosts.closed.areas import Area as Rectangle

    return Rectangle(ref.sheet_name, ref.top, ref.left, ref.top, ref.right)


def _heading(cell: Any) -> str:
    """Return a heading as text; a whole number loses its ``.0``."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
