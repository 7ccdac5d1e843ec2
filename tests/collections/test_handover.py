"""What leaves the house: hand-overs and claims go out once, for what was demanded; 30 June 2026."""

from __future__ import annotations

from datetime import date

import pytest

FINAL = ["A", date(2026, 5, 20), "Final notice", "EUR", None, None]
AGENCY = ["A", date(2026, 6, 12), "Hand-over to an agency", "EUR", None, None]
INSURED = [["A", "Alpha", "DE", 5000, ""]]
# Of the shared ledger: A1 1,000 due 1 May (60 days), A2 500 due 10 June (20), A3 70 in dispute.
NEW = ["A", "A6", date(2026, 6, 1), date(2026, 6, 25), "EUR", 250, "no", None]  # 5 days


def lines(result, customer="A", currency="EUR"):
    worklist = result.tables["worklist"]
    return worklist[(worklist["customer_id"] == customer) & (worklist["currency"] == currency)]


def test_what_was_handed_over_waits_and_new_items_go_their_own_way(dunned, late_rows):
    # Handed over on 12 June: A1. A2 was 2 days late and not demanded: 20 days, a formal demand of its own.
    found = lines(dunned([FINAL, AGENCY], late_rows)).iloc[0]
    assert (found["handed_over_amount"], found["demanded_amount"], found["disputed_open"]) == (1000, 500, 70)
    assert found["stage_now"] == "Formal demand"
    assert found["next_action"].endswith("what was handed over or claimed on 2026-06-12 waits")


@pytest.mark.parametrize("quiet", [7, 0])
def test_a_hand_over_is_never_repeated_for_the_same_items(dunned, late_rows, quiet):
    rows = [row for row in late_rows if row[1] == "A1"]
    found = lines(dunned([FINAL, AGENCY], rows, dunning__quiet_days=quiet)).iloc[0]
    assert (found["handed_over_amount"], found["demanded_amount"], found["overdue"]) == (1000, 0, 1000)
    assert found["next_action"] == (
        "Handed over or claimed: wait for the result (Hand-over to an agency of 2026-06-12)"
    )
    assert (found["stage_now"], bool(found["is_alarm"])) == ("Professional collection or legal action", False)
    again = lines(
        dunned([FINAL, AGENCY], rows, dunning__quiet_days=quiet, dunning__once__agency_handover=False)
    )
    assert again.iloc[0]["demanded_amount"] == 1000


def test_the_second_contact_at_the_stage_stands_for_its_repeat_letter(dunned, late_rows):
    stage = "Professional collection or legal action"
    log = [[*FINAL[:2], stage, *FINAL[3:]], [*AGENCY[:2], stage, *AGENCY[3:]]]
    assert lines(dunned(log, late_rows)).iloc[0]["handed_over_amount"] == 1000
    soon = [log[0], ["A", date(2026, 5, 24), stage, "EUR", None, None]]  # 4 days: still quiet, one matter
    assert lines(dunned(soon, late_rows)).iloc[0]["handed_over_amount"] == 0


def test_a_hand_over_takes_only_what_was_demanded(dunned, late_rows):
    # Final notice on 20 May: A1. Now the agency: A1 demanded, A2 20 days >= 15; the 250 of 5 days are not.
    handed, rest = (row for _, row in lines(dunned([FINAL], [*late_rows, NEW])).iterrows())
    assert (handed["demanded_amount"], rest["demanded_amount"]) == (1500, 250)
    assert handed["next_action"].startswith("Hand over to an agency")
    assert (rest["stage_now"], rest["disputed_open"]) == ("Friendly reminder", 70)
    everything = lines(dunned([FINAL], [*late_rows, NEW], dunning__takes__agency_handover="all"))
    assert everything["demanded_amount"].tolist() == [1750]


def test_an_item_that_a_letter_asked_for_was_demanded(dunned, late_rows):
    reminded = ["A", date(2026, 6, 27), "Friendly reminder", "EUR", None, None]  # 2 days after A6 was due
    claim = lines(dunned([reminded], [*late_rows, NEW], INSURED, dunning__quiet_days=0))
    assert claim["demanded_amount"].tolist() == [1750]


def test_the_days_of_another_stage_may_count_as_demanded(dunned, late_rows):
    changes = {"dunning__demanded_stage": "friendly_reminder"}  # 3 days
    assert lines(dunned([FINAL], [*late_rows, NEW], **changes))["demanded_amount"].tolist() == [1750]


def test_a_claim_goes_out_once_and_after_a_hand_over_too(dunned, late_rows):
    rows = [row for row in late_rows if row[1] == "A1"]
    claim = lines(dunned([FINAL, AGENCY], rows, INSURED)).iloc[0]  # 60 days: a higher stage, another letter
    assert claim["next_action"].startswith("Notify the credit insurer")
    told = ["A", date(2026, 6, 30), "Claim notice to the insurer", "EUR", None, None]
    waits = lines(dunned([FINAL, AGENCY, told], rows, INSURED)).iloc[0]
    assert (waits["handed_over_amount"], waits["stage_now"]) == (1000, "Insurance claim")


def test_another_currency_is_not_handed_over(dunned, late_rows):
    old = ["A", "A7", date(2026, 4, 1), date(2026, 5, 1), "USD", 900, "no", None]
    dollars = lines(dunned([FINAL, AGENCY], [*late_rows, old]), currency="USD").iloc[0]
    assert (dollars["handed_over_amount"], dollars["demanded_amount"]) == (0, 1200)


def test_what_a_promise_paused_was_not_handed_over(dunned, late_rows):
    # On 12 June the 1,000 were promised for 16 June; the promise broke, and they go on.
    promise = ["A", date(2026, 6, 10), "", "EUR", 1000, date(2026, 6, 16)]
    found = lines(dunned([FINAL, promise, AGENCY], late_rows)).iloc[0]
    assert (found["handed_over_amount"], found["demanded_amount"]) == (0, 1500)


def test_the_parts_with_what_was_handed_over_make_the_overdue_of_the_aging(dunned, late_rows):
    tables = dunned([FINAL, AGENCY], [*late_rows, NEW]).tables
    parts = ["demanded_amount", "promised_open", "disputed_open", "resting_amount", "handed_over_amount"]
    worklist = tables["worklist"].groupby("currency")[[*parts, "overdue"]].sum()
    assert worklist[parts].sum(axis=1).to_dict() == worklist["overdue"].to_dict()
    assert worklist["overdue"].to_dict() == {"EUR": 1570 + 250 + 700 + 4 + 80 + 60 + 900, "USD": 300}
    ladder = tables["ladder"].set_index("stage_now")
    assert ladder["statements"].sum() == len(tables["worklist"])


def test_the_ladder_counts_what_only_waits_on_a_line_of_its_own(dunned, late_rows):
    rows = [row for row in late_rows if row[1] == "A1"]
    ladder = dunned([FINAL, AGENCY], rows).tables["ladder"].set_index("stage_now")
    assert ladder.loc["Handed over or claimed: wait", ["overdue", "statements"]].tolist() == [1000, 1]


def test_a_credit_reduces_the_oldest_statement_first_and_no_amount_twice(dunned, late_rows):
    # 1,600 of credit: 1,500 against what goes to the agency, 100 against the 250 of the reminder.
    credit = ["A", "A8", date(2026, 6, 5), date(2026, 6, 5), "EUR", -1600, "no", None]
    result = dunned([FINAL], [*late_rows, NEW, credit])
    found = lines(result).set_index("stage_now")
    assert found["unapplied_credit"].to_dict() == {
        "Professional collection or legal action": -1500, "Friendly reminder": -100,
    }  # fmt: skip
    assert found.loc["Friendly reminder", "amount_to_pay"] == 150
    assert result.dunning.statements.credits["open_amount"].sum() == -1600 - 50 - 60


def test_a_disputed_credit_stands_with_the_disputed_items(dunned, late_rows):
    rows = [[*row[:6], "yes", None] if row[1] == "B2" else row for row in late_rows]
    beta = lines(dunned(rows=rows), "B").iloc[0]  # 700 late, a credit of 50 in dispute
    assert (beta["unapplied_credit"], beta["amount_to_pay"]) == (0, 700)
    assert beta["next_action"] == "Send a formal demand; credits in dispute of -50.00 are not set off"


@pytest.mark.parametrize("zero", ["first_bucket", "not_due"])
def test_an_item_due_on_the_day_is_never_asked_for(dunned, late_rows, zero):
    today = ["B", "B3", date(2026, 6, 1), date(2026, 6, 30), "EUR", 300, "no", None]
    result = dunned(rows=[*late_rows, today], aging__day_zero=zero)
    beta = lines(result, "B").iloc[0]
    assert beta["demanded_amount"] == 700
    assert beta["resting_amount"] == (300 if zero == "first_bucket" else 0)
    aged = result.tables["aging"]
    assert lines(result, "B")["overdue"].sum() == aged.loc[aged["customer_id"] == "B", "overdue"].sum()


def test_a_letter_of_the_due_day_did_not_demand_the_item(dunned, late_rows):
    # The final notice of 10 June was about A1; A2, due that day, is new to it and 20 days late now.
    log = [["A", date(2026, 6, 10), "Final notice", "EUR", None, None]]
    rows = [row for row in late_rows if row[1] == "A2"]
    assert lines(dunned(log, rows)).iloc[0]["stage_now"] == "Formal demand"
