"""Help and About: what there is, where it is written down, and what runs."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from udfs import preferences
from udfs.books.editions import full_name
from udfs.books.inputs import read_policy
from udfs.books.tables import find_tables
from udfs.catalogue import GROUPS, catalogue
from udfs.macros.pressed import Pressed, Told
from xlcredit import __version__
from xlcredit.texts import say

if TYPE_CHECKING:
    import xlwings as xw

PAGE = "functions.md"


def help_page(_book: xw.Book, _pressed: Pressed) -> Told:
    """List the functions by group, and write the reference page where it can be read without a network.

    Returns
    -------
    Told
        Functions, what the buttons for questions do, and the path of the page.
    """
    lines = [say("macros.help.head")]
    for group in GROUPS:
        names = [name for name, entry in catalogue().items() if entry.group == group]
        if names:
            lines.append(f"{say(f'catalogue.groups.{group}')}: {', '.join(names)}")
    lines.append(
        say(
            "macros.help.ask",
            insert=say("actions.insert_function.label"),
            explain=say("actions.explain_selection.label"),
            why=say("actions.why_error.label"),
        )
    )
    page = _written_page()
    if page is not None:
        lines.append(say("macros.help.page", path=page))
    return Told("\n".join(lines))


def _written_page() -> Path | None:
    """Write the reference page into the user's folder and return its path, None when that cannot be done."""
    from udfs.reference import reference_page

    path = preferences.folder() / PAGE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reference_page(), encoding="utf-8")
    except OSError:
        return None
    return path


def about(book: xw.Book, _pressed: Pressed) -> Told:
    """Say which version, policy and Python are at work, and where settings and log are.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front; its Policy sheet decides the policy.

    Returns
    -------
    Told
        One line each.
    """
    policy = read_policy(find_tables(book))
    lines = {
        "version": __version__,
        "policy": f"{policy.policy_id} ({policy.meta.effective_from})",
        "functions": len(catalogue()),
        "python": f"{platform.python_version()} {platform.architecture()[0]}, {sys.executable}",
        "package": Path(__file__).resolve().parents[2],
        "book": full_name(book),
        "settings": preferences.settings_path(),
        "log": preferences.log_path(),
    }
    words = [say("macros.about.head"), *(f"{say(f'macros.about.{key}')}: {it}" for key, it in lines.items())]
    return Told("\n".join([*words, say("macros.about.doctor")]))
