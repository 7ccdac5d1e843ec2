"""What may be read at all: a file is told by its first bytes, and refused before it costs time or memory."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbooks.package.cells import column_number
from xlcredit.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Kind = Literal["package", "container", "text"]

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
OTHER_DOCUMENTS = (b"%PDF", b"{\\rtf")
SNIFFED_BYTES = 65_536
CHUNK = 1 << 20
OVERLAP = 4096
CELL_HEAD = 256

_WIDE_CELL = re.compile(rb' r="([A-Z]{2,3})\d+"(?:[^<>]*[^/<>])?>')
_ADDRESS = re.compile(rb'\sr="[A-Z]+(\d+)"')
_TWO_LETTERS = re.compile(rb' r="[A-Z]{2}')
_NARROW = 26
_LETTERS = [chr(code).encode() for code in range(ord("Z"), ord("A") - 1, -1)]


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine.

    Attributes
    ----------
    cells : int
        Cells of one sheet's used range, blank ones between included. The default takes in a full sheet of
        1,048,576 rows by 14 columns.
    unpacked_bytes : int
        Uncompressed size of a package. [bytes]
    parts : int
        Number of parts of a package.
    ratio : int
        Uncompressed over packed size of a part, held against parts larger than `ratio_from`.
    ratio_from : int
        Uncompressed size below which the ratio does not matter. [bytes]
    """

    cells: int = 15_000_000
    unpacked_bytes: int = 1_500_000_000
    parts: int = 10_000
    ratio: int = 250
    ratio_from: int = 50_000_000


DEFAULT_LIMITS = Limits()


def admit(file: Path, limits: Limits = DEFAULT_LIMITS) -> Kind:
    """Tell what kind of file this is by its content, and refuse one that cannot be read.

    Parameters
    ----------
    file : Path
        The file, whatever its ending.
    limits : Limits
        How much it may ask of the machine.

    Returns
    -------
    {"package", "container", "text"}
        A zip package (xlsx, xlsm, xlsb, ods), an OLE container (xls), anything else.

    Raises
    ------
    SourceError
        Missing or unreadable file, folder, empty file, password, damaged package, unknown kind, oversized
        package or sheet.
    """
    kind = kind_of(file)
    if kind == "container":
        _refuse_encrypted(file)
    elif kind == "package":
        _check_package(file, limits)
    return kind


def kind_of(file: Path) -> Kind:
    """Tell what kind of file this is by its first bytes; whether it can be read is for `admit` to say.

    Parameters
    ----------
    file : Path
        The file, whatever its ending.

    Returns
    -------
    {"package", "container", "text"}
        As `admit`.

    Raises
    ------
    SourceError
        Missing or unreadable file, folder, empty file, unknown kind.
    """
    head = _head(existing(file))
    if not head:
        raise SourceError("ledger.source.empty", path=file.name)
    if head.startswith(OLE):
        return "container"
    if head.startswith(ZIP):
        return "package"
    if head.startswith(OTHER_DOCUMENTS):
        raise SourceError("ledger.source.unknown", path=file.name)
    return "text"


def existing(file: Path) -> Path:
    """Return the path of a file that is there; a folder or nothing raises SourceError."""
    if file.is_dir():
        raise SourceError("ledger.source.folder", path=file.name)
    if not file.is_file():
        raise SourceError("ledger.source.missing", path=file.name)
    return file


def _head(file: Path) -> bytes:
    """Return the first bytes of a file."""
    try:
        with file.open("rb") as stream:
            return stream.read(SNIFFED_BYTES)
    except OSError as error:
        raise SourceError("ledger.source.forbidden", path=file.name, detail=error.strerror) from error


def _refuse_encrypted(file: Path) -> None:
    """Refuse an Office package inside an encrypted OLE container."""
    content = file.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SourceError("ledger.source.encrypted", path=file.name)
    names = ("Workbook", "Book", "EncryptionInfo")
    if not any(name.encode("utf-16-le") in content for name in names):
        raise SourceError("ledger.source.unknown", path=file.name)


def _check_package(file: Path, limits: Limits) -> None:
    """Refuse a package that is damaged, too large when unpacked, or whose sheets reach too far."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _refuse_bomb(file, parts, limits)
            names = {part.filename for part in parts}
            if "content.xml" not in names and not any("workbook" in name for name in names):
                raise SourceError("ledger.source.unknown", path=file.name)
            if any(part.flag_bits & 1 for part in parts) or b"encryption-data" in _manifest(package, names):
                raise SourceError("ledger.source.encrypted", path=file.name)
            for part in parts:
                if part.filename.endswith(".xml") and "worksheets/" in part.filename:
                    refuse_large(file, part.filename, _extent(package, part, limits), limits)
                elif part.filename.endswith(".bin") and "worksheets/" in part.filename:
                    refuse_large(file, part.filename, _binary_extent(package, part), limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise SourceError("ledger.source.broken", path=file.name, detail=str(error)) from error


def _manifest(package: zipfile.ZipFile, names: set[str]) -> bytes:
    """Return the manifest of an OpenDocument package, empty for others."""
    return package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""


def _refuse_bomb(file: Path, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a package that grows out of all proportion."""
    size = sum(part.file_size for part in parts)
    large = [part for part in parts if part.file_size > limits.ratio_from]
    ratio = max((part.file_size // max(1, part.compress_size) for part in large), default=0)
    if size > limits.unpacked_bytes or len(parts) > limits.parts or ratio > limits.ratio:
        raise SourceError(
            "ledger.source.bomb",
            path=file.name,
            size=size,
            parts=len(parts),
            ratio=max(1, size // max(1, sum(part.compress_size for part in parts))),
            limit=limits.unpacked_bytes,
            most_parts=limits.parts,
            most_ratio=limits.ratio,
        )


def refuse_large(file: Path, sheet: str, extent: tuple[int, int], limits: Limits) -> None:
    """Refuse a sheet whose used range has too many cells.

    Parameters
    ----------
    file : Path
        The file, for the message.
    sheet : str
        Name or part of the sheet.
    extent : tuple of int
        Last row and column used.
    limits : Limits
        The bound.

    Raises
    ------
    SourceError
        When there are more cells than the bound.
    """
    rows, columns = extent
    if rows * columns > limits.cells:
        raise SourceError(
            "ledger.source.too_large",
            path=file.name,
            sheet=sheet.rpartition("/")[2].partition(".")[0],
            rows=rows,
            columns=columns,
            cells=rows * columns,
            limit=limits.cells,
        )


def chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part piece by piece, each beginning with the end of the piece before."""
    tail = b""
    with package.open(part) as stream:
        while block := stream.read(CHUNK):
            yield tail + block
            tail = block[-OVERLAP:]


def _extent(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> tuple[int, int]:
    """Return the last row and column of a sheet part that hold a value; blank cells cost nothing.

    Narrow sheets are told to be 26 columns wide, and looked at closely only where that would be too much.
    """
    rows, wide = 0, set[bytes]()
    for chunk in chunks(package, part):
        rows = max(rows, _last_row(chunk))
        if _TWO_LETTERS.search(chunk):
            wide |= set(_WIDE_CELL.findall(chunk))
    columns = max((column_number(letters.decode()) for letters in wide), default=_NARROW)
    if columns == _NARROW and rows * columns > limits.cells:
        columns = _last_narrow_column(package, part)
    return rows, columns


def _last_narrow_column(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Return the last column of a sheet part whose columns have one letter."""
    held = (next((x for x in _LETTERS if b' r="' + x in chunk), b"") for chunk in chunks(package, part))
    return max((column_number(letter.decode()) for letter in held), default=0)


def _last_row(chunk: bytes) -> int:
    """Return the row of the last cell with a content in a piece of a sheet part, 0 when there is none."""
    end = max(chunk.rfind(b"</c>"), chunk.rfind(b":c>"))
    start = max(chunk.rfind(b"<c ", 0, max(end, 0)), chunk.rfind(b":c ", 0, max(end, 0)))
    found = _ADDRESS.search(chunk, start, start + CELL_HEAD) if start >= 0 else None
    return int(found[1]) if found else 0


def _binary_extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and column that a binary sheet declares in its BrtWsDim record."""
    with package.open(part) as stream:
        head = stream.read(SNIFFED_BYTES)
    place = head.find(b"\x94\x01\x10")
    if place < 0:
        return 0, 0
    _, last_row, _, last_column = struct.unpack_from("<4I", head, place + 3)
    return last_row + 1, last_column + 1
