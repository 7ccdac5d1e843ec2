"""The zip of a package: entries kept as the bytes that stand in the file, so that copying changes none."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from xlcredit.errors import SourceError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_TAIL = struct.Struct("<4s4H2LH")
_NEW_YEAR_1980 = 33  # MS-DOS date 1980-01-01, what Excel itself writes
_UTF8 = 0x800
_ENCRYPTED = 0x1
_ZIP64_EXTRA = 1
_BLOCK, _OVERLAP = 1 << 20, 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LEVEL = 5  # measured on sheets: within 2 % of level 6 in size, a third faster


@dataclass(frozen=True)
class Bounds:
    """How large a package may be before it is refused as hostile.

    Attributes
    ----------
    parts : int
        Number of entries.
    total_bytes : int
        Sum of uncompressed sizes. [bytes]
    ratio : float
        Uncompressed to compressed size of one entry, asked only above `ratio_from` bytes.
    ratio_from : int
        Size below which any ratio is harmless. [bytes]
    """

    parts: int = 10_000
    total_bytes: int = 2_000_000_000
    ratio: float = 250.0
    ratio_from: int = 50_000_000


@dataclass(frozen=True)
class Entry:
    """One zip entry: what its directory says, and its bytes as they stand in the file.

    Attributes
    ----------
    name : str
        Part name without leading slash.
    info : ZipInfo
        Directory fields.
    record : bytes or memoryview
        Local header, name, extra, compressed data and descriptor, verbatim.
    data_start : int
        Offset of the compressed data in `record`.
    """

    name: str
    info: zipfile.ZipInfo
    record: bytes | memoryview
    data_start: int

    def packed(self) -> bytes:
        """Return the compressed bytes."""
        return bytes(self.record[self.data_start : self.data_start + self.info.compress_size])

    def marks(self, wanted: Mapping[str, tuple[re.Pattern[bytes], ...]]) -> frozenset[str]:
        """Return the names of the short marks that the content holds, in one pass and block by block.

        UTF-16 would hide them, so there all of them are said to be held: only reading can tell.
        """
        unpacker, waiting, last = zlib.decompressobj(-15), self.packed(), b""
        found: set[str] = set()
        is_stored = self.info.compress_type == zipfile.ZIP_STORED
        while waiting and len(found) < len(wanted):
            block = waiting if is_stored else unpacker.decompress(waiting, _BLOCK)
            if not last and block[:2] in _UTF16:
                return frozenset(wanted)
            piece = last + block
            found |= {
                name
                for name, spellings in wanted.items()
                if name not in found and any(spelling.search(piece) for spelling in spellings)
            }
            waiting = b"" if is_stored or not block else unpacker.unconsumed_tail
            last = block[-_OVERLAP:]
        return frozenset(found)

    def content(self) -> bytes:
        """Return the uncompressed bytes, no more than promised; a broken entry raises SourceError."""
        packed, size = self.packed(), self.info.file_size
        if self.info.compress_type == zipfile.ZIP_STORED:
            plain = packed
        else:
            try:
                plain = zlib.decompressobj(-15).decompress(packed, size + 1)
            except zlib.error as fault:
                raise SourceError("workbook.truncated", file="-", got=self.name) from fault
        if len(plain) != size or zlib.crc32(plain) != self.info.CRC:
            raise SourceError("workbook.truncated", file="-", got=self.name)
        return plain


def read_archive(source: bytes, bounds: Bounds | None = None) -> dict[str, Entry]:
    """Return the entries of a zip in the order of its directory.

    Parameters
    ----------
    source : bytes
        The whole file.
    bounds : Bounds, optional
        Limits.

    Returns
    -------
    dict
        Name to entry.

    Raises
    ------
    SourceError
        When the zip is cut off, its entries overlap or are encrypted, its names are unsafe or occur twice, or
        it is larger than the bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            infos, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as fault:
        raise SourceError("workbook.truncated", file="-", got=str(fault)) from fault
    _check_bounds(infos, bounds or Bounds())
    entries: dict[str, Entry] = {}
    lowered: set[str] = set()
    records = _records(source, infos, directory)
    for info in infos:
        name = info.orig_filename
        if info.is_dir():
            continue
        _check_name(name, info)
        if name.lower() in lowered:
            raise SourceError("workbook.duplicate_part", file="-", got=name)
        lowered.add(name.lower())
        entries[name] = Entry(name, info, *records[info.header_offset])
    return entries


def _check_bounds(infos: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Refuse a package that is larger than it could honestly be."""
    total = sum(info.file_size for info in infos)
    if len(infos) > bounds.parts or total > bounds.total_bytes:
        raise SourceError(
            "workbook.too_large",
            file="-",
            count=len(infos),
            size=total,
            parts=bounds.parts,
            total=bounds.total_bytes,
        )
    for info in infos:
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > bounds.ratio_from and ratio > bounds.ratio:
            raise SourceError(
                "workbook.too_dense",
                file="-",
                part=info.orig_filename,
                got=round(ratio),
                ratio=round(bounds.ratio),
            )


def _check_name(name: str, info: zipfile.ZipInfo) -> None:
    """Refuse names that point outside the package, and entries that cannot be read."""
    steps = name.split("/")
    if (
        name.startswith("/")
        or "\\" in name
        or "\x00" in name
        or ":" in steps[0]
        or ".." in steps
        or "" in steps
    ):
        raise SourceError("workbook.unsafe_name", file="-", got=name)
    if info.flag_bits & _ENCRYPTED:
        raise SourceError("workbook.encrypted", file="-", got=name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("workbook.packing_unknown", file="-", part=name, got=info.compress_type)


def _records(
    source: bytes, infos: list[zipfile.ZipInfo], directory: int
) -> dict[int, tuple[memoryview, int]]:
    """Return per header offset the verbatim record and where its data starts in it."""
    view = memoryview(source)
    starts = sorted({info.header_offset for info in infos})
    ends = dict(zip(starts, [*starts[1:], directory], strict=True))
    found: dict[int, tuple[memoryview, int]] = {}
    for info in infos:
        start, end = info.header_offset, ends[info.header_offset]
        if start + _LOCAL.size > len(source):
            raise SourceError("workbook.truncated", file="-", got=info.orig_filename)
        fields = _LOCAL.unpack_from(source, start)
        data_start = _LOCAL.size + fields[-2] + fields[-1]
        overlaps = start + data_start + info.compress_size > end or start in found
        if fields[0] != b"PK\x03\x04" or overlaps:
            raise SourceError("workbook.truncated", file="-", got=info.orig_filename)
        found[start] = view[start:end], data_start
    return found


def pack(name: str, content: bytes) -> Entry:
    """Return a new entry of some content, deflated.

    Parameters
    ----------
    name : str
        Part name.
    content : bytes
        Uncompressed bytes.

    Returns
    -------
    Entry
        Entry dated 1980-01-01, as Excel dates its own.

    Examples
    --------
    >>> pack("a.xml", b"<a/>").content()
    b'<a/>'
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    info = zipfile.ZipInfo(name)
    info.orig_filename = name
    info.compress_type = zipfile.ZIP_DEFLATED
    info.flag_bits = 0 if name.isascii() else _UTF8
    info.CRC, info.compress_size, info.file_size = zlib.crc32(content), len(packed), len(content)
    raw_name = name.encode()
    header = _LOCAL.pack(
        b"PK\x03\x04", 20, info.flag_bits, info.compress_type, 0, _NEW_YEAR_1980,
        info.CRC, info.compress_size, info.file_size, len(raw_name), 0,
    )  # fmt: skip
    return Entry(name, info, header + raw_name + packed, len(header) + len(raw_name))


def write_archive(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write entries and their directory; records go out as they are.

    Parameters
    ----------
    stream : binary file
        Where to.
    entries : iterable of Entry
        In the order wanted.
    """
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        stream.write(entry.record)
        directory.append(_central_record(entry, offset))
        offset += len(entry.record)
    listing = b"".join(directory)
    stream.write(listing)
    count = len(directory)
    stream.write(_TAIL.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0))


def _central_record(entry: Entry, offset: int) -> bytes:
    """Return the directory record of an entry at its new offset."""
    info = entry.info
    raw_name = entry.name.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    extra = _without_zip64(info.extra)
    year, month, day, hour, minute, second = info.date_time
    date = (year - 1980) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    header = _CENTRAL.pack(
        b"PK\x01\x02", info.create_version, info.create_system, info.extract_version, 0, info.flag_bits,
        info.compress_type, time, date, info.CRC, info.compress_size, info.file_size, len(raw_name),
        len(extra), len(info.comment), 0, info.internal_attr, info.external_attr, offset,
    )  # fmt: skip
    return header + raw_name + extra + info.comment


def _without_zip64(extra: bytes) -> bytes:
    """Drop the field of 64-bit sizes, which holds offsets of the old file."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept
