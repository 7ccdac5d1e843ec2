"""Our functions inside a formula: each call with its arguments, the values they have, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from udfs import faults
from udfs.books.cells import book_names, rows_in
from udfs.catalogue import catalogue
from udfs.hosts.closed.areas import area_of, quoted, table_area
from udfs.hosts.closed.tokens import Token, tokens_of
from udfs.values import CellError
from xlcredit.errors import XlcreditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from udfs.books.selection import Selected


class _Unknown:
    """Stands for the value of an argument that only the host itself can compute."""

    def __repr__(self) -> str:
        """Return a word for a programmer."""
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
_FLAGS = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True)
class Argument:
    """One argument of a call.

    Attributes
    ----------
    text : str
        As it stands in the formula; empty when left out.
    value : object
        Its value, None for a blank; `UNKNOWN` when it is a calculation of the host's.
    """

    text: str
    value: Any


@dataclass(frozen=True)
class Call:
    """One call of a function of ours.

    Attributes
    ----------
    name : str
        The function.
    arguments : tuple of Argument
        From left to right.
    answer : object
        What it gives, a `CellError` for a fault; `UNKNOWN` when an argument is.
    reason : str or None
        Why it is an error; None when it is none.
    """

    name: str
    arguments: tuple[Argument, ...]
    answer: Any
    reason: str | None


def calls_in(book: xw.Book, place: Selected, formula: str) -> list[Call]:
    """Return every call of ours in a formula, outer ones before those inside them.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    place : Selected
        The cell it stands in.
    formula : str
        With its equals sign.

    Returns
    -------
    list of Call
        Computed anew with the values of the workbook; empty when the formula calls none of ours.
    """
    reader = _Reader(book, place)
    tokens = tokens_of(formula.removeprefix("="))
    return [reader.call(tokens, at) for at, token in enumerate(tokens) if _is_ours(token)]


def _is_ours(token: Token) -> bool:
    """Tell whether a token is the name of one of our functions before its parenthesis."""
    return bool(token.kind == "call" and token.text.upper() in catalogue())


def _written(tokens: Sequence[Token]) -> str:
    """Return tokens as the formula has them."""
    return "".join(_token_text(token) for token in tokens).strip()


def _token_text(token: Token) -> str:
    """Return one token as the formula has it; a sheet is quoted where its name asks for it."""
    text = f"{token.text}[{token.inside}]" if token.kind == "table" else token.text
    if token.sheet is None:
        return text
    is_plain = token.sheet.isidentifier()
    return f"{token.sheet if is_plain else quoted(token.sheet)}!{text}"


@dataclass(frozen=True)
class _Place:
    """A table of the workbook, as a structured reference needs to know it."""

    name: str
    sheet_name: str
    top: int
    left: int
    bottom: int
    right: int
    headers: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0


class _Reader:
    """Reads the arguments of calls in one cell of one workbook."""

    def __init__(self, book: xw.Book, place: Selected) -> None:
        self.book, self.place = book, place

    def call(self, tokens: Sequence[Token], at: int) -> Call:
        """Return the call whose name stands at a position."""
        name = tokens[at].text.upper()
        groups = _argument_groups(tokens, at + 1)
        arguments = tuple(Argument(_written(group), self._value(group)) for group in groups)
        if any(argument.value is UNKNOWN for argument in arguments):
            return Call(name, arguments, UNKNOWN, None)
        answer = catalogue()[name](*(argument.value for argument in arguments))
        fault = faults.latest(function=name) if isinstance(answer, CellError) else None
        return Call(name, arguments, answer, fault.reason if fault else None)

    def _value(self, group: Sequence[Token]) -> Any:
        """Return the value of one argument, `UNKNOWN` when it is a calculation."""
        tokens = [token for token in group if not (token.kind == "other" and token.text.isspace())]
        if not tokens:
            return None
        if len(tokens) == 1:
            return self._single(tokens[0])
        if len(tokens) == 2 and tokens[0].text in "+-" and tokens[1].kind == "number":  # noqa: PLR2004
            return float(tokens[0].text + tokens[1].text)
        if _is_ours(tokens[0]) and _closes_at(tokens, 1) == len(tokens) - 1:
            answer = self.call(tokens, 0).answer
            return str(answer) if isinstance(answer, CellError) else answer
        return UNKNOWN

    def _single(self, token: Token) -> Any:  # noqa: PLR0911  one way out per kind of token
        """Return the value of a literal or a reference."""
        if token.kind == "number":
            return float(token.text)
        if token.kind == "text":
            return token.text[1:-1].replace('""', '"')
        if token.kind == "error":
            return token.text
        if token.kind == "word" and token.text.upper() in _FLAGS:
            return _FLAGS[token.text.upper()]
        try:
            cells = self._cells(token)
        except (XlcreditError, KeyError, ValueError):
            return UNKNOWN
        if cells is None:
            return UNKNOWN
        rows = rows_in(cells)
        return rows[0][0] if cells.shape == (1, 1) else [list(row) for row in rows]

    def _cells(self, token: Token) -> xw.Range | None:
        """Return the cells a reference means, whole columns cut to what the sheet uses."""
        if token.kind in ("area", "columns", "rows"):
            sheet = self.place.sheet if token.sheet is None else self.book.sheets[token.sheet]
            area = area_of(token.text, sheet.name)
            used = sheet.used_range
            bottom = min(area.bottom, max(area.top, used.row + used.shape[0] - 1))
            right = min(area.right, max(area.left, used.column + used.shape[1] - 1))
            if token.kind == "area":
                bottom, right = area.bottom, area.right
            return sheet.range((area.top, area.left), (bottom, right))
        if token.kind == "table" or (token.kind == "word" and self._table(token.text)):
            return self._table_cells(token)
        if token.kind == "word" and token.text.casefold() in map(str.casefold, book_names(self.book)):
            return self.book.names[token.text].refers_to_range
        return None

    def _table(self, name: str) -> Any:
        """Return a table of the workbook, the one around the cell when no name is given."""
        for sheet in self.book.sheets:
            for table in sheet.tables:
                if name and table.name.casefold() == name.casefold():
                    return table
                if not name and sheet.name == self.place.sheet.name and self._is_inside(table.range):
                    return table
        return None

    def _is_inside(self, cells: xw.Range) -> bool:
        """Tell whether the formula's own cell lies in a range."""
        down, across = self.place.row - cells.row, self.place.column - cells.column
        return bool(0 <= down < cells.shape[0] and 0 <= across < cells.shape[1])

    def _table_cells(self, token: Token) -> xw.Range | None:
        """Return the cells of a structured reference."""
        table = self._table(token.text)
        if table is None:
            return None
        cells = table.range
        place = _Place(
            table.name, cells.sheet.name, cells.row, cells.column,
            cells.row + cells.shape[0] - 1, cells.column + cells.shape[1] - 1,
            tuple(str(heading) for heading in rows_in(table.header_row_range)[0]),
            totals_rows=int(bool(table.show_totals)),
        )  # fmt: skip
        area = table_area(place, token.inside, self.place.row)
        return cells.sheet.range((area.top, area.left), (area.bottom, area.right))


def _argument_groups(tokens: Sequence[Token], opened: int) -> list[list[Token]]:
    """Return the tokens of each argument of the parenthesis that opens at a position."""
    groups: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opened + 1 : _closes_at(tokens, opened)]:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "comma" and depth == 0:
            groups.append([])
        else:
            groups[-1].append(token)
    return [] if len(groups) == 1 and not _written(groups[0]) else groups


def _closes_at(tokens: Sequence[Token], opened: int) -> int:
    """Return the position of the parenthesis that closes the one at `opened`; the end when none does."""
    depth = 0
    for at in range(opened, len(tokens)):
        depth += (tokens[at].kind == "open") - (tokens[at].kind == "close")
        if depth == 0:
            return at
    return len(tokens)
