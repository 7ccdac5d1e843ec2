"""Putting the add-in where Excel finds it, for one user, without administrator rights; and taking it away."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from udfs.hosts.excel.addin import build_addin, is_ours
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from udfs.hosts.excel.machine import Machine

_FOLDER_VARIABLES = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles")
"""Folders that xlwings fills in by itself; the longest comes first."""


@dataclass(frozen=True)
class Installed:
    """What an installation wrote.

    Attributes
    ----------
    addin, config : Path
        The two files.
    interpreter : Path
        The Python that Excel will start.
    """

    addin: Path
    config: Path
    interpreter: Path


def install(machine: Machine) -> Installed:
    """Build the add-in into the folder that Excel opens at start, and write its settings.

    Parameters
    ----------
    machine : Machine
        The computer.

    Returns
    -------
    Installed
        What was written, and where.

    Raises
    ------
    HostError
        On another system than Windows; with a Python from the Microsoft Store; when a file of another program
        has our name; when Excel holds the add-in open.
    """
    _refuse_elsewhere(machine)
    if machine.is_store_python:
        raise HostError("addin.store_python", path=str(machine.python))
    addin = machine.addin
    if addin.exists() and not is_ours(addin):
        raise HostError("addin.not_ours", path=str(addin))
    interpreter = machine.windowless_python
    try:
        addin.parent.mkdir(parents=True, exist_ok=True)
        build_addin(addin)
        machine.config.parent.mkdir(parents=True, exist_ok=True)
        _write_config(machine.config, settings(interpreter, machine.libraries, machine.environment))
    except OSError as error:
        raise HostError("addin.not_written", path=str(addin), reason=error.strerror or str(error)) from error
    return Installed(addin, machine.config, interpreter)


def uninstall(machine: Machine) -> list[Path]:
    """Remove the add-in and its settings; logs and the user's own settings stay.

    Parameters
    ----------
    machine : Machine
        The computer.

    Returns
    -------
    list of Path
        What was removed; empty when nothing was there.

    Raises
    ------
    HostError
        On another system than Windows; when the file is not ours, or Excel holds it open.
    """
    _refuse_elsewhere(machine)
    if machine.addin.exists() and not is_ours(machine.addin):
        raise HostError("addin.not_ours", path=str(machine.addin))
    found = [path for path in (machine.addin, machine.config) if path.exists()]
    for path in found:
        try:
            path.unlink()
        except OSError as error:
            raise HostError(
                "addin.not_written", path=str(path), reason=error.strerror or str(error)
            ) from error
    return found


def _refuse_elsewhere(machine: Machine) -> None:
    """Refuse where Excel cannot load it, saying what to use instead."""
    if not machine.is_windows:
        raise HostError("addin.not_windows", got=machine.system)


def settings(interpreter: Path, libraries: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that xlwings reads in the add-in.

    Parameters
    ----------
    interpreter : Path
        The Python to start.
    libraries : Path
        Folder of the libraries of xlwings.
    environment : mapping
        Environment variables; a path that is not plain ASCII is written by them, since the file is read in
        the code page of the computer.

    Returns
    -------
    dict
        Key to value. The folder of a workbook is never searched for Python code.
    """
    return {
        "INTERPRETER_WIN": _portable(str(interpreter), environment),
        "LIBRARY FOLDER": _portable(str(libraries), environment),
        "USE UDF SERVER": "True",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "SHOW CONSOLE": "False",
        "UDF MODULES": "udfs.hosts.excel.worksheet",
    }


def _portable(path: str, environment: Mapping[str, str]) -> str:
    """Return a path with the folder of the user written as a variable where it is not plain ASCII."""
    if path.isascii():
        return path
    for name in _FOLDER_VARIABLES:
        folder = environment.get(name, "")
        if folder and path.casefold().startswith(folder.casefold()):
            return f"%{name}%{path[len(folder) :]}"
    return path


def read_config(path: Path) -> dict[str, str]:
    """Return the settings in a file, empty when there is none.

    Parameters
    ----------
    path : Path
        As VBA's ``Write #`` leaves it: a key and a value in quotes per line.

    Returns
    -------
    dict
        Key to value.
    """
    try:
        text = path.read_text(_encoding(), errors="replace")
    except OSError:
        return {}
    return {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) > 1}


def _write_config(path: Path, ours: Mapping[str, str]) -> None:
    """Lay our settings over those the file has."""
    lines = [f'"{key}","{value}"\r\n' for key, value in ({**read_config(path), **ours}).items()]
    path.write_bytes("".join(lines).encode(_encoding()))


def _encoding() -> str:
    """Return the code page that VBA reads files in."""
    import sys

    return "mbcs" if sys.platform == "win32" else "utf-8"
