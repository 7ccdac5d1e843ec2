"""Drafts of e-mails: a person opens, reads, changes and sends them; we send none."""

from __future__ import annotations

import io
import re
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from docx import Document
from docx.table import Table

from workbooks.letters.plain_text import for_header, for_xml
from workbooks.letters.templates import BRACED
from xlcredit.texts import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.collections.letters import Letter

_ADDRESS = re.compile(r"[^@\s,;:<>\"()\[\]\\]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
_OFFICE = "vnd.openxmlformats-officedocument"
_TYPES = {".docx": f"{_OFFICE}.wordprocessingml.document", ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
          ".pdf": "pdf"}  # fmt: skip


def draft(letter: Letter, word: bytes, attachments: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a letter as the draft of an e-mail.

    Parameters
    ----------
    letter : Letter
        The letter.
    word : bytes
        The same as a Word document: its words are those of the mail.
    attachments : sequence of (str, bytes)
        Name and content of each file that goes with it.

    Returns
    -------
    bytes
        An .eml file with the header ``X-Unsent``, by which mail programmes open it for writing. It has no
        sender, and a recipient only where the customer list gives an address.
    """
    message = EmailMessage(policy=SMTP)
    subject = entry(f"letters.{letter.kind}.subject")[letter.language]
    message["Subject"] = for_header(BRACED.sub(lambda hit: letter.values.get(hit[1]) or "", subject))
    if _ADDRESS.fullmatch(letter.mail) and letter.mail.isascii():
        message["To"] = letter.mail
    message["X-Unsent"] = "1"
    message.set_content(_words(word), cte="base64")
    for name, content in attachments:
        kind = _TYPES[name[name.rindex(".") :]]
        message.add_attachment(content, maintype="application", subtype=kind, filename=for_header(name))
    return message.as_bytes()


def _words(word: bytes) -> str:
    """Return a Word document as plain text, the cells of a row apart by a bar."""
    lines = []
    for block in Document(io.BytesIO(word)).iter_inner_content():
        if isinstance(block, Table):
            lines += ["  |  ".join(for_xml(cell.text) for cell in row.cells) for row in block.rows]
            lines.append("")
        else:
            lines += [block.text, ""]
    return "\n".join(lines)
