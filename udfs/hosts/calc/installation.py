"""Putting the extension into LibreOffice, for one user, without administrator rights; and taking it away."""

from __future__ import annotations

import json
import re
import site
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

import udfs
from udfs.hosts.calc.extension import build_extension
from udfs.hosts.calc.idl import MODULE as IDENTIFIER
from udfs.hosts.calc.office import OLDEST, find_office, find_sandboxed, python_of, version_of
from xlcredit import __version__
from xlcredit.errors import HostError
from xlcredit.texts import say

if TYPE_CHECKING:
    from udfs.hosts.calc.office import Computer, Office

FILE_NAME = "xlcredit.oxt"
_SHOWN_LETTERS = 400
"""How much of what a program of LibreOffice said is shown."""


@dataclass(frozen=True)
class Installed:
    """What an installation did.

    Attributes
    ----------
    office : Path
        Folder of the LibreOffice that has the extension now.
    config : Path
        The file that says where our package is.
    notes : tuple of str
        What is worth knowing.
    needs_look : bool
        Whether nothing will work before something else is mended.
    """

    office: Path
    config: Path
    notes: tuple[str, ...]
    needs_look: bool


@dataclass(frozen=True)
class Registered:
    """The extension as LibreOffice lists it.

    Attributes
    ----------
    version : str
        Its version.
    is_active : bool
        Whether LibreOffice has taken it up.
    """

    version: str
    is_active: bool


def install(computer: Computer) -> Installed:
    """Build the extension, hand it to LibreOffice, and write down where our package is.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    Installed
        What was done.

    Raises
    ------
    HostError
        When there is no LibreOffice, only one in a sandbox, or one that is too old; when the user is the
        administrator, whose extensions LibreOffice refuses; when LibreOffice does not take the extension.
    """
    office = _office(computer)
    _refuse_root(computer)
    _refuse_old(office, computer)
    with tempfile.TemporaryDirectory() as folder:
        built = build_extension(Path(folder, FILE_NAME))
        ran = computer.run([str(office.unopkg), "add", "-f", "-s", str(built)])
    if ran.code != 0:
        raise HostError("calc_office.not_added", reason=_said(ran.text))
    try:
        computer.config.parent.mkdir(parents=True, exist_ok=True)
        written = {**read_settings(computer.config), **settings(computer)}
        computer.config.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise HostError(
            "calc_office.not_written", path=computer.config, reason=error.strerror or str(error)
        ) from error
    python = python_of(office, computer)
    return Installed(office.program, computer.config, _notes(python), needs_look=python is None)


def uninstall(computer: Computer) -> list[str]:
    """Take the extension out of LibreOffice, and its settings away; the user's own settings and logs stay.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    list of str
        What was removed; empty when nothing was there.

    Raises
    ------
    HostError
        As `install`; when LibreOffice does not let go of the extension.
    """
    removed = []
    office = find_office(computer)
    if office is not None and registered(office, computer) is not None:
        _refuse_root(computer)
        ran = computer.run([str(office.unopkg), "remove", IDENTIFIER])
        if ran.code != 0:
            raise HostError("calc_office.not_removed", reason=_said(ran.text))
        removed.append(IDENTIFIER)
    if computer.config.exists():
        computer.config.unlink()
        removed.append(str(computer.config))
    return removed


def registered(office: Office, computer: Computer) -> Registered | None:
    """Ask LibreOffice for our extension.

    Parameters
    ----------
    office : Office
        An installed LibreOffice.
    computer : Computer
        The computer.

    Returns
    -------
    Registered or None
        None when it does not have it.
    """
    told = computer.run([str(office.unopkg), "list", IDENTIFIER]).text
    if not re.search(rf"^Identifier: {re.escape(IDENTIFIER)}\s*$", told, re.MULTILINE):
        return None
    version = re.search(r"^\s*Version: (\S+)", told, re.MULTILINE)
    return Registered(version[1] if version else "", "is registered: yes" in told)


def settings(computer: Computer) -> dict[str, str]:
    """Return what the extension needs to know.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    dict
        Keys ``python`` (the interpreter that holds our package), ``site_packages`` (the folder of the
        package), ``version`` (of that Python, as ``3.11``) and ``xlcredit`` (our own version).
    """
    return {
        "python": str(computer.python),
        "site_packages": str(package_folder()),
        "version": python_version(),
        "xlcredit": __version__,
    }


def python_version() -> str:
    """Return the version of this Python as far as packages depend on it, as ``3.11``."""
    return ".".join(map(str, sys.version_info[:2]))


def package_folder() -> Path:
    """Return the folder to put on the path of another Python so that it finds our package and what it needs.

    Returns
    -------
    Path
        The folder of installed packages that knows xlcredit, also where it was installed to be edited; else
        the folder above ours.
    """
    known = {Path(place).resolve() for place in (*site.getsitepackages(), site.getusersitepackages())}
    for found in distributions(name="xlcredit"):
        folder = Path(str(found.locate_file(""))).resolve()
        if folder in known:
            return folder
    return Path(udfs.__file__).resolve().parents[1]


def read_settings(path: Path) -> dict[str, Any]:
    """Return what the extension is told.

    Parameters
    ----------
    path : Path
        As `install` writes it.

    Returns
    -------
    dict
        Empty when there is nothing to read.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _office(computer: Computer) -> Office:
    """Return LibreOffice, or refuse with what to do."""
    office = find_office(computer)
    if office is not None:
        return office
    kind = find_sandboxed(computer)
    if kind:
        raise HostError("calc_office.sandboxed", kind=kind)
    raise HostError("calc_office.none")


def _refuse_root(computer: Computer) -> None:
    """Refuse for the administrator, saying what to do."""
    if computer.is_root:
        raise HostError("calc_office.root")


def _refuse_old(office: Office, computer: Computer) -> None:
    """Refuse a LibreOffice that would refuse the extension, saying what it lacks."""
    version = version_of(office, computer)
    if version and version[:2] < OLDEST:
        raise HostError("calc_office.old", got=".".join(map(str, version)), program=office.program)


def _notes(python: tuple[Path, str] | None) -> tuple[str, ...]:
    """Return what is worth knowing about LibreOffice's Python."""
    if python is None:
        return (say("calc_office.no_python"),)
    if python[1] != python_version():
        return (say("calc_office.other_python", office=python[1], ours=python_version()),)
    return ()


def _said(text: str) -> str:
    """Return the end of what a program said, on one line."""
    return " ".join(text.split())[-_SHOWN_LETTERS:]
