"""Files of spreadsheets that LibreOffice reads and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.uno_values import file_path, file_url, properties
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from pathlib import Path

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
}
"""What a file of an ending is written by."""
_KEEPS_TABLES = frozenset({"Calc MS Excel 2007 XML", "Calc MS Excel 2007 VBA XML", "Calc Office Open XML"})


def open_file(desktop: Any, path: Path, *, is_hidden: bool) -> Any:
    """Open a file as a spreadsheet in a window of its own.

    Parameters
    ----------
    desktop : XComponentLoader
        LibreOffice's desktop.
    path : Path
        The file.
    is_hidden : bool
        Whether the window is not to show.

    Returns
    -------
    XSpreadsheetDocument
        The document.

    Raises
    ------
    HostError
        When LibreOffice cannot open it as a spreadsheet.
    """
    try:
        document = desktop.loadComponentFromURL(
            file_url(str(path)), "_default", 0, properties(Hidden=is_hidden)
        )
    except Exception as error:
        raise HostError("calc_engine.cannot_open", path=path, reason=_reason(error)) from error
    if document is None or not document.supportsService(SPREADSHEET):
        raise HostError("calc_engine.cannot_open", path=path, reason="-")
    return document


def save_file(document: Any) -> None:
    """Save a document where it came from, in its own format.

    Parameters
    ----------
    document : XSpreadsheetDocument
        A document that has a file.

    Raises
    ------
    HostError
        When the file cannot be written.
    """
    try:
        document.store()
    except Exception as error:
        path = file_path(document.getURL())
        raise HostError("calc_engine.cannot_save", path=path, reason=_reason(error)) from error


def save_file_as(document: Any, path: Path) -> None:
    """Save a document under another name, in the format of its ending; the document goes on there.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document.
    path : Path
        The file to write.

    Raises
    ------
    HostError
        When the ending is none of a spreadsheet, or the file cannot be written.
    """
    kind = FILTERS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(FILTERS)
        raise HostError("calc_engine.unknown_ending", path=path, suffix=path.suffix, known=known)
    try:
        document.storeAsURL(file_url(str(path)), properties(FilterName=kind))
    except Exception as error:
        raise HostError("calc_engine.cannot_save", path=path, reason=_reason(error)) from error


def kind_of(document: Any) -> str:
    """Return the name of the filter that a document was read or is kept by, "" for a new one."""
    found = {each.Name: each.Value for each in document.getArgs()}
    return str(found.get("FilterName", "")) if document.hasLocation() else ""


def keeps_tables(kind: str) -> bool:
    """Return whether a file of a kind keeps references to tables; a new document may become one.

    Parameters
    ----------
    kind : str
        Name of a filter of LibreOffice, "" for a new document.

    Returns
    -------
    bool
        False where tables would be lost.

    Examples
    --------
    >>> keeps_tables("Calc MS Excel 2007 XML"), keeps_tables("calc8"), keeps_tables("")
    (True, False, True)
    """
    return not kind or kind in _KEEPS_TABLES


def _reason(error: Exception) -> str:
    """Return LibreOffice's words on a fault, or its kind where it has none."""
    words = str(getattr(error, "Message", "") or "").strip()
    return words.splitlines()[0] if words else type(error).__name__
