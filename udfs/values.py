"""The one door between the cells of a host and our functions; `udfs.columns` takes whole ranges through it.

Excel hands over tuples of tuples and error numbers, Calc lists and serial dates, a closed file lists and
error texts. Inside the door four things are apart: value, blank (None, NaN in an array), zero, `CellError`.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from types import NoneType
from typing import Any

import numpy as np

from xlcredit.errors import ArgumentError, ImpossibleNumberError


@dataclass(frozen=True)
class CellError:
    """An Excel error value.

    Attributes
    ----------
    code : str
        As a cell shows it, for instance ``"#N/A"``.
    """

    code: str

    def __str__(self) -> str:
        """Return the error as a cell shows it."""
        return self.code


NOT_AVAILABLE, BEYOND_NUMBERS = CellError("#N/A"), CellError("#NUM!")

ERROR_NUMBERS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""What COM hands over for an error value: 0x800A0000 plus the number that ``CVErr`` takes."""

FIRST_ERROR_NUMBER, LAST_ERROR_NUMBER = -2146826288, -2146826188
"""Where error numbers lie, those of a later Excel too, which are ``#UNKNOWN!``: no amount of money is one."""

ERROR_TEXTS = frozenset(ERROR_NUMBERS.values())
OMITTED = -2147352572
"""What COM hands over for an argument that was left out (DISP_E_PARAMNOTFOUND)."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a cell holds a date without a zone
_EPOCH_ORDINAL = _EPOCH.toordinal()
FIRST_SERIAL, LAST_SERIAL = 61.0, 2958465.0
"""1 March 1900 to 31 December 9999: before it Excel and Calc disagree on the day, after it there is none."""

FIRST_DAY = date(1900, 3, 1)
_NO_ERRORS = frozenset({float, bool, NoneType})
_BLOCKS = (list, tuple, np.ndarray)
_LARGEST = sys.float_info.max


def cell_of(value: Any) -> Any:  # noqa: PLR0911  one way out per kind, the most frequent first
    """Return one host value as what it is: number, text, flag, date, None for a blank, or a `CellError`.

    Parameters
    ----------
    value : object
        Scalar from any host.

    Returns
    -------
    float, int, str, bool, date, datetime, CellError or None
        The value; blank and white text become None.

    Examples
    --------
    >>> cell_of(-2146826246), cell_of("#N/A"), cell_of("  "), cell_of(0)
    (CellError(code='#N/A'), CellError(code='#N/A'), None, 0)
    """
    kind = type(value)
    if kind is float:  # most cells are, and this is asked of every one
        return value if value == value else None  # noqa: PLR0124  NaN is not itself
    if kind is str:
        if value in ERROR_TEXTS:
            return CellError(value)
        return value if value and not value.isspace() else None
    if kind is int:
        return value if value >= 0 else _negative(value)
    if isinstance(value, np.generic):
        return cell_of(value.item())
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)  # COM's dates name a zone and mean none
    return value


def _negative(value: int) -> Any:
    """Return a whole number below zero, unless it is what COM hands over for an error or nothing."""
    if value == OMITTED:
        return None
    if FIRST_ERROR_NUMBER <= value <= LAST_ERROR_NUMBER:
        return CellError(ERROR_NUMBERS.get(value, "#UNKNOWN!"))
    return value


def is_block(value: Any) -> bool:
    """Return whether a host value is a range rather than one cell.

    Parameters
    ----------
    value : object
        From any host.

    Returns
    -------
    bool
        True for lists, tuples and arrays.

    Examples
    --------
    >>> is_block(((1.0,),)), is_block("text")
    (True, False)
    """
    return isinstance(value, _BLOCKS)


def rows_of(value: Any) -> list[list[Any]]:
    """Return a host value as rows of cells; a flat list is a column, one cell is a block of one.

    Parameters
    ----------
    value : object
        From any host.

    Returns
    -------
    list of list
        Rows; the cells are still the host's.

    Examples
    --------
    >>> rows_of(((1.0, 2.0),)), rows_of([1.0, 2.0]), rows_of(5)
    ([[1.0, 2.0]], [[1.0], [2.0]], [[5]])
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return [list(row) for row in value]
    return [[cell] for cell in value]


def first_error(value: Any) -> CellError | None:
    """Return the first error value in a host value.

    Parameters
    ----------
    value : object
        One cell or a range, from any host.

    Returns
    -------
    CellError or None
        None when there is none.

    Examples
    --------
    >>> first_error(((1.0, "#REF!"),))
    CellError(code='#REF!')
    """
    if not is_block(value):
        cell = cell_of(value)
        return cell if isinstance(cell, CellError) else None
    in_rows = isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
    cells = list(chain.from_iterable(value if in_rows else rows_of(value)))
    kinds = {kind for kind in set(map(type, cells)) if kind not in _NO_ERRORS}
    if not kinds:
        return None  # a million numbers and blanks need no second look
    found = (cell_of(cell) for cell in cells if type(cell) in kinds)
    return next((cell for cell in found if isinstance(cell, CellError)), None)


def number_of(value: Any, argument: str) -> float:
    """Return one cell as a number.

    Parameters
    ----------
    value : object
        Scalar from any host; a date counts as its serial number, TRUE as 1.
    argument : str
        Name for the message.

    Returns
    -------
    float
        NaN for a blank.

    Raises
    ------
    ArgumentError
        When the cell holds text that is no number.
    ImpossibleNumberError
        When it is infinite.

    Examples
    --------
    >>> number_of(" 12.5 ", "days"), number_of(None, "days")
    (12.5, nan)
    """
    if type(value) is float and -_LARGEST <= value <= _LARGEST:
        return value
    cell = cell_of(value)
    if cell is None:
        return math.nan
    if isinstance(cell, date):
        return serial_of(cell)
    try:
        number = float(cell)
    except (TypeError, ValueError, OverflowError):
        raise ArgumentError("hosts.not_a_number", argument=argument, got=_shown(cell)) from None
    if isinstance(cell, str) and ("_" in cell or not math.isfinite(number)):  # float() takes 1_000 and "nan"
        raise ArgumentError("hosts.not_a_number", argument=argument, got=cell)
    if not math.isfinite(number):
        raise ImpossibleNumberError("hosts.not_finite", argument=argument, got=number)
    return number


def _shown(cell: Any) -> Any:
    """Return a cell as a message shows it."""
    return str(cell) if isinstance(cell, CellError | date) else cell


def serial_of(value: date) -> float:
    """Return the serial number a spreadsheet keeps for a date (1900 system).

    Parameters
    ----------
    value : date or datetime
        Without a zone.

    Returns
    -------
    float
        [days since 30 December 1899]

    Examples
    --------
    >>> serial_of(date(2026, 1, 5))
    46027.0
    """
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001  a cell holds no zone
    return (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)


def date_of(value: Any, argument: str, *, earliest: date = FIRST_DAY) -> date | None:
    """Return one cell as a date.

    Parameters
    ----------
    value : object
        Serial number, date, or text as ``2026-01-05``; any other text is refused, never guessed.
    argument : str
        Name for the message.
    earliest : date, optional
        Dates and texts before it are refused; numbers below that of 1 March 1900 always are.

    Returns
    -------
    date or None
        None for a blank.

    Raises
    ------
    ArgumentError
        When the cell holds something else, or a number or date that no spreadsheet has as a day.

    Examples
    --------
    >>> date_of(46027.0, "as_of"), date_of("2026-01-05", "as_of")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5))
    """
    if type(value) is float and FIRST_SERIAL <= value <= LAST_SERIAL:
        return date.fromordinal(int(value) + _EPOCH_ORDINAL)
    cell = cell_of(value)
    if cell is None:
        return None
    day = _day(cell)
    if day is None:
        raise ArgumentError("hosts.not_a_date", argument=argument, got=_shown(cell))
    if day == date.min or day < earliest:
        raise ArgumentError("hosts.date_out_of_range", argument=argument, got=_shown(cell))
    return day


def _day(cell: Any) -> date | None:
    """Return the day a cell holds, `date.min` for a number that is none, None for anything else."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        known = FIRST_SERIAL <= cell <= LAST_SERIAL
        return date.fromordinal(int(cell) + _EPOCH_ORDINAL) if known else date.min
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        return None


def text_of(value: Any, argument: str = "") -> str | None:
    """Return one cell as text.

    Parameters
    ----------
    value : object
        Scalar from any host; a whole number loses its ``.0``, as a cell shows it.
    argument : str
        Name for the message.

    Returns
    -------
    str or None
        None for a blank.

    Raises
    ------
    ArgumentError
        When the cell holds an error value.

    Examples
    --------
    >>> text_of(1001.0), text_of(" A ")
    ('1001', 'A')
    """
    cell = cell_of(value)
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return None
    if isinstance(cell, CellError):
        raise ArgumentError("hosts.error_in", argument=argument, error=cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def flag_of(value: Any, argument: str) -> bool | None:
    """Return one cell as yes or no.

    Parameters
    ----------
    value : object
        TRUE or FALSE, or a number (Calc hands TRUE over as 1).
    argument : str
        Name for the message.

    Returns
    -------
    bool or None
        None for a blank.

    Raises
    ------
    ArgumentError
        When the cell holds text.

    Examples
    --------
    >>> flag_of(1.0, "net"), flag_of(None, "net")
    (True, None)
    """
    cell = cell_of(value)
    if cell is None or isinstance(cell, bool):
        return cell
    if cell in (0, 1):
        return bool(cell)
    raise ArgumentError("hosts.not_a_flag", argument=argument, got=_shown(cell))


def answer_of(value: Any) -> Any:
    """Return one result as a cell takes it: unknown is #N/A, infinite is #NUM!.

    Parameters
    ----------
    value : object
        Scalar from the domain.

    Returns
    -------
    float, int, str, bool, date or CellError
        Text stays text; None becomes #N/A.

    Examples
    --------
    >>> answer_of(np.float64("nan")), answer_of(math.inf), answer_of("B")
    (CellError(code='#N/A'), CellError(code='#NUM!'), 'B')
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124  NaN is the only number unequal to itself, and this is the fast path
            return NOT_AVAILABLE
        return value if math.isfinite(value) else BEYOND_NUMBERS
    return NOT_AVAILABLE if value is None or value != value else value  # noqa: PLR0124  NaT too
