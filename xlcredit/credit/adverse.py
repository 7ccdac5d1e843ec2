"""What costs a column of customers most: the places of their largest losses, without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlcredit.columns import Codes, Floats

EXACT = 1_000_000_000  # losses are held in parts of a billion: what differs less is binary noise
_TENTH = EXACT // 10
_HALF = _TENTH // 2
_ROWS = 16_384  # at a time: what is compared of them stays in the processor's cache


@dataclass(frozen=True)
class Worst:
    """The largest losses of each customer.

    Attributes
    ----------
    place : ndarray of int64, shape (n, count)
        Which part was lost most, second most and so on, counted from 0; of equal losses the earlier part
        comes first.
    lost : ndarray of int64, shape (n, count)
        How much, in parts of a billion; 0 where nothing more is lost.
    """

    place: Codes
    lost: Codes


def worst_losses(lost: Iterable[Floats], count: int) -> Worst:
    """Return the largest losses of every row.

    Parameters
    ----------
    lost : iterable of ndarray, shape (n,), at least one
        What each part of the score costs; below 0 counts as nothing.
    count : int
        How many to return, at least 1.

    Returns
    -------
    Worst
        Places and losses, the largest first.

    Notes
    -----
    Loss and place are packed into one whole number: the larger number is the larger loss and, of equal ones,
    the earlier part. `count` running maxima then sort all rows at once.

    Examples
    --------
    >>> found = worst_losses([np.array([1.0, 4.0]), np.array([3.0, 4.0]), np.array([0.0, 0.5])], 2)
    >>> found.place.tolist(), (found.lost / EXACT).tolist()
    ([[1, 0], [0, 1]], [[3.0, 1.0], [4.0, 4.0]])
    """
    columns = list(lost)
    heads = np.zeros((count, columns[0].size), dtype=np.int64)
    for start in range(0, columns[0].size, _ROWS):
        _sort_in(heads[:, start : start + _ROWS], [column[start : start + _ROWS] for column in columns])
    found, place = np.divmod(heads.T, -len(columns))
    return Worst(-place, -found)


def _sort_in(heads: Codes, columns: Sequence[Floats]) -> None:
    """Let every column's losses of a few rows find their place among the largest so far."""
    spare = np.empty_like(heads[0])
    for place, column in enumerate(columns):
        packed = np.rint(np.maximum(column, 0.0) * EXACT).astype(np.int64)
        packed *= len(columns)
        packed -= place
        for head in heads:
            np.minimum(head, packed, out=spare)
            np.maximum(head, packed, out=head)
            packed, spare = spare, packed


def shown_tenths(lost: Codes) -> Codes:
    """Return losses in whole tenths, rounded as a text with one decimal shows them.

    Parameters
    ----------
    lost : ndarray of int64
        Losses in parts of a billion, as `Worst` holds them.

    Returns
    -------
    ndarray of int64
        Tenths.

    Notes
    -----
    A loss half way between two tenths is shown by its binary fraction: 0.25 as 0.2, 0.35 as 0.3, 0.45 as 0.5.

    Examples
    --------
    >>> shown_tenths(np.array([250_000_000, 350_000_000, 450_000_000, 61_000_000])).tolist()
    [2, 3, 5, 1]
    """
    tenths = (lost + _HALF) // _TENTH
    halfway = lost % _TENTH == _HALF
    if halfway.any():
        distinct, which = np.unique(lost[halfway], return_inverse=True)
        shown = [round(float(f"{part / EXACT:.1f}") * 10) for part in distinct.tolist()]
        tenths[halfway] = np.array(shown, dtype=np.int64)[which]
    return tenths
