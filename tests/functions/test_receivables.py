"""Receivables in a cell: rules that stand at the door, above those the domain tests hold."""

from __future__ import annotations

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError
from xlcredit.texts import use_language

CUSTOMERS = (("A",), ("B",), ("A",), (None,))
DATES = ((46053.0,), (46081.0,), (None,), (46100.0,))
AMOUNTS = ((100.0,), (50.0,), (25.0,), (5.0,))


def test_aging_total_row_equals_the_amounts_and_every_bucket() -> None:
    rows = catalogue()["AGING"](CUSTOMERS, DATES, AMOUNTS, 46083.0)
    total = rows[-1]
    buckets = slice(1, rows[0].index("Total"))
    assert total[0] == "Total"
    assert sum(total[buckets]) == total[rows[0].index("Total")] == 180.0
    assert [row[0] for row in rows[1:-1]] == ["(no customer)", "A", "B"]


def test_aging_speaks_chinese() -> None:
    use_language("zh")
    rows = catalogue()["AGING"](CUSTOMERS, DATES, AMOUNTS, 46083.0)
    assert rows[0][:3] == ["客户编号", "未到期", "1–30天"]
    assert rows[-1][0] == "合计"


def test_aging_blank_amount_is_no_zero() -> None:
    assert catalogue()["AGING"](CUSTOMERS, DATES, ((1.0,), (None,), (2.0,), (3.0,)), 46083.0) == CellError(
        "#N/A"
    )
    assert "open_amounts[2]: blank" in str(faults.latest(function="AGING"))


def test_aging_by_invoice_date_puts_day_zero_into_the_first_bucket() -> None:
    rows = catalogue()["AGING"]((("A",),), ((46083.0,),), ((10.0,),), 46083.0, None, "invoice_date")
    assert rows[1][1:3] == [0.0, 10.0]


@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_aging_error_in_a_range_comes_back(error: str) -> None:
    amounts = ((1.0,), (error,), (2.0,), (3.0,))
    assert catalogue()["AGING"](CUSTOMERS, DATES, amounts, 46083.0) == CellError(error)


def test_dsocountback_reports_what_the_history_does_not_explain() -> None:
    assert catalogue()["DSOCOUNTBACK"](500.0, ((100.0,), (80.0,)), 30.0) == CellError("#N/A")
    assert "60.0 days, and 320.00" in str(faults.latest(function="DSOCOUNTBACK"))  # 500 - 100 - 80


@pytest.mark.parametrize(("measure", "share"), [("TOP1", 0.7), ("top 2", 1.0), (1.0, 0.7)])
def test_concentration_takes_a_number_of_customers(measure: object, share: float) -> None:
    # A owes 30 + 40 = 70 of 100
    found = catalogue()["CONCENTRATION"]((("A",), ("B",), ("A",)), ((30.0,), (30.0,), (40.0,)), measure)
    assert found == pytest.approx(share)


def test_agingbucket_blank_has_its_own_bucket() -> None:
    assert catalogue()["AGINGBUCKET"](((45.0,), (None,), ("#N/A",))) == [
        ["31-60"],
        ["No due date"],
        [CellError("#N/A")],
    ]


def test_dsoall_sets_every_definition_side_by_side() -> None:
    rows = catalogue()["DSOALL"](((46032.0,),), ((46063.0,),), ((310.0,),), ((310.0,),), 46053.0)
    assert rows[0] == ["Measure", "Value", "Formula", "Convention"]
    assert len(rows) >= 8
    assert all(row[2] and row[3] for row in rows)


def test_a_heading_on_top_of_every_column_is_passed_over():
    # A:A and its neighbours begin with their headings.
    below = ((("A",), ("B",)), ((46053.0,), (46081.0,)), ((100.0,), (50.0,)))
    whole = tuple(
        ((heading,), *rows) for heading, rows in zip(("Customer", "Due", "Amount"), below, strict=True)
    )
    assert catalogue()["AGING"](*whole, 46083.0) == catalogue()["AGING"](*below, 46083.0)


@pytest.mark.parametrize(
    ("due", "amount", "reason"),
    [
        (("Due", 46053.0), (60.0, 60.0), "dates[1]: got 'Due'"),  # no heading over the amounts
        ((46053.0, 46053.0), ("Amount", 60.0), "open_amounts[1]: got 'Amount'"),
        (("Due", 46053.0), ("12.5", 60.0), "dates[1]: got 'Due'"),  # 12.5 is an amount
        (("Due", "due"), ("Amount", 60.0), "dates[1]: got 'due'"),  # below the headings
        (("Due",), ("Amount",), "dates[1]: got 'Due'"),  # nothing below
    ],
)
def test_a_text_that_is_no_heading_stays_a_fault(due, amount, reason):
    columns = [tuple((cell,) for cell in cells) for cells in (due, amount)]
    assert catalogue()["OVERDUESHARE"](*columns, 46083.0).code == "#VALUE!"
    assert faults.latest(function="OVERDUESHARE").reason.startswith(reason)
