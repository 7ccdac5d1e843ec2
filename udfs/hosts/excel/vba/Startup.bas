' Start of the add-in, and what it does when Excel reports something.
Option Explicit
Option Private Module

Private listener As ExcelEvents

' Begins to listen to Excel; does nothing when it already does.
Public Sub StartListening()
    Dim book As Object
    If Not listener Is Nothing Then Exit Sub
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
