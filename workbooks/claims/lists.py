"""The workbook of a claim: every amount with the place in the ledger that it comes from, sums, evidence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.claims import words
from workbooks.claims.evidence import evidence_of
from workbooks.letters.lists import DAY, MONEY, SAFE, write_value
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.protection.claim_pack import ClaimPack
    from xlcredit.texts import Language

ITEM_COLUMNS = (
    "labels.document_no", "labels.document_type", "labels.invoice_date", "labels.due_date", "days_late",
    "labels.currency", "labels.amount", "labels.open_amount", "part", "open_in_base", "credits_used",
    "limit_at_delivery", "within_limit", "cover_share", "labels.insured_amount", "labels.uninsured_amount",
    "remark", "labels.claim_from", "labels.claim_by", "insurer_reference", "labels.sheet_name", "row_number",
)  # fmt: skip
SUMMED = ("open_in_base", "credits_used", "within_limit", "labels.insured_amount", "labels.uninsured_amount")
"""Columns in base currency, which may be added up whatever the currency of a document."""
EVIDENCE_COLUMNS = ("labels.document_no", "evidence_of", "is_required", "is_present", "where_kept")
WIDTHS = {
    "labels.document_no": 18, "labels.document_type": 12, "labels.invoice_date": 11, "labels.due_date": 11,
    "labels.claim_from": 11, "labels.claim_by": 11, "part": 12, "remark": 40, "evidence_of": 44,
    "where_kept": 56, "step": 60, "insurer_reference": 15, "labels.currency": 9, "days_late": 7,
    "row_number": 7, "is_present": 10, "is_required": 14, "labels.sheet_name": 14, "cover_share": 9,
    "amount": 16,
}  # fmt: skip
TOP = {"valign": "top"}
HEADING = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E4ECF4"}
TALL, MANY = 32, 12
WRAPPED = ("remark", "labels.document_no", "where_kept", "evidence_of")


def claim_book(pack: ClaimPack, language: Language) -> bytes:
    """Return the items, sums and evidence of a claim as a workbook.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the headings.

    Returns
    -------
    bytes
        An .xlsx file with the sheets items, sums and evidence. Sums are formulas with their values; words of
        the ledger are text, never formulas or links.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, SAFE)
    looks = {
        name: book.add_format(look)
        for name, look in {
            "money": MONEY | TOP, "day": DAY | TOP, "heading": HEADING, "share": {"num_format": "0.0%"} | TOP,
            "sum": {**MONEY, "bold": True, "top": 1}, "bold": {"bold": True}, "top": {**TOP, "indent": 1},
            "wrap": {**TOP, "text_wrap": True, "indent": 1},
        }.items()
    }  # fmt: skip
    _items(book, pack, language, looks)
    _sums(book, pack, language, looks)
    _evidence(book, pack, language, looks)
    book.close()
    return stream.getvalue()


def _sheet(book: Any, key: str, columns: Sequence[str], language: Language, looks: dict[str, Any]) -> Any:
    """Add a sheet with headings, ready to print across on A4."""
    sheet = book.add_worksheet(say(f"claim_pack.heading.{key}", language))
    for place, name in enumerate(columns):
        text = say(name if name.startswith("labels.") else f"claim_pack.column.{name}", language)
        sheet.write_string(0, place, text, looks["heading"])
        sheet.set_column(
            place, place, WIDTHS.get(name, 13), looks["wrap"] if name in WRAPPED else looks["top"]
        )
    sheet.set_row(0, TALL)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(2 if len(columns) > MANY else 1, 0)
    sheet.repeat_columns(0)
    sheet.repeat_rows(0)
    return sheet


def _items(book: Any, pack: ClaimPack, language: Language, looks: dict[str, Any]) -> None:
    """Write every open document with sheet and row, and what base currency adds up to."""
    sheet = _sheet(book, "items", ITEM_COLUMNS, language, looks)
    rows = [_item_row(item, pack, language) for item in pack.items]
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            is_share = ITEM_COLUMNS[place] == "cover_share"
            look = looks["share"] if is_share else looks["money"]
            write_value(sheet, (line, place), value, look, looks["day"])
    last = len(rows) + 1
    sheet.write_string(last, 0, say("labels.total", language), looks["bold"])
    for place in (ITEM_COLUMNS.index(name) for name in SUMMED):
        cells = f"{xl_rowcol_to_cell(1, place)}:{xl_rowcol_to_cell(last - 1, place)}"
        total = round(sum(row[place] for row in rows), 6)
        sheet.write_formula(last, place, f"=SUM({cells})", looks["sum"], total)
    sheet.autofilter(0, 0, len(rows), len(ITEM_COLUMNS) - 1)


def _item_row(item: Any, pack: ClaimPack, language: Language) -> list[Any]:
    """Return one document as the values of its row."""
    has_cover = item.part in ("claimed", "not_due")
    return [
        item.document_no, say(f"template.document_type.{item.document_type}", language), item.invoice_date,
        item.due_date, None if item.days_past_due is None else max(item.days_past_due, 0), item.currency,
        item.amount, item.open_amount, say(f"claim_pack.short.{item.part}", language), item.open_in_base,
        item.credits_used, item.limit_at_delivery if item.part != "credit" else None, item.within_limit,
        item.cover_share if has_cover else None, item.insured_amount, item.uninsured_amount,
        words.remarks_of(item, pack, language), item.claim_from, item.claim_by, item.insurer_reference,
        item.sheet_name, item.row_number,
    ]  # fmt: skip


def _sums(book: Any, pack: ClaimPack, language: Language, looks: dict[str, Any]) -> None:
    """Write the way to the expected recovery, and the parts against the aging."""
    sheet = _sheet(book, "recovery", ("step", "amount"), language, looks)
    begun = 1
    for line, step in enumerate(pack.steps, 1):
        name = say(f"claim_pack.step.{step.key}", language)
        sheet.write_string(line, 0, name, looks["bold"] if step.is_sum else None)
        if step.is_sum:
            cells = f"{xl_rowcol_to_cell(begun, 1)}:{xl_rowcol_to_cell(line - 1, 1)}"
            sheet.write_formula(line, 1, f"=SUM({cells})", looks["sum"], step.amount)
            begun = line
        else:
            sheet.write_number(line, 1, step.amount, looks["money"])
    line = len(pack.steps) + 2
    for text in words.total_words(pack, language):
        sheet.write_string(line, 0, text, looks["wrap"])
        sheet.set_row(line, TALL)
        line += 1


def _evidence(book: Any, pack: ClaimPack, language: Language, looks: dict[str, Any]) -> None:
    """Write the whole checklist, a line for every evidence of every document."""
    sheet = _sheet(book, "evidence", EVIDENCE_COLUMNS, language, looks)
    for line, one in enumerate(evidence_of(pack, language), 1):
        box = say("claim_pack.present.ticked" if one.is_present else "claim_pack.present.blank", language)
        of = one.of or say("claim_pack.required.whole_claim", language)
        for place, text in enumerate((of, one.name, one.required, box, one.where)):
            write_value(sheet, (line, place), text or None, looks["money"], looks["day"])
