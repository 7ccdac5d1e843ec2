"""Limits that an insurer granted: what contradicts itself is refused, with the row named."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, classify, read_ledger
from xlcredit.texts import LANGUAGES, say

TODAY = date(2026, 7, 1)
LEDGER = Grid(
    "Items", [["Customer no.", "Document no.", "Due date", "Amount"], ["A", "1", date(2026, 6, 1), 100]]
)
HEADINGS = [
    "Customer no.",
    "Currency",
    "Insured limit",
    "In force from",
    "In force until",
    "Cover",
    "Reference of the insurer",
]


def read(*rows, headings=HEADINGS):
    return read_ledger([LEDGER, Grid("Insured limits", [headings, *rows])], today=TODAY)


def told(ledger):
    return [(issue.code, issue.cell) for issue in ledger.issues if issue.code.startswith("insured_limit")]


def limits(ledger):
    return ledger.insured_limits["insured_limit"].tolist()


def test_limits_are_read_by_customer_and_day():
    found = read(
        ["A", "USD", 300000, date(2026, 3, 1), None, 0.9, "POL-2"],
        ["A", "USD", "500,000", "2025-03-01", "2026-02-28", "90%", "POL-1"],
    )
    assert list(found.insured_limits.columns) == list(tables.INSURED_LIMITS.column_names)
    assert limits(found) == [500_000, 300_000]
    assert found.insured_limits["cover_share"].tolist() == [0.9, 0.9]
    assert told(found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_headings_make_the_kind_in_both_languages(language):
    headings = [say(f"labels.{name}", language) for name in tables.INSURED_LIMITS.column_names]
    grid = Grid("S", [headings, ["A", "CNY", 1, date(2026, 1, 1), None, 0.9, "x"]])
    assert classify([grid])["S"].kind == "insured_limits"


def test_a_customers_sheet_with_limits_stays_one():
    rows = [["Customer no.", "Customer name", "Credit limit", "Insured limit"], ["A", "Alpha", 5, 3]]
    assert classify([Grid("S", rows)])["S"].kind == "customers"


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["A", None, -1, date(2026, 1, 1), None, 0.9, ""], "insured_limit_negative", "C2"),
        (["A", None, 5, date(2026, 1, 1), None, 1.2, ""], "insured_limit_cover", "F2"),
        (["A", None, 5, date(2026, 1, 1), None, 0, ""], "insured_limit_cover", "F2"),
        (["A", None, 5, date(2026, 1, 2), date(2026, 1, 1), None, ""], "insured_limit_ends_first", "E2"),
        (["A", None, 5, None, None, None, ""], "insured_limit_undated", "D2"),
        (["A", None, None, date(2026, 1, 1), None, None, ""], "insured_limit_missing", "C2"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_with_its_cell_and_blanks_the_limit(row, code, cell):
    found = read(row)
    assert told(found) == [(code, cell)]
    assert found.insured_limits["insured_limit"].isna().tolist() == [True]


def test_overlapping_periods_are_both_refused_with_their_rows():
    found = read(
        ["A", None, 9, date(2026, 3, 1), None, None, ""],
        ["A", None, 8, date(2025, 1, 1), date(2026, 3, 1), None, ""],
        ["A", None, 7, date(2024, 1, 1), date(2024, 12, 31), None, ""],
    )
    assert told(found) == [("insured_limit_overlap", "D2")]
    assert [limit == 7 for limit in limits(found)] == [True, False, False]
    assert "Rows 2 + 3 give customer A" in found.issues_table("en")["reason"].str.cat()


def test_a_long_limit_overlaps_one_that_is_not_its_neighbour():
    found = read(
        ["A", None, 9, date(2025, 1, 1), date(2026, 12, 31), None, ""],
        ["A", None, 8, date(2025, 2, 1), date(2025, 2, 28), None, ""],
        ["A", None, 7, date(2026, 1, 1), None, None, ""],
    )
    assert [cell for _, cell in told(found)] == ["D3", "D4"]
    assert found.insured_limits["insured_limit"].isna().all()


def test_a_limit_of_nobody_is_left_out_and_a_stranger_is_pointed_out():
    found = read(
        ["", None, 9, date(2025, 1, 1), None, None, ""], ["Z", None, 9, date(2025, 1, 1), None, None, ""]
    )
    assert [code for code, _ in told(found)] == ["insured_limit_of_nobody", "insured_limit_unknown"]
    assert found.insured_limits["customer_id"].tolist() == ["Z"]
