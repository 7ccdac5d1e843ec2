from __future__ import annotations

import io
import re

import pytest
from docx import Document

from workbooks.letters.filling import filled
from workbooks.letters.templates import KINDS, made_template
from xlcredit.errors import SourceError
from xlcredit.texts import LANGUAGES


def words_of(content):
    word = Document(io.BytesIO(content))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    return "\n".join(paragraph.text for paragraph in word.paragraphs), cells


def template_of(*paragraphs, row=("{{item.document_no}}", "{{ item.open_amount }}")):
    word = Document()
    for runs in paragraphs:
        paragraph = word.add_paragraph()
        for run in runs if isinstance(runs, tuple) else (runs,):
            paragraph.add_run(run)
    table = word.add_table(rows=1, cols=2)
    for place, text in enumerate(row):
        table.cell(0, place).text = text
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_filled_to_the_last_placeholder(make_letter, kind, language):
    letter = make_letter(kind, language)
    content, gaps = filled(made_template(kind, language), letter)
    text, cells = words_of(content)
    assert not re.findall(
        r"\{\{(?!sender_account\}\})", text
    )  # the braces left are those in the customer's name
    assert cells[0][0] in ("Document no.", "单据号")
    assert [row[-1] for row in cells[1:]] == ["100.00", "200.00", "-50.00"]
    assert "EUR 250.00" in text
    assert "sender_registration" in gaps
    assert ("agency_name" in gaps) is (kind == "agency_handover")


def test_a_ledger_s_words_stay_words(make_letter):
    text, cells = words_of(filled(made_template("formal_demand", "en"), make_letter())[0])
    assert 'A&B <x> "y" Bcc: thief@example.com{{sender_account}}' in text
    assert cells[1][0] == '=HYPERLINK("http://x","click")'
    assert cells[2][:3] == ["INV 2", "invoice", ""]


def test_gaps_are_marked_and_blank_paragraphs_left_out(make_letter):
    letter = make_letter()
    content, gaps = filled(
        template_of("{{before}}", "{{ credits_note }} {{before}}", "{{sender_registration}}"), letter
    )
    word = Document(io.BytesIO(content))
    assert [paragraph.text for paragraph in word.paragraphs] == ["[fill in: our register number]"]
    assert word.paragraphs[0].runs[0].font.highlight_color is not None
    assert gaps == ("sender_registration",)


def test_placeholders_that_word_cut_into_runs(make_letter):
    text, _ = words_of(
        filled(template_of(("Pay {{to", "_p", "ay}} by {{pay_by}}", " or {{to_pay}}.")), make_letter())[0]
    )
    assert text == "Pay EUR 250.00 by 15 July 2026 or EUR 250.00."


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        (b"no document", "no Word document"),
        (template_of("{{customer_nmae}}"), r"got \{\{customer_nmae\}\}"),
        (template_of("{{to_pay}}", row=("a", "b")), "no row of a table holds"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_by_name(make_letter, template, problem):
    with pytest.raises(SourceError, match=rf"mine\.docx: .*{problem}"):
        filled(template, make_letter(), "mine.docx")
