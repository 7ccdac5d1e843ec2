"""Words of the add-in in LibreOffice: their language, the help of functions, what Python is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vba_trial import WORDS

from udfs.catalogue import catalogue
from udfs.hosts.excel.help_sheet import help_rows
from xlcredit.texts import say

if TYPE_CHECKING:
    from pathlib import Path

    from vba_trial import Trial


def test_words_follow_the_choice_and_else_excels_menus(trial: Trial, tmp_path: Path) -> None:
    (tmp_path / "zh").write_text('language = "zh"\n', encoding="utf-8")
    (tmp_path / "en").write_text('other = 1\nlanguage = "en"\n', encoding="utf-8")
    cases = [(1033, ""), (2052, ""), (1028, "gone"), (1031, "zh"), (2052, "en")]
    calls = "\n".join(
        f'menuLanguage = {menus}\nsettingsAt = "{tmp_path / name}"\nForgetTexts\n'
        'told = told & TextOf("label", "refresh_all") & ";"'
        for menus, name in cases
    )
    said = trial(f"{calls}\nGo = told", WORDS)
    assert said.split(";") == ["Refresh all", "全部刷新", "全部刷新", "全部刷新", "Refresh all", ""]


def test_a_missing_sheet_of_texts_leaves_the_key(trial: Trial) -> None:
    assert trial('Go = TextOf("text", "no_book")') == "no_book"


def test_help_is_given_once_for_every_function_when_a_workbook_is_open(trial: Trial) -> None:
    lines = """isBookless = True
    GiveFunctionHelp
    Go = told
    isBookless = False
    GiveFunctionHelp
    GiveFunctionHelp
    Go = Array(Go, told)"""
    before, given = trial(lines, help_rows())
    expected = [
        f"{name}|{entry.sentence('en')}|"
        f"{say('excel.category.name', group=say(f'catalogue.groups.{entry.group}'))}|{len(entry.arguments)}\n"
        for name, entry in catalogue().items()
    ]
    assert (before, given) == ("", "".join(expected) + "saved")


def test_a_control_gets_its_words_from_the_sheet(trial: Trial) -> None:
    lines = """Dim asked As New PressedControl
    Dim label As Variant
    Dim tip As Variant
    Dim sentence As Variant
    asked.ID = "check_data"
    asked.Tag = "DSO"
    XlcLabel asked, label
    XlcSupertip asked, tip
    XlcFunctionTip asked, sentence
    Go = Array(label, tip, sentence)"""
    expected = [say("actions.check_data.label"), say("actions.check_data.tip"), catalogue()["DSO"].sentence()]
    assert trial(lines, WORDS) == expected


def test_python_is_told_the_language_once_and_again_when_it_changes(trial: Trial) -> None:
    lines = """menuLanguage = 2052
        Go = DIO(1, 2)
        Go = DIO(1, 3)
        menuLanguage = 1033
        ForgetTexts
        Go = DIO(1, 4)
        Go = spoken"""
    assert trial(lines, WORDS) == "zhen"


def test_a_server_that_starts_anew_is_told_the_language_again(trial: Trial) -> None:
    lines = """Go = DIO(1, 2)
        failing = 462
        Go = DIO(1, 3)
        failing = 0
        EndRest
        Go = DIO(1, 4)
        Go = spoken"""
    assert trial(lines, WORDS) == "enenen"
