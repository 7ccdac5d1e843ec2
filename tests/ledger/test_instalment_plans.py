"""Agreements to pay in instalments: one row each, with headings of their own; faults name the row."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, classify, read_ledger
from xlcredit.texts import LANGUAGES, say

TODAY = date(2026, 7, 1)
LEDGER = Grid(
    "Items",
    [
        ["Customer no.", "Document no.", "Due date", "Currency", "Amount"],
        ["A", "1", date(2026, 3, 31), "EUR", 1000],
        ["B", "2", date(2026, 3, 31), "USD", 500],
    ],
)
HEADINGS = [
    "Customer no.", "Document no.", "Agreed on", "Kind of plan", "Number of instalments",
    "First instalment due", "Months between", "First share", "Annual rate", "Currency", "Note",
]  # fmt: skip
AGREED, FIRST = date(2026, 5, 15), date(2026, 6, 15)
GOOD = ["A", "1", AGREED, "equal", 4, FIRST, None, None, None, "EUR", "by phone"]


def read(*rows, headings=HEADINGS):
    return read_ledger([LEDGER, Grid("Plans", [headings, *rows])], today=TODAY)


def told(ledger):
    return [(issue.code, issue.cell) for issue in ledger.issues if issue.code.startswith("plan_")]


def with_(**changes):
    places = {name: tables.INSTALMENT_PLANS.column_names.index(name) for name in changes}
    row = list(GOOD)
    for name, value in changes.items():
        row[places[name]] = value
    return row


def test_an_agreement_is_read_and_blanks_follow_from_its_kind():
    found = read(GOOD, with_(customer_id="B", document_no=2, plan_kind="Half first", currency=""))
    plans = found.instalment_plans
    assert told(found) == []
    assert list(plans.columns) == [*tables.INSTALMENT_PLANS.column_names, "sheet_name", "cell"]
    assert plans["plan_kind"].tolist() == ["equal", "half_first"]
    assert plans["first_share"].tolist() == [0, 0.5]
    assert plans["months_between"].tolist() == [1, 1]
    assert plans["annual_rate"].tolist() == [0, 0]
    assert plans["cell"].tolist() == ["A2", "A3"]
    assert len(found.items) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_headings_and_words_are_known_in_both_languages(language):
    headings = [say(f"labels.{name}", language) for name in tables.INSTALMENT_PLANS.column_names]
    found = read(with_(plan_kind=say("instalments.kind.half_first", language)), headings=headings)
    assert found.instalment_plans["plan_kind"].tolist() == ["half_first"]
    assert told(found) == []


def test_a_pasted_schedule_stays_a_ledger_and_an_output_is_passed_over():
    schedule = [["Customer no.", "Document no.", "Due date", "Amount"], ["A", "1", FIRST, 250]]
    assert classify([Grid("S", schedule)])["S"].kind == "ledger"
    ours = [say(f"labels.{name}", "en") for name in tables.INSTALMENTS.column_names]
    assert classify([Grid("S", [ours, ["A"]])])["S"].kind == "output"


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"customer_id": ""}, "plan_of_nobody", "A2"),
        ({"customer_id": "Z"}, "plan_customer_unknown", "A2"),
        ({"document_no": "2"}, "plan_document_unknown", "B2"),  # of another customer
        ({"currency": "USD"}, "plan_document_unknown", "B2"),
        ({"agreed_on": None}, "plan_undated", "C2"),
        ({"plan_kind": "by and by"}, "plan_kind_unknown", "D2"),
        ({"instalment_count": 0}, "plan_number", "E2"),
        ({"instalment_count": 2.5}, "plan_number", "E2"),
        ({"instalment_count": 601}, "plan_number", "E2"),
        ({"instalment_count": None}, "plan_number", "E2"),
        ({"first_instalment_on": None}, "plan_first_missing", "F2"),
        ({"first_instalment_on": date(2026, 5, 14)}, "plan_first_early", "F2"),
        ({"months_between": 0}, "plan_months", "G2"),
        ({"first_share": 1}, "plan_share", "H2"),
        ({"first_share": -0.1}, "plan_share", "H2"),
        ({"annual_rate": -0.01}, "plan_rate", "I2"),
        ({"annual_rate": 1.5}, "plan_rate", "I2"),
    ],
)
def test_a_row_with_a_fault_is_refused_with_its_cell(changes, code, cell):
    found = read(with_(**changes))
    assert told(found) == [(code, cell)]
    assert found.instalment_plans.empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_reason_and_a_remedy(language):
    found = read(with_(instalment_count=0), with_(customer_id="Z"), with_(agreed_on=date(2026, 8, 1)))
    texts = found.issues_table(language)
    assert (texts["reason"].str.len() > 5).all()
    assert (texts["remedy"].str.len() > 5).all()


def test_an_agreement_of_tomorrow_is_kept_and_pointed_out():
    found = read(with_(agreed_on=date(2026, 7, 2), first_instalment_on=date(2026, 8, 1)))
    assert told(found) == [("plan_in_future", "C2")]
    assert len(found.instalment_plans) == 1
