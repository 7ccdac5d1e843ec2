' The texts of the add-in in both languages: they stand on a sheet, since VBA's own source is ASCII.
Option Explicit
Option Private Module

Public Const HELP_SHEET_NAME As String = "xlcredit_texts"

Private Const KIND_COLUMN As Long = 1
Private Const KEY_COLUMN As Long = 2
Private Const ENGLISH_COLUMN As Long = 3
Private Const CHINESE_COLUMN As Long = 4
Private Const NOTE_COLUMN As Long = 5
Private Const CHOICE As String = "language = """

Private sheetRows As Variant
Private languageColumn As Long
Private knownNames As Collection
Private knownLanguage As String

' A text in the user's language; the key itself where the sheet does not have it.
Public Function TextOf(ByVal kind As String, ByVal textKey As String) As String
    Dim place As Long
    TextOf = textKey
    place = RowOf(kind, textKey)
    If place > 0 Then TextOf = sheetRows(place, languageColumn)
End Function

' What stands beside a text: of a function what it returns, of an argument its name, of a button what it asks for.
Public Function NoteOf(ByVal kind As String, ByVal textKey As String) As String
    Dim place As Long
    place = RowOf(kind, textKey)
    If place > 0 Then NoteOf = sheetRows(place, NOTE_COLUMN)
End Function

' "en" or "zh".
Public Function LanguageCode() As String
    If Len(knownLanguage) = 0 Then
        knownLanguage = "en"
        If IsChinese() Then knownLanguage = "zh"
    End If
    LanguageCode = knownLanguage
End Function

' Names of all our functions.
Public Function OurFunctions() As Collection
    Dim place As Long
    If knownNames Is Nothing Then
        Set knownNames = New Collection
        LoadTexts
        If IsArray(sheetRows) Then
            For place = 1 To UBound(sheetRows, 1)
                If sheetRows(place, KIND_COLUMN) = "function" Then knownNames.Add CStr(sheetRows(place, KEY_COLUMN))
            Next place
        End If
    End If
    Set OurFunctions = knownNames
End Function

' Reads sheet and language anew at the next text.
Public Sub ForgetTexts()
    sheetRows = Empty
    Set knownNames = Nothing
    knownLanguage = ""
End Sub

Private Function RowOf(ByVal kind As String, ByVal textKey As String) As Long
    Dim place As Long
    LoadTexts
    If Not IsArray(sheetRows) Then Exit Function
    For place = 1 To UBound(sheetRows, 1)
        If sheetRows(place, KEY_COLUMN) = textKey Then
            If sheetRows(place, KIND_COLUMN) = kind Then
                RowOf = place
                Exit Function
            End If
        End If
    Next place
End Function

' A text that cannot be read must not hide the fault that it was to explain.
Private Sub LoadTexts()
    On Error Resume Next
    If IsArray(sheetRows) Then Exit Sub
    sheetRows = HelpSheet().UsedRange.Value2
    languageColumn = ENGLISH_COLUMN
    If LanguageCode() = "zh" Then languageColumn = CHINESE_COLUMN
End Sub

' The language that was chosen, else that of Excel's own menus.
Private Function IsChinese() As Boolean
    Select Case ChosenLanguage()
        Case "zh"
            IsChinese = True
        Case "en"
            IsChinese = False
        Case Else
            Select Case UiLanguageId()
                Case 2052, 1028, 3076, 4100, 5124
                    IsChinese = True
            End Select
    End Select
End Function

' "en" or "zh" where the user has chosen one, else "".
Private Function ChosenLanguage() As String
    Dim fileNumber As Integer
    Dim lineText As String
    Dim place As Long
    On Error GoTo unread
    fileNumber = FreeFile
    Open SettingsPath() For Input As #fileNumber
    Do While Not EOF(fileNumber)
        Line Input #fileNumber, lineText
        place = InStr(lineText, CHOICE)
        If place > 0 Then ChosenLanguage = Mid$(lineText, place + Len(CHOICE), 2)
    Loop
    Close #fileNumber
unread:
End Function
