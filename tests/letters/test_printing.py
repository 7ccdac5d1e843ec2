"""Letters printed by the real LibreOffice Writer, and what is said where that cannot be."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from workbooks.letters import printing
from workbooks.letters.folder import write_letters
from workbooks.letters.printing import as_pdf
from workbooks.letters.templates import KINDS
from xlcredit.collections.letters import LetterItem
from xlcredit.errors import HostError
from xlcredit.texts import LANGUAGES, say

DAY = date(2026, 7, 1)
LINES = 70


def pages_of(pdf):
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True)
    return text.stdout.rstrip("\f").split("\f")


@pytest.fixture(scope="module")
def run(soffice, tmp_path_factory, make_letters):
    """Ten letters and one of 70 documents, printed in one call; progress as it was told."""
    folder, told = tmp_path_factory.mktemp("pdf") / "run", []
    items = tuple(
        LetterItem(f"INV-{number:04d}", "invoice", DAY, DAY, 1000.0, 1000.0, 29) for number in range(LINES)
    )
    letters = [make_letters(kind, language) for kind in KINDS for language in LANGUAGES]
    letters.append(make_letters("formal_demand", "en", items=items, total=70_000.0, to_pay=70_000.0))
    write_letters(
        letters, folder, forms=("pdf",), day=DAY, language="en", office=Path(soffice),
        progress=lambda done, count: told.append((done, count)),
    )  # fmt: skip
    return sorted(folder.glob("*.pdf")), letters, told


@pytest.mark.usefixtures("soffice")
def test_every_kind_in_both_languages_is_one_page_with_title_name_and_amounts(run):
    pdfs, letters, told = run
    assert (len(pdfs), told) == (11, [(11, 11)])
    for pdf, letter in zip(pdfs[:10], letters, strict=False):
        (page,) = pages_of(pdf)
        assert say(f"letters.{letter.kind}.title", letter.language) in page
        assert "EUR 250.00" in page  # 100 + 200 - 50
        assert re.search(r"100\.00 +100\.00\n", page)
        assert say("labels.fixed_fee", letter.language).split()[0] not in page  # a blank column is gone
        assert say("letters.layout.page", letter.language, page=1, pages=1) in page
        assert "{{" not in page.replace("{{sender_account}}", "")


@pytest.mark.usefixtures("soffice")
def test_a_long_table_goes_on_with_its_heading_and_the_pages_are_counted(run):
    pages = pages_of(run[0][10])
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 3" in page
    assert ["Document" in page.split("INV-")[0] for page in pages[:2]] == [True, True]
    numbers = re.findall(r"INV-\d{4}", "".join(pages))
    assert numbers == [f"INV-{number:04d}" for number in range(LINES)]
    assert "Yours faithfully" in pages[-1]
    assert "request" in pages[-1] or "rights" in pages[-1]  # the signature does not stand alone


@pytest.mark.usefixtures("soffice")
def test_the_page_looks_like_paper(run, tmp_path):
    subprocess.run(["pdftoppm", "-r", "40", "-gray", str(run[0][0]), str(tmp_path / "page")], check=True)
    (picture,) = tmp_path.glob("*.pgm")
    size, _, pixels = picture.read_bytes()[3:].split(b"\n", 2)
    assert tuple(map(int, size.split())) == (331, 468)  # A4, 21 x 29.7 cm at 40 points an inch
    ink = sum(value < 128 for value in pixels) / len(pixels)
    assert 0.005 < ink < 0.2


def test_the_users_own_profile_is_left_alone(soffice, make_letters, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    letter = make_letters("formal_demand", "en")
    write_letters([letter], tmp_path / "run", forms=("pdf",), day=DAY, language="en", office=Path(soffice))
    assert not (tmp_path / ".config" / "libreoffice").exists()


def program(tmp_path, *lines):
    path = tmp_path / "soffice"
    path.write_text("\n".join(("#!/bin/sh", *lines)))
    path.chmod(0o755)
    return path


def test_without_writer_the_package_is_named_and_nothing_is_written(make_letters, tmp_path):
    office = program(tmp_path, 'echo "Error: source file could not be loaded" >&2', "exit 0")
    with pytest.raises(HostError, match=r"made no PDF of 1 letters.*could not be loaded.*libreoffice-writer"):
        write_letters(
            [make_letters()], tmp_path / "run", forms=("docx", "pdf"), day=DAY, language="en", office=office
        )
    assert not list((tmp_path / "run").iterdir())


def test_our_own_pythons_settings_are_not_libreoffices(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # would end LibreOffice's Python at once
    with pytest.raises(HostError, match=r"home is \[\]"):
        as_pdf([b"x"], program(tmp_path, 'echo "home is [$PYTHONHOME]"'))


def test_a_libreoffice_that_hangs_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "START_SECONDS", 0.3)
    monkeypatch.setattr(printing, "LETTER_SECONDS", 0.0)
    with pytest.raises(HostError, match="took more than 0 seconds for 1 letters"):
        as_pdf([b"x"], program(tmp_path, "exec sleep 20"))


def test_a_libreoffice_that_cannot_start_is_named(tmp_path):
    office = program(tmp_path, "exit 0")
    office.chmod(0o644)
    with pytest.raises(HostError, match=r"soffice\) cannot be started"):
        as_pdf([b"x"], office)


@pytest.mark.parametrize("office", [None, Path("/nowhere/soffice")])
def test_without_libreoffice_there_is_no_folder(make_letters, tmp_path, office):
    with pytest.raises(HostError, match="no LibreOffice was found"):
        write_letters(
            [make_letters()], tmp_path / "run", forms=("docx", "pdf"), day=DAY, language="en", office=office
        )
    assert not (tmp_path / "run").exists()
