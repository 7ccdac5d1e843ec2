"""Error values as Calc's interpreter keeps them: a number that is none, with the code in its last bits."""

from __future__ import annotations

import struct

CODES = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
"""Calc's code of each error value that it shares with Excel; its others show as ``Err:504``."""

TEXTS = {code: text for text, code in CODES.items()}
_QUIET_NAN = 0x7FF8000000000000


def error_value(code: str) -> float:
    """Return an error value as a function hands it to Calc, alone or in a cell of a table.

    Parameters
    ----------
    code : str
        As a cell shows it; one that Calc does not have becomes ``#VALUE!``.

    Returns
    -------
    float
        Not a number; Calc reads the code from its last bits.

    Examples
    --------
    >>> error_value("#N/A")
    nan
    >>> struct.pack(">d", error_value("#N/A")).hex()
    '7ff8000000007fff'
    """
    number = CODES.get(code, CODES["#VALUE!"])
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | number))[0])


def error_text(code: int) -> str:
    """Return an error of a cell as the cell shows it.

    Parameters
    ----------
    code : int
        From Calc.

    Returns
    -------
    str
        Empty for none.

    Examples
    --------
    >>> error_text(532), error_text(504), error_text(0)
    ('#DIV/0!', 'Err:504', '')
    """
    return TEXTS.get(code, f"Err:{code}") if code else ""
