"""Every word a user reads, in English and Chinese, held as data beside this module.

A text is found by a dotted key: first the file under ``messages/``, then the table in it.
Both languages stand in one entry, so that none can be forgotten; a test holds their placeholders equal.
"""

from __future__ import annotations

import os
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: ContextVar[Language | None] = ContextVar("xlcredit_language", default=None)


def current_language() -> Language:
    """Return the language that texts are written in when none is asked for.

    Returns
    -------
    {"en", "zh"}
        What `use_language` chose, else the environment variable ``XLCREDIT_LANG``, else English.

    Examples
    --------
    >>> use_language("zh")
    >>> current_language()
    'zh'
    >>> use_language(None)
    """
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    named = os.environ.get("XLCREDIT_LANG", "en").lower()
    return "zh" if named.startswith("zh") else "en"


def use_language(language: Language | None) -> None:
    """Choose the language of texts from here on; None goes back to the environment's.

    Parameters
    ----------
    language : {"en", "zh"} or None
        The language.

    Raises
    ------
    ValueError
        When `language` is another word.

    Examples
    --------
    >>> use_language("fr")
    Traceback (most recent call last):
    ValueError: language: got 'fr'; accepted are 'en' and 'zh'
    """
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language: got {language!r}; accepted are 'en' and 'zh'")
    _chosen.set(language)


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Write texts in a language for a while, then in the one before.

    Parameters
    ----------
    language : {"en", "zh"}
        The language.

    Yields
    ------
    None
        While it lasts.

    Examples
    --------
    >>> with in_language("zh"):
    ...     say("labels.due_date")
    '到期日'
    """
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


@cache
def topic(name: str) -> dict[str, Any]:
    """Return every entry of one topic file, nested as it stands there.

    Parameters
    ----------
    name : str
        File name under ``messages/`` without its ending.

    Returns
    -------
    dict
        Tables of entries; an entry holds one text per language.

    Examples
    --------
    >>> topic("labels")["customer_id"]["zh"]
    '客户编号'
    """
    text = files(__package__).joinpath("messages", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def entry(key: str) -> dict[Language, str]:
    """Return one entry in both languages.

    Parameters
    ----------
    key : str
        Dotted key, for instance ``"labels.open_amount"``.

    Returns
    -------
    dict
        Language to text.

    Raises
    ------
    KeyError
        When no such entry stands in the files: a fault of the programme, not of the user.

    Examples
    --------
    >>> entry("labels.due_date")
    {'en': 'Due date', 'zh': '到期日'}
    """
    name, *path = key.split(".")
    found: Any = topic(name)
    for part in path:
        found = found[part]
    return cast("dict[Language, str]", found)


def say(key: str, language: Language | None = None, /, **fields: object) -> str:
    """Return a text in one language with its placeholders filled.

    Parameters
    ----------
    key : str
        Dotted key.
    language : {"en", "zh"}, optional
        The language; the current one when None.
    **fields
        Values of the placeholders.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> say("labels.due_date", "en")
    'Due date'
    """
    return entry(key)[language or current_language()].format(**fields)
