from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.foresight import expected_pay_date, usual_days_late

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_due_date_plus_days_late():
    assert expected_pay_date(date(2026, 1, 31), 10, unknown_days=4) == date(2026, 2, 10)
    assert expected_pay_date(date(2026, 1, 31), -3, unknown_days=4) == date(2026, 1, 28)


@pytest.mark.parametrize(("late", "expected"), [(7.5, 8), (7.0000000001, 7), (-2.5, -2)])
def test_a_part_of_a_day_counts_as_a_whole_one(late, expected):
    assert expected_pay_date(date(2026, 1, 1), late, unknown_days=4) == date(2026, 1, 1) + timedelta(expected)


@given(due=days, late=st.floats(-60, 400), as_of=days)
@settings(max_examples=60)
def test_never_before_the_as_of_date_and_a_column_is_the_same(due, late, as_of):
    expected = expected_pay_date(due, late, as_of, unknown_days=4)
    assert expected >= as_of
    assert expected == as_of or expected >= due + timedelta(late)
    assert expected_pay_date([due], [late], as_of, unknown_days=4).tolist() == [expected]


def test_unknown_days_late_take_the_days_of_a_customer_without_history():
    found = expected_pay_date(["2026-01-31", "2026-01-31", None], [np.nan, 0, 5], unknown_days=4)
    assert found.astype(str).tolist() == ["2026-02-04", "2026-01-31", "NaT"]


def test_a_day_beyond_the_calendar_is_refused():
    with pytest.raises(ImpossibleNumberError, match=r"due_date: 2026-01-31 moved by 5e\+06 days"):
        expected_pay_date("2026-01-31", 5e6, unknown_days=4)


def test_usual_days_late_knows_only_what_was_paid_by_then():
    due, paid = ["2026-01-31"] * 3, ["2026-02-10", "2026-03-02", None]
    assert usual_days_late(due, paid) == 20  # (10 + 30) / 2
    assert usual_days_late(due, paid, as_of="2026-02-28") == 10
    assert usual_days_late(due, paid, [300, 100, 50]) == 15  # (10 x 300 + 30 x 100) / 400
    assert np.isnan(usual_days_late(due, paid, as_of="2026-02-01"))


def test_usual_days_late_refuses_columns_of_another_length():
    with pytest.raises(ArgumentError, match="paid_dates: has 1 rows where 2 are needed"):
        usual_days_late(["2026-01-31"] * 2, ["2026-02-10"])
