"""The office fixtures judge everything else, so they are judged first."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from xlcredit.texts import current_language, use_language


@pytest.fixture
def stale_book(tmp_path: Path) -> Path:
    """A workbook whose formula 2+3 carries the wrong cached value 99."""
    path = tmp_path / "stale book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sums").write_formula("A1", "=2+3", None, 99)
    return path


def test_recalculate_replaces_a_stale_cached_value(stale_book, recalculate):
    assert openpyxl.load_workbook(stale_book, data_only=True)["Sums"]["A1"].value == 99
    assert openpyxl.load_workbook(recalculate(stale_book), data_only=True)["Sums"]["A1"].value == 5


def test_recalculate_twice_keeps_both_results(stale_book, recalculate):
    assert recalculate(stale_book) != recalculate(stale_book)


def test_convert_tells_when_libreoffice_made_nothing(tmp_path, recalculate):
    with pytest.raises(AssertionError, match="no output for"):
        recalculate(tmp_path / "absent.xlsx")


def test_to_pdf_prints(stale_book, to_pdf):
    assert to_pdf(stale_book).read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm is not installed")
def test_render_gives_one_picture_a_page(stale_book, render):
    (page,) = render(stale_book)
    assert page.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("soffice")
def test_libreoffice_tests_are_marked_by_their_fixture(request):
    assert request.node.get_closest_marker("libreoffice")


def test_a_missing_libreoffice_fails_only_where_it_is_required(monkeypatch, request):
    plugin = request.config.pluginmanager.get_plugin(str(Path(__file__).with_name("conftest.py")))
    monkeypatch.setattr(plugin, "find_soffice", lambda: "")
    monkeypatch.setenv("XLCREDIT_REQUIRE_LIBREOFFICE", "1")
    with pytest.raises(pytest.fail.Exception, match="asks for it"):
        plugin.require_libreoffice()
    monkeypatch.setenv("XLCREDIT_REQUIRE_LIBREOFFICE", "0")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        plugin.require_libreoffice()


@pytest.mark.parametrize("turn", [1, 2])
def test_no_language_is_left_behind(turn):
    assert current_language() == "en", f"turn {turn}"
    use_language("zh")
