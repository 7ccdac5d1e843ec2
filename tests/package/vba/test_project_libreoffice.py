from __future__ import annotations

import pytest

from workbooks.package.vba import VbaModule

WORDS = """Option Explicit

Private Const SEPARATOR As String = "-"

Public Function Backwards(ByVal text As String) As String
    Dim words As New Collection, word As Variant, position As Long
    For Each word In Split(text, " ")
        If Len(word) > 0 Then words.Add UCase$(Left$(word, 3)), CStr(words.Count)
    Next
    For position = words.Count To 1 Step -1
        Backwards = Backwards & words(position) & SEPARATOR
    Next
    Backwards = Backwards & words.Count & SEPARATOR & words("0")
End Function

Public Function Halves(values As Variant) As Variant
    Dim row As Long, result() As Variant
    ReDim result(LBound(values) To UBound(values), 0 To 1)
    For row = LBound(values) To UBound(values)
        result(row, 0) = values(row) / 2
        result(row, 1) = IIf(values(row) Mod 2 = 0, "even", "odd")
    Next
    Halves = result
End Function

Public Function Missing() As Variant
    Missing = CVErr(2042)
End Function

Public Function Fails() As Long
    Err.Raise 1007, "Words", "said on purpose"
End Function
"""
COUNTER = """Option Explicit
Private held As Long

Public Sub Add(ByVal amount As Long)
    held = held + amount
End Sub

Public Property Get Total() As Long
    Total = held
End Property
"""
USER = """Option Explicit

Public Function Summed() As Long
    Dim box As New Counter, number As Long
    For number = 1 To 100
        box.Add number
    Next
    Summed = box.Total
End Function

Public Function Doubled(ByVal value As Double) As Double
    Doubled = 2 * value
End Function

Public Function Shown() As Variant
    Shown = ThisWorkbook.Worksheets(1).Range("B1").Value2 & "/" & ActiveSheet.UsedRange.Rows.Count
End Function
"""
MODULES = [
    VbaModule("Words", WORDS, "standard"),
    VbaModule("Counter", COUNTER, "class"),
    VbaModule("User", USER, "standard"),
]


def test_libreoffice_lists_every_module(vba_office):
    listed = vba_office.libraries(MODULES)["Trial"]
    assert set(listed) == {"ThisWorkbook", "Sheet1", "Words", "Counter", "User"}
    for module in MODULES:
        # LibreOffice takes the attribute lines out.
        lines = [line for line in module.code.splitlines() if not line.startswith("Attribute ")]
        assert "\n".join(lines).strip() in listed[module.name], module.name
    assert "VBADocumentModule" in listed["ThisWorkbook"]
    assert "VBAClassModule" in listed["Counter"]
    assert "VBAModule" in listed["Words"]


def test_libreoffice_runs_loops_collections_and_texts(run_vba):
    assert run_vba(MODULES, "Words.Backwards", "credit  limit days") == "DAY-LIM-CRE-3-CRE"


def test_libreoffice_takes_and_gives_arrays(run_vba):
    assert run_vba(MODULES, "Words.Halves", [4, 7]) == [[2, "even"], [3.5, "odd"]]


def test_libreoffice_runs_a_class(run_vba):
    assert run_vba(MODULES, "User.Summed") == 5050  # 100 x 101 / 2


def test_libreoffice_runs_a_function_in_a_cell(run_vba):
    rows = [[21, "=Doubled(A1)"], [1], [2]]
    assert run_vba(MODULES, "User.Shown", sheet=rows) == "42/3"


def test_libreoffice_gives_error_values_and_tells_failures(run_vba):
    assert run_vba(MODULES, "Words.Missing") == "Error 2042"
    with pytest.raises(AssertionError, match="said on purpose"):
        run_vba(MODULES, "Words.Fails")


def test_libreoffice_lists_xlwings_own_modules(vba_office, xlwings_modules):
    wanted = [module for module in xlwings_modules if module.name in {"xlwings", "Dictionary"}]
    listed = vba_office.libraries(wanted)["Trial"]
    for module in wanted:
        # LibreOffice takes the attribute lines out.
        lines = [line for line in module.code.splitlines() if not line.startswith("Attribute ")]
        assert "\n".join(lines).strip() in listed[module.name], module.name
