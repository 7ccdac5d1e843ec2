"""Insert function and Fix links: one empty cell, and only the formulas with a dead path."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from udfs.hosts.closed import open_book
from udfs.hosts.closed.sheets import Sheet
from udfs.hosts.excel.buttons import pressed
from udfs.links import without_dead_paths

if TYPE_CHECKING:
    from pathlib import Path

PATH = r"'D:\Anna''s files\XLSTART\xlcredit.xlam'!"


@pytest.mark.parametrize("answer", ["DSO", " dso ", "=DSO()"])
def test_insert_function_writes_into_the_empty_cell_only(foreign, watch, answer):
    watched = watch(foreign)
    foreign.sheets["Mine"].range("C3").select()
    pressed("insert_function", answer)
    assert watched.changed() == {"Mine!C3"}
    assert foreign.sheets["Mine"].range("C3").formula == "=DSO()"
    assert foreign.app.status_bar.startswith("DSO(receivables, credit_sales, days): ")
    assert foreign.app.impl.alerts == []


@pytest.mark.parametrize(
    ("cell", "answer", "told"),
    [
        ("A1", "DSO", "Mine!A1: the cell is not empty"),
        ("C3", "SUM", "function: got 'SUM'. Accepted are CREDITSCORE"),
        ("C3", "", "function: got ''"),
    ],
)
def test_insert_function_refuses_full_cells_and_strange_names(foreign, watch, cell, answer, told):
    watched = watch(foreign)
    foreign.sheets["Mine"].range(cell).select()
    pressed("insert_function", answer)
    assert watched.changed() == set()
    assert foreign.app.impl.alerts[0].startswith(told)


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (f"={PATH}DSO(A1,B1,365)", "=DSO(A1,B1,365)"),
        (
            "=IF(A1>0,[1]!DSO(A1,B1,365),xlcredit.xlam!CEI(A1,B1,C1,D1))",
            "=IF(A1>0,DSO(A1,B1,365),CEI(A1,B1,C1,D1))",
        ),
        ("='C:\\a\\[xlcredit.xlam]Help'!dso(A1)", "=dso(A1)"),
        ("='https://firm/sites/x/xlcredit.xlam'!DSO(1,2,3)", "=DSO(1,2,3)"),
        ("='C:\\other.xlam'!DSO(A1,B1,365)", None),
        ("=[1]!THEIRS(A1)", None),
        ('="[1]!DSO("&A1', None),
        ("='xlcredit.xlam'!A1+[1]Sheet1!B2", None),
        ("='It''s DSO'!A1", None),
        ("=[2]!DSO(A1)", None),
    ],
)
def test_only_dead_paths_before_our_own_functions_are_removed(formula, plain):
    assert without_dead_paths(formula, {"[2]"}) == (plain or formula)


@pytest.fixture
def linked(tmp_path) -> Path:
    """A workbook with dead paths in a plain, a shared, an array formula, in a text and before a stranger."""
    path = tmp_path / "linked.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    sheet.write_row("A1", [600, 7300, 365])
    sheet.write_formula("E1", f"={PATH}DSO(A1,B1,C1)", None, 30)
    sheet.write_array_formula("E2:F3", f"={{{PATH}CONCENTRATION(A1:C1,A1:C1)}}", None, 7)
    sheet.write_formula("E5", '=LEN("[1]!DSO(")', None, 8)
    sheet.write_formula("E6", "=SUM(A1:C1)", None, 8265)
    book.close()
    return path


def test_fix_links_changes_the_formulas_with_a_path_and_nothing_else(linked):
    with zipfile.ZipFile(linked) as package:
        before = {name: package.read(name) for name in package.namelist()}
    book = open_book(linked)
    book.set_mock_caller()
    pressed("fix_links")
    assert book.app.impl.alerts[-1] == "2 formulas now call the functions by their plain names."
    book.impl.package.save(linked)
    with zipfile.ZipFile(linked) as package:
        after = {name: package.read(name) for name in package.namelist()}
    changed = {name for name, content in before.items() if after.get(name) != content}
    assert changed == {"xl/worksheets/sheet1.xml"}
    expected = before["xl/worksheets/sheet1.xml"].replace(PATH.encode(), b"")
    assert after["xl/worksheets/sheet1.xml"] == expected


def test_fix_links_enters_formulas_again_where_the_host_cannot_respell(linked, monkeypatch):
    monkeypatch.delattr(Sheet, "respell_formulas")
    book = open_book(linked)
    book.set_mock_caller()
    pressed("fix_links")
    assert book.app.impl.alerts[-1].startswith("2 formulas now call")
    assert book.sheets["S"].range("E1").formula == "=DSO(A1,B1,C1)"
    assert book.sheets["S"].range("E5").formula == '=LEN("[1]!DSO(")'


def test_fix_links_of_a_workbook_without_any_changes_nothing(foreign, watch):
    watched = watch(foreign)
    pressed("fix_links")
    assert watched.changed() == set()
    assert foreign.impl.package.changed_parts() == {}
    assert foreign.app.impl.alerts == ["No formula carries a dead path to the add-in."]


def test_numbered_links_to_other_workbooks_keep_their_path(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "=[1]!DSO(1,2,3)+[2]!DSO(1,2,3)"
    from openpyxl.packaging.relationship import Relationship
    from openpyxl.workbook.external_link import ExternalLink
    from openpyxl.workbook.external_link.external import ExternalBook

    for target in ("file:///C:/x/xlcredit.xlam", "file:///C:/x/theirs.xlam"):
        link = ExternalLink(externalBook=ExternalBook(id="rId1"))
        link.file_link = Relationship(
            type="externalLinkPath", Target=target, TargetMode="External", Id="rId1"
        )
        book._external_links.append(link)
    book.save(tmp_path / "two.xlsx")
    opened = open_book(tmp_path / "two.xlsx")
    opened.set_mock_caller()
    pressed("fix_links")
    assert opened.sheets[0].range("A1").formula == "=DSO(1,2,3)+[2]!DSO(1,2,3)"
