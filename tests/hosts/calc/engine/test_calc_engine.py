"""The engine over UNO in a real LibreOffice: the members of the port, and refusals that lose nothing."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from udfs.hosts.closed import open_book

if TYPE_CHECKING:
    from conftest import Case

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.libreoffice


def load(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cases = load("calc_engine_cases", HERE / "cases.py")
shared = load("hosts_conftest", HERE.parents[1] / "conftest.py")


@pytest.fixture
def small_path(tmp_path: Path) -> Path:
    return shared.book_path.__wrapped__(tmp_path)


def test_every_member_answers_as_the_closed_host(case: Case, small_path: Path) -> None:
    inside = dict(case("members_in_calc", path=str(small_path)))
    closed = dict(json.loads(json.dumps(cases.members(open_book(small_path)))))
    assert {name for name in closed if inside[name] != closed[name]} == set()
    assert inside["back"][0] == ["=1+1", "000123", "+49", "@x"]


def test_undo_takes_a_refresh_back_and_redo_brings_it_again(case: Case, demo_path: Path) -> None:
    told = case("undone", path=str(demo_path))
    assert told == {"titles": ["Refresh all"], "changed": True, "differ": [], "back": True, "again": True}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("read-only", r"is open read-only, so nothing was written"),
        ("Limits", r"sheet Limits: is protected, so A7"),
        ("Audit log", r"sheet Audit log: is protected"),
    ],
)
def test_what_cannot_be_written_is_refused_and_left_as_it_was(
    how: str, words: str, case: Case, demo_path: Path
) -> None:
    import re

    told = case("refused", path=str(demo_path), how=how)
    assert re.search(words, told["told"])
    assert told["same"]


def test_document_in_ods_is_refused_and_left_as_it_was(case: Case, demo_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "demo.ods"
    case("converted", path=str(demo_path), out=str(path), kind="calc8")
    before = path.read_bytes()
    told = case("refused", path=str(path), how="plain")
    assert "demo.ods: is kept as .ods" in told["told"]
    assert told["same"]
    assert path.read_bytes() == before


def test_protected_structure_takes_no_sheet(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "foreign.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("AR")
    sheet.write_row(0, 0, ["Customer", "Invoice date", "Due date", "Amount"])
    sheet.write_row(1, 0, ["A", "2026-01-05", "2026-02-05", 100])
    sheet.write_row(2, 0, ["B", "2026-01-15", "2026-02-15", 200])
    book.close()
    told = case("refused", path=str(path), how="structure")
    assert "its structure is protected, so it takes no sheet" in told["told"]
    assert told["same"]


def test_save_needs_a_place_and_a_known_kind(case: Case, tmp_path: Path) -> None:
    told = case("saved", folder=str(tmp_path))
    never, ending, absent = told.pop("told")
    assert "was never saved, so there is no file to write" in never
    assert "has the ending '.doc'. Accepted are .xlsx" in ending
    assert "could not be written" in absent
    assert told == {"name": "x.xlsx", "fullname": str(tmp_path / "x.xlsx"), "modified": False}
    assert open_book(tmp_path / "x.xlsx").sheets[0].range("A1:A2").raw_value == [["kept"], ["kept too"]]


def test_sheets_come_and_go(case: Case) -> None:
    told = case("sheets")
    assert told["names"] == ["Zero", "Sheet1", "Second"]
    assert told["active"] == "Zero"
    assert told["left"] == ["Sheet1"]
    for words, expected in zip(
        told["told"], ["has one of that name", "is the only one", "not allowed"], strict=True
    ):
        assert expected in words


def test_errors_are_told_by_their_kind_also_by_the_thousand(case: Case) -> None:
    told = case("errors")
    # The kinds are Excel's for the same formulas.
    kinds = ["#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#REF!", "#NUM!"]
    assert told["each"] == kinds
    assert told["block"] == kinds
    assert told["many"] == [["#N/A"], ["#DIV/0!"], [1.0], ["#DIV/0!"]]


def test_notes_stay_and_the_user_is_told(case: Case) -> None:
    assert case("notes_and_selection") == {
        "notes": ["keep me"], "selection": "$B$2:$C$3", "status": ["working", False], "alerts": "done",
    }  # fmt: skip


def test_formulas_follow_a_heading_that_moves(case: Case, small_path: Path) -> None:
    told = case("moved_headings", path=str(small_path))
    assert told["before"] == ["=SUM(xlcredit_ledger[Amount])", 600.0]
    # 0 + 100 + 200 + 300, doubled; the column Extra in the old place would give 4000
    assert told["after"] == ["=SUM(xlcredit_ledger[Amount])", 1200.0]


def test_dead_paths_to_the_add_in_are_mended(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "links.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    sheet.write_formula("A1", "=[1]!DSO(600,7300,365)", None, 30)
    sheet.write_formula("A2", "=SUM(B1:B2)", None, 0)
    sheet.write_formula("A3", "=[1]!CREDITGRADE(80)", None, "A")
    book.close()
    told = case("fixed_links", path=str(path))
    assert told["formulas"] == ["=DSO(600,7300,365)", "=SUM(B1:B2)", "=CREDITGRADE(80)"]
    assert "2" in told["told"]
