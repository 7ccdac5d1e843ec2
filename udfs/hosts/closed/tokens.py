"""A formula as a row of tokens: just enough grammar to find its references, names, tables and calls."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

TokenKind = Literal[
    "text", "error", "area", "columns", "rows", "number", "word", "call", "table", "open", "close", "comma",
    "other",
]  # fmt: skip

_COLUMN = r"\$?[A-Za-z]{1,3}"
_CELL = _COLUMN + r"\$?[1-9]\d{0,6}"
_PIECE = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#(?:N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!))
  | (?P<sheet>(?:'(?:[^']|'')*'|(?:\[\d+\])?[^\W\d][\w.]*|\[\d+\])!)
  | (?P<area>{_CELL}(?::{_CELL})?(?![\w.(!\[]))
  | (?P<columns>{_COLUMN}:{_COLUMN}(?![\w.(!]))
  | (?P<rows>\$?[1-9]\d*:\$?[1-9]\d*(?![\w.]))
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d][\w.?]*|\\[\w.?]*)
  | (?P<bracket>\[)
  | (?P<open>[({{])
  | (?P<close>[)}}])
  | (?P<comma>,)
  | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One piece of a formula.

    Attributes
    ----------
    kind : str
        What it is; ``call`` is a function's name before its parenthesis, ``table`` a structured reference.
    text : str
        As it stands, without the sheet before it.
    sheet : str or None
        Sheet named before it, unquoted; None when none is.
    inside : str
        What stands between the brackets of a structured reference.
    """

    kind: TokenKind
    text: str
    sheet: str | None = None
    inside: str = ""


def tokens_of(formula: str) -> list[Token]:
    """Cut a formula into tokens.

    Parameters
    ----------
    formula : str
        With or without its equals sign.

    Returns
    -------
    list of Token
        Joined again by `udfs.hosts.closed.references`, they give the same formula.

    Examples
    --------
    >>> [(token.kind, token.text) for token in tokens_of("SUM(A1:B2)")]
    [('call', 'SUM'), ('open', '('), ('area', 'A1:B2'), ('close', ')')]
    >>> tokens_of("Sales[[#Headers],[Net]]")[0].inside
    '[#Headers],[Net]'
    """
    found: list[Token] = []
    position, sheet = 0, None
    while position < len(formula):
        match = _PIECE.match(formula, position)
        assert match is not None  # noqa: S101  the last alternative takes any character
        kind, text = match.lastgroup, match.group()
        position = match.end()
        if kind == "sheet":
            sheet = _unquoted(text[:-1])
            continue
        if kind == "bracket" or (kind == "word" and formula[position : position + 1] == "["):
            opened = position - 1 if kind == "bracket" else position
            position = _bracket_end(formula, opened)
            name = "" if kind == "bracket" else text
            found.append(Token("table", name, sheet, formula[opened + 1 : position - 1]))
        else:
            found.append(Token(kind, text, sheet))  # type: ignore[arg-type]
        sheet = None
    return _with_calls(found)


def _with_calls(tokens: list[Token]) -> list[Token]:
    """Mark the words that stand before a parenthesis as calls."""
    following = [*(token.kind == "open" and token.text == "(" for token in tokens[1:]), False]
    return [
        token._replace(kind="call") if token.kind == "word" and opens else token
        for token, opens in zip(tokens, following, strict=False)
    ]


def _unquoted(sheet: str) -> str:
    """Return a sheet name without the quotes around it."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _bracket_end(formula: str, opened: int) -> int:
    """Return the position after the bracket that closes the one at `opened`; an apostrophe escapes."""
    depth, position = 0, opened
    while position < len(formula):
        character = formula[position]
        if character == "'":
            position += 1
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return position
