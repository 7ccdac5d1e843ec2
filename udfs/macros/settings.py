"""Settings: the as-of date of the workbook, and the language of messages."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from udfs import preferences
from udfs.books import frames
from udfs.books.cells import book_names, named_date, remember_chosen_date
from udfs.macros.pressed import Pressed, Told
from xlcredit.errors import HostError
from xlcredit.texts import say

if TYPE_CHECKING:
    import xlwings as xw

    from xlcredit import texts

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""1 January 2000 and 31 December 2099: other bare numbers are slips rather than dates."""
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_LANGUAGES: dict[str, texts.Language] = {
    "en": "en", "english": "en", "英文": "en", "英语": "en",
    "zh": "zh", "chinese": "zh", "中文": "zh", "简体中文": "zh",
}  # fmt: skip


def as_of_date(book: xw.Book, pressed: Pressed) -> Told:
    """Set the date that the next refresh values open items at; nothing is computed yet.

    Parameters
    ----------
    book : xlwings.Book
        A workbook with our sheets.
    pressed : Pressed
        Its answer is a date, year first, or its serial number; a blank leaves the choice to refreshes.

    Returns
    -------
    Told
        What the next refresh does.

    Raises
    ------
    HostError
        When the workbook has no cell ``AsOf``, or the answer is no date.

    Notes
    -----
    Written are the named cell ``AsOf`` and the hidden constant that tells a chosen date from a given one. On
    a blank the cell keeps the date that the figures stand for, until a refresh chooses another.
    """
    if "AsOf" not in book_names(book):
        raise HostError("macros.no_as_of", book=book.name, action=say("actions.refresh_all.label"))
    if not pressed.answer.strip():
        remember_chosen_date(book, named_date(book, "AsOf"))
        return Told(say("macros.say.as_of_automatic", action=say("actions.refresh_all.label")))
    day = read_date(pressed.answer)
    book.names["AsOf"].refers_to_range.raw_value = frames.host_rows(book, [[frames.plain(day)]])
    remember_chosen_date(book, None)
    return Told(say("macros.say.as_of", day=day, action=say("actions.refresh_all.label")))


def read_date(text: str) -> date:
    """Read a date that leaves no doubt about day and month.

    Parameters
    ----------
    text : str
        Year first, as ``2026-10-31``, ``2026/10/31``, ``2026.10.31``, ``20261031`` or ``2026年10月31日``, or
        a serial number of this century.

    Returns
    -------
    date
        The day.

    Raises
    ------
    HostError
        When it is something else.

    Examples
    --------
    >>> read_date("2026年10月31日"), read_date("46326")
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31))
    """
    bare = text.strip()
    found = _YEAR_FIRST.match(bare) or _COMPACT.match(bare)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if FIRST_SERIAL <= float(bare) <= LAST_SERIAL:
            day = frames.date_of(float(bare))
            assert day is not None  # noqa: S101  a number always gives one; this tells the type checker
            return day
    except ValueError:
        pass
    raise HostError("macros.no_date", got=bare)


def language(_book: xw.Book, pressed: Pressed) -> Told:
    """Choose the language of buttons and messages, for all workbooks; sheets keep theirs.

    Parameters
    ----------
    pressed : Pressed
        Its answer is ``en`` or ``zh``, or the language's name.

    Returns
    -------
    Told
        The choice, in the language chosen.

    Raises
    ------
    HostError
        When the answer is neither, or the choice cannot be kept.
    """
    chosen = _LANGUAGES.get(pressed.answer.strip().casefold())
    if chosen is None:
        raise HostError("macros.no_language", got=pressed.answer.strip())
    preferences.remember_language(chosen)
    return Told(say("macros.say.language", chosen))
