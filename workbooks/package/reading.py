"""Values of worksheets as a reader of its own finds them; a long one is read while the program goes on."""

from __future__ import annotations

import io
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


class SheetReader:
    """Reads worksheets of a package, one after the other.

    Parameters
    ----------
    source : bytes
        The package.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._book: CalamineWorkbook | None = None
        self._ahead: dict[str, CalamineSheet] = {}
        self._thread: Thread | None = None

    def begin(self, name: str) -> None:
        """Start to read a worksheet beside all other work: reading needs no turn of the interpreter.

        Parameters
        ----------
        name : str
            Its name. What goes wrong is told by `rows`.
        """
        self._thread = Thread(target=self._read_ahead, args=(name,), daemon=True)
        self._thread.start()

    def rows(self, name: str) -> list[list[Any]]:
        """Return the values of a worksheet from A1.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        list of list
            None for blank; a blank also where an error stands.

        Raises
        ------
        CalamineError
            When the reader cannot read it.
        """
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        grid = (self._ahead.pop(name, None) or self._sheet(name)).to_python(skip_empty_area=False)
        return [[None if value == "" else value for value in line] if "" in line else line for line in grid]

    def _read_ahead(self, name: str) -> None:
        """Keep a worksheet for `rows`; one that cannot be read is tried again there, where it can be told."""
        from python_calamine import CalamineError

        try:
            self._ahead[name] = self._sheet(name)
        except CalamineError:
            self._book = None

    def _sheet(self, name: str) -> CalamineSheet:
        """Read a worksheet."""
        if self._book is None:
            from python_calamine import CalamineWorkbook

            self._book = CalamineWorkbook.from_filelike(io.BytesIO(self._source))
        return self._book.get_sheet_by_name(name)
