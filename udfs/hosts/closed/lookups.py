"""Lookups in tables, answered here: the formula machine would first have to load every cell of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from udfs.hosts.closed.areas import area_of
from udfs.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from udfs.hosts.closed.areas import Area
    from udfs.hosts.closed.references import PlainFormula

LONG = 64
"""Rows of an area from which loading it costs more than calling back for one of its cells."""
CELL_CALL, ROW_CALL = "XLCREDIT_CELL", "XLCREDIT_ROW"
"""What stands for INDEX and for MATCH in a formula that is answered here."""
_RANGE = r"'((?:[^']|'')+)'!(\$[A-Z]{1,3}\$\d+:\$[A-Z]{1,3}\$\d+)"
_INDEX = re.compile(rf"\bINDEX\({_RANGE},")
_MATCH = re.compile(rf"\bMATCH\(([^(),]+),{_RANGE},0\)")
_ROWS = re.compile(rf"\bROW\({_RANGE}\)")
ROWS_SHEET = "xlcredit row numbers"
_SIGN = re.compile(r"~[~*?]|[*?]")


@dataclass
class Lookups:
    """The areas that formulas look something up in, and the answers.

    Attributes
    ----------
    rows : callable
        Gives the cells of a sheet from A1.
    areas : list of Area
        Areas by the number that stands in the rewritten formulas.
    """

    rows: Callable[[str], Sequence[Sequence[Any]]]
    areas: list[Area] = field(default_factory=list)
    _first: dict[int, dict[Any, int]] = field(default_factory=dict)

    def rewritten(self, formula: PlainFormula, is_constant: Callable[[Area], bool]) -> PlainFormula:
        """Return a formula that calls back for the cells it looks up.

        Parameters
        ----------
        formula : PlainFormula
            Without tables and names.
        is_constant : callable
            Tells whether no formula that is to be computed stands in an area.

        Returns
        -------
        PlainFormula
            The same formula when it looks up nothing in a long area.
        """
        known = {area for area in formula.areas if area.shape[0] >= LONG and is_constant(area)}
        if not known:
            return formula
        answered: set[Area] = set()

        def call(name: str, found: re.Match[str], sheet: str, address: str, *more: str) -> str:
            """Write a call in place of a lookup; one in an area that is to be loaded stays."""
            area = area_of(address, sheet.replace("''", "'"))
            if area not in known:
                return found[0]
            answered.add(area)
            if area not in self.areas:
                self.areas.append(area)
            return f"{name}({','.join([str(self.areas.index(area)), *more])}"

        text = _INDEX.sub(lambda found: call(CELL_CALL, found, found[1], found[2], ""), formula.text)
        text = _MATCH.sub(lambda found: call(ROW_CALL, found, found[2], found[3], f"{found[1]})"), text)
        bare = text.replace("$", "")  # an area that is read elsewhere in the formula too is still loaded
        left = [
            area for area in formula.areas if area not in answered or area.address(absolute=False) in bare
        ]
        return replace(formula, text=text, areas=tuple(left))

    def cell(self, place: float, row: Any, column: Any = 1.0) -> Any:
        """Answer INDEX.

        Parameters
        ----------
        place : float
            Number of the area.
        row, column : float
            1-based, within the area.

        Returns
        -------
        object
            The cell's value, None for a blank; an error value outside the area.
        """
        if type(row) not in (int, float) or type(column) not in (int, float):
            return CellError("#VALUE!")
        area = self.areas[int(place)]
        down, across = area.top + int(row) - 1, area.left + int(column) - 1
        if not (area.top <= down <= area.bottom and area.left <= across <= area.right):
            return CellError("#REF!")
        rows = self.rows(area.sheet)
        is_used = down <= len(rows) and across <= len(rows[down - 1])
        return rows[down - 1][across - 1] if is_used else None

    def row(self, place: float, wanted: Any) -> Any:
        """Answer MATCH for equality in a column.

        Parameters
        ----------
        place : float
            Number of the area.
        wanted : object
            Text in any case, with ``~`` before signs that stand for themselves; or a number.

        Returns
        -------
        float or CellError
            1-based position of the first equal cell; ``#N/A`` when there is none.
        """
        found = self._first_rows(int(place))
        if not isinstance(wanted, str):
            position = found.get(wanted)
        elif {"*", "?"} & set(_SIGN.findall(wanted)):
            pattern = re.compile(_pattern_of(wanted), re.DOTALL)
            rows = (row for text, row in found.items() if isinstance(text, str) and pattern.fullmatch(text))
            position = min(rows, default=None)
        else:
            position = found.get(_SIGN.sub(lambda sign: sign[0][-1], wanted.casefold()))
        return CellError("#N/A") if position is None else float(position)

    def _first_rows(self, place: int) -> dict[Any, int]:
        """Return where each value of a column stands first, texts in small letters."""
        if place not in self._first:
            area = self.areas[place]
            first: dict[Any, int] = {}
            for row, line in enumerate(self.rows(area.sheet)[area.top - 1 : area.bottom], start=1):
                value = line[area.left - 1] if area.left <= len(line) else None
                first.setdefault(value.casefold() if isinstance(value, str) else value, row)
            self._first[place] = first
        return self._first[place]


def with_row_numbers(text: str) -> tuple[str, int]:
    """Return a formula in which the row numbers of a range stand on a sheet of their own.

    Parameters
    ----------
    text : str
        Formula; the machine gives the first row only for ROW of a range.

    Returns
    -------
    tuple of str and int
        The formula, and the last row that the sheet `ROWS_SHEET` must have in its first column; 0 for none.

    Examples
    --------
    >>> with_row_numbers("=SUMPRODUCT(ROW('S'!$B$2:$B$9))")
    ("=SUMPRODUCT('xlcredit row numbers'!$A$2:$A$9)", 9)
    """
    last = 0

    def numbers(found: re.Match[str]) -> str:
        """Write the range of numbers in place of ROW."""
        nonlocal last
        area = area_of(found[2], found[1])
        last = max(last, area.bottom)
        return f"'{ROWS_SHEET}'!$A${area.top}:$A${area.bottom}"

    return _ROWS.sub(numbers, text), last


def _pattern_of(wanted: str) -> str:
    """Return a text with wildcards as a regular expression for texts in small letters."""
    meaning = {"*": ".*", "?": "."}
    parts, end = [], 0
    for sign in _SIGN.finditer(wanted.casefold()):
        parts += [
            re.escape(wanted.casefold()[end : sign.start()]),
            meaning.get(sign[0]) or re.escape(sign[0][-1]),
        ]
        end = sign.end()
    return "".join(parts) + re.escape(wanted.casefold()[end:])
