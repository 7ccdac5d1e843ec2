"""Macros on a document that is open in LibreOffice: one step to undo, progress in the status bar."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from udfs.books.editions import saved_path, template_path
from udfs.hosts.calc.engine import one_action, open_document
from xlcredit import texts
from xlcredit.errors import XlcreditError
from xlcredit.texts import say

if TYPE_CHECKING:
    from udfs.books.asked import Asked
    from xlcredit.refresh import Results


def refresh_document(document: Any, asked: Asked) -> Results:
    """Refresh a document: read its ledger, compute everything, fill our sheets; it is not saved.

    Parameters
    ----------
    document : XSpreadsheetDocument
        Any spreadsheet with a ledger in it; one without our sheets gets them.
    asked : Asked
        As-of date, base currency, today, user.

    Returns
    -------
    Results
        What was written.

    Raises
    ------
    HostError
        When the document is read-only or protected, or its format would not keep our tables.
    SourceError
        When it holds no ledger.

    Notes
    -----
    All that is written is one step to undo. On any failure the document is as it was.
    """
    from udfs.macros import refreshing

    book = open_document(document)
    book.impl.require_editable()
    book.impl.require_tables()
    wanted = asked
    with suppress(XlcreditError):  # never saved: there is no file to take a fingerprint of
        from workbooks.sources import source_hash

        wanted = replace(asked, source_hash=source_hash(saved_path(book)))

    def step(key: str) -> None:
        """Show a step of long work."""
        book.app.status_bar = say("macros.say.progress", step=say(key))

    try:
        with one_action(book, say("actions.refresh_all.label")):
            return refreshing.refresh(book, wanted, template_path(texts.current_language()), step)
    finally:
        book.app.status_bar = False
