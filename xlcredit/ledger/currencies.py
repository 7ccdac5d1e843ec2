"""Currency codes from whatever stands for a currency: codes, signs, words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.ledger.cells import Cells, plain
from xlcredit.ledger.vocabulary import currency_codes, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_CURRENCY = "XXX"
"""ISO 4217 code for "no currency": amounts whose currency is written nowhere."""

CODE_LENGTH = 3
_BRACKET = re.compile(r"[(\[（【]([^)\]）】]+)[)\]）】]")


@cache
def _currency_words() -> dict[str, str]:
    """Return every unambiguous sign and word of a currency with its code."""
    return {word.casefold(): code for code, listed in words()["currency_words"].items() for word in listed}


def shared_sign(text: str) -> tuple[str, ...]:
    """Return the currencies that a sign may stand for.

    Parameters
    ----------
    text : str
        A sign.

    Returns
    -------
    tuple of str
        Codes, the likeliest first; empty when the sign is not shared.

    Examples
    --------
    >>> shared_sign("¥")
    ('CNY', 'JPY')
    """
    return tuple(words()["shared_signs"].get(plain(text).casefold(), ()))


def currency_of(text: str, default: str = NO_CURRENCY) -> str:
    """Return the currency code that a text stands for.

    Parameters
    ----------
    text : str
        Code, sign or word.
    default : str
        Currency a shared sign stands for when it can.

    Returns
    -------
    str
        ISO 4217 code; ``""`` when the text is no currency that is known.

    Examples
    --------
    >>> (
    ...     currency_of("eur"),
    ...     currency_of("人民币"),
    ...     currency_of("$", "AUD"),
    ...     currency_of("￥"),
    ...     currency_of("abc"),
    ... )
    ('EUR', 'CNY', 'AUD', 'CNY', '')
    """
    word = plain(text)
    if word.upper() in currency_codes():
        return word.upper()
    if word.casefold() in _currency_words():
        return _currency_words()[word.casefold()]
    candidates = shared_sign(word)
    return default if default in candidates else next(iter(candidates), "")


def heading_currency(heading: str) -> str:
    """Return the currency that a heading names beside its word, as in ``Amount (USD)``.

    Parameters
    ----------
    heading : str
        Heading of an amount column.

    Returns
    -------
    str
        ISO 4217 code, or ``""``.

    Examples
    --------
    >>> heading_currency("金额（元）"), heading_currency("Amount USD"), heading_currency("Amount")
    ('CNY', 'USD', '')
    """
    for inside in _BRACKET.findall(heading):
        if found := currency_of(inside):
            return found
    parts = plain(heading).replace("_", " ").split()
    codes = [
        part for part in parts if len(part) == CODE_LENGTH and part.isupper() and part in currency_codes()
    ]
    return codes[0] if codes and len(parts) > 1 else ""


def read_currencies(cells: Cells, default: str = NO_CURRENCY) -> tuple[NDArray[np.object_], dict[str, int]]:
    """Read a column of currencies.

    Parameters
    ----------
    cells : Cells
        The column.
    default : str
        Currency that a shared sign stands for when it can.

    Returns
    -------
    tuple
        Codes, shape (n,), ``""`` where blank; and the texts that are no known currency with their first row,
        which are kept as they stand, in capitals.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_currencies(cells_of(["usd", "", "¥", "Beans"]))[0].tolist()
    ['USD', '', 'CNY', 'BEANS']
    """
    found = [currency_of(text, default) for text in cells.texts]
    unknown = {text: i for i, (text, code) in enumerate(zip(cells.texts, found, strict=True)) if not code}
    kept = [code or plain(text).upper() for text, code in zip(cells.texts, found, strict=True)]
    column = cells.spread(np.array(kept, dtype=object), "")
    first_rows = {
        text: int(cells.text_rows[np.argmax(cells.text_codes == place)]) for text, place in unknown.items()
    }
    return column, first_rows
