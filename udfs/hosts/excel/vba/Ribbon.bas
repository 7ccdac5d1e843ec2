' The Credit tab: words of its buttons, and what a press does.
Option Explicit

Private Const FIX_LINKS As String = "fix_links"
Private Const LANGUAGE As String = "language"

Private creditRibbon As Object

Public Sub XlcRibbonLoaded(ribbon As Object)
    Set creditRibbon = ribbon
End Sub

Public Sub XlcLabel(control As Object, ByRef returned As Variant)
    returned = TextOf("label", control.ID)
End Sub

Public Sub XlcScreentip(control As Object, ByRef returned As Variant)
    returned = TextOf("label", control.ID)
End Sub

Public Sub XlcSupertip(control As Object, ByRef returned As Variant)
    returned = TextOf("tip", control.ID)
End Sub

Public Sub XlcFunctionTip(control As Object, ByRef returned As Variant)
    returned = TextOf("function", control.Tag)
End Sub

Public Sub XlcPressed(control As Object)
    Dim key As String
    On Error GoTo failed
    key = control.ID
    StartListening
    If Not HasBook() Then
        Tell TextOf("text", "no_book")
    ElseIf key = FIX_LINKS Then
        FixLinks
    Else
        PressInPython key
        If key = LANGUAGE Then RenewTexts
    End If
    Exit Sub
failed:
    Tell Replace(TextOf("text", "press_failed"), "{reason}", Err.Description)
End Sub

Public Sub XlcInsertPressed(control As Object)
    Dim functionName As String
    On Error GoTo failed
    functionName = control.Tag
    StartListening
    If HasBook() Then
        InsertFunction functionName, ActiveCell
    Else
        Tell TextOf("text", "no_book")
    End If
    Exit Sub
failed:
    Tell Replace(TextOf("text", "insert_failed"), "{reason}", Err.Description)
End Sub

Private Sub RenewTexts()
    ForgetTexts
    RenewFunctionHelp
    If Not creditRibbon Is Nothing Then creditRibbon.Invalidate
End Sub
