"""What must never be committed: where packages come from here, and where files lie on one machine."""

from __future__ import annotations

import io
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Put together from pieces, so that this file does not find itself.
HOSTS = (
    "py" + "pi" + r"\.",
    "python" + r"hosted\.",
    "arti" + "factory",
    "test" + "py" + "pi",
    "conda" + r"\.anaconda",
)
PLACES = ("/" + "work" + "/", "/" + "root" + "/", "/" + "home" + r"/\w", r"C:\\" + "Users")
FORBIDDEN = re.compile("|".join(HOSTS + PLACES), re.IGNORECASE)


def committed() -> list[Path]:
    """Return the files that are or would be committed."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if told.returncode:
        pytest.skip("not a git working copy")
    names = told.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts_of(path: Path) -> dict[str, str]:
    """Return the text of a file, or of every part of a package."""
    content = path.read_bytes()
    if not content.startswith(b"PK\x03\x04"):
        return {"": content.decode("utf-8", "replace")}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def findings(path: Path) -> list[str]:
    """Return the forbidden words of a file with their places."""
    return [
        f"{path}:{part}: {hit[0]}"
        for part, text in texts_of(path).items()
        for hit in FORBIDDEN.finditer(text)
    ]


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    assert [finding for path in committed() for finding in findings(path)] == []


@pytest.mark.parametrize(
    "word", ["/" + "root" + "/x", "/" + "home" + "/ann", "https://" + "py" + "pi.org", "C:\\" + "Users\\ann"]
)
def test_a_forbidden_word_is_seen_in_texts_and_in_packages(word, tmp_path):
    (tmp_path / "notes.md").write_text(f"see {word}", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as package:
        package.writestr("docProps/app.xml", f"<x>{word}</x>")
    assert findings(tmp_path / "notes.md")
    assert findings(tmp_path / "book.xlsx")


def test_scripts_are_executable_and_have_unix_line_ends():
    for path in (ROOT / ".ci" / "run", ROOT / ".ci" / "install-libreoffice"):
        assert path.stat().st_mode & 0o111
        assert b"\r" not in path.read_bytes()


def test_the_wheel_carries_every_file_that_is_not_code():
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = configured["tool"]["setuptools"]["package-data"]
    for house in ("xlcredit", "workbooks", "udfs"):
        names = [path.relative_to(ROOT / house) for path in committed() if path.is_relative_to(ROOT / house)]
        left = [
            name
            for name in names
            if name.suffix != ".py" and not any(map(name.match, carried.get(house, [])))
        ]
        assert left == []
