"""Options that every command has, and what they do."""

from __future__ import annotations

from typing import Annotated

import typer

from xlcredit import texts
from xlcredit.errors import XlcreditError
from xlcredit.texts import say

LanguageOption = Annotated[str | None, typer.Option("--lang", help=say("cli.lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=say("cli.json"))]


def speak(language: str | None) -> texts.Language:
    """Return the language asked for and use it for messages too.

    Parameters
    ----------
    language : str or None
        As given on the command line; the current one when None.

    Returns
    -------
    {"en", "zh"}
        The language in use.

    Raises
    ------
    XlcreditError
        When it is neither.
    """
    if language is None:
        return texts.current_language()
    if language not in texts.LANGUAGES:
        raise XlcreditError("errors.unknown_language", got=language)
    texts.use_language(language)
    return language
