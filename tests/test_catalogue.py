"""The catalogue: equal to its bodies, complete in both languages, shadowing nothing."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from udfs import faults
from udfs.catalogue import GROUPS, Entry, catalogue
from udfs.hosts.closed.evaluation import evaluate_formula
from udfs.values import CellError
from xlcredit.texts import LANGUAGES, say, use_language

WIZARD_LENGTH = 255  # what Excel's function wizard shows
NAMES = tomllib.loads((Path(__file__).parent / "data" / "function_names.toml").read_text(encoding="utf-8"))
ADDRESSES_OF_LETTERS = {"R", "C", "RC"}  # this row, this column and this cell, as R1C1 writes them
VBA_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        Abs And Any Array As Boolean ByRef Byte ByVal Call Case Cbool Cdate Cdbl Const Currency Date
        Debug Declare Dim Do Double Each Else End Enum Erase Error Event Exit Explicit False For Friend
        Function Get Global Go If Implements In Input Integer Is Let Like Lock Long Loop Lset Me Mod
        New Next Not Nothing Null Object On Open Option Optional Or Preserve Print Private Property
        Public Put Redim Rem Resume Return Rset Select Set Single Static Step Stop String Sub Then To
        True Type Until Variant Wend While With Write Xor
        """,
    )
)
ENTRIES = list(catalogue().values())
EXAMPLES = [(entry.name, example) for entry in ENTRIES for example in entry.examples]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_entry_equals_the_signature_of_its_body(entry: Entry) -> None:
    parameters = inspect.signature(entry.body).parameters.values()
    assert [argument.name for argument in entry.arguments] == [parameter.name for parameter in parameters]
    assert [argument.optional for argument in entry.arguments] == [
        parameter.default is not inspect.Parameter.empty for parameter in parameters
    ]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_entry_has_texts_that_fit_the_wizard(entry: Entry, language: str) -> None:
    texts = [entry.sentence(language), entry.blanks(language)]
    texts += [entry.help_of(argument.name, language) for argument in entry.arguments]
    assert all(0 < len(text) <= WIZARD_LENGTH for text in texts), [len(text) for text in texts]
    assert say(f"catalogue.groups.{entry.group}", language)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_chinese_help_is_chinese(entry: Entry) -> None:
    texts = [entry.sentence("zh"), *(entry.help_of(argument.name, "zh") for argument in entry.arguments)]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts)


@pytest.mark.parametrize(("program", "at_least"), [("excel", 520), ("macro", 500), ("calc", 510)])
def test_no_name_shadows_a_function_of_the_spreadsheet(program: str, at_least: int) -> None:
    own = set(NAMES[program].split())
    assert len(own) >= at_least
    assert own & catalogue().keys() == set()


def test_lists_of_names_hold_what_came_lately() -> None:
    lately = """TRIMRANGE TRANSLATE DETECTLANGUAGE GROUPBY PIVOTBY PERCENTOF REGEXTEST REGEXEXTRACT
        REGEXREPLACE IMAGE STOCKHISTORY COPILOT IMPORTTEXT IMPORTCSV PY SHEET SHEETS VSTACK LAMBDA TOCOL"""
    assert set(lately.split()) <= set(NAMES["excel"].split())
    assert {"GET.CELL", "EVALUATE", "VOLATILE"} <= set(NAMES["macro"].split())
    assert {"EASTERSUNDAY", "ROT13", "REGEX", "FOURIER"} <= set(NAMES["calc"].split())


def test_names_are_plain_capitals_that_no_cell_address_has() -> None:
    for name in catalogue():
        assert name.isascii()
        assert name.isalpha()  # so none is A1 to XFD1048576
        assert name.isupper()
        assert name not in ADDRESSES_OF_LETTERS
        assert name.capitalize() not in VBA_WORDS


def test_optional_arguments_stand_last_and_groups_are_known() -> None:
    for entry in ENTRIES:
        flags = [argument.optional for argument in entry.arguments]
        assert flags == sorted(flags), entry.name
        assert entry.group in GROUPS


def test_every_text_belongs_to_a_function() -> None:
    from xlcredit.texts import topic

    words = {"words", "groups", "conventions", "arguments"}
    assert set(topic("catalogue")) - words == set(catalogue())


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example.formula for _, example in EXAMPLES])
def test_example_gives_the_stated_value(name: str, example: object) -> None:
    answer = evaluate_formula(example.formula)
    assert answer.reason is None, name
    expected = example.value
    if isinstance(expected, float):
        assert answer.value == pytest.approx(expected, abs=1e-9)
    else:
        assert answer.value == expected


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.returns == "value"], ids=lambda e: e.name
)
def test_scalar_call_builds_no_frame(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a DataFrame was built")

    evaluate_formula(entry.examples[0].formula)
    monkeypatch.setattr(pd.DataFrame, "__init__", forbidden)
    monkeypatch.setattr(pd.Series, "__init__", forbidden)
    assert evaluate_formula(entry.examples[0].formula).reason is None


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("DSO", (1200000.0, 7300000.0, 365.0)),
        ("CURRENTRATIO", (300.0, 200.0)),
        ("CASHCYCLE", (70.0, 40.0, 30.0)),
        ("DAYSPASTDUE", (46053.0, 46083.0)),
        ("AGINGBUCKET", (45.0,)),
        ("CREDITGRADE", (72.5,)),
        ("CREDITPD", ("B",)),
        ("SPRINGATE", (200.0, 100.0, 90.0, 1200.0, 1000.0, 300.0)),
    ],
)
def test_scalar_equals_one_row_column(name: str, cells: tuple[object, ...]) -> None:
    entry = catalogue()[name]
    first = [((cells[0],),), *cells[1:]]
    assert entry(*first) == [[entry(*cells)]]


def test_column_keeps_shape_and_errors_of_its_rows() -> None:
    answer = catalogue()["DSO"](
        ((100.0,), (None,), (-2146826265,), (50.0,)), ((10.0,), (10.0,), (10.0,), (0.0,)), 30.0
    )
    assert answer == [[300.0], [CellError("#N/A")], [CellError("#REF!")], [CellError("#N/A")]]


def test_rows_at_the_end_that_are_blank_in_every_column_are_no_rows() -> None:
    share = catalogue()["OVERDUESHARE"]
    dates, amounts = [[46053.0], [46100.0], [None]], [[60.0], [40.0], [""]]
    assert share(dates, amounts, 46083.0) == 0.6  # 60 of 100 are late
    assert share(dates, [*amounts[:2], [5.0]], 46083.0) == pytest.approx(60 / 105)  # an amount without a date
    assert share([*dates[:1], [None], *dates[1:2]], [[60.0], [None], [40.0]], 46083.0) == CellError("#N/A")
    assert share(dates, amounts[:2], 46083.0) == CellError("#VALUE!")


def test_one_cell_may_stand_for_a_column_where_the_catalogue_says_so() -> None:
    forecast = catalogue()["CASHFORECAST"]
    dates, amounts = [[46083.0], [46096.0], [None]], [[100.0], [50.0], [None]]
    late = [[3.0], [3.0], [None]]
    assert forecast(dates, amounts, 3.0, 46082.0) == forecast(dates, amounts, late, 46082.0)
    assert forecast(dates, amounts, late[:2], 46082.0) == CellError("#VALUE!")


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("x", 1.0, 30.0), "#VALUE!", "no number"),
        ((1.0, 0.0, 30.0), "#NUM!", "credit_sales is 0"),
        ((None, 1.0, 30.0), "#N/A", "blank arguments: receivables"),
        (("#DIV/0!", 1.0, 30.0), "#DIV/0!", "receivables: holds the error value #DIV/0!"),
        ((1.0,), "#VALUE!", "got 1 arguments"),
        ((((1.0,), (2.0,)), ((1.0,), (2.0,), (3.0,)), 30.0), "#VALUE!", "same length"),
    ],
)
def test_fault_is_a_true_error_with_a_reason(arguments: tuple[object, ...], code: str, reason: str) -> None:
    faults.forget()
    assert catalogue()["DSO"](*arguments) == CellError(code)
    assert reason in str(faults.latest(function="DSO"))


def test_reason_is_in_the_language_of_the_user() -> None:
    use_language("zh")
    catalogue()["DSO"](1.0, 0.0, 30.0)
    assert "为 0" in str(faults.latest(function="DSO"))


def test_unexpected_fault_does_not_break_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = catalogue()["XLCVERSION"]
    monkeypatch.setattr("udfs.functions.help.default_policy", lambda: 1 / 0)
    assert entry() == CellError("#VALUE!")
    assert "ZeroDivisionError" in str(faults.latest(function="XLCVERSION"))
