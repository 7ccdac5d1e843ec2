"""The claim of a buyer from a ledger: parts, cover as on the Insurance sheet, aging, promises, refusals."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.loading import overlay

PAID = [
    ["1", "invoice", date(2026, 6, 1), date(2026, 6, 15), "EUR", 1_000, "no"],
    ["1", "payment", date(2026, 6, 20), date(2026, 6, 20), "EUR", -1_000, "no"],
]


def test_every_document_stands_in_its_part_with_its_cover_and_its_row(make_pack):
    pack, _ = make_pack()
    found = {item.document_no: item for item in pack.items}
    assert {number: item.part for number, item in found.items() if len(number) == 1} == {
        "1": "claimed", "2": "claimed", "4": "disputed", "5": "not_covered", "6": "credit",
        "7": "not_covered", "0": "not_covered",
    }  # fmt: skip
    # 40,000 x 90 %, 20,000 x 90 %, 10,000 x 85 %
    assert [item.insured_amount for item in pack.of("claimed")] == [36_000, 18_000, 8_500]
    assert {(item.sheet_name, item.row_number) for item in pack.items} == {
        ("Items", row) for row in range(2, 10)
    }
    assert [found[number].row_number for number in "124567" + "0"] == [2, 3, 5, 6, 7, 8, 9]


def test_the_recovery_is_that_of_the_insurance_sheet_and_the_parts_those_of_the_aging(make_pack):
    pack, result = make_pack()
    sheet = result.tables["insurance"].set_index("customer_id").loc["K/7"]
    # 36,000 + 18,000 + 8,500 = 62,500; nothing that is not due yet is covered, so that both are the same
    assert pack.recovery == pack.if_all_fails == sheet["expected_recovery"] == 62_500
    # 40,000 + 25,000.55 + 0.9 x 30,000
    assert pack.claimed == 92_000.55
    totals = {total.currency: total for total in pack.totals}
    euro = totals["EUR"]
    assert (euro.claimed, euro.disputed, euro.not_covered, euro.not_due) == (65_000.55, 12_000, 19_000, 0)
    # overdue: 1, 2, 4, 0; not due: 5, 7
    assert (euro.aging_overdue, euro.aging_not_due, euro.credit) == (79_000.55, 17_000, -1_500)
    assert (totals["USD"].claimed, totals["USD"].aging_overdue) == (30_000, 30_000)
    assert pack.agrees


def test_an_insolvent_buyer_s_debts_are_claimed_before_they_are_due(make_pack):
    rows = [["1", "invoice", date(2026, 6, 1), date(2026, 7, 15), "EUR", 1_000, "no"]]
    pack, _ = make_pack(rows=rows, insolvent="yes")
    assert [item.part for item in pack.items] == ["claimed"]
    assert pack.recovery == 850
    assert pack.items[0].claim_from == pack.as_of  # and not 13 September, 60 days after the due date
    with pytest.raises(MissingDataError, match=r"nothing is overdue on 2026-06-30.*later --as-of"):
        make_pack(rows=rows)


def test_an_instalment_plan_moves_no_deadline_of_the_insurer_and_its_parts_keep_their_row(make_pack):
    # 1,000 due on 1 April, on 20 June agreed to be paid by 25 June and 25 July. Due + 30, + 60, + 240 days.
    rows = [["1", "invoice", date(2026, 3, 2), date(2026, 4, 1), "EUR", 1_000, "no"]]
    plans = [["K/7", "1", date(2026, 6, 20), "equal", 2, date(2026, 6, 25)]]
    pack, _ = make_pack(rows=rows, plans=plans)
    assert [(item.part, item.open_amount, item.due_date) for item in pack.items] == [
        ("claimed", 500, date(2026, 6, 25)), ("not_due", 500, date(2026, 7, 25)),
    ]  # fmt: skip
    assert {(item.sheet_name, item.row_number) for item in pack.items} == {("Items", 2)}
    days = (date(2026, 5, 1), date(2026, 5, 31), date(2026, 11, 27))
    assert {(item.notify_by, item.claim_from, item.claim_by) for item in pack.items} == {days}
    of_buyer = dict(pack.deadlines)
    assert tuple(of_buyer[name] for name in ("notify_by", "claim_from", "claim_by")) == days


def test_what_became_of_promises(make_pack, rows):
    pack, _ = make_pack()
    assert [contact.outcome for contact in pack.contacts] == ["", "broken", "open"]
    paid = ["P", "payment", date(2026, 5, 10), date(2026, 5, 10), "EUR", -30_000, "no"]
    assert make_pack(rows=[*rows, paid])[0].contacts[1].outcome == "kept"


def test_only_what_was_known_then_counts(make_pack):
    pack, _ = make_pack(as_of=date(2026, 4, 20))
    assert [contact.contacted_on for contact in pack.contacts] == [date(2026, 4, 8)]
    assert {item.document_no for item in pack.items} >= {"1", "2", "4", "6"}
    assert not {item.document_no for item in pack.items} & {"5", "7"}


def test_late_interest_is_apart_and_in_no_amount_of_the_claim(make_pack):
    pack, result = make_pack()
    own = result.tables["late_interest_totals"].set_index("currency")["interest"]
    assert {one.currency: one.interest for one in pack.interest} == pytest.approx(own.to_dict(), abs=0.01)
    assert pack.claimed == sum(item.open_in_base for item in pack.of("claimed"))


def test_amounts_in_base_currency_add_up_as_they_are_shown(make_pack):
    # Dollars at 0.9: 11.11 are 9.999 and so 10.00 each, three of them 30.00 and not 29.997.
    rows = [[str(n), "invoice", date(2026, 3, 2), date(2026, 4, 1), "USD", 11.11, "no"] for n in range(3)]
    pack, _ = make_pack(rows=rows)
    assert [item.open_in_base for item in pack.items] == [10, 10, 10]
    assert pack.claimed == 30
    for item in pack.items:
        assert item.uninsured_amount == round(10 - item.insured_amount, 2)


def test_what_credits_settle_does_not_stay_with_us(make_pack):
    # 1,000 less a credit of 500: a loss of 500, of which 10 % are ours.
    rows = [["1", "invoice", date(2026, 3, 2), date(2026, 4, 1), "EUR", 1_000, "no"],
            ["2", "credit note", date(2026, 4, 2), date(2026, 4, 2), "EUR", -500, "no"]]  # fmt: skip
    pack, _ = make_pack(rows=rows)
    assert (pack.claimed, pack.recovery, pack.retained) == (1_000, 450, 50)


def test_the_first_loss_of_the_policy_is_taken_off(make_pack):
    policy = overlay(default_policy(), {"protection.insurance.aggregate_first_loss": 60_000})
    pack, _ = make_pack(policy=policy)
    assert pack.recovery == pack.if_all_fails == 2_500  # 62,500 - 60,000


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"customer": "k-8"}, ArgumentError, r"got 'k-8', which neither.*as the Insurance sheet"),
        ({"limits": False}, MissingDataError, r"\(K/7\): no insured limit was in force.*Enter the limit"),
        ({"rows": PAID}, MissingDataError, r"\(K/7\): nothing is open on 2026-06-30.*--as-of"),
        ({"customer": "Z"}, MissingDataError, r"Other \(Z\): no insured limit"),
    ],
)
def test_who_has_nothing_to_claim_is_told_what_to_do(make_pack, changes, error, words):
    with pytest.raises(error, match=words):
        make_pack(**changes)
