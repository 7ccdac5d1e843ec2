"""Formula cells whose value the file does not hold, as programmes write them that cannot calculate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbooks.package.cells import column_number

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text result may be empty (t="str" with an empty value): that formula was calculated.
_FORMULA_CELL = re.compile(
    rb'<c\b(?![^>]*\st="str")[^>]*?\sr="([A-Z]+)(\d+)"[^>]*>\s*'
    rb"<f\b(?:[^>]*/>|.*?</f>)\s*(?:</c>|<v\s*/>|<v></v>)",
    re.DOTALL,
)


def uncalculated_cells(xml: bytes) -> Iterator[tuple[int, int]]:
    """Yield row and column of every formula cell without a value.

    Parameters
    ----------
    xml : bytes
        A worksheet part, or a piece of one.

    Yields
    ------
    tuple of int
        1-based row and column.

    Examples
    --------
    >>> list(uncalculated_cells(b'<c r="B2"><f>1+1</f><v></v></c><c r="B3"><f>1+1</f><v>2</v></c>'))
    [(2, 2)]
    """
    if b"<f" not in xml:
        return
    for letters, digits in _FORMULA_CELL.findall(xml):
        yield int(digits), column_number(letters.decode())
