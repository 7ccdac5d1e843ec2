"""A template of Word filled with one letter: placeholders replaced, the row of items repeated."""

from __future__ import annotations

import copy
import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from workbooks.letters.plain_text import for_xml
from workbooks.letters.templates import ITEM
from xlcredit.errors import SourceError
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.collections.letters import Letter, LetterItem

_MARK = re.compile(r"\{\{\s*(\w[\w.]*)\s*\}\}")
_PARAGRAPH, _RUN, _TEXT = qn("w:p"), qn("w:r"), qn("w:t")
_ROW, _CELL, _SPAN, _CELL_WIDTH = qn("w:tr"), qn("w:tc"), qn("w:gridSpan"), qn("w:tcW")
_GRID, _WIDTH = qn("w:tblGrid"), qn("w:w")
_MARGINS = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
UNKNOWN = "–"
"""Stands for the interest of a document whose rate is not known, where others of the letter have one."""


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
    A paragraph whose placeholders are all blank is left out, and so is a column of the items whose
    placeholders are blank for every document. What a ledger says is written as plain text: no word of it can
    become markup, none of it is run, and braces in it are no placeholders.
    """
    try:
        word = Document(io.BytesIO(template))
    except Exception as error:
        raise SourceError("letters.bad_template", name=name, reason=type(error).__name__) from error
    gaps: dict[str, None] = {}
    rows = _item_rows(word)
    if not rows:
        raise SourceError("letters.no_items", name=name)
    repeated = {paragraph for row in rows for paragraph in row.iter(_PARAGRAPH)}
    for element in _paragraphs(word):
        if element not in repeated:
            _fill(Paragraph(element, word), dict(letter.values), letter, gaps, name)
    blank_columns = _blank_columns(rows, letter)
    _repeat(word, rows, letter, gaps, name)
    for table, columns in blank_columns:
        _drop(table, columns)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue(), tuple(gaps)


def _item_rows(word: Any) -> list[Any]:
    """Return the rows of tables that stand for a document."""
    return [
        row._tr  # noqa: SLF001  the library cannot copy a row
        for table in word.tables
        for row in table.rows
        if f"{{{{{ITEM}" in "".join(cell.text for cell in row.cells).replace(" ", "")
    ]


def _repeat(word: Any, rows: list[Any], letter: Letter, gaps: dict[str, None], name: str) -> None:
    """Write the rows of items once for every document."""
    for row in rows:
        for item in letter.items:
            made = copy.deepcopy(row)
            row.addprevious(made)
            own = {f"{ITEM}{key}": text for key, text in item_texts(item, letter).items()}
            for element in list(made.iter(_PARAGRAPH)):
                _fill(Paragraph(element, word), {**letter.values, **own}, letter, gaps, name)
        row.getparent().remove(row)


def _blank_columns(rows: list[Any], letter: Letter) -> list[tuple[Any, list[int]]]:
    """Return tables with the columns that say nothing for any document of a letter."""
    texts = [item_texts(item, letter) for item in letter.items]
    found = []
    for row in rows:
        cells = row.findall(_CELL)
        if row.iter(_SPAN) and next(row.iter(_SPAN), None) is not None:
            continue  # joined cells: places do not tell columns
        columns = []
        for place, cell in enumerate(cells):
            marks = _MARK.findall("".join(text.text or "" for text in cell.iter(_TEXT)))
            own = [mark.removeprefix(ITEM) for mark in marks if mark.startswith(ITEM)]
            if own and len(own) == len(marks) and not any(text.get(mark) for text in texts for mark in own):
                columns.append(place)
        if columns and len(columns) < len(cells):
            found.append((row.getparent(), columns))
    return found


def _drop(table: Any, columns: list[int]) -> None:
    """Take columns out of a table and give their width to the others."""
    grid = table.find(_GRID)
    widths = [int(column.get(_WIDTH) or 0) for column in grid]
    kept = [place for place in range(len(widths)) if place not in columns]
    share = sum(widths) / max(sum(widths[place] for place in kept), 1)
    for place in reversed(columns):
        grid.remove(grid[place])
    for column in grid:
        column.set(_WIDTH, str(round(int(column.get(_WIDTH) or 0) * share)))
    for row in table.findall(_ROW):
        cells = row.findall(_CELL)
        if len(cells) != len(widths):
            continue
        for place in reversed(columns):
            row.remove(cells[place])
        for width, cell in zip(grid, row.findall(_CELL), strict=True):
            for own in cell.iter(_CELL_WIDTH):
                own.set(_WIDTH, width.get(_WIDTH))


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
        "interest": _claimed(item.interest, item, letter),
        "fixed_fee": _claimed(item.fixed_fee, item, letter) if letter.fixed_fee else "",
        "rates_in_words": item.rates_in_words,
    }


def _claimed(amount: float | None, item: LetterItem, letter: Letter) -> str:
    """Return interest or fixed sum of a document: blank for a credit, and where the letter asks for none."""
    if not letter.rule or item.open_amount < 0:
        return ""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def _paragraphs(word: Any) -> list[Any]:
    """Return every paragraph once: body, tables, text boxes, headers and footers."""
    parts = [word.part, *(relation.target_part for relation in word.part.rels.values()
                          if relation.reltype in _MARGINS)]  # fmt: skip
    return [element for part in parts for element in part.element.iter(_PARAGRAPH)]


def _fill(
    paragraph: Paragraph, values: dict[str, str | None], letter: Letter, gaps: dict[str, None], name: str
) -> None:
    """Fill one paragraph, or take it out when all it would say is blank."""
    wording = "".join(Run(run, paragraph).text for run in _runs(paragraph))
    marks = _MARK.findall(wording)
    if not marks:
        return
    unknown = [mark for mark in marks if mark not in values]
    if unknown:
        raise SourceError("letters.unknown_mark", name=name, got=unknown[0], known=", ".join(sorted(values)))
    if all(values[mark] == "" for mark in marks) and not _MARK.sub("", wording).strip():
        element = paragraph._p  # noqa: SLF001  the library cannot remove one
        above: Any = element.getparent()
        if len(above.findall(_PARAGRAPH)) > 1:  # a cell without a paragraph is no Word document
            above.remove(element)
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


def _runs(paragraph: Paragraph) -> list[Any]:
    """Return the runs of a paragraph, those of links and tracked changes too, not those of a text box."""
    element = paragraph._p  # noqa: SLF001  the library knows only the runs right below
    return [run for run in element.iter(_RUN) if next(run.iterancestors(_PARAGRAPH)) is element]


def _replace(paragraph: Paragraph, values: dict[str, str], gaps: set[str] | None = None) -> None:
    """Replace placeholders over the runs of a paragraph: Word cuts them where it likes.

    From the last to the first and once only, so that braces in a ledger stay what they are.
    """
    runs = [Run(run, paragraph) for run in _runs(paragraph)]
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
