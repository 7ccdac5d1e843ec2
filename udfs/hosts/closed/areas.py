"""Rectangles of cells: addresses read and written, and the cells that a structured reference means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


@dataclass(frozen=True)
class Area:
    """A rectangle of cells on one sheet, 1-based, both ends included.

    Attributes
    ----------
    sheet : str
        Name of the sheet.
    top, left, bottom, right : int
        Its edges.
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    def address(self, *, absolute: bool = True, with_sheet: bool = False) -> str:
        """Return the address in A1 notation.

        Parameters
        ----------
        absolute : bool
            With dollar signs.
        with_sheet : bool
            With the quoted sheet name before it.

        Returns
        -------
        str
            One cell has no colon.

        Examples
        --------
        >>> Area("Q1 '26", 2, 1, 5, 28).address(with_sheet=True)
        "'Q1 ''26'!$A$2:$AB$5"
        """
        mark = "$" if absolute else ""
        first = f"{mark}{letters_of(self.left)}{mark}{self.top}"
        last = f"{mark}{letters_of(self.right)}{mark}{self.bottom}"
        place = first if self.shape == (1, 1) else f"{first}:{last}"
        return f"{quoted(self.sheet)}!{place}" if with_sheet else place


class TablePlace(Protocol):
    """What a structured reference needs to know of a table."""

    @property
    def name(self) -> str: ...  # noqa: D102  a protocol's members say what they are by name
    @property
    def sheet_name(self) -> str: ...  # noqa: D102
    @property
    def top(self) -> int: ...  # noqa: D102
    @property
    def left(self) -> int: ...  # noqa: D102
    @property
    def bottom(self) -> int: ...  # noqa: D102
    @property
    def right(self) -> int: ...  # noqa: D102
    @property
    def headers(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def header_rows(self) -> int: ...  # noqa: D102
    @property
    def totals_rows(self) -> int: ...  # noqa: D102


def quoted(sheet: str) -> str:
    """Return a sheet name as it stands before an exclamation mark.

    Parameters
    ----------
    sheet : str
        Name of a sheet.

    Returns
    -------
    str
        Always in quotes, which is never wrong.

    Examples
    --------
    >>> quoted("O'Neil")
    "'O''Neil'"
    """
    return "'" + sheet.replace("'", "''") + "'"


def letters_of(column: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    column : int
        1-based.

    Returns
    -------
    str
        ``A`` to ``XFD``.

    Examples
    --------
    >>> letters_of(1), letters_of(27), letters_of(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """Return the number of a column.

    Parameters
    ----------
    letters : str
        ``A`` to ``XFD``, in any case.

    Returns
    -------
    int
        1-based.

    Examples
    --------
    >>> column_of("xfd")
    16384
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)$")


def area_of(address: str, sheet: str) -> Area:
    """Read an address in A1 notation: a cell, a range, whole columns or whole rows.

    Parameters
    ----------
    address : str
        Without a sheet.
    sheet : str
        The sheet it is on.

    Returns
    -------
    Area
        Edges in order, also when the address names them the other way round.

    Raises
    ------
    HostError
        When it is no address.

    Examples
    --------
    >>> area_of("$C$3:A1", "S")
    Area(sheet='S', top=1, left=1, bottom=3, right=3)
    >>> area_of("B:B", "S").bottom
    1048576
    """
    first, _, last = address.partition(":")
    (top, left), (bottom, right) = _corner(first, address, 1), _corner(last or first, address, -1)
    rows, columns = sorted((top, bottom)), sorted((left, right))
    if rows[1] > LAST_ROW or columns[1] > LAST_COLUMN or rows[0] < 1:
        raise HostError("hosts.no_address", got=address)
    return Area(sheet, rows[0], columns[0], rows[1], columns[1])


def _corner(text: str, address: str, side: int) -> tuple[int, int]:
    """Read one corner; whole columns and rows reach to the sheet's edge on their side."""
    bare = text.replace("$", "")
    match = _CELL.match(bare)
    if match:
        return int(match[2]), column_of(match[1])
    if ":" in address and bare.isascii() and bare.isalpha():
        return (1 if side > 0 else LAST_ROW), column_of(bare)
    if ":" in address and bare.isdigit():
        return int(bare), (1 if side > 0 else LAST_COLUMN)
    raise HostError("hosts.no_address", got=address)


def table_area(table: TablePlace, inside: str, row: int | None = None) -> Area:
    """Return the cells that a structured reference means.

    Parameters
    ----------
    table : TablePlace
        The table.
    inside : str
        What stands between its outer brackets; empty for the whole body.
    row : int, optional
        Row of the formula, for ``@`` and ``[#This Row]``.

    Returns
    -------
    Area
        The cells.

    Raises
    ------
    HostError
        When the table has no such column, part or row.

    Examples
    --------
    >>> from workbooks.package import TableRef
    >>> sales = TableRef("Sales", "S", 1, 1, 5, 3, ("Item", "Net", "Tax"))
    >>> table_area(sales, "[Net]:[Tax]").address()
    '$B$2:$C$5'
    >>> table_area(sales, "[#Headers],[Tax]").address()
    '$C$1'
    """
    parts, columns = _read_inside(inside)
    top, bottom = _rows_of(table, parts, row)
    positions = [_position(table, column) for column in columns] or [0, table.right - table.left]
    left, right = min(positions), max(positions)
    return Area(table.sheet_name, top, table.left + left, bottom, table.left + right)


def _read_inside(inside: str) -> tuple[set[str], list[str]]:
    """Return the parts (``#headers`` ...) and the first and last column named between the brackets."""
    text = inside.strip()
    parts: set[str] = set()
    if text.startswith("@"):
        parts.add("#this row")
        text = text[1:].strip()
    names = _bracketed(text) if text.startswith("[") else [_unescaped(text)] if text else []
    parts |= {
        name.lower() for name, plain in zip(names, _plain(text, names), strict=True) if plain.startswith("#")
    }
    return parts, [
        name for name, plain in zip(names, _plain(text, names), strict=True) if not plain.startswith("#")
    ]


def _plain(text: str, names: list[str]) -> list[str]:
    """Return the names still escaped, so that a column called ``#x`` is not taken for a part."""
    if not text.startswith("["):
        return [text] * len(names)
    return [found[1:-1] for found in _GROUP.findall(text)]


_GROUP = re.compile(r"\[(?:'.|[^\[\]'])*\]")


def _bracketed(text: str) -> list[str]:
    """Return the names in their own brackets."""
    return [_unescaped(found[1:-1]) for found in _GROUP.findall(text)]


def _unescaped(name: str) -> str:
    """Return a column name without the apostrophes that escape brackets and signs in it."""
    return re.sub(r"'(.)", r"\1", name)


def _rows_of(table: TablePlace, parts: set[str], row: int | None) -> tuple[int, int]:
    """Return the first and last row of the named parts of a table."""
    body = (table.top + table.header_rows, table.bottom - table.totals_rows)
    known = {
        "#all": (table.top, table.bottom),
        "#data": body,
        "#headers": (table.top, table.top),
        "#totals": (table.bottom - table.totals_rows + 1, table.bottom),
        "#this row": (row or 0, row or 0),
    }
    absent = {"#totals"} if not table.totals_rows else {"#headers"} if not table.header_rows else set()
    if not parts <= known.keys() - absent:
        raise HostError("hosts.no_table_part", table=table.name, got=", ".join(sorted(parts)))
    if "#this row" in parts and not body[0] <= (row or 0) <= body[1]:
        raise HostError("hosts.no_table_row", table=table.name)
    spans = [known[part] for part in parts] or [body]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _position(table: TablePlace, column: str) -> int:
    """Return the position of a heading, in any case; line breaks and spaces count."""
    wanted = column.casefold()
    for position, header in enumerate(table.headers):
        if header.casefold() == wanted:
            return position
    raise HostError("hosts.no_table_column", table=table.name, got=column, known=", ".join(table.headers))
