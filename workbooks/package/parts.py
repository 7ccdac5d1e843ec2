"""An Office package as parts: opened with bounds, changed by name, the rest written byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Literal

from workbooks.package.archive import Bounds, Entry, pack, read_archive, write_archive
from workbooks.package.markup import STRICT_MAIN, as_utf8
from xlcredit.errors import SourceError, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

# Each begins with a plain text, for which a search is many times as fast.
_MARKS = {
    "error": (re.compile(rb't="e"'),),
    "formula": (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]")),
}


Change = Literal["changed", "added", "removed"]

CONTENT_TYPES = "[Content_Types].xml"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class Package:
    """The parts of one package.

    Parameters
    ----------
    source : bytes
        The whole file.
    bounds : Bounds, optional
        Limits on its size.
    file : str
        Name of the file, for messages.

    Raises
    ------
    SourceError
        When the bytes are no zip, are cut off, encrypted, of an old format, or larger than the bounds.

    Notes
    -----
    A part that is only read keeps its compressed bytes; `write` and `remove` are the only ways to change one.
    """

    def __init__(self, source: bytes, bounds: Bounds | None = None, file: str = "-") -> None:
        self.source, self.file = source, file
        try:
            self._entries = read_archive(source, bounds)
        except SourceError as fault:
            raise _of_file(fault, file) from fault
        self._written: dict[str, bytes] = {}
        self._held: dict[str, frozenset[str]] = {}
        self._removed: set[str] = set()
        self._spelled = {name.lower(): name for name in self._entries}

    @classmethod
    def open(cls, path: Path, bounds: Bounds | None = None) -> Package:
        """Open a file as a package.

        Parameters
        ----------
        path : Path
            The file.
        bounds : Bounds, optional
            Limits on its size.

        Returns
        -------
        Package
            Its parts.

        Raises
        ------
        SourceError
            When the file is absent, unreadable, or not an Office package.
        """
        try:
            source = path.read_bytes()
        except FileNotFoundError as fault:
            raise SourceError("workbook.not_found", path=str(path)) from fault
        except OSError as fault:
            raise SourceError("workbook.unreadable", path=str(path), fault=str(fault)) from fault
        _check_container(source, path)
        return cls(source, bounds, path.name)

    @property
    def names(self) -> list[str]:
        """Names of the parts as they stand now, new ones last."""
        kept = [name for name in self._entries if name not in self._removed]
        return kept + [name for name in self._written if name not in self._entries]

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of a name, in any case."""
        return self._spelling(name) is not None

    def _spelling(self, name: str) -> str | None:
        """Return a part's name as the package spells it, None when it has no such part."""
        spelled = self._spelled.get(name.lower())
        return None if spelled is None or spelled in self._removed else spelled

    def read(self, name: str) -> bytes:
        """Return the content of a part, any case of its name; KeyError when there is none."""
        spelled = self._spelling(name)
        if spelled is None:
            raise KeyError(name)
        written = self._written.get(spelled)
        if written is not None:
            return written
        try:
            return self._entries[spelled].content()
        except SourceError as fault:
            raise _of_file(fault, self.file) from fault

    def read_xml(self, name: str) -> bytes:
        """Return the content of an XML part in plain UTF-8; a missing part raises WorkbookError."""
        if name not in self:
            raise WorkbookError("workbook.part_missing", part=name)
        return as_utf8(self.read(name), name)

    def write(self, name: str, content: bytes) -> None:
        """Set the content of a part; content equal to what stands in the file is no change."""
        spelled = self._spelled.setdefault(name.lower(), name)
        self._removed.discard(spelled)
        entry = self._entries.get(spelled)
        if entry is not None and len(content) == entry.info.file_size and content == entry.content():
            self._written.pop(spelled, None)
        else:
            self._written[spelled] = content

    def remove(self, name: str) -> None:
        """Take a part out; no effect when there is none."""
        spelled = self._spelling(name)
        if spelled is None:
            return
        self._written.pop(spelled, None)
        if spelled in self._entries:
            self._removed.add(spelled)
        else:
            del self._spelled[name.lower()]

    def original(self, name: str) -> bytes:
        """Return an XML part in plain UTF-8 as it stands in the file, whatever was written since."""
        return as_utf8(self._entries[name].content(), name)

    def is_changed(self, name: str) -> bool:
        """Tell whether a part was written or added since the file was read."""
        return name in self._written or name not in self._entries

    def size(self, name: str) -> int:
        """Return how long a part is as it stands in the file, unpacked."""
        return self._entries[name].info.file_size

    def holds(self, name: str, mark: Literal["error", "formula"]) -> bool:
        """Tell whether a sheet, as it stands in the file, holds an error value or a formula.

        It is unpacked piece by piece, and once for all marks.
        """
        if name not in self._held:
            self._held[name] = self._entries[name].marks(_MARKS)
        return mark in self._held[name]

    def state(self) -> tuple[dict[str, bytes], set[str], dict[str, str]]:
        """Return what `restore` needs to undo changes made from here on."""
        return dict(self._written), set(self._removed), dict(self._spelled)

    def restore(self, state: tuple[dict[str, bytes], set[str], dict[str, str]]) -> None:
        """Go back to a state."""
        self._written, self._removed, self._spelled = (part.copy() for part in state)  # type: ignore[assignment]

    def changes(self) -> dict[str, Change]:
        """Return which parts differ from the file, and how."""
        found: dict[str, Change] = {
            name: "changed" if name in self._entries else "added" for name in self._written
        }
        return found | dict.fromkeys(sorted(self._removed), "removed")

    def entry(self, name: str) -> Entry:
        """Return the zip entry a part would be written as."""
        written = self._written.get(name)
        return self._entries[name] if written is None else pack(name, written)

    def write_to(self, stream: BinaryIO) -> None:
        """Write the package; without changes the very bytes it was opened from."""
        if not self.changes():
            stream.write(self.source)
            return
        write_archive(stream, (self.entry(name) for name in self.names))

    def to_bytes(self) -> bytes:
        """Return the package as a file's bytes."""
        stream = io.BytesIO()
        self.write_to(stream)
        return stream.getvalue()

    def free_name(self, pattern: str) -> str:
        """Return the first unused name of a pattern with one ``{}`` for the number.

        Parameters
        ----------
        pattern : str
            For instance ``"xl/worksheets/sheet{}.xml"``.

        Returns
        -------
        str
            A name that no part has, counting from 1.
        """
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)


def _of_file(fault: SourceError, file: str) -> SourceError:
    """Return a fault of an archive with the name of its file."""
    return SourceError(fault.key, **(fault.fields | {"file": file}))


def _check_container(source: bytes, path: Path) -> None:
    """Refuse what is no zip, saying what it is instead."""
    if source.startswith(_OLE):
        key = "workbook.encrypted" if _ENCRYPTED_STREAM in source else "workbook.old_format"
        raise SourceError(key, file=path.name, got=path.name)
    if not source.startswith(b"PK"):
        raise SourceError("workbook.not_a_package", got=path.name)
    if not zipfile.is_zipfile(io.BytesIO(source)):
        raise SourceError("workbook.truncated", file=path.name, got="zip")


def refuse_what_we_cannot_keep(package: Package, path: Path) -> None:
    """Refuse packages that a change would break: binary, strict, signed.

    Parameters
    ----------
    package : Package
        The opened package.
    path : Path
        Its file, for the message.

    Raises
    ------
    WorkbookError
        When it is a binary workbook (.xlsb), strict Open XML, or carries a digital signature.
    """
    if "xl/workbook.bin" in package:
        raise WorkbookError("workbook.binary_format", got=path.name)
    if any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        raise WorkbookError("workbook.signed", got=path.name)
    if "xl/workbook.xml" in package and STRICT_MAIN in package.read("xl/workbook.xml")[:4096]:
        raise WorkbookError("workbook.strict", got=path.name)
