"""Formulas that the add-in mends and writes, in LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vba_trial import WORDS

from xlcredit.texts import say

if TYPE_CHECKING:
    from vba_trial import Trial


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
