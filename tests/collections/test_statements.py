"""Statements and worklist of a ledger that can be added up by hand; 30 June 2026, 1 customer, 1 letter."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.collections import NO_STAGE, late_statements, memory_of
from xlcredit.collections.letters import letters_of, with_particulars
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.tables import CONTACTS

AS_OF = date(2026, 6, 30)
PARTS = ["demanded_amount", "promised_open", "disputed_open", "resting_amount", "handed_over_amount"]


def of(result, customer, currency="EUR"):
    return result.tables["worklist"].set_index(["customer_id", "currency"]).loc[(customer, currency)]


def test_one_statement_per_customer_and_currency_with_the_highest_stage_of_its_items(dunned):
    alpha = of(dunned(), "A")  # no cover: the stage of a claim is not hers
    assert (alpha["overdue"], alpha["demanded_amount"], alpha["disputed_open"]) == (1570, 1500, 70)
    assert alpha["stage_now"] == "Professional collection or legal action"
    assert alpha["next_action"] == "Send the final notice; settle the dispute apart"
    assert (alpha["oldest_days_past_due"], alpha["is_alarm"]) == (60, True)
    assert of(dunned(), "A", "USD")["stage_now"] == "Friendly reminder"


def test_with_cover_the_insurer_is_told(dunned):
    alpha = of(dunned(customers=[["A", "Alpha", "DE", 5000, ""]]), "A")
    assert alpha["next_action"].startswith("Notify the credit insurer")


@pytest.mark.parametrize(
    ("customer", "part", "action"),
    [
        ("C", "resting_amount", "None: below the minimum amount"),
        ("D", "resting_amount", "Wait: no stage of the ladder reached yet"),
        ("E", "resting_amount", "Apply the credits on account: they cover what is late"),
        ("F", "disputed_open", "Settle the dispute; nothing is asked for"),
    ],
)
def test_who_is_not_written_to_and_why(dunned, customer, part, action):
    found = of(dunned(), customer)
    assert found[part] == found["overdue"]
    assert found["next_action"] == action


def test_credits_reduce_what_is_to_pay_or_are_only_shown(dunned):
    beta = of(dunned(), "B")
    assert (beta["demanded_amount"], beta["unapplied_credit"], beta["amount_to_pay"]) == (700, -50, 650)
    assert of(dunned(dunning__credits="shown"), "B")["amount_to_pay"] == 700
    assert of(dunned(dunning__credits="shown"), "E")["demanded_amount"] == 60


def test_the_parts_make_the_overdue_and_the_overdue_is_that_of_the_aging(dunned):
    tables = dunned([["A", date(2026, 6, 20), "", "EUR", 800, date(2026, 7, 5)]]).tables
    worklist, aged = tables["worklist"], tables["aging"]
    assert worklist[PARTS].sum(axis=1).tolist() == worklist["overdue"].tolist()
    sums = worklist.groupby("currency")["overdue"].sum()
    assert sums.to_dict() == aged[aged["overdue"] > 0].groupby("currency")["overdue"].sum().to_dict()
    assert sums.to_dict() == {"EUR": 1570 + 700 + 4 + 80 + 60 + 900, "USD": 300}


def test_a_promise_pauses_the_oldest_items_until_its_day(dunned):
    promise = ["A", date(2026, 6, 10), "", "EUR", 800, date(2026, 7, 5)]
    alpha = of(dunned([promise]), "A")
    assert (alpha["promised_open"], alpha["demanded_amount"]) == (1000, 500)  # 800 reaches into A1 only
    assert alpha["stage_now"] == "Formal demand"  # of A2, 20 days
    everything = of(dunned([[*promise[:4], None, promise[5]]]), "A")
    assert (everything["promised_open"], everything["demanded_amount"]) == (1500, 0)
    assert everything["next_action"].startswith("Wait for the payment promised for 2026-07-05")


def test_a_promise_without_a_currency_is_that_of_the_largest_statement(dunned):
    result = dunned([["A", date(2026, 6, 10), "", "", None, date(2026, 7, 5)]])
    assert of(result, "A")["promised_open"] == 1500
    assert of(result, "A", "USD")["promised_open"] == 0  # no rate, so the euros count as the larger


def test_a_promise_kept_early_holds_nothing_back_any_more(dunned, late_rows):
    paid = ["A", "A0", date(2026, 4, 1), date(2026, 6, 30), "EUR", 800, "no", date(2026, 6, 20)]
    promise = ["A", date(2026, 6, 10), "", "EUR", 800, date(2026, 7, 5)]
    assert of(dunned([promise], [*late_rows, paid]), "A")["demanded_amount"] == 1500
    more = dunned([[*promise[:4], 1850, promise[5]]], [*late_rows, paid])  # 1,850 - 800 = 1,050 reach into A2
    assert of(more, "A")["promised_open"] == 1500


def test_promises_in_two_currencies_stand_side_by_side(dunned):
    day = date(2026, 7, 5)
    log = [["A", date(2026, 6, 10), "", "EUR", 1500, day], ["A", date(2026, 6, 11), "", "USD", 300, day]]
    result = dunned(log)
    assert [of(result, "A", name)["promised_open"] for name in ("EUR", "USD")] == [1500, 300]
    newer = dunned([*log, ["A", date(2026, 6, 12), "", "", 1000, day]])  # takes the place of the first
    assert [of(newer, "A", name)["promised_open"] for name in ("EUR", "USD")] == [1000, 300]


def test_a_broken_promise_takes_a_stage_up_and_ends_the_quiet(dunned):
    broken = of(dunned([["B", date(2026, 6, 25), "Friendly reminder", "", 700, date(2026, 6, 27)]]), "B")
    assert (
        broken["stage_now"] == "Professional collection or legal action"
    )  # 16 days: formal demand, and one up
    assert broken["next_action"] == "Send the final notice; promise for 2026-06-27 was broken"


@pytest.mark.parametrize(("received", "stage"), [(699.99, "Professional"), (700, "Formal demand")])
def test_a_promise_is_kept_by_what_came_in_since(dunned, late_rows, received, stage):
    paid = ["B", "B0", date(2026, 4, 1), date(2026, 6, 30), "EUR", received, "no", date(2026, 6, 26)]
    contact = ["B", date(2026, 6, 20), "", "", 700, date(2026, 6, 27)]
    found = of(dunned([contact], [*late_rows, paid]), "B")
    assert found["stage_now"].startswith(stage)


@pytest.mark.parametrize("number", ["R77", "B0"])
def test_a_promise_is_kept_by_a_payment_that_stands_in_the_ledger(dunned, late_rows, number):
    # 700 promised, 700 came in on the 22nd: on account, or under the number of an invoice of 700
    invoice = ["B", "B0", date(2026, 4, 1), date(2026, 6, 1), "EUR", 700, "no", None]
    paid = ["B", number, date(2026, 6, 22), date(2026, 6, 22), "EUR", -700, "no", None]
    kinds = ["Document type", *["Invoice"] * (len(late_rows) + 1), "Payment"]
    rows = [[*row, kind] for row, kind in zip([*late_rows, invoice, paid], kinds[1:], strict=True)]
    contact = ["B", date(2026, 6, 15), "", "", 700, date(2026, 6, 25)]
    beta = of(dunned([contact], rows, more_headings=kinds[:1]), "B")
    assert "broken" not in beta["next_action"]


def test_a_credit_note_used_up_takes_nothing_from_what_was_paid(dunned, late_rows):
    paid = ["B", "B0", date(2026, 4, 1), date(2026, 6, 1), "EUR", 700, "no", date(2026, 6, 22)]
    used = ["B", "CN", date(2026, 4, 1), date(2026, 4, 1), "EUR", -500, "no", date(2026, 6, 22)]
    contact = ["B", date(2026, 6, 15), "", "", 700, date(2026, 6, 25)]
    beta = of(dunned([contact], [*late_rows, paid, used]), "B")
    assert "broken" not in beta["next_action"]


def test_days_of_grace_before_a_promise_is_broken(dunned):
    contact = ["B", date(2026, 6, 1), "", "", 700, date(2026, 6, 28)]  # + 2 days = 30 June
    assert of(dunned([contact]), "B")["promised_open"] == 700
    assert of(dunned([contact], dunning__promise_grace_days=1), "B")["demanded_amount"] == 700


@pytest.mark.parametrize(("day", "is_quiet"), [(date(2026, 6, 24), True), (date(2026, 6, 23), False)])
def test_quiet_for_seven_days_after_a_contact(dunned, day, is_quiet):
    beta = of(dunned([["B", day, "", "", None, None]]), "B")
    assert bool(beta["resting_amount"] == 700) is is_quiet
    assert beta["next_action"].startswith("Wait until 2026-07-01") is is_quiet


def test_the_second_letter_of_a_stage_is_another_one(dunned):
    again = of(dunned([["A", date(2026, 6, 15), "Final notice", "", None, None]]), "A")
    assert again["next_action"].startswith("Hand over to an agency")
    beta = of(dunned([["B", date(2026, 6, 15), "正式催告函", "", None, None]]), "B")
    assert beta["next_action"].startswith("Repeat: Formal demand (last contact 2026-06-15)")


@pytest.mark.parametrize(("sent", "action"), [(15, "Hand over to an agency"), (16, "Wait until 2026-07-01")])
def test_nobody_is_handed_over_before_the_day_that_the_final_notice_gave(dunned, sent, action):
    # 14 days to pay: from the 15th to the 29th and from the 16th to the 30th of June, that day included
    alpha = of(dunned([["A", date(2026, 6, sent), "Final notice", "", None, None]]), "A")
    assert alpha["next_action"].startswith(action)


def test_an_insurer_is_told_while_the_debtor_has_time_to_pay(dunned):
    sent = ["A", date(2026, 6, 20), "Final notice", "", None, None]  # to 4 July
    alpha = of(dunned([sent], customers=[["A", "Alpha", "DE", 5000, ""]]), "A")
    assert alpha["next_action"].startswith("Notify the credit insurer")


def test_a_stage_once_used_does_not_fall_while_its_item_is_open(dunned):
    beta = of(dunned([["B", date(2026, 6, 18), "professional_collection", "", None, None]]), "B")
    assert beta["stage_now"] == "Professional collection or legal action"  # by days a formal demand
    before = of(dunned([["B", date(2026, 6, 13), "professional_collection", "", None, None]]), "B")
    assert before["stage_now"] == "Formal demand"  # nothing open was late then


def test_contacts_after_the_date_are_not_known(dunned):
    assert (
        of(dunned([["B", date(2026, 7, 1), "", "", None, date(2026, 7, 20)]]), "B")["demanded_amount"] == 700
    )


def test_most_money_at_risk_first_and_the_unrated_by_the_grade_of_the_policy(dunned):
    worklist = dunned().tables["worklist"]
    known = worklist["money_at_risk"].dropna()
    assert known.is_monotonic_decreasing
    assert worklist["currency"].tolist()[-1] == "USD"  # no rate, no money at risk
    assert worklist["probability_of_default"].notna().all()
    alpha = worklist.iloc[0]
    assert alpha["money_at_risk"] == pytest.approx(1570 * alpha["probability_of_default"])


def test_the_ladder_counts_every_statement_once(dunned):
    tables = dunned(customers=[["A", "Alpha", "DE", 5000, ""]]).tables
    ladder = tables["ladder"].set_index("stage_now")
    assert ladder["statements"].sum() == len(tables["worklist"])
    assert ladder.loc["Insurance claim", "overdue"] == 1570
    assert ladder.loc["In dispute or promised only", "overdue"] == 900
    assert ladder.loc["Late, before the first stage", "overdue"] == 80


def test_a_word_for_a_stage_that_is_none_is_an_issue(dunned):
    issues = dunned([["B", date(2026, 6, 1), "tea", "", None, None]]).tables["issues"]
    assert (
        issues["reason"].str.contains("stage that the dunning ladder does not have, for instance tea").any()
    )


def test_contacts_are_read_with_their_faults_named():
    rows = [
        ["Customer no.", "Contacted on", "Promised amount", "Promised for", "Note"],
        ["A", "2026-06-01", 5, "2026-07-01", "called"],
        ["", "2026-06-01", None, None, "nobody"],
        ["A", None, None, None, "when"],
        ["A", "2026-06-02", -5, "2026-07-01", ""],
        ["A", "2026-06-03", 5, None, ""],
        ["Z", "2026-08-01", None, None, ""],
    ]
    items = Grid(
        "Items", [["Customer no.", "Document no.", "Due date", "Amount"], ["A", "1", "2026-05-01", 9]]
    )
    ledger = read_ledger([Grid("Log", rows), items], today=AS_OF)
    codes = [issue.code for issue in ledger.issues]
    for code in ("contact_of_nobody", "contact_undated", "promise_negative", "promise_without_day",
                 "contact_in_future", "contact_customer_unknown"):  # fmt: skip
        assert codes.count(code) == 1, code
    assert tuple(ledger.contacts.columns[: len(CONTACTS.column_names)]) == CONTACTS.column_names
    assert len(ledger.contacts) == 4


@st.composite
def books(draw):
    """Draw open rows of a few customers, and a memory of contacts with promises."""
    count = draw(st.integers(1, 12))
    days = draw(st.lists(st.integers(-20, 90), min_size=count, max_size=count))
    cents = draw(st.lists(st.integers(-50_000, 500_000).filter(bool), min_size=count, max_size=count))
    rows = pd.DataFrame({
        "customer_id": draw(st.lists(st.sampled_from("ABC"), min_size=count, max_size=count)),
        "currency": draw(st.lists(st.sampled_from(["EUR", "USD"]), min_size=count, max_size=count)),
        "open_amount": np.array(cents) / 100,
        "days_past_due": np.array(days, dtype=float),
        "is_disputed": draw(st.lists(st.booleans(), min_size=count, max_size=count)),
    })  # fmt: skip
    rows["customer_name"] = rows["document_no"] = rows["customer_id"]
    rows["document_type"] = "invoice"
    rows["amount"] = rows["open_amount"]
    rows["open_in_base"] = rows["open_amount"].where(rows["currency"] == "EUR", np.nan)
    rows["due_date"] = pd.Timestamp(AS_OF) - pd.to_timedelta(rows["days_past_due"], unit="D")
    rows["invoice_date"] = rows["due_date"] - pd.Timedelta(days=30)
    contacts = [
        {
            "customer_id": draw(st.sampled_from("ABC")),
            "contacted_on": pd.Timestamp(AS_OF) - pd.Timedelta(days=draw(st.integers(0, 60))),
            "stage": draw(st.sampled_from(["", "friendly_reminder", "formal_demand", "insurance_claim"])),
            "currency": draw(st.sampled_from(["", "EUR", "USD"])),
            "promised_amount": draw(st.sampled_from([np.nan, 10.0, 2_000.0])),
            "promised_on": draw(
                st.sampled_from([pd.NaT, pd.Timestamp(2026, 6, 5), pd.Timestamp(2026, 7, 9)])
            ),
        }
        for _ in range(draw(st.integers(0, 4)))
    ]
    columns = ["customer_id", "contacted_on", "stage", "currency", "promised_amount", "promised_on"]
    log = pd.DataFrame(contacts, columns=columns).astype({"promised_amount": float})
    log["contacted_on"], log["promised_on"] = (
        pd.to_datetime(log["contacted_on"]),
        pd.to_datetime(log["promised_on"]),
    )
    return rows, log.sort_values("contacted_on", kind="stable", ignore_index=True)


NO_CASH = pd.DataFrame({
    "customer_id": [], "document_no": [], "currency": [], "payment_date": pd.to_datetime([]), "amount": [],
    "paid_date": pd.to_datetime([]), "paid_amount": [], "document_type": [],
    "invoice_date": pd.to_datetime([]),
})  # fmt: skip


def found_of(book, policy):
    rows, log = book
    return late_statements(
        rows,
        memory_of(log, AS_OF, policy)[0],
        as_of=AS_OF,
        policy=policy,
        payments=NO_CASH,
        documents=NO_CASH,
    )


@given(books())
@settings(max_examples=40, deadline=None)
def test_parts_add_up_and_letters_ask_for_nothing_that_is_held_back(book):
    policy = default_policy()
    found = found_of(book, policy)
    table = found.table
    parts = table[["demanded", "promised", "disputed", "resting", "handed_over"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["overdue"].to_numpy(), abs=1e-6)
    rows = book[0]
    late = rows[(rows["open_amount"] > 0) & (rows["days_past_due"] >= 1)]
    assert table["overdue"].sum() == pytest.approx(late["open_amount"].sum(), abs=1e-6)
    customers = pd.DataFrame({"customer_id": list("ABC"), "country": "", "insured_limit": np.nan})
    letters = letters_of(
        found, with_particulars(customers, "own: "), policy, as_of=AS_OF, day=AS_OF, language="en"
    )
    assert sum(letter.total for letter in letters) == pytest.approx(table["demanded"].sum(), abs=1e-6)
    held = found.items[found.items["treatment"] != 0]
    asked = sorted(
        (x.customer_id, x.currency, i.open_amount) for x in letters for i in x.items if i.open_amount > 0
    )
    free = found.items[found.items["treatment"] == 0]
    assert asked == sorted(zip(free["customer_id"], free["currency"], free["open_amount"], strict=True))
    assert not free["is_disputed"].any()
    assert len(asked) + len(held) == len(late)


@given(books(), st.sampled_from(["friendly_reminder", "formal_demand", "professional_collection"]))
@settings(max_examples=40, deadline=None)
def test_a_stage_taken_out_lowers_nobody_who_stands_above_it(book, skipped):
    rows, log = book
    kept = ~log["stage"].isin([skipped, "insurance_claim"])  # what a claim took hangs on who was asked before
    book = (rows, log[kept].reset_index(drop=True))
    policy = overlay(default_policy(), {"dunning.broken_promise_raises": 0})
    names = [NO_STAGE, *(name for _, name in policy.dunning.ladder)]
    both = [found_of(book, one) for one in (policy, overlay(policy, {f"dunning.stages.{skipped}": "none"}))]
    with_it, without = (one.table["stage_now"].loc[one.items["statement"]].tolist() for one in both)
    for before, after in zip(with_it, without, strict=True):
        if names.index(before) > names.index(skipped):
            assert after == before
        else:
            assert names.index(after) <= names.index(before)


def test_the_day_after_nobody_stands_lower(dunned, late_rows):
    today = dunned().dunning.statements.table
    older = [[*row[:3], row[3] - timedelta(days=1), *row[4:]] for row in late_rows]
    tomorrow = dunned(rows=older).dunning.statements.table
    names = [NO_STAGE, *(name for _, name in default_policy().dunning.ladder)]
    both = zip(today["stage_now"], tomorrow["stage_now"], strict=True)
    assert all(names.index(later) >= names.index(before) for before, later in both)
