"""Formulas of a workbook in plain words: tables and names resolved to addresses, and the cells they need."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from udfs.catalogue import catalogue
from udfs.hosts.closed.areas import Area, area_of, quoted, table_area
from udfs.hosts.closed.tokens import Token, tokens_of
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from udfs.hosts.closed.areas import TablePlace

_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.|_xll\.|_xludf\.)+", re.IGNORECASE)
_ANCHOR = re.compile(r"_xlfn\.ANCHORARRAY\(([^()]+)\)", re.IGNORECASE)
_REACHES_UNNAMED_CELLS = frozenset({"INDIRECT", "OFFSET"})
_NAMES_IN_NAMES = 16
"""How deep a name may stand on other names before it is taken for a circle."""


@dataclass(frozen=True)
class PlainFormula:
    """A formula without tables and names.

    Attributes
    ----------
    text : str
        With its equals sign.
    areas : tuple of Area
        Every cell it reads.
    calls : frozenset of str
        Functions it calls, in capitals and without prefixes.
    """

    text: str
    areas: tuple[Area, ...]
    calls: frozenset[str]


@dataclass
class Book:
    """What formulas may refer to.

    Attributes
    ----------
    sheet_names : list of str
        Worksheets.
    tables : mapping
        Name to table.
    names : mapping
        Defined name to what it refers to, without an equals sign; a sheet's own name is ``Sheet!Name``.
    """

    sheet_names: list[str] = field(default_factory=list)
    tables: Mapping[str, TablePlace] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index everything by its name in any case."""
        self._sheets = {name.casefold(): name for name in self.sheet_names}
        self._tables = {name.casefold(): table for name, table in self.tables.items()}
        self._names = {name.casefold(): text for name, text in self.names.items()}

    def sheet(self, name: str) -> str:
        """Return a sheet's name as the workbook spells it, or refuse it."""
        found = self._sheets.get(name.casefold())
        if found is None:
            raise HostError("hosts.no_sheet", got=name)
        return found

    def table(self, name: str) -> TablePlace | None:
        """Return a table by name, in any case."""
        return self._tables.get(name.casefold())

    def table_at(self, sheet: str, row: int, column: int) -> TablePlace:
        """Return the table that a cell stands in, for references that name none."""
        for table in self.tables.values():
            inside = table.top <= row <= table.bottom and table.left <= column <= table.right
            if inside and table.sheet_name.casefold() == sheet.casefold():
                return table
        raise HostError(
            "hosts.no_table_here", cell=Area(sheet, row, column, row, column).address(with_sheet=True)
        )

    def name(self, name: str, sheet: str) -> str | None:
        """Return what a defined name refers to; a sheet's own name comes before the workbook's."""
        own = self._names.get(f"{sheet}!{name}".casefold())
        return own if own is not None else self._names.get(name.casefold())


def plain(formula: str, book: Book, sheet: str, row: int = 1, column: int = 1) -> PlainFormula:
    """Resolve the tables and names of a formula.

    Parameters
    ----------
    formula : str
        As it stands in the file, with or without its equals sign.
    book : Book
        What it may refer to.
    sheet : str
        Its sheet.
    row, column : int
        Its cell.

    Returns
    -------
    PlainFormula
        Addresses only; an argument left out of one of our functions has become an empty text.

    Raises
    ------
    HostError
        When a table, column, sheet or linked workbook it needs is not there.

    Examples
    --------
    >>> plain("AsOf+_xlfn.XLOOKUP(1,A1:A9,B1:B9)", Book(["S"], {}, {"AsOf": "S!$C$3"}), "S").text
    "='S'!$C$3+XLOOKUP(1,A1:A9,B1:B9)"
    """
    writer = _Writer(book, sheet, row, column)
    writer.write(_ANCHOR.sub(r"\1#", formula.removeprefix("=")), 0)
    return PlainFormula(
        "=" + "".join(writer.text), tuple(dict.fromkeys(writer.areas)), frozenset(writer.calls)
    )


class _Writer:
    """Writes the tokens of one formula, resolved."""

    def __init__(self, book: Book, sheet: str, row: int, column: int) -> None:
        self.book, self.sheet, self.row, self.column = book, sheet, row, column
        self.text: list[str] = []
        self.areas: list[Area] = []
        self.calls: set[str] = set()
        self._open: list[str] = []
        self._pending = ""
        self._waits_for_argument = False

    def write(self, formula: str, depth: int) -> None:
        """Write every token of a formula, or of the name that stands in it."""
        for token in tokens_of(formula):
            self._note_argument(token)
            writer = getattr(self, f"_write_{token.kind}", None)
            if token.kind == "word":
                self._write_name(token, depth)
            elif writer is None:
                self.text.append(token.text)
            else:
                writer(token)

    def _note_argument(self, token: Token) -> None:
        """Give an argument left out of one of our functions its blank: the machine would make it zero."""
        ours = bool(self._open) and self._open[-1] in catalogue()
        if token.kind == "comma" or (token.kind == "close" and self.text and self.text[-1] != "("):
            if ours and self._waits_for_argument:
                self.text.append('""')
            self._waits_for_argument = token.kind == "comma"
        elif token.kind == "open":
            self._waits_for_argument = True
        elif not (token.kind == "other" and token.text.isspace()):
            self._waits_for_argument = False

    def _write_open(self, token: Token) -> None:
        self._open.append(self._pending)
        self._pending = ""
        self.text.append(token.text)

    def _write_close(self, token: Token) -> None:
        if self._open:
            self._open.pop()
        self.text.append(token.text)

    def _write_call(self, token: Token) -> None:
        """Write a function's name without the prefixes that files and add-ins put before it."""
        name = _PREFIX.sub("", token.text).upper()
        if token.sheet is not None and name not in catalogue():
            raise HostError("hosts.foreign_function", got=f"{token.sheet}!{name}")
        if name in _REACHES_UNNAMED_CELLS:
            raise HostError("hosts.unnamed_cells", got=name)
        self.calls.add(name)
        self._pending = name
        self.text.append(name)

    def _write_area(self, token: Token) -> None:
        """Write an address and note its cells."""
        sheet = self._sheet(token)
        self.areas.append(area_of(token.text, sheet))
        self.text.append(token.text if token.sheet is None else f"{quoted(sheet)}!{token.text}")

    _write_columns = _write_area
    _write_rows = _write_area

    def _sheet(self, token: Token) -> str:
        """Return the sheet of a reference, or refuse one in another workbook."""
        if token.sheet is None:
            return self.sheet
        if "[" in token.sheet:
            raise HostError("hosts.other_workbook", got=token.sheet)
        return self.book.sheet(token.sheet)

    def _write_table(self, token: Token) -> None:
        """Write a structured reference as an address."""
        name = token.text
        table = self.book.table(name) if name else self.book.table_at(self.sheet, self.row, self.column)
        if table is None:
            raise HostError("hosts.no_table", got=name)
        self._add(table_area(table, token.inside, self.row))

    def _add(self, area: Area) -> None:
        """Write an area of our own finding."""
        self.areas.append(area)
        self.text.append(area.address(with_sheet=True))

    def _write_name(self, token: Token, depth: int) -> None:
        """Write a table without brackets as its body and a defined name as what it refers to."""
        table = self.book.table(token.text)
        meaning = self.book.name(token.text, token.sheet or self.sheet)
        if table is not None:
            self._add(table_area(table, "", self.row))
        elif meaning is None:
            self.text.append(token.text)
        elif depth >= _NAMES_IN_NAMES:
            raise HostError("hosts.name_in_circle", got=token.text)
        else:
            self._write_meaning(meaning, depth)

    def _write_meaning(self, meaning: str, depth: int) -> None:
        """Write what a name refers to, in parentheses unless it is one reference."""
        single = len(tokens_of(meaning)) == 1
        self.text.append("" if single else "(")
        self.write(meaning, depth + 1)
        self.text.append("" if single else ")")
