"""LibreOffice on a computer: where it is, which version it has, and which Python it runs."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from udfs import preferences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OLDEST = (25, 2)
"""LibreOffice before this does not find an add-in's functions in ``.xlsx`` files."""
SECONDS = 120
"""How long a program of LibreOffice may take before it counts as hung."""
KNOWN_FORMULA, KNOWN_ANSWER = "=DSO(1200000,7300000,365)", 60.0
KNOWN_CALL = ("DSO", (((1_200_000.0,),), ((7_300_000.0,),), ((365.0,),)))
"""A case to try whether anybody computes: 1.2 of 7.3 millions are 60 of 365 days."""
_SANDBOXES = {
    "Flatpak": (
        "/var/lib/flatpak/app/org.libreoffice.LibreOffice",
        "{home}/.local/share/flatpak/app/org.libreoffice.LibreOffice",
    ),
    "Snap": ("/snap/bin/libreoffice", "/var/lib/snapd/snap/bin/libreoffice"),
}
_PLACES = {
    "Windows": ("{ProgramFiles}/LibreOffice/program", "{ProgramFiles(x86)}/LibreOffice/program"),
    "Darwin": (
        "/Applications/LibreOffice.app/Contents/MacOS",
        "{home}/Applications/LibreOffice.app/Contents/MacOS",
    ),
    "Linux": (
        "/usr/lib/libreoffice/program",
        "/usr/lib64/libreoffice/program",
        "/opt/libreoffice*/program",
        "/usr/local/lib/libreoffice/program",
    ),
}
_OWN_PYTHONS = ("python.exe", "python", "../Resources/python")
"""Beside soffice: Windows, the packages of The Document Foundation, macOS."""
_SYSTEM_PYTHONS = ("/usr/bin/python3",)
"""That of the distribution, whose LibreOffice uses it."""
_ASK_PYTHON = "import sys, uno; print('%d.%d' % sys.version_info[:2])"


@dataclass(frozen=True)
class Ran:
    """A program that ended.

    Attributes
    ----------
    code : int
        Its exit code; -1 when it could not be started or took too long.
    text : str
        What it printed, faults included.
    """

    code: int
    text: str


@dataclass(frozen=True)
class Computer:
    """What installation and doctor ask of a computer, in one place, so that both can be tried on any other.

    Attributes
    ----------
    system : str
        ``"Windows"``, ``"Darwin"`` or ``"Linux"``.
    environment : mapping
        Its environment variables.
    home : Path
        The user's folder.
    is_root : bool
        Whether the user is the administrator of a Unix system.
    python : Path
        The interpreter that holds this package.
    run : callable
        A command line to how it ended.
    ask_helper : callable
        The file of settings to why the helper process gave no right answer; empty when it did.
    root : Path
        Top of the file system.
    """

    system: str
    environment: Mapping[str, str]
    home: Path
    is_root: bool
    python: Path
    run: Callable[[list[str]], Ran]
    ask_helper: Callable[[Path], str]
    root: Path = Path("/")

    @property
    def config(self) -> Path:
        """The file that tells the extension where our package is."""
        return self.home / preferences.FOLDER / "calc.json"


@dataclass(frozen=True)
class Office:
    """An installed LibreOffice.

    Attributes
    ----------
    program : Path
        Folder of its programs.
    system : str
        Of the computer.
    """

    program: Path
    system: str

    @property
    def soffice(self) -> Path:
        """What starts it, and waits for it on Windows too."""
        return self.program / ("soffice.com" if self.system == "Windows" else "soffice")

    @property
    def unopkg(self) -> Path:
        """Its manager of extensions."""
        return self.program / ("unopkg.com" if self.system == "Windows" else "unopkg")


def this_computer() -> Computer:
    """Return the computer we run on.

    Returns
    -------
    Computer
        Programs of LibreOffice are started without our own Python's settings, which make its load fail.
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Computer(
        platform.system(), os.environ, Path.home(), is_root, Path(sys.executable), _run, _ask_helper
    )


def find_office(computer: Computer) -> Office | None:
    """Look for LibreOffice where the user's path leads, then in the usual places.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    Office or None
        None when there is none that can be used.
    """
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name, path=computer.environment.get("PATH", ""))
        if found and not _sandbox_of(found):
            folder = Path(found).resolve().parent
            if Office(folder, computer.system).unopkg.is_file():
                return Office(folder, computer.system)
    for place in _PLACES.get(computer.system, ()):
        for folder in sorted(_folders(computer, place), reverse=True):
            office = Office(folder, computer.system)
            if office.unopkg.is_file():
                return office
    return None


def find_sandboxed(computer: Computer) -> str:
    """Look for a LibreOffice that is shut off from the user's Python.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    str
        ``"Flatpak"`` or ``"Snap"``; empty when there is none.
    """
    for kind, places in _SANDBOXES.items():
        if any(_folders(computer, place) for place in places):
            return kind
    return ""


def version_of(office: Office, computer: Computer) -> tuple[int, ...]:
    """Ask LibreOffice for its version.

    Parameters
    ----------
    office : Office
        Found by `find_office`.
    computer : Computer
        The computer.

    Returns
    -------
    tuple of int
        As ``(25, 2, 3, 2)``; empty when it does not tell.
    """
    told = computer.run([str(office.soffice), "--version"]).text
    found = re.search(r"LibreOffice\D* (\d+(?:\.\d+)+)", told)
    return tuple(map(int, found[1].split("."))) if found else ()


def python_of(office: Office, computer: Computer) -> tuple[Path, str] | None:
    """Ask for the Python that LibreOffice runs.

    Parameters
    ----------
    office : Office
        Found by `find_office`.
    computer : Computer
        The computer.

    Returns
    -------
    tuple of (Path, str) or None
        The interpreter and its version, as ``"3.11"``; None when LibreOffice has none that knows it.
    """
    own = [office.program / name for name in _OWN_PYTHONS]
    system = [computer.root / place.lstrip("/") for place in _SYSTEM_PYTHONS]
    for candidate in (*own, *system):
        if not candidate.is_file():
            continue
        told = computer.run([str(candidate), "-c", _ASK_PYTHON])
        if told.code == 0 and re.fullmatch(r"\d+\.\d+", told.text.strip()):
            return candidate, told.text.strip()
    return None


def _folders(computer: Computer, place: str) -> list[Path]:
    """Return the folders of one of the usual places that are there."""
    fields = {**computer.environment, "home": str(computer.home)}
    try:
        spelled = place.format_map(fields)
    except KeyError:
        return []
    path = Path(spelled) if "{" in place else computer.root / spelled.lstrip("/")
    return [found for found in path.parent.parent.glob(f"{path.parent.name}/{path.name}") if found.exists()]


def _sandbox_of(path: str) -> bool:
    """Tell whether a program lives in a sandbox."""
    return "/snap/" in path or "/flatpak/" in path


def _run(command: list[str]) -> Ran:
    """Run a program of LibreOffice."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    if os.name == "posix":
        environment["PATH"] = "/usr/bin:/bin"
    try:
        done = subprocess.run(  # noqa: S603  programs that we have found, and our own interpreter
            command, capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Ran(-1, str(error))
    return Ran(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))


def _ask_helper(settings: Path) -> str:
    """Let the helper process compute a known case; return why it could not, empty when it could."""
    from udfs.hosts.calc.component.client import Helper
    from udfs.hosts.calc.component.reasons import HelperError
    from xlcredit.texts import current_language

    helper = Helper(settings)
    helper.speak(current_language())
    try:
        answer = helper.call(*KNOWN_CALL)
    except HelperError as error:
        return str(error)
    finally:
        helper.close()
    return "" if answer == KNOWN_ANSWER else f"{KNOWN_FORMULA}: {answer}"
