from datetime import date

from xlcredit.ledger import Grid, read_ledger

HEAD = ["Customer no.", "Document no.", "Invoice date", "Due date", "Amount"]


def test_a_document_that_stands_on_two_sheets_counts_once():
    day, due = "2026-04-01", "2026-05-01"
    rows = [HEAD, ["A", "1", day, due, 100.0], ["B", "2", day, due, 200.0]]
    ledger = read_ledger([Grid("S", rows), Grid("Copy", rows)], today=date(2026, 6, 30))
    assert ledger.items["amount"].sum() == 300.0
    assert [(i.sheet_name, i.cell, i.amount) for i in ledger.issues if i.code == "duplicate_on_sheet"] == [
        ("Copy", "B2", 100.0),
        ("Copy", "B3", 200.0),
    ]
    assert ledger.control.loc[0, ["accepted", "set_aside", "sheet_total"]].tolist() == [300.0, 300.0, 600.0]
    assert ledger.control.loc[0, "difference"] == 0.0


def test_documents_without_a_number_are_never_copies():
    rows = [HEAD, ["A", "", "2026-04-01", "2026-05-01", 100.0]]
    ledger = read_ledger([Grid("S", rows), Grid("T", rows)], today=date(2026, 6, 30))
    assert ledger.items["amount"].sum() == 200.0
