' Connects formulas with our functions to this add-in: those that a program wrote and Excel has not bound to it, and
' those that name the place where the add-in lay on another machine.
Option Explicit
Option Private Module

Private Const FILE_NAME As String = "xlcredit.xlam"
Private Const EXCEL_LINKS As Long = 1

' Mends a workbook that was opened; one that needs nothing is not touched.
Public Sub MendOpenedBook(ByVal book As Object)
    On Error Resume Next
    If book.IsAddin Then Exit Sub
    MendBook book, True
End Sub

' The button: mends the active workbook, all its formulas, and says what was done.
Public Sub FixLinks()
    Dim mended As Long
    Dim message As String
    mended = MendBook(ActiveWorkbook, False)
    message = Replace(TextOf("text", "links_mended"), "{count}", CStr(mended))
    If ProtectedSheets(ActiveWorkbook) > 0 Then
        message = message & vbLf & _
            Replace(TextOf("text", "sheets_protected"), "{count}", CStr(ProtectedSheets(ActiveWorkbook)))
    End If
    Tell message
End Sub

' Mends the formulas of a workbook and gives their number. Protected sheets are left as they are.
Public Function MendBook(ByVal book As Object, ByVal onlyErrors As Boolean) As Long
    Dim found As Collection
    Dim cell As Variant
    Dim sheet As Object
    Set found = New Collection
    If ProtectedSheets(book) = 0 Then RedirectLinks book
    For Each sheet In book.Worksheets
        If Not sheet.ProtectContents Then CollectCells sheet, onlyErrors, found
    Next sheet
    If found.Count = 0 Then Exit Function
    HoldExcel True
    For Each cell In found
        If MendCell(cell) Then MendBook = MendBook + 1
    Next cell
    HoldExcel False
End Function

' The formula without the place where the add-in lay: =[1]!DSO(A1) and ='C:\old\xlcredit.xlam'!DSO(A1) become =DSO(A1).
Public Function MendedFormula(ByVal formulaText As String) As String
    Dim functionName As Variant
    Dim names As Collection
    Dim place As Long
    Dim start As Long
    MendedFormula = formulaText
    If InStr(formulaText, "!") = 0 Then Exit Function
    Set names = OurFunctions()
    For Each functionName In names
        place = InStr(1, MendedFormula, "!" & functionName & "(", vbTextCompare)
        Do While place > 0
            start = PrefixStart(MendedFormula, place)
            If start > 0 Then
                MendedFormula = Left$(MendedFormula, start - 1) & Mid$(MendedFormula, place + 1)
                place = start
            End If
            place = InStr(place + 1, MendedFormula, "!" & functionName & "(", vbTextCompare)
        Loop
    Next functionName
End Function

' Tells whether one of our functions is called in a formula, whatever stands before its name.
Public Function CallsOurs(ByVal formulaText As String) As Boolean
    Dim functionName As Variant
    Dim names As Collection
    Set names = OurFunctions()
    For Each functionName In names
        If CallsFunction(formulaText, CStr(functionName)) Then
            CallsOurs = True
            Exit Function
        End If
    Next functionName
End Function

' A program's file knows no spilling, so Excel shows @ before a function that gives a table, and only its first cell.
Public Function WithTablesSpilling(ByVal formulaText As String) As String
    Dim functionName As Variant
    Dim names As Collection
    WithTablesSpilling = formulaText
    If InStr(formulaText, "@") = 0 Then Exit Function
    Set names = OurFunctions()
    For Each functionName In names
        If NoteOf("function", CStr(functionName)) = "table" Then
            WithTablesSpilling = Replace(WithTablesSpilling, "@" & functionName & "(", functionName & "(")
        End If
    Next functionName
End Function

' Tells whether a function is called in a formula; its name inside a longer one does not count.
Private Function CallsFunction(ByVal formulaText As String, ByVal functionName As String) As Boolean
    Dim place As Long
    Dim before As String
    place = InStr(1, formulaText, functionName & "(", vbTextCompare)
    Do While place > 0
        before = " "
        If place > 1 Then before = Mid$(formulaText, place - 1, 1)
        If Not (before Like "[A-Za-z0-9_.]") Then
            CallsFunction = True
            Exit Function
        End If
        place = InStr(place + 1, formulaText, functionName & "(", vbTextCompare)
    Loop
End Function

' Where the name of our add-in's file before a "!" begins; 0 where another file or a sheet stands there.
Private Function PrefixStart(ByVal formulaText As String, ByVal mark As Long) As Long
    Dim start As Long
    Dim inside As String
    If mark < 2 Then Exit Function
    Select Case Mid$(formulaText, mark - 1, 1)
        Case "'"
            If mark > 2 Then start = QuoteStart(formulaText, mark - 2)
            If start > 0 Then inside = Mid$(formulaText, start + 1, mark - start - 2)
            If LCase$(Right$(inside, Len(FILE_NAME))) = FILE_NAME Then PrefixStart = start
        Case "]"
            start = InStrRev(formulaText, "[", mark - 1)
            If start > 0 Then inside = Mid$(formulaText, start + 1, mark - start - 2)
            If IsNumeric(inside) Then PrefixStart = start
        Case Else
            start = mark - Len(FILE_NAME)
            If start > 0 Then
                If LCase$(Mid$(formulaText, start, Len(FILE_NAME))) = FILE_NAME Then PrefixStart = start
            End If
    End Select
End Function

' Where a quoted name begins; inside it a quote stands twice.
Private Function QuoteStart(ByVal formulaText As String, ByVal last As Long) As Long
    Dim start As Long
    start = InStrRev(formulaText, "'", last)
    Do While start > 2
        If Mid$(formulaText, start - 1, 1) <> "'" Then Exit Do
        start = InStrRev(formulaText, "'", start - 2)
    Loop
    QuoteStart = start
End Function

' Links to a file of our name that is not this one are led here by Excel itself.
Private Sub RedirectLinks(ByVal book As Object)
    Dim links As Variant
    Dim place As Long
    Dim here As String
    On Error Resume Next
    here = AddInPath()
    links = book.LinkSources(EXCEL_LINKS)
    If Not IsArray(links) Then Exit Sub
    For place = LBound(links) To UBound(links)
        If LCase$(Right$(links(place), Len(FILE_NAME) + 1)) = "\" & FILE_NAME Then
            If LCase$(links(place)) <> LCase$(here) Then book.ChangeLink links(place), here, EXCEL_LINKS
        End If
    Next place
End Sub

Private Sub CollectCells(ByVal sheet As Object, ByVal onlyErrors As Boolean, ByVal found As Collection)
    Dim candidates As Object
    Dim cell As Object
    Dim formulaText As String
    Set candidates = FormulaCells(sheet, onlyErrors)
    If candidates Is Nothing Then Exit Sub
    For Each cell In candidates
        formulaText = FormulaOf(cell)
        If MendedFormula(formulaText) <> formulaText Then
            found.Add cell
        ElseIf IsNameError(cell) Then
            If CallsOurs(formulaText) Then found.Add cell
        End If
    Next cell
End Sub

' A cell that cannot be written (part of an array formula, a spilled range) is left as it is.
Private Function MendCell(ByVal cell As Object) As Boolean
    On Error GoTo unmended
    If IsInArrayFormula(cell) Then
        If cell.Address <> cell.CurrentArray.Cells(1, 1).Address Then Exit Function
        cell.CurrentArray.FormulaArray = MendedFormula(cell.Formula)
    Else
        EnterFormula cell, WithTablesSpilling(MendedFormula(FormulaOf(cell)))
    End If
    MendCell = True
unmended:
End Function

' An array formula of the old kind; a spilled range answers to HasArray too, but has a formula of its own.
Private Function IsInArrayFormula(ByVal cell As Object) As Boolean
    Dim spills As Boolean
    On Error Resume Next
    spills = cell.HasSpill
    IsInArrayFormula = cell.HasArray And Not spills
End Function

Private Function ProtectedSheets(ByVal book As Object) As Long
    Dim sheet As Object
    For Each sheet In book.Worksheets
        If sheet.ProtectContents Then ProtectedSheets = ProtectedSheets + 1
    Next sheet
End Function
