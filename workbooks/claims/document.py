"""The summary of a claim as a Word document: what an insurer reads first, A4, in one language."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from workbooks.claims import blocks, words
from workbooks.claims.blocks import BODY, SMALL, TINY
from workbooks.claims.evidence import evidence_of
from workbooks.letters.plain_text import for_xml
from workbooks.letters.templates import HEADER_FILL, MUTED, set_up
from xlcredit.protection.claim_pack import PARTS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word

    from workbooks.claims.evidence import Evidence
    from xlcredit.protection.claim_pack import ClaimItem, ClaimPack
    from xlcredit.texts import Language

TITLE = 16
PAGE = 17.2
"""Width of the text of an upright page. [cm]"""
BLANK_BOX, TICKED_BOX = "claim_pack.present.blank", "claim_pack.present.ticked"
ITEM_WIDTHS = (2.8, 2.0, 2.0, 1.2, 1.4, 2.2, 2.2, 2.2, 2.2, 2.2, 2.2, 3.7)
_MONEY_FROM, _MONEY_TO = 5, 11
IN_BASE = ("open_in_base", "credits_used", "insured_amount", "uninsured_amount")


def claim_document(pack: ClaimPack, language: Language) -> bytes:
    """Return the summary of a claim.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the document.

    Returns
    -------
    bytes
        A Word document on A4: summary upright, items and evidence across. What nobody has said is a marked
        gap; what a ledger says is plain text.
    """
    word = Document()
    set_up(word, language)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    _head(word, pack, language)
    _remarks(word, pack, language)
    _recovery(word, pack, language)
    _deadlines(word, pack, language)
    _parties(word, pack, language)
    _terms(word, pack, language)
    _totals(word, pack, language)
    _contacts(word, pack, language)
    _interest(word, pack, language)
    _seal(word, language)
    _turn(word)
    _items(word, pack, language)
    _evidence(word, pack, language)
    _page_numbers(word, pack, language)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _head(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write title and the four figures that decide."""
    title = blocks.paragraph_of(word, say("claim_pack.title", language), size=TITLE, bold=True)
    title.paragraph_format.space_after = Pt(2)
    names = {"customer_name": pack.customer_name, "customer_id": pack.customer_id}
    blocks.paragraph_of(
        word, say("claim_pack.subtitle", language, **names, as_of=pack.as_of, day=pack.day), bold=True
    )
    blocks.paragraph_of(
        word, say("claim_pack.draft", language, currency=pack.base_currency), size=SMALL, muted=True
    )
    claim_by = dict(pack.deadlines)["claim_by"]
    left = "" if claim_by is None else words.left_words((claim_by - pack.day).days, language)
    figures = (
        ("claimed", f"{pack.claimed:,.2f}", pack.base_currency),
        ("recovery", f"{pack.recovery:,.2f}", pack.base_currency),
        ("retained", f"{pack.retained:,.2f}", pack.base_currency),
        ("claim_by", words.day_words(claim_by) or "-", left),
    )
    table = word.add_table(rows=3, cols=len(figures))
    for place, (key, text, unit) in enumerate(figures):
        lines = (
            (say(f"claim_pack.box.{key}", language), SMALL, False),
            (text, 13, True),
            (unit, SMALL, False),
        )
        for row, (line, size, is_bold) in enumerate(lines):
            cell = table.cell(row, place)
            blocks.fill_cell(cell, line, size=size, bold=is_bold, fill=HEADER_FILL, is_muted=not is_bold)


def _columns(language: Language, *keys: str) -> list[str]:
    """Return headings by their keys; those of the workbook under ``labels.``."""
    return [
        say(key if key.startswith("labels.") else f"claim_pack.column.{key}", language) for key in keys
    ]  # fmt: skip


def _remarks(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write what may stand in the way."""
    blocks.heading(word, "remarks", language)
    *found, last = words.remark_lines(pack, language)
    for line in found:
        paragraph = word.add_paragraph(style="List Bullet")
        paragraph.add_run(line).font.size = Pt(BODY)
        paragraph.paragraph_format.space_after = Pt(1)
    blocks.paragraph_of(word, last, size=SMALL, muted=True)


def _recovery(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write the way to the expected recovery, line by line."""
    blocks.heading(word, "recovery", language)
    rows = [(say(f"claim_pack.step.{step.key}", language), f"{step.amount:,.2f}") for step in pack.steps]
    sums = [place for place, step in enumerate(pack.steps) if step.is_sum]
    amount = f"{say('claim_pack.column.amount', language)} ({pack.base_currency})"
    headings = [*_columns(language, "step"), amount]
    blocks.table_of(word, headings, rows, (PAGE - 4.5, 4.5), right=(1,), sums=sums, size=BODY)
    note = say("claim_pack.step.note", language, amount=pack.if_all_fails, currency=pack.base_currency)
    blocks.paragraph_of(word, note, size=SMALL, muted=True)


def _deadlines(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write the deadlines with the days left."""
    blocks.heading(word, "deadlines", language)
    rows = words.deadline_rows(pack, language)
    headings = [*_columns(language, "deadline", "day"), say("claim_pack.column.left", language, day=pack.day)]
    blocks.table_of(word, headings, rows, (PAGE - 6.6, 3.3, 3.3), size=BODY)


def _pairs(word: Word, rows: Sequence[tuple[str, str | None]], language: Language) -> None:
    """Write names and values; what nobody has said is a marked gap."""
    gaps = [place for place, (_, value) in enumerate(rows) if value is None]
    shown = [
        (name, say("claim_pack.missing", language, field=name) if value is None else value)
        for name, value in rows
    ]
    table = blocks.table_of(word, (), shown, (6.2, PAGE - 6.2), size=BODY)
    for place in gaps:
        table.cell(place, 1).paragraphs[0].runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW


def _parties(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write who claims, from whom, about which buyer."""
    blocks.heading(word, "buyer", language)
    _pairs(word, words.particular_rows(pack, language), language)


def _terms(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write the terms used and the decisions on the limit."""
    blocks.heading(word, "terms", language)
    _pairs(word, words.term_rows(pack, language), language)
    blocks.heading(word, "limit", language)
    now = {"as_of": pack.as_of, "limit": pack.limit_now, "currency": pack.base_currency}
    blocks.paragraph_of(word, say("claim_pack.limit.now", language, **now))
    rows = words.limit_rows(pack, language)
    if not rows:
        blocks.paragraph_of(word, say("claim_pack.limit.listed", language), size=SMALL, muted=True)
        return
    headings = _columns(
        language, "limit", "labels.currency", "first", "last", "cover_share", "insurer_reference"
    )
    blocks.table_of(word, headings, rows, (3.6, 1.8, 2.6, 2.6, 2.6, 4.0), right=(0,))


def _totals(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write what the buyer owes by part, against the aging."""
    blocks.heading(word, "totals", language)
    parts = [say(f"claim_pack.short.{part}", language) for part in PARTS[:-1]]
    aging = [say(f"claim_pack.total.{key}", language) for key in ("aging_overdue", "aging_not_due", "credit")]
    rows = [
        [one.currency, *(f"{getattr(one, name):,.2f}" for name in words.TOTALS), f"{one.credit:,.2f}"]
        for one in pack.totals
    ]
    widths = (1.4, *[(PAGE - 1.4) / 7] * 7)
    headings = [say("labels.currency", language), *parts, *aging]
    blocks.table_of(word, headings, rows, widths, right=range(1, 8), size=TINY)
    for line in words.total_words(pack, language):
        blocks.paragraph_of(word, line, size=SMALL)


def _contacts(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write what was done to collect."""
    blocks.heading(word, "contacts", language)
    rows = words.contact_rows(pack, language)
    if not rows:
        blocks.paragraph_of(word, say("claim_pack.contact.none", language))
        return
    headings = _columns(
        language, "day", "labels.stage", "labels.channel", "promise", "outcome", "labels.note"
    )
    blocks.table_of(word, headings, rows, (2.1, 3.0, 1.9, 3.5, 1.7, 5.0))
    if pack.broken:
        blocks.paragraph_of(
            word, say("claim_pack.contact.broken", language, count=len(pack.broken)), bold=True
        )


def _interest(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write late interest apart."""
    if not pack.interest:
        return
    blocks.heading(word, "interest", language)
    for one in pack.interest:
        fields = {"currency": one.currency, "interest": one.interest, "fixed_fee": one.fixed_fee}
        line = say("claim_pack.interest.line", language, documents=one.documents, **fields)
        if one.without_rate:
            line += " " + say("claim_pack.interest.without_rate", language, count=one.without_rate)
        blocks.paragraph_of(word, line)
    blocks.paragraph_of(word, say("claim_pack.interest.note", language), size=SMALL, muted=True)


def _turn(word: Word) -> None:
    """Begin a part of the document that lies across."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.7)


def _items(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write every open document, part by part, each with its sum."""
    blocks.heading(word, "items", language)
    blocks.paragraph_of(word, say("claim_pack.trace", language), size=SMALL, muted=True)
    for part in PARTS:
        items = pack.of(part)
        if items:
            name = f"{say(f'claim_pack.part.{part}', language)} ({len(items)})"
            blocks.paragraph_of(word, name, bold=True).paragraph_format.keep_with_next = True
            _items_of(word, items, pack, language)


def _items_of(word: Word, items: Sequence[ClaimItem], pack: ClaimPack, language: Language) -> None:
    """Write the table of one part."""
    in_base = f"{say('claim_pack.column.open_in_base', language)} ({pack.base_currency})"
    headings = _columns(
        language, "labels.document_no", "labels.invoice_date", "labels.due_date", "days_late",
        "labels.currency", "labels.amount", "labels.open_amount", "open_in_base", "credits_used",
        "labels.insured_amount", "labels.uninsured_amount", "remark",
    )  # fmt: skip
    headings[7] = in_base
    rows = [
        [
            words.number_of(item), words.day_words(item.invoice_date), words.day_words(item.due_date),
            "" if item.days_past_due is None else str(max(item.days_past_due, 0)), item.currency,
            *(f"{getattr(item, name):,.2f}" for name in ("amount", "open_amount", *IN_BASE)),
            words.remarks_of(item, pack, language),
        ]
        for item in items
    ]  # fmt: skip
    sums = [sum(getattr(item, name) for item in items) for name in IN_BASE]
    rows.append([say("labels.total", language), *[""] * 6, *(f"{amount:,.2f}" for amount in sums), ""])
    right = (3, *range(_MONEY_FROM, _MONEY_TO))
    blocks.table_of(word, headings, rows, ITEM_WIDTHS, right=right, size=TINY, sums=(len(items),))


def _evidence(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write the checklist: once for the claim, then a line of boxes for each document."""
    blocks.heading(word, "evidence", language)
    blocks.paragraph_of(word, say("claim_pack.present.note", language), size=SMALL, muted=True)
    every = evidence_of(pack, language)
    rows = [
        [one.name, one.required, say(TICKED_BOX if one.is_present else BLANK_BOX, language), one.where]
        for one in every
        if not one.of
    ]
    headings = _columns(language, "evidence_of", "is_required", "is_present", "where_kept")
    blocks.table_of(word, headings, rows, (9.6, 2.6, 2.0, 12.1))
    for scope in ("item", "disputed"):
        of_scope = [one for one in every if one.scope == scope]
        if of_scope:
            _boxes(word, of_scope, language)


def _boxes(word: Word, every: Sequence[Evidence], language: Language) -> None:
    """Write one line per document with a box for each evidence of it, and room to say where it is."""
    names = list(dict.fromkeys(one.name for one in every))
    numbers = [one.of for one in every[:: len(names)]]
    headings = [say("labels.document_no", language), *names, *_columns(language, "where_kept")]
    boxes = [f"{say(BLANK_BOX, language)}  {say('claim_pack.required.yes_short', language)}"] * len(names)
    rows = [[number, *boxes, ""] for number in numbers]
    width = min(3.9, 15.6 / len(names))
    blocks.table_of(word, headings, rows, (3.6, *[width] * len(names), 26.3 - 3.6 - width * len(names)))


def _seal(word: Word, language: Language) -> None:
    """Leave room for those who prepare and check."""
    paragraph = word.add_paragraph(say("claim_pack.seal", language))
    paragraph.paragraph_format.space_before = Pt(14)


def _page_numbers(word: Word, pack: ClaimPack, language: Language) -> None:
    """Write buyer, day and page at the foot of every page."""
    paragraph = word.sections[0].footer.paragraphs[0]
    text = say("claim_pack.page", language, customer_id=for_xml(pack.customer_id), day=pack.day)
    run = paragraph.add_run(f"{text}   ")
    run.font.size, run.font.color.rgb = Pt(TINY), MUTED
    for name in ("PAGE", "NUMPAGES"):
        if name == "NUMPAGES":
            paragraph.add_run(" / ").font.size = Pt(TINY)
        number = paragraph.add_run("1")
        number.font.size = Pt(TINY)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        number._r.addprevious(field)  # noqa: SLF001  the library has no call for it
        field.append(number._r)  # noqa: SLF001  as above
