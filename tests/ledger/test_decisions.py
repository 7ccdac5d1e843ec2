"""The log of decisions: words to kinds, rows without customer or date, bounded texts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, classify, read_ledger
from xlcredit.ledger.decisions import LONGEST_TEXT
from xlcredit.ledger.joining import strangers
from xlcredit.texts import LANGUAGES, say

TODAY = date(2026, 7, 1)
LEDGER = Grid(
    "Items", [["Customer no.", "Document no.", "Due date", "Amount"], ["A", "1", date(2026, 6, 1), 100]]
)
HEADINGS = ["Customer no.", "Decided on", "Decision", "Before", "After", "Reason", "Approver", "Review on"]


def read(*rows, headings=HEADINGS):
    return read_ledger([LEDGER, Grid("Decisions", [headings, *rows])], today=TODAY)


def codes(ledger):
    return [issue.code for issue in ledger.issues if issue.code.startswith("decision")]


def test_decisions_are_read_by_date_with_canonical_kinds():
    late = ["A", date(2026, 5, 2), "grade override", "D", "C", "Parent's guarantee", "CFO", date(2026, 8, 1)]
    early = ["A", "2026-01-31", "额度", 80000.0, "100,000", "首次授信，见合同", "信用经理", None]
    found = read(late, early)
    assert list(found.decisions.columns) == list(tables.DECISIONS.column_names)
    assert found.decisions["decision_kind"].tolist() == ["limit", "override"]
    assert found.decisions["decided_on"].tolist() == [pd.Timestamp("2026-01-31"), pd.Timestamp("2026-05-02")]
    assert found.decisions["before"].tolist() == ["80000", "D"]
    assert found.decisions["reason"].tolist() == ["首次授信，见合同", "Parent's guarantee"]
    assert found.decisions["review_on"].isna().tolist() == [True, False]
    assert codes(found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_list_is_understood(language):
    names = ("limit", "terms", "override", "review", "release", "note")
    words = [say(f"template.decision_kind.{name}", language) for name in names]
    headings = [say(f"labels.{name}", language) for name in tables.DECISIONS.column_names]
    found = read(*[["A", date(2026, 1, 1 + day), word] for day, word in enumerate(words)], headings=headings)
    assert found.decisions["decision_kind"].tolist() == list(names)
    assert codes(found) == []


def test_rows_that_cannot_be_used_are_issues():
    found = read(
        ["", date(2026, 1, 1), "limit"],
        ["A", None, "limit"],
        ["A", "some day", "limit"],
        [None] * 8,
        ["A", date(2026, 1, 3), "wild guess"],
        ["Z", date(2026, 8, 1), None],
    )
    assert sorted(codes(found)) == sorted([
        "decision_of_nobody", "decision_undated", "decision_undated", "decision_kind_unknown",
        "decision_in_future", "decision_customer_unknown",
    ])  # fmt: skip
    assert found.decisions["customer_id"].tolist() == ["A", "Z"]
    assert found.decisions["decision_kind"].tolist() == ["note", "note"]
    cells = {issue.cell for issue in found.issues if issue.code == "decision_undated"}
    assert cells == {"B3", "B4"}


def test_texts_are_bounded_and_a_formula_is_a_text():
    found = read(["A", date(2026, 1, 1), "note", "=1+1", None, "x" * 10_000, "@boss", None])
    row = found.decisions.iloc[0]
    assert (row["before"], row["after"], len(row["reason"]), row["approver"]) == (
        "=1+1",
        "",
        LONGEST_TEXT,
        "@boss",
    )


def test_a_workbook_without_decisions_has_an_empty_log():
    found = read_ledger([LEDGER], today=TODAY).decisions
    assert found.shape == (0, len(tables.DECISIONS.columns))
    known, listed = pd.DataFrame({"customer_id": ["A"]}), pd.DataFrame({"customer_id": []})
    assert strangers(found, known, listed, "decision_customer_unknown") == []


def test_a_ledger_with_a_column_of_decisions_stays_a_ledger():
    rows = [
        ["Customer", "Invoice no", "Due date", "Amount", "Decision"],
        ["A", "1", date(2026, 6, 1), 5, "call"],
    ]
    assert classify([Grid("S", rows)])["S"].kind == "ledger"
