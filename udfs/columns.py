"""Ranges through the door: cells of a host become one array with its errors apart, an array becomes cells."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain
from struct import Struct
from struct import error as StructError  # noqa: N812  it is a class
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from udfs.values import (
    FIRST_DAY,
    FIRST_SERIAL,
    LAST_ERROR_NUMBER,
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
from xlcredit.errors import ArgumentError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

_PLAIN = frozenset({float, int, bool, NoneType})
_ROWS = frozenset({list, tuple})
_PIECE = 1_000
"""Rows of a block that are turned into columns at a time."""
_EPOCH_DAY = np.datetime64("1899-12-30", "D")


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
    cells, shape = _flat(value, argument)
    fast = _packed(cells)
    if fast is None:
        return _slowly(cells, shape, argument, number_of, np.dtype(np.float64), math.nan)
    return Column(fast, shape)


@lru_cache(maxsize=256)
def _packer(count: int) -> Struct:
    """Return what packs so many numbers."""
    return Struct(f"{count}d")


def _packed(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    """Return cells that are all numbers or blank as an array at once, None where they must be looked at."""
    try:  # three times as fast as NumPy, and takes no text and no blank
        return _without_error_numbers(np.frombuffer(_packer(len(cells)).pack(*cells)))
    except StructError:
        if not set(map(type, cells)) <= _PLAIN:
            return None
    return _without_error_numbers(np.array(cells, dtype=np.float64))


def _without_error_numbers(fast: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return numbers as they are, None when an infinite one or an error number of COM may be among them."""
    if not (
        fast.min(initial=0.0) > LAST_ERROR_NUMBER and fast.max(initial=0.0) < np.inf
    ):  # NaN comes here too
        suspicious = np.isinf(fast) | ((fast >= OMITTED) & (fast <= LAST_ERROR_NUMBER))
        if suspicious.any():
            return None
    return fast


def dates_of(value: Any, argument: str, *, earliest: date = FIRST_DAY) -> Column:
    """Return a range as an array of days.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.
    earliest : date, optional
        As in `udfs.values.date_of`.

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
    cells, shape = _flat(value, argument)
    serials = _packed(cells)
    if serials is not None:
        blank = np.isnan(serials)
        is_day = (serials >= FIRST_SERIAL) & (serials <= LAST_SERIAL)
        if (blank | is_day).all():
            days = _EPOCH_DAY + np.where(blank, 0, serials).astype(np.int64)
            days[blank] = np.datetime64("NaT")
            return Column(days, shape)
    convert = partial(date_of, earliest=earliest)
    return _slowly(cells, shape, argument, convert, np.dtype("datetime64[D]"), np.datetime64("NaT", "D"))


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
    cells, shape = _flat(value, argument)
    if set(map(type, cells)) <= {str, NoneType}:
        meaning = {cell: cell_of(cell) for cell in set(cells)}  # names repeat: each is read once
        if not any(isinstance(cell, CellError) for cell in meaning.values()):
            found = np.empty(len(cells), dtype=object)
            found[:] = [None if meaning[cell] is None else cell.strip() for cell in cells]
            return Column(found, shape)
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
    cells, shape = _flat(value, argument)
    return _slowly(cells, shape, argument, flag_of, np.dtype(object), None)


def cells_of(value: Any, argument: str = "") -> Column:
    """Return a range as an array of any cells.

    Parameters
    ----------
    value : object
        Range from any host.
    argument : str
        Name for the message.

    Returns
    -------
    Column
        object: each cell as `cell_of` gives it; None where blank.

    Examples
    --------
    >>> cells_of([["A"], [72.0]]).values
    array(['A', 72.0], dtype=object)
    """
    cells, shape = _flat(value, argument)
    return _slowly(cells, shape, argument, lambda cell, _argument: cell, np.dtype(object), None)


def _flat(value: Any, argument: str) -> tuple[list[Any], tuple[int, int]]:
    """Return the cells of a range row by row, and its shape."""
    rows = host_rows(value)
    width = len(rows[0]) if rows else 0
    if not width:
        raise MissingDataError("hosts.empty_range", argument=argument)
    if set(map(len, rows)) != {width}:
        raise ArgumentError("hosts.ragged_range", argument=argument)
    return list(chain.from_iterable(rows)), (len(rows), width)


def host_rows(value: Any) -> Sequence[Sequence[Any]]:
    """Return the rows of a host value without copying those that it has.

    Parameters
    ----------
    value : object
        From any host.

    Returns
    -------
    sequence of sequence
        As `udfs.values.rows_of`, for reading only.

    Examples
    --------
    >>> host_rows(((1.0, 2.0),)), host_rows(5)
    (((1.0, 2.0),), [[5]])
    """
    if type(value) in _ROWS and value and type(value[0]) in _ROWS:
        return value  # type: ignore[no-any-return]
    return rows_of(value)


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
        if host_cell is None:
            continue
        cell = cell_of(host_cell)
        if isinstance(cell, CellError):
            errors[position] = cell
        elif cell is not None:
            values[position] = convert(cell, f"{argument}[{position + 1}]")
    return Column(values, shape, errors)


class Block:
    """Rows of any cells, of which single rows or whole columns are read.

    Parameters
    ----------
    rows : sequence of sequence
        Cells of a host, all rows of one width.
    argument : str
        Name for messages.

    Examples
    --------
    >>> block = Block(((1.0, "A"), (2.0, " ")), "values")
    >>> len(block), block.width, block[1], block.column(0).values
    (2, 2, [2.0, None], array([1., 2.]))
    """

    def __init__(self, rows: Sequence[Sequence[Any]], argument: str) -> None:
        if not rows or not rows[0]:
            raise MissingDataError("hosts.empty_range", argument=argument)
        self._rows, self._argument = rows, argument
        self.width = len(rows[0])

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def host_row(self, place: int) -> Sequence[Any]:
        """Return one row as the host gave it."""
        row = self._rows[place]
        if len(row) != self.width:
            raise ArgumentError("hosts.ragged_range", argument=self._argument)
        return row

    def __getitem__(self, place: int) -> list[Any]:
        """Return the cells of one row, each as what it is."""
        return [cell_of(cell) for cell in self.host_row(place)]

    def alone(self, place: int, count: int) -> Block:
        """Return a block of one row, or of one column where the block lies on its side: `count` answers."""
        if len(self) == count:
            return Block([self._rows[place]], self._argument)
        return Block([[row[place]] for row in self._rows], self._argument)

    def turned(self) -> Block:
        """Return the block with columns for rows."""
        return Block(self._columns, self._argument)

    @cached_property
    def _columns(self) -> list[tuple[Any, ...]]:
        """The cells column by column."""
        try:
            with _collector_at_rest():
                return list(zip(*self._rows, strict=True))
        except ValueError:
            raise ArgumentError("hosts.ragged_range", argument=self._argument) from None

    @cached_property
    def _numbers(self) -> list[NDArray[np.float64] | None]:
        """The columns of plain numbers, in one pass; None for the others.

        Piece by piece, so that what is passed stays small: the memory for whole columns would be fetched from
        the system anew in every call, which took half of the time.
        """
        packed: list[list[bytes] | None] = [[] for _ in range(self.width)]
        try:
            with _collector_at_rest():
                for start in range(0, len(self._rows), _PIECE):
                    _pack_piece(self._rows[start : start + _PIECE], packed)
        except ValueError:
            raise ArgumentError("hosts.ragged_range", argument=self._argument) from None
        return [None if parts is None else np.frombuffer(b"".join(parts)) for parts in packed]

    def column(self, place: int) -> Column:
        """Return a column: of numbers if there are no others in it, else of any cells."""
        packed = self._numbers[place]
        numbers = _packed(self._columns[place]) if packed is None else _without_error_numbers(packed)
        if numbers is None or ((numbers == numbers * numbers).any() and self._has_flags(place)):  # 0 or 1
            cells = self._columns[place]
            return _slowly(
                cells, (len(cells), 1), self._argument, lambda cell, _argument: cell, np.dtype(object), None
            )
        return Column(numbers, (len(self), 1))

    def _has_flags(self, place: int) -> bool:
        """Tell whether TRUE or FALSE stands in a column, which count as 1 and 0 among numbers."""
        return bool in {type(row[place]) for row in self._rows}

    def dates(self, place: int, name: str, *, earliest: date = FIRST_DAY) -> Column:
        """Return a column of dates."""
        return dates_of([[cell] for cell in self._columns[place]], name, earliest=earliest)


def _pack_piece(rows: Sequence[Sequence[Any]], packed: list[list[bytes] | None]) -> None:
    """Add the numbers of some rows to their columns; a column with anything else in it is given up."""
    packer = _packer(len(rows))
    for place, cells in enumerate(zip(*rows, strict=True)):
        parts = packed[place]
        if parts is not None:
            try:
                parts.append(packer.pack(*cells))
            except StructError:
                packed[place] = None


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for garbage, of which there is none, whenever 700 rows have been passed.

    What was made meanwhile then counts as old: else all of it would be looked through at the next allocation.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


class PlainCells(list[Any]):
    """Rows of plain numbers, without an error value or anything else that a host must translate."""


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
            with _collector_at_rest():
                return PlainCells(array.reshape(shape).tolist())
        cells = array.astype(object)
        cells[odd] = [answer_of(cell) for cell in array[odd].tolist()]
    else:
        cells = np.empty(array.size, dtype=object)
        cells[:] = [answer_of(cell) for cell in array.tolist()]
    for position, error in errors.items():
        cells[position] = error
    return list(cells.reshape(shape).tolist())
