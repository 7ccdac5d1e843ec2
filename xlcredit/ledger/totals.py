"""Lines that are no rows of a ledger: totals, repeated headings, notes below the table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from xlcredit.ledger.vocabulary import normalise, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CENT_TOLERANCE = 0.01
RELATIVE_TOLERANCE = 1e-9
MOST_NOTE_CELLS = 2


class TotalRow(NamedTuple):
    """One total line: its row and whether the rows above it add up to it (None when it states no amount)."""

    row: int
    adds_up: bool | None
    expected: float


@cache
def _total_words() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Return the words of totals: whole, at the start, at the end."""
    book = words()["totals"]
    starts = tuple(normalise(word) for word in book["starts"])
    ends = tuple(normalise(word) for word in book["ends"])
    return frozenset(normalise(word) for word in book["words"]), starts, ends


def is_total_text(text: str) -> bool:
    """Return whether a text names a total.

    Parameters
    ----------
    text : str
        Text of a cell.

    Returns
    -------
    bool
        True for ``"Total"``, ``"Subtotal for Alpha"``, ``"Alpha Total"``, ``"本页合计"``.

    Examples
    --------
    >>> [is_total_text(text) for text in ("TOTAL:", "合 计", "Alpha total", "Totally Ltd", "Alpha")]
    [True, True, True, False, False]
    """
    word = normalise(text)
    whole, starts, ends = _total_words()
    if word in whole:
        return True
    if any(word.startswith(start + " ") for start in starts):
        return True
    return any(word.endswith(end if not end.isascii() else " " + end) for end in ends)


def find_totals(
    rows: Sequence[Sequence[Any]],
    amounts: NDArray[np.float64],
    undated: NDArray[np.bool_],
    keyless: NDArray[np.bool_],
) -> list[TotalRow]:
    """Find the total lines of a ledger, by their words and by arithmetic.

    Parameters
    ----------
    rows : sequence of sequence
        Body of the sheet.
    amounts : ndarray of float64, shape (n,)
        Amount of each row; NaN where there is none.
    undated : ndarray of bool, shape (n,)
        Rows without a readable date; only they can be total lines.
    keyless : ndarray of bool, shape (n,)
        Rows without customer, document number and date: a total line when the rows above add up to it.

    Returns
    -------
    list of TotalRow
        From the top; a total may cover the rows since any earlier total.

    Examples
    --------
    >>> body = [["Alpha", 10.0], ["Beta", 5.0], ["Total", 15.0]]
    >>> find_totals(body, np.array([10.0, 5.0, 15.0]), np.array([False, False, True]), np.array([False] * 3))
    [TotalRow(row=2, adds_up=True, expected=15.0)]
    """
    candidates = np.flatnonzero(undated | keyless)
    if not len(candidates):
        return []
    named = {row for row in map(int, candidates) if undated[row] and _names_total(rows[row])}
    found: list[TotalRow] = []
    running, boundaries, last = 0.0, [0.0], 0
    for row in map(int, candidates):
        running += float(np.nansum(amounts[last:row]))
        last = row
        stated = float(amounts[row])
        if np.isnan(stated):
            if row in named:
                found.append(TotalRow(row, None, running - boundaries[-1]))
                last = row + 1
            continue
        matches = running != boundaries[-1] and _is_sum(stated, running, boundaries)
        if row in named or (keyless[row] and matches):
            since_last = running - boundaries[-1]
            found.append(TotalRow(row, matches or stated == since_last, since_last or running))
            boundaries.append(running)
            last = row + 1
    return found


def _is_sum(stated: float, running: float, boundaries: Sequence[float]) -> bool:
    """Return whether an amount is the sum of the rows since some earlier total."""
    starts = np.array(boundaries)
    tolerance = CENT_TOLERANCE + RELATIVE_TOLERANCE * abs(running)
    return bool((np.abs(running - starts - stated) <= tolerance).any())


def _names_total(row: Sequence[Any]) -> bool:
    """Return whether the first text of a row, or one that fills a cell alone, names a total."""
    return any(isinstance(value, str) and value and is_total_text(value) for value in row)


def is_note(row: Sequence[Any]) -> bool:
    """Return whether a row is a line of words below or between the rows: a signature, a remark.

    Parameters
    ----------
    row : sequence
        Raw values.

    Returns
    -------
    bool
        True for one or two filled cells.

    Examples
    --------
    >>> is_note(["Prepared by: Li", "", None]), is_note(["Alpha", "INV1", "2026-01-05"])
    (True, False)
    """
    filled = sum(
        1 for value in row if value not in (None, "") and not (isinstance(value, str) and value.isspace())
    )
    return 0 < filled <= MOST_NOTE_CELLS


def is_repeated_header(row: Sequence[Any], headings: Sequence[str], columns: Sequence[int]) -> bool:
    """Return whether a row repeats the headings, as printed reports do on each page.

    Parameters
    ----------
    row : sequence
        Raw values.
    headings : sequence of str
        Headings of the sheet.
    columns : sequence of int
        Columns to compare.

    Returns
    -------
    bool
        True when every text of those columns is the heading.

    Examples
    --------
    >>> is_repeated_header(["Customer ", "Amount"], ["customer", "Amount"], [0, 1])
    True
    """
    pairs = [(row[j], headings[j]) for j in columns if j < len(row) and row[j] not in (None, "")]
    own = [normalise(value) == normalise(heading) for value, heading in pairs if isinstance(value, str)]
    return len(own) == len(pairs) > 1 and all(own)
