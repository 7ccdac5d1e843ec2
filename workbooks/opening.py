"""A workbook of anybody's opened: looked at before anything is read, its longest sheet read ahead."""

from __future__ import annotations

from pathlib import Path

from workbooks.admission import admit
from workbooks.package import Workbook


def open_workbook(path: str | Path) -> Workbook:
    """Open a workbook that somebody else made.

    Parameters
    ----------
    path : str or Path
        An ``.xlsx`` or ``.xlsm`` file.

    Returns
    -------
    Workbook
        A long sheet of it is being read while other things are done.

    Raises
    ------
    SourceError, WorkbookError
        When the file cannot be read, or not changed without harm.
    """
    admit(Path(path))
    book = Workbook.open(path)
    book.read_ahead()
    return book
