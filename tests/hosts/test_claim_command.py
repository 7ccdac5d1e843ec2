"""The claim of a customer by the command: files, figures, refusals, nothing else touched."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import openpyxl
import pytest

from udfs.hosts import command_line

ITEMS = [
    [
        "Customer no.",
        "Customer",
        "Document no.",
        "Invoice date",
        "Due date",
        "Currency",
        "Amount",
        "Disputed",
    ],
    ["A/1", "Alpha", "1", date(2026, 3, 1), date(2026, 4, 1), "EUR", 1000, "no"],
    ["A/1", "Alpha", "2", date(2026, 3, 2), date(2026, 4, 2), "EUR", 500, "yes"],
    ["B", "Beta", "3", date(2026, 3, 1), date(2026, 7, 1), "EUR", 70, "no"],
]
CUSTOMERS = [
    ["Customer no.", "Customer", "Country", "Insured limit"],
    ["A/1", "Alpha", "DE", 800],
    ["B", "Beta", "DE", 9],
]


@pytest.fixture
def ledger(tmp_path):
    book = openpyxl.Workbook()
    for title, rows in (("Items", ITEMS), ("Customers", CUSTOMERS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "ledger.xlsx")
    return tmp_path / "ledger.xlsx"


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def test_the_claim_of_a_ledger_as_json(capsys, ledger, tmp_path):
    before = hashlib.sha256(ledger.read_bytes()).hexdigest()
    words = ("claim", ledger, "--customer", "A/1", "--out", tmp_path / "claim", "--as-of", "2026-06-30")
    code, out, _ = run(capsys, *words, "--currency", "EUR", "--json")
    told = json.loads(out)
    assert code == 1  # our name and the policy are left open
    # of 1,000 the limit takes in 800, paid 90 %
    assert (told["claimed"], told["expected_recovery"], told["ties"]) == (1000, 720, True)
    assert [(row["document_no"], row["part"], row["row"]) for row in told["documents"]] == [
        ("1", "claimed", 2), ("2", "disputed", 3),
    ]  # fmt: skip
    assert told["totals"][0]["aging_overdue"] == 1500
    assert told["deadlines"] == {
        "notify_by": "2026-05-01", "stop_from": "2026-06-01", "claim_from": "2026-05-31",
        "claim_by": "2026-11-27",
    }  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "claim").iterdir()) == sorted(told["files"])
    assert hashlib.sha256(ledger.read_bytes()).hexdigest() == before


def test_the_claim_in_chinese_says_what_is_missing_and_that_nothing_was_sent(capsys, ledger, tmp_path):
    words = ("claim", ledger, "--customer", "A/1", "--out", tmp_path / "claim", "--as-of", "2026-06-30")
    _, out, _ = run(capsys, *words, "--lang", "zh")
    assert "预期赔款 720.00" in out
    assert "待填写：被保险人" in out
    assert "未提交或发送任何内容" in out
    assert sorted(path.suffix for path in (tmp_path / "claim").iterdir()) == [".docx", ".xlsx"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--customer", "Z"), "--customer: got 'Z'"),
        (("--customer", "B"), "Beta (B): nothing is overdue on 2026-06-30"),
        (("--customer", "A/1", "--as-of", "soon"), "soon"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(capsys, ledger, tmp_path, words, told):
    out = tmp_path / "claim"
    code, _, err = run(capsys, "claim", ledger, "--out", out, "--as-of", "2026-06-30", *words)
    assert code == 2
    assert told in " ".join(err.split())
    assert not out.exists()


def test_a_folder_in_use_is_left_alone(capsys, ledger, tmp_path):
    words = ("claim", ledger, "--customer", "A/1", "--out", tmp_path, "--as-of", "2026-06-30")
    code, _, err = run(capsys, *words)
    assert code == 2
    assert "the folder is not empty" in " ".join(err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.xlsx"]
