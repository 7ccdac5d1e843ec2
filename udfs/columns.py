"""Ranges through the door: cells of a host become one array with its errors apart, an array becomes cells."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from udfs.values import (
    LAST_SERIAL,
    OMITTED,
    CellError,
    answer_of,
    cell_of,
    date_of,
    flag_of,
    number_of,
    rows_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_EPOCH_DAY = np.datetime64("1899-12-30", "D")
_LAST_ERROR_NUMBER = -2146826200


@dataclass(frozen=True)
class Column:
    """The cells of a range as one array, row by row, and where errors stand in it.

    Attributes
    ----------
    values : ndarray, shape (n,)
        NaN, NaT or None where the cell is blank or holds an error.
    shape : tuple of int
        Rows and columns of the range.
    errors : dict
        Position to `CellError`.
    """

    values: NDArray[Any]
    shape: tuple[int, int]
    errors: dict[int, CellError] = field(default_factory=dict)


def numbers_of(value: Any, argument: str) -> Column:
    """Return a range as an array of numbers.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.

    Returns
    -------
    Column
        float64; NaN where blank.

    Raises
    ------
    ArgumentError
        When a cell holds text that is no number; the message names its row.

    Examples
    --------
    >>> numbers_of([[1.0], [None], ["#N/A"]], "amounts").values
    array([ 1., nan, nan])
    """
    cells, shape = _flat(value)
    try:
        fast = np.array(cells, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return _slowly(cells, shape, argument, number_of, np.dtype(np.float64), math.nan)
    if ((fast > OMITTED - 1) & (fast < _LAST_ERROR_NUMBER)).any():  # an error number of COM may be among them
        return _slowly(cells, shape, argument, number_of, np.dtype(np.float64), math.nan)
    return Column(fast, shape)


def dates_of(value: Any, argument: str) -> Column:
    """Return a range as an array of days.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.

    Returns
    -------
    Column
        datetime64[D]; NaT where blank.

    Raises
    ------
    ArgumentError
        When a cell holds no date; the message names its row.

    Examples
    --------
    >>> dates_of([[46027.0], [None]], "due_dates").values
    array(['2026-01-05', 'NaT'], dtype='datetime64[D]')
    """
    cells, shape = _flat(value)
    try:
        serials = np.array(cells, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        serials = np.array([-1.0])
    blank = np.isnan(serials)
    is_day = (serials >= 1.0) & (serials <= LAST_SERIAL)
    if not (blank | is_day).all() or bool in set(map(type, cells)):
        return _slowly(cells, shape, argument, date_of, np.dtype("datetime64[D]"), np.datetime64("NaT", "D"))
    days = _EPOCH_DAY + np.where(blank, 0, serials).astype(np.int64)
    days[blank] = np.datetime64("NaT")
    return Column(days, shape)


def texts_of(value: Any, argument: str) -> Column:
    """Return a range as an array of texts.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.

    Returns
    -------
    Column
        object; None where blank.

    Examples
    --------
    >>> texts_of([["A"], [1001.0], [""]], "customers").values
    array(['A', '1001', None], dtype=object)
    """
    cells, shape = _flat(value)
    return _slowly(cells, shape, argument, text_of, np.dtype(object), None)


def flags_of(value: Any, argument: str) -> Column:
    """Return a range as an array of flags.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.

    Returns
    -------
    Column
        object: True, False, or None where blank.

    Raises
    ------
    ArgumentError
        When a cell holds text; the message names its row.

    Examples
    --------
    >>> flags_of([[True], [0.0]], "net").values
    array([True, False], dtype=object)
    """
    cells, shape = _flat(value)
    return _slowly(cells, shape, argument, flag_of, np.dtype(object), None)


def cells_of(value: Any, _argument: str = "") -> Column:
    """Return a range as an array of any cells.

    Parameters
    ----------
    value : object
        Range from any host.

    Returns
    -------
    Column
        object: each cell as `cell_of` gives it; None where blank.

    Examples
    --------
    >>> cells_of([["A"], [72.0]]).values
    array(['A', 72.0], dtype=object)
    """
    cells, shape = _flat(value)
    return _slowly(cells, shape, "", lambda cell, _argument: cell, np.dtype(object), None)


def _flat(value: Any) -> tuple[list[Any], tuple[int, int]]:
    """Return the cells of a range row by row, and its shape."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        width = len(value[0])
        if width == 1:
            return [row[0] for row in value], (len(value), 1)
        return [cell for row in value for cell in row], (len(value), width)
    rows = rows_of(value)
    return [cell for row in rows for cell in row], (len(rows), len(rows[0]) if rows else 0)


def _slowly(  # noqa: PLR0917  one conversion, told apart by what it needs
    cells: Sequence[Any],
    shape: tuple[int, int],
    argument: str,
    convert: Callable[[Any, str], Any],
    dtype: np.dtype[Any],
    blank: Any,
) -> Column:
    """Convert cell by cell, keeping errors apart and naming the row of a cell that cannot be read."""
    values = np.full(len(cells), blank, dtype=dtype)
    errors: dict[int, CellError] = {}
    for position, host_cell in enumerate(cells):
        cell = cell_of(host_cell)
        if isinstance(cell, CellError):
            errors[position] = cell
        elif cell is not None:
            values[position] = convert(cell, f"{argument}[{position + 1}]")
    return Column(values, shape, errors)


def answers_of(values: Any, shape: tuple[int, int], errors: dict[int, CellError]) -> list[list[Any]]:
    """Return a result array as rows of cells in the shape of the argument it came from.

    Parameters
    ----------
    values : sequence, shape (n,)
        One result per cell.
    shape : tuple of int
        Rows and columns.
    errors : dict
        Errors of the arguments, by position; they win over the result.

    Returns
    -------
    list of list
        Rows of cells.

    Examples
    --------
    >>> answers_of(np.array([1.0, np.nan]), (2, 1), {})
    [[1.0], [CellError(code='#N/A')]]
    """
    array = np.asarray(values)
    if array.dtype == np.float64:
        odd = np.flatnonzero(~np.isfinite(array))
        if not odd.size and not errors:
            return list(array.reshape(shape).tolist())
        cells = array.astype(object)
        cells[odd] = [answer_of(cell) for cell in array[odd].tolist()]
    else:
        cells = np.empty(array.size, dtype=object)
        cells[:] = [answer_of(cell) for cell in array.tolist()]
    for position, error in errors.items():
        cells[position] = error
    return list(cells.reshape(shape).tolist())
