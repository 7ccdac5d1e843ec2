"""The sheet of texts: every word the add-in shows, in both languages, short enough for Excel."""

from __future__ import annotations

from collections import Counter

from udfs.actions import ACTIONS
from udfs.catalogue import catalogue
from udfs.hosts.excel.help_sheet import HEADINGS, LONGEST, help_rows

ROWS = help_rows()
BY_KEY = {(row[0], row[1]): row for row in ROWS}
NOTES_ONLY = {"category_of", "argument_count", "required_count"}


def test_rows_have_five_texts_and_no_key_twice() -> None:
    assert tuple(ROWS[0]) == HEADINGS
    assert {len(row) for row in ROWS} == {5}
    assert {type(cell) for row in ROWS for cell in row} == {str}
    assert not [key for key, count in Counter((row[0], row[1]) for row in ROWS).items() if count > 1]


def test_both_languages_stand_in_every_row_of_words() -> None:
    for kind, key, english, chinese, _ in ROWS[1:]:
        if kind in NOTES_ONLY:
            assert (english, chinese) == ("", ""), key
        else:
            assert english.isascii() or "·" in english or "–" in english or "’" in english, (key, english)
            assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese), (key, chinese)


def test_help_of_functions_is_whole_within_excels_limit() -> None:
    for name, entry in catalogue().items():
        assert BY_KEY["function", name][2:4] == [entry.sentence("en"), entry.sentence("zh")]
        assert BY_KEY["argument_count", name][4] == str(len(entry.arguments))
        assert BY_KEY["required_count", name][4] == str(entry.required)
        for number, argument in enumerate(entry.arguments, 1):
            row = BY_KEY["argument", f"{name}.{number}"]
            assert row[2:] == [*(entry.help_of(argument.name, each) for each in ("en", "zh")), argument.name]
            assert max(map(len, row)) <= LONGEST


def test_every_button_has_its_words() -> None:
    for action in ACTIONS:
        assert BY_KEY["label", action.key][4] == action.asks
        assert ("question", action.key) in BY_KEY or not action.asks
        assert BY_KEY["tip", action.key][2] == action.tip("en")


def test_messages_keep_the_places_that_vba_fills() -> None:
    for language in (2, 3):
        assert "{reason}" in BY_KEY["text", "call_failed"][language]
        assert "{cell}" in BY_KEY["text", "cell_filled"][language]
        assert "{count}" in BY_KEY["text", "links_mended"][language]
