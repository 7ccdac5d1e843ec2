"""New rows written by the pattern of their kinds: thousands of rows of a table hold the same ones."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from workbooks.package.cells import LONGEST_TEXT, column_letters, exact, inline_text, serial_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbooks.package.dress import Dress, StyleText

_NUMBER = "\0"  # stands for the number of the row; no text that is written can hold it
_ODD = re.compile(r"<v>(?:[niN]|-i)")  # NaN, infinity, a day that has no serial number


class _Pattern(NamedTuple):
    """A row with a gap for each value, and what brings the values into their written form."""

    text: str
    written: tuple[Callable[[Any], Any] | None, ...]


class RowPatterns:
    """The patterns met so far while rows are written.

    Parameters
    ----------
    dress : Dress
        How new cells are dressed.
    """

    def __init__(self, dress: Dress) -> None:
        self._dress = dress
        self._known: dict[tuple[int, tuple[int, ...], tuple[type, ...]], _Pattern | None] = {}
        self._serials: dict[dt.datetime, float | int | None] = {}

    def row(self, number: int, cells: Mapping[int, Any]) -> str | None:
        """Return a new row as text, None when one of its cells wants a closer look.

        Parameters
        ----------
        number : int
            The row.
        cells : mapping
            Column to value.

        Returns
        -------
        str or None
            The row with its tags. None for formulas, numbers that Excel has no figure for, very long texts,
            columns out of order, and a row in which nothing is to be written.
        """
        styles = self._dress.of_row(number, None)
        columns, kinds = tuple(cells), tuple(map(type, cells.values()))
        key = id(styles), columns, kinds  # a dress keeps its styles, so no other can take their place
        if key not in self._known:
            self._known[key] = self._pattern(columns, kinds, styles)
        pattern = self._known[key]
        if pattern is None:
            return None
        values = [
            value if written is None else written(value)
            for value, written in zip(cells.values(), pattern.written, strict=True)
        ]
        text = pattern.text % tuple(values)
        is_odd = len(text) > LONGEST_TEXT or _ODD.search(text)
        return None if is_odd else text.replace(_NUMBER, str(number))

    def _pattern(
        self, columns: tuple[int, ...], kinds: tuple[type, ...], styles: StyleText
    ) -> _Pattern | None:
        """Return the pattern of a row, None when it has none."""
        gaps = {
            float: ("><v>%r</v></c>", None),
            int: ("><v>%r</v></c>", exact),
            bool: (' t="b"><v>%d</v></c>', None),
            str: ("%s", inline_text),
            dt.datetime: ("><v>%r</v></c>", self._serial),
        }
        cells: list[str] = []
        written: list[Callable[[Any], Any] | None] = []
        for column, kind in zip(columns, kinds, strict=True):
            style = styles[column]
            if kind is type(None):
                cells.append(f'<c r="{column_letters(column)}{_NUMBER}"{style}/>%.0s' if style else "%.0s")
                written.append(None)
                continue
            if kind not in gaps:
                return None
            gap, reader = gaps[kind]
            shown = self._dress.shown_as("moment", style) if kind is dt.datetime else style
            cells.append(f'<c r="{column_letters(column)}{_NUMBER}"{shown}{gap}')
            written.append(reader)
        in_order = all(left < right for left, right in pairwise(columns))
        if not in_order or all(cell == "%.0s" for cell in cells):
            return None
        return _Pattern(f'<row r="{_NUMBER}">{"".join(cells)}</row>', tuple(written))

    def _serial(self, moment: dt.datetime) -> float | int | None:
        """Return the serial number of a moment; the days of a ledger come again and again."""
        if moment not in self._serials:
            self._serials[moment] = serial_of(moment, epoch_1904=self._dress.epoch_1904)
        return self._serials[moment]
