"""Fixtures of every room: files that are not ours to ship, and a real LibreOffice to judge what we write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from vba_office import Office, RunVba

from xlcredit.texts import use_language

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it calls its parser by names that are going out of use
    import oletools.olevba  # noqa: F401  loaded here, so that the tests can import from it

ROOT = Path(__file__).resolve().parent.parent
OLDEST_LIBREOFFICE = (25, 2)  # 7.4, which Debian 12 ships, does not find an add-in's functions in .xlsx files
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)
XLSX = "xlsx:Calc MS Excel 2007 XML"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""

Converter = Callable[[Path], Path]

# The quick suite tries the same cases on every run; `python run.py fuzz` looks further with new ones.
settings.register_profile("quick", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("quick")


@cache
def find_soffice() -> str:
    """Return the path of a LibreOffice that is new enough, or "" when there is none."""
    found = shutil.which("soffice") or next((place for place in USUAL_PLACES if Path(place).exists()), "")
    if not found:
        return ""
    told = subprocess.run(
        [found, "--version"], capture_output=True, text=True, timeout=60, env=clean_environment(), check=False
    )
    version = re.search(r"LibreOffice (\d+)\.(\d+)", told.stdout)
    return found if version and tuple(map(int, version.groups())) >= OLDEST_LIBREOFFICE else ""


def clean_environment(home: Path | None = None) -> dict[str, str]:
    """Return the environment for LibreOffice: a Python of ours ahead in PATH makes it fail without a word."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    if os.name == "posix":
        environment["PATH"] = "/usr/bin:/bin"
    if home is not None:
        environment["HOME"] = str(home)
    return environment


def require_libreoffice() -> None:
    """Skip where LibreOffice is absent; fail there when the environment says that it must be present."""
    if find_soffice():
        return
    reason = f"LibreOffice {'.'.join(map(str, OLDEST_LIBREOFFICE))} or newer is not installed"
    if os.environ.get("XLCREDIT_REQUIRE_LIBREOFFICE", "") not in ("", "0"):
        pytest.fail(f"{reason}, and XLCREDIT_REQUIRE_LIBREOFFICE asks for it")
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)  # before -m chooses by these marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they use, so that a marker cannot be forgotten."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "soffice" in names:
            item.add_marker("libreoffice")
        if "shared_data" in names:
            item.add_marker("shared")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold back tests that need LibreOffice where there is none."""
    if item.get_closest_marker("libreoffice"):
        require_libreoffice()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that LibreOffice tests were skipped; a silent skip looks like a pass."""
    if not find_soffice():
        terminalreporter.write_line(
            "NOTICE: LibreOffice 25.2 is absent; the tests that open files in it were skipped."
        )


@pytest.fixture(autouse=True)
def _no_language_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start every test in English, whatever the machine or the test before chose."""
    monkeypatch.delenv("XLCREDIT_LANG", raising=False)
    use_language(None)
    yield
    use_language(None)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real files that are not ours to publish; tests skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data is absent")
    return folder


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice's starter."""
    require_libreoffice()
    return find_soffice()


@pytest.fixture(scope="session")
def office_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LibreOffice profile of this process alone, which recalculates every file that it opens."""
    profile = tmp_path_factory.mktemp("office")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    return profile


@pytest.fixture(scope="session")
def vba_office(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice of this process that runs VBA; see `vba_office.Office`."""
    folder = tmp_path_factory.mktemp("vba")
    office = Office(soffice, folder, clean_environment(folder))
    yield office
    office.stop()


@pytest.fixture(scope="session")
def run_vba(vba_office: Office) -> RunVba:
    """A function (modules, "Module.Function", *args, sheet=None) -> what it gives in LibreOffice."""
    return vba_office.run


@pytest.fixture
def convert(
    soffice: str, office_profile: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path, str], Path]:
    """A function (path, filter) -> path of the file that LibreOffice made of it."""

    def converted(path: Path, output_filter: str) -> Path:
        folder = tmp_path_factory.mktemp("converted")
        command = [soffice, f"-env:UserInstallation={office_profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", output_filter, "--outdir", str(folder), str(path)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=180,
            env=clean_environment(office_profile),
            check=False,
        )
        output = folder / f"{Path(path).stem}.{output_filter.partition(':')[0]}"
        # LibreOffice says 0 when it fails too: only the file itself is proof.
        assert output.exists(), f"no output for {path}: {done.stdout}{done.stderr}"
        return output

    return converted


@pytest.fixture
def recalculate(convert: Callable[[Path, str], Path]) -> Converter:
    """A function path -> path of a copy in which LibreOffice has computed every formula anew."""
    return lambda path: convert(path, XLSX)


@pytest.fixture
def to_pdf(convert: Callable[[Path, str], Path]) -> Converter:
    """A function path -> path of the printed file."""
    return lambda path: convert(path, "pdf")


@pytest.fixture
def render(to_pdf: Converter) -> Callable[[Path], list[Path]]:
    """A function path -> pictures of its printed pages, in order."""

    def rendered(path: Path) -> list[Path]:
        pdf = to_pdf(path)
        subprocess.run(
            ["pdftoppm", "-r", "110", "-png", str(pdf), str(pdf.with_suffix(""))], check=True, timeout=180
        )
        return sorted(pdf.parent.glob("*.png"))

    return rendered
