"""Reading compound files (MS-CFB, version 3) from anywhere: bounded in size, steps and memory."""

from __future__ import annotations

import struct

from workbooks.package.vba.compound_file import (
    BYTE_ORDER,
    END,
    ENTRY,
    FREE,
    HEADER,
    HEADER_TABLE,
    MAJOR_VERSION,
    NOWHERE,
    NUMBERS,
    RECORD,
    ROOT,
    SECTOR,
    SECTOR_BITS,
    SIGNATURE,
    SMALL_LIMIT,
    SMALL_SECTOR,
    SMALL_SECTOR_BITS,
    STORAGE,
    STREAM,
    Entry,
)
from xlcredit.errors import WorkbookError

LARGEST_FILE = 1 << 28  # far above any project, far below what would hurt


def read_compound_file(content: bytes) -> dict[str, bytes]:
    """Read every stream of a compound file.

    Parameters
    ----------
    content : bytes
        A file of version 3, at most 256 MiB.

    Returns
    -------
    dict[str, bytes]
        Content by path, in the order of the directory's search tree.

    Raises
    ------
    WorkbookError
        When it is no compound file of version 3, is too large or cut off, or when a chain of sectors or the
        directory leads outside, in a circle or through a place that belongs to another stream.
    """
    if len(content) > LARGEST_FILE:
        raise WorkbookError("vba.too_large", size=len(content), limit=LARGEST_FILE)
    if content[:8] != SIGNATURE:
        raise WorkbookError("vba.not_compound", got=content[:8].hex(" "))
    if len(content) < SECTOR:
        raise WorkbookError("vba.truncated", size=len(content), wanted=SECTOR)
    return _Reader(content).streams()


class _Reader:
    """A compound file being read; every sector may be used once, so no chain can be long or loop."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sector_count = (len(content) - 1) // SECTOR  # the last one may be cut short
        self.used: set[int] = set()
        head = HEADER.unpack_from(content)
        if head[2:6] != (MAJOR_VERSION, BYTE_ORDER, SECTOR_BITS, SMALL_SECTOR_BITS):
            raise WorkbookError("vba.version_unknown", got=head[2])
        _, table_count, directory, _, limit, small_start, _, list_start, list_count = head[6:]
        if limit != SMALL_LIMIT:
            raise WorkbookError("vba.version_unknown", got=head[2])
        self.table = self._table(table_count, list_start, list_count)
        self.entries = self._entries(self._chain(directory, None))
        root = self.entries[0]
        if root.kind != ROOT:
            raise WorkbookError("vba.directory_broken", got=root.name)
        small_table = self._chain(small_start, None)
        self.small_table = struct.unpack(f"<{len(small_table) // 4}I", small_table)
        self.small = self._chain(root.start, root.size)
        self.small_used: set[int] = set()

    def _sector(self, number: int) -> bytes:
        """Return one sector, which nothing else may have used."""
        if number >= self.sector_count:
            raise WorkbookError("vba.truncated", size=len(self.content), wanted=(number + 2) * SECTOR)
        if number in self.used:
            raise WorkbookError("vba.chain_broken", sector=number)
        self.used.add(number)
        start = (number + 1) * SECTOR
        # Some writers leave the file's last sector short.
        return self.content[start : start + SECTOR].ljust(SECTOR, b"\0")

    def _table(self, count: int, list_start: int, list_count: int) -> list[int]:
        """Return the allocation table, from the places that the header and its continuation list."""
        places = list(struct.unpack_from(f"<{HEADER_TABLE}I", self.content, HEADER.size))
        following = list_start
        for _ in range(min(list_count, self.sector_count)):
            *here, following = struct.unpack(f"<{NUMBERS}I", self._sector(following))
            places += here
        if count > len(places) or FREE in places[:count]:
            raise WorkbookError("vba.chain_broken", sector=count)
        sectors = b"".join(self._sector(place) for place in places[:count])
        return list(struct.unpack(f"<{len(sectors) // 4}I", sectors))

    def _chain(self, start: int, size: int | None) -> bytes:
        """Return the bytes of a chain of sectors, all of it when no size is told."""
        if size == 0 or (size is None and start == END):
            return b""
        wanted = self.sector_count if size is None else -(-size // SECTOR)
        pieces: list[bytes] = []
        number = start
        while number != END and len(pieces) < wanted:
            pieces.append(self._sector(number))
            if number >= len(self.table):
                raise WorkbookError("vba.chain_broken", sector=number)
            number = self.table[number]
        if size is not None and len(pieces) < wanted:
            raise WorkbookError("vba.chain_broken", sector=start)
        return b"".join(pieces)[:size]

    def _small_chain(self, start: int, size: int) -> bytes:
        """Return the bytes of a chain of small sectors."""
        pieces, number = bytearray(), start
        while len(pieces) < size:
            begin = number * SMALL_SECTOR
            if number >= len(self.small_table) or begin >= len(self.small) or number in self.small_used:
                raise WorkbookError("vba.chain_broken", sector=number)
            self.small_used.add(number)
            pieces += self.small[begin : begin + SMALL_SECTOR]
            number = self.small_table[number]
        return bytes(pieces[:size])

    def _entries(self, directory: bytes) -> list[Entry]:
        """Return the directory's lines."""
        entries = []
        for start in range(0, len(directory), ENTRY):
            name, length, kind, colour, left, right, child, _, first, size = RECORD.unpack_from(
                directory, start
            )
            if kind and (length % 2 or not 2 <= length <= len(name)):  # noqa: PLR2004  the closing zero
                raise WorkbookError("vba.directory_broken", got=start // ENTRY)
            text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
            # The upper half of a size is not defined in this version.
            entries.append(Entry(text, kind, colour, left, right, child, first, size & 0xFFFFFFFF))
        if not entries:
            raise WorkbookError("vba.directory_broken", got="")
        return entries

    def streams(self) -> dict[str, bytes]:
        """Return every stream by its path."""
        found: dict[str, bytes] = {}
        seen = {0}
        waiting = [(self.entries[0].child, "")]
        while waiting:
            number, folder = waiting.pop()
            if number == NOWHERE:
                continue
            if number >= len(self.entries) or number in seen:
                raise WorkbookError("vba.directory_broken", got=number)
            seen.add(number)
            entry = self.entries[number]
            path = folder + entry.name
            if entry.kind not in {STORAGE, STREAM} or path in found:
                raise WorkbookError("vba.directory_broken", got=path)
            if entry.kind == STREAM:
                read = self._small_chain if entry.size < SMALL_LIMIT else self._chain
                found[path] = read(entry.start, entry.size)
            else:
                waiting.append((entry.child, f"{path}/"))
            waiting += [(entry.right, folder), (entry.left, folder)]
        return found
