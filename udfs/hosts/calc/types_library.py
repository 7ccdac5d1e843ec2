"""The types of the functions in LibreOffice's binary form, written by its tool ``unoidl-write``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from importlib.resources import as_file, files
from pathlib import Path

from xlcredit.errors import HostError

SHIPPED = "xlcredit.oxt"
_PROGRAMS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
)
_PATIENCE = 60.0


def types_library(declarations: str) -> bytes:
    """Return the types that declarations stand for.

    Parameters
    ----------
    declarations : str
        In LibreOffice's interface language.

    Returns
    -------
    bytes
        Written anew where the tool is installed, else from the extension that is shipped.

    Raises
    ------
    HostError
        When the tool is absent and the declarations are not those of the shipped extension, or when it
        refuses them.
    """
    tool = find_writer()
    if tool is not None:
        return _written(tool, declarations)
    shipped = _shipped(declarations)
    if shipped is None:
        raise HostError("calc_cells.no_types")
    return shipped


def find_writer() -> Path | None:
    """Return the tool that writes types, None where it is not installed.

    Returns
    -------
    Path or None
        On the PATH, or in the SDK of an installed LibreOffice.
    """
    on_path = shutil.which("unoidl-write")
    places = [Path(on_path)] if on_path else []
    name = "unoidl-write.exe" if os.name == "nt" else "unoidl-write"
    places += [folder.parent / "sdk" / "bin" / name for folder in _programs()]
    return next((place for place in places if place.is_file()), None)


def _programs() -> list[Path]:
    """Return folders in which LibreOffice's programs may lie."""
    started = shutil.which("soffice")
    found = [Path(started).resolve().parent] if started else []
    return found + [Path(place) for place in _PROGRAMS]


def _base_types(tool: Path) -> list[Path]:
    """Return LibreOffice's own types, which ours stand on."""
    for folder in [tool.resolve().parent.parent.parent / "program", *_programs()]:
        for home in (folder, folder.parent / "Resources"):
            found = [home / "types.rdb", home / "types" / "offapi.rdb"]
            if all(path.is_file() for path in found):
                return found
    raise HostError("calc_cells.types_refused", reason="types.rdb, offapi.rdb")


def _written(tool: Path, declarations: str) -> bytes:
    """Let the tool write the types."""
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder, "xlcredit.idl"), Path(folder, "xlcredit.rdb")
        source.write_text(declarations, encoding="utf-8", newline="\n")
        done = subprocess.run(  # noqa: S603  the tool of the installed LibreOffice
            [str(tool), *map(str, _base_types(tool)), str(source), str(output)],
            capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False,
        )  # fmt: skip
        if not output.is_file():
            raise HostError("calc_cells.types_refused", reason=(done.stderr or done.stdout).strip())
        return output.read_bytes()


def _shipped(declarations: str) -> bytes | None:
    """Return the types of the shipped extension, if it was built from the same declarations."""
    with as_file(files("workbooks").joinpath("built", SHIPPED)) as path:
        if not path.is_file():
            return None
        with zipfile.ZipFile(path) as archive:
            same = archive.read("xlcredit.idl").decode() == declarations
            return archive.read("xlcredit.rdb") if same else None
