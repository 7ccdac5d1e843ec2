"""Every entry of the menu in a real LibreOffice, on an open document: what it does and refuses."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from vba_office import office_python

from udfs.actions import ACTIONS
from udfs.hosts import fitting, jobs
from workbooks.package import Workbook

ROOT = Path(__file__).resolve().parents[3]
NOW = dt.datetime(2026, 11, 22, 9)
ANSWERS = {"insert_function": "DSO", "as_of_date": "2026-09-30", "language": "en"}
PATIENCE = 10.0
"""Seconds that no button may take, but for the one that fits hundreds of models."""
PATIENCE_OF = {"fit": 60.0}
NEED_MORE = {"why_error", "claim"} | (set() if importlib.util.find_spec("lightgbm") else {"fit"})
WRITING = (
    "refresh_all",
    "refresh_aging",
    "score_customers",
    "recommend_limits",
    "fit",
    "check_data",
    "as_of_date?2026-09-30",
)


@pytest.fixture
def press(calc_office):
    """A function (path, *keys) -> what each told and did, each on what was left; and what was before."""

    def pressed(path, *keys, save_as="", **options):
        calc_office.start()
        question = {"path": str(path), "keys": keys, "save_as": str(save_as), **options}
        worker = str(ROOT / "tests" / "calc_press_worker.py")
        done = subprocess.run(
            [office_python(calc_office.soffice), worker, calc_office.pipe, json.dumps(question)],
            capture_output=True,
            text=True,
            timeout=300,
            env=calc_office.environment,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        before, *answers = json.loads(done.stdout)
        for key, answer in zip(keys, answers, strict=True):
            assert answer["seconds"] < PATIENCE_OF.get(key, PATIENCE), (key, answer)
        assert all(answer["at_rest"] for answer in answers)
        return answers, before

    return pressed


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample company's workbook, in English."""
    return jobs.demo(tmp_path_factory.mktemp("demo"), "en", NOW, lambda _step: None).path


@pytest.fixture
def demo(sample, tmp_path):
    """A copy of it in a folder of its own."""
    return Path(shutil.copy(sample, tmp_path))


def test_every_entry_of_the_menu_does_its_work(press, demo):
    keys = [f"{action.key}?{ANSWERS[action.key]}" if action.asks else action.key for action in ACTIONS]
    answers, _ = press(demo, *keys)
    told = {
        key.partition("?")[0]: (answer["done"], answer["text"])
        for key, answer in zip(keys, answers, strict=True)
    }
    refused = {key: text for key, (done, text) in told.items() if not done}
    assert set(refused) <= NEED_MORE  # the selected cell shows no error and stands in no customer's row
    assert told["refresh_all"][1].startswith("Refresh all: done as of 2026-10-31")
    assert "2026-09-30" in told["as_of_date"][1]
    assert "DSO(" in told["insert_function"][1]
    assert "CREDITSCORE" in told["help"][1]
    names = {path.name for path in demo.parent.iterdir()}
    assert len([name for name in names if name.endswith(".xlsx")]) == 3  # the book, a template, a frozen copy


def tables(path):
    """Return the bodies of our tables, but for the log with its times."""
    values = CalamineWorkbook.from_path(path)
    found = {}
    for name, table in Workbook.open(path).tables.items():
        rows = values.get_sheet_by_name(table.sheet_name).to_python(skip_empty_area=False)
        body = [row[table.left - 1 : table.right] for row in rows[table.top - 1 : table.bottom]]
        if name != "xlcredit_audit":
            found[name] = body
    return found


def same(ours, theirs):
    """Tell whether two cells show the same; numbers may differ in the last digits."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    return ours == theirs


def differing(calc, expected):
    """Return every cell of the tables that is not the same in both."""
    assert calc.keys() == expected.keys()
    return [
        (name, row, ours, theirs)
        for name, rows in expected.items()
        for row, pairs in enumerate(zip(rows, calc[name], strict=True))
        for theirs, ours in zip(*pairs, strict=True)
        if not same(ours, theirs)
    ]


def test_refresh_gives_the_tables_of_the_closed_host(press, demo, tmp_path):
    (answer,), _ = press(demo, "refresh_all", save_as=tmp_path / "calc.xlsx")
    assert answer["done"], answer["text"]
    assert answer["steps"] == ["Refresh all"]
    closed = jobs.refresh(
        demo, tmp_path / "closed.xlsx", jobs.asked(None, None, NOW), lambda _step: None
    ).path
    calc, expected = tables(tmp_path / "calc.xlsx"), tables(closed)
    assert differing(calc, expected) == []


def test_refresh_of_a_real_ledger_gives_the_tables_of_the_closed_host(press, shared_data, tmp_path):
    book = Path(
        shutil.copy(shared_data / "ibm_ar" / "WA_Fn-UseC_-Accounts-Receivable.xlsx", tmp_path / "ibm.xlsx")
    )
    (answer,), _ = press(book, "refresh_all", save_as=tmp_path / "calc.xlsx")
    assert answer["done"], answer["text"]
    closed = jobs.refresh(
        book, tmp_path / "closed.xlsx", jobs.asked(None, None, NOW), lambda _step: None
    ).path
    calc, expected = tables(tmp_path / "calc.xlsx"), tables(closed)
    assert {"xlcredit_aging", "xlcredit_scores", "xlcredit_control"} <= expected.keys()
    assert differing(calc, expected) == []


def test_a_fit_is_one_step_and_gives_the_card_of_the_closed_host(press, demo, tmp_path):
    pytest.importorskip("lightgbm")
    (answer,), _ = press(demo, "fit", save_as=tmp_path / "calc.xlsx")
    assert answer["done"], answer["text"]
    assert answer["steps"] == ["Fit score to own history"]
    wanted = fitting.SampleAsked(None, None, None, None, {})
    closed = tmp_path / "closed.xlsx"
    fitting.fit(demo, closed, wanted, jobs.asked(None, None, NOW), lambda _done, _whole: None)
    calc, expected = tables(tmp_path / "calc.xlsx"), tables(closed)
    assert len(expected["xlcredit_points"]) > 10
    assert differing(calc, expected) == []


def test_a_protected_sheet_is_named_and_nothing_is_changed(press, demo, tmp_path):
    book = openpyxl.load_workbook(demo)
    book["Aging"].protection.sheet = True
    book.save(tmp_path / "protected.xlsx")
    (answer, after), before = press(tmp_path / "protected.xlsx", "refresh_all", "about")
    assert not answer["done"]
    assert "Aging" in answer["text"]
    assert "protect" in answer["text"]
    assert answer["book"] == after["book"] == before["book"]
    assert answer["steps"] == []


def test_a_read_only_document_is_only_looked_at(press, demo):
    answers, before = press(demo, *WRITING, "about", read_only=True)
    *refused, about = answers
    assert about["done"]
    for answer in refused:
        assert not answer["done"]
        assert "this document is open read-only. Nothing was changed." in answer["text"]
        assert answer["book"] == before["book"]


def test_a_document_in_ods_is_told_what_it_would_lose(press, demo, calc_office, tmp_path):
    ods = tmp_path / "book.ods"
    calc_office.compute(demo, save_as=ods)
    (answer, freeze), before = press(ods, "refresh_all", "freeze_values")
    assert answer["book"] == before["book"]
    assert not answer["done"]
    assert ".xlsx" in answer["text"]
    assert not freeze["done"]
    assert "ods" in freeze["text"]


def test_a_document_without_a_ledger_is_left_alone(press, tmp_path):
    path = tmp_path / "letters.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Dear Sir or Madam"
    book.save(path)
    answers, before = press(path, *WRITING, "explain_selection", "why_error", "fix_links")
    for answer in answers:
        assert answer["text"]
        assert answer["book"] == before["book"]
        assert answer["steps"] == []
        assert "taken back" not in answer["text"]
    told = {key: answer["done"] for key, answer in zip(WRITING, answers, strict=False)}
    assert told == dict.fromkeys(WRITING, False) | {"check_data": True}  # that one answers: none was found


def test_a_foreign_ledger_gets_our_sheets_and_keeps_its_own(press, tmp_path):
    path = tmp_path / "ledger.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Open items"
    book.active.append(["Customer", "Invoice no", "Invoice date", "Due date", "Amount"])
    for number in range(1, 9):
        day = dt.datetime(2026, 1, number)
        book.active.append([f"C{number % 3}", f"I{number}", day, day + dt.timedelta(30), 100.0 * number])
    book.save(path)
    (answer,), _ = press(path, "refresh_all", save_as=tmp_path / "out.xlsx")
    assert answer["done"], answer["text"]
    out = openpyxl.load_workbook(tmp_path / "out.xlsx")
    mine = next(sheet for sheet in out if sheet["B1"].value == "Invoice no")
    assert [row[1] for row in mine.iter_rows(min_row=2, values_only=True)] == [f"I{n}" for n in range(1, 9)]
    # 100 + ... + 800 = 3600, by hand
    aging = tables(tmp_path / "out.xlsx")["xlcredit_aging"]
    total = aging[0].index("Total")
    assert sum(row[total] for row in aging[1:]) == pytest.approx(3600)


def test_an_unknown_key_is_told(press, demo):
    (answer,), before = press(demo, "no_such_button")
    assert not answer["done"]
    assert "no_such_button" in answer["text"]
    assert answer["book"] == before["book"]


def test_a_question_that_nobody_answers_changes_nothing(press, demo):
    asking = [action.key for action in ACTIONS if action.asks]
    answers, before = press(demo, *asking)  # without a window LibreOffice closes every dialog at once
    assert [answer["text"] for answer in answers] == ["Cancelled: nothing was changed."] * len(asking)
    assert {answer["book"] for answer in answers} == {before["book"]}
