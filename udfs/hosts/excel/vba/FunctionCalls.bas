' What every function in a cell runs through: guard, arguments, memory of this calculation, Python, answer.
Option Explicit
Option Private Module

Private Const REST_SECONDS As Double = 10
Private Const SECONDS_A_DAY As Double = 86400

Private restUntil As Date
Private restNumber As Long
Private restReason As String
Private spokenLanguage As String

Public Function XlcCall(ByVal functionName As String, given As Variant) As Variant
    Dim taken As Variant
    Dim callKey As String
    Dim answer As Variant
    Dim reason As String
    On Error GoTo failed
    If WizardIsOpen() Then
        XlcCall = ErrorValue("#N/A")
        Exit Function
    End If
    taken = TakenArguments(given)
    callKey = KeyOf(functionName, taken)
    If Not IsRemembered(callKey, answer) Then
        answer = AsCells(AskPython(functionName, taken))
        RememberAnswer callKey, answer
    End If
    If IsError(answer) Then NoteFailedCall CallerAddress(), functionName, taken
    XlcCall = answer
    Exit Function
failed:
    reason = FailureText(functionName, Err.Number, Err.Description)
    NoteReason CallerAddress(), reason
    XlcCall = ErrorValue("#VALUE!")
End Function

' A server that has ended is started again at once. One that cannot start takes seconds to say so: after one refusal the
' other cells do not try for a while.
Public Function AskPython(ByVal functionName As String, taken As Variant) As Variant
    Dim number As Long
    Dim reason As String
    Dim isSecond As Boolean
    If Now < restUntil Then Err.Raise restNumber, "xlcredit", restReason
    On Error GoTo failed
again:
    TellLanguage
    AskPython = PythonCall(functionName, taken)
    Exit Function
failed:
    number = Err.Number
    reason = Err.Description
    If IsServerGone(number) And Not isSecond Then
        isSecond = True
        LoseServer
        Resume again
    End If
    If IsServerFault(number) Then
        restNumber = number
        restReason = reason
        restUntil = Now + REST_SECONDS / SECONDS_A_DAY
        LoseServer
    End If
    On Error GoTo 0
    Err.Raise number, "xlcredit", reason
End Function

' Python is told the user's language when it starts and when that changes: it knows neither Excel's menus nor a choice.
Public Sub TellLanguage()
    Dim language As String
    language = LanguageCode()
    If language = spokenLanguage Then Exit Sub
    PythonSpeak language
    spokenLanguage = language
End Sub

' Tries Python again at once, whatever is known of it; for the buttons, whose user may just have mended it.
Public Sub EndRest()
    restUntil = 0
    LoseServer
End Sub

' A server that starts anew knows no language.
Private Sub LoseServer()
    ForgetPython
    spokenLanguage = ""
End Sub

' Numbers of a library that does not load (1, 48, 53), of a server that does not start (429, 1000) or is gone.
Private Function IsServerFault(ByVal number As Long) As Boolean
    Select Case number
        Case 1, 48, 53, 429, 1000
            IsServerFault = True
        Case Else
            IsServerFault = IsServerGone(number)
    End Select
End Function

' What VBA and COM say of a server that has ended: 462, RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED (also _DNE),
' RPC_E_DISCONNECTED, RPC_E_SERVER_DIED (also _DNE).
Private Function IsServerGone(ByVal number As Long) As Boolean
    Select Case number
        Case 462, -2147023174, -2147023170, -2147023169, -2147417848, -2147418105, -2147418094
            IsServerGone = True
    End Select
End Function
