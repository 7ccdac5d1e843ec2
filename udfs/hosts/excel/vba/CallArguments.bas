' Turns the arguments of a call into plain values: whole columns and rows cost only their filled part.
Option Explicit
Option Private Module

Public Const SEVERAL_AREAS As Long = 1601

' One value or one block of values for each argument; one that was left out is a blank.
Public Function TakenArguments(given As Variant) As Variant
    Dim taken() As Variant
    Dim isTall() As Boolean
    Dim isWide() As Boolean
    Dim place As Long
    If UBound(given) < 0 Then
        TakenArguments = given
        Exit Function
    End If
    ReDim taken(0 To UBound(given))
    ReDim isTall(0 To UBound(given))
    ReDim isWide(0 To UBound(given))
    For place = 0 To UBound(given)
        If TypeName(given(place)) = "Range" Then
            CheckAreas given(place)
            isTall(place) = ReachesLastRow(given(place))
            isWide(place) = ReachesLastColumn(given(place))
            taken(place) = UsedValues(given(place), isTall(place), isWide(place))
        ElseIf Not IsLeftOut(given(place)) Then
            taken(place) = given(place)
        End If
    Next place
    TrimTogether given, taken, isTall, isWide
    TakenArguments = taken
End Function

' An optional argument keeps the mark of being left out when it is handed on. That mark is an error of another kind
' than those of cells, whose numbers are 2000 and more; not every VBA tells them apart.
Private Function IsLeftOut(Optional argument As Variant) As Boolean
    If IsMissing(argument) Then IsLeftOut = Not (CStr(argument) Like "*20##")
End Function

' 0 for one value, 1 or 2 for a block; 3 stands for any more.
Public Function DimensionsOf(block As Variant) As Long
    Dim bound As Long
    If Not IsArray(block) Then Exit Function
    On Error GoTo counted
    DimensionsOf = 1
    bound = UBound(block, 2)
    DimensionsOf = 2
    bound = UBound(block, 3)
    DimensionsOf = 3
counted:
End Function

Private Sub CheckAreas(area As Variant)
    If area.Areas.Count > 1 Then Err.Raise SEVERAL_AREAS, "xlcredit", "several areas"
End Sub

Private Function ReachesLastRow(area As Variant) As Boolean
    ReachesLastRow = (area.Row + area.Rows.Count - 1 >= area.Worksheet.Rows.Count)
End Function

Private Function ReachesLastColumn(area As Variant) As Boolean
    ReachesLastColumn = (area.Column + area.Columns.Count - 1 >= area.Worksheet.Columns.Count)
End Function

' Values of a range; one that runs to the end of the sheet stops where the sheet's used range does.
Private Function UsedValues(area As Variant, ByVal isTall As Boolean, ByVal isWide As Boolean) As Variant
    Dim used As Object
    Dim rowCount As Long
    Dim columnCount As Long
    rowCount = area.Rows.Count
    columnCount = area.Columns.Count
    If isTall Or isWide Then Set used = area.Worksheet.UsedRange
    If isTall Then rowCount = AtLeastOne(used.Row + used.Rows.Count - area.Row)
    If isWide Then columnCount = AtLeastOne(used.Column + used.Columns.Count - area.Column)
    If isTall Or isWide Then
        UsedValues = area.Resize(rowCount, columnCount).Value2
    Else
        UsedValues = area.Value2
    End If
End Function

Private Function AtLeastOne(ByVal count As Long) As Long
    AtLeastOne = count
    If count < 1 Then AtLeastOne = 1
End Function

' Ranges of one height that run to the last row belong together: all are cut at the last row that any of them
' fills, so that their rows stay side by side. The same for widths. A used range can be larger than what is filled.
Private Sub TrimTogether(given As Variant, taken() As Variant, isTall() As Boolean, isWide() As Boolean)
    Dim place As Long
    Dim other As Long
    Dim rowsOf() As Long
    Dim columnsOf() As Long
    Dim rowCount As Long
    Dim columnCount As Long
    ReDim rowsOf(0 To UBound(taken))
    ReDim columnsOf(0 To UBound(taken))
    For place = 0 To UBound(taken)
        If isTall(place) Then rowsOf(place) = FilledRows(taken(place))
        If isWide(place) Then columnsOf(place) = FilledColumns(taken(place))
    Next place
    For place = 0 To UBound(taken)
        If isTall(place) Or isWide(place) Then
            rowCount = HeightOf(taken(place))
            columnCount = WidthOf(taken(place))
            If isTall(place) Then rowCount = 1
            If isWide(place) Then columnCount = 1
            For other = 0 To UBound(taken)
                If isTall(place) And isTall(other) Then
                    If given(other).Row = given(place).Row Then rowCount = Larger(rowCount, rowsOf(other))
                End If
                If isWide(place) And isWide(other) Then
                    If given(other).Column = given(place).Column Then columnCount = Larger(columnCount, columnsOf(other))
                End If
            Next other
            taken(place) = Resized(taken(place), rowCount, columnCount)
        End If
    Next place
End Sub

Private Function Larger(ByVal one As Long, ByVal two As Long) As Long
    Larger = one
    If two > one Then Larger = two
End Function

Private Function HeightOf(block As Variant) As Long
    HeightOf = 1
    If IsArray(block) Then HeightOf = UBound(block, 1)
End Function

Private Function WidthOf(block As Variant) As Long
    WidthOf = 1
    If IsArray(block) Then WidthOf = UBound(block, 2)
End Function

' Number of rows down to the last one that holds anything.
Private Function FilledRows(block As Variant) As Long
    Dim rowNumber As Long
    Dim place As Long
    For rowNumber = HeightOf(block) To 2 Step -1
        For place = 1 To WidthOf(block)
            If Not IsBlankCell(block, rowNumber, place) Then GoTo found
        Next place
    Next rowNumber
found:
    FilledRows = rowNumber
End Function

' Number of columns up to the last one that holds anything.
Private Function FilledColumns(block As Variant) As Long
    Dim columnNumber As Long
    Dim place As Long
    For columnNumber = WidthOf(block) To 2 Step -1
        For place = 1 To HeightOf(block)
            If Not IsBlankCell(block, place, columnNumber) Then GoTo found
        Next place
    Next columnNumber
found:
    FilledColumns = columnNumber
End Function

Private Function IsBlankCell(block As Variant, ByVal rowNumber As Long, ByVal columnNumber As Long) As Boolean
    Select Case VarType(block(rowNumber, columnNumber))
        Case vbEmpty
            IsBlankCell = True
        Case vbString
            IsBlankCell = (Len(block(rowNumber, columnNumber)) = 0)
    End Select
End Function

' The block with other bounds: what is cut off was blank, what is added is blank.
Private Function Resized(block As Variant, ByVal rowCount As Long, ByVal columnCount As Long) As Variant
    Dim grid() As Variant
    Dim rowNumber As Long
    Dim columnNumber As Long
    If HeightOf(block) = rowCount And WidthOf(block) = columnCount Then
        Resized = block
        Exit Function
    End If
    ReDim grid(1 To rowCount, 1 To columnCount)
    For rowNumber = 1 To Smaller(rowCount, HeightOf(block))
        For columnNumber = 1 To Smaller(columnCount, WidthOf(block))
            If IsArray(block) Then
                grid(rowNumber, columnNumber) = block(rowNumber, columnNumber)
            Else
                grid(rowNumber, columnNumber) = block
            End If
        Next columnNumber
    Next rowNumber
    Resized = grid
End Function

Private Function Smaller(ByVal one As Long, ByVal two As Long) As Long
    Smaller = one
    If two < one Then Smaller = two
End Function
