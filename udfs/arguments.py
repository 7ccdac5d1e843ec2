"""The arguments of worksheet functions: what each holds, its shape, and how a host's cells become it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from udfs import columns, values
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["number", "date", "text", "flag", "any", "policy"]
Shape = Literal["scalar", "each", "column", "row", "range"]

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
        What a cell of it holds; ``policy`` is the body of a Policy sheet.
    shape : str
        ``scalar``: one cell. ``each``: one cell or a range, and the answer has its shape. ``column``: a
        range that is reduced. ``row``: one row of cells per answer, read by headings. ``range``: any block.
    optional : bool
        May be left out or blank.
    unit : str
        Unit of its numbers: money, days, share, points, years; empty where none.
    """

    name: str
    kind: Kind
    shape: Shape
    optional: bool = False
    unit: str = ""

    def convert(self, value: Any) -> Any:  # noqa: PLR0911  one way out per shape
        """Turn a host value into what the body takes.

        Parameters
        ----------
        value : object
            One cell or a range, from any host.

        Returns
        -------
        float, str, bool, date, None, ndarray, Column, list of list or Policy
            A `Column` for a range in an ``each`` argument, so that its shape and errors are kept.

        Raises
        ------
        ArgumentError
            When a cell has the wrong kind, or a range is given where a single cell is wanted.
        """
        if self.kind == "policy":
            return _policy(value)
        block = values.is_block(value)
        if self.shape in ("scalar", "each") and not block:
            return _ONE[self.kind](value, self.name)
        if self.shape == "scalar":
            return _ONE[self.kind](_single(value, self.name), self.name)
        if not block and self.optional and values.cell_of(value) is None:
            return None
        if self.shape == "each":
            return _MANY[self.kind](value, self.name)
        if self.shape == "column":
            return _MANY[self.kind](value, self.name).values
        return [[values.cell_of(cell) for cell in row] for row in values.rows_of(value)]


def _single(block: Any, argument: str) -> Any:
    """Return the only cell of a range, or refuse the range."""
    rows = values.rows_of(block)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    raise ArgumentError(
        "hosts.one_cell", argument=argument, rows=len(rows), columns=len(rows[0]) if rows else 0
    )


def _policy(value: Any) -> Any:
    """Return the policy a range of a Policy sheet stands for; the default one for a blank."""
    from xlcredit.policy import default_policy

    rows = values.rows_of(value)
    cells = tuple(tuple(values.cell_of(cell) for cell in row) for row in rows)
    if all(cell is None for row in cells for cell in row):
        return default_policy()
    return _policy_of(cells)


@cache
def _policy_of(rows: tuple[tuple[Any, ...], ...]) -> Any:
    """Lay the rows of a Policy sheet over the default policy; the same rows are read once."""
    from xlcredit.policy import default_policy, policy_from_rows

    return policy_from_rows([list(row) for row in rows], default_policy())


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


def column(name: str, kind: Kind, unit: str = "", *, optional: bool = False) -> Argument:
    """Return an argument of a range that is reduced to one answer.

    Parameters
    ----------
    name, kind, unit, optional
        See `Argument`.

    Returns
    -------
    Argument
        With shape ``column``.
    """
    return Argument(name, kind, "column", optional, unit)


POLICY = Argument("policy", "policy", "range", optional=True)
"""The policy a function follows: the body of a Policy sheet, or blank for the default."""
