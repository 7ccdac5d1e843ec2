"""Which items count as covered on the worklist, and contacts whose words are not known."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh

ITEMS = [
    ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"],
    ["A", "A1", date(2026, 3, 1), date(2026, 4, 1), "EUR", 1000],  # 90 days
    ["A", "A2", date(2026, 3, 20), date(2026, 4, 20), "EUR", 600],  # 71 days
]
LIMITS = ["Customer no.", "Currency", "Insured limit", "In force from", "In force until"]
CONTACTS = ["Customer no.", "Contacted on", "Stage", "Currency", "Promised amount", "Promised for"]


def refreshed(*grids, **changes):
    ledger = read_ledger([Grid("Items", ITEMS), *grids], today=date(2026, 7, 1))
    policy = overlay(default_policy(), {name.replace("__", "."): value for name, value in changes.items()})
    return refresh(ledger, policy, today=date(2026, 7, 1), as_of=date(2026, 6, 30), base_currency="EUR",
                   language="en")  # fmt: skip


def stages(result):
    return result.tables["worklist"].set_index("stage_now")["demanded_amount"].to_dict()


GOOD = ["A", date(2026, 6, 2), "", "EUR", 5, date(2026, 7, 1)]
FINAL, CLAIM = "Professional collection or legal action", "Insurance claim"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), {CLAIM: 1600}),
        (date(2026, 1, 1), date(2026, 4, 30), {CLAIM: 1600}),  # expired since; in force at both invoices
        (date(2026, 1, 1), date(2026, 3, 10), {CLAIM: 1000, FINAL: 600}),  # the second came after its end
        (date(2025, 1, 1), date(2025, 12, 31), {FINAL: 1600}),  # expired before both
        (date(2026, 5, 1), date(2026, 12, 31), {FINAL: 1600}),  # in force today, not at the invoices
    ],
)
def test_a_claim_is_for_items_whose_limit_was_in_force_at_their_invoice(first, last, expected):
    assert stages(refreshed(Grid("Insured limits", [LIMITS, ["A", "EUR", 5000, first, last]]))) == expected


def test_a_discretionary_limit_covers_who_has_no_other():
    assert stages(refreshed()) == {FINAL: 1600}
    assert stages(refreshed(protection__insurance__discretionary_limit=500)) == {CLAIM: 1600}


def test_a_contact_with_an_unknown_stage_is_named_with_its_cell():
    log = [
        CONTACTS,
        ["A", date(2026, 6, 1), "", "", None, None],
        ["A", date(2026, 6, 2), "tea", "", None, None],
    ]
    issues = refreshed(Grid("Contacts", log)).tables["issues"]
    found = issues[issues["reason"].str.contains("stage that the dunning ladder does not have")].iloc[0]
    assert (found["sheet_name"], found["cell"], found["value"]) == ("Contacts", "C3", "tea")


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["A", "soon", "", "", None, None], "B2", "without a readable date"),
        (["A", date(2026, 6, 1), "", "", -5, date(2026, 7, 9)], "E2", "not above zero"),
        (["A", date(2026, 6, 1), "", "", 5, "soon"], "F2", "Promised for"),
        (["A", date(2026, 6, 1), "", "", 5, None], "E2", "an amount and no day"),
    ],
)
def test_a_contact_that_cannot_be_is_named_with_its_row(row, cell, words):
    issues = refreshed(Grid("Contacts", [CONTACTS, row, GOOD])).tables["issues"]
    found = issues[issues["sheet_name"] == "Contacts"]
    assert cell in found["cell"].tolist()
    assert found.loc[found["cell"] == cell, "reason"].str.contains(words).any(), found["reason"].tolist()
