"""Cells: addresses, and values as the XML that Excel writes for them."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from workbooks.package.markup import escape
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
LONGEST_TEXT = 32_767
ERRORS = frozenset(
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
    ]
)
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  cell dates have no zone
_LEAP_FAULT_ENDS = 61  # serial 60 is the 29 February 1900 that never was
_SHIFT_1904 = 1462
_EXACT = 2**53
_OFTEN_REPEATED = 60
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")

_AS_IT_IS = frozenset({type(None), bool, int, str, dt.datetime, dt.date, dt.time, dt.timedelta})

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Formula:
    """A formula for a cell, and the value it shows until it is calculated.

    Attributes
    ----------
    text : str
        Formula in the file's spelling (English names, commas), with or without the leading ``=``.
    value : bool, number, str, date or None
        Cached value. A text that is an Excel error, such as ``"#N/A"``, is cached as that error.

    Examples
    --------
    >>> Formula("=SUM(A1:A3)", 6.0).text
    '=SUM(A1:A3)'
    """

    text: str
    value: Any = None


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(column: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    column : int
        1-based number.

    Returns
    -------
    str
        Letters.

    Examples
    --------
    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """Return the 1-based number of a column.

    Examples
    --------
    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Return the address of a cell.

    Examples
    --------
    >>> address(3, 28)
    'AB3'
    """
    return f"{column_letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """Return row and column of an address; ValueError when it is none.

    Examples
    --------
    >>> parse_address("$AB$3")
    (3, 28)
    """
    found = _ADDRESS.match(text)
    if found is None:
        raise ValueError(f"not a cell address: {text!r}")
    return int(found[2]), column_number(found[1])


def parse_box(text: str) -> Box:
    """Return top, left, bottom and right of a range; ValueError when it is none.

    Examples
    --------
    >>> parse_box("A1:C5"), parse_box("B2")
    ((1, 1, 5, 3), (2, 2, 2, 2))
    """
    first, _, last = text.partition(":")
    top, left = parse_address(first)
    bottom, right = parse_address(last or first)
    return top, left, bottom, right


def box_text(box: Box) -> str:
    """Return the range of a box, a single cell without colon.

    Examples
    --------
    >>> box_text((1, 1, 5, 3)), box_text((2, 2, 2, 2))
    ('A1:C5', 'B2')
    """
    top, left, bottom, right = box
    first = address(top, left)
    return first if (top, left) == (bottom, right) else f"{first}:{address(bottom, right)}"


def boxes_meet(one: Box, other: Box) -> bool:
    """Return whether two boxes share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def serial_of(
    moment: dt.date | dt.datetime | dt.time | dt.timedelta, *, epoch_1904: bool = False
) -> float | int | None:
    """Return the serial number of a date, time or duration.

    Parameters
    ----------
    moment : date, datetime, time or timedelta
        A zone is dropped: the clock on the wall counts.
    epoch_1904 : bool
        Whether the workbook counts from 1904.

    Returns
    -------
    float, int or None
        Days; a whole number for a date; None before the first day Excel knows.

    Examples
    --------
    >>> serial_of(dt.date(2024, 1, 2)), serial_of(dt.date(1900, 2, 28)), serial_of(dt.date(1900, 3, 1))
    (45293, 59, 61)
    >>> serial_of(dt.date(1899, 12, 31)) is None
    True
    """
    if isinstance(moment, dt.timedelta):
        return moment / dt.timedelta(days=1)
    if isinstance(moment, dt.time):
        midnight = dt.datetime(1900, 1, 1)  # noqa: DTZ001  any day will do
        return (dt.datetime.combine(midnight, moment.replace(tzinfo=None)) - midnight) / dt.timedelta(days=1)
    if isinstance(moment, dt.datetime):
        serial: float | int = (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    else:
        serial = moment.toordinal() - _EPOCH.toordinal()
    if epoch_1904:
        return serial - _SHIFT_1904 if serial >= _SHIFT_1904 else None
    if serial < _LEAP_FAULT_ENDS:
        serial -= 1
    return serial if serial >= 1 else None


def plain(value: Any) -> Any:  # noqa: PLR0911  one return per kind of value
    """Return a value as one of None, bool, int, float, str, date, datetime, time, timedelta or Formula.

    Parameters
    ----------
    value : any
        A value from Python, numpy or pandas.

    Returns
    -------
    any
        None for missing ones (NaN, NaT, pandas.NA); texts of anything unknown.
    """
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is float:
        return value if value == value else None  # noqa: PLR0124  only NaN differs from itself
    if isinstance(value, Formula):
        return value
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "item") and type(value).__module__ == "numpy":
        return plain(_from_numpy(value))
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real | Decimal):
        return None if math.isnan(value) else float(value)
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, dt.datetime):
        return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
    return value if isinstance(value, dt.date | dt.time | dt.timedelta) else str(value)


def _from_numpy(value: Any) -> Any:
    """Return a numpy scalar as Python's; dates of finer grain than Python's come down to microseconds."""
    if value.dtype.kind in "mM":
        return value.astype(f"{value.dtype.kind}8[us]").item()
    return value.item()


def _number(attributes: str, value: float) -> str:
    """Write a number; one that Excel has no figure for becomes #NUM!."""
    if value != value:  # noqa: PLR0124  the quickest test for NaN, asked a million times
        return _blank(attributes, None)
    if math.isinf(value):
        return f'<c{attributes} t="e"><v>#NUM!</v></c>'
    return f"<c{attributes}><v>{value!r}</v></c>"


def _integer(attributes: str, value: int) -> str:
    """Write a whole number."""
    return _number(attributes, exact(value))


def exact(value: int) -> float:
    """Return a whole number as Excel would keep it: a float beyond what a float holds exactly.

    Examples
    --------
    >>> exact(2**53), exact(2**53 + 1), exact(10**400)
    (9007199254740992, 9007199254740992.0, inf)
    """
    if -_EXACT <= value <= _EXACT:
        return value
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _boolean(attributes: str, value: bool) -> str:  # noqa: FBT001  called by the type of the value
    """Write a truth value."""
    return f'<c{attributes} t="b"><v>{int(value)}</v></c>'


def _text(attributes: str, value: str) -> str:
    """Write a text inline, so that the shared strings of the workbook stay untouched."""
    if len(value) > LONGEST_TEXT:
        raise WorkbookError("workbook.text_too_long", cell=attributes[4:].partition('"')[0], got=len(value))
    return f"<c{attributes}{inline_text(value)}"


def inline_text(value: str) -> str:
    """Return what follows the attributes of a cell with a text; one too long is told apart by its caller.

    Examples
    --------
    >>> inline_text("a & b")
    ' t="inlineStr"><is><t>a &amp; b</t></is></c>'
    """
    return _short(value) if len(value) <= _OFTEN_REPEATED else _inline(value)


def _inline(value: str) -> str:
    """Return it anew."""
    keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f' t="inlineStr"><is><t{keep}>{escape(value)}</t></is></c>'


_short = lru_cache(maxsize=8_192)(_inline)  # names, numbers of documents, words of ours


def _blank(attributes: str, _value: object) -> str:
    """Write an empty cell, which exists only for its style."""
    return f"<c{attributes}/>" if " s=" in attributes else ""


def _formula(attributes: str, value: Formula) -> str:
    """Write a formula with its cached value."""
    text = value.text.removeprefix("=")
    kind, cached = cached_xml(value.value)
    return f"<c{attributes}{kind}><f>{escape(text)}</f>{cached}</c>"


def cached_xml(value: Any, *, epoch_1904: bool = False) -> tuple[str, str]:
    """Return the type attribute and the value element of a cached value.

    Parameters
    ----------
    value : any
        As in `Formula`.
    epoch_1904 : bool
        Whether the workbook counts from 1904.

    Returns
    -------
    tuple of str
        For instance ``(' t="str"', '<v>late</v>')``; both empty for None.

    Examples
    --------
    >>> cached_xml("#N/A"), cached_xml(True), cached_xml(1.5), cached_xml(None)
    ((' t="e"', '<v>#N/A</v>'), (' t="b"', '<v>1</v>'), ('', '<v>1.5</v>'), ('', ''))
    """
    value = plain(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        serial = serial_of(value, epoch_1904=epoch_1904)
        value = serial if serial is not None else str(value)
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<v>{int(value)}</v>"
    if isinstance(value, str):
        return (' t="e"' if value in ERRORS else ' t="str"'), f"<v>{escape(value)}</v>"
    if isinstance(value, int):
        value = exact(value)
    if isinstance(value, float) and math.isinf(value):
        return ' t="e"', "<v>#NUM!</v>"
    return "", f"<v>{value!r}</v>"


RENDER: dict[type, Callable[[str, Any], str]] = {
    float: _number,
    int: _integer,
    bool: _boolean,
    str: _text,
    type(None): _blank,
    Formula: _formula,
}
