"""What installation and doctor ask of a computer, in one place, so that both can be tried on any other."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from udfs.hosts.excel.addin import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Hive = Literal["user", "machine"]
START_SECONDS = 120
"""How long a first start of Python may take before it counts as failed."""


@dataclass(frozen=True)
class Machine:
    """A computer.

    Attributes
    ----------
    system : str
        ``"Windows"``, ``"Darwin"`` or ``"Linux"``.
    environment : mapping
        Its environment variables.
    registry : callable
        Hive and key to the values under it, name to value; empty when there is no such key.
    runs : callable
        A command line to whether it ended well.
    python : Path
        The interpreter that holds this package.
    libraries : Path
        Folder that pip put the libraries of xlwings in.
    base : Path
        Folder of the Python that a virtual environment was made from; else of this one.
    """

    system: str
    environment: Mapping[str, str]
    registry: Callable[[Hive, str], dict[str, Any]]
    runs: Callable[[list[str]], bool]
    python: Path
    libraries: Path
    base: Path = Path()

    @property
    def is_windows(self) -> bool:
        """Whether Excel can load the add-in here."""
        return self.system == "Windows"

    @property
    def is_store_python(self) -> bool:
        """Whether Python is the Microsoft Store's: Windows hides from Excel what that writes to APPDATA."""
        folders = f"{self.base}/{self.python}".replace("\\", "/").casefold().split("/")
        return "windowsapps" in folders

    @property
    def start_folder(self) -> Path:
        """The folder whose files Excel opens at start and trusts: the one place for the add-in."""
        return Path(self.environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin(self) -> Path:
        """Where the add-in goes."""
        return self.start_folder / FILE_NAME

    @property
    def config(self) -> Path:
        """The file that tells the add-in which Python to start."""
        return Path(self.environment["USERPROFILE"]) / ".xlcredit" / "xlcredit.conf"

    @property
    def windowless_python(self) -> Path:
        """The interpreter without a console window; the usual one where there is no other."""
        quiet = self.python.with_name("pythonw.exe")
        return quiet if quiet.is_file() else self.python


def this_machine() -> Machine:
    """Return the computer we run on.

    Returns
    -------
    Machine
        Reads the registry on Windows only.
    """
    return Machine(
        platform.system(),
        os.environ,
        _registry_values,
        _runs,
        Path(sys.executable),
        _library_folder(),
        Path(sys.base_prefix),
    )


def _library_folder() -> Path:
    """Return where pip put the libraries of xlwings: with packages of one user that is far from Python."""
    found = (Path(str(each.locate())) for each in files("xlwings") or () if each.suffix == ".dll")
    return next((path.resolve().parent for path in found if path.is_file()), Path(sys.prefix))


def _registry_values(hive: Hive, key: str) -> dict[str, Any]:
    """Return the values under a key of the registry."""
    try:
        winreg: Any = import_module("winreg")
    except ImportError:  # not Windows
        return {}
    root = winreg.HKEY_CURRENT_USER if hive == "user" else winreg.HKEY_LOCAL_MACHINE
    try:
        with winreg.OpenKey(root, key) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in (winreg.EnumValue(opened, at) for at in range(count))}
    except OSError:
        return {}


def _runs(command: list[str]) -> bool:
    """Run a command without a window and tell whether it ended well."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=START_SECONDS, check=False)  # noqa: S603  our own interpreter
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
