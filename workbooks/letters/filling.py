"""A template of Word filled with one letter: placeholders replaced, the row of items repeated."""

from __future__ import annotations

import copy
import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.table import _Row

from workbooks.letters.plain_text import for_xml
from workbooks.letters.templates import ITEM
from xlcredit.errors import SourceError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.text.paragraph import Paragraph

    from xlcredit.collections.letters import Letter, LetterItem

_MARK = re.compile(r"\{\{\s*(\w[\w.]*)\s*\}\}")


def filled(template: bytes, letter: Letter, name: str = "") -> tuple[bytes, tuple[str, ...]]:
    """Fill a template with one letter.

    Parameters
    ----------
    template : bytes
        A Word document with placeholders.
    letter : Letter
        What stands in their places.
    name : str, optional
        Name of the template, for messages.

    Returns
    -------
    bytes
        The letter as a Word document.
    tuple of str
        Placeholders for which nothing is known: each stands in the letter as a marked gap.

    Raises
    ------
    SourceError
        When the template is no Word document, names a placeholder that there is none of, or has no row for
        the documents.

    Notes
    -----
    A paragraph whose placeholders are all blank is left out. What a ledger says is written as plain text: no
    word of it can become markup, and none of it is run.
    """
    try:
        word = Document(io.BytesIO(template))
    except Exception as error:
        raise SourceError("letters.bad_template", name=name, reason=type(error).__name__) from error
    gaps: dict[str, None] = {}
    rows = _repeat(word, letter)
    if not rows:
        raise SourceError("letters.no_items", name=name)
    for paragraph in list(_paragraphs(word)):
        _fill(paragraph, dict(letter.values), letter, gaps, name)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue(), tuple(gaps)


def _repeat(word: Any, letter: Letter) -> int:
    """Repeat the row of items for every document; return how many such rows the template has."""
    found = 0
    for table in word.tables:
        for row in list(table.rows):
            if f"{{{{{ITEM}" not in "".join(cell.text for cell in row.cells).replace(" ", ""):
                continue
            found += 1
            for item in letter.items:
                made = copy.deepcopy(row._tr)  # noqa: SLF001  the library cannot copy a row
                row._tr.addprevious(made)  # noqa: SLF001  as above
                values = {f"{ITEM}{key}": text for key, text in item_texts(item, letter).items()}
                for cell in _Row(made, table).cells:
                    for paragraph in cell.paragraphs:
                        _replace(paragraph, values)
            table._tbl.remove(row._tr)  # noqa: SLF001  as above
    return found


def item_texts(item: LetterItem, letter: Letter) -> dict[str, str]:
    """Return one document as a letter shows it.

    Parameters
    ----------
    item : LetterItem
        The document.
    letter : Letter
        Its letter.

    Returns
    -------
    dict of str to str
        Field to text; what is not known is "".
    """
    return {
        "document_no": for_xml(item.document_no),
        "document_type": item.document_type,
        "invoice_date": f"{item.invoice_date:%Y-%m-%d}" if item.invoice_date else "",
        "due_date": f"{item.due_date:%Y-%m-%d}" if item.due_date else "",
        "days_past_due": "" if item.days_past_due is None else str(item.days_past_due),
        "amount": f"{item.amount:,.2f}",
        "open_amount": f"{item.open_amount:,.2f}",
        "currency": letter.currency,
    }


def _paragraphs(word: Any) -> Iterator[Paragraph]:
    """Yield every paragraph: body, tables, headers, footers."""
    yield from word.paragraphs
    for table in word.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in word.sections:
        for part in (section.header, section.footer):
            yield from part.paragraphs


def _fill(
    paragraph: Paragraph, values: dict[str, str | None], letter: Letter, gaps: dict[str, None], name: str
) -> None:
    """Fill one paragraph, or take it out when all it would say is blank."""
    marks = _MARK.findall(paragraph.text)
    if not marks:
        return
    unknown = [mark for mark in marks if mark not in values]
    if unknown:
        raise SourceError("letters.unknown_mark", name=name, got=unknown[0], known=", ".join(sorted(values)))
    if all(values[mark] == "" for mark in marks) and not _MARK.sub("", paragraph.text).strip():
        above = paragraph._p.getparent()  # noqa: SLF001  the library cannot remove one
        if above is not None:
            above.remove(paragraph._p)  # noqa: SLF001  as above
        return
    texts: dict[str, str] = {}
    for mark in marks:
        value = values[mark]
        if value is None:
            gaps[mark] = None
            field = say(f"letters.field.{mark}", letter.language)
            value = say("letters.missing", letter.language, field=field)
        texts[mark] = for_xml(value)
    _replace(paragraph, texts, {texts[mark] for mark in marks if values[mark] is None})


def _replace(paragraph: Paragraph, values: dict[str, str], gaps: set[str] | None = None) -> None:
    """Replace placeholders over the runs of a paragraph: Word cuts them where it likes.

    From the last to the first and once only, so that braces in a ledger stay what they are.
    """
    runs = paragraph.runs
    texts = [run.text for run in runs]
    for found in reversed(list(_MARK.finditer("".join(texts)))):
        if found[1] not in values:
            continue
        value, begin = values[found[1]], 0
        for place, text in enumerate([run.text for run in runs]):
            end = begin + len(texts[place])
            left, right = max(found.start(), begin), min(found.end(), end)
            if left < right:
                is_first = left == found.start()
                tail = text[right - begin :]
                runs[place].text = text[: left - begin] + (value if is_first else "") + tail
                if is_first and gaps and value in gaps and runs[place].text == value:
                    runs[place].font.highlight_color = WD_COLOR_INDEX.YELLOW
            begin = end
