"""References as parts other than formulas hold them: ranges of one sheet, alone or in lists."""

from __future__ import annotations

import re

from workbooks.package.cells import LAST_COLUMN, LAST_ROW, Box, parse_box

_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})\Z")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})\Z")


def box_of(text: str) -> Box | None:
    """Return the corners of a range, None when it is none or leaves the sheet.

    Examples
    --------
    >>> box_of("B2:C4"), box_of("XFE1"), box_of("A0"), box_of("A:B")
    ((2, 2, 4, 3), None, None, (1, 1, 1048576, 2))
    """
    if found := _COLUMNS.match(text):
        text = f"{found[1]}1:{found[2]}{LAST_ROW}"
    elif found := _ROWS.match(text):
        text = f"A{found[1]}:XFD{found[2]}"
    try:
        top, left, bottom, right = parse_box(text)
    except ValueError:
        return None
    fits = 1 <= top <= bottom <= LAST_ROW and 1 <= left <= right <= LAST_COLUMN
    return (top, left, bottom, right) if fits else None
