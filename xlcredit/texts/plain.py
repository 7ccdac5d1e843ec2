"""The form in which words are compared, whoever typed them."""

from __future__ import annotations

import unicodedata
from typing import Any


def plain_word(text: Any) -> str:
    """Return a text as words are compared: half width, lower case, single blanks for underscores.

    Parameters
    ----------
    text : any
        A cell's text.

    Returns
    -------
    str
        The plain form.

    Examples
    --------
    >>> plain_word(" Debt_Ratio "), plain_word("资产负债率（％）")
    ('debt ratio', '资产负债率(%)')
    """
    return " ".join(unicodedata.normalize("NFKC", str(text)).lower().replace("_", " ").split())
