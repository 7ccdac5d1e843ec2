"""Where the headings stand: letterheads, two rows, misspellings, and what kind of sheet they make."""

from __future__ import annotations

import pytest

from xlcredit.ledger import Grid
from xlcredit.ledger.header import recognise
from xlcredit.ledger.totals import is_total_text
from xlcredit.ledger.vocabulary import meanings

ROW = ["Alpha", "1", "2026-01-05", "2026-02-04", 10.0]


def places(*rows):
    sheet = recognise(Grid("S", list(rows)))
    return sheet.kind, sheet.header_row, {name: place.column for name, place in sheet.places.items()}


def test_a_letterhead_and_a_parameter_block_stand_above():
    kind, row, found = places(
        ["ACME 有限公司 应收账款台账"], ["Today's date", "2026-06-30"], [], [None, "page", 1],
        ["客户名称", "发票号码", "开票日期", "到期日", "价税合计（元）"], ROW,
    )  # fmt: skip
    assert (kind, row) == ("ledger", 4)
    assert found == {"customer_name": 0, "document_no": 1, "invoice_date": 2, "due_date": 3, "amount": 4}


def test_merged_headings_over_two_rows_are_joined():
    kind, row, found = places(
        ["Customer", "Invoice", "", "", ""], ["", "No.", "Date", "Due date", "Amount"], ROW
    )
    assert (kind, row) == ("ledger", 1)
    assert found == {"customer_name": 0, "document_no": 1, "invoice_date": 2, "due_date": 3, "amount": 4}


def test_padded_misspelt_and_full_width_headings_are_read():
    found = places([" Custmer Name ", "ＩＮＶＯＩＣＥ　ＮＯ", "Invoce Date", "Due_Date", "AMOUNT"], ROW)[2]
    assert found == {"customer_name": 0, "document_no": 1, "invoice_date": 2, "due_date": 3, "amount": 4}


def test_a_field_is_mapped_once_and_the_better_column_wins():
    found = places(
        ["Customer", "Date", "Invoice date", "Local amount", "Amount"],
        ["A", "2026-01-01", "2026-01-05", 7, 1],
    )[2]
    assert found == {"customer_name": 0, "invoice_date": 2, "amount": 4}


def test_values_speak_against_a_heading():
    found = places(["Customer", "Invoice date", "Amount", "Total"], ["A", "2026-01-05", "see note", 5.0])[2]
    assert found["amount"] == 3


def test_a_company_that_differs_within_a_customer_is_no_name():
    rows = [["X1", 630, "01.06.2020", 5.0], ["X2", 630, "02.06.2020", 6.0], ["X3", 630, "03.06.2020", 7.0]]
    sheet = recognise(Grid("S", [["Comapany", "Account", "Document Date", "Amount"], *rows]))
    assert sheet.places["customer_id"].column == 1
    assert sheet.rejected == {0: "not_one_per_customer"}


@pytest.mark.parametrize(
    ("head", "row", "kind"),
    [
        (
            ["Payment ID", "Invoice ID", "Payment date", "Amount paid"],
            ["P1", "1", "2026-01-05", 5],
            "payments",
        ),
        (["收款单号", "客户编号", "收款日期", "收款金额"], ["P1", "C1", "2026-01-05", 5], "payments"),
        (["Customer ID", "Credit limit"], ["C1", 5000], "customers"),
        (["客户编号", "客户名称", "信用额度", "账期"], ["C1", "甲", 5000, 30], "customers"),
        (["币种", "汇率"], ["USD", 7.1], "rates"),
        (["项目", "期末余额", "年初余额"], ["货币资金", 5, 6], "statements"),
        (["Band", "Historical percentages"], ["Current", 0.005], "other"),
    ],
)
def test_other_sheets_are_told_apart(head, row, kind):
    assert places(head, row)[0] == kind


def test_a_long_paragraph_is_no_heading():
    assert meanings("invoice " * 40, "ledger") == {}


@pytest.mark.parametrize(
    "text", ["TOTAL", "Grand Total:", "合 计", "本页小计", "Alpha total", "Subtotal for Alpha", "总计："]
)
def test_words_of_totals(text):
    assert is_total_text(text)


@pytest.mark.parametrize("text", ["Totally Ltd", "Alpha", "Summit", "合计划公司", ""])
def test_words_that_only_look_like_totals(text):
    assert not is_total_text(text)
