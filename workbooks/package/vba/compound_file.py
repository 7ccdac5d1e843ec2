"""Compound files (MS-CFB, version 3), the little file system of a VBA project: format and writer.

Streams are named by path, storages are the folders in it: ``{"PROJECT": b"...", "VBA/dir": b"..."}``. Nothing
depends on a clock or a random number: the same streams give the same bytes. `compound_reader` reads them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
MINOR_VERSION, MAJOR_VERSION, BYTE_ORDER = 0x3E, 3, 0xFFFE
SECTOR, SMALL_SECTOR, ENTRY = 512, 64, 128
SMALL_LIMIT = 4096  # shorter streams live in the small sectors of the root entry's stream
NUMBERS = SECTOR // 4  # sector numbers in one sector
HEADER_TABLE = 109  # allocation table sectors that the header itself lists
FREE, END, TABLE, TABLE_LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
NOWHERE = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
LONGEST_NAME = 31  # UTF-16 code units, without the closing zero
FORBIDDEN = frozenset("/\\:!")
SECTOR_BITS, SMALL_SECTOR_BITS = 9, 6
HEADER = struct.Struct("<8s16x5H6x9I")
RECORD = struct.Struct("<64sH2B3I16xI16xIQ")


@dataclass
class Entry:
    """One line of the directory."""

    name: str
    kind: int
    colour: int = BLACK
    left: int = NOWHERE
    right: int = NOWHERE
    child: int = NOWHERE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """Return the line's bytes."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        places = self.colour, self.left, self.right, self.child
        return RECORD.pack(name, len(name), self.kind, *places, 0, self.start, self.size)


@dataclass
class _Sectors:
    """Sectors of one size, and the table that chains them."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, stream: bytes) -> int:
        """Store a stream and return its first sector."""
        if not stream:
            return END
        start = len(self.table)
        count = -(-len(stream) // self.size)
        self.content += stream.ljust(count * self.size, b"\0")
        self.table += [*range(start + 1, start + count), END]
        return start


def write_compound_file(streams: Mapping[str, bytes]) -> bytes:
    r"""Build a compound file.

    Parameters
    ----------
    streams : Mapping[str, bytes]
        Content by path; ``/`` parts a storage from what it holds.

    Returns
    -------
    bytes
        The file, the same for the same streams in the same order.

    Raises
    ------
    ArgumentError
        When a name is empty, longer than 31 characters, has one of ``/ \\ : !`` or occurs twice in its
        storage.

    Examples
    --------
    >>> from workbooks.package.vba.compound_reader import read_compound_file
    >>> read_compound_file(write_compound_file({"PROJECT": b"text", "VBA/dir": b"records"}))
    {'PROJECT': b'text', 'VBA/dir': b'records'}
    """
    entries, large, small = [Entry("Root Entry", ROOT)], _Sectors(SECTOR), _Sectors(SMALL_SECTOR)
    _plant(_tree(streams), 0, entries, (large, small))
    entries[0].start, entries[0].size = large.add(bytes(small.content)), len(small.content)
    small_table = struct.pack(f"<{len(small.table)}I", *small.table)
    small_table = small_table.ljust(-(-len(small_table) // SECTOR) * SECTOR, b"\xff")
    small_start = large.add(small_table)
    lines = b"".join(entry.packed() for entry in entries)
    unused = RECORD.pack(b"", 0, 0, 0, NOWHERE, NOWHERE, NOWHERE, 0, 0, 0)
    directory = large.add(lines + unused * (-len(entries) % (SECTOR // ENTRY)))
    return _closed(large, directory, small_start, len(small_table) // SECTOR)


def _closed(large: _Sectors, directory: int, small_start: int, small_count: int) -> bytes:
    """Return the file: the header, the sectors, the table that chains them and the list of its sectors."""
    table_count = list_count = 0
    while True:  # the table describes its own sectors too
        needed = -(-(len(large.table) + table_count + list_count) // NUMBERS)
        listed = -(-max(needed - HEADER_TABLE, 0) // (NUMBERS - 1))
        if (needed, listed) == (table_count, list_count):
            break
        table_count, list_count = needed, listed
    first = len(large.table)
    places = list(range(first, first + table_count))
    table = [*large.table, *[TABLE] * table_count, *[TABLE_LIST] * list_count]
    table += [FREE] * (table_count * NUMBERS - len(table))
    list_start = first + table_count if list_count else END
    lists: list[int] = []
    for number in range(list_count):
        start = HEADER_TABLE + number * (NUMBERS - 1)
        here = places[start : start + NUMBERS - 1]
        lists += here + [FREE] * (NUMBERS - 1 - len(here))
        lists.append(list_start + number + 1 if number + 1 < list_count else END)
    versions = MINOR_VERSION, MAJOR_VERSION, BYTE_ORDER, SECTOR_BITS, SMALL_SECTOR_BITS
    counts = 0, table_count, directory, 0, SMALL_LIMIT, small_start, small_count, list_start, list_count
    header = HEADER.pack(SIGNATURE, *versions, *counts)
    heading = places[:HEADER_TABLE] + [FREE] * (HEADER_TABLE - len(places))
    numbers = struct.pack(f"<{HEADER_TABLE}I", *heading)
    return (
        header + numbers + bytes(large.content) + struct.pack(f"<{len(table) + len(lists)}I", *table, *lists)
    )


Tree = dict[str, "bytes | Tree"]


def _tree(streams: Mapping[str, bytes]) -> Tree:
    """Return the streams as nested storages."""
    root: Tree = {}
    for path, content in streams.items():
        *folders, name = path.split("/")
        here = root
        for folder in folders:
            inner = here.get(folder, {})
            if not isinstance(inner, dict) or (folder not in here and _is_taken(folder, here)):
                raise ArgumentError("vba.stream_name", got=path)
            here[folder] = inner
            here = inner
        if _is_taken(name, here):
            raise ArgumentError("vba.stream_name", got=path)
        here[name] = content
    return root


def _is_taken(name: str, storage: Tree) -> bool:
    """Return whether a storage has a name already, in any case; refuse what the format forbids."""
    if not 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME or FORBIDDEN & set(name):
        raise ArgumentError("vba.stream_name", got=name)
    return name.upper() in map(str.upper, storage)


def _plant(branch: Tree, parent: int, entries: list[Entry], stores: tuple[_Sectors, _Sectors]) -> None:
    """Append a storage's entries, as the search tree that the format asks for."""
    first, ordered = len(entries), sorted(branch, key=_order)
    for name in ordered:
        content = branch[name]
        entry = Entry(name, STORAGE if isinstance(content, dict) else STREAM)
        if not isinstance(content, dict):
            entry.size = len(content)
            entry.start = stores[len(content) < SMALL_LIMIT].add(content)
        entries.append(entry)
    entries[parent].child = _balance(entries, first, first + len(ordered), _full_levels(len(ordered)))
    for position, name in enumerate(ordered):
        content = branch[name]
        if isinstance(content, dict):
            _plant(content, first + position, entries, stores)


def _order(name: str) -> tuple[int, str]:
    """Return what siblings are sorted by: the length first, then the capitals."""
    return len(name.encode("utf-16-le")), name.upper()


def _full_levels(count: int) -> int:
    """Return how many levels of a balanced tree are full."""
    return (count + 1).bit_length() - 1


def _balance(entries: list[Entry], start: int, stop: int, black_levels: int) -> int:
    """Link sorted neighbours as a balanced tree and return its top; the level that is not full is red."""
    if start >= stop:
        return NOWHERE
    middle = (start + stop) // 2
    entry = entries[middle]
    entry.colour = BLACK if black_levels > 0 else RED
    entry.left = _balance(entries, start, middle, black_levels - 1)
    entry.right = _balance(entries, middle + 1, stop, black_levels - 1)
    return middle
