"""A grid: the raw values of one sheet and where they stand, so that every message can name a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTERS = 26


@dataclass(frozen=True)
class Grid:
    """The values of one sheet's used range.

    Attributes
    ----------
    sheet_name : str
        Name of the sheet, or of the text file.
    rows : sequence of sequence
        Raw cell values, row by row: None or ``""`` blank, bool, int or float, str, date or datetime; an
        Excel error is its text, for instance ``"#N/A"``.
    first_row, first_column : int
        Sheet position of the upper left value, counted from 1.

    Examples
    --------
    >>> Grid("Ledger", [["Customer"], ["Alpha"]], first_row=5, first_column=2).address(1, 0)
    'B6'
    """

    sheet_name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 1
    first_column: int = 1

    def address(self, row_index: int, column_index: int) -> str:
        """Return the address on the sheet of a value of the grid.

        Parameters
        ----------
        row_index, column_index : int
            Position in ``rows``, counted from 0.

        Returns
        -------
        str
            Address as Excel writes it, for instance ``"F12"``.
        """
        return f"{column_letter(self.first_column + column_index)}{self.first_row + row_index}"

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max(map(len, self.rows), default=0)


def column_letter(number: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    number : int
        Column counted from 1.

    Returns
    -------
    str
        Letters as Excel writes them.

    Examples
    --------
    >>> column_letter(1), column_letter(27), column_letter(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int | None:
    """Return the number of a column from its letters.

    Parameters
    ----------
    letters : str
        One to three Latin letters in any case.

    Returns
    -------
    int or None
        Column counted from 1; None when `letters` is no column.

    Examples
    --------
    >>> column_number("aa"), column_number("Due date")
    (27, None)
    """
    text = letters.strip().upper()
    longest = len("XFD")
    if not (text.isascii() and text.isalpha() and len(text) <= longest):
        return None
    number = 0
    for letter in text:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number
