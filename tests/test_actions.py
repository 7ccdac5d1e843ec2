"""The table of buttons, and a press: progress, success, refusal and fault as the user sees them."""

from __future__ import annotations

import logging
from pathlib import Path

import openpyxl
import pytest

from udfs.actions import ACTION_GROUPS, ACTIONS, press
from udfs.hosts.closed import open_book
from udfs.macros.buttons import BUTTONS
from udfs.macros.pressed import Told
from xlcredit.errors import HostError, WorkbookError
from xlcredit.texts import LANGUAGES, current_language, topic

ORDER = (
    *("refresh_all", "refresh_aging", "score_customers", "recommend_limits", "fit"),
    *("check_data", "explain_selection", "why_error"),
    "insert_function",
    *("letters", "claim", "new_template", "freeze_values", "fix_links"),
    *("as_of_date", "language"),
    *("help", "about"),
)


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    book = open_book(tmp_path / "book.xlsx")
    book.app.impl.alerts.clear()
    book.app.status_bar = False
    return book


def replaced(monkeypatch, macro):
    monkeypatch.setitem(BUTTONS, "about", macro)


def test_every_button_has_a_macro_and_its_words():
    assert tuple(action.key for action in ACTIONS) == ORDER == tuple(BUTTONS)
    assert set(topic("actions")) == {*ORDER, "groups"}
    assert set(topic("actions")["groups"]) == set(ACTION_GROUPS)
    assert [group for group in ACTION_GROUPS if group not in {action.group for action in ACTIONS}] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_labels_are_short_and_questions_stand_where_something_is_asked(action):
    assert len(action.label("en")) <= 24
    assert len(action.label("zh")) <= 8
    for language in LANGUAGES:
        assert len(action.tip(language)) <= 255
        assert bool(action.question(language)) == bool(action.asks)
    assert ("question" in topic("actions")[action.key]) == bool(action.asks)


def test_groups_stand_together():
    groups = [action.group for action in ACTIONS]
    assert sorted(groups, key=ACTION_GROUPS.index) == groups


def test_steps_show_in_the_status_bar_which_is_given_back(book, monkeypatch):
    seen = []

    def macro(book, pressed):
        pressed.step("cli.step.read")
        seen.append(book.app.status_bar)
        return Told("done")

    replaced(monkeypatch, macro)
    press("about", book)
    assert seen == ["xlcredit: Reading the ledger ..."]
    assert book.app.status_bar is False
    assert book.app.impl.alerts == ["done"]


def test_a_quiet_success_is_told_in_the_status_bar(book, monkeypatch):
    replaced(monkeypatch, lambda _book, _pressed: Told("done", quiet=True))
    press("about", book)
    assert (book.app.status_bar, book.app.impl.alerts) == ("done", [])


@pytest.mark.parametrize(("language", "told"), [("en", "Save it and press again"), ("zh", "请先保存")])
def test_a_refusal_is_told_with_what_to_do(book, monkeypatch, language, told):
    def macro(book, pressed):
        pressed.step("cli.step.read")
        raise WorkbookError("macros.not_saved", book=book.name)

    monkeypatch.setenv("XLCREDIT_LANG", language)
    replaced(monkeypatch, macro)
    press("about", book)
    (alert,) = book.app.impl.alerts
    assert told in alert
    assert book.app.status_bar is False


def test_a_fault_is_told_in_a_plain_sentence_and_logged_with_its_trace(book, monkeypatch, tmp_path):
    def macro(_book, _pressed):
        raise ZeroDivisionError("division by zero")

    replaced(monkeypatch, macro)
    before = logging.root.handlers[:]
    press("about", book)
    (alert,) = book.app.impl.alerts
    log = tmp_path / ".xlcredit" / "log" / "xlcredit.log"
    assert "stopped by a fault of xlcredit (ZeroDivisionError" in alert
    assert str(log) in alert
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert logging.root.handlers == before


def test_a_fault_is_told_although_the_log_cannot_be_written(book, monkeypatch, tmp_path):
    (tmp_path / ".xlcredit").write_text("a file where the folder should be")
    replaced(monkeypatch, lambda _book, _pressed: 1 / 0)
    press("about", book)
    assert book.app.impl.alerts[0].endswith("The log could not be written.")


def test_the_log_turns_over_and_keeps_few_files(book, monkeypatch, tmp_path):
    monkeypatch.setattr("udfs.preferences.LOG_BYTES", 2000)
    replaced(monkeypatch, lambda _book, _pressed: 1 / 0)
    for _ in range(12):
        press("about", book)
    logs = sorted(path.name for path in (tmp_path / ".xlcredit" / "log").iterdir())
    assert logs == ["xlcredit.log", "xlcredit.log.1", "xlcredit.log.2", "xlcredit.log.3"]


def test_an_unknown_button_is_told_and_the_language_is_given_back(book):
    press("dance", book)
    assert book.app.impl.alerts[0].startswith("action: got 'dance'. Accepted are refresh_all,")
    assert current_language() == "en"


def test_a_press_knows_who_asks_when_and_from_which_file(book, monkeypatch):
    given = []

    def macro(_book, pressed):
        given.append(pressed)
        return Told("")

    replaced(monkeypatch, macro)
    press("about", book, "an answer")
    (pressed,) = given
    assert pressed.answer == "an answer"
    assert len(pressed.asked.source_hash) == 16
    assert pressed.asked.now.tzinfo is None


def test_a_workbook_that_was_never_saved_can_press_too(book, monkeypatch):
    Path(book.fullname).unlink()
    replaced(monkeypatch, lambda _book, pressed: Told(pressed.asked.source_hash or "none"))
    press("about", book)
    assert book.app.impl.alerts == ["none"]


def test_a_refusal_of_ours_is_no_fault(book, monkeypatch, tmp_path):
    def macro(_book, _pressed):
        raise HostError("macros.no_language", got="x")

    replaced(monkeypatch, macro)
    press("about", book)
    assert not (tmp_path / ".xlcredit").exists()
