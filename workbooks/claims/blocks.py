"""Pieces of a document of Word: headings, lines, tables that repeat their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from workbooks.letters.plain_text import for_xml
from workbooks.letters.templates import HEADER_FILL, MUTED, bordered
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word

    from xlcredit.texts import Language

BODY, SMALL, TINY = 10, 9, 8
_BLUE = RGBColor(0x1F, 0x3A, 0x5F)
_SUM_FILL = "F3F6FA"


def heading(word: Word, key: str, language: Language) -> None:
    """Write the heading of a part, kept with what follows.

    Parameters
    ----------
    word : Document
        The document.
    key : str
        Which part, of the headings of a claim.
    language : {"en", "zh"}
        Its language.
    """
    paragraph = word.add_paragraph()
    run = paragraph.add_run(say(f"claim_pack.heading.{key}", language))
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12), _BLUE
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(9), Pt(3)
    paragraph.paragraph_format.keep_with_next = True


def paragraph_of(
    word: Word, text: str, *, size: float = BODY, muted: bool = False, bold: bool = False
) -> Any:
    """Write a paragraph.

    Parameters
    ----------
    word : Document
        The document.
    text : str
        Any text, made fit for XML.
    size : float
        Of its letters. [points]
    muted, bold : bool
        How it looks.

    Returns
    -------
    docx Paragraph
        The paragraph.
    """
    paragraph = word.add_paragraph()
    run = paragraph.add_run(for_xml(text))
    run.font.size, run.bold = Pt(size), bold
    if muted:
        run.font.color.rgb = MUTED
    paragraph.paragraph_format.space_after = Pt(3)
    return paragraph


def fill_cell(
    cell: Any, text: str, *, size: float = SMALL, bold: bool = False, right: bool = False,
    fill: str | None = None, is_muted: bool = False,
) -> None:  # fmt: skip
    """Write one cell of a table.

    Parameters
    ----------
    cell : docx Cell
        The cell.
    text : str
        Any text, made fit for XML.
    size : float
        Of its letters. [points]
    bold, right, is_muted : bool
        How it looks, and whether it stands at the right.
    fill : str or None
        Colour as six hexadecimal digits.
    """
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(for_xml(text))
    run.font.size, run.bold = Pt(size), bold
    if is_muted:
        run.font.color.rgb = MUTED
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.line_spacing = 1.0
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    bordered(cell, fill)


def table_of(
    word: Word,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    right: Sequence[int] = (),
    size: float = SMALL,
    sums: Sequence[int] = (),
) -> Any:
    """Write a table with headings that repeat on every page; rows never break over two.

    Parameters
    ----------
    word : Document
        The document.
    headings : sequence of str
        None when empty.
    rows : sequence of sequence of str
        Texts from left to right.
    widths : sequence of float
        Of the columns. [cm]
    right : sequence of int
        Columns whose texts stand at the right.
    size : float
        Of the letters. [points]
    sums : sequence of int
        Rows that are sums: bold, and never alone on a page.

    Returns
    -------
    docx Table
        The table.
    """
    table = word.add_table(rows=(1 if headings else 0) + len(rows), cols=len(widths))
    table.autofit = False
    lines = [headings, *rows] if headings else rows
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for line, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        is_head = bool(headings) and line == 0
        is_sum = line - bool(headings) in sums
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library has no call for it
        properties.append(OxmlElement("w:tblHeader" if is_head else "w:cantSplit"))
        fill = HEADER_FILL if is_head else _SUM_FILL if is_sum else None
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Cm(widths[place])
            fill_cell(cell, text, size=size, bold=is_head or is_sum, right=place in right, fill=fill)
            cell.paragraphs[0].paragraph_format.keep_with_next = line + 1 - bool(headings) in sums
    gap = word.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(6)
    return table
