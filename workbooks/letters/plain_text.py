"""Words from a ledger made fit for XML, for headers of a mail and for names of files."""

from __future__ import annotations

import re
import unicodedata

_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES = re.compile(r"[\s\u0085\u2028\u2029]+")
_NO_NAME = re.compile(r'[<>:"/\\|?*\u0000-\u001f]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
LONGEST_NAME = 40
"""Characters of a customer's number in the name of a file; three bytes each are still a legal name."""


def for_xml(text: str) -> str:
    r"""Return a text on one line without characters that no XML may hold.

    Parameters
    ----------
    text : str
        Any text of a ledger.

    Returns
    -------
    str
        Control characters and halves of surrogate pairs are left out, line ends are blanks.

    Examples
    --------
    >>> for_xml("A\x00B\n<C>")
    'AB <C>'
    """
    return _LINES.sub(" ", _NO_XML.sub("", text)).strip()


def for_header(text: str) -> str:
    r"""Return a text that can stand in a header of a mail: one line, nothing invisible.

    Parameters
    ----------
    text : str
        Any text of a ledger.

    Returns
    -------
    str
        No line end can begin another header.

    Examples
    --------
    >>> for_header("Alpha\r\nBcc: x@example.com")
    'Alpha Bcc: x@example.com'
    """
    return "".join(sign for sign in for_xml(text) if unicodedata.category(sign) not in _INVISIBLE)


def for_file(text: str) -> str:
    """Return a text that can be part of the name of a file on every system.

    Parameters
    ----------
    text : str
        For instance a customer's number.

    Returns
    -------
    str
        At most `LONGEST_NAME` characters, no separators, no dots or blanks at its ends; "_" when nothing is
        left. It may still be a reserved word such as CON: put something before it.

    Examples
    --------
    >>> for_file("10/2026: 北京..."), for_file("../..")
    ('10_2026_ 北京', '_')
    """
    safe = _NO_NAME.sub("_", for_header(unicodedata.normalize("NFC", text)))
    return safe[:LONGEST_NAME].strip(" .").removeprefix(".._").strip(" .") or "_"
