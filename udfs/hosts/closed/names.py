"""Defined names of a closed workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.closed.areas import area_of
from udfs.hosts.closed.members import Closed
from udfs.hosts.closed.references import plain
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from udfs.hosts.closed.books import Book
    from udfs.hosts.closed.ranges import Range

_CELL = r"\$[A-Z]{1,3}\$[0-9]{1,7}"
_USUAL = re.compile(rf"=?(?:'((?:[^'\[\]]|'')+)'|([^\W\d]\w*))!({_CELL}(?::{_CELL})?)\Z")
"""What nearly every name refers to; it asks for no look at the tables and names of the book."""


class Names(Closed):
    """The names of a workbook, or a sheet's own names.

    Parameters
    ----------
    book : Book
        The workbook.
    sheet : str, optional
        Show only this sheet's own names.
    """

    stands_for = base_classes.Names

    def __init__(self, book: Book, sheet: str | None = None) -> None:
        self._book = book
        self._sheet = sheet

    def snapshot(self) -> list[tuple[str, Name]]:
        """Return every name with its object."""
        names = self._book.package.names
        prefix = "" if self._sheet is None else f"{self._sheet}!"
        return [(name, Name(self._book, name)) for name in names if name.startswith(prefix)]

    def __call__(self, name_or_index: str | int) -> Name:
        """Return a name by its text, in any case, or by 1-based position."""
        if isinstance(name_or_index, int):
            return self.snapshot()[name_or_index - 1][1]
        wanted = {name_or_index.casefold(), f"{self._sheet}!{name_or_index}".casefold()}
        for name, found in self.snapshot():
            if name.casefold() in wanted:
                return found
        raise HostError("hosts.no_name", got=name_or_index)

    def contains(self, name: str) -> bool:
        """Tell whether there is such a name."""
        return any(known.casefold() == name.casefold() for known, _ in self.snapshot())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.snapshot())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name."""
        self._book.package.set_name(name, refers_to.removeprefix("="))
        return Name(self._book, name)


class Name(Closed):
    """One defined name."""

    stands_for = base_classes.Name

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    @property
    def name(self) -> str:
        """The name; a sheet's own one carries the sheet before it."""
        return self._name

    @property
    def refers_to(self) -> str:
        """What it refers to, with an equals sign."""
        return "=" + self._book.package.names[self._name]

    @refers_to.setter
    def refers_to(self, value: Any) -> None:
        self._book.package.set_name(self._name, str(value).removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        """The cells it refers to; a `HostError` when it refers to a constant or a calculation."""
        found = cells_of(self._book, self.refers_to, self._book.package.sheet_names[0])
        if found is None:
            raise HostError("hosts.name_is_no_range", name=self._name, got=self.refers_to)
        return found


def cells_of(book: Book, reference: str, sheet: str) -> Range | None:
    """Return the range that a formula which is nothing but a reference means.

    Parameters
    ----------
    book : Book
        The workbook.
    reference : str
        Address, name or structured reference, with or without an equals sign.
    sheet : str
        Sheet of an address that names none.

    Returns
    -------
    Range or None
        None when it is something else.
    """
    usual = _USUAL.match(reference)
    if usual is not None:
        found = book.sheet((usual[1] or usual[2]).replace("''", "'"))
        return found.cells_at(area_of(usual[3], found.name))
    resolved = plain(reference, book.references, sheet)
    if len(resolved.areas) != 1 or resolved.calls:
        return None
    area = resolved.areas[0]
    bare = resolved.text.rpartition("!")[2].removeprefix("=").replace("$", "")
    if bare.upper() != area.address(absolute=False) and ":" not in bare:
        return None
    return book.sheet(area.sheet).cells_at(area)
