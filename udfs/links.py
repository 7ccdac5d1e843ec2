"""Dead paths to the add-in in formulas: what Excel puts before a function when the add-in stood elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from udfs.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection

ADD_IN = "xlcredit.xlam"

_PIECE = re.compile(
    r"""
    "(?:[^"]|"")*"                                       # a text: never looked into
  | (?P<path>'(?:[^']|'')*'|\[\d+\]|[^\W\d][\w.]*|\[[^\[\]]*\])!(?P<name>[A-Za-z][A-Za-z0-9]*)(?=\s*\()
  | '(?:[^']|'')*'                                       # a quoted sheet before an address
    """,
    re.VERBOSE,
)


def without_dead_paths(formula: str, others: Collection[str] = ()) -> str:
    r"""Return a formula with our functions under their plain names.

    Parameters
    ----------
    formula : str
        As it stands in the cell, with or without its equals sign.
    others : collection of str
        Linked workbooks that are not our add-in, as ``"[2]"``: a function of theirs keeps its path.

    Returns
    -------
    str
        The same text but for the paths to our add-in before our own functions.

    Examples
    --------
    >>> without_dead_paths("=[1]!CREDITSCORE(A2:D2,A1:D1)*2")
    '=CREDITSCORE(A2:D2,A1:D1)*2'
    >>> without_dead_paths(r"='D:\office\xlcredit.xlam'!DSO(A1,B1,365)")
    '=DSO(A1,B1,365)'
    >>> without_dead_paths("='C:\\other.xlam'!DSO(A1,B1,365)")
    "='C:\\other.xlam'!DSO(A1,B1,365)"
    """

    def plain(found: re.Match[str]) -> str:
        """Return a piece without the path when it leads to our add-in."""
        path, name = found["path"], found["name"]
        if path is None or name.upper() not in catalogue() or not _is_ours(path, others):
            return found.group()
        return name

    return _PIECE.sub(plain, formula) if "!" in formula else formula


def _is_ours(path: str, others: Collection[str]) -> bool:
    """Tell whether a path is a link by number or names the file of our add-in."""
    if re.fullmatch(r"\[\d+\]", path):
        return path not in others
    last = re.split(r"[\\/]", path.strip("'"))[-1].casefold()
    return last == ADD_IN or last.startswith(f"[{ADD_IN}]")
