"""The sheet of texts in the add-in: every word that its VBA shows, in both languages; VBA itself is ASCII."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from udfs.actions import ACTION_GROUPS, ACTIONS
from udfs.catalogue import GROUPS, catalogue
from xlcredit.texts import LANGUAGES, say, topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from udfs.catalogue import Entry

SHEET_NAME = "xlcredit_texts"
CODE_NAME = "TextSheet"
"""Name of the sheet's module in the VBA project."""
HEADINGS = ("kind", "key", *LANGUAGES, "note")
LONGEST = 255
"""As many characters as Excel takes for the help of a function or an argument."""
TAB = "credit_tab"
"""Identifier of the ribbon's tab."""


def help_rows() -> list[list[str]]:
    """Return the rows of the sheet of texts.

    Returns
    -------
    list of list of str
        Headings first; then kind, key, English, Chinese and a note for the VBA: what a function returns, the
        name of an argument, what a button asks for, or a count.

    Examples
    --------
    >>> [row[3] for row in help_rows() if row[:2] == ["label", "refresh_all"]]
    ['全部刷新']
    """
    functions = chain.from_iterable(map(_function_rows, catalogue().values()))
    return [list(HEADINGS), *functions, *_category_rows(), *_label_rows(), *_action_rows(), *_text_rows()]


def group_id(group: str) -> str:
    """Return the identifier of a group of buttons in the ribbon.

    Parameters
    ----------
    group : str
        One of `udfs.actions.ACTION_GROUPS`.

    Returns
    -------
    str
        Unique in the ribbon.

    Examples
    --------
    >>> group_id("refresh")
    'group_refresh'
    """
    return f"group_{group}"


def menu_id(group: str) -> str:
    """Return the identifier of the menu that offers a group of functions.

    Parameters
    ----------
    group : str
        One of `udfs.catalogue.GROUPS`.

    Returns
    -------
    str
        Unique in the ribbon.

    Examples
    --------
    >>> menu_id("credit")
    'menu_credit'
    """
    return f"menu_{group}"


def _row(kind: str, key: str, place: str = "", note: str = "") -> list[str]:
    """Return a row whose texts stand under a key of the texts."""
    return [kind, key, *(say(place, language) if place else "" for language in LANGUAGES), note]


def _function_rows(entry: Entry) -> Iterator[list[str]]:
    """Return what the wizard and the menus say of a function."""
    yield ["function", entry.name, *(entry.sentence(each)[:LONGEST] for each in LANGUAGES), entry.returns]
    yield ["category_of", entry.name, "", "", entry.group]
    yield ["argument_count", entry.name, "", "", str(len(entry.arguments))]
    yield ["required_count", entry.name, "", "", str(entry.required)]
    for number, argument in enumerate(entry.arguments, 1):
        helps = (entry.help_of(argument.name, language)[:LONGEST] for language in LANGUAGES)
        yield ["argument", f"{entry.name}.{number}", *helps, argument.name]


def _category_rows() -> Iterator[list[str]]:
    """Return the categories of the function wizard."""
    for group in GROUPS:
        names = [
            say("excel.category.name", language, group=say(f"catalogue.groups.{group}", language))
            for language in LANGUAGES
        ]
        yield ["category", group, *names, ""]


def _label_rows() -> Iterator[list[str]]:
    """Return the labels of the tab, its groups and the menus of functions."""
    yield _row("label", TAB, "excel.tab.label")
    for group in ACTION_GROUPS:
        yield _row("label", group_id(group), f"actions.groups.{group}")
    for room in GROUPS:
        yield _row("label", menu_id(room), f"catalogue.groups.{room}")


def _action_rows() -> Iterator[list[str]]:
    """Return the words of the buttons."""
    for action in ACTIONS:
        yield _row("label", action.key, f"actions.{action.key}.label", action.asks)
        yield _row("tip", action.key, f"actions.{action.key}.tip")
        if action.asks:
            yield _row("question", action.key, f"actions.{action.key}.question")


def _text_rows() -> Iterator[list[str]]:
    """Return the messages of the VBA."""
    for key in topic("excel")["text"]:
        yield _row("text", key, f"excel.text.{key}")
