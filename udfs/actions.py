"""The buttons of the ribbon and the menus: one entry each, from which every host draws its own.

An entry says where a button stands, how it looks and what it asks for; its words stand in both languages in
``texts/messages/actions.toml``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from xlcredit import texts
from xlcredit.errors import HostError, XlcreditError

if TYPE_CHECKING:
    import xlwings as xw

    from udfs.macros.pressed import Told

ActionGroup = Literal["refresh", "ask", "function", "book", "settings", "help"]
ACTION_GROUPS: tuple[ActionGroup, ...] = ("refresh", "ask", "function", "book", "settings", "help")
Question = Literal["", "date", "language", "function"]


@dataclass(frozen=True)
class Action:
    """One button.

    Attributes
    ----------
    key : str
        Name of the macro behind it.
    group : str
        Where it stands.
    icon : str
        Name of a picture that Office brings along (``imageMso``).
    large : bool
        Whether it is drawn large.
    asks : str
        What the host asks the user for before it presses: ``""`` nothing, ``"date"`` a date or a blank,
        ``"language"`` one of the languages, ``"function"`` the name of a worksheet function.
    """

    key: str
    group: ActionGroup
    icon: str
    large: bool = False
    asks: Question = ""

    def label(self, language: texts.Language | None = None) -> str:
        """Return the words on the button."""
        return texts.say(f"actions.{self.key}.label", language)

    def tip(self, language: texts.Language | None = None) -> str:
        """Return what it does, in one sentence."""
        return texts.say(f"actions.{self.key}.tip", language)

    def question(self, language: texts.Language | None = None) -> str:
        """Return what the host asks before it presses; empty when it asks nothing."""
        return texts.say(f"actions.{self.key}.question", language) if self.asks else ""


ACTIONS: tuple[Action, ...] = (
    Action("refresh_all", "refresh", "RefreshAll", large=True),
    Action("refresh_aging", "refresh", "TableDrawTable"),
    Action("score_customers", "refresh", "ConditionalFormattingMenu"),
    Action("recommend_limits", "refresh", "FunctionsFinancialInsertGallery"),
    Action("fit", "refresh", "GoalSeek"),
    Action("check_data", "ask", "DataValidation", large=True),
    Action("explain_selection", "ask", "ReviewNewComment"),
    Action("why_error", "ask", "ErrorChecking"),
    Action("insert_function", "function", "FunctionWizard", large=True, asks="function"),
    Action("letters", "book", "EnvelopesAndLabelsDialog"),
    Action("claim", "book", "ReviewProtectWorkbook"),
    Action("new_template", "book", "FileNew"),
    Action("freeze_values", "book", "PasteValues"),
    Action("fix_links", "book", "FileLinksToFiles"),
    Action("as_of_date", "settings", "DateAndTimeInsert", asks="date"),
    Action("language", "settings", "SetLanguage", asks="language"),
    Action("help", "help", "Help"),
    Action("about", "help", "Info"),
)


@dataclass(frozen=True)
class Outcome:
    """How the press of a button ended.

    Attributes
    ----------
    done : bool
        Whether the macro ran to its end; what it wrote before a refusal or a fault stands.
    text : str
        What to tell the user.
    quiet : bool
        Whether the status bar is enough, because the result is in front of the user.
    """

    done: bool
    text: str
    quiet: bool = False


def press(key: str, book: xw.Book, answer: str = "") -> None:
    """Run the macro of a button and tell the user how it went; nothing is raised.

    Parameters
    ----------
    key : str
        Key of an action.
    book : xlwings.Book
        The workbook in front.
    answer : str
        What the user answered to the action's question.

    Notes
    -----
    Steps of long work show in the status bar, which is given back in any case. Success is told in an alert,
    or in the status bar where the result is in front of the user. What we refuse is told with what to do
    about it; any other fault with the place of the log that holds its trace.
    """
    outcome = carry_out(key, book, answer)
    if outcome.done and outcome.quiet:
        book.app.status_bar = outcome.text
    else:
        book.app.alert(outcome.text, title="xlcredit", mode="info" if outcome.done else "critical")


def carry_out(key: str, book: xw.Book, answer: str = "") -> Outcome:
    """Run the macro of a button for a host that tells the user itself; nothing is raised.

    Parameters
    ----------
    key, book, answer
        As for `press`.

    Returns
    -------
    Outcome
        How it went, in words; of a fault that nobody foresaw also the place of the log.
    """
    with texts.in_language(_language(book)):
        try:
            told = _run(key, book, answer)
        except XlcreditError as error:
            return Outcome(done=False, text=str(error))
        except Exception as error:  # noqa: BLE001  a fault must not leave the user with a trace, or with nothing
            return Outcome(done=False, text=_unexpected(key, error))
        return Outcome(done=True, text=told.text, quiet=told.quiet)


def _run(key: str, book: xw.Book, answer: str) -> Told:
    """Run a macro with its progress in the status bar, and give the bar back."""
    from udfs.books.editions import saved_path
    from udfs.hosts.jobs import asked
    from udfs.macros.buttons import BUTTONS
    from udfs.macros.pressed import Pressed
    from workbooks.sources import source_hash

    macro = BUTTONS.get(key)
    if macro is None:
        raise HostError("macros.no_action", got=key, known=", ".join(BUTTONS))

    def step(step_key: str) -> None:
        """Show a step of long work."""
        book.app.status_bar = texts.say("macros.say.progress", step=texts.say(step_key))

    try:
        wanted = asked(None, None, datetime.now().astimezone())
        with suppress(XlcreditError):  # never saved: there is no file to take a fingerprint of
            wanted = replace(wanted, source_hash=source_hash(saved_path(book)))
        return macro(book, Pressed(wanted, answer, step))
    finally:
        book.app.status_bar = False


def _unexpected(key: str, error: Exception) -> str:
    """Write an unexpected fault into the log and return what to tell of it."""
    from udfs.preferences import log_fault

    path = log_fault(f"action {key}", error)
    log = texts.say("macros.log_is_at", path=path) if path else texts.say("macros.no_log")
    label = next((action.label() for action in ACTIONS if action.key == key), key)
    return texts.say("macros.unexpected", action=label, kind=f"{type(error).__name__}: {error}", log=log)


def _language(book: xw.Book) -> texts.Language:
    """Return the language of messages: the one chosen, else the workbook's if it is ours, else the usual."""
    from udfs.preferences import remembered_language

    chosen = remembered_language()
    if chosen is not None:
        return chosen
    from udfs.books.tables import find_tables, workbook_language

    try:
        return workbook_language(find_tables(book))
    except Exception:  # noqa: BLE001  what is wrong with the workbook is told by the macro, in any language
        return texts.current_language()
