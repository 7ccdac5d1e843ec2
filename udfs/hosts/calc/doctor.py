"""The doctor of the extension for LibreOffice: each check, why it matters and how to mend it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from udfs.hosts import findings
from udfs.hosts.calc.installation import package_folder, python_version, read_settings, registered
from udfs.hosts.calc.office import (
    KNOWN_ANSWER,
    KNOWN_FORMULA,
    OLDEST,
    find_office,
    find_sandboxed,
    python_of,
    version_of,
)
from xlcredit import __version__
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.hosts.calc.office import Computer, Office


_TO_CSV = ("--convert-to", "csv", "--outdir")


class Finding(findings.Finding):
    """What one check found; the words stand in ``texts/messages/calc_doctor.toml``."""

    topic: ClassVar[str] = "calc_doctor"


def examine(computer: Computer) -> list[Finding]:
    """Run every check.

    Parameters
    ----------
    computer : Computer
        The computer.

    Returns
    -------
    list of Finding
        From what stands first in the way; without LibreOffice only the first.
    """
    office = find_office(computer)
    if office is None:
        kind = find_sandboxed(computer)
        return [Finding("office", "bad", say("calc_doctor.words.sandboxed", kind=kind) if kind else "")]
    return [Finding("office", "good", str(office.program)), *(check(office, computer) for check in CHECKS)]


def _version(office: Office, computer: Computer) -> Finding:
    """Look at the version of LibreOffice."""
    version = version_of(office, computer)
    if not version:
        return Finding("version", "unknown")
    return Finding("version", "good" if version[:2] >= OLDEST else "bad", ".".join(map(str, version)))


def _python(office: Office, computer: Computer) -> Finding:
    """Look whether LibreOffice's Python can load our package itself."""
    found = python_of(office, computer)
    if found is None:
        return Finding("python", "bad", say("calc_doctor.words.no_python"))
    path, version = found
    if version == python_version():
        return Finding("python", "good", say("calc_doctor.words.in_process", path=path, version=version))
    told = say("calc_doctor.words.by_helper", path=path, version=version, ours=python_version())
    return Finding("python", "watch", told)


def _user(_office: Office, computer: Computer) -> Finding:
    """Look whether LibreOffice keeps extensions for this user at all."""
    return Finding("user", "watch" if computer.is_root else "good", "root" if computer.is_root else "")


def _extension(office: Office, computer: Computer) -> Finding:
    """Look for the extension, and whether it is of this version."""
    found = registered(office, computer)
    if found is None:
        return Finding("extension", "bad", say("calc_doctor.words.not_there"))
    if not found.is_active:
        return Finding("extension", "bad", say("calc_doctor.words.not_active", version=found.version))
    return Finding("extension", "good" if found.version == __version__ else "watch", found.version)


def _settings(_office: Office, computer: Computer) -> Finding:
    """Look whether the settings name a Python and a package that are there, and these."""
    told = read_settings(computer.config)
    python, folder = told.get("python"), told.get("site_packages")
    if not isinstance(python, str) or not isinstance(folder, str):
        return Finding("settings", "bad", str(computer.config))
    for path, is_there in ((python, Path(python).is_file()), (folder, Path(folder).is_dir())):
        if not is_there:
            return Finding("settings", "bad", say("calc_doctor.words.gone", path=path))
    same = Path(python) == computer.python and folder == str(package_folder())
    return Finding("settings", "good" if same else "watch", f"{python}, {folder}")


def _helper(_office: Office, computer: Computer) -> Finding:
    """Try whether the helper process starts and computes."""
    reason = computer.ask_helper(computer.config)
    return Finding("helper", "bad" if reason else "good", reason)


def _formula(office: Office, computer: Computer) -> Finding:
    """Let LibreOffice compute a formula of ours in a file, without a window."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_known_case(folder / "known.xlsx")
        ran = computer.run(
            [str(office.soffice), "--headless", "--norestore", *_TO_CSV, name, str(folder / "known.xlsx")]
        )
        out = folder / "known.csv"
        if not out.is_file():
            return Finding("formula", "bad", " ".join(ran.text.split()) or say("calc_doctor.words.no_answer"))
        shown = out.read_text("utf-8", errors="replace").strip()
    good = shown == f"{KNOWN_ANSWER:g}"
    return Finding("formula", "good" if good else "bad", f"{KNOWN_FORMULA[1:]} = {shown}")


def _write_known_case(path: Path) -> None:
    """Write a workbook with one formula and no value, so that LibreOffice has to compute it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_formula("A1", KNOWN_FORMULA, None, "")
    book.close()


CHECKS: tuple[Callable[[Office, Computer], Finding], ...] = (
    _version, _python, _user, _extension, _settings, _helper, _formula,
)  # fmt: skip
