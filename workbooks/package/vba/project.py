"""A whole VBA project: modules to the bytes of a `vbaProject.bin` (MS-OVBA 2.2), and back.

What is written holds source text only: no performance cache and no compiled code, which a reader must ignore
anyway. Excel compiles the source when it opens the file.
"""

from __future__ import annotations

import codecs
import uuid
from typing import TYPE_CHECKING

from workbooks.package.vba.compound_file import write_compound_file
from workbooks.package.vba.compound_reader import read_compound_file
from workbooks.package.vba.compression import compress, decompress
from workbooks.package.vba.encryption import conceal, project_key
from workbooks.package.vba.modules import LONGEST_NAME, NAME, RESERVED, Kind, VbaModule
from workbooks.package.vba.records import CODE_PAGE, REFERENCES, directory_records, read_directory
from xlcredit.errors import ArgumentError, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_CACHE = bytes.fromhex("CC61FFFF000000")
LIBRARIES = frozenset(name.lower() for name in (*REFERENCES, "VBA", "Excel"))
PROJECTS = uuid.UUID(
    "6f0c8a52-0e3f-5f0e-9d0b-5a1b3a6c7d21"
)  # the space that projects' identifiers are drawn from
# Protection: none; password: none; visible. The seeds may be any bytes and the filler says nothing.
STATES = {"CMG": (bytes(4), 0x07), "DPB": (b"\0", 0x0E), "GC": (b"\xff", 0x15)}
FILLER = 0x07
KEYWORDS: dict[Kind, str] = {"standard": "Module", "class": "Class", "document": "Document"}
KINDS: dict[str, Kind] = {
    "Module": "standard",
    "Class": "class",
    "BaseClass": "class",
    "Document": "document",
}
EDITOR = "{3832D640-CF90-11CF-8E43-00A0C911005A}"


def vba_project(modules: Sequence[VbaModule], *, name: str) -> bytes:
    """Build a `vbaProject.bin`.

    Parameters
    ----------
    modules : Sequence[VbaModule]
        The modules. Excel expects a document module for the workbook and for each sheet, named as their
        ``codeName``.
    name : str
        The project's name, formed like a module's.

    Returns
    -------
    bytes
        The file; the same modules and name always give the same bytes.

    Raises
    ------
    ArgumentError
        When a name is not allowed, is used twice or is that of a library, or a source is not plain ASCII.

    Examples
    --------
    >>> project = vba_project([VbaModule("ThisWorkbook", "", "document")], name="Example")
    >>> [(module.name, module.kind) for module in read_vba_project(project)]
    [('ThisWorkbook', 'document')]
    """
    _check_names(modules, name)
    streams = {
        "PROJECT": _project_text(modules, name).encode("ascii"),
        "PROJECTwm": _name_map(modules),
        "VBA/_VBA_PROJECT": NO_CACHE,
        "VBA/dir": compress(directory_records(modules, name)),
    }
    streams |= {f"VBA/{module.name}": compress(module.stored.encode("ascii")) for module in modules}
    return write_compound_file(streams)


def _check_names(modules: Sequence[VbaModule], name: str) -> None:
    """Refuse names that Excel would not open."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME or name.lower() in RESERVED | LIBRARIES:
        raise ArgumentError("vba.project_name", got=name)
    # Streams of the project itself and libraries are found by name too.
    taken = {name.lower(), "dir", "_vba_project", *LIBRARIES}
    for module in modules:
        if module.name.lower() in taken:
            raise ArgumentError("vba.name_taken", got=module.name)
        taken.add(module.name.lower())


def _project_text(modules: Sequence[VbaModule], name: str) -> str:
    """Return the `PROJECT` stream: the modules and their kinds, the project's properties, its windows."""
    identifier = "{" + str(uuid.uuid5(PROJECTS, name)).upper() + "}"
    key = project_key(identifier)
    lines = [f'ID="{identifier}"']
    for module in modules:
        version = "/&H00000000" if module.kind == "document" else ""
        lines.append(f"{KEYWORDS[module.kind]}={module.name}{version}")
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    for field, (content, seed) in STATES.items():
        lines.append(f'{field}="{conceal(content, seed=seed, key=key, filler=FILLER)}"')
    lines += ["", "[Host Extender Info]", f"&H00000001={EDITOR};VBE;&H00000000"]
    lines += ["", "[Workspace]", *(f"{module.name}=0, 0, 0, 0, C" for module in modules)]
    return "\r\n".join(lines) + "\r\n"


def _name_map(modules: Sequence[VbaModule]) -> bytes:
    """Return the `PROJECTwm` stream: each module's name in the code page and in Unicode."""
    names = (module.name for module in modules)
    return b"".join(f"{name}\0".encode("ascii") + f"{name}\0".encode("utf-16-le") for name in names) + b"\0\0"


def read_vba_project(content: bytes) -> list[VbaModule]:
    """Read the modules of a `vbaProject.bin`, ours or Excel's.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    list[VbaModule]
        The modules in the project's order, each source with its attribute lines; a form counts as a class,
        with its code only. `vba_project` makes the same bytes of them again when the file was its own.

    Raises
    ------
    WorkbookError
        When the file is no sound VBA project.
    """
    streams = {path.upper(): stream for path, stream in read_compound_file(content).items()}
    page, records = read_directory(decompress(_stream(streams, "VBA/dir")))
    encoding = _encoding(page)
    kinds = _kinds(_stream(streams, "PROJECT").decode(encoding, "replace"))
    modules = []
    for record in records:
        source = decompress(_stream(streams, f"VBA/{record.stream_name}")[record.offset :])
        kind = kinds.get(record.stream_name.upper(), "standard" if record.only_procedures else "class")
        modules.append(VbaModule(record.stream_name, source.decode(encoding, "replace"), kind))
    return modules


def _stream(streams: Mapping[str, bytes], path: str) -> bytes:
    """Return a stream that must be there; names differ in case between writers."""
    if path.upper() not in streams:
        raise WorkbookError("vba.stream_missing", got=path)
    return streams[path.upper()]


def _kinds(text: str) -> dict[str, Kind]:
    """Return the kind of each module that the `PROJECT` stream lists, by its name in capitals."""
    kinds: dict[str, Kind] = {}
    for line in text.splitlines():
        if line.startswith("["):
            break
        keyword, _, value = line.partition("=")
        if keyword in KINDS:
            kinds[value.partition("/")[0].upper()] = KINDS[keyword]
    return kinds


def _encoding(page: int) -> str:
    """Return the encoding of a Windows code page."""
    name = {65001: "utf-8", 10000: "mac-roman", CODE_PAGE: "cp1252"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise WorkbookError("vba.code_page", got=page) from None
