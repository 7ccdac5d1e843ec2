"""One way out for errors: a single root, leaves named for the fact, texts in both languages.

A message says where, what was got, what is accepted and how to mend it. The text lives in the texts files
under the error's key, so a call site is one line and no message exists in one language only.
"""

from __future__ import annotations

from typing import ClassVar

from xlcredit.texts import Language, say


class XlcreditError(Exception):
    """Root of everything xlcredit raises on purpose.

    Parameters
    ----------
    key : str
        Dotted key of the message, for instance ``"receivables.edges_not_rising"``.
    **fields
        Values of the message's placeholders.

    Attributes
    ----------
    excel_error : str
        The Excel error value that a cell shows for it.

    Examples
    --------
    >>> str(ArgumentError("errors.unknown_language", got="fr"))
    "language: got 'fr'. Accepted are 'en' and 'zh'. Write one of them."
    """

    excel_error: ClassVar[str] = "#VALUE!"

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def text(self, language: Language | None = None) -> str:
        """Return the message in one language, the current one when None."""
        return say(self.key, language, **self.fields)

    def __str__(self) -> str:
        """Return the message in the current language."""
        return self.text()


class ArgumentError(XlcreditError):
    """An argument has the wrong kind, shape or word."""


class MissingDataError(XlcreditError):
    """What the answer needs is not there."""

    excel_error = "#N/A"


class ImpossibleNumberError(XlcreditError):
    """The numbers given have no answer, or none that means anything."""

    excel_error = "#NUM!"


class PolicyError(XlcreditError):
    """A policy file or sheet breaks a rule of the policy."""


class SourceError(XlcreditError):
    """A file cannot be read, or holds no ledger; it is left as it was."""


class WorkbookError(XlcreditError):
    """A workbook cannot be changed without harm; it is left as it was."""


class HostError(XlcreditError):
    """The host (Excel, Calc, a closed file) cannot do what a macro asks."""
