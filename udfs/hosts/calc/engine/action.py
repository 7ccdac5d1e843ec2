"""All that a macro writes as one step: one undo takes it back, and a failure leaves nothing behind."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    import xlwings as xw

    from udfs.hosts.calc.engine.books import Book


class OneAction:
    """What becomes of one step.

    Parameters
    ----------
    book : Book
        The document.
    title : str
        Words of the step in the list of undo.
    """

    def __init__(self, book: Book, title: str) -> None:
        self._book, self._document = book, book.document
        self._manager = self._document.getUndoManager()
        self._title = title
        self.keep = True
        """Set to False when what was written shall be taken back."""
        self.was_undone = False

    def __enter__(self) -> OneAction:  # noqa: PYI034  no subclass is meant
        """Hold recalculation and drawing back, and open the step."""
        self._names = {text for text, sheet in self._book.name_places if sheet is None}
        self._before = self._manager.getAllUndoActionTitles()
        self._document.lockControllers()
        self._automatic = self._document.isAutomaticCalculationEnabled()
        self._document.enableAutomaticCalculation(False)
        self._manager.enterUndoContext(
            self._title
        )  # after the others, which LibreOffice would list as a change
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the step, take it back unless it is to be kept, and compute what it changed.

        Not a generator's context: an error of UNO takes no trace from it and would turn into another one.
        """
        self.keep = self.keep and kind is None
        try:
            if self.keep:
                self._book.headings.settle()
        finally:
            self._manager.leaveUndoContext()
            if not self.keep:
                self._take_back()
            if self._book.copied:
                # Copied sheets are no step of LibreOffice's, so half of the work would be undone; within a
                # step of somebody else's the list cannot be cleared.
                with suppress(Exception):
                    self._manager.clear()
                self._book.copied = []
            self._document.enableAutomaticCalculation(self._automatic)
            if self._automatic:
                self._document.calculate()
            self._document.unlockControllers()

    def _take_back(self) -> None:
        """Undo what was written, and remove the sheets that were copied in with their names."""
        if self._manager.getAllUndoActionTitles() != self._before:
            self._manager.undo()
            self.was_undone = True
        for sheet in self._book.copied:
            self._document.Sheets.removeByName(sheet)
            self.was_undone = True
        self._book.structure_changed()
        if self._book.copied:
            names = self._document.NamedRanges
            for name in set(names.getElementNames()) - self._names:
                names.removeByName(name)


def one_action(book: xw.Book, title: str) -> OneAction:
    """Make one step of all that is written to a document of this engine.

    Parameters
    ----------
    book : xlwings.Book
        From `open_document`.
    title : str
        Words of the step in the list of undo.

    Returns
    -------
    OneAction
        For a `with` block. Its ``keep`` may be set to False, to take back what was written; an exception does
        the same.

    Notes
    -----
    Formulas are computed once, at the end. A step that copied sheets in cannot be undone by LibreOffice; the
    list of undo is empty after it.
    """
    return OneAction(book.impl, title)
