' Turns what Python gives back into what a cell takes: true error values, native blocks, no Null.
Option Explicit
Option Private Module

' One value, or rows and columns; a text that is exactly an error becomes that error, in a block too.
Public Function AsCells(answer As Variant) As Variant
    Dim rowNumber As Long
    Dim columnNumber As Long
    Dim grid() As Variant
    Select Case DimensionsOf(answer)
        Case 0
            AsCells = AsCell(answer)
            Exit Function
        Case 1
            ' xlwings hands a table of one row over as a flat list.
            ReDim grid(1 To 1, 1 To UBound(answer) - LBound(answer) + 1)
            For columnNumber = 1 To UBound(grid, 2)
                grid(1, columnNumber) = AsCell(answer(LBound(answer) + columnNumber - 1))
            Next columnNumber
        Case Else
            ReDim grid(1 To UBound(answer, 1) - LBound(answer, 1) + 1, 1 To UBound(answer, 2) - LBound(answer, 2) + 1)
            For rowNumber = 1 To UBound(grid, 1)
                For columnNumber = 1 To UBound(grid, 2)
                    grid(rowNumber, columnNumber) = AsCell( _
                        answer(LBound(answer, 1) + rowNumber - 1, LBound(answer, 2) + columnNumber - 1))
                Next columnNumber
            Next rowNumber
    End Select
    AsCells = grid
End Function

' An error value by the text that a cell shows; the text itself where it is none of those that Python gives.
Public Function ErrorValue(ByVal errorText As String) As Variant
    Select Case errorText
        Case "#NULL!"
            ErrorValue = CVErr(2000)
        Case "#DIV/0!"
            ErrorValue = CVErr(2007)
        Case "#VALUE!"
            ErrorValue = CVErr(2015)
        Case "#REF!"
            ErrorValue = CVErr(2023)
        Case "#NAME?"
            ErrorValue = CVErr(2029)
        Case "#NUM!"
            ErrorValue = CVErr(2036)
        Case "#N/A"
            ErrorValue = CVErr(2042)
        Case Else
            ErrorValue = errorText
    End Select
End Function

Private Function AsCell(value As Variant) As Variant
    Select Case VarType(value)
        Case vbString
            If Left$(value, 1) = "#" Then AsCell = ErrorValue(value) Else AsCell = value
        Case vbNull, vbEmpty
            AsCell = ""
        Case Else
            AsCell = value
    End Select
End Function
