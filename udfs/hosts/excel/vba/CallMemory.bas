' Answers of the calculation that is under way: an equal call is answered without asking Python again. Excel calls a
' function several times for one cell, and sheets repeat calls. Each key has one place, so the memory cannot grow.
Option Explicit
Option Private Module

Private Const PLACES As Long = 1024
Private Const MOST_CELLS As Long = 2000
Private Const LONGEST_KEY As Long = 16000
Private Const OLDEST_SECONDS As Single = 2
Private Const HASH_BASE As Long = 65521
Private Const SAMPLED As Long = 128

Private knownKeys(0 To PLACES - 1) As String
Private knownAnswers(0 To PLACES - 1) As Variant
Private calculation As Long
Private lastUse As Single
Private isFilled As Boolean

' Called when Excel has finished a calculation.
Public Sub ForgetAnswers()
    calculation = calculation + 1
    If isFilled Then
        Erase knownKeys
        Erase knownAnswers
    End If
    isFilled = False
End Sub

' Number of the calculation that is under way.
Public Function CalculationNumber() As Long
    CalculationNumber = calculation
End Function

' Tells whether an equal call was answered in this calculation, and the answer. A pause ends a calculation too:
' where events are switched off, Excel does not say that it has finished.
Public Function IsRemembered(ByVal callKey As String, answer As Variant) As Boolean
    Dim place As Long
    If Abs(Timer - lastUse) > OLDEST_SECONDS Then ForgetAnswers
    lastUse = Timer
    If Len(callKey) = 0 Then Exit Function
    place = PlaceOf(callKey, PLACES)
    If StrComp(knownKeys(place), callKey, vbBinaryCompare) <> 0 Then Exit Function
    answer = knownAnswers(place)
    IsRemembered = True
End Function

Public Sub RememberAnswer(ByVal callKey As String, answer As Variant)
    Dim place As Long
    lastUse = Timer
    If Len(callKey) = 0 Or CellsIn(answer) > MOST_CELLS Then Exit Sub
    place = PlaceOf(callKey, PLACES)
    knownKeys(place) = callKey
    knownAnswers(place) = answer
    isFilled = True
End Sub

' Place of a key in a memory of some places.
Public Function PlaceOf(ByVal callKey As String, ByVal placeCount As Long) As Long
    Dim position As Long
    Dim hash As Long
    hash = Len(callKey)
    For position = 1 To Len(callKey) Step Len(callKey) \ SAMPLED + 1
        hash = (hash * 31 + (AscW(Mid$(callKey, position, 1)) And 65535)) Mod HASH_BASE
    Next position
    PlaceOf = hash Mod placeCount
End Function

' Function and arguments as one text, each value with its type; "" where the call is too large to be remembered.
Public Function KeyOf(ByVal functionName As String, taken As Variant) As String
    Dim parts() As String
    Dim place As Long
    Dim callKey As String
    On Error GoTo unkept
    If CellsTaken(taken) > MOST_CELLS Then Exit Function
    ReDim parts(0 To UBound(taken) + 1)
    parts(0) = functionName
    For place = 0 To UBound(taken)
        parts(place + 1) = KeyOfArgument(taken(place))
    Next place
    callKey = Join(parts, "|")
    If Len(callKey) <= LONGEST_KEY Then KeyOf = callKey
unkept:
End Function

' Number of cells that a call was given.
Public Function CellsTaken(taken As Variant) As Long
    Dim place As Long
    For place = 0 To UBound(taken)
        CellsTaken = CellsTaken + CellsIn(taken(place))
    Next place
End Function

Private Function CellsIn(block As Variant) As Long
    Select Case DimensionsOf(block)
        Case 0
            CellsIn = 1
        Case 1
            CellsIn = UBound(block) - LBound(block) + 1
        Case Else
            CellsIn = (UBound(block, 1) - LBound(block, 1) + 1) * (UBound(block, 2) - LBound(block, 2) + 1)
    End Select
End Function

Private Function KeyOfArgument(argument As Variant) As String
    Dim parts() As String
    Dim rowNumber As Long
    Dim columnNumber As Long
    Dim place As Long
    Select Case DimensionsOf(argument)
        Case 0
            KeyOfArgument = KeyOfCell(argument)
            Exit Function
        Case 1
            ReDim parts(0 To CellsIn(argument))
            parts(0) = "[" & CellsIn(argument) & "]"
            For columnNumber = LBound(argument) To UBound(argument)
                place = place + 1
                parts(place) = KeyOfCell(argument(columnNumber))
            Next columnNumber
        Case 2
            ReDim parts(0 To CellsIn(argument))
            parts(0) = "[" & (UBound(argument, 1) - LBound(argument, 1) + 1) & "," & CellsIn(argument) & "]"
            For rowNumber = LBound(argument, 1) To UBound(argument, 1)
                For columnNumber = LBound(argument, 2) To UBound(argument, 2)
                    place = place + 1
                    parts(place) = KeyOfCell(argument(rowNumber, columnNumber))
                Next columnNumber
            Next rowNumber
        Case Else
            Err.Raise 13
    End Select
    KeyOfArgument = Join(parts, "|")
End Function

' A text stands behind its length, so that no text can look like two values.
Private Function KeyOfCell(value As Variant) As String
    Select Case VarType(value)
        Case vbEmpty
            KeyOfCell = "e"
        Case vbString
            KeyOfCell = "s" & Len(value) & ":" & value
        Case vbBoolean
            KeyOfCell = "b" & CLng(value)
        Case vbError
            KeyOfCell = "x" & CStr(value)
        Case vbDouble, vbSingle, vbCurrency, vbInteger, vbLong, vbByte
            KeyOfCell = "n" & ExactNumber(CDbl(value))
        Case vbDate
            KeyOfCell = "d" & ExactNumber(CDbl(value))
        Case Else
            Err.Raise 13
    End Select
End Function

' All digits of a number: a text has 15, what they leave out stands behind.
Private Function ExactNumber(ByVal value As Double) As String
    Dim digits As String
    Dim rest As Double
    digits = CStr(value)
    rest = value - CDbl(digits)
    If rest <> 0 Then digits = digits & "~" & CStr(rest)
    ExactNumber = digits
End Function
