' Help in Excel's function wizard: sentence, category and arguments of each function, in the user's language.
Option Explicit
Option Private Module

Private isGiven As Boolean

' Excel takes help texts only while a workbook is open, so this is called again until one is.
Public Sub GiveFunctionHelp()
    Dim functionName As Variant
    Dim names As Collection
    If isGiven Or Not HasBook() Then Exit Sub
    isGiven = True
    Set names = OurFunctions()
    For Each functionName In names
        DescribeFunction CStr(functionName)
    Next functionName
    CallAddInSaved
End Sub

' Gives the help anew, after the language has changed.
Public Sub RenewFunctionHelp()
    isGiven = False
    GiveFunctionHelp
End Sub

' One function that Excel does not accept must not leave the others without help.
Private Sub DescribeFunction(ByVal functionName As String)
    Dim argumentHelp As Variant
    On Error Resume Next
    argumentHelp = ArgumentTexts(functionName)
    DescribeMacro functionName, TextOf("function", functionName), _
        TextOf("category", NoteOf("category_of", functionName)), argumentHelp
End Sub

' One text for each argument; Empty for a function without arguments.
Private Function ArgumentTexts(ByVal functionName As String) As Variant
    Dim texts() As String
    Dim count As Long
    Dim place As Long
    count = CLng(NoteOf("argument_count", functionName))
    If count = 0 Then Exit Function
    ReDim texts(1 To count)
    For place = 1 To count
        texts(place) = TextOf("argument", functionName & "." & place)
    Next place
    ArgumentTexts = texts
End Function
