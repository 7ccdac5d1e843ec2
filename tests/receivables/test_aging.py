from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.receivables import (
    age_open_amounts,
    aging_buckets,
    aging_table,
    aging_totals,
    bucket_codes,
    bucket_labels,
    days_past_due,
    oldest_days_past_due,
    overdue_share,
)

EDGES = [30, 60, 90, 120]


def test_days_past_due_scalar_column_and_unknown():
    due = [dt.date(2026, 1, 31), None, dt.datetime(2026, 3, 5, 13, 0)]
    assert days_past_due(due, "2026-03-02")[[0, 2]].tolist() == [30.0, -3.0]
    assert np.isnan(days_past_due(due, "2026-03-02")[1])
    assert days_past_due(due[0], dt.date(2026, 3, 2)) == 30.0


def test_days_past_due_stops_at_a_payment_known_on_the_day():
    paid = ["2026-02-10", "2026-03-09", None]
    assert days_past_due(["2026-01-31"] * 3, "2026-03-02", paid).tolist() == [10.0, 30.0, 30.0]


def test_days_past_due_months_begun():
    # 31 January to 28 February (its last day) is one month; a day more begins the second.
    assert days_past_due("2026-01-31", "2026-02-28", unit="month") == 1.0
    assert days_past_due("2026-01-31", "2026-03-01", unit="month") == 2.0
    assert days_past_due("2026-03-15", "2026-03-15", unit="month") == 0.0


def test_bucket_codes_upper_and_lower_side():
    ages = [1, 29, 30, 31, 120, 121]
    assert bucket_codes(ages, EDGES).tolist() == [1, 1, 1, 2, 4, 5]
    assert bucket_codes(ages, EDGES, closed_side="lower").tolist() == [1, 1, 2, 2, 5, 5]


def test_bucket_labels_follow_the_conventions():
    assert bucket_labels(EDGES, "en") == (
        "Not due",
        "1-30",
        "31-60",
        "61-90",
        "91-120",
        ">120",
        "No due date",
    )
    assert bucket_labels(EDGES, "zh")[1] == "1–30天"
    assert bucket_labels(EDGES, "zh")[-2:] == ("120天以上", "无到期日")
    lower = bucket_labels([30, 60], "en", closed_side="lower", day_zero="first_bucket")
    assert lower == ("Not due", "0-29", "30-59", ">59", "No due date")
    assert bucket_labels([1, 3], "zh", unit="month")[1:4] == ("第1个月", "2–3个月", "3个月以上")


@pytest.mark.parametrize("edges", [[], [0, 30], [60, 30], [30, 30]])
def test_bucket_codes_edges_must_rise(edges):
    with pytest.raises(ArgumentError, match="edges: got"):
        bucket_codes(5, edges)


@pytest.mark.parametrize(("option", "word"), [("day_zero", "later"), ("closed_side", "left")])
def test_bucket_codes_unknown_word(option, word):
    with pytest.raises(ArgumentError, match=f"{option}: got '{word}'"):
        bucket_codes(5, EDGES, **{option: word})


def test_days_past_due_unknown_unit():
    with pytest.raises(ArgumentError, match="unit: got 'week'"):
        days_past_due("2026-01-01", "2026-01-01", unit="week")


def test_aging_table_by_customer_and_currency():
    # A owes 100.10 (45 days) and 50 (not due) and has a credit of 20; B owes 7 EUR without a due date.
    amounts, days = [100.10, 50, -20, 7, 0], [45, -3, 45, None, 400]
    codes = age_open_amounts(amounts, days, EDGES)
    customers, currencies = ["A", "A", "A", "B", "B"], ["CNY", "CNY", "CNY", "EUR", "EUR"]
    table = aging_table(customers, currencies, amounts, days, codes=codes, bucket_count=7)
    assert table.customer_id.tolist() == ["A", "B"]
    assert table.buckets.tolist() == [[30, 0, 100.10, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 7]]
    assert table.total.tolist() == [130.10, 7]
    assert table.overdue.tolist() == [100.10, 0]
    assert table.overdue_share.tolist() == [pytest.approx(100.10 / 150.10), 0]
    assert table.unapplied_credit.tolist() == [-20, 0]
    assert table.documents.tolist() == [3, 1]
    assert table.oldest_days_past_due[0] == 45
    assert np.isnan(table.oldest_days_past_due[1])


def test_aging_totals_never_add_currencies():
    table = aging_table(
        ["A", "B", "A"], ["CNY", "CNY", "USD"], [1, 2, 4], [5, 0, 0], codes=[1, 0, 0], bucket_count=7
    )
    totals = aging_totals(table)
    assert totals.currency.tolist() == ["CNY", "USD"]
    assert totals.total.tolist() == [3, 4]
    assert totals.oldest_days_past_due.tolist() == [5, 0]


def test_aging_table_columns_of_different_length():
    with pytest.raises(ArgumentError, match="days: has 1 rows where 2 are needed"):
        aging_table(["A", "B"], ["CNY", "CNY"], [1, 2], [5], codes=[1, 0], bucket_count=7)


def test_overdue_share_leaves_credits_out():
    assert overdue_share([60, 30, 10, -500], [0, 31, 150, 150]) == pytest.approx(0.4)
    assert overdue_share([60, 30, 10], [0, 31, 150], more_than_days=120) == pytest.approx(0.1)
    with pytest.raises(MissingDataError, match="nothing above 0 is left"):
        overdue_share([-5], [3])


def test_oldest_days_past_due_of_debts_only():
    assert oldest_days_past_due([5, -5], [3, 99]) == 3
    assert oldest_days_past_due([5], [-3]) == 0
    assert np.isnan(oldest_days_past_due([5], [None]))


ages = st.one_of(st.none(), st.integers(-400, 900))
amounts = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
rows = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["CNY", "EUR"]), amounts, ages), min_size=1, max_size=40
)
edge_lists = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(sorted)


@settings(max_examples=60)
@given(rows, edge_lists, st.sampled_from(["not_due", "first_bucket"]), st.sampled_from(["upper", "lower"]))
def test_buckets_partition_the_open_total(ledger, edges, day_zero, closed_side):
    # ERPNext 51596, 49262 and BC 10412: buckets that do not add up to outstanding. Whole cents here.
    customers, currencies, open_amount, days = zip(*ledger, strict=True)
    codes = age_open_amounts(open_amount, days, edges, day_zero=day_zero, closed_side=closed_side)
    table = aging_table(customers, currencies, open_amount, days, codes=codes, bucket_count=len(edges) + 3)
    for currency, total, buckets in zip(
        aging_totals(table).currency, aging_totals(table).total, aging_totals(table).buckets, strict=True
    ):
        cents = sum(round(a * 100) for _, unit, a, _ in ledger if unit == currency)
        assert round(total * 100) == cents
        assert sum(round(bucket * 100) for bucket in buckets) == cents
    summary = aging_buckets(open_amount, codes, len(edges) + 3)
    assert summary.documents.sum() == sum(amount != 0 for amount in open_amount)


@settings(max_examples=60)
@given(rows, st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(ledger, random):
    def table(entries):
        customers, currencies, open_amount, days = zip(*entries, strict=True)
        codes = age_open_amounts(open_amount, days, EDGES)
        return aging_table(customers, currencies, open_amount, days, codes=codes, bucket_count=7)

    mixed = random.sample(ledger, len(ledger))
    assert table(mixed).buckets.tolist() == table(ledger).buckets.tolist()
    assert table(mixed).customer_id.tolist() == table(ledger).customer_id.tolist()


@settings(max_examples=60)
@given(ages, edge_lists)
def test_scalar_equals_one_row_column(age, edges):
    assert bucket_codes(age, edges) == bucket_codes([age], edges)[0]
