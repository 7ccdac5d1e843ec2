from datetime import date, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd

from udfs.books import frames
from xlcredit import tables
from xlcredit.ledger import Grid, read_ledger


def test_rows_of_turns_every_missing_value_into_a_blank():
    frame = pd.DataFrame(
        {
            "amount": [1.5, np.nan],
            "due_date": pd.to_datetime(["2026-01-05", None]),
            "is_disputed": [True, False],
            "who": ["a", None],
            "count": [1, 2],
        }
    )
    assert frames.rows_of(frame) == [
        [1.5, datetime(2026, 1, 5), True, "a", 1],
        [None, None, False, None, 2],
    ]


def test_host_rows_guards_text_on_a_live_host_only():
    live, closed = SimpleNamespace(impl=object()), SimpleNamespace(impl=SimpleNamespace(text_is_literal=True))
    rows = [["=1+1", "000123", 5, None, ""]]
    assert frames.host_rows(live, rows) == [["'=1+1", "'000123", 5, None, ""]]
    assert frames.host_rows(closed, rows) == rows


def test_headings_keep_bucket_labels_and_translate_the_rest():
    frame = pd.DataFrame(columns=["customer_id", "1–30天", "total"])
    assert frames.headings(frame, "zh") == ["客户编号", "1–30天", "合计"]


def test_input_frames_turn_a_date_of_payment_into_a_payment():
    rows = [
        ["Customer no.", "Document no.", "Invoice date", "Due date", "Amount", "Paid on"],
        ["A", "1", date(2026, 1, 1), date(2026, 1, 31), 100, date(2026, 2, 10)],
        ["A", "2", date(2026, 2, 1), date(2026, 3, 3), 60, None],
    ]
    found = frames.input_frames(read_ledger([Grid("S", rows)], today=date(2026, 3, 1)))
    payment = found["payments"].iloc[0]
    assert (payment["document_no"], payment["amount"]) == ("1", 100.0)
    assert len(found["payments"]) == 1
    assert list(found["ledger"].columns) == list(tables.LEDGER.column_names)


def test_input_frames_number_a_paid_document_that_has_none():
    rows = [["Customer", "Invoice date", "Amount", "Paid on"], ["A", date(2026, 1, 1), 100, date(2026, 2, 1)]]
    found = frames.input_frames(read_ledger([Grid("S", rows)], today=date(2026, 3, 1)))
    assert found["ledger"]["document_no"].tolist() == found["payments"]["document_no"].tolist() == ["row 2"]


def test_input_frames_lose_neither_groups_nor_statements():
    head = ["Customer no.", "Customer name", "Document no.", "Invoice date", "Amount", "Group"]
    rows = [["A", "Alpha", "1", date(2026, 1, 1), 100, "G"], ["B", "Beta", "2", date(2026, 1, 1), 5, "G"]]
    sheets = [
        Grid("S", [head, *rows]),
        Grid("Statements", [["Account", "Current period", "Prior period"], ["Accounts receivable", 100, 90]]),
    ]
    found = frames.input_frames(read_ledger(sheets, today=date(2026, 3, 1)))
    assert found["customers"][["customer_id", "customer_name", "group_id"]].to_numpy().tolist() == [
        ["A", "Alpha", "G"],
        ["B", "Beta", "G"],
    ]
    assert found["statements"]["current_period"].tolist() == [100.0]


def test_input_frames_keep_a_date_of_payment_whose_number_another_customer_uses_too():
    head = ["Customer no.", "Document no.", "Invoice date", "Amount", "Paid on"]
    rows = [["A", "1", date(2026, 1, 1), 100, date(2026, 2, 1)], ["B", "1", date(2026, 1, 1), 70, None]]
    paid = [["Payment no.", "Customer no.", "Document no.", "Payment date", "Amount"],
            ["p", "B", "1", date(2026, 2, 5), 70]]  # fmt: skip
    ledger = read_ledger([Grid("S", [head, *rows]), Grid("Payments", paid)], today=date(2026, 3, 1))
    payments = frames.input_frames(ledger)["payments"]
    assert payments[["customer_id", "amount"]].to_numpy().tolist() == [["B", 70.0], ["A", 100.0]]


def test_input_frames_number_paid_documents_of_two_sheets_apart():
    rows = [["Customer", "Invoice date", "Amount", "Paid on"], ["A", date(2026, 1, 1), 100, date(2026, 2, 1)]]
    other = [rows[0], ["A", date(2026, 1, 9), 30, date(2026, 2, 9)]]
    found = frames.input_frames(read_ledger([Grid("S", rows), Grid("T", other)], today=date(2026, 3, 1)))
    assert found["ledger"]["document_no"].is_unique
