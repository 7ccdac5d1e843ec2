"""The files of a claim: what stands in them, as text only, in a folder of their own."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from docx import Document

from workbooks.claims.document import claim_document
from workbooks.claims.evidence import evidence_of
from workbooks.claims.folder import write_claim
from workbooks.claims.lists import claim_book
from workbooks.claims.words import flag_keys
from xlcredit.errors import WorkbookError
from xlcredit.texts import LANGUAGES

FORMULA = '=HYPERLINK("http://x","click")'


def tables_of(content):
    word = Document(io.BytesIO(content))
    return word, [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]


def headed(tables, heading):
    return [rows for rows in tables if rows[0][0] == heading]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_a4_and_names_no_key_and_no_placeholder(make_pack, language):
    pack, _ = make_pack(language=language)
    word, tables = tables_of(claim_document(pack, language))
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in word.sections]
    assert sizes == [(210, 297), (297, 210)]
    text = "\n".join([paragraph.text for paragraph in word.paragraphs] + [str(rows) for rows in tables])
    assert "{" not in text
    assert "claim_pack" not in text
    assert ("62,500.00" in text, "92,000.55" in text) == (True, True)
    assert ("相符" if language == "zh" else ": agrees") in text


def test_the_arithmetic_and_the_items_of_the_document(make_pack):
    pack, _ = make_pack()
    _, tables = tables_of(claim_document(pack, "en"))
    ((_, *steps),) = headed(tables, "Step")
    assert [amount for _, amount in steps] == [
        "92,000.55", "0.00", "-22,000.55", "70,000.00", "-7,500.00", "62,500.00", "0.00", "0.00", "0.00",
        "62,500.00",
    ]  # fmt: skip
    claimed, disputed, *_ = [rows for rows in headed(tables, "Document no.") if len(rows[0]) > 10]
    assert [row[0] for row in claimed[1:]] == ["1", "2", FORMULA, "Total"]
    assert claimed[-1][7:11] == ["92,000.55", "0.00", "62,500.00", "29,500.55"]
    assert disputed[1][11] == "in dispute"


def test_boxes_are_blank_but_for_the_letters_that_the_contacts_show(make_pack):
    every = evidence_of(make_pack()[0], "en")
    ticked = [(one.key, one.where) for one in every if one.is_present]
    assert ticked == [("dunning_letters", "2026-04-08 Friendly reminder")]
    references = next(one.where for one in every if one.key == "limit_decision")
    assert references == "CI-1; CI-2"
    assert [one.of for one in every if one.key == "dispute_statement"] == ["4"]
    assert [one.of for one in every if one.key == "delivery_note"] == ["1", "2", FORMULA]
    required = {one.key: one.required for one in every}
    assert (required["proof_of_insolvency"], required["acceptance"]) == ("if insolvent", "yes")


def test_a_notice_to_the_insurer_is_no_letter_to_the_buyer(make_pack):
    day = date(2026, 4, 25)
    pack, _ = make_pack(talks=[[day, "Insurance claim", "mail", "Ann", None, None, None, None]])
    assert not [one for one in evidence_of(pack, "en") if one.is_present]
    remarks = {item.document_no: flag_keys(item, pack) for item in pack.of("claimed")}
    assert remarks == {"1": [], "2": ["over_limit"], FORMULA: ["over_limit", "no_notice", "waiting"]}


def test_the_evidence_of_an_invoice_without_a_number_is_asked_for_by_its_row(make_pack):
    rows = [[None, "invoice", date(2026, 3, 2), date(2026, 4, 1), "EUR", 100, "no"]]
    pack, _ = make_pack(rows=rows)
    every = evidence_of(pack, "en")
    assert {one.of for one in every if one.scope == "item"} == {"Items 2"}
    table = Document(io.BytesIO(claim_document(pack, "en"))).tables[-1]
    assert table.cell(1, 0).text == "Items 2"


def test_the_document_shows_credits_and_what_is_left_uninsured_as_the_workbook_does(make_pack):
    # 1,000 less a credit of 500: 500 lost, 450 insured at 90 %, 50 not.
    rows = [["1", "invoice", date(2026, 3, 2), date(2026, 4, 1), "EUR", 1_000, "no"],
            ["2", "credit note", date(2026, 4, 2), date(2026, 4, 2), "EUR", -500, "no"]]  # fmt: skip
    pack, _ = make_pack(rows=rows)
    tables = Document(io.BytesIO(claim_document(pack, "en"))).tables
    claimed = next(table for table in tables if table.cell(0, 0).text == "Document no.")
    shown = [[cell.text for cell in row.cells[7:11]] for row in claimed.rows[1:]]
    assert shown == [["1,000.00", "500.00", "450.00", "50.00"]] * 2


def test_without_letters_nothing_is_ticked_and_an_insolvent_buyer_needs_its_proof(make_pack):
    every = evidence_of(make_pack(talks=[], insolvent="yes")[0], "en")
    assert not [one for one in every if one.is_present]
    assert next(one.required for one in every if one.key == "proof_of_insolvency") == "yes"


def test_the_workbook_traces_every_amount_to_its_row_and_adds_up(make_pack):
    pack, _ = make_pack()
    book = openpyxl.load_workbook(io.BytesIO(claim_book(pack, "en")))
    sheet = book["Items"]
    headings = [cell.value for cell in sheet[1]]
    rows = [
        dict(zip(headings, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
    ]
    *items, total = rows
    assert {(row["Sheet"], row["Row"]) for row in items} == {("Items", row) for row in range(2, 10)}
    text = next(cell for cell in sheet["A"] if cell.value == FORMULA)
    assert (text.data_type, text.hyperlink) == ("s", None)
    values = openpyxl.load_workbook(io.BytesIO(claim_book(pack, "en")), data_only=True)["Items"]
    column = headings.index("Insured amount") + 1
    assert total["Insured amount"].startswith("=SUM(")
    assert values.cell(len(rows) + 1, column).value == sum(row["Insured amount"] for row in items) == 62_500
    both = sum(row["Insured amount"] + row["Uninsured amount"] for row in items)
    assert both == pytest.approx(sum(row["Open in base currency"] for row in items))
    assert book.sheetnames == ["Items", "Expected recovery", "Evidence"]
    assert book["Evidence"].max_row == 1 + 6 + 3 * 4 + 1  # once, four for each document claimed, the dispute


def test_the_steps_of_the_workbook_are_sums_of_the_lines_above(make_pack, tmp_path, recalculate):
    path = tmp_path / "claim.xlsx"
    path.write_bytes(claim_book(make_pack()[0], "en"))
    sheet = openpyxl.load_workbook(recalculate(path), data_only=True)["Expected recovery"]
    assert [sheet.cell(row, 2).value for row in (5, 7, 11)] == [70_000, 62_500, 62_500]


def test_names_of_a_ledger_stay_words(make_pack):
    nasty = "A&B <x>\x0b {as_of}"
    word, _ = tables_of(claim_document(make_pack(name=nasty)[0], "en"))
    assert "A&B <x> {as_of} (K/7)" in "\n".join(paragraph.text for paragraph in word.paragraphs)


def test_a_claim_is_written_into_a_new_folder_only(make_pack, tmp_path):
    pack, _ = make_pack()
    paths = write_claim(pack, tmp_path / "new" / "claim", "en")
    assert [path.name for path in paths] == ["claim file K_7.docx", "claim items K_7.xlsx"]
    with pytest.raises(WorkbookError, match=r"the folder is not empty.*Name another with --out"):
        write_claim(pack, tmp_path / "new" / "claim", "zh")
    assert len(list((tmp_path / "new" / "claim").iterdir())) == 2
