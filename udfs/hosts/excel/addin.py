"""The add-in file for Excel, made on any platform: our VBA, xlwings' own, the ribbon, the sheet of texts."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from udfs.hosts.excel.bridge import bridge_modules
from udfs.hosts.excel.help_sheet import CODE_NAME, SHEET_NAME, help_rows
from udfs.hosts.excel.ribbon import ribbon_xml
from udfs.hosts.excel.vba_modules import vba_modules
from workbooks.package.content import add_relationship, ensure_content_type
from workbooks.package.parts import Package
from workbooks.package.saving import write_whole
from workbooks.package.vba import vba_project
from xlcredit import __version__
from xlcredit.errors import XlcreditError

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "xlcredit.xlam"
PROJECT_NAME = "xlcredit"
RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
TITLE = "xlcredit"
"""What Excel's list of add-ins shows; `is_ours` knows our file by it."""
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed mark, so that equal sources give equal bytes


def build_addin(path: Path) -> Path:
    """Write the add-in for Excel.

    Parameters
    ----------
    path : Path
        Where it goes, usually ``xlcredit.xlam``; an older file there is replaced.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    HostError
        When the installed xlwings is not the version this one fits.
    OSError
        When it cannot be written.

    Notes
    -----
    Equal sources give equal bytes. The file holds xlwings' VBA, so it is made where it is used.
    """
    write_whole(path, addin_bytes())
    return path


def addin_bytes() -> bytes:
    """Return the add-in as bytes.

    Returns
    -------
    bytes
        An Office package.
    """
    package = Package(_base(), file=FILE_NAME)
    ensure_content_type(package, "xl/workbook.xml", ADDIN_TYPE)
    package.write(RIBBON_PART, ribbon_xml())
    ensure_content_type(package, RIBBON_PART, "application/xml")
    add_relationship(package, "", RIBBON_RELATION, RIBBON_PART)
    return package.to_bytes()


def is_ours(path: Path) -> bool:
    """Tell whether a file is an add-in that xlcredit built, of whatever version.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    bool
        By the title in its properties and its ribbon; False for what is no Office package.
    """
    try:
        package = Package.open(path)
        return RIBBON_PART in package and f">{TITLE}</dc:title>".encode() in package.read("docProps/core.xml")
    except (XlcreditError, KeyError):
        return False


def _base() -> bytes:
    """Return a workbook with the sheet of texts and the VBA project."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": TITLE, "author": TITLE, "created": _CREATED, "comments": __version__})
    book.add_vba_project(io.BytesIO(_project()), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet = book.add_worksheet(SHEET_NAME)
    sheet.set_vba_name(CODE_NAME)
    for number, row in enumerate(help_rows()):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)
    book.close()
    return stream.getvalue()


def _project() -> bytes:
    """Return the VBA project."""
    return vba_project([*vba_modules(), *bridge_modules()], name=PROJECT_NAME)
