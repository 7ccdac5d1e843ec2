' What the buttons of the ribbon do.
Option Explicit
Option Private Module

Private Const PRESS As String = "import udfs.hosts.excel.buttons as b; b.pressed("

' Asks what the button asks for, then lets Python do the work; a cancelled question ends it.
Public Sub PressInPython(ByVal key As String)
    Dim answer As String
    If Len(NoteOf("label", key)) > 0 Then
        If Not Answered(TextOf("question", key), TextOf("label", key), answer) Then Exit Sub
    End If
    EndRest
    TellLanguage
    PythonPress PRESS & "'" & key & "', '" & Escaped(answer) & "')"
End Sub

' Writes a call into an empty cell and opens the function wizard on it; a filled cell is never overwritten. A wizard
' that was cancelled leaves no call without arguments behind.
Public Sub InsertFunction(ByVal functionName As String, ByVal cell As Object)
    Dim formulaText As String
    If cell Is Nothing Then
        Tell TextOf("text", "no_cell")
        Exit Sub
    End If
    If Len(FormulaOf(cell)) > 0 Then
        Tell Replace(TextOf("text", "cell_filled"), "{cell}", cell.Address(False, False))
        Exit Sub
    End If
    formulaText = "=" & functionName & "()"
    EnterFormula cell, formulaText
    OpenWizard cell
    If NoteOf("required_count", functionName) <> "0" Then
        If FormulaOf(cell) = formulaText Then cell.ClearContents
    End If
End Sub

' A text as it can stand between quotes in Python and on a command line: letters, digits and a few signs stay.
Public Function Escaped(ByVal text As String) As String
    Dim position As Long
    Dim code As Long
    Dim follower As Long
    For position = 1 To Len(text)
        code = CodeAt(text, position)
        follower = CodeAt(text, position + 1)
        If ChrW$(code) Like "[A-Za-z0-9 ._:,/-]" And code < 128 Then
            Escaped = Escaped & ChrW$(code)
        ElseIf code >= 55296 And code <= 56319 And follower >= 56320 And follower <= 57343 Then
            ' Two halves of one character beyond the first 65,536.
            Escaped = Escaped & "\U" & Right$("0000000" & Hex$((code - 55296) * 1024 + follower - 56320 + 65536), 8)
            position = position + 1
        Else
            Escaped = Escaped & "\u" & Right$("000" & Hex$(code), 4)
        End If
    Next position
End Function

Private Function CodeAt(ByVal text As String, ByVal position As Long) As Long
    If position <= Len(text) Then CodeAt = AscW(Mid$(text, position, 1)) And 65535
End Function
