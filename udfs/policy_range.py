"""The policy that a range stands for: the body of a Policy sheet, or that of a points table."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from udfs import values
from xlcredit.tables import POINTS, POLICY
from xlcredit.texts import entry
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.policy import Policy
    from xlcredit.tables import Table

_VALUE_COLUMN = POLICY.column_names.index("value")
_DATE_COLUMN = POLICY.column_names.index("effective_from")
_DATE_ITEMS = ("effective_from", "applies_from", "known_until")
_BAND_COLUMN, _POINTS_COLUMN = POINTS.column_names.index("band"), POINTS.column_names.index("points")


def policy_in(value: Any) -> Policy:
    """Return the policy a range stands for.

    Parameters
    ----------
    value : object
        A range from any host: the body of a Policy sheet or of a points table, with or without its headings;
        a blank is the default policy.

    Returns
    -------
    Policy
        The items of a Policy sheet laid over the default. A points table is put into the default policy, and
        scores in place of the expert card.

    Raises
    ------
    PolicyError
        When a row breaks a rule of the policy; the row of the range is named.

    Notes
    -----
    A points table is known by its headings, by the word of a row of missing values, or by numbers in the
    fourth column, where a Policy sheet has units.

    Examples
    --------
    >>> policy_in([["dso.days_in_year", "", 360]]).dso.days_in_year
    360
    >>> rows = [["X7", "below 1", None, 40.0], ["X7", "1 or more", 1.0, 60.0], ["X7", "missing", None, 50.0]]
    >>> policy_in(rows).scorecard.method
    'fitted'
    """
    return _policy_of(tuple(map(tuple, values.rows_of(value))))


@lru_cache(maxsize=16)
def _policy_of(rows: tuple[tuple[Any, ...], ...]) -> Policy:
    """Lay the rows of a range over the default policy; the same cells are read once."""
    from xlcredit.policy import default_policy, overlay, points_from_rows, policy_from_rows

    cells = [[_cell(cell) for cell in row] for row in rows]
    headed = next((table for table in (POLICY, POINTS) if cells and _is_heading(cells[0], table)), None)
    body, first_row = (cells[1:], 2) if headed else (cells, 1)
    if all(cell is None for row in body for cell in row):
        return default_policy()
    if headed is POINTS or (headed is None and any(map(_is_of_points, body))):
        fitted = points_from_rows(body, default_policy(), first_row=first_row)
        return overlay(fitted, {"scorecard.method": "fitted"})
    return policy_from_rows([_dated(row) for row in body], default_policy(), first_row=first_row)


def _is_heading(row: Sequence[Any], table: Table) -> bool:
    """Tell whether a row holds the headings of a table, in either language; its first three tell it apart."""
    words = [set(map(plain_word, entry(f"labels.{name}").values())) for name in table.column_names[:3]]
    return len(row) >= len(words) and all(
        isinstance(cell, str) and plain_word(cell) in known for cell, known in zip(row, words, strict=False)
    )


def _is_of_points(row: Sequence[Any]) -> bool:
    """Tell whether a row can only be one of a points table."""
    if len(row) <= _POINTS_COLUMN:
        return False
    missing = map(plain_word, entry("policy.points_table.missing").values())
    band = row[_BAND_COLUMN]
    return _is_number(row[_POINTS_COLUMN]) or (isinstance(band, str) and plain_word(band) in missing)


def _cell(host_cell: Any) -> Any:
    """Return one cell of a policy; the policy itself names an error by row, so it gets its text."""
    cell = values.cell_of(host_cell)
    return str(cell) if isinstance(cell, values.CellError) else cell


def _dated(row: list[Any]) -> list[Any]:
    """Return a row of a Policy sheet with its dates as dates: a host hands them over as serial numbers."""
    is_date_item = str(row[0]).endswith(_DATE_ITEMS)
    return [
        values.date_of(cell, str(row[0]))
        if _is_number(cell) and (place == _DATE_COLUMN or (is_date_item and place == _VALUE_COLUMN))
        else cell
        for place, cell in enumerate(row)
    ]


def _is_number(cell: Any) -> bool:
    """Tell whether a cell holds a plain number."""
    return isinstance(cell, float | int) and not isinstance(cell, bool)
