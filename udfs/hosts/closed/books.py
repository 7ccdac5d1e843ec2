"""The application and its workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.closed import evaluation
from udfs.hosts.closed.members import Closed, not_supported
from udfs.hosts.closed.names import Names
from udfs.hosts.closed.references import Book as References
from udfs.hosts.closed.sheets import Sheet, Sheets
from udfs.links import ADD_IN
from workbooks.opening import open_workbook
from workbooks.package import Workbook
from workbooks.package.saving import backup_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from udfs.hosts.closed.ranges import Range


@dataclass(frozen=True)
class Saved:
    """What a save left behind.

    Attributes
    ----------
    path : Path
        The file written.
    backup : Path or None
        Copy of the file as it was, when one was replaced.
    not_evaluated : tuple of str
        Formula cells that keep the value they had; Excel computes them on opening.
    evaluated : int
        Formula cells whose value was computed.
    """

    path: Path
    backup: Path | None
    not_evaluated: tuple[str, ...]
    evaluated: int = 0


class App(Closed):
    """The application: settings of a screen that is not there may be set and read, and do nothing."""

    stands_for = base_classes.App
    engine: Any
    books: Books
    pid = 0
    hwnd = 0
    version = "16.0"
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    calculation = "automatic"
    status_bar: Any = False
    cut_copy_mode: Any = False
    selection: Range | None = None
    """What `Range.select` chose last: there is no user who selects."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.books = Books(self)
        self.alerts: list[str] = []
        """What was said to the user, who is not there to press a button."""

    def alert(
        self,
        prompt: str,
        title: str | None = None,  # noqa: ARG002  xlwings hands all of them over
        buttons: str | None = "ok",
        mode: str | None = None,  # noqa: ARG002
        callback: str | None = None,  # noqa: ARG002
    ) -> str:
        """Record what is said and answer as if the first button was pressed."""
        self.alerts.append(prompt)
        return "yes" if (buttons or "").startswith("yes") else "ok"

    def activate(self, *, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    def calculate(self) -> None:
        """Compute the formulas of every open workbook that can be computed here."""
        for book in self.books:
            book.calculate()

    def kill(self) -> None:
        """Close every workbook without saving."""
        for book in list(self.books):
            book.close()

    quit = kill


class Books(Closed):
    """The workbooks that are open."""

    stands_for = base_classes.Books
    app: App

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []

    def __call__(self, name_or_index: str | int) -> Book:
        """Return a workbook by name or 1-based position."""
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        for book in self._open:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        """Go through them in order."""
        return iter(list(self._open))

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of a name, in any case."""
        return any(name.lower() == book.name.lower() for book in self._open)

    @property
    def active(self) -> Book:
        """The workbook opened last."""
        if not self._open:
            raise not_supported("Books.active")
        return self._open[-1]

    def open(self, fullname: str, *_options: Any, **_named: Any) -> Book:
        """Open a file; one that is open already is read afresh from the disk."""
        return self.hold(open_workbook(fullname))

    def hold(self, package: Workbook) -> Book:
        """Put a workbook on the list that is open already, in the place of another of its file."""
        book = Book(self.app, package)
        self._open = [other for other in self._open if other.fullname != book.fullname]
        self._open.append(book)
        return book

    def forget(self, book: Book) -> None:
        """Take a workbook off the list."""
        self._open = [other for other in self._open if other is not book]


class Book(Closed):
    """One closed workbook."""

    stands_for = base_classes.Book
    app: App
    text_is_literal = True
    """Text is written as text, so a macro needs no apostrophe before it."""

    def __init__(self, app: App, package: Workbook) -> None:
        self.app = app
        self.package = package
        self.saved: Saved | None = None

    @property
    def name(self) -> str:
        """File name."""
        return Path(self.package.path).name

    @property
    def fullname(self) -> str:
        """Path of the file."""
        return str(Path(self.package.path).resolve())

    @property
    def sheets(self) -> Sheets:
        """Worksheets in the order of their tabs."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Defined names."""
        return Names(self)

    @property
    def references(self) -> References:
        """What formulas and addresses may refer to, as it is now."""
        return References(list(self.package.sheet_names), self.package.tables, self.package.names)

    def sheet(self, name: str) -> Sheet:
        """Return a worksheet by name, in any case."""
        return Sheet(self, self.package.sheet(name))

    def foreign_links(self) -> list[str]:
        """Return the links by number that lead to another file than our add-in."""
        return [
            f"[{number}]"
            for number, target in enumerate(self.package.link_targets, start=1)
            if not target.casefold().endswith(ADD_IN)
        ]

    def activate(self) -> None:
        """Do nothing: there is no window."""

    def calculate(self) -> evaluation.Evaluated:
        """Compute the formulas on our sheets, and those that lean on them, into their cells."""
        return evaluation.refresh_values(self.package)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Compute, then write the file safely: beside, verified, with a backup, replaced at once.

        Parameters
        ----------
        path : str, optional
            Another file to write to; the book goes on there.
        password : str, optional
            Not supported.

        Raises
        ------
        HostError
            When a password is given.
        WorkbookError
            When the file cannot be written.
        """
        if password:
            raise not_supported("Book.save(password=...)")
        evaluated = self.calculate()
        target = Path(path or self.package.path).resolve()
        will_replace = target.exists() and bool(self.package.changed_parts())
        self.package.save(target)
        backup = backup_path(target) if will_replace else None
        self.saved = Saved(target, backup, evaluated.listed(), len(evaluated.values))

    def close(self) -> None:
        """Forget the workbook; what was not saved is lost."""
        self.app.books.forget(self)

    def copy_sheets_from(self, path: str | Path, sheet_names: Sequence[str]) -> list[str]:
        """Copy whole sheets of another workbook in, with styles, tables, charts and names.

        Parameters
        ----------
        path : str or Path
            The other workbook, for instance an edition of our template.
        sheet_names : sequence of str
            Its sheets to copy.

        Returns
        -------
        list of str
            Their names here; one that was taken got a number.

        Raises
        ------
        WorkbookError
            When the workbook cannot take them without harm.
        """
        return self.package.graft(Workbook.open(path), sheet_names)
