"""Insured and uninsured exposure from a ledger, the limits in force, the next deadline, the offers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit import tables
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.texts import LANGUAGES

TODAY = date(2026, 7, 1)
AS_OF = date(2026, 6, 30)
CUSTOMERS = ["Customer no.", "Customer name", "Insured limit"]
LIMITS = [
    "Customer no.",
    "Currency",
    "Insured limit",
    "In force from",
    "In force until",
    "Cover",
    "Insurer reference",
]
# As of 30 June 2026 (see conftest): A owes 300, its oldest 46 days late; B owes 700 less a credit of 50, 16
# days late; D owes 10 dollars.


def computed(ledger, language="en", **changes):
    policy = overlay(default_policy(), changes)
    return refresh(ledger, policy, today=TODAY, as_of=AS_OF, language=language, base_currency="EUR")


def insured(ledger, **changes):
    table = computed(ledger, **changes).tables["insurance"]
    return table.set_index("customer_id")


def listed(*rows):
    return Grid("Customers", [CUSTOMERS, *rows])


def granted(*rows):
    return Grid("Insured limits", [LIMITS, *rows])


def test_limit_cover_and_what_is_left_by_hand(make_ledger):
    # A: min(300, 200) x 90 % = 180; B: min(650, 1,000) x 90 % = 585; a limit for nobody else.
    found = insured(make_ledger(ROWS, listed(["A", "Alpha", 200], ["B", "Beta", 1_000])))
    assert found["insured_amount"].to_dict() == {"A": 180, "B": 585}
    assert found["uninsured_amount"].to_dict() == {"A": 120, "B": 65}
    assert found.loc["A", "limit_source"] == "customer list"


ROWS = [
    ["A", "1", date(2026, 6, 1), date(2026, 7, 15), "EUR", 100, None],
    ["A", "2", date(2026, 4, 1), date(2026, 5, 15), "EUR", 200, None],
    ["B", "3", date(2026, 5, 1), date(2026, 6, 14), "EUR", 700, None],
    ["B", "4", date(2026, 6, 5), date(2026, 6, 5), "EUR", -50, None],
]


def test_first_loss_deductible_and_cap_reduce_what_is_paid(make_ledger):
    terms = {
        "protection.insurance": {"deductible": 20, "aggregate_first_loss": 100, "first_loss_used": 70,
                                 "maximum_liability": 600, "claims_paid": 100}
    }  # fmt: skip
    found = insured(make_ledger(ROWS, listed(["A", "Alpha", 200], ["B", "Beta", 1_000])), **terms)
    # A: 180 - 20 - 30 = 130; B: 585 - 50 = 535, of which 500 are left in the year.
    assert found["expected_recovery"].to_dict() == {"A": 130, "B": 500}


def test_a_row_in_force_wins_over_the_list_and_an_ended_one_covers_no_delivery_after_it(make_ledger):
    limits = granted(
        ["A", None, 250, date(2026, 1, 1), date(2026, 12, 31), 0.8, "CI-1"],
        ["B", None, 900, date(2025, 1, 1), date(2026, 4, 30), 0.8, "CI-2"],  # B's debt is of 1 May
    )
    ledger = make_ledger(ROWS, listed(["A", "Alpha", 200], ["B", "Beta", 1_000]), limits)
    found = insured(ledger)
    assert found["insured_amount"].to_dict() == {"A": 200, "B": 0}
    assert found["limit_source"].to_dict() == {
        "A": "CI-1: until 2026-12-31",
        "B": "CI-2: ended on 2026-04-30: only deliveries until then are insured",
    }  # fmt: skip


def test_a_refused_row_covers_nothing_and_the_discretionary_limit_is_for_customers_without_any(make_ledger):
    limits = granted(["A", None, -5, date(2026, 1, 1), None, 0.9, ""])
    found = insured(make_ledger(ROWS, limits), **{"protection.insurance.discretionary_limit": 100})
    assert found["insured_amount"].to_dict() == {"A": 0, "B": 90}
    assert found.loc["A", "limit_source"] == "row refused, see Issues: not insured"
    assert found.loc["B", "limit_source"] == "discretionary limit of the policy"


def test_debts_without_a_customer_have_no_discretionary_limit(make_ledger):
    rows = [*ROWS, [None, "5", date(2026, 6, 1), date(2026, 7, 1), "EUR", 55, None]]
    found = insured(make_ledger(rows), **{"protection.insurance.discretionary_limit": 100})
    # A: min(300, 100) x 90 %, B: min(650, 100) x 90 %
    assert found["insured_amount"].to_dict() == {"A": 90, "B": 90, "(no customer)": 0}


def test_a_limit_in_another_currency_is_converted_and_without_a_rate_covers_nothing(make_ledger, rates):
    limits = granted(
        ["A", "USD", 400, date(2026, 1, 1), None, 1, ""], ["B", "GBP", 9, date(2026, 1, 1), None, 1, ""]
    )
    found = insured(make_ledger(ROWS, limits, rates))
    assert found["insured_amount"].to_dict() == {"A": 200, "B": 0}
    assert "no exchange rate" in found.loc["B", "limit_source"]


def test_a_small_debt_that_lapsed_does_not_hide_the_last_day_to_claim_for_a_large_one(make_ledger):
    # 240 days to claim: the 10 due on 3 September 2025 lapsed on 1 May, the 50,000 due on 12 November will
    # on 10 July.
    rows = [
        ["A", "1", date(2025, 8, 14), date(2025, 9, 3), "EUR", 10, None],
        ["A", "2", date(2025, 10, 23), date(2025, 11, 12), "EUR", 50_000, None],
    ]
    found = insured(make_ledger(rows, listed(["A", "Alpha", 200_000]))).loc["A"]
    assert (found["not_covered"], found["insured_amount"]) == (10, 45_000)
    assert (found["claim_by"].date(), found["stop_from"].date()) == (date(2026, 7, 10), date(2025, 11, 3))
    assert found["insurance_alarm"].startswith("File the claim by 2026-07-10: 10 days left")
    assert "older items has ended" in found["insurance_alarm"]
    alone = insured(make_ledger(rows[:1], listed(["A", "Alpha", 200_000]))).loc["A"]
    assert alone["insurance_alarm"].startswith("Claim period ended on 2026-05-01")


def test_disputes_and_deliveries_after_the_stop_are_outside_cover():
    # Oldest due 1 March, cover stops on 30 April: the delivery of 1 June is not covered, nor is the dispute.
    rows = [
        ["A", "1", date(2026, 2, 1), date(2026, 3, 1), "EUR", 100, "no"],
        ["A", "2", date(2026, 4, 30), date(2026, 5, 30), "EUR", 40, "no"],
        ["A", "3", date(2026, 6, 1), date(2026, 7, 1), "EUR", 20, "no"],
        ["A", "4", date(2026, 1, 1), date(2026, 2, 1), "EUR", 7, "yes"],
    ]
    headings = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Disputed"]
    ledger = read_ledger([Grid("Items", [headings, *rows]), listed(["A", "Alpha", 1_000])], today=TODAY)
    found = insured(ledger).loc["A"]
    assert (found["exposure"], found["not_covered"], found["insured_amount"]) == (167, 27, 126)
    assert found["undisputed_days_past_due"] == 121  # 1 March to 30 June
    everything = insured(ledger, **{"protection.insurance.disputed_covered": True}).loc["A"]
    assert everything["undisputed_days_past_due"] == 149  # the dispute's due date counts then


def test_the_most_urgent_stands_first_with_words(make_ledger):
    ledger = make_ledger(ROWS, listed(["A", "Alpha", 200], ["B", "Beta", 1_000]))
    found = computed(ledger).tables["insurance"]
    assert found["customer_id"].tolist() == ["A", "B"]
    assert found["insurance_alarm"].tolist() == [
        "Notify at once: notice was due by 2026-06-14", "Notify the insurer by 2026-07-14",
    ]  # fmt: skip
    assert found.loc[0, "claim_from"].date() == date(2026, 7, 14)  # 15 May + 60 days


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_every_column(make_ledger, language):
    result = computed(make_ledger(ROWS, listed(["A", "Alpha", 200])), language)
    for name in ("insurance", "insurance_offers"):
        assert list(result.tables[name].columns) == list(tables.TABLES[name].column_names)


def test_customers_without_a_rating_are_counted_beside_the_expected_loss(make_ledger):
    result = computed(make_ledger(ROWS, listed(["A", "Alpha", 200], ["B", "Beta", 1_000])))
    unrated = result.tables["scores"]["probability_of_default"].isna().sum()
    assert unrated
    note = result.tables["insurance_offers"].loc[0, "offer_note"]
    assert note.endswith(f"customers not rated, counted without expected loss: {unrated}")


def test_without_insurance_the_expected_loss_is_the_workbook_s(make_ledger):
    result = computed(make_ledger(ROWS, listed(["A", "Alpha", 200])))
    offers = result.tables["insurance_offers"]
    expected = result.figures["expected_loss"]
    assert offers.loc[0, "retained_expected"] == pytest.approx(np.nan_to_num(expected), abs=0.005)
    assert offers.loc[0, "insurance_offer"] == "No insurance"


@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-50_000, 99_999)), min_size=1, max_size=12),
    st.integers(0, 80_000),
    st.sampled_from(["limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"]),
)
def test_insured_and_uninsured_are_the_exposure_to_the_cent(amounts, limit, order):
    rows = [
        [customer, str(number), date(2026, 5, 1), date(2026, 6, 1), "EUR", cents / 100, None]
        for number, (customer, cents) in enumerate(amounts)
        if cents
    ]
    if not rows:
        return
    headings = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Paid on"]
    sheet = [listed(*([who, who, limit / 100] for who in "ABC"))]
    ledger = read_ledger([Grid("Items", [headings, *rows]), *sheet], today=TODAY)
    table = insured(ledger, **{"protection.insurance.order": order})
    cents = (table[["insured_amount", "uninsured_amount", "exposure"]] * 100).round().astype(int)
    assert (cents["insured_amount"] + cents["uninsured_amount"] == cents["exposure"]).all()
    assert ((table["insured_amount"] >= 0) & (table["uninsured_amount"] >= 0)).all()
    assert (table["expected_recovery"] <= table["insured_amount"] + 0.005).all()


def test_what_is_past_its_last_day_to_claim_is_outside_cover_and_the_alarm_stays():
    # Due 1 November 2025, 240 days end on 29 June 2026: too late on 30 June.
    def found(due):
        headings = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]
        rows = [["A", "1", date(2025, 10, 1), due, "EUR", 100]]
        ledger = read_ledger([Grid("Items", [headings, *rows]), listed(["A", "Alpha", 1_000])], today=TODAY)
        return insured(ledger).loc["A"]

    late = found(date(2025, 11, 1))
    assert (late["not_covered"], late["insured_amount"]) == (100, 0)
    assert late["insurance_alarm"].startswith("Claim period ended on 2026-06-29")
    assert found(date(2025, 11, 2))["insured_amount"] == 90
