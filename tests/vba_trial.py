"""The add-in's VBA as LibreOffice can run it, with the modules for a line of VBA to try.

All modules are the add-in's own; only members of Excel that LibreOffice lacks are replaced, each a function
of a line or a few in ExcelHost. So these lines do not run here: the calls into xlwings (`Python`,
`ForgetPython`, `PythonCall`, `PythonPress`, `PythonSpeak`), the look at the toolbar (`WizardIsOpen`),
`Application.Caller`, the language of the menus, `MacroOptions`, `Formula2`, `FunctionWizard`, both boxes
(`Answered`, `Tell`), error cells read from a sheet (LibreOffice hands them over as 0), `ChangeLink`, and the
events themselves. An error value that VBA gives to a cell of LibreOffice shows there as "Error 2042": that is
the number which Excel shows as #N/A.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from udfs.hosts.excel.help_sheet import help_rows
from udfs.hosts.excel.vba_modules import vba_modules
from workbooks.package.vba import VbaModule

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


def trial_modules(lines: str) -> list[VbaModule]:
    """Return the add-in's modules with the replaced functions, and the lines as Trials.Go."""
    modules = [stubbed(module) for module in vba_modules() if module.kind != "document"]
    for body in REPLACED.values():
        assert sum(f"    {body}\nEnd " in module.source for module in modules) == 1, body
    control = "Option Explicit\nPublic ID As String\nPublic Tag As String\n"
    go = TRIALS + "\n".join(f"    {line.strip()}" for line in lines.splitlines()) + "\nEnd Function\n"
    return [*modules, VbaModule("PressedControl", control, "class"), VbaModule("Trials", go, "standard")]


def stubbed(module: VbaModule) -> VbaModule:
    """Return a module with the replaced functions."""
    source = module.source
    for name, body in REPLACED.items() if module.name in ("ExcelHost", "Startup") else ():
        pattern = rf"(?ms)^(Public (?:Function|Sub) {name}\([^\n]*\n).*?^(End (?:Function|Sub))"
        source = re.sub(pattern, r"\1    {}\n\2".format(body.replace("\\", r"\\")), source)
    return VbaModule(module.name, source, module.kind)
