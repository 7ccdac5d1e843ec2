"""Explain the selected cell in words: a formula, a customer, a figure on the dashboard; and why an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs import faults
from udfs.books.calls import UNKNOWN, Call, calls_in
from udfs.books.cells import rows_in
from udfs.books.selection import Selected, customer_at, selected
from udfs.books.tables import find_tables, workbook_language
from udfs.catalogue import catalogue
from udfs.links import without_dead_paths
from udfs.macros.customer_words import customer_words, shown
from udfs.macros.pressed import Pressed, Told
from udfs.values import ERROR_TEXTS, CellError, is_block
from xlcredit.texts import say

if TYPE_CHECKING:
    import xlwings as xw

    from xlcredit import texts

FIGURES = ("open_total", "overdue", "dso", "best_dso", "expected_loss", "over_limit")
"""Key figures of the dashboard, by the keys of their words."""
CARD_ROWS = 3
"""A card shows its name at most this many rows above the last of its lines."""
ERRORS = {
    "#NULL!": "null", "#DIV/0!": "div", "#VALUE!": "value", "#REF!": "ref", "#NAME?": "name", "#NUM!": "num",
    "#N/A": "na", "#SPILL!": "spill", "#CALC!": "calc", "#GETTING_DATA": "getting_data",
}  # fmt: skip
SHOWN_CELLS = 4


def explain_selection(book: xw.Book, _pressed: Pressed) -> Told:
    """Say in words what the selected cell shows; nothing in the workbook changes.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front.

    Returns
    -------
    Told
        A formula with our functions: what each does, its arguments with their values, result or reason. A row
        of a customer: the score with its reasons and the way to the limit. A figure of the dashboard: its
        definition. Anything else: what can be explained.
    """
    place = selected(book)
    calls = _calls(book, place)
    if calls:
        return Told("\n\n".join([say("macros.explain.cell", cell=place.address), *map(_call_words, calls)]))
    found = find_tables(book)
    customer_id = customer_at(place, found)
    words = customer_words(found, customer_id) if customer_id else ""
    words = words or _figure_at(place, workbook_language(found), found)
    return Told(words or say("macros.explain.nothing", cell=place.address))


def why_error(book: xw.Book, _pressed: Pressed) -> Told:
    """Give the reason for the error in the selected cell and how to mend it; nothing changes.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front.

    Returns
    -------
    Told
        The reason found by computing our functions of the cell anew; else the one kept for this error; else
        what the error value means.
    """
    place = selected(book)
    value = place.value
    if not isinstance(value, str) or value not in ERROR_TEXTS:
        return Told(say("macros.why.no_error", cell=place.address))
    return Told(
        "\n".join([say("macros.why.cell", cell=place.address, error=value), _reason(book, place, value)])
    )


def _reason(book: xw.Book, place: Selected, error: str) -> str:
    """Return the best reason there is for an error in a cell."""
    formula = place.formula
    if without_dead_paths(formula) != formula:
        return say("macros.why.dead_path", action=say("actions.fix_links.label"))
    calls = _calls(book, place)
    failed = next((call for call in reversed(calls) if isinstance(call.answer, CellError)), None)
    if failed is not None and failed.reason:
        return say("macros.why.reason", function=failed.name, reason=failed.reason)
    if calls and error == "#NAME?":
        return say("macros.why.not_bound", action=say("actions.fix_links.label"))
    for call in calls:
        kept = faults.latest(function=call.name, error=error) if call.answer is UNKNOWN else None
        if kept is not None:
            return say("macros.why.reason", function=kept.function, reason=kept.reason)
    return say(f"macros.error.{ERRORS[error]}")


def _calls(book: xw.Book, place: Selected) -> list[Call]:
    """Return the calls of ours in a cell."""
    formula = place.formula
    return calls_in(book, place, without_dead_paths(formula)) if formula else []


def _call_words(call: Call) -> str:
    """Return what a function does, its arguments with the values given, and what comes out."""
    entry = catalogue()[call.name]
    lines = [f"{entry.signature}", entry.sentence()]
    for given, argument in zip(call.arguments, entry.arguments, strict=False):
        value = say("macros.explain.computed") if given.value is UNKNOWN else _shown_value(given.value)
        lines.append(say("macros.explain.argument", name=argument.name, text=given.text or "-", value=value))
        lines.append(f"    {entry.help_of(argument.name)}")
    lines.append(_answer_words(call))
    return "\n".join(lines)


def _answer_words(call: Call) -> str:
    """Return the result of a call, or the reason of its error."""
    if call.answer is UNKNOWN:
        return say("macros.explain.no_answer")
    if isinstance(call.answer, CellError):
        return say("macros.explain.fault", error=call.answer, reason=call.reason or "")
    return say("macros.explain.answer", value=_shown_value(call.answer))


def _shown_value(value: Any) -> str:
    """Return a value of a cell or range as a person reads it."""
    if not is_block(value):
        return say("macros.explain.blank") if value in (None, "") else shown(value)
    rows = [row if is_block(row) else [row] for row in value]
    cells = [cell for row in rows for cell in row]
    first = say("macros.say.comma").join(
        say("macros.explain.blank") if cell in (None, "") else shown(cell) for cell in cells[:SHOWN_CELLS]
    )
    size = say("macros.explain.range", rows=len(rows), columns=max(map(len, rows), default=0))
    return f"{size}: {first}{' ...' if len(cells) > SHOWN_CELLS else ''}"


def _figure_at(place: Selected, language: texts.Language, found: dict[str, Any]) -> str:
    """Return the definition of the dashboard's figure that a cell belongs to, "" when it belongs to none."""
    if not found or place.sheet.name != say("sheets.dashboard", language):
        return ""
    above = [(place.row - up, place.column) for up in range(min(CARD_ROWS + 1, place.row))]
    left = [(place.row, column) for column in range(place.column, 0, -1)]
    labels = {key: say(f"template.figure.{key}", language) for key in FIGURES}
    for row, column in [*above, *left]:
        text = rows_in(place.sheet.range((row, column)))[0][0]
        for key, label in labels.items():
            if isinstance(text, str) and (text == label or text.startswith(f"{label}, ")):
                return f"{say(f'template.figure.{key}')}\n{say(f'macros.figure.{key}')}"
    return ""
