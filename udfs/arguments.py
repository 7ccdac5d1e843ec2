"""The arguments of worksheet functions: what each holds, its shape, and how a host's cells become it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from udfs import columns, values
from udfs.policy_range import policy_in
from xlcredit.errors import ArgumentError, MissingDataError, XlcreditError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["number", "date", "text", "flag", "any", "policy"]
Length = Literal["table", "table_or_one", "own"]
Shape = Literal["scalar", "each", "column", "row", "range"]

HIGHEST = sys.float_info.max
LOWEST = -HIGHEST
FEW_ROWS = 8  # a block with more is no row of headings

_ONE: dict[str, Callable[[Any, str], Any]] = {
    "number": values.number_of,
    "date": values.date_of,
    "text": values.text_of,
    "flag": values.flag_of,
    "any": lambda cell, _argument: values.cell_of(cell),
}
_MANY: dict[str, Callable[[Any, str], columns.Column]] = {
    "number": columns.numbers_of,
    "date": columns.dates_of,
    "text": columns.texts_of,
    "flag": columns.flags_of,
    "any": columns.cells_of,
}


@dataclass(frozen=True)
class Argument:
    """One argument of a worksheet function.

    Attributes
    ----------
    name : str
        Field word, as in the glossary.
    kind : str
        What a cell of it holds; ``policy`` is the body of a Policy sheet or of a points table.
    shape : str
        ``scalar``: one cell. ``each``: one cell or a range, and the answer has its shape. ``column``: a
        range that is reduced. ``row``: one row of cells per answer, read by headings. ``range``: any block.
    optional : bool
        May be left out or blank.
    unit : str
        Unit of its numbers: money, days, share, points, years; empty where none.
    length : {"table", "table_or_one", "own"}
        Of a ``column``: the columns of a call are one table of one length, and rows at its end that are blank
        in all of them are no rows; one cell may stand for all rows; or the column is no part of the table.
    """

    name: str
    kind: Kind
    shape: Shape
    optional: bool = False
    unit: str = ""
    length: Length = "table"

    def convert(self, value: Any) -> Any:  # noqa: PLR0911  one way out per shape
        """Turn a host value into what the body takes.

        Parameters
        ----------
        value : object
            One cell or a range, from any host.

        Returns
        -------
        float, str, bool, date, None, ndarray, Column, Block, tuple of tuple or Policy
            A `Column` for a range in an ``each`` argument, so that its shape and errors are kept; a `Block`
            for ``row``, whose rows may hold errors.

        Raises
        ------
        ArgumentError
            When a cell has the wrong kind, a range is given where a single cell is wanted, rows differ in
            width, or an error value stands in a range that is read as a whole.
        MissingDataError
            When a range holds no cells.
        ImpossibleNumberError
            When a number is infinite.
        """
        if self.is_number and type(value) is float and LOWEST <= value <= HIGHEST:
            return value  # what most cells are
        if self.kind == "policy":
            return policy_in(value)
        block = values.is_block(value)
        if self.shape == "scalar":
            return _ONE[self.kind](_single(value, self.name) if block else value, self.name)
        if self.shape == "each" and not block:
            return _ONE[self.kind](value, self.name)
        if not block and self.optional and values.cell_of(value) is None:
            return None
        if self.shape == "each":
            return _MANY[self.kind](value, self.name)
        if self.shape == "column":
            return self._sound(_MANY[self.kind](value, self.name)).values
        if self.shape == "row":
            return columns.Block(columns.host_rows(value), self.name)
        rows = columns.host_rows(value)
        if len(rows) > FEW_ROWS:
            return _sound_rows(self.name, self.optional, rows)
        return _sound_rows_once(self.name, self.optional, tuple(map(tuple, rows)))

    @cached_property
    def is_number(self) -> bool:
        """Whether a single number is taken as it is."""
        return self.kind == "number" and self.shape in ("scalar", "each")

    def is_heading(self, row: Sequence[Any]) -> bool:
        """Tell whether a row can only be the heading of this column: a text, and no number or date in text.

        Parameters
        ----------
        row : sequence
            The first row, of one cell.

        Returns
        -------
        bool
            False for a number or a date in text, a blank and an error value.

        Examples
        --------
        >>> amount = column("open_amounts", "number")
        >>> amount.is_heading(["Amount"]), amount.is_heading(["12.5"]), amount.is_heading([None])
        (True, False, False)
        """
        cell = values.cell_of(row[0]) if len(row) == 1 else None
        if not isinstance(cell, str) or self.kind not in ("number", "date"):
            return isinstance(cell, str)
        try:
            _ONE[self.kind](cell, self.name)
        except XlcreditError:
            return True
        return False

    def _sound(self, column: columns.Column) -> columns.Column:
        """Return a column, or refuse it for the first error value in it."""
        for error in column.errors.values():
            raise ArgumentError("hosts.error_in", argument=self.name, error=error)
        return column


def _sound_rows(
    argument: str,
    optional: bool,  # noqa: FBT001  a key of the cache below
    host_rows: Sequence[Sequence[Any]],
) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of a block, or refuse it when it is blank or for the first error value in it."""
    block = columns.Block(host_rows, argument)
    rows = tuple(tuple(block[place]) for place in range(len(block)))
    if not optional and all(cell is None for row in rows for cell in row):
        raise MissingDataError("hosts.empty_range", argument=argument)
    for cell in (cell for row in rows for cell in row if isinstance(cell, values.CellError)):
        raise ArgumentError("hosts.error_in", argument=argument, error=cell)
    return rows


_sound_rows_once = lru_cache(maxsize=64)(_sound_rows)  # the headings of a table are the same in every row


def _single(block: Any, argument: str) -> Any:
    """Return the only cell of a range, or refuse the range."""
    rows = values.rows_of(block)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    raise ArgumentError(
        "hosts.one_cell", argument=argument, rows=len(rows), columns=len(rows[0]) if rows else 0
    )


def one(name: str, kind: Kind, unit: str = "", *, optional: bool = False) -> Argument:
    """Return an argument of one cell.

    Parameters
    ----------
    name, kind, unit, optional
        See `Argument`.

    Returns
    -------
    Argument
        With shape ``scalar``.
    """
    return Argument(name, kind, "scalar", optional, unit)


def each(name: str, kind: Kind, unit: str = "", *, optional: bool = False) -> Argument:
    """Return an argument of one cell or a range that gives a range of answers.

    Parameters
    ----------
    name, kind, unit, optional
        See `Argument`.

    Returns
    -------
    Argument
        With shape ``each``.
    """
    return Argument(name, kind, "each", optional, unit)


def column(
    name: str, kind: Kind, unit: str = "", *, optional: bool = False, length: Length = "table"
) -> Argument:
    """Return an argument of a range that is reduced to one answer.

    Parameters
    ----------
    name, kind, unit, optional, length
        See `Argument`.

    Returns
    -------
    Argument
        With shape ``column``.
    """
    return Argument(name, kind, "column", optional, unit, length)


POLICY = Argument("policy", "policy", "range", optional=True)
"""The policy a function follows: the body of a Policy sheet or points table, or blank for the default."""
