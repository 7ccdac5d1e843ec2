"""The letters of a workbook by the command: what they come to, and that nothing else is touched."""

from __future__ import annotations

import hashlib
import json

import openpyxl
import pytest
from docx import Document

from udfs.hosts import command_line

CSV = """Customer no.,Customer,Invoice no.,Invoice date,Due date,Currency,Amount,Disputed
A/1,Alpha,1,2026-04-01,2026-05-01,EUR,1000,no
A/1,Alpha,2,2026-05-01,2026-06-10,EUR,500,no
A/1,Alpha,3,2026-05-01,2026-06-10,EUR,70,yes
B,北京某公司,4,2026-05-01,2026-06-14,CNY,700.5,no
"""


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "items.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def test_letters_of_a_ledger_tie_with_worklist_and_aging(capsys, csv, tmp_path):
    before = hashlib.sha256(csv.read_bytes()).hexdigest()
    words = ("letters", csv, "--out", tmp_path / "run", "--as-of", "2026-06-30", "--json")
    code, out, _ = run(capsys, *words, "--format", "docx,eml")
    told = json.loads(out)
    assert code == 1  # our name and account are left open
    assert told["ties"] is True
    lines = {line["currency"]: line for line in told["totals"]}
    assert (lines["EUR"]["letters_amount"], lines["EUR"]["disputed_open"]) == (1500, 70)  # 1,000 + 500; 70
    assert lines["EUR"]["aging_overdue"] == 1570
    assert lines["CNY"]["aging_overdue"] == lines["CNY"]["letters_amount"] == 700.5
    letters = {letter["customer_id"]: letter for letter in told["letters"]}
    assert [item["document_no"] for item in letters["A/1"]["documents"]] == ["1", "2"]
    assert sum(item["open_amount"] for item in letters["A/1"]["documents"]) == letters["A/1"]["to_pay"]
    assert hashlib.sha256(csv.read_bytes()).hexdigest() == before
    for letter in told["letters"]:
        cells = [
            row.cells[6].text for row in Document(tmp_path / "run" / letter["files"][0]).tables[0].rows[1:]
        ]
        assert sum(float(cell.replace(",", "")) for cell in cells) == letter["to_pay"]


def test_stage_and_customer_choose_and_the_rest_is_counted(capsys, csv, tmp_path):
    words = ("letters", csv, "--as-of", "2026-06-30")
    code, out, _ = run(capsys, *words, "--out", tmp_path / "a", "--stage", "formal_demand", "--json")
    told = json.loads(out)
    assert ([letter["customer_id"] for letter in told["letters"]], told["left_out"]) == (["B"], 1)
    code, out, _ = run(capsys, *words, "--out", tmp_path / "b", "--customer", "A/1")
    assert "1 letters of the worklist were not asked for" in out
    assert "Nothing was sent" in out
    assert code == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--stage", "tea"), "--stage: got 'tea'"),
        (("--customer", "Z"), "--customer: got 'Z'"),
        (("--format", "odt"), "--format: got 'odt'"),
        (("--as-of", "soon"), "--as-of: got 'soon'"),
    ],
)
def test_words_that_mean_nothing_are_refused_and_nothing_is_written(capsys, csv, tmp_path, words, problem):
    code, _, err = run(capsys, "letters", csv, "--out", tmp_path / "run", *words)
    assert code == 2
    assert problem in err
    assert not (tmp_path / "run").exists()


def test_without_a_folder_nothing_happens(capsys, csv):
    code, _, err = run(capsys, "letters", csv)
    assert code == 2
    assert "--out FOLDER" in err


def test_letters_to_the_insolvent_are_named(capsys, tmp_path):
    book = openpyxl.Workbook()
    for name, rows in (
        ("Items", [line.split(",") for line in CSV.splitlines()]),
        ("Customers", [["Customer no.", "Insolvent"], ["B", "yes"], ["A/1", "no"]]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "book.xlsx")
    words = ("letters", tmp_path / "book.xlsx", "--out", tmp_path / "run", "--as-of", "2026-06-30")
    _, out, _ = run(capsys, *words)
    assert "Marked as insolvent: B. Do not send" in out


def test_templates_to_change(capsys, tmp_path):
    code, out, _ = run(capsys, "letters", "--new-templates", tmp_path / "mine")
    assert code == 0
    assert len(out.split("\n")) == 11
    assert (tmp_path / "mine" / "final_notice-zh.docx").is_file()


def test_amounts_without_a_currency_get_no_letter_and_still_tie(capsys, tmp_path):
    path = tmp_path / "items.csv"
    lines = CSV.splitlines()
    lines[4] = lines[4].replace("CNY", "")
    path.write_text("\n".join(lines), encoding="utf-8")
    words = ("letters", path, "--out", tmp_path / "run", "--as-of", "2026-06-30")
    _, out, _ = run(capsys, *words)
    assert "Not written: 1 statements over 700.50" in out
    assert "(no currency): not written 700.50" in out
    assert "DOES NOT AGREE" not in out
    sheet = openpyxl.load_workbook(tmp_path / "run" / "Overview.xlsx").worksheets[0]
    lines = {row[2]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (lines["B"][0], lines["B"][5]) == (None, 700.5)
    assert "--currency" in lines["B"][-1]
    _, out, _ = run(capsys, *words[:2], "--out", tmp_path / "b", *words[4:], "--currency", "CNY", "--json")
    assert {letter["currency"] for letter in json.loads(out)["letters"]} == {"EUR", "CNY"}


def test_pdf_by_the_command_and_interest_in_its_record(capsys, csv, tmp_path, soffice):
    words = ("letters", csv, "--out", tmp_path / "run", "--as-of", "2026-06-30", "--customer", "A/1")
    _, out, _ = run(capsys, *words, "--format", "pdf", "--json")
    (letter,) = json.loads(out)["letters"]
    assert letter["files"] == ["001 A_1 EUR final_notice.pdf"]
    assert (tmp_path / "run" / letter["files"][0]).read_bytes().startswith(b"%PDF")
    parts = [letter[name] for name in ("to_pay", "interest", "fixed_fee")]
    assert letter["claim_total"] == pytest.approx(sum(parts))
    assert letter["interest"] == pytest.approx(sum(item["interest"] or 0 for item in letter["documents"]))
    assert soffice


def test_pdf_without_libreoffice_is_refused_with_the_way_out(capsys, csv, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.hosts.calc.office.find_office", lambda _computer: None)
    code, _, err = run(capsys, "letters", csv, "--out", tmp_path / "run", "--format", "pdf")
    assert code == 2
    assert "Ask for docx" in err.replace("\n", " ")
    assert not (tmp_path / "run").exists()
