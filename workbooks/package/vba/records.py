"""The `dir` stream of a VBA project (MS-OVBA 2.3.4.2): its properties, references and modules."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbooks.package.vba.modules import VbaModule

CODE_PAGE = 1252
ENGLISH = 0x409
WINDOWS = 1
UNUSED_COOKIE = 0xFFFF
PROJECT_VERSION = struct.pack("<IH", 1, 0)

# Record numbers.
SYSTEM_KIND, LANGUAGE, LANGUAGE_OF_CALLS, PAGE, PROJECT_NAME = 0x01, 0x02, 0x14, 0x03, 0x04
DOCUMENTATION, HELP_FILE, HELP_CONTEXT, LIBRARY_FLAGS, VERSION, CONSTANTS = 0x05, 0x06, 0x07, 0x08, 0x09, 0x0C
REFERENCE_NAME, REFERENCE = 0x16, 0x0D
MODULE_COUNT, PROJECT_COOKIE, END_OF_PROJECT = 0x0F, 0x13, 0x10
MODULE_NAME, STREAM_NAME, DESCRIPTION, SOURCE_OFFSET, MODULE_HELP, COOKIE = 0x19, 0x1A, 0x1C, 0x31, 0x1E, 0x2C
PROCEDURES, OBJECTS, END_OF_MODULE = 0x21, 0x22, 0x2B
IN_UNICODE = {
    DOCUMENTATION: 0x40,
    HELP_FILE: 0x3D,
    CONSTANTS: 0x3C,
    REFERENCE_NAME: 0x3E,
    MODULE_NAME: 0x47,
    STREAM_NAME: 0x32,
    DESCRIPTION: 0x48,
}
STREAM_NAME_UNICODE = IN_UNICODE[STREAM_NAME]

# What every project of Excel refers to, beside VBA and Excel itself, which it never lists. Windows finds the
# libraries by their identifiers; the paths are what a usual machine has.
REFERENCES = {
    "stdole": "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
    "C:\\Windows\\System32\\stdole2.tlb#OLE Automation",
    "Office": "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL"
    "#Microsoft Office 16.0 Object Library",
}


class ModuleRecord(NamedTuple):
    """Where a module's source is: its stream, the offset in it, and whether it only holds procedures."""

    stream_name: str
    offset: int
    only_procedures: bool


def directory_records(modules: Sequence[VbaModule], name: str) -> bytes:
    """Return the unpacked `dir` stream.

    Parameters
    ----------
    modules : Sequence[VbaModule]
        The modules in their order.
    name : str
        The project's name.

    Returns
    -------
    bytes
        The records. Sources start at offset 0: there is no performance cache, so Excel compiles when it opens
        the file.
    """
    information = (
        _number(SYSTEM_KIND, WINDOWS)
        + _number(LANGUAGE, ENGLISH)
        + _number(LANGUAGE_OF_CALLS, ENGLISH)
        + _record(PAGE, struct.pack("<H", CODE_PAGE))
        + _text(PROJECT_NAME, name)
        + _text(DOCUMENTATION, "")
        + _text(HELP_FILE, "")
        + _number(HELP_CONTEXT, 0)
        + _number(LIBRARY_FLAGS, 0)
        # This record tells a size of 4 and holds 6 bytes.
        + struct.pack("<HI", VERSION, 4)
        + PROJECT_VERSION
        + _text(CONSTANTS, "")
    )
    references = b"".join(_reference(*reference) for reference in REFERENCES.items())
    count = _record(MODULE_COUNT, struct.pack("<H", len(modules)))
    cookie = _record(PROJECT_COOKIE, struct.pack("<H", UNUSED_COOKIE))
    return (
        information + references + count + cookie + b"".join(map(_module, modules)) + _record(END_OF_PROJECT)
    )


def _record(number: int, content: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<HI", number, len(content)) + content


def _number(number: int, value: int) -> bytes:
    """Return a record of one number."""
    return _record(number, struct.pack("<I", value))


def _text(number: int, text: str) -> bytes:
    """Return a record of text, followed by the same in Unicode where the format has that."""
    plain = _record(number, text.encode("ascii"))
    return plain + _record(IN_UNICODE[number], text.encode("utf-16-le")) if number in IN_UNICODE else plain


def _reference(name: str, library: str) -> bytes:
    """Return the records of one reference to a registered library."""
    identifier = library.encode("ascii")
    return _text(REFERENCE_NAME, name) + _record(
        REFERENCE, struct.pack("<I", len(identifier)) + identifier + bytes(6)
    )


def _module(module: VbaModule) -> bytes:
    """Return the records of one module."""
    return (
        _text(MODULE_NAME, module.name)
        + _text(STREAM_NAME, module.name)
        + _text(DESCRIPTION, module.description)
        + _number(SOURCE_OFFSET, 0)
        + _number(MODULE_HELP, 0)
        + _record(COOKIE, struct.pack("<H", UNUSED_COOKIE))
        + _record(PROCEDURES if module.kind == "standard" else OBJECTS)
        + _record(END_OF_MODULE)
    )


def read_directory(records: bytes) -> tuple[int, list[ModuleRecord]]:
    """Read an unpacked `dir` stream.

    Parameters
    ----------
    records : bytes
        The records.

    Returns
    -------
    tuple of int and list[ModuleRecord]
        The code page of the sources, and the modules in their order.

    Raises
    ------
    WorkbookError
        When a record is cut off or a module's records are incomplete.
    """
    page = CODE_PAGE
    found: list[ModuleRecord] = []
    stream_name, offset, only_procedures = "", -1, False
    for number, content in _records(records):
        if number == PAGE:
            page = int.from_bytes(content, "little")
        elif number == STREAM_NAME_UNICODE:
            stream_name = content.decode("utf-16-le", "replace")
        elif number == SOURCE_OFFSET:
            offset = int.from_bytes(content, "little")
        elif number in {PROCEDURES, OBJECTS}:
            only_procedures = number == PROCEDURES
        elif number == END_OF_MODULE:
            if not stream_name or offset < 0:
                raise WorkbookError("vba.records_broken", position=len(found))
            found.append(ModuleRecord(stream_name, offset, only_procedures))
            stream_name, offset, only_procedures = "", -1, False
    return page, found


def _records(records: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each record."""
    position = 0
    while position < len(records):
        if len(records) - position < 6:  # noqa: PLR2004  a record's head
            raise WorkbookError("vba.records_broken", position=position)
        number, size = struct.unpack_from("<HI", records, position)
        size = len(PROJECT_VERSION) if number == VERSION else size
        content = records[position + 6 : position + 6 + size]
        if len(content) != size:
            raise WorkbookError("vba.records_broken", position=position)
        yield number, content
        position += 6 + size
        if number == END_OF_PROJECT:
            return
    raise WorkbookError("vba.records_broken", position=position)
