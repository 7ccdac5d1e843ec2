"""The templates of the letters: ours, made from the texts, and those that a user has changed in Word."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xlcredit.texts import entry, say, topic

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

    from xlcredit.texts import Language

KINDS = ("friendly_reminder", "formal_demand", "final_notice", "agency_handover", "claim_notice")
TO_OTHERS = {"agency_handover": "agency_name", "claim_notice": "insurer_name"}
COLUMNS = (
    "document_no",
    "document_type",
    "invoice_date",
    "due_date",
    "days_past_due",
    "amount",
    "open_amount",
)
SHOWN = (*COLUMNS, "interest", "fixed_fee")
"""Columns of a letter; the last two are left out of letters that ask for no interest."""
NUMBERS = frozenset({"days_past_due", "amount", "open_amount", "interest", "fixed_fee"})
WIDTHS = (3.25, 1.75, 1.75, 1.75, 1.5, 2.15, 2.15, 1.7, 1.2)  # centimetres, together those of the page
CELL_MARGIN = 70  # twentieths of a point, at either side of a cell
FONTS: dict[str, str] = {"en": "Calibri", "zh": "宋体"}
ITEM = "item."
BRACED = re.compile(r"\{(\w+)\}")
_MARK = re.compile(r"(\{\{\w[\w.]*\}\})")
HEADER_FILL, _LINE = "E4ECF4", "A8B2BD"
MUTED = RGBColor(0x5F, 0x6B, 0x7A)


def template_name(kind: str, language: Language) -> str:
    """Return the file name of a template.

    Parameters
    ----------
    kind : str
        Which letter.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    str
        For instance ``formal_demand-zh.docx``.

    Examples
    --------
    >>> template_name("formal_demand", "zh")
    'formal_demand-zh.docx'
    """
    return f"{kind}-{language}.docx"


def template(kind: str, language: Language, folder: Path | None = None) -> bytes:
    """Return the template of a letter.

    Parameters
    ----------
    kind : str
        Which letter.
    language : {"en", "zh"}
        Its language.
    folder : Path, optional
        Where templates of one's own are; ours where it has none for this letter.

    Returns
    -------
    bytes
        A Word document with placeholders such as ``{{customer_name}}``; the row of a table that holds
        ``{{item.document_no}}`` is repeated for every document.
    """
    own = folder / template_name(kind, language) if folder else None
    return own.read_bytes() if own is not None and own.is_file() else made_template(kind, language)


@cache
def made_template(kind: str, language: Language) -> bytes:
    """Make our template of a letter.

    Parameters
    ----------
    kind : str
        Which letter.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    bytes
        A Word document.
    """
    word = Document()
    set_up(word, language)
    _head(word, kind, language)
    for name in topic("letters")[kind]:
        if name == "items":
            _items(word, language)
            _sums(word, kind, language)
        elif name.startswith("p"):
            _written(word.add_paragraph(), entry(f"letters.{kind}.{name}")[language])
    _foot(word, kind, language)
    _page_numbers(word, language)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def set_up(word: Word, language: Language) -> None:
    """Set page (A4), type and properties of a new document.

    Parameters
    ----------
    word : Document
        The document.
    language : {"en", "zh"}
        Its language.
    """
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(2)
    section.footer_distance = Cm(1)
    style: Any = word.styles["Normal"]
    style.font.name, style.font.size = FONTS["en"], Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONTS["zh"])
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = 1.08
    locale = OxmlElement("w:lang")
    locale.set(qn("w:val"), "en-GB")
    locale.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(locale)
    word.core_properties.author = ""
    word.core_properties.comments = ""
    word.core_properties.language = "zh-CN" if language == "zh" else "en-GB"


def _written(paragraph: Paragraph, text: str, **look: Any) -> Paragraph:
    """Write a text with placeholders, each in a run of its own, so that Word keeps them whole."""
    for part in _MARK.split(BRACED.sub(r"{{\1}}", text)):
        if part:
            run = paragraph.add_run(part)
            run.bold = look.get("bold")
            if "size" in look:
                run.font.size = Pt(look["size"])
            if look.get("muted"):
                run.font.color.rgb = MUTED
    return paragraph


def _line(word: Word, caption: str, placeholder: str, language: Language) -> None:
    """Write a line of particulars: caption and placeholder."""
    gap = "" if language == "zh" else " "
    paragraph = word.add_paragraph()
    _written(paragraph, say(f"letters.layout.{caption}", language) + gap, muted=True)
    _written(paragraph, f"{{{placeholder}}}")
    paragraph.paragraph_format.space_after = Pt(1)


def _head(word: Word, kind: str, language: Language) -> None:
    """Write sender, title, recipient, date and reference."""
    _written(word.add_paragraph(), "{sender_name}", bold=True, size=12).paragraph_format.space_after = Pt(1)
    _line(word, "registration", "sender_registration", language)
    _line(word, "address", "sender_address", language)
    _line(word, "contact", "sender_contact", language)
    _ruled(word.paragraphs[-1])
    title = _written(word.add_paragraph(), say(f"letters.{kind}.title", language), bold=True, size=16)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(12), Pt(10)
    other = TO_OTHERS.get(kind)
    _line(word, "to", other or "customer_name", language)
    if other is None:
        _line(word, "registration", "customer_registration", language)
        _line(word, "address", "customer_address", language)
    reference = _written(
        word.add_paragraph(), entry("letters.layout.reference")[language], muted=True, size=9.5
    )
    reference.paragraph_format.space_before, reference.paragraph_format.space_after = Pt(6), Pt(10)


def _items(word: Word, language: Language) -> None:
    """Write the table of documents: headings, and the row that is repeated."""
    table = word.add_table(rows=2, cols=len(SHOWN))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _narrow(table)
    for place, (name, width) in enumerate(zip(SHOWN, WIDTHS, strict=True)):
        table.columns[place].width = Cm(width)
        heading, body = table.cell(0, place), table.cell(1, place)
        for cell, text, bold in (
            (heading, say(f"labels.{name}", language), True),
            (body, f"{{{{{ITEM}{name}}}}}", None),
        ):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = bold, Pt(8.5)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            cell.paragraphs[0].paragraph_format.space_before = Pt(1)
            if name in NUMBERS:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            bordered(cell, HEADER_FILL if bold else None)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  the library has no call for it
    unsplit = OxmlElement("w:cantSplit")
    table.rows[1]._tr.get_or_add_trPr().append(unsplit)  # noqa: SLF001  as above


def _narrow(table: Any) -> None:
    """Make the margins of the cells small: amounts of ten millions stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001  the library has no call for it
    look.addprevious(margins)


def bordered(cell: Any, fill: str | None) -> None:
    """Draw a line under a cell of a table, and fill it.

    Parameters
    ----------
    cell : docx Cell
        The cell.
    fill : str or None
        Colour as six hexadecimal digits; None leaves it blank.
    """
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001  the library has no call for it
    borders = OxmlElement("w:tcBorders")
    borders.append(_rule("bottom"))
    properties.append(borders)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        properties.append(shade)


def _rule(side: str, space: str = "0") -> Any:
    """Return a thin line on one side."""
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", space), ("color", _LINE)):
        line.set(qn(f"w:{name}"), value)
    return line


def _sums(word: Word, kind: str, language: Language) -> None:
    """Write the sums under the table."""
    last = "sum_claim" if kind in TO_OTHERS else "sum_to_pay"
    lines = ("sum_total", "sum_credit", "sum_principal", "sum_interest", "sum_fee", last)
    for place, name in enumerate(lines):
        text = entry(f"letters.layout.{name}")[language]
        paragraph = _written(word.add_paragraph(), text, bold=name == last)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(10 if name == last else 1)
        paragraph.paragraph_format.space_before = Pt(6 if place == 0 else 0)
        paragraph.paragraph_format.keep_with_next = name != last


def _ruled(paragraph: Paragraph) -> None:
    """Draw a line under a paragraph."""
    borders: Any = OxmlElement("w:pBdr")
    borders.append(_rule("bottom", space="6"))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  the library has no call for it
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _page_numbers(word: Word, language: Language) -> None:
    """Write sender, customer and page number into the footer of every page."""
    section: Any = word.sections[0]
    paragraph = section.footer.paragraphs[0]
    paragraph.style = word.styles["Normal"]  # that of footers has tab stops of its own
    width = section.page_width - section.left_margin - section.right_margin
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    _written(paragraph, entry("letters.layout.margin")[language] + "\t", muted=True, size=8.5)
    for part in re.split(r"(\{\w+\})", entry("letters.layout.page")[language]):
        code = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part)
        run = paragraph.add_run("1" if code else part)  # stands there until Word has counted
        run.font.size, run.font.color.rgb = Pt(8.5), MUTED
        if code:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), code)
            run._r.addprevious(field)  # noqa: SLF001  the library knows no fields
            field.append(run._r)  # noqa: SLF001  as above


def _foot(word: Word, kind: str, language: Language) -> None:
    """Write the close, our name with room for seal or signature, and the date, never alone on a page."""
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    close = word.add_paragraph(say(f"letters.{kind}.close", language))
    close.paragraph_format.space_before = Pt(8)
    close.paragraph_format.keep_with_next = True
    lines = [
        _written(word.add_paragraph(), "{sender_name}"),
        _written(word.add_paragraph(), say("letters.layout.seal", language), muted=True),
        _written(word.add_paragraph(), "{letter_date}"),
    ]
    for line in lines:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if language == "zh" else WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.space_after = Pt(1)
        line.paragraph_format.keep_with_next = line is not lines[-1]
    lines[0].paragraph_format.space_before = Pt(20)
