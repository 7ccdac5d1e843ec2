"""Buttons of the add-in in LibreOffice: what they ask, what they press in Python, what they say instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vba_trial import WORDS

from xlcredit.texts import say

if TYPE_CHECKING:
    from vba_trial import Trial


def test_a_button_asks_where_its_action_does_and_presses_in_python(trial: Trial) -> None:
    lines = """typed = "2026-10-31"
    PressInPython "as_of_date"
    PressInPython "refresh_all"
    isCancelled = True
    PressInPython "language"
    Go = told"""
    start = "import udfs.hosts.excel.buttons as b; b.pressed("
    assert trial(lines, WORDS) == f"{start}'as_of_date', '2026-10-31'){start}'refresh_all', '')"


def test_a_press_reaches_python_or_says_why_not(trial: Trial) -> None:
    lines = """Dim pressed As New PressedControl
    pressed.ID = "refresh_all"
    XlcPressed pressed
    isBookless = True
    XlcPressed pressed
    XlcInsertPressed pressed
    Go = told"""
    press = "import udfs.hosts.excel.buttons as b; b.pressed('refresh_all', '')"
    without = f"listening;{say('excel.text.no_book')}"
    assert trial(lines, WORDS) == f"listening;{press}{without}{without}"


def test_a_button_looks_for_the_server_anew(trial: Trial) -> None:
    assert trial('PressInPython "refresh_all"\nGo = forgotten', WORDS) == "."


ANSWERS = ["", "2026-10-31", 'it\'s 5% \\ "x"', "中文，。", "😀 & ^ | < >", "a\nb\tc"]


def test_an_answer_is_escaped_so_that_python_reads_it_back(trial: Trial) -> None:
    calls = "\n".join(f"told = told & Escaped({in_basic(text)}) & vbLf" for text in ANSWERS)
    *escaped, rest = trial(f"{calls}\nGo = told").split("\n")
    assert rest == ""
    assert [each.encode("ascii").decode("unicode_escape") for each in escaped] == ANSWERS
    assert all(re.fullmatch(r"[A-Za-z0-9 ._:,/\\-]*", each) for each in escaped)


def in_basic(text: str) -> str:
    """Return a text as ASCII VBA, one ChrW for each half of UTF-16."""
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[place : place + 2], "little") for place in range(0, len(units), 2)]
    return " & ".join(['""', *(f"ChrW({code - 65536 if code > 32767 else code})" for code in codes)])
