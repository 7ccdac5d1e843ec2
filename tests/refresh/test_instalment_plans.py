"""What agreed instalments change: the days the documents are late by, and nothing of what is owed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.collections.letters import letters_of, with_particulars
from xlcredit.foresight import cash_forecast
from xlcredit.ledger import Grid, read_ledger
from xlcredit.ledger.side_tables import OWN_PREFIX
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.refresh.history import position_at
from xlcredit.refresh.position import open_position
from xlcredit.refresh.valuation import value_at
from xlcredit.texts import say

HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]
PLAN_HEADINGS = [
    "Customer no.", "Document no.", "Agreed on", "Kind of plan", "Number of instalments",
    "First instalment due", "Months between", "First share", "Annual rate", "Currency", "Note",
]  # fmt: skip
PAYMENT_HEADINGS = ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"]
# A owes 1,000 + 200 long overdue, B 700 due on 14 June. On 15 May A agrees to pay half at once (600) and
# the rest in two instalments of 300 due on 15 June and 15 July.
ROWS = [
    ["A", "1", date(2026, 1, 1), date(2026, 1, 31), "EUR", 1000],
    ["A", "2", date(2026, 2, 1), date(2026, 3, 3), "EUR", 200],
    ["B", "3", date(2026, 5, 1), date(2026, 6, 14), "EUR", 700],
]
HALF = ["A", "", date(2026, 5, 15), "half first", 2, date(2026, 6, 15), None, None, None, "", ""]
PAID = [["P1", "A", "1", date(2026, 5, 15), "EUR", 600]]


def ledger_of(plans=(HALF,), paid=PAID, rows=ROWS, extra=()):
    grids = [Grid("Items", [HEADINGS, *rows])]
    grids += [Grid("Payments", [PAYMENT_HEADINGS, *paid])] if paid else []
    grids += [Grid("Plans", [PLAN_HEADINGS, *plans])] if plans else []
    return read_ledger([*grids, *extra], today=date(2026, 12, 31))


def at(day, policy=None, **changes):
    chosen = policy or default_policy()
    return refresh(ledger_of(**changes), chosen, today=day, as_of=day, base_currency="EUR", language="en")


def overdue(result, customer="A"):
    aged = result.tables["aging"]
    return float(aged.loc[aged["customer_id"] == customer, "overdue"].sum())


def test_a_kept_plan_ages_by_the_days_of_its_instalments():
    found = at(date(2026, 6, 18))  # 600 paid, 300 three days late: within the five days of grace
    schedule = found.tables["instalments"]
    assert schedule["principal"].tolist() == [600, 300, 300]
    assert schedule["instalment_paid"].tolist() == [600, 0, 0]
    assert schedule["instalment_status"].tolist() == ["Paid", "Missed", "Due later"]
    assert set(schedule["plan_state"]) == {"Kept"}
    assert schedule["due_date"].tolist() == [
        pd.Timestamp(2026, 5, 15), pd.Timestamp(2026, 6, 15), pd.Timestamp(2026, 7, 15),
    ]  # fmt: skip
    (line,) = found.tables["instalment_overdue"].to_dict("records")
    assert (line["overdue_as_invoiced"], line["overdue_as_agreed"], line["overdue_deferred"]) == (
        600,
        300,
        300,
    )
    assert (line["open_in_plans"], line["next_instalment"]) == (600, 300)
    assert line["next_instalment_on"] == pd.Timestamp(2026, 7, 15)
    assert overdue(found) == 300
    # open 400 of document 1 and 200 of document 2: the older document stands under the earlier instalment
    items = found.tables["open_items"]
    mine = items[items["customer_id"] == "A"]
    parts = list(zip(mine["document_no"], mine["due_date"].dt.month, mine["open_amount"], strict=True))
    assert sorted(parts) == [("1", 6, 300), ("1", 7, 100), ("2", 7, 200)]


def expected_receipts(result):
    items = result.tables["open_items"]
    mine = items[items["customer_id"] == "A"]
    found = cash_forecast(
        mine["due_date"], mine["open_amount"], [0], result.as_of, step_days=14, steps=3, unknown_days=0
    )
    return found.receipts.tolist()


def test_the_cash_forecast_over_the_open_items_follows_the_plan():
    # On 10 June 600 are open: 300 due on 15 June (first fortnight), 300 on 15 July (the third, 8 to 21 July).
    assert expected_receipts(at(date(2026, 6, 10))) == [300, 0, 300]
    assert expected_receipts(at(date(2026, 6, 10), plans=())) == [600, 0, 0]


def test_dunning_and_late_interest_ask_for_what_is_missed_only():
    found = at(date(2026, 6, 18))
    work = found.tables["worklist"].set_index("customer_id")
    assert work["demanded_amount"].to_dict() == {"A": 300, "B": 700}
    late = found.tables["late_interest"].set_index("document_no")
    # EU, first half of 2026: 10.15 %, three days after 15 June on 300, not four and a half months on 600
    assert late.loc["1", "interest"] == pytest.approx(300 * 0.1015 * 3 / 365, abs=0.005)


def test_what_is_with_an_agency_stays_there_when_instalments_are_agreed():
    # Handed over on 1 April, 60 and 29 days after the due dates, after a formal demand of 20 March; the
    # agreement of 15 May is kept, 300 of it are three days late.
    headings = ["Customer no.", "Contacted on", "Stage", "Note"]
    contacts = [
        ["A", date(2026, 3, 20), "Formal demand", ""],
        ["A", date(2026, 4, 1), "Hand-over to an agency", ""],
    ]
    ledger = ledger_of(extra=[Grid("Contacts", [headings, *contacts])])
    day = date(2026, 6, 18)
    found = refresh(ledger, default_policy(), today=day, as_of=day, base_currency="EUR", language="en")
    worklist = found.tables["worklist"].set_index("customer_id")
    assert worklist.loc["A", ["overdue", "demanded_amount", "handed_over_amount"]].tolist() == [300, 0, 300]


def test_a_broken_plan_gives_the_documents_their_own_days_back():
    found = at(date(2026, 6, 21))  # six days late
    plain = at(date(2026, 6, 21), plans=())
    assert set(found.tables["instalments"]["plan_state"]) == {"Broken"}
    pd.testing.assert_frame_equal(found.tables["aging"], plain.tables["aging"])
    pd.testing.assert_frame_equal(found.tables["worklist"], plain.tables["worklist"])
    said = found.tables["issues"]
    (reason,) = said.loc[said["sheet_name"] == "Plans", "reason"]
    assert "300.00 EUR are late by more than 5 days" in reason


@pytest.mark.parametrize(("language", "word"), [("en", "invoice, instalment"), ("zh", "发票（分期）")])
def test_a_letter_says_which_of_its_lines_is_an_instalment(language, word):
    day, other = date(2026, 6, 19), ["A", "9", date(2026, 3, 1), date(2026, 4, 1), "EUR", 50]
    found = at(day, rows=[*ROWS, other], plans=[["A", "1", *HALF[2:]]], paid=[[*PAID[0][:5], 500]])
    statements, customers = found.dunning.statements, with_particulars(found.customers, OWN_PREFIX)
    made = letters_of(
        statements, customers, found.policy, as_of=day, day=day, language=language, only=language
    )
    (letter,) = (one for one in made if one.customer_id == "A")
    # 1: half of 1,000 is paid, 250 were due on 15 June; 2 and 9 are under no plan
    whole = say("template.document_type.invoice", language)
    assert [(line.document_no, line.open_amount, line.document_type) for line in letter.items] == [
        ("2", 200, whole), ("9", 50, whole), ("1", 250, word),
    ]  # fmt: skip


def test_the_grace_is_a_policy_number():
    policy = overlay(default_policy(), {"dunning.plan_grace_days": 2})
    assert set(at(date(2026, 6, 18), policy).tables["instalments"]["plan_state"]) == {"Broken"}


def test_money_without_a_document_keeps_a_plan_from_being_called_broken():
    paid = [*PAID, ["P2", "A", "", date(2026, 6, 14), "EUR", 300]]
    found = at(date(2026, 6, 30), paid=paid)
    assert set(found.tables["instalments"]["plan_state"]) == {"Kept"}
    before = [*PAID, ["P2", "A", "", date(2026, 5, 1), "EUR", 300]]  # not received for the plan
    assert set(at(date(2026, 6, 30), paid=before).tables["instalments"]["plan_state"]) == {"Broken"}


def test_a_credit_in_the_ledger_keeps_a_plan_as_a_payment_does():
    # The first half, 600, came in as a row of the ledger that names no document.
    credit = ["A", "C1", date(2026, 5, 20), None, "EUR", -600]
    found = at(date(2026, 6, 18), rows=[*ROWS, credit], paid=())
    assert set(found.tables["instalments"]["plan_state"]) == {"Kept"}
    early = [*credit[:2], date(2026, 5, 14), *credit[3:]]  # before the agreement
    dollars = [*credit[:4], "USD", -600]
    for other in (early, dollars):
        told = at(date(2026, 6, 18), rows=[*ROWS, other], paid=(), plans=[[*HALF[:9], "EUR", ""]])
        assert set(told.tables["instalments"]["plan_state"]) == {"Broken"}


def test_interest_of_the_plan_is_a_claim_of_its_own():
    # 600 at 1 % a month, two payments: 600 x 0.01 / (1 - 1.01^-2) = 304.507 -> 304.50
    plan = [*HALF[:8], 0.12, "", ""]
    schedule = at(date(2026, 6, 1), plans=[plan]).tables["instalments"]
    assert schedule["plan_interest"].tolist() == [0, 6.0, 3.02]  # 1 % of 600, of 301.50: 3.015 half up
    assert schedule["principal"].tolist() == [600, 298.5, 301.5]
    assert schedule["instalment_total"].tolist() == [600, 304.5, 304.52]


def test_a_plan_counts_from_its_day_on():
    by_month = at(date(2026, 6, 18)).tables["dso_by_month"].set_index("month_end")["overdue_share"]
    assert by_month[pd.Timestamp(2026, 4, 30)] == 1  # not agreed yet: 1,200 of 1,200
    assert by_month[pd.Timestamp(2026, 5, 31)] == 0  # 600 paid, nothing late as agreed
    assert by_month.iloc[-1] == pytest.approx(1000 / 1300)  # as in the aging: 300 of A, 700 of B
    assert at(date(2026, 5, 14)).tables["instalments"].empty


def test_the_past_is_seen_as_it_was_agreed_then():
    day = date(2026, 6, 18)
    ledger = ledger_of()
    valuation = value_at(ledger, today=day, as_of=day, base_currency="EUR", stale_after_days=45)
    position = open_position(ledger, valuation, default_policy(), "en")
    before = position_at(position, date(2026, 5, 14)).rows.query("customer_id == 'A'")
    assert sorted(before["days_past_due"]) == [72, 103]  # since 3 March and 31 January
    after = position_at(position, date(2026, 5, 31)).rows.query("customer_id == 'A'")
    assert sorted(after["days_past_due"]) == [-45, -45, -15]  # until 15 July, twice, and 15 June
    assert after["open_in_base"].sum() == 600


def test_a_plan_gives_time_and_takes_none():
    rows = [["A", "1", date(2026, 5, 1), date(2026, 9, 1), "EUR", 100]]  # not due before September
    plan = ["A", "1", date(2026, 5, 15), "equal", 1, date(2026, 6, 15), None, None, None, "", ""]
    found = at(date(2026, 6, 18), rows=rows, paid=(), plans=[plan])
    assert set(found.tables["instalments"]["plan_state"]) == {"Kept"}
    assert overdue(found) == 0


def test_a_plan_in_another_currency_ties_in_base_currency():
    rows = [[*row[:4], "USD" if row[0] == "A" else "EUR", row[5]] for row in ROWS]
    paid = [[*PAID[0][:4], "USD", 600]]
    rates = Grid(
        "Rates", [["Currency", "Rate to base currency", "Rate date"], ["USD", 0.5, date(2026, 6, 1)]]
    )
    day = date(2026, 6, 18)
    grids = [
        Grid("Items", [HEADINGS, *rows]), Grid("Payments", [PAYMENT_HEADINGS, *paid]),
        Grid("Plans", [PLAN_HEADINGS, HALF]), rates,
    ]  # fmt: skip
    ledger = read_ledger(grids, today=day)
    found = refresh(ledger, default_policy(), today=day, as_of=day, base_currency="EUR", language="en")
    # 300 dollars late as agreed are 150 euros, 700 of B; open are 600 dollars = 300 euros, and 700
    assert found.figures["overdue_total"] == 850
    assert found.figures["overdue_share"] == pytest.approx(850 / 1000)


@pytest.mark.parametrize(
    ("plans", "code"),
    [
        ([HALF, [*HALF[:1], "1", *HALF[2:]]], "stands under two plans"),
        ([[*HALF[:9], "USD", ""]], "Nothing of customer A was open"),
        ([[*HALF[:4], 600, HALF[5], None, 0.9999, None, "EUR", ""]], "cannot be paid in 600 instalments"),
    ],
)
def test_what_cannot_count_is_said_and_changes_nothing(plans, code):
    found, plain = at(date(2026, 6, 18), plans=plans), at(date(2026, 6, 18), plans=())
    assert found.tables["issues"]["reason"].str.contains(code).any()
    pd.testing.assert_frame_equal(found.tables["aging"], plain.tables["aging"])


def test_a_blank_currency_is_asked_for_when_there_are_two():
    rows = [*ROWS, ["A", "9", date(2026, 2, 1), date(2026, 3, 3), "USD", 50]]
    found = at(date(2026, 6, 18), rows=rows)
    assert found.tables["issues"]["reason"].str.contains(r"several currencies .*\(EUR, USD\)").any()
    assert found.tables["instalments"].empty
    named = at(date(2026, 6, 18), rows=rows, plans=[[*HALF[:9], "EUR", ""]])
    assert named.tables["instalments"]["principal"].sum() == 1200


DAY = date(2026, 6, 30)
DOCUMENTS = st.lists(
    st.tuples(st.integers(1, 900_000), st.integers(-60, 200), st.sampled_from(["EUR", "USD"])),
    min_size=1,
    max_size=5,
)
MONEY = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 500_000), st.integers(0, 90)), max_size=5)
TERMS = st.tuples(
    st.integers(1, 9), st.integers(0, 120), st.integers(0, 60), st.sampled_from(["equal", "half first"]),
    st.integers(1, 3), st.sampled_from([None, 0.06]),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(DOCUMENTS, MONEY, TERMS)
def test_plans_move_days_and_never_money(documents, money, terms):
    rows = [
        ["A", str(place), DAY - timedelta(days=220), DAY - timedelta(days=late), unit, cents / 100]
        for place, (cents, late, unit) in enumerate(documents)
    ]
    paid = [
        [
            f"P{place}",
            "A",
            rows[of % len(rows)][1],
            DAY - timedelta(days=ago),
            rows[of % len(rows)][4],
            cents / 100,
        ]
        for place, (of, cents, ago) in enumerate(money)
    ]
    number, ago, wait, kind, months, rate = terms
    agreed = DAY - timedelta(days=ago)
    plans = [
        ["A", "", agreed, kind, number, agreed + timedelta(days=wait), months, None, rate, unit, ""]
        for unit in ("EUR", "USD")
    ]
    found, plain = (at(DAY, plans=some, paid=paid, rows=rows).tables for some in (plans, ()))
    own, without = (
        one["aging"].set_index("currency")[["total", "overdue"]].sort_index() for one in (found, plain)
    )
    assert np.allclose(own["total"], without["total"], atol=1e-6)
    assert (own["overdue"] <= without["overdue"] + 1e-6).all()
    by_document = [
        one["open_items"].groupby(["currency", "document_no"])["open_amount"].sum() for one in (found, plain)
    ]
    pd.testing.assert_series_equal(*by_document, atol=1e-6)
    schedule = found["instalments"]
    before = {place: row[5] for place, row in enumerate(rows)}
    for of, cents, days in money:
        before[of % len(rows)] -= cents / 100 * (days > ago)
    for unit, mine in schedule.groupby("currency"):
        owed = sum(max(left, 0) for place, left in before.items() if rows[place][4] == unit)
        assert mine["principal"].sum() == pytest.approx(owed, abs=1e-6)
        cents = mine["principal"].to_numpy() * 100
        assert np.allclose(cents, np.round(cents), atol=1e-4)
