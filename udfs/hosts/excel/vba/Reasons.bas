' Why cells show errors: for each cell its failed call, or a reason that never reached Python.
Option Explicit
Option Private Module

Private Const PLACES As Long = 1024
Private Const MOST_CELLS As Long = 2000

Private addresses(0 To PLACES - 1) As String
Private functionNames(0 To PLACES - 1) As String
Private failedCalls(0 To PLACES - 1) As Variant
Private keptReasons(0 To PLACES - 1) As String
Private calculations(0 To PLACES - 1) As Long

' What XLCWHY answers. Python knows the latest reasons but not the cells, so the cell's failed call is made once more and
' its reason asked for right after.
Public Function WhyAnswer(given As Variant) As Variant
    Dim cell As Object
    Dim question As Variant
    Dim reason As String
    On Error GoTo failed
    If WizardIsOpen() Then
        WhyAnswer = ErrorValue("#N/A")
        Exit Function
    End If
    question = given
    If TypeName(given(0)) = "Range" Then
        If given(0).Areas.Count = 1 And given(0).Rows.Count = 1 And given(0).Columns.Count = 1 Then
            Set cell = given(0)
            If IsErrorCell(cell) Then
                reason = ReasonOf(cell)
                If Len(reason) > 0 Then
                    WhyAnswer = reason
                    Exit Function
                End If
                question = Array(QuestionOf(cell))
            End If
        End If
    End If
    WhyAnswer = AsCells(AskPython("XLCWHY", TakenArguments(question)))
    Exit Function
failed:
    WhyAnswer = FailureText("XLCWHY", Err.Number, Err.Description)
End Function

' Keeps the call behind a cell's error. In a formula of several of our functions the first one to fail is the cause;
' those around it only hand its error on.
Public Sub NoteFailedCall(ByVal address As String, ByVal functionName As String, taken As Variant)
    Dim place As Long
    If Len(address) = 0 Then Exit Sub
    place = PlaceOf(address, PLACES)
    If addresses(place) = address And calculations(place) = CalculationNumber() Then
        If TakesError(taken) Then Exit Sub
    End If
    NotePlace place, address, functionName, ""
    If CellsTaken(taken) <= MOST_CELLS Then failedCalls(place) = taken
End Sub

' Keeps a reason that Python does not know.
Public Sub NoteReason(ByVal address As String, ByVal reason As String)
    If Len(address) > 0 Then NotePlace PlaceOf(address, PLACES), address, "", reason
End Sub

' What went wrong before or behind Python, in the user's language.
Public Function FailureText(ByVal functionName As String, ByVal number As Long, ByVal reason As String) As String
    If number = SEVERAL_AREAS Then
        FailureText = functionName & " #VALUE!: " & TextOf("text", "several_areas")
    Else
        FailureText = functionName & " #VALUE!: " & Replace(TextOf("text", "call_failed"), "{reason}", reason)
    End If
End Function

Private Sub NotePlace(ByVal place As Long, ByVal address As String, ByVal functionName As String, ByVal reason As String)
    addresses(place) = address
    functionNames(place) = functionName
    failedCalls(place) = Empty
    keptReasons(place) = reason
    calculations(place) = CalculationNumber()
End Sub

' The reason kept here; for a failed call it is Python's, asked for right after making that call again.
Private Function ReasonOf(ByVal cell As Object) As String
    Dim place As Long
    Dim address As String
    Dim answer As Variant
    address = HomeAddress(cell)
    place = PlaceOf(address, PLACES)
    If addresses(place) <> address Then Exit Function
    ReasonOf = keptReasons(place)
    If Len(functionNames(place)) = 0 Or IsEmpty(failedCalls(place)) Then Exit Function
    answer = AsCells(AskPython(functionNames(place), failedCalls(place)))
    If IsError(answer) Then ReasonOf = AskPython("XLCWHY", Array(answer))
End Function

' What Python is asked about a cell whose call is not kept: its formula where one of ours stands in it.
Private Function QuestionOf(ByVal cell As Object) As Variant
    Dim formulaText As String
    formulaText = FormulaOf(cell)
    If CallsOurs(formulaText) Then QuestionOf = formulaText Else QuestionOf = cell.Value2
End Function

' The cell that holds the formula: of an array formula or a spilled range the first.
Private Function HomeAddress(ByVal cell As Object) As String
    Dim home As Object
    Set home = cell
    On Error Resume Next
    If cell.HasArray Then Set home = cell.CurrentArray.Cells(1, 1)
    If cell.HasSpill Then Set home = cell.SpillParent
    HomeAddress = home.Address(External:=True)
End Function

Private Function TakesError(taken As Variant) As Boolean
    Dim place As Long
    For place = 0 To UBound(taken)
        If IsError(taken(place)) Then TakesError = True
    Next place
End Function
