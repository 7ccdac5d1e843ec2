"""Calls of the add-in in LibreOffice: arguments, ranges cut, answers, error values, calls remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vba_trial import WORDS

from udfs.catalogue import catalogue
from xlcredit.texts import say

if TYPE_CHECKING:
    from vba_trial import Trial

TEN_ROWS: list[list[Any]] = [[float(number), float(number * 10)] for number in range(1, 11)]


def test_every_function_hands_its_name_and_arguments_over_in_order(trial: Trial) -> None:
    calls, expected = [], []
    for name, entry in catalogue().items():
        if name == "XLCWHY":
            continue
        words = [f"{name.lower()}{number}" for number in range(len(entry.arguments))]
        given = ", ".join(f'"{word}"' for word in words)
        calls.append(f"answer = {name}({given})")
        expected.append(" ".join([name, *(f"String:{word}" for word in words)]) + ";")
    lines = "\n".join(["Dim answer As Variant", *calls, "Go = seen"])
    assert trial(lines) == "".join(expected)


def test_an_optional_argument_left_out_arrives_blank(trial: Trial) -> None:
    assert trial('nextAnswer = 7\nGo = Array(QUICKRATIO(1, "a", True), seen)') == [
        7, "QUICKRATIO Integer:1 String:a Boolean:True blank;",
    ]  # fmt: skip


RANGES = {
    'Sheet.Range("A:A")': "10x1[1..10]",
    'Sheet.Range("A:B")': "10x2[1..100]",
    'Sheet.Range("A3:A1048576")': "8x1[3..10]",
    'Sheet.Range("1:1")': "1x2[1..10]",
    'Sheet.Range("A2:A20")': "19x1[2..]",
    'Sheet.Range("B2:B4")': "3x1[20..40]",
    'Sheet.Range("B2")': "Double:20",
    'Sheet.Range("G:G")': "1x1[..]",
    'Sheet.Range("A20:A1048576")': "blank",
    '"text"': "String:text",
}


def test_a_whole_column_or_row_costs_its_used_part(trial: Trial) -> None:
    calls = [f'answer = XlcCall("DSO", Array({given}))' for given in RANGES]
    lines = "\n".join(["Dim answer As Variant", *calls, "Go = seen"])
    assert trial(lines, TEN_ROWS).split(";") == [*(f"DSO {seen}" for seen in RANGES.values()), ""]


def test_columns_side_by_side_are_cut_at_the_same_row(trial: Trial) -> None:
    # B has 12 rows, A 10, and the blank text in A14 is the last cell that the sheet uses.
    rows = [*TEN_ROWS, [None, 110.0], [None, 120.0], [], ['=""']]
    lines = 'Go = XlcCall("DSO", Array(Sheet.Range("A:A"), Sheet.Range("B:B"), Sheet.Range("B3:B1048576")))'
    seen = "DSO 12x1[1..] 12x1[10..120] 10x1[30..120];"
    assert trial(f"{lines}\nGo = seen", rows) == seen


def test_columns_of_two_sheets_are_cut_at_the_same_row(trial: Trial) -> None:
    lines = """Dim other As Object
    Set other = ThisWorkbook.Worksheets.Add()
    other.Range("A15").Value = 5
    Go = XlcCall("DSO", Array(Sheet.Range("A:A"), other.Range("A:A")))
    Go = seen"""
    assert trial(lines, TEN_ROWS) == "DSO 15x1[1..] 15x1[..5];"


def test_blank_rows_above_are_kept_so_that_rows_stay_aligned(trial: Trial) -> None:
    lines = 'Go = XlcCall("DSO", Array(Sheet.Range("A:A")))\nGo = seen'
    assert trial(lines, [[], [], [3.0], [4.0]]) == "DSO 4x1[..4];"


def test_several_areas_are_refused_with_a_reason_and_without_python(trial: Trial) -> None:
    lines = """Dim areas As Object
    Dim answer As Variant
    Set areas = Application.Union(Sheet.Range("A1:A2"), Sheet.Range("C1:C2"))
    callerIs = Sheet.Range("D1").Address(External:=True)
    answer = XlcCall("DSO", Array(areas))
    Go = Array(CStr(answer), WhyAnswer(Array(Sheet.Range("D1"))), seen)"""
    reason = f"DSO #VALUE!: {say('excel.text.several_areas')}"
    assert trial(lines, WORDS) == ["Error 2015", reason, ""]


def test_cells_of_a_sheet_call_the_functions(trial: Trial) -> None:
    rows = [[*row, None] for row in TEN_ROWS]
    rows[0][2] = "=CURRENTRATIO(A:A;B:B)"
    lines = 'nextAnswer = "#N/A"\nGo = Array(Sheet.Range("C1").Value, seen)'
    assert trial(lines, rows) == ["Error 2042", "CURRENTRATIO 10x1[1..10] 10x1[10..100];"]


ERROR_NUMBERS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036,
    "#N/A": 2042,
}  # fmt: skip  # the numbers of Excel's XlCVError


def test_error_texts_become_error_values(trial: Trial) -> None:
    calls = [
        f'nextAnswer = "{text}"\ntold = told & CStr(XlcCall("{text}", Array(1)))' for text in ERROR_NUMBERS
    ]
    said = trial("\n".join([*calls, "Go = told"]))
    assert said == "".join(f"Error {number}" for number in ERROR_NUMBERS.values())


def test_a_table_comes_back_as_a_block_with_true_errors(trial: Trial) -> None:
    lines = """Dim given(0 To 1, 0 To 2) As Variant
    Dim answer As Variant
    given(0, 0) = "Total"
    given(0, 1) = "#NUM!"
    given(0, 2) = Null
    given(1, 0) = "#1"
    given(1, 1) = "see #N/A"
    given(1, 2) = 5.5
    nextAnswer = given
    answer = XlcCall("AGING", Array(1))
    Go = Array(UBound(answer, 1), UBound(answer, 2), answer(1, 1), IsError(answer(1, 2)), _
        CStr(answer(1, 2)), answer(1, 3), answer(2, 1), answer(2, 2), answer(2, 3))"""
    assert trial(lines) == [2, 3, "Total", True, "Error 2036", "", "#1", "see #N/A", 5.5]


def test_a_flat_list_is_a_table_of_one_row(trial: Trial) -> None:
    lines = """Dim answer As Variant
    nextAnswer = Array("B", "#N/A")
    answer = XlcCall("AGING", Array(1))
    Go = Array(LBound(answer, 1), UBound(answer, 1), UBound(answer, 2), answer(1, 1), CStr(answer(1, 2)))"""
    assert trial(lines) == [1, 1, 2, "B", "Error 2042"]


def test_an_open_wizard_is_answered_without_python(trial: Trial) -> None:
    lines = """isWizard = True
    Go = Array(CStr(DSO(1, 2, 3)), CStr(XLCWHY(1)), seen)"""
    assert trial(lines) == ["Error 2042", "Error 2042", ""]


def test_equal_calls_of_one_calculation_ask_python_once(trial: Trial) -> None:
    lines = """Dim answer As Variant
    nextAnswer = 60
    answer = DSO(Sheet.Range("A1:A3"), 2, "x")
    nextAnswer = 61
    answer = answer + DSO(Sheet.Range("A1:A3"), 2, "x")
    ForgetAnswers
    answer = answer + DSO(Sheet.Range("A1:A3"), 2, "x")
    Go = Array(answer, seen)"""
    assert trial(lines, TEN_ROWS) == [60 + 60 + 61, "DSO 3x1[1..3] Integer:2 String:x;" * 2]


def test_equal_calls_of_cells_ask_python_once(trial: Trial) -> None:
    rows = [["=DSO(1;2;3)"], ["=DSO(1;2;3)"], ["=DSO(1;2;4)"]]
    lines = """nextAnswer = 60
    Go = Array(Sheet.Range("A1").Value, Sheet.Range("A2").Value, Sheet.Range("A3").Value, seen)"""
    seen = "DSO Double:1 Double:2 Double:3;DSO Double:1 Double:2 Double:4;"
    assert trial(lines, rows) == [60, 60, 60, seen]


def test_a_pause_ends_a_calculation_where_excel_does_not_say_so(trial: Trial) -> None:
    lines = """Dim start As Single
    nextAnswer = 60
    Go = DSO(1, 2, 3)
    start = Timer
    Do While Abs(Timer - start) < 2.2
    Loop
    Go = DSO(1, 2, 3)
    Go = seen"""
    assert trial(lines) == "DSO Integer:1 Integer:2 Integer:3;" * 2


UNEQUAL = [
    ("1", '"1"'),
    ('"a"', '"A"'),
    ("0.1", "0.11"),
    ("True", "-1"),
    ('""', "Empty"),
    ('"1|n2"', '"1"'),
    ("Array(1, 2)", "Array(1, 3)"),
    ("Array(1, 2)", "1"),
    ("CVErr(2042)", "CVErr(2036)"),
    ('"Error 2042"', "CVErr(2042)"),
    ('Sheet.Range("A1:B1")', 'Sheet.Range("A1:A2")'),
]


def test_unequal_calls_have_unequal_keys(trial: Trial) -> None:
    # That digits behind the fifteenth count too cannot be seen here: LibreOffice takes 0.1 + 0.2 - 0.3 for 0.
    sides = [f'KeyOf("DSO", TakenArguments(Array({side}, 2)))' for pair in UNEQUAL for side in pair]
    calls = "\n".join(f"told = told & {side} & vbLf" for side in sides)
    keys = trial(f"{calls}\nGo = told", [[1.0, 1.0], [1.0]]).split("\n")
    assert keys[-1] == ""
    assert all(keys[:-1])
    for place, pair in enumerate(UNEQUAL):
        assert keys[2 * place] != keys[2 * place + 1], pair


def test_large_calls_are_not_remembered(trial: Trial) -> None:
    lines = """nextAnswer = 60
    Go = DSO(Sheet.Range("A1:A3000"), 2, 3)
    Go = DSO(Sheet.Range("A1:A3000"), 2, 3)
    Go = seen"""
    assert trial(lines, TEN_ROWS) == "DSO 3000x1[1..] Integer:2 Integer:3;" * 2
