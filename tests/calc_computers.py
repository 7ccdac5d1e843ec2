"""Computers with LibreOffice to try installation and doctor on: their folders lie in a temporary one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from udfs.hosts.calc.office import Computer, Ran

LISTED = """Identifier: org.xlcredit.calc
  Version: {version}
  URL: vnd.sun.star.expand:$UNO_USER_PACKAGES_CACHE/uno_packages/x.oxt
  is registered: {active}
  Media-Type: application/vnd.sun.star.package-bundle
"""


class LibreOffice:
    """Answers for the programs of LibreOffice, and remembers what it was asked."""

    def __init__(self, version: str = "25.2.3.2", python: str = "3.11", **told: Any) -> None:
        self.version, self.python = version, python
        self.told = {"shown": "60", "unopkg": 0, "said": "", "active": "yes", **told}
        self.extension: str | None = told.get("extension")
        self.asked: list[list[str]] = []

    def __call__(self, command: list[str]) -> Ran:
        self.asked.append(command)
        program, words = Path(command[0]).stem, command[1:]
        if program == "soffice":
            return self.start(words)
        if program == "unopkg":
            return self.manage(words)
        return Ran(0, f"{self.python}\n") if self.python else Ran(1, "No module named 'uno'")

    def start(self, words: list[str]) -> Ran:
        if words == ["--version"]:
            return Ran(0, f"LibreOffice {self.version} 520(Build:2)\n")
        if self.told["shown"] is not None:
            Path(words[-2], "known.csv").write_text(f"{self.told['shown']}\n")
        return Ran(0, "" if self.told["shown"] is not None else "source file could not be loaded")

    def manage(self, words: list[str]) -> Ran:
        from xlcredit import __version__

        if words[0] == "list":
            if self.extension is None:
                return Ran(1, "There is no such extension deployed: org.xlcredit.calc")
            return Ran(0, LISTED.format(version=self.extension, active=self.told["active"]))
        if self.told["unopkg"] == 0:
            self.extension = __version__ if words[0] == "add" else None
        return Ran(self.told["unopkg"], self.told["said"])


def computer(
    folder: Path,
    office: LibreOffice,
    system: str = "Linux",
    *,
    is_root: bool = False,
    reason: str = "",
    place: str = "usr/lib/libreoffice/program",
) -> Computer:
    """Return a computer whose LibreOffice lies in `place`; nowhere when that is empty."""
    home, top = folder / "home", folder / "top"
    home.mkdir(exist_ok=True)
    suffix = ".com" if system == "Windows" else ""
    if place:
        (top / place).mkdir(parents=True, exist_ok=True)
        for name in (f"soffice{suffix}", f"unopkg{suffix}", "python"):
            (top / place / name).touch()
    python = folder / "python3"
    python.touch()
    environment = {"PATH": str(folder / "nowhere"), "ProgramFiles": str(top)}
    return Computer(system, environment, home, is_root, python, office, lambda _settings: reason, top)
