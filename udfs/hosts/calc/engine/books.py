"""LibreOffice as the application, and the spreadsheets that are open in it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from xlwings import base_classes

from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.blocks import Blocks
from udfs.hosts.calc.engine.formats import Formats
from udfs.hosts.calc.engine.formulas import Formulas
from udfs.hosts.calc.engine.headings import Headings
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.names import Names
from udfs.hosts.calc.engine.sheets import Sheet, Sheets
from udfs.hosts.calc.engine.tables import tables_of
from udfs.hosts.calc.engine.uno_values import file_path, file_url, properties
from udfs.hosts.closed.references import Book as References
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from udfs.hosts.calc.engine.ranges import Range
    from udfs.hosts.closed.areas import Area
    from workbooks.package import TableRef

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
}
"""What a file of an ending is written by."""
_KEEPS_TABLES = frozenset({"Calc MS Excel 2007 XML", "Calc MS Excel 2007 VBA XML", "Calc Office Open XML"})
_BOXES = {"info": "INFOBOX", "critical": "ERRORBOX"}
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class App(Calc):
    """LibreOffice; settings of Excel's screen may be set and read, and do nothing."""

    stands_for = base_classes.App
    engine: Any
    books: Books
    desktop: Any
    document: Any
    """The document that was opened for a macro last."""
    pid = 0
    hwnd = 0
    version = "25.2"
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    cut_copy_mode: Any = False

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.desktop = None
        self.document = None
        self.books = Books(self)
        self.alerts: list[str] = []
        """What was said where there is no window to say it in."""
        self._indicator: Any = None
        self._said: Any = False

    def attach(self, document: Any) -> None:
        """Take the desktop that a document stands on as the application."""
        self.document = document
        controller = document.getCurrentController()
        if controller is not None:
            self.desktop = controller.getFrame().getCreator()

    @property
    def _frame(self) -> Any:
        """The window of the document, None where it has none."""
        controller = self.document.getCurrentController() if self.document is not None else None
        return controller.getFrame() if controller is not None else None

    @property
    def visible(self) -> bool:
        """Whether the document's window shows."""
        return bool(self._frame is not None and self._frame.getContainerWindow().isVisible())

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``, of the document."""
        return "automatic" if self.document.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.document.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Compute what is not up to date in every open document."""
        for book in self.books:
            book.calculate()

    @property
    def selection(self) -> Range | None:
        """The first selected range of the document; None when a chart or nothing is selected."""
        controller = self.document.getCurrentController() if self.document is not None else None
        chosen: Any = controller.getSelection() if controller is not None else None
        if hasattr(chosen, "getRangeAddress"):
            address = chosen.getRangeAddress()
        elif hasattr(chosen, "getRangeAddresses") and chosen.getRangeAddresses():
            address = chosen.getRangeAddresses()[0]
        else:
            return None
        book = Book(self, self.document)
        area = area_at(book.sheet_names[address.Sheet], address)
        return book.sheet(area.sheet).cells_at(area)

    @property
    def status_bar(self) -> Any:
        """What the status bar was given, False when it is LibreOffice's own."""
        return self._said

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self._said = value
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        frame = self._frame if value else None
        if frame is not None:
            self._indicator = frame.createStatusIndicator()
            self._indicator.start(str(value), 0)

    def alert(
        self,
        prompt: str,
        title: str | None = None,
        buttons: str | None = "ok",
        mode: str | None = None,
        callback: str | None = None,  # noqa: ARG002  xlwings hands all of them over
    ) -> str:
        """Say something in a box before the document; without a window, note it and take the first button.

        Returns
        -------
        str
            ``ok``, ``cancel``, ``yes`` or ``no``.
        """
        if not self.visible:
            self.alerts.append(prompt)
            return "yes" if (buttons or "").startswith("yes") else "ok"
        from udfs.hosts.calc.engine.uno_values import enum

        window = self._frame.getContainerWindow()
        kind = enum("com.sun.star.awt.MessageBoxType", _BOXES.get(mode or "", "MESSAGEBOX"))
        pressed = window.getToolkit().createMessageBox(
            window, kind, _BUTTONS.get(buttons or "ok", 1), title or "", prompt
        )
        return _ANSWERS.get(pressed.execute(), "ok")

    def activate(self, *, steal_focus: bool = False) -> None:  # noqa: ARG002  xlwings hands it over
        """Bring the document's window to the front."""
        if self._frame is not None:
            self._frame.activate()


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
        path = Path(fullname).resolve()
        try:
            document = self.app.desktop.loadComponentFromURL(
                file_url(str(path)), "_default", 0, properties(Hidden=not self.app.visible)
            )
        except Exception as error:
            raise HostError("calc_engine.cannot_open", path=path, reason=_reason(error)) from error
        if document is None or not document.supportsService(SPREADSHEET):
            raise HostError("calc_engine.cannot_open", path=path, reason="-")
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
        kind = _filter(self.document)
        if kind and kind not in _KEEPS_TABLES:
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
            from udfs.hosts.calc.engine.members import not_supported

            raise not_supported("Book.save(password=...)")
        self.headings.settle()
        if path is not None:
            self._save_as(Path(path).resolve())
            return
        if not self.document.hasLocation():
            raise HostError("calc_engine.never_saved", book=self.name)
        self.require_editable()
        try:
            self.document.store()
        except Exception as error:
            raise HostError("calc_engine.cannot_save", path=self.fullname, reason=_reason(error)) from error

    def _save_as(self, path: Path) -> None:
        """Save under another name."""
        kind = FILTERS.get(path.suffix.lower())
        if kind is None:
            known = ", ".join(FILTERS)
            raise HostError("calc_engine.unknown_ending", path=path, suffix=path.suffix, known=known)
        try:
            self.document.storeAsURL(file_url(str(path)), properties(FilterName=kind))
        except Exception as error:
            raise HostError("calc_engine.cannot_save", path=path, reason=_reason(error)) from error

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


def _filter(document: Any) -> str:
    """Return the name of the filter that a document was read or is kept by, "" for a new one."""
    found = {each.Name: each.Value for each in document.getArgs()}
    return str(found.get("FilterName", "")) if document.hasLocation() else ""


def _header_area(ref: TableRef) -> Area:
    """Return the header row of a table."""
    from udfs.hosts.closed.areas import Area as Rectangle

    return Rectangle(ref.sheet_name, ref.top, ref.left, ref.top, ref.right)


def _heading(cell: Any) -> str:
    """Return a heading as text; a whole number loses its ``.0``."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")


def _reason(error: Exception) -> str:
    """Return LibreOffice's words on a fault, or its kind where it has none."""
    words = str(getattr(error, "Message", "") or "").strip()
    return words.splitlines()[0] if words else type(error).__name__
