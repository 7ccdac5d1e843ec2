"""What goes wrong in a call, in LibreOffice: the reason that XLCWHY gives, and a server that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vba_trial import WORDS

from xlcredit.texts import say

if TYPE_CHECKING:
    from vba_trial import Trial


def test_why_makes_the_failed_call_of_the_cell_again_and_asks_for_its_reason(trial: Trial) -> None:
    lines = """Dim answer As Variant
    nextAnswer = "#NUM!"
    callerIs = Sheet.Range("D4").Address(External:=True)
    answer = DSO(1, 0, 30)
    callerIs = Sheet.Range("D5").Address(External:=True)
    answer = DSO(2, 0, 30)
    seen = ""
    answer = XLCWHY(Sheet.Range("D4"))
    Go = seen"""
    assert trial(lines, WORDS) == "DSO Integer:1 Integer:0 Integer:30;XLCWHY Error 2036;"


def test_why_names_the_innermost_of_nested_functions(trial: Trial) -> None:
    lines = """Dim answer As Variant
    nextAnswer = "#NUM!"
    callerIs = Sheet.Range("D4").Address(External:=True)
    answer = CREDITGRADE(DSO(1, 0, 30))
    ForgetAnswers
    seen = ""
    answer = XLCWHY(Sheet.Range("D4"))
    Go = seen"""
    assert trial(lines, WORDS) == "DSO Integer:1 Integer:0 Integer:30;XLCWHY Error 2036;"


def test_why_of_a_cell_without_a_failed_call_hands_its_formula_over(trial: Trial) -> None:
    rows = list(WORDS)
    rows[0] = [*rows[0], "=DSO(1;0;30)", "=1+1"]
    lines = """nextAnswer = "because"
    Go = XLCWHY(Sheet.Range("F1")) & XLCWHY(Sheet.Range("G1"))
    seen = Mid$(seen, InStr(seen, "XLCWHY"))
    Go = Array(Go, seen)"""
    asked = "XLCWHY String:=DSO(1,0,30);XLCWHY Double:2;"
    assert trial(lines, rows) == ["becausebecause", asked]


def test_why_says_itself_that_python_is_out_of_reach(trial: Trial) -> None:
    lines = 'menuLanguage = 2052\nfailing = 1000\nGo = XLCWHY("=DSO(1,0,30)")'
    reason = say("excel.text.call_failed", "zh").replace("{reason}", "no server")
    assert trial(lines, WORDS) == f"XLCWHY #VALUE!: {reason}"


def test_a_fault_of_one_call_does_not_stop_the_next(trial: Trial) -> None:
    lines = """failing = 440
    Go = CStr(DSO(1, 2, 3))
    failing = 0
    nextAnswer = 60
    Go = Array(Go, DSO(1, 2, 3), seen)"""
    assert trial(lines, WORDS) == ["Error 2015", 60, "DSO Integer:1 Integer:2 Integer:3;" * 2]


def test_a_server_that_does_not_start_is_not_asked_by_every_cell(trial: Trial) -> None:
    lines = """Dim answer As Variant
    failing = 1000
    callerIs = Sheet.Range("D4").Address(External:=True)
    answer = DSO(1, 2, 3)
    Go = CStr(answer) & CStr(DSO(1, 2, 4)) & seen & WhyAnswer(Array(Sheet.Range("D4")))
    EndRest
    failing = 0
    nextAnswer = 60
    Go = Array(Go, DSO(1, 2, 5))"""
    said, answer = trial(lines, WORDS)
    reason = say("excel.text.call_failed").replace("{reason}", "no server")
    assert said == f"Error 2015Error 2015DSO Integer:1 Integer:2 Integer:3;DSO #VALUE!: {reason}"
    assert answer == 60


# 462 and the numbers of winerror.h: server unavailable, call failed, server died, disconnected.
GONE = (462, 0x800706BA, 0x800706BE, 0x800706BF, 0x80010007, 0x80010012, 0x80010108)


@pytest.mark.parametrize("number", GONE)
def test_a_server_that_has_ended_is_asked_once_more_and_is_new(trial: Trial, number: int) -> None:
    lines = f"""Dim answer As Variant
        failing = {number if number < 1000 else number - 2**32}
        answer = DIO(1, 2)
        Go = Array(seen, spoken, forgotten)"""
    assert trial(lines, WORDS) == ["DIO Integer:1 Integer:2 blank;" * 2, "enen", ".."]
