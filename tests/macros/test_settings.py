"""As-of date and language: what is kept, and what the next refresh makes of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from udfs import preferences
from udfs.books.cells import chosen_date, named_date
from udfs.hosts.excel.buttons import pressed
from udfs.macros.settings import read_date
from xlcredit.errors import HostError


@pytest.mark.parametrize("answer", ["2026-09-30", "2026/9/30", "20260930", "2026年9月30日", "46295"])
def test_the_as_of_date_is_set_and_the_next_refresh_uses_it(open_sample, watch, answer):
    book = open_sample()
    watched = watch(book)
    pressed("as_of_date", answer)
    assert watched.changed() == {"AsOf"}
    assert chosen_date(book) == date(2026, 9, 30)  # 46295 days after 30 December 1899
    assert "press Refresh all" in book.app.impl.alerts[0]
    pressed("refresh_all")
    assert "done as of 2026-09-30" in book.app.impl.alerts[1]


def test_a_blank_answer_leaves_the_date_to_the_refresh_again(open_sample, watch):
    book = open_sample()
    watched = watch(book)
    assert chosen_date(book) == date(2026, 10, 31)
    pressed("as_of_date", "  ")
    assert watched.changed() == set()
    assert named_date(book, "AsOf") == date(2026, 10, 31)
    assert chosen_date(book) is None


def test_a_date_given_stays_although_a_refresh_had_chosen_the_same(open_sample):
    book = open_sample()
    pressed("as_of_date", "")
    assert chosen_date(book) is None
    pressed("as_of_date", "2026-10-31")
    assert chosen_date(book) == date(2026, 10, 31)


@pytest.mark.parametrize("text", ["31.10.2026", "10/31/2026", "2026-02-30", "12", "soon", "nan"])
def test_a_date_in_doubt_is_refused(text):
    with pytest.raises(HostError, match="A date with the year first is accepted"):
        read_date(text)


def test_a_foreign_workbook_has_no_as_of_date(foreign, watch):
    watched = watch(foreign)
    pressed("as_of_date", "2026-09-30")
    assert watched.changed() == set()
    assert foreign.app.impl.alerts[0].startswith("mine.xlsx: it has no cell named AsOf.")


def test_the_language_is_kept_for_all_workbooks_and_sheets_keep_theirs(foreign, watch):
    watched = watch(foreign)
    pressed("language", "zh")
    assert foreign.app.impl.alerts == ["今后提示使用中文；工作表的语言不变。"]
    assert preferences.remembered_language() == "zh"
    pressed("fix_links")
    assert foreign.app.impl.alerts[1] == "没有公式带有失效的加载项路径。"
    assert watched.changed() == set()


def test_other_settings_are_kept_and_a_strange_language_is_refused(foreign):
    preferences.settings_path().parent.mkdir(parents=True)
    preferences.settings_path().write_text('colour = "blue"\nlanguage = "en"\n', encoding="utf-8")
    pressed("language", "French")
    assert foreign.app.impl.alerts[0].startswith("language: got 'French'.")
    pressed("language", "中文")
    assert preferences.settings_path().read_text(encoding="utf-8") == 'language = "zh"\ncolour = "blue"\n'


def test_settings_that_cannot_be_read_are_no_choice():
    preferences.settings_path().parent.mkdir(parents=True)
    preferences.settings_path().write_text("language = = =", encoding="utf-8")
    assert preferences.remembered_language() is None


def test_settings_that_cannot_be_written_are_told(foreign, home):
    (home / ".xlcredit").write_text("a file where the folder should be")
    pressed("language", "zh")
    assert "the settings cannot be written" in foreign.app.impl.alerts[0]


def test_a_time_of_day_in_the_as_of_cell_is_a_day(open_sample):
    book = open_sample()
    book.names["AsOf"].refers_to_range.raw_value = datetime(2026, 9, 30, 15, 0)
    assert chosen_date(book) == date(2026, 9, 30)
