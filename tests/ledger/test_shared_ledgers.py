"""Real ledgers: mapping, control totals and issues, against figures counted outside our code."""

from __future__ import annotations

import csv
from datetime import date

import pandas as pd
import pytest

from workbooks.sources import read_grids
from xlcredit.ledger import Grid, read_ledger

TODAY = date(2026, 7, 10)


def ledger_of(path, today=TODAY):
    return read_ledger(read_grids(path), today=today)


def count(ledger, code):
    return sum(issue.code == code for issue in ledger.issues)


def fields(ledger):
    used = ledger.mapping[ledger.mapping["field"] != ""]
    return dict(zip(used["field"], used["header"], strict=True))


@pytest.fixture(scope="module")
def ibm(shared_data):
    folder = shared_data / "ibm_ar"
    return [ledger_of(next(folder.glob(f"*.{ending}"))) for ending in ("csv", "xlsx")]


def test_ibm_workbook_dates_equal_the_csv_cell_for_cell(ibm, shared_data):
    # the oracle: the csv's own m/d/Y texts, read by pandas with the format given
    raw = pd.read_csv(next((shared_data / "ibm_ar").glob("*.csv")), dtype=str)
    for name, header in (
        ("invoice_date", "InvoiceDate"),
        ("due_date", "DueDate"),
        ("paid_date", "SettledDate"),
    ):
        true = pd.to_datetime(raw[header], format="%m/%d/%Y").tolist()
        for ledger in ibm:
            assert ledger.items[name].tolist() == true
    assert len(raw) == 2466


def test_ibm_exchanged_cells_are_reported_with_their_counts(ibm):
    text, workbook = ibm
    assert count(text, "dates_swapped") == 0
    # counted in the file: real date cells per column 944, 941, 1,004
    swapped = [issue.fields["real"] for issue in workbook.issues if issue.code == "dates_swapped"]
    assert swapped == [944, 941, 1004]
    assert "944" in next(issue for issue in workbook.issues if issue.code == "dates_swapped").reason("zh")


def test_ibm_amounts_ids_and_zeros(ibm):
    text, workbook = ibm
    assert text.control["sheet_total"].tolist() == workbook.control["sheet_total"].tolist() == [147703.18]
    assert text.items["document_no"].iloc[0] == "0000611365"
    assert workbook.items["document_no"].iloc[0] == "611365"
    short = next(issue for issue in workbook.issues if issue.code == "ids_shortened")
    assert short.fields["count"] == 266
    assert text.items["is_disputed"].sum() == workbook.items["is_disputed"].sum() == 561  # counted with awk


def test_o2c_invoices(shared_data):
    ledger = ledger_of(shared_data / "o2c" / "Invoices.csv")
    with (shared_data / "o2c" / "Invoices.csv").open(encoding="utf-8-sig") as file:
        cents = sum(
            round(float(row["Invoice_Amount"]) * 100) for row in csv.DictReader(file) if row["Invoice_Amount"]
        )
    line = ledger.control.iloc[0]
    assert (line["rows_read"], line["rows_accepted"], line["difference"]) == (8005, 7994, 0.0)
    assert line["sheet_total"] == cents / 100
    assert [count(ledger, code) for code in ("amount_missing", "duplicate", "dates_mixed_formats")] == [
        6,
        5,
        1,
    ]
    assert ledger.items["due_date"].isna().sum() == 15
    assert (ledger.items["document_type"] == "credit_note").sum() == 3
    assert ledger.items.loc[ledger.items["document_no"] == "INV05026", "invoice_date"].item() == pd.Timestamp(
        "2025-03-07"
    )


def test_o2c_payments_customers_and_limits_as_one_workbook(shared_data):
    grids = [grid for name in ("Invoices", "Payments", "Customer_Master", "Credit_Limits")
             for grid in read_grids(shared_data / "o2c" / f"{name}.csv")]  # fmt: skip
    ledger = read_ledger(grids, today=TODAY)
    assert (len(ledger.payments), len(ledger.customers), len(ledger.items)) == (6748, 500, 7994)
    assert ledger.payments["amount"].sum() == sum(float(row[3]) for row in grids[1].rows[1:])
    assert count(ledger, "customer_duplicate") == 3
    # 15 due dates are blank and every customer has terms
    assert ledger.items["due_date"].isna().sum() == 0
    assert (ledger.payments["customer_id"] != "").mean() > 0.99


def test_sap_export(shared_data):
    ledger = ledger_of(shared_data / "sap_fi_export" / "export.xls")
    assert fields(ledger) == {
        "customer_id": "Account", "invoice_date": "Document Date", "document_type": "Document Type",
        "currency": "Document currency", "amount": "Amount in doc. curr.",
    }  # fmt: skip
    control = ledger.control.set_index("currency")
    assert control["rows_read"].to_dict() == {"EUR": 5, "HKD": 1, "LKR": 663, "USD": 790}
    assert (control["difference"] == 0).all()
    # the sheet's own last line, over all currencies together
    assert control["sheet_total"].sum() == pytest.approx(-238931747.16, abs=0.005)
    total = next(issue for issue in ledger.issues if issue.code == "total_row")
    assert total.cell == "H1461"
    assert ledger.items["invoice_date"].dt.month.isin([5, 6]).all()


def test_small_ledger_paid_and_open_agree(shared_data):
    ledger = ledger_of(next((shared_data / "small_ar").glob("*.xlsx")))
    items = ledger.items
    assert (len(items), ledger.control["sheet_total"].item()) == (200, 5822881.0)
    assert (items["amount"] - items["paid_amount"] == items["open_amount"]).all()
    assert items["status"].value_counts().to_dict() == {"part_paid": 73, "open": 67, "paid": 60}


def test_five_currencies(shared_data):
    ledger = ledger_of(next((shared_data / "small_ar").glob("*.csv")))
    assert ledger.control["rows_accepted"].tolist() == [77, 80, 85, 77, 81]
    assert not ledger.issues


def test_provision_workbook_has_a_parameter_block_above(shared_data):
    ledger = ledger_of(shared_data / "provision" / "receivables.xlsx", today=date(2019, 3, 1))
    assert ledger.items["row_number"].iloc[0] == 6
    assert ledger.control["sheet_total"].tolist() == [192630.35]
    future = next(issue for issue in ledger.issues if issue.code == "future_dated")
    assert future.fields["count"] == 45
    assert (
        next(issue for issue in ledger.issues if issue.code == "as_of_found").fields["date"] == "2019-03-01"
    )
    assert [issue.sheet_name for issue in ledger.issues if issue.code == "sheet_not_read"] == [
        "Bad Debts Percentage"
    ]


def test_chinese_statements_are_classified(shared_data):
    for path in (shared_data / "cn_statements").glob("*.xlsx"):
        ledger = ledger_of(path)
        assert len(ledger.items) == len(ledger.statements) == 0
        assert count(ledger, "sheet_not_read") == 0


def test_workbooks_of_every_other_kind_hold_no_ledger(shared_data):
    for path in (shared_data / "workbooks").iterdir():
        if path.suffix != ".xlsb":
            ledger = ledger_of(path)
            assert len(ledger.items) == 0, path.name


def test_a_shuffled_ledger_is_the_same_ledger(shared_data):
    grid = read_grids(shared_data / "o2c" / "Invoices.csv")[0]
    turned = Grid(grid.sheet_name, [grid.rows[0], *reversed(grid.rows[1:])])
    first, second = read_ledger([grid], today=TODAY), read_ledger([turned], today=TODAY)
    assert first.control.equals(second.control)
