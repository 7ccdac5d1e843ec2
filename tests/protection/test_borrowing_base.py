from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.protection import borrowing_base

RULES = default_policy().protection.borrowing_base

DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", ""]),
        st.integers(-100_000, 1_000_000).map(lambda cents: cents / 100),
        st.one_of(st.integers(-60, 200), st.none()),
        st.sampled_from(["", "Foreign", "Affiliate"]),
    ),
    max_size=30,
)


def amounts(lines):
    return {line.fields.get("reason", line.key): line.amount for line in lines}


def test_the_published_example():
    # 1,000,000; over age 120,000; cross-aged rest 24,000; foreign 50,000; affiliate 30,000; contra 20,000;
    # one debtor 220,000 above 25 % of 756,000 = 189,000 -> eligible 725,000, x 85 % = 616,250
    rows = [("Old", 36_000.0, 90, ""), ("Old", 24_000.0, 10, ""), ("Large", 220_000.0, 0, "")]
    rows += [("Foreign", 50_000.0, 0, "Foreign"), ("Sister", 30_000.0, 0, "Affiliate")]
    rows += [("Supplier", 20_000.0, 0, "Contra"), ("Part", 84_000.0, 90, ""), ("Part", 136_000.0, 0, "")]
    rows += [(f"Other {place}", 100_000.0, -5, "") for place in range(4)]
    found = amounts(borrowing_base(*zip(*rows, strict=True), rules=RULES))
    assert found["gross"] == 1_000_000
    assert (found["past_due"], found["cross_aged"]) == (-120_000, -24_000)
    assert (found["Foreign"], found["Affiliate"], found["Contra"]) == (-50_000, -30_000, -20_000)
    assert (found["concentration"], found["eligible"], found["base"]) == (-31_000, 725_000, 616_250)


@given(documents=DOCUMENTS, data=st.data())
@settings(max_examples=60)
def test_lines_add_up_and_the_order_of_rows_does_not_matter(documents, data):
    mixed = data.draw(st.permutations(documents))
    columns = [
        [np.array(column, dtype=kind) for column, kind in zip(zip(*rows, strict=True), "OddO", strict=True)]
        if rows
        else [[]] * 4
        for rows in (documents, mixed)
    ]
    first, second = (borrowing_base(*each, rules=RULES) for each in columns)
    place = [line.key for line in first].index("eligible")
    assert sum(line.amount for line in first[:place]) == pytest.approx(first[place].amount, abs=1e-6)
    assert all(
        (line.amount >= 0) == (line.key == "credits_beyond") or not line.amount for line in first[1:place]
    )
    assert 0 <= first[-1].amount <= first[place].amount
    assert [(line.key, line.amount) for line in first] == [
        (line.key, pytest.approx(line.amount, abs=1e-6)) for line in second
    ]


def test_exactly_the_share_past_due_does_not_cross_age():
    at_half = amounts(borrowing_base(["A", "A"], [50, 50], [61, 0], rules=RULES))
    assert (at_half["past_due"], at_half["cross_aged"]) == (-50, 0)
    beyond = amounts(borrowing_base(["A", "A"], [51, 49], [61, 0], rules=RULES))
    assert beyond["cross_aged"] == -49


def test_old_credits_do_not_make_up_for_old_debts():
    found = amounts(borrowing_base(["A", "A", "B"], [60, -20, 100], [90, 90, 0], rules=RULES))
    assert (found["past_due"], found["credits"]) == (-60, -20)


def test_a_large_credit_takes_nothing_from_the_eligible_items_of_others():
    # A: 40 eligible less a credit of 1,000: 960 beyond. B: 100 + C: 300 stay; cap 25 % of 400: 200 over.
    found = borrowing_base(["A", "A", "B", "C"], [40, -1_000, 100, 300], [0, 0, 0, 0], rules=RULES)
    seen = amounts(found)
    assert (seen["gross"], seen["credits"], seen["credits_beyond"]) == (440, -1_000, 960)
    assert (seen["concentration"], seen["eligible"], seen["base"]) == (-200, 200, 170)
    assert {line.key: line.customers for line in found}["credits_beyond"] == 1


def test_a_book_in_credit_is_worth_nothing_rather_than_less():
    seen = amounts(borrowing_base(["A"], [-100], [0], rules=RULES))
    assert (seen["credits_beyond"], seen["eligible"], seen["base"]) == (100, 0, 0)


def test_an_unknown_age_is_not_eligible_and_has_its_line():
    assert amounts(borrowing_base(["A"], [60], [np.nan], rules=RULES))["no_due_date"] == -60


def test_the_policy_and_reserves_change_the_base():
    terms = overlay(
        default_policy(), {"protection.borrowing_base": {"advance_share": 0.8, "customer_share": 1}}
    )
    found = borrowing_base(["A"], [100], [60], reserves=30, rules=terms.protection.borrowing_base)
    assert amounts(found) | {"base": 50.0, "advance": 80.0, "reserves": -30.0} == amounts(found)
    assert found[-3].rule("en") == "80% of the eligible amount"
    none_left = borrowing_base(["A"], [100], [60], reserves=200, rules=terms.protection.borrowing_base)
    assert none_left[-1].amount == 0


def test_a_blank_amount_is_refused():
    with pytest.raises(MissingDataError, match=r"open_amounts\[2\]: blank"):
        borrowing_base(["A", "B"], [1, None], [0, 0], rules=RULES)


def test_columns_of_another_length_are_refused():
    with pytest.raises(ArgumentError, match="days_past_due: has 1 rows where 2 are needed"):
        borrowing_base(["A", "B"], [1, 2], [0], rules=RULES)


def test_reserves_below_zero_are_refused():
    with pytest.raises(ImpossibleNumberError, match="reserves: got -1"):
        borrowing_base(["A"], [1], [0], reserves=-1, rules=RULES)


def test_the_age_of_an_invoice_breaks_a_rule_of_its_own_and_counts_for_cross_ageing():
    # 60 of A's 100 are 91 days past invoice but not past due: they go, and so does the rest, 60 % being old.
    found = amounts(
        borrowing_base(["A", "A", "B"], [60, 40, 900], [0, 0, 0], rules=RULES, days_past_invoice=[91, 90, 1])
    )
    assert (found["past_due"], found["past_invoice"], found["cross_aged"]) == (0, -60, -40)


@given(documents=DOCUMENTS)
@settings(max_examples=60)
def test_the_base_is_never_above_the_debts_that_no_rule_takes_off(documents):
    columns = [list(column) for column in zip(*documents, strict=True)] or [[]] * 4
    customers, open_amounts, days, reasons = columns
    ages = [None if day is None else day + 30 for day in days]
    lines = borrowing_base(customers, open_amounts, days, reasons, rules=RULES, days_past_invoice=ages)
    good = [
        max(amount, 0)
        for _, amount, day, reason in documents
        if day is not None
        and day <= RULES.past_due_days
        and day + 30 <= RULES.past_invoice_days
        and not reason
    ]
    assert lines[-1].amount <= sum(good) * RULES.advance_share + 1e-6


def test_every_line_counts_its_customers():
    lines = borrowing_base(["A", "A", "B"], [60, -20, 100], [90, 90, 0], rules=RULES)
    counted = {line.key: line.customers for line in lines}
    assert (counted["gross"], counted["past_due"], counted["credits"]) == (2, 1, 1)
    assert (counted["concentration"], counted["eligible"]) == (1, 1)
