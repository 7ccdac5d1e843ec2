"""The raw values of one column, sorted by kind once, so that each kind is then read as an array."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BLANK, TEXT, NUMBER, DATE, FLAG, ERROR, OTHER = range(7)

NEVER_CALCULATED = "#NEVER-CALCULATED!"
"""What stands for a formula whose value was never stored in the file."""

ERROR_TEXTS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", NEVER_CALCULATED,
})  # fmt: skip
# What COM hands over for an error cell: 0x800A0000 + 2000 (#NULL!) and so on, as signed integers.
ERROR_CODES = frozenset(-2146826288 + step for step in (0, 7, 15, 23, 29, 36, 42, 43, 45, 46, 47, 48, 49, 50))

_KINDS: tuple[tuple[type, int], ...] = (
    (bool, FLAG),
    (np.bool_, FLAG),
    (str, TEXT),
    (int, NUMBER),
    (float, NUMBER),
    (Decimal, NUMBER),
    (np.number, NUMBER),
    (type(pd.NaT), BLANK),
    (datetime, DATE),
    (date, DATE),
    (np.datetime64, DATE),
    (time, OTHER),
    (timedelta, OTHER),
    (type(None), BLANK),
)


class _KindOfType(dict[type, int]):
    """Kind of a Python type, found once per type."""

    def __missing__(self, wanted: type) -> int:
        """Find the kind of a type that was not met before."""
        kind = next((kind for known, kind in _KINDS if issubclass(wanted, known)), OTHER)
        self[wanted] = kind
        return kind


_kind_of_type = _KindOfType()


def plain(text: str) -> str:
    """Return a text with full-width characters narrowed and white space trimmed.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same in compatibility form (NFKC).

    Examples
    --------
    >>> plain("　２０２６／０１／０５ ")
    '2026/01/05'
    """
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True)
class Cells:
    """The values of one column with their kinds.

    Attributes
    ----------
    raw : ndarray of object, shape (n,)
        Raw values.
    kinds : ndarray of int8, shape (n,)
        One of the kinds of this module per value.
    text_codes : ndarray of int64, shape (number of texts,)
        For each text cell from the top, its place in `texts`.
    texts : ndarray of object
        Distinct texts of the column.
    """

    raw: NDArray[np.object_]
    kinds: NDArray[np.int8]
    text_codes: NDArray[np.int64]
    texts: NDArray[np.object_]

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.raw)

    @cached_property
    def is_blank(self) -> NDArray[np.bool_]:
        """Whether each value is blank."""
        return np.asarray(self.kinds == BLANK)

    @cached_property
    def text_rows(self) -> NDArray[np.intp]:
        """Positions of the text cells."""
        return np.flatnonzero(self.kinds == TEXT)

    def spread(self, per_text: NDArray[Any], fill: Any) -> NDArray[Any]:
        """Return a full column from one value per distinct text.

        Parameters
        ----------
        per_text : ndarray, shape (number of distinct texts,)
            Value for each of `texts`.
        fill : any
            Value for the cells that hold no text.

        Returns
        -------
        ndarray, shape (n,)
            The column.
        """
        column = np.full(len(self), fill, dtype=per_text.dtype)
        column[self.text_rows] = per_text[self.text_codes]
        return column

    def numbers(self) -> NDArray[np.float64]:
        """Return the number cells as floats, NaN elsewhere."""
        numbers = np.full(len(self), np.nan)
        rows = self.kinds == NUMBER
        numbers[rows] = self.raw[rows].astype(np.float64)
        return numbers


def cells_of(values: Sequence[Any]) -> Cells:
    """Sort the raw values of a column by kind.

    Parameters
    ----------
    values : sequence, shape (n,)
        Raw values of one column.

    Returns
    -------
    Cells
        White space alone and NaN are blank; the text of an Excel error is an error.

    Examples
    --------
    >>> cells_of([1.5, "", " ", "Alpha", "#N/A", None, True]).kinds.tolist()
    [2, 0, 0, 1, 5, 0, 4]
    """
    column = np.empty(len(values), dtype=object)
    column[:] = values
    kinds = np.fromiter(map(_kind_of_type.__getitem__, map(type, values)), dtype=np.int8, count=len(values))
    codes, texts = _sort_texts(column, kinds)
    _sort_numbers(column, kinds)
    return Cells(column, kinds, codes, texts)


def _sort_texts(
    column: NDArray[np.object_], kinds: NDArray[np.int8]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Find the distinct texts; mark blank and error texts in `kinds`."""
    rows = np.flatnonzero(kinds == TEXT)
    if not len(rows):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    codes, found = pd.factorize(column[rows])
    texts = np.asarray(found, dtype=object)
    kind_of_text = np.fromiter(map(_kind_of_text, texts), dtype=np.int8, count=len(texts))
    kinds[rows] = kind_of_text[codes]
    kept = kind_of_text == TEXT
    if kept.all():
        return codes.astype(np.int64, copy=False), texts
    renumbered = np.cumsum(kept) - 1
    return renumbered[codes[kept[codes]]].astype(np.int64, copy=False), texts[kept]


def _kind_of_text(text: str) -> int:
    """Tell a blank, an error and a text apart."""
    if not text or text.isspace():
        return BLANK
    return ERROR if text[0] == "#" and text.strip().upper() in ERROR_TEXTS else TEXT


def _sort_numbers(column: NDArray[np.object_], kinds: NDArray[np.int8]) -> None:
    """Mark numbers that are no numbers (NaN, infinity) and COM error codes in `kinds`."""
    rows = np.flatnonzero(kinds == NUMBER)
    if not len(rows):
        return
    numbers = column[rows].astype(np.float64)
    if not np.isfinite(numbers).all():
        kinds[rows[np.isnan(numbers)]] = BLANK
        kinds[rows[np.isinf(numbers)]] = ERROR
    if numbers.min(initial=math.inf) <= max(ERROR_CODES):
        wrong = [row for row in rows if type(column[row]) is int and column[row] in ERROR_CODES]
        kinds[wrong] = ERROR
