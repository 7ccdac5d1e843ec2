"""Computers to try installation and doctor on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from udfs.hosts.excel.machine import Machine

CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
SOUND: dict[tuple[str, str], dict[str, Any]] = {
    ("machine", r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"): {
        "": r"C:\Office\EXCEL.EXE"
    },
    ("machine", CLICK_TO_RUN): {"Platform": "x64", "VersionToReport": "16.0.18000.1"},
}


def windows(
    folder: Path, registry: dict[tuple[str, str], dict[str, Any]] | None = None, *, runs: bool = True
) -> Machine:
    """Return a Windows computer whose folders lie in a temporary one."""
    import xlwings

    scripts = folder / "python"
    scripts.mkdir(exist_ok=True)
    for name in ("python.exe", "pythonw.exe", f"xlwings64-{xlwings.__version__}.dll"):
        (scripts / name).touch()
    found = SOUND | (registry or {})
    environment = {"APPDATA": str(folder / "Roaming"), "USERPROFILE": str(folder / "User")}
    return Machine(
        "Windows",
        environment,
        lambda hive, key: found.get((hive, key), {}),
        lambda _command: runs,
        scripts / "python.exe",
        scripts,
    )


def elsewhere() -> Machine:
    """Return a computer without Excel for Windows."""
    return Machine("Linux", {}, lambda _hive, _key: {}, lambda _command: True, Path("python"), Path())
