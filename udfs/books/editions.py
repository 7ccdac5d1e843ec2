"""Files beside a workbook: where it was saved, names that are free, and the editions of the template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlcredit.errors import HostError

if TYPE_CHECKING:
    import xlwings as xw

    from xlcredit.texts import Language


def template_path(language: Language) -> Path:
    """Return the template edition of a language.

    Parameters
    ----------
    language : {"en", "zh"}
        The language.

    Returns
    -------
    Path
        The file inside the installed package.
    """
    import workbooks

    return Path(workbooks.__path__[0]) / "built" / f"xlcredit-template-{language}.xlsx"


def full_name(book: xw.Book) -> str:
    """Return where a workbook lies; its bare name where it was never saved, or is known in a cloud only.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.

    Returns
    -------
    str
        Path and name.

    Notes
    -----
    Excel tells the address of a workbook in OneDrive or SharePoint; xlwings looks for its copy here.
    """
    from xlwings import XlwingsError

    try:
        return str(book.fullname)
    except (XlwingsError, UnboundLocalError):  # the latter is its own slip where nothing is synchronised
        return str(book.name)


def saved_path(book: xw.Book) -> Path:
    """Return the file of a workbook as it was last saved.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.

    Returns
    -------
    Path
        A file that exists.

    Raises
    ------
    HostError
        When the workbook was never saved to a folder of this machine.
    """
    path = Path(full_name(book))
    if not path.is_absolute() or not path.is_file():
        raise HostError("macros.not_saved", book=book.name)
    return path


def free_path(wanted: Path) -> Path:
    """Return a path where no file is: the one wanted, else with the first free number.

    Parameters
    ----------
    wanted : Path
        The path.

    Returns
    -------
    Path
        ``name.xlsx``, ``name (2).xlsx`` and so on.
    """
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path
