"""Drafts of e-mails as a mail programme reads them."""

from __future__ import annotations

import email
import io
from datetime import date
from email.policy import default

import openpyxl
import pytest
from docx import Document

from workbooks.letters.folder import write_letters
from workbooks.letters.templates import KINDS


def read(folder):
    (path,) = folder.glob("*.eml")
    return email.message_from_bytes(path.read_bytes(), policy=default)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_parses_and_its_attachments_open(make_letter, tmp_path, kind):
    letter = make_letter(kind, "zh", customer_id="客户/甲")
    write_letters([letter], tmp_path / "run", forms=("eml",), day=date(2026, 7, 1), language="zh")
    message = read(tmp_path / "run")
    assert not message.defects
    assert message["X-Unsent"] == "1"
    assert {name.lower() for name in message} <= {
        "subject", "to", "x-unsent", "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert "客户编号 10/2026" in message["Subject"]
    body = message.get_body(("plain",))
    assert body["Content-Type"].params["charset"] == "utf-8"
    assert "EUR 250.00" in body.get_content()
    word, sheet = message.iter_attachments()
    assert word.get_filename() == f"001 客户_甲 EUR {kind}.docx"
    assert "EUR 250.00" in "\n".join(p.text for p in Document(io.BytesIO(word.get_content())).paragraphs)
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.get_content())).active.iter_rows(values_only=True))
    assert rows[-1][6] == 250


def test_with_pdf_the_draft_carries_the_pdf_and_no_word_document(make_letter, tmp_path, monkeypatch):
    monkeypatch.setattr("workbooks.letters.folder.as_pdf", lambda words, *_: [b"%PDF-1.7"] * len(words))
    monkeypatch.setattr("workbooks.letters.folder.checked_office", lambda office: office)
    write_letters(
        [make_letter()], tmp_path / "run", forms=("eml", "pdf"), day=date(2026, 7, 1), language="en"
    )
    page, sheet = read(tmp_path / "run").iter_attachments()
    assert (page.get_content_type(), page.get_content()) == ("application/pdf", b"%PDF-1.7")
    assert sheet.get_filename().endswith(".xlsx")
