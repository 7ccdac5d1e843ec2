"""How new cells are dressed: in the style of their row, table or column, and dates so that they show."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbooks.package.cells import Formula, plain, serial_of

if TYPE_CHECKING:
    from collections.abc import Callable

STYLE = re.compile(r'\bs="([0-9]+)"')


class StyleText(dict[int, str]):
    """Style attribute per column, made when first asked."""

    def __init__(self, style_of: Callable[[int], int]) -> None:
        super().__init__()
        self._style_of = style_of

    def __missing__(self, column: int) -> str:
        """Make the attribute of one column."""
        style = self._style_of(column)
        text = self[column] = f' s="{style}"' if style else ""
        return text


@dataclass
class Dress:
    """How cells that do not exist yet are dressed.

    Attributes
    ----------
    columns : list of tuple
        First column, last column, style.
    grown : list of tuple
        First row, last row, style per column: what a table's new rows take from its first one.
    moment_style : callable
        From a style and ``"date"``, ``"moment"`` or ``"time"`` to one that shows it as such.
    epoch_1904 : bool
        Whether the workbook counts days from 1904.
    """

    columns: list[tuple[int, int, int]]
    grown: list[tuple[int, int, dict[int, int]]]
    moment_style: Callable[[int, str], int]
    epoch_1904: bool = False
    _texts: dict[int | None, StyleText] = field(default_factory=dict)
    _moments: dict[tuple[str, str], str] = field(default_factory=dict)

    def column_style(self, column: int) -> int:
        """Return the style of a column, 0 when it has none."""
        return next((style for first, last, style in self.columns if first <= column <= last), 0)

    def of_row(self, row: int, row_style: int | None) -> StyleText:
        """Return the style attributes that new cells of a row take."""
        at = next((i for i, (first, last, _) in enumerate(self.grown) if first <= row <= last), None)
        if at is None and row_style is not None:
            return StyleText(lambda _column: row_style)
        if at not in self._texts:
            own = {} if at is None else self.grown[at][2]
            self._texts[at] = StyleText(lambda column: own.get(column, self.column_style(column)))
        return self._texts[at]

    def settled(self, value: Any, style: str) -> tuple[Any, str]:
        """Return a value as one that can be rendered, and the style attribute that shows it."""
        if type(value) is not dt.date:  # what most of them are
            value = plain(value)
        if isinstance(value, Formula):
            return value, style
        if not isinstance(value, dt.date | dt.time | dt.timedelta):
            return value, style
        serial = serial_of(value, epoch_1904=self.epoch_1904)
        if serial is None:
            return str(value), style
        kind = (
            "moment" if isinstance(value, dt.datetime) else "date" if isinstance(value, dt.date) else "time"
        )
        return serial, self.shown_as(kind, style)

    def shown_as(self, kind: str, style: str) -> str:
        """Return the style attribute that shows a number as a date, a moment or a time; found once."""
        shown = self._moments.get((kind, style))
        if shown is None:
            found = STYLE.search(style)
            shown = f' s="{self.moment_style(int(found[1]) if found else 0, kind)}"'
            self._moments[kind, style] = shown
        return shown
