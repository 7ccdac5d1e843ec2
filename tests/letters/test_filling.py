from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement

from workbooks.letters.filling import filled
from workbooks.letters.templates import KINDS, made_template
from xlcredit.collections.letters import LetterItem
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


@pytest.mark.parametrize("number", ["{{hello}}", "{{to_pay}}", "{{item.amount}}"])
def test_braces_in_a_document_number_are_no_placeholder(make_letter, number):
    item = LetterItem(number, "invoice", None, date(2026, 6, 2), 1.0, 1.0, 28)
    _, cells = words_of(filled(made_template("formal_demand", "en"), make_letter(items=(item,)))[0])
    assert cells[1][0] == number


def test_a_blank_placeholder_alone_in_a_cell_leaves_a_cell_that_word_can_open(make_letter):
    row = ("{{item.document_no}} {{before}}", "{{before}}")
    content, _ = filled(template_of("x", row=row), make_letter())
    cells = [cell for row in Document(io.BytesIO(content)).tables[0].rows for cell in row.cells]
    assert [len(cell.paragraphs) for cell in cells] == [1] * 6


def test_placeholders_in_links_text_boxes_and_the_header_of_the_first_page(make_letter):
    word = Document(io.BytesIO(template_of("{{sender_name}}", "{{sender_name}}")))
    word.sections[0].different_first_page_header_footer = True
    word.sections[0].first_page_header.paragraphs[0].text = "{{sender_name}}"
    for paragraph, tags in zip(
        word.paragraphs, (["w:hyperlink"], ["w:r", "w:txbxContent", "w:p"]), strict=False
    ):
        run, inner = paragraph.runs[0]._r, paragraph._p
        for tag in tags:
            inner.append(OxmlElement(tag))
            inner = inner[-1]
        inner.append(run)
    stream = io.BytesIO()
    word.save(stream)
    content, _ = filled(stream.getvalue(), make_letter())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    assert sum(text.count("Us Ltd") for text in texts) == 3
    assert not any("{{" in text.replace("{{sender_account}}", "") for text in texts)


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
