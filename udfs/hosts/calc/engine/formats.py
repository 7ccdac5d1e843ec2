"""Number formats of a document: which of them show a number as a date, a time or a truth value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.uno_values import enum, struct
from udfs.hosts.closed.areas import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE, _TIME, _LOGICAL, _DURATION = 2, 4, 1024, 8192
_SMALL = 60_000
"""Cells that are told in one answer per format."""
_MOST_PROBES = 200
"""So often is one column asked for its format by halves; a column with more changes is told as a whole."""
DATE, TIME, DURATION, FLAG = "date", "time", "duration", "flag"
_PATTERNS = {"day": "YYYY-MM-DD", "moment": "YYYY-MM-DD HH:MM"}


class Formats:
    """The number formats of one document.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document.
    """

    def __init__(self, document: Any) -> None:
        self._formats = document.getNumberFormats()
        self._kinds: dict[int, str] = {}
        self._keys: dict[str, int] = {}

    def kind(self, key: int) -> str:
        """Return what a format makes of a number, ``""`` for a plain one."""
        if key not in self._kinds:
            try:
                self._kinds[key] = _kind_of(int(self._formats.getByKey(key).Type))
            except Exception:  # noqa: BLE001  cells of an .ods may keep the key of a format that got lost
                self._kinds[key] = ""
        return self._kinds[key]

    def key(self, wanted: str) -> int:
        """Return the format to give to cells: ``"day"``, ``"moment"`` or ``"flag"``."""
        if wanted not in self._keys:
            locale = struct("com.sun.star.lang.Locale", Language="en", Country="US")
            if wanted == FLAG:
                self._keys[wanted] = self._formats.getStandardFormat(_LOGICAL, locale)
            else:
                pattern = _PATTERNS[wanted]
                found = self._formats.queryKey(pattern, locale, False)
                self._keys[wanted] = found if found >= 0 else self._formats.addNew(pattern, locale)
        return self._keys[wanted]

    def runs(self, native: Any, area: Area) -> Iterator[tuple[Area, str]]:
        """Return parts of an area with the kind of their format; plain numbers are left out.

        Parameters
        ----------
        native : XSpreadsheet
            The sheet.
        area : Area
            The area.

        Yields
        ------
        tuple of (Area, str)
            Columns, or pieces of them.

        Notes
        -----
        The area is asked as a whole first. Where formats differ, a small one is told in one answer per
        format; a large one is asked column by column, then by halves of a column: told at once, stripes of
        colour would make an answer of every row.
        """
        kind = self._kind_throughout(native, area)
        if kind is not None:
            if kind:
                yield area, kind
            return
        rows, columns = area.shape
        if rows * columns <= _SMALL:
            yield from self._told_at_once(native, area)
            return
        for column in range(area.left, area.right + 1):
            line = Area(area.sheet, area.top, column, area.bottom, column)
            yield from self._runs_of_column(native, line)

    def _runs_of_column(self, native: Any, line: Area) -> Iterator[tuple[Area, str]]:
        """Return the pieces of one column."""
        waiting, probes = [line], 0
        while waiting:
            piece = waiting.pop()
            probes += 1
            kind = self._kind_throughout(native, piece)
            if kind is not None:
                if kind:
                    yield piece, kind
            elif probes > _MOST_PROBES:
                yield from self._told_at_once(native, piece)
            else:
                middle = (piece.top + piece.bottom) // 2
                waiting.append(Area(piece.sheet, middle + 1, piece.left, piece.bottom, piece.left))
                waiting.append(Area(piece.sheet, piece.top, piece.left, middle, piece.left))

    def _kind_throughout(self, native: Any, area: Area) -> str | None:
        """Return the kind that all cells of an area have, None when their formats differ."""
        cells = cells_of(native, area)
        key = cells.NumberFormat
        if key == 0 and area.shape != (1, 1) and cells.getPropertyState("NumberFormat") == _differ():
            return None  # LibreOffice says 0, which is a format too, where formats differ
        return self.kind(key)

    def _told_at_once(self, native: Any, piece: Area) -> Iterator[tuple[Area, str]]:
        """Return the pieces of an area in one answer per format."""
        groups = cells_of(native, piece).getUniqueCellFormatRanges()
        for position in range(groups.getCount()):
            group = groups.getByIndex(position)
            kind = self.kind(group.NumberFormat)
            for address in group.getRangeAddresses() if kind else ():
                yield area_at(piece.sheet, address), kind


@cache
def _differ() -> Any:
    """Return the word for a property that differs within a range."""
    return enum("com.sun.star.beans.PropertyState", "AMBIGUOUS_VALUE")


def _kind_of(flags: int) -> str:
    """Return the kind behind the flags of a format."""
    if flags & _DATE:
        return DATE
    if flags & _TIME:
        return DURATION if flags & _DURATION else TIME
    return FLAG if flags & _LOGICAL else ""
