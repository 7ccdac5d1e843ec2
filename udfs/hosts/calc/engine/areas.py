"""Areas of a sheet in UNO: from an address to cells and back, and where a sheet's contents end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.uno_values import CONTENTS
from udfs.hosts.closed.areas import Area

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST_STRIP = 64


def cells_of(native: Any, area: Area) -> Any:
    """Return the cells of an area.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.
    area : Area
        1-based corners.

    Returns
    -------
    XCellRange
        The cells.
    """
    return native.getCellRangeByPosition(area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)


def area_at(sheet: str, address: Any) -> Area:
    """Return the area of an address of UNO."""
    return Area(
        sheet, address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1
    )


def reach(native: Any) -> tuple[int, int]:
    """Return the last row and column that LibreOffice calls used, formats included."""
    cursor = native.createCursor()
    cursor.gotoEndOfUsedArea(False)
    address = cursor.getRangeAddress()
    return address.EndRow + 1, address.EndColumn + 1


def contents_of(native: Any, sheet: str) -> Area | None:
    """Return the smallest area that holds every value and formula of a sheet.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.
    sheet : str
        Its name.

    Returns
    -------
    Area or None
        None when the sheet is empty.

    Notes
    -----
    Strips of the sheet are asked for contents from each edge, twice as wide every time, so that a list of a
    hundred thousand rows with gaps is not told cell by cell.
    """
    last_row, last_column = reach(native)

    def within(area: Area) -> list[Area]:
        """Return the filled areas of a strip."""
        found = cells_of(native, area).queryContentCells(CONTENTS).getRangeAddresses()
        return [area_at(sheet, address) for address in found]

    def strip(number: int, size: int, *, rows: bool, last: bool) -> Area:
        """Return a strip that begins or ends at a distance from its edge."""
        if rows:
            first = last_row - number - size + 1 if last else number + 1
            return Area(sheet, first, 1, first + size - 1, last_column)
        first = last_column - number - size + 1 if last else number + 1
        return Area(sheet, 1, first, last_row, first + size - 1)

    bottom = _edge(last_row, lambda n, s: within(strip(n, s, rows=True, last=True)))
    if not bottom:
        return None
    top = _edge(last_row, lambda n, s: within(strip(n, s, rows=True, last=False)))
    left = _edge(last_column, lambda n, s: within(strip(n, s, rows=False, last=False)), 1)
    right = _edge(last_column, lambda n, s: within(strip(n, s, rows=False, last=True)), 1)
    return Area(
        sheet,
        min(area.top for area in top),
        min(area.left for area in left),
        max(area.bottom for area in bottom),
        max(area.right for area in right),
    )


def _edge(length: int, filled: Callable[[int, int], list[Area]], size: int = _FIRST_STRIP) -> list[Area]:
    """Return what the first strip that holds anything holds, strips growing from one edge to the other."""
    done = 0
    while done < length:
        found = filled(done, min(size, length - done))
        if found:
            return found
        done, size = done + size, size * 2
    return []
