"""One press of one button in LibreOffice, on the document in its window: asks, works as one step, tells."""

from __future__ import annotations

from contextlib import suppress
from threading import Timer
from typing import TYPE_CHECKING, Any

from udfs.actions import ACTIONS, Outcome, carry_out
from udfs.catalogue import catalogue
from udfs.hosts.calc import dialogs
from udfs.preferences import remembered_language
from xlcredit import texts
from xlcredit.texts import say

if TYPE_CHECKING:
    import xlwings as xw

    from udfs.actions import Action
    from xlcredit.texts import Language

CALC = "com.sun.star.sheet.SpreadsheetDocument"
STATUS_SECONDS = 15.0
"""How long a text stays in the status bar."""
_LEAVE_THE_DOCUMENT = frozenset({
    "explain_selection", "why_error", "letters", "claim", "new_template", "freeze_values", "language", "help",
    "about",
})  # fmt: skip
"""Actions that a document serves that cannot be written to."""


def pressed(context: Any, frame: Any, key: str, answer: str | None = None) -> tuple[bool, str]:
    """Run the action of a button on the document in a window; whatever happens is told there.

    Parameters
    ----------
    context : XComponentContext
        Of the office.
    frame : XFrame
        Of the window.
    key : str
        Key of an action.
    answer : str or None
        The answer to the action's question; None to ask.

    Returns
    -------
    tuple of (bool, str)
        Whether it was done, and what was told.

    Notes
    -----
    All that an action writes is one step to undo. When it is refused or fails, what it had written so far is
    taken back, so that the document is as it was.
    """
    with texts.in_language(_language(context)):
        document = _document(frame)
        action = next((each for each in ACTIONS if each.key == key), None)
        if document is None:
            return _tell(frame, Outcome(done=False, text=say("calc_buttons.say.no_sheet")))
        if action is not None and document.isReadonly() and key not in _LEAVE_THE_DOCUMENT:
            text = say("calc_buttons.say.read_only", action=action.label())
            return _tell(frame, Outcome(done=False, text=text))
        given = answer
        if given is None:
            given = _asked(context, frame, action) if action is not None and action.asks else ""
        if given is None:
            return True, say("calc_buttons.say.cancelled")
        from udfs.hosts.calc.engine import one_action, open_document

        book = open_document(document)
        with one_action(book, action.label() if action else key) as step:
            outcome = carry_out(key, book, given)
            step.keep = outcome.done
        if step.was_undone:
            outcome = Outcome(done=False, text=f"{outcome.text}\n\n{say('calc_buttons.say.undone')}")
        if outcome.done and outcome.quiet:
            _show_for_a_while(book, outcome.text)
            return True, outcome.text
        return _tell(frame, outcome)


def _document(frame: Any) -> Any:
    """Return the spreadsheet in a window, None when there is none."""
    controller = frame.getController() if frame is not None else None
    document = controller.getModel() if controller is not None else None
    return document if document is not None and document.supportsService(CALC) else None


def _tell(frame: Any, outcome: Outcome) -> tuple[bool, str]:
    """Show how it went, and return it."""
    window = frame.getContainerWindow() if frame is not None else None
    if window is not None:
        dialogs.show_message(window, outcome.text, good=outcome.done)
    return outcome.done, outcome.text


def _show_for_a_while(book: xw.Book, text: str) -> None:
    """Show a text in the status bar, which LibreOffice gives back to nobody by itself."""
    app: Any = book.app.impl

    def give_back() -> None:
        """Give the status bar back if nobody has taken it since."""
        with suppress(Exception):  # the window may be gone
            if app.status_bar == text:
                app.status_bar = False

    app.status_bar = text
    timer = Timer(STATUS_SECONDS, give_back)
    timer.daemon = True
    timer.start()


def _asked(context: Any, frame: Any, action: Action) -> str | None:
    """Ask an action's question; None when the user thinks better of it."""
    window = frame.getContainerWindow()
    title = say("calc_buttons.dialog.title", action=action.label())
    if action.asks == "function":
        names = list(catalogue())
        lines = [
            say("calc_buttons.dialog.function", name=each.name, sentence=each.sentence())
            for each in catalogue().values()
        ]
        chosen = dialogs.ask_choice(context, window, title, action.tip(), lines)
        return None if chosen is None else names[chosen]
    if action.asks == "language":
        words = [say(f"calc_buttons.dialog.language_{each}") for each in texts.LANGUAGES]
        chosen = dialogs.ask_choice(context, window, title, action.tip(), words)
        return None if chosen is None else texts.LANGUAGES[chosen]
    return dialogs.ask_line(context, window, title, action.question())


def _language(context: Any) -> Language:
    """Return the language that the user chose once for all, else that of LibreOffice's windows."""
    chosen = remembered_language()
    if chosen is not None:
        return chosen
    told = office_locale(context)
    return next((known for known in texts.LANGUAGES if told.startswith(known)), texts.current_language())


def office_locale(context: Any) -> str:
    """Return the language of LibreOffice's windows.

    Parameters
    ----------
    context : XComponentContext
        Of the office.

    Returns
    -------
    str
        As ``zh-CN``.
    """
    import uno

    place = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    place.Name, place.Value = "nodepath", "/org.openoffice.Setup/L10N"
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    reader = "com.sun.star.configuration.ConfigurationAccess"
    return str(provider.createInstanceWithArguments(reader, (place,)).getByName("ooLocale"))
