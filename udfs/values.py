"""The one door between the cells of a host and our functions; `udfs.columns` takes whole ranges through it.

Excel hands over tuples of tuples and error numbers, Calc lists and serial dates, a closed file lists and
error texts. Inside the door four things are apart: value, blank (None, NaN in an array), zero, `CellError`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from xlcredit.errors import ArgumentError


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
    -2146826238: "#CALC!",
}
"""What COM hands over for an error value: 0x800A0000 plus the number that ``CVErr`` takes."""

ERROR_TEXTS = frozenset(ERROR_NUMBERS.values())
OMITTED = -2147352572
"""What COM hands over for an argument that was left out (DISP_E_PARAMNOTFOUND)."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a cell holds a date without a zone
LAST_SERIAL = 2958465.0
"""31 December 9999, the last day Excel can show."""


def cell_of(value: Any) -> Any:
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
    if isinstance(value, str):
        if value in ERROR_TEXTS:
            return CellError(value)
        return value if value and not value.isspace() else None
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) is int and value < 0:
        if value == OMITTED:
            return None
        if value in ERROR_NUMBERS:
            return CellError(ERROR_NUMBERS[value])
    if isinstance(value, float) and math.isnan(value):
        return None
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
    return isinstance(value, list | tuple | np.ndarray)


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
    for row in rows_of(value):
        for host_cell in row:
            cell = cell_of(host_cell)
            if isinstance(cell, CellError):
                return cell
    return None


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

    Examples
    --------
    >>> number_of(" 12.5 ", "days"), number_of(None, "days")
    (12.5, nan)
    """
    cell = cell_of(value)
    if isinstance(cell, float | int):
        return float(cell)
    if cell is None:
        return math.nan
    if isinstance(cell, date):
        return serial_of(cell)
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ArgumentError("hosts.not_a_number", argument=argument, got=cell)
    return number


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


def date_of(value: Any, argument: str) -> date | None:
    """Return one cell as a date.

    Parameters
    ----------
    value : object
        Serial number, date, or text as ``2026-01-05``; any other text is refused, never guessed.
    argument : str
        Name for the message.

    Returns
    -------
    date or None
        None for a blank.

    Raises
    ------
    ArgumentError
        When the cell holds something else, or a number that is no day of the calendar.

    Examples
    --------
    >>> date_of(46027.0, "as_of"), date_of("2026-01-05", "as_of")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5))
    """
    cell = cell_of(value)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 1.0 <= cell <= LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(cell))).date()
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        raise ArgumentError("hosts.not_a_date", argument=argument, got=cell) from None


def text_of(value: Any, _argument: str = "") -> str | None:
    """Return one cell as text.

    Parameters
    ----------
    value : object
        Scalar from any host; a whole number loses its ``.0``, as a cell shows it.

    Returns
    -------
    str or None
        None for a blank.

    Examples
    --------
    >>> text_of(1001.0), text_of(" A ")
    ('1001', 'A')
    """
    cell = cell_of(value)
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


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
    if isinstance(cell, float | int):
        return bool(cell)
    raise ArgumentError("hosts.not_a_flag", argument=argument, got=cell)


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
            return CellError("#N/A")
        return value if math.isfinite(value) else CellError("#NUM!")
    return CellError("#N/A") if value is None or value != value else value  # noqa: PLR0124  NaT too
