' What only Excel can do stands here in functions of a line or a few, so that the rest runs, and is tested,
' wherever VBA runs.
Option Explicit
Option Private Module

Private Const PYTHON_MODULE As String = "udfs.hosts.excel.worksheet"
Private Const UI_LANGUAGE As Long = 2
Private Const NO_MEMBER As Long = 438
Private Const NO_MEMBER_IN_CALC As Long = 423

Private keptServer As Object

' The server that computes. xlwings reads its settings from files whenever it is asked for it, so it is kept.
Public Function Python() As Object
    If keptServer Is Nothing Then Set keptServer = XLPy
    Set Python = keptServer
End Function

' The server may be gone: the next call looks for it, and starts it where need be.
Public Sub ForgetPython()
    Set keptServer = Nothing
End Sub

' The one way to Python for a function. Neither workbook nor caller is handed over, as xlwings does outside Excel:
' no function of ours asks for them, and each would cost a call back into Excel. The brackets hand over copies.
Public Function PythonCall(ByVal functionName As String, taken As Variant) As Variant
    PythonCall = Python().CallUDF(PYTHON_MODULE, (functionName), (taken))
End Function

' The one way to Python for a button, as RunPython of xlwings goes, but for sheets named like Python files, which stop
' that one. With alerts on, Excel would ask every minute or so whether to wait on for another application.
Public Sub PythonPress(ByVal statement As String)
    On Error GoTo failed
    Application.DisplayAlerts = False
    Python().SetAttr Python().Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    Python().Exec statement
    Application.DisplayAlerts = True
    Exit Sub
failed:
    Application.DisplayAlerts = True
    Err.Raise Err.Number, "xlcredit", Err.Description
End Sub

' The one way to tell Python the language.
Public Sub PythonSpeak(ByVal language As String)
    Python().Exec "import udfs.hosts.excel.buttons as b; b.speak('" & language & "')"
End Sub

' While the function wizard is open, Excel switches off the first control of its oldest toolbar.
Public Function WizardIsOpen() As Boolean
    On Error Resume Next
    WizardIsOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

' Address of the cell that is being calculated, with sheet and book; "" outside a calculation.
Public Function CallerAddress() As String
    On Error Resume Next
    CallerAddress = Application.Caller.Cells(1, 1).Address(External:=True)
End Function

' The file in which the user's own choices are kept.
Public Function SettingsPath() As String
    SettingsPath = Environ$("USERPROFILE") & "\.xlcredit\settings.toml"
End Function

Public Function UiLanguageId() As Long
    On Error Resume Next
    UiLanguageId = Application.LanguageSettings.LanguageID(UI_LANGUAGE)
End Function

Public Function HelpSheet() As Object
    Set HelpSheet = ThisWorkbook.Worksheets(HELP_SHEET_NAME)
End Function

Public Function AddInPath() As String
    AddInPath = ThisWorkbook.FullName
End Function

Public Sub DescribeMacro(ByVal functionName As String, ByVal words As String, ByVal group As String, argumentHelp As Variant)
    If IsArray(argumentHelp) Then
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & functionName, Description:=words, _
            Category:=group, ArgumentDescriptions:=argumentHelp
    Else
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & functionName, Description:=words, _
            Category:=group
    End If
End Sub

' Help texts count as changes of the add-in; nobody is to be asked whether to save it.
Public Sub CallAddInSaved()
    ThisWorkbook.Saved = True
End Sub

Public Function HasBook() As Boolean
    HasBook = Not (ActiveWorkbook Is Nothing)
End Function

' The error cells with formulas, or all cells with formulas; Nothing where there are none.
Public Function FormulaCells(ByVal sheet As Object, ByVal onlyErrors As Boolean) As Object
    On Error Resume Next
    If onlyErrors Then
        Set FormulaCells = sheet.UsedRange.SpecialCells(-4123, 16)
    Else
        Set FormulaCells = sheet.UsedRange.SpecialCells(-4123)
    End If
End Function

' Entering formulas must neither start the macros of the workbook nor a calculation for each cell.
Public Sub HoldExcel(ByVal isHeld As Boolean)
    Static calculationBefore As Long
    Static eventsBefore As Boolean
    On Error Resume Next
    If isHeld Then
        calculationBefore = Application.Calculation
        eventsBefore = Application.EnableEvents
        Application.Calculation = -4135
        Application.EnableEvents = False
    Else
        Application.Calculation = calculationBefore
        Application.EnableEvents = eventsBefore
    End If
    Application.ScreenUpdating = Not isHeld
End Sub

Public Function IsErrorCell(ByVal cell As Object) As Boolean
    IsErrorCell = IsError(cell.Value2)
End Function

Public Function IsNameError(ByVal cell As Object) As Boolean
    If IsError(cell.Value2) Then IsNameError = (cell.Value2 = CVErr(2029))
End Function

' Excel before dynamic arrays has no Formula2; there Formula means the same.
Public Function FormulaOf(ByVal cell As Object) As String
    On Error Resume Next
    FormulaOf = cell.Formula2
    If Err.Number = 0 Then Exit Function
    Err.Clear
    FormulaOf = cell.Formula
End Function

Public Sub EnterFormula(ByVal cell As Object, ByVal formulaText As String)
    On Error GoTo refused
    cell.Formula2 = formulaText
    Exit Sub
refused:
    If Err.Number <> NO_MEMBER And Err.Number <> NO_MEMBER_IN_CALC Then Err.Raise Err.Number, "xlcredit", Err.Description
    cell.Formula = formulaText
End Sub

Public Sub OpenWizard(ByVal cell As Object)
    cell.FunctionWizard
End Sub

' False when the user cancelled. Excel's own box, since VBA's knows the machine's code page only.
Public Function Answered(ByVal question As String, ByVal title As String, answer As String) As Boolean
    Dim typed As Variant
    typed = Application.InputBox(question, title, "", , , , , 2)
    Answered = (VarType(typed) = vbString)
    If Answered Then answer = typed
End Function

' A box that can show Chinese on a machine with another code page; VBA's own where scripts are switched off.
Public Sub Tell(ByVal message As String)
    On Error Resume Next
    CreateObject("WScript.Shell").Popup message, 0, "xlcredit", 64
    If Err.Number <> 0 Then MsgBox message, vbInformation, "xlcredit"
End Sub
