' Start of the add-in, and what it does when Excel reports something.
Option Explicit
Option Private Module

Private listener As ExcelEvents

' Begins to listen to Excel. Where it already does, only the help is given that no workbook was open for before.
Public Sub StartListening()
    Dim book As Object
    If Not listener Is Nothing Then
        GiveFunctionHelp
        Exit Sub
    End If
    Set listener = New ExcelEvents
    listener.ListenTo Application
    GiveFunctionHelp
    For Each book In Application.Workbooks
        MendOpenedBook book
    Next book
End Sub

' A workbook was opened.
Public Sub BookOpened(ByVal book As Object)
    GiveFunctionHelp
    MendOpenedBook book
End Sub
