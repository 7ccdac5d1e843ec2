"""Identifiers and names as text: an id keeps its zeros, one that came as a number loses only the ``.0``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.ledger.cells import DATE, FLAG, NUMBER, Cells, plain
from xlcredit.ledger.dates import is_blank_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_EXACT = 2**53
LEAST_WIDTH = 4
SHARE_AT_WIDTH = 0.5


def read_identifiers(cells: Cells) -> NDArray[np.object_]:
    """Read a column of identifiers.

    Parameters
    ----------
    cells : Cells
        Texts and numbers.

    Returns
    -------
    ndarray of object, shape (n,)
        Texts, full-width narrowed; ``""`` where blank. Leading zeros of texts stay, none are invented.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_identifiers(cells_of([611365.0, "0007900770", " ＩＮＶ１ ", None, 12.5])).tolist()
    ['611365', '0007900770', 'INV1', '', '12.5']
    """
    kept = np.array([plain(text) for text in cells.texts], dtype=object)
    return _with_others(cells, cells.spread(kept, ""))


def read_names(cells: Cells) -> NDArray[np.object_]:
    """Read a column of names or other free text.

    Parameters
    ----------
    cells : Cells
        Texts and numbers.

    Returns
    -------
    ndarray of object, shape (n,)
        Texts as they stand, trimmed; a text that begins with ``=`` or ``+`` is a text like any other.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_names(cells_of([" =SUM Ltd ", "＠家", 7.0])).tolist()
    ['=SUM Ltd', '＠家', '7']
    """
    kept = np.array([text.strip() for text in cells.texts], dtype=object)
    return _with_others(cells, cells.spread(kept, ""))


def _with_others(cells: Cells, column: NDArray[np.object_]) -> NDArray[np.object_]:
    """Fill in the cells that hold numbers, dates or flags."""
    rows = np.flatnonzero(cells.kinds == NUMBER)
    if len(rows):
        numbers = cells.numbers()[rows]
        whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < LONGEST_EXACT)
        column[rows[whole]] = list(map(str, numbers[whole].astype(np.int64).tolist()))
        column[rows[~whole]] = [str(value) for value in cells.raw[rows[~whole]]]
    others = np.flatnonzero((cells.kinds == DATE) | (cells.kinds == FLAG))
    column[others] = [str(value)[:10] for value in cells.raw[others]]
    return column


def shortened_count(cells: Cells) -> tuple[int, int, int]:
    """Return how many number-like ids look as if leading zeros were lost.

    Parameters
    ----------
    cells : Cells
        The column of identifiers.

    Returns
    -------
    tuple of int
        Number of short ids, the width that most ids have, the row of the first short one (-1 without one).

    Notes
    -----
    An id counts as short when it came as a number and at least half of all ids, digits only, have one
    width that is greater. Zeros are never put back: the file does not prove them.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> shortened_count(cells_of([1234567890.0, 9876543210.0, 611365.0]))
    (1, 10, 2)
    """
    rows = np.flatnonzero(cells.kinds == NUMBER)
    numbers = cells.numbers()[rows]
    if not len(rows) or not ((numbers == np.floor(numbers)) & (numbers > 0)).all():
        return 0, 0, -1
    widths = np.floor(np.log10(numbers)).astype(np.int64) + 1
    text_widths = [len(plain(text)) for text in cells.texts if plain(text).isdigit()]
    counts = np.bincount(np.concatenate([widths, np.array(text_widths, dtype=np.int64)]))
    width = int(counts.argmax())
    short = rows[widths < width]
    if width < LEAST_WIDTH or counts[width] < SHARE_AT_WIDTH * counts.sum() or not len(short):
        return 0, 0, -1
    return len(short), width, int(short[0])


def is_blank_id(column: NDArray[np.object_], cells: Cells) -> NDArray[np.bool_]:
    """Return where an identifier or name is blank or a word for blank.

    Parameters
    ----------
    column : ndarray of object, shape (n,)
        What was read from `cells`.
    cells : Cells
        The raw column.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for blank, ``"n/a"``, ``"-"``, ``"无"`` and their like.
    """
    blank_texts = np.array([is_blank_word(text) for text in cells.texts], dtype=bool)
    return np.asarray(cells.spread(blank_texts, fill=False) | (column == ""), dtype=bool)
