"""The VBA of the add-in, run in LibreOffice: guard, trimming, errors, memory, reasons, help, links, buttons.

All modules are the add-in's own; only members of Excel that LibreOffice lacks are replaced, each a function
of a line or a few in ExcelHost. So these lines did not run here: the calls into xlwings (`Python`,
`ForgetPython`, `PythonCall`, `PythonPress`, `PythonSpeak`), the look at the toolbar (`WizardIsOpen`),
`Application.Caller`, the language of the menus, `MacroOptions`, `Formula2`, `FunctionWizard`, both boxes
(`Answered`, `Tell`), error cells read from a sheet (LibreOffice hands them over as 0), `ChangeLink`, and the
events themselves. An error value that VBA gives to a cell of LibreOffice shows there as "Error 2042": that is
the number which Excel shows as #N/A.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from udfs.catalogue import catalogue
from udfs.hosts.excel.help_sheet import help_rows
from udfs.hosts.excel.vba_modules import vba_modules
from workbooks.package.vba import VbaModule
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vba_office import RunVba

    Trial = Callable[..., Any]

REPLACED = {
    "Python": "Set Python = Nothing",
    "ForgetPython": 'forgotten = forgotten & "."',
    "PythonCall": "PythonCall = Recorded(functionName, taken)",
    "PythonPress": "told = told & statement",
    "PythonSpeak": "spoken = spoken & language",
    "WizardIsOpen": "WizardIsOpen = isWizard",
    "CallerAddress": "CallerAddress = callerIs",
    "HelpSheet": 'Set HelpSheet = ThisWorkbook.Worksheets("Sheet1")',
    "SettingsPath": "SettingsPath = settingsAt",
    "UiLanguageId": "UiLanguageId = menuLanguage",
    "FormulaOf": 'FormulaOf = Replace(cell.Formula, "=DSO(4", "=[1]!DSO(4")',
    "AddInPath": 'AddInPath = "C:\\here\\xlcredit.xlam"',
    "HasBook": "HasBook = Not isBookless",
    "IsErrorCell": "IsErrorCell = True",
    "IsNameError": 'IsNameError = (CStr(cell.Value2) = "2029")',
    "DescribeMacro": 'told = told & Join(Array(functionName, words, group, Count(argumentHelp)), "|") & vbLf',
    "CallAddInSaved": 'told = told & "saved"',
    "EnterFormula": 'told = told & IIf(isNoting, cell.Address(False, False) & " " & formulaText & ";", "")\n'
    "    cell.Formula = formulaText",
    "OpenWizard": 'told = told & "wizard " & cell.Formula & ";"',
    "Answered": "answer = typed\n    Answered = Not isCancelled",
    "Tell": "told = told & message",
    "StartListening": 'told = told & "listening;"',
}
# The stub of Python notes what it is given and answers as it is told to.
TRIALS = """Option Explicit
Public seen As String
Public told As String
Public spoken As String
Public forgotten As String
Public typed As String
Public isCancelled As Boolean
Public isWizard As Boolean
Public isBookless As Boolean
Public isNoting As Boolean
Public callerIs As String
Public settingsAt As String
Public menuLanguage As Long
Public failing As Long
Public nextAnswer As Variant

Public Function Recorded(ByVal functionName As String, taken As Variant) As Variant
    Dim place As Long
    seen = seen & functionName
    For place = 0 To UBound(taken)
        seen = seen & " " & Shown(taken(place))
    Next place
    seen = seen & ";"
    If failing <> 0 Then Err.Raise failing, "stub", "no server"
    Recorded = nextAnswer
End Function

Public Function Count(list As Variant) As Long
    If IsArray(list) Then Count = UBound(list)
End Function

Public Function Sheet() As Object
    Set Sheet = ThisWorkbook.Worksheets("Sheet1")
End Function

Private Function Shown(part As Variant) As String
    If IsArray(part) Then
        Shown = UBound(part, 1) & "x" & UBound(part, 2) & "[" & part(1, 1) & ".." & _
            part(UBound(part, 1), UBound(part, 2)) & "]"
    ElseIf IsError(part) Then
        Shown = CStr(part)
    ElseIf IsEmpty(part) Then
        Shown = "blank"
    Else
        Shown = TypeName(part) & ":" & part
    End If
End Function

Public Function Go() As Variant
"""
KNOWN = ("DSO", "DSOALL", "DIO", "CREDITGRADE", "XLCVERSION")
WORDS = [row for row in help_rows() if row[0] not in ("argument", "category") and (row[2] or row[1] in KNOWN)]
WORDS = [row for row in WORDS if row[0] != "function" or row[1] in KNOWN]
TEN_ROWS = [[float(number), float(number * 10)] for number in range(1, 11)]


def stubbed(module: VbaModule) -> VbaModule:
    """Return a module with the replaced functions."""
    source = module.source
    for name, body in REPLACED.items() if module.name in ("ExcelHost", "Startup") else ():
        pattern = rf"(?ms)^(Public (?:Function|Sub) {name}\([^\n]*\n).*?^(End (?:Function|Sub))"
        source = re.sub(pattern, r"\1    {}\n\2".format(body.replace("\\", r"\\")), source)
    return VbaModule(module.name, source, module.kind)


@pytest.fixture
def trial(run_vba: RunVba) -> Trial:
    """A function (lines, sheet=rows) -> what the lines leave in Go; `seen` tells what reached Python."""
    modules = [stubbed(module) for module in vba_modules() if module.kind != "document"]
    modules.append(
        VbaModule("PressedControl", "Option Explicit\nPublic ID As String\nPublic Tag As String\n", "class")
    )
    for body in REPLACED.values():
        assert sum(f"    {body}\nEnd " in module.source for module in modules) == 1, body

    def run(lines: str, sheet: list[list[Any]] | None = None) -> Any:
        body = TRIALS + "\n".join(f"    {line.strip()}" for line in lines.splitlines()) + "\nEnd Function\n"
        return run_vba([*modules, VbaModule("Trials", body, "standard")], "Trials.Go", sheet=sheet)

    return run


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


def test_a_fault_of_one_call_does_not_stop_the_next(trial: Trial) -> None:
    lines = """failing = 440
    Go = CStr(DSO(1, 2, 3))
    failing = 0
    nextAnswer = 60
    Go = Array(Go, DSO(1, 2, 3), seen)"""
    assert trial(lines, WORDS) == ["Error 2015", 60, "DSO Integer:1 Integer:2 Integer:3;" * 2]


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


MENDED = {
    "=[1]!DSO(A1)": "=DSO(A1)",
    "=1+'C:\\old place\\XLCredit.xlam'!DSOALL(A1)": "=1+DSOALL(A1)",
    "=xlcredit.xlam!dso(A1)": "=dso(A1)",
    "='C:\\o''k\\xlcredit.xlam'!DIO('a b'!B1)": "=DIO('a b'!B1)",
    "=[1]!DSO([2]!DIO(1,2))*[1]!DSO(3)": "=DSO(DIO(1,2))*DSO(3)",
    "='C:\\other.xlam'!DSO(1)": "='C:\\other.xlam'!DSO(1)",
    "=[book.xlsx]Sheet1!A1+[book.xlsx]!DSO(1)": "=[book.xlsx]Sheet1!A1+[book.xlsx]!DSO(1)",
    "=Sheet1!A1": "=Sheet1!A1",
    "='C:\\old\\xlcredit.xlam'!OTHER(1)": "='C:\\old\\xlcredit.xlam'!OTHER(1)",
}


def test_the_place_of_the_add_in_goes_from_a_formula(trial: Trial) -> None:
    calls = "\n".join(f'told = told & MendedFormula("{formula}") & vbLf' for formula in MENDED)
    assert trial(f"{calls}\nGo = told", WORDS).split("\n") == [*MENDED.values(), ""]


def test_ours_are_known_in_a_formula_and_tables_spill(trial: Trial) -> None:
    lines = """Go = Array(CallsOurs("=1+dso(1)"), CallsOurs("=MYDSO(1)"), CallsOurs("=SUM(A1)"), _
        CallsOurs("=XDSO(1)+DSO(1)"), WithTablesSpilling("=@DSOALL(A1)+@DSO(1)+@A1:A2"))"""
    spilling = "=DSOALL(A1)+@DSO(1)+@A1:A2"
    assert trial(lines, WORDS) == [True, False, False, True, spilling]


def test_a_workbook_is_mended_where_it_needs_it_and_nowhere_else(trial: Trial) -> None:
    # A formula that names a file cannot stand in LibreOffice: FormulaOf puts the file before DSO(4. It finds
    # formulas whose results are known numbers only, so they are read before; 2029 stands for #NAME?.
    rows = list(WORDS)
    for number, formula in enumerate(("=DSO(1;2;3)", "", "=1+1", "=DSO(4;5;6)", "=2000+29")):
        rows[number] = [*rows[number], formula]
    lines = """Dim mended As Long
    nextAnswer = 2029
    Go = Sheet.Range("F1").Value & Sheet.Range("F4").Value & Sheet.Range("F5").Value
    isNoting = True
    mended = MendBook(ThisWorkbook, False)
    Go = Array(mended, told)"""
    assert trial(lines, rows) == [2, "F1 =DSO(1,2,3);F4 =DSO(4,5,6);"]


def test_protected_sheets_are_not_touched(trial: Trial) -> None:
    rows = list(WORDS)
    rows[0] = [*rows[0], "=DSO(1;2;3)"]
    lines = """nextAnswer = 2029
    Sheet.Protect
    Go = MendBook(ThisWorkbook, False)
    Go = Array(Go, Sheet.ProtectContents)"""
    assert trial(lines, rows) == [0, True]


def test_a_function_is_written_into_an_empty_cell_only(trial: Trial) -> None:
    lines = """InsertFunction "DSO", Sheet.Range("H1")
    InsertFunction "XLCVERSION", Sheet.Range("H2")
    InsertFunction "DSO", Sheet.Range("A1")
    InsertFunction "DSO", Nothing
    Go = Array(Sheet.Range("H1").Formula, Sheet.Range("H2").Formula, Sheet.Range("A1").Formula, told)"""
    refused = say("excel.text.cell_filled").replace("{cell}", "A1") + say("excel.text.no_cell")
    assert trial(lines, WORDS) == [
        "", "=XLCVERSION()", "kind", f"wizard =DSO();wizard =XLCVERSION();{refused}",
    ]  # fmt: skip


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


# 462 and the numbers of winerror.h: server unavailable, call failed, server died, disconnected.
GONE = (462, 0x800706BA, 0x800706BE, 0x800706BF, 0x80010007, 0x80010012, 0x80010108)


@pytest.mark.parametrize("number", GONE)
def test_a_server_that_has_ended_is_asked_once_more_and_is_new(trial: Trial, number: int) -> None:
    lines = f"""Dim answer As Variant
        failing = {number if number < 1000 else number - 2**32}
        answer = DIO(1, 2)
        Go = Array(seen, spoken, forgotten)"""
    assert trial(lines, WORDS) == ["DIO Integer:1 Integer:2 blank;" * 2, "enen", ".."]


def test_a_button_looks_for_the_server_anew(trial: Trial) -> None:
    assert trial('PressInPython "refresh_all"\nGo = forgotten', WORDS) == "."
