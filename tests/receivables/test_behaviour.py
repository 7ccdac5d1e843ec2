from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import MissingDataError
from xlcredit.receivables import (
    average_days_late,
    behaviour_by_customer,
    last_paid_days_late,
    on_time_rate,
    payment_trend,
    trend_word,
    worst_days_late,
)

DAY = np.datetime64("2026-01-01")
DUE = ["2026-01-31"] * 4
PAID = ["2026-01-21", "2026-01-31", "2026-02-10", "2026-03-02"]  # -10, 0, 10, 30 days late


def test_average_days_late_conventions():
    assert average_days_late(DUE, PAID) == 10  # (0 + 0 + 10 + 30) / 4
    assert average_days_late(DUE, PAID, early_as_zero=False) == 7.5  # (-10 + 0 + 10 + 30) / 4
    assert average_days_late(DUE, PAID, [100, 100, 100, 700]) == 22  # (1000 + 21000) / 1000


def test_rates_and_extremes():
    assert on_time_rate(DUE, PAID) == 0.5
    assert on_time_rate(DUE, PAID, grace_days=10) == 0.75
    assert worst_days_late(DUE, PAID) == 30
    assert last_paid_days_late(DUE, PAID, 2) == 20


def test_rows_without_both_dates_are_left_out():
    assert average_days_late([*DUE, None, "2026-01-31"], [*PAID, "2026-02-01", None]) == 10


def test_no_history_is_missing_data():
    with pytest.raises(MissingDataError, match="nothing known is left"):
        on_time_rate(["2026-01-31"], [None])
    with pytest.raises(MissingDataError, match="amount: nothing known is left"):
        average_days_late(DUE, PAID, [0, 0, 0, 0])


def test_payment_trend_words():
    assert payment_trend(DUE, PAID).word == "worse"  # (0 + 10 + 30) / 3 - 0 = 13.3
    assert payment_trend(DUE, PAID, threshold_days=14).word == "steady"
    assert payment_trend(DUE[:3], PAID[:3]).word == "unknown"
    assert trend_word(-5, 5) == "better"


def table(**changed):
    columns = {
        "invoice_date": ["2025-06-01", "2026-01-01", "2026-02-01", "2026-02-15", "2026-05-01", "2024-01-01"],
        "due_date": ["2025-07-01", "2026-01-31", "2026-03-03", "2026-03-17", "2026-05-31", "2024-01-31"],
        "settled_date": ["2025-07-11", "2026-01-31", "2026-03-08", "2026-04-16", None, "2024-06-01"],
        "amount": [100, 100, 300, 500, 900, 900],
        "open_amount": [0, 0, 0, 0, 900, 0],
        "is_disputed": [False, True, False, False, False, False],
    } | changed
    return behaviour_by_customer(np.zeros(6, dtype=np.int64), 2, as_of="2026-06-30", **columns)


def test_behaviour_by_customer_by_hand():
    # In the window of 12 months to 30 June 2026: 10, 0, 5, 30 days late; the settlement of 2024 is too old.
    found = table()
    assert found.settled_count.tolist() == [4, 0]
    assert found.on_time_rate[0] == 0.25
    assert found.weighted_days_late[0] == (1000 + 0 + 1500 + 15000) / 1000
    assert found.last_paid_days_late[0] == pytest.approx((0 + 5 + 30) / 3)
    assert found.trend[0] == pytest.approx(35 / 3 - 10)
    assert found.worst_days_late[0] == 30
    assert found.disputed_share[0] == 0.25  # 1 of the 4 invoiced since 30 June 2025
    assert found.months_as_customer[0] == 29  # 1 January 2024 to 30 June 2026, whole months
    assert found.oldest_days_past_due.tolist() == [30, 0]
    assert np.isnan([found.on_time_rate[1], found.months_as_customer[1], found.peak_limit_use[1]]).all()


def test_behaviour_by_customer_limit_use_and_start():
    found = table(customer_since=["2020-06-30", None], credit_limit=[1000, 0], peak_exposure=[1500, 10])
    assert found.peak_limit_use[0] == 1.5
    assert np.isnan(found.peak_limit_use[1])
    assert found.months_as_customer[0] == 72


def test_behaviour_by_customer_ignores_settlements_after_the_date():
    late = table(settled_date=["2025-07-11", "2026-01-31", "2026-03-08", "2026-07-01", None, "2024-06-01"])
    assert late.settled_count[0] == 3
    assert late.worst_days_late[0] == 10


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 300), st.integers(-20, 90)), min_size=1, max_size=30)
)
def test_behaviour_by_customer_agrees_with_the_single_functions(rows):
    who, due, late = (np.array(column) for column in zip(*rows, strict=True))
    due_date, paid = DAY + due, DAY + due + late
    amount = np.arange(1, len(rows) + 1)
    found = behaviour_by_customer(
        who, 4, as_of=DAY + 500, invoice_date=due_date - 30, due_date=due_date, settled_date=paid,
        amount=amount, open_amount=np.zeros(len(rows)), window_months=36,
    )  # fmt: skip
    for customer in np.unique(who):
        mine = who == customer
        args = due_date[mine], paid[mine]
        assert found.on_time_rate[customer] == pytest.approx(on_time_rate(*args))
        assert found.weighted_days_late[customer] == pytest.approx(average_days_late(*args, amount[mine]))
        assert found.worst_days_late[customer] == worst_days_late(*args)
        assert found.last_paid_days_late[customer] == pytest.approx(last_paid_days_late(*args, 3))
        assert found.trend[customer] == pytest.approx(payment_trend(*args).change, nan_ok=True)
