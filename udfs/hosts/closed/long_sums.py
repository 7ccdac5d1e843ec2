"""Sums over long columns, added here: the formula machine would first have to load every cell."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from udfs.hosts.closed.areas import Area
    from udfs.hosts.closed.references import PlainFormula

LONG = 5_000
"""Cells of a column from which loading them costs more than adding them."""
_REFERENCE = r"(?:'(?:[^']|'')+'!|[\w.]+!)?\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+"
_SUM = re.compile(rf"=SUM\({_REFERENCE}\)")
_SUMIFS = re.compile(rf'=SUMIFS\({_REFERENCE},{_REFERENCE},"([A-Za-z]+)"\)')


def is_long_sum(formula: PlainFormula) -> bool:
    """Tell whether a formula does no more than sum one long column, at most where another says a word.

    Parameters
    ----------
    formula : PlainFormula
        Without tables and names.

    Returns
    -------
    bool
        Words with wildcards or signs of comparison do not count: the machine knows their rules.
    """
    columns = [area for area in formula.areas if area.left == area.right]
    if len(columns) != len(formula.areas) or not columns:
        return False
    if any(area.shape[0] < LONG or area.shape != columns[0].shape for area in columns):
        return False
    expected = {1: _SUM, 2: _SUMIFS}.get(len(columns))
    return bool(expected and expected.fullmatch(formula.text))


def long_sum(formula: PlainFormula, columns: Sequence[Sequence[Any]]) -> float | None:
    """Return what such a formula gives.

    Parameters
    ----------
    formula : PlainFormula
        For which `is_long_sum` holds.
    columns : sequence of sequence
        Cells of its areas in their order.

    Returns
    -------
    float or None
        Text, flags and blanks count as nothing, as in Excel; None when a cell of the sum holds an error.

    Notes
    -----
    Criteria compare words in any case. Added by `math.fsum`, so that the order of rows is irrelevant.
    """
    amounts: Sequence[Any] = columns[0]
    word = _SUMIFS.fullmatch(formula.text)
    if word is not None:
        wanted = word[1].casefold()
        spellings = {said for said in set(columns[1]) if type(said) is str and said.casefold() == wanted}
        pairs = zip(amounts, columns[1], strict=True)
        amounts = [amount for amount, said in pairs if said in spellings]
    if str in set(map(type, amounts)) and any(
        type(amount) is str and amount.startswith("#") for amount in amounts
    ):
        return None
    return math.fsum(amount for amount in amounts if type(amount) is float or type(amount) is int)


def column_of(area: Area, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the cells of a one-column area; what lies outside the used range is blank.

    Parameters
    ----------
    area : Area
        One column.
    rows : sequence of sequence
        Cells of its sheet from A1.

    Returns
    -------
    list
        One value per row of the area.
    """
    place = area.left - 1
    is_used = bool(rows) and place < len(rows[0])  # rows are of equal length
    found = [row[place] for row in rows[area.top - 1 : area.bottom]] if is_used else []
    return found + [None] * (area.shape[0] - len(found))
