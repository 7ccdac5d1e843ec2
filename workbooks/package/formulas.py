"""Formula texts: moved to another cell, and told the new names of sheets and tables."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbooks.package.cells import LAST_COLUMN, LAST_ROW, column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A text, a quoted sheet name, a bracketed part (structured or external), or a run of anything else.
_TOKENS = re.compile(
    r"""("(?:[^"]|"")*")|('(?:[^']|'')*')|(\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])|([^"'\[]+|.)""",
    re.DOTALL,
)
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_REFERENCE = re.compile(rf"(?<![\w.$!\\]){_CELL}(?![\w.(!\\])|(?<=!){_CELL}(?![\w.(\\])")
_COLUMNS = re.compile(r"(?<![\w.$])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w.(!])")
_ROWS = re.compile(r"(?<![\w.$:])(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?![\w.(!:])")
_BARE_SHEET = re.compile(r"(?<![\w.\]#])([^\W\d][\w.]*)(?::([^\W\d][\w.]*))?!")
_SIMPLE_SHEET = re.compile(r"[^\W\d]\w*\Z")
_LOOKS_LIKE_CELL = re.compile(r"([A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([Cc][0-9]*)?)\Z")


def _tokens(formula: str) -> list[tuple[str, str]]:
    """Cut a formula into (kind, text): text, quoted, bracket, code."""
    kinds = ("text", "quoted", "bracket", "code")
    return [(kinds[(found.lastindex or 4) - 1], found[0]) for found in _TOKENS.finditer(formula)]


def _in_code(formula: str, change: Callable[[str], str]) -> str:
    """Change the parts of a formula that are neither text, quoted name nor bracket."""
    return "".join(change(text) if kind == "code" else text for kind, text in _tokens(formula))


def translated(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads after being copied down and to the right.

    Parameters
    ----------
    formula : str
        Formula text.
    rows, columns : int
        How far it moves. Relative references move along, ``$`` ones stay.

    Returns
    -------
    str
        The formula; a reference pushed off the sheet reads ``#REF!``.

    Examples
    --------
    >>> translated('A1+$B$2+SUM(C:C)&"A1"', 2, 1)
    'B3+$B$2+SUM(D:D)&"A1"'
    """
    if not rows and not columns:
        return formula

    def change(code: str) -> str:
        code = _REFERENCE.sub(lambda found: _moved_cell(found, rows, columns), code)
        if columns:
            code = _COLUMNS.sub(lambda found: _moved_columns(found, columns), code)
        return _ROWS.sub(lambda found: _moved_rows(found, rows), code) if rows else code

    return _in_code(formula, change)


def _moved_cell(found: re.Match[str], rows: int, columns: int) -> str:
    """Move one cell reference."""
    fixed_column, letters, fixed_row, digits = found.groups()[:4] if found[2] else found.groups()[4:]
    column = column_number(letters) + (0 if fixed_column else columns)
    row = int(digits) + (0 if fixed_row else rows)
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        return "#REF!"
    return f"{fixed_column}{column_letters(column)}{fixed_row}{row}"


def _moved_columns(found: re.Match[str], columns: int) -> str:
    """Move a reference to whole columns."""
    ends = []
    for fixed, letters in ((found[1], found[2]), (found[3], found[4])):
        column = column_number(letters) + (0 if fixed else columns)
        if not 1 <= column <= LAST_COLUMN:
            return "#REF!"
        ends.append(fixed + column_letters(column))
    return ":".join(ends)


def _moved_rows(found: re.Match[str], rows: int) -> str:
    """Move a reference to whole rows."""
    ends = []
    for fixed, digits in ((found[1], found[2]), (found[3], found[4])):
        row = int(digits) + (0 if fixed else rows)
        if not 1 <= row <= LAST_ROW:
            return "#REF!"
        ends.append(f"{fixed}{row}")
    return ":".join(ends)


def quoted_sheet(name: str) -> str:
    """Return a sheet name as it stands before the ``!`` of a reference.

    Examples
    --------
    >>> quoted_sheet("Aging"), quoted_sheet("My sheet"), quoted_sheet("Ann's"), quoted_sheet("Q1")
    ('Aging', "'My sheet'", "'Ann''s'", "'Q1'")
    """
    if _SIMPLE_SHEET.match(name) and not _LOOKS_LIKE_CELL.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def with_sheets(formula: str, renamed: Mapping[str, str]) -> str:
    r"""Return a formula with sheet names replaced where they stand before a ``!``.

    Parameters
    ----------
    formula : str
        Formula text.
    renamed : mapping
        Old name in lower case to new name.

    Returns
    -------
    str
        The formula. References into other workbooks (``[1]Sheet!``) and texts stay.

    Examples
    --------
    >>> print(with_sheets("Aging!A1&'Aging'!B2&\"Aging!\"&[1]Aging!C3", {"aging": "Aging 2"}))
    'Aging 2'!A1&'Aging 2'!B2&"Aging!"&[1]Aging!C3
    """
    if "!" not in formula or not renamed:
        return formula
    tokens = _tokens(formula)
    changed: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        before_bang = kind == "quoted" and at + 1 < len(tokens) and tokens[at + 1][1].startswith("!")
        if before_bang and not text.startswith("'["):
            changed.append(_renamed_span(text[1:-1].replace("''", "'"), renamed) or text)
        elif kind == "code" and not (at and tokens[at - 1][0] == "bracket" and _starts_external(text)):
            changed.append(_BARE_SHEET.sub(lambda found: _renamed_bare(found, renamed), text))
        else:
            changed.append(text)
    return "".join(changed)


def _starts_external(code: str) -> bool:
    """Whether code behind a bracket goes on with a sheet name, so that the bracket names a workbook."""
    return bool(re.match(r"[^\W\d][\w.]*!", code))


def _renamed_span(sheets: str, renamed: Mapping[str, str]) -> str | None:
    """Return the new spelling of a sheet or span of sheets, None when it stays."""
    names = sheets.split(":")
    new_names = [renamed.get(name.lower(), name) for name in names]
    if names == new_names:
        return None
    if len(names) == 1:
        return quoted_sheet(new_names[0])
    return "'" + ":".join(new_names).replace("'", "''") + "'"


def _renamed_bare(found: re.Match[str], renamed: Mapping[str, str]) -> str:
    """Return a bare sheet name, or span of two, in its new spelling."""
    spelled = _renamed_span(found[0][:-1], renamed)
    return found[0] if spelled is None else spelled + "!"


def sheets_of(formula: str) -> set[str]:
    r"""Return the sheets of this workbook that a formula names, in lower case.

    Examples
    --------
    >>> sorted(sheets_of("Aging!A1+'My sheet'!B2+[1]Other!C3&\"Text!\"+#REF!"))
    ['aging', 'my sheet']
    """
    found: set[str] = set()
    tokens = _tokens(formula)
    for at, (kind, text) in enumerate(tokens):
        if kind == "quoted" and at + 1 < len(tokens) and tokens[at + 1][1].startswith("!"):
            if not text.startswith("'["):
                found.update(text[1:-1].replace("''", "'").lower().split(":"))
        elif kind == "code" and not (at and tokens[at - 1][0] == "bracket" and _starts_external(text)):
            found.update(name.lower() for seen in _BARE_SHEET.findall(text) for name in seen if name)
    return found


def tables_of(formula: str) -> set[str]:
    """Return the words of a formula that stand before a bracket, which name tables, in lower case.

    Examples
    --------
    >>> sorted(tables_of('SUM(Items[open])+[1]Sheet!A1&"Text[x]"'))
    ['items']
    """
    tokens = _tokens(formula)
    words = (re.search(r"[^\W\d][\w.\\]*\Z", text) for (kind, text), (after, _) in pairwise(tokens)
             if kind == "code" and after == "bracket")  # fmt: skip
    return {word[0].lower() for word in words if word}


def with_tables(formula: str, renamed: Mapping[str, str]) -> str:
    """Return a formula with table names replaced where they stand before a bracket or alone.

    Examples
    --------
    >>> with_tables("SUM(Items[open])&Items", {"items": "Items2"})
    'SUM(Items2[open])&Items2'
    """
    if not renamed:
        return formula
    words = "|".join(re.escape(name) for name in renamed)
    pattern = re.compile(rf"(?<![\w.!\\])({words})(?![\w.(!\\])", re.IGNORECASE)
    return _in_code(formula, lambda code: pattern.sub(lambda found: renamed[found[1].lower()], code))
