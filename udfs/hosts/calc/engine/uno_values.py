"""Values of UNO, made where LibreOffice's Python module `uno` is there: in its own Python or a system's."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from udfs.hosts.closed.areas import Area

CONTENTS = 1 | 2 | 4 | 16
"""Flags of a cell's contents: numbers, dates, text and formulas; notes and formats are none."""
FORMULAS = 16
ERRORS = 4
"""Flag of formulas whose result is an error."""


def _uno() -> Any:
    """Return LibreOffice's module, which no package index has."""
    return importlib.import_module("uno")


def struct(kind: str, **members: Any) -> Any:
    """Return a record of UNO.

    Parameters
    ----------
    kind : str
        Its full name.
    **members
        Its members.

    Returns
    -------
    object
        The record.
    """
    made = _uno().createUnoStruct(kind)
    for name, value in members.items():
        setattr(made, name, value)
    return made


def enum(kind: str, value: str) -> Any:
    """Return a constant of an enumeration of UNO."""
    return _uno().Enum(kind, value)


def properties(**options: Any) -> tuple[Any, ...]:
    """Return named options as LibreOffice takes them."""
    return tuple(
        struct("com.sun.star.beans.PropertyValue", Name=name, Value=value) for name, value in options.items()
    )


def range_address(sheet_index: int, area: Area) -> Any:
    """Return the address of an area on the sheet of a 0-based position."""
    return struct(
        "com.sun.star.table.CellRangeAddress",
        Sheet=sheet_index,
        StartColumn=area.left - 1,
        StartRow=area.top - 1,
        EndColumn=area.right - 1,
        EndRow=area.bottom - 1,
    )


def cell_address(sheet_index: int, row: int, column: int) -> Any:
    """Return the address of a cell, all counted from 0."""
    return struct("com.sun.star.table.CellAddress", Sheet=sheet_index, Row=row, Column=column)


def file_url(path: str) -> str:
    """Return the address of a file on this machine."""
    return str(_uno().systemPathToFileUrl(path))


def file_path(url: str) -> str:
    """Return the path of a file; an address that is no file's stays as it is."""
    return str(_uno().fileUrlToSystemPath(url)) if url.startswith("file:") else url
