from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.foresight import cash_forecast, expected_pay_date

AS_OF = date(2026, 3, 1)
DOCUMENTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2027, 1, 1))),
        st.integers(-10_000_000, 100_000_000).map(lambda cents: cents / 100),
        st.one_of(st.just(np.nan), st.integers(-20, 200).map(float)),
    ),
    min_size=1,
    max_size=40,
)


def forecast(documents, step_days=7, steps=3):
    due, amounts, late = zip(*documents, strict=True)
    return cash_forecast(due, amounts, late, AS_OF, step_days=step_days, steps=steps, unknown_days=4)


def test_each_amount_stands_in_the_week_it_is_expected():
    documents = [
        (date(2026, 1, 1), 1.0, 10.0),  # long overdue: first day of the first week
        (date(2026, 3, 1), 2.0, 6.0),  # 7 March, last day of the first week
        (date(2026, 3, 1), 4.0, 7.0),  # 8 March, first day of the second
        (date(2026, 3, 17), 8.0, np.nan),  # unknown: 4 days late, 21 March, last day of the third
        (date(2026, 3, 22), 16.0, 0.0),  # after the third
        (None, 32.0, 0.0),
    ]
    found = forecast(documents)
    assert found.receipts.tolist() == [3.0, 4.0, 8.0]
    assert (found.later, found.no_due_date, found.total) == (16.0, 32.0, 63.0)
    assert found.first_day.astype(str).tolist() == ["2026-03-01", "2026-03-08", "2026-03-15"]
    assert found.last_day.astype(str).tolist() == ["2026-03-07", "2026-03-14", "2026-03-21"]


@given(documents=DOCUMENTS, step=st.integers(1, 40), steps=st.integers(1, 30), seed=st.randoms())
@settings(max_examples=60)
def test_lines_add_up_to_the_open_amounts_in_any_order_of_rows(documents, step, steps, seed):
    found = forecast(documents, step, steps)
    whole = sum(round(amount * 100) for _, amount, _ in documents) / 100
    assert found.total == pytest.approx(whole, abs=1e-6)
    assert found.receipts.sum() + found.later + found.no_due_date == pytest.approx(whole, abs=1e-6)
    mixed = seed.sample(documents, len(documents))
    assert forecast(mixed, step, steps).receipts.tolist() == pytest.approx(found.receipts.tolist(), abs=1e-6)


@given(documents=DOCUMENTS, step=st.integers(1, 40))
@settings(max_examples=60)
def test_a_period_holds_what_is_expected_between_its_days(documents, step):
    found = forecast(documents, step, 5)
    for place in range(5):
        first = AS_OF + timedelta(step * place)
        inside = [
            amount for due, amount, late in documents
            if due and first <= expected_pay_date(due, late, AS_OF, unknown_days=4) < first + timedelta(step)
        ]  # fmt: skip
        assert found.receipts[place] == pytest.approx(sum(inside), abs=1e-6)


def test_credits_reduce_the_period_they_fall_into():
    found = forecast([(date(2026, 3, 2), 100.0, 0.0), (date(2026, 2, 1), -30.0, 0.0)])
    assert found.receipts.tolist() == [70.0, 0.0, 0.0]


def test_one_number_of_days_late_serves_all():
    found = cash_forecast(["2026-03-01"] * 2, [1, 2], [8], AS_OF, step_days=7, steps=2, unknown_days=4)
    assert found.receipts.tolist() == [0.0, 3.0]


def test_a_due_date_at_the_end_of_the_calendar_comes_later():
    found = forecast([(date(9999, 12, 31), 5.0, 10.0)])
    assert (found.later, found.no_due_date) == (5.0, 0.0)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"step_days": 0}, "step_days: got 0. Accepted are whole numbers"),
        ({"step_days": 1.5}, "step_days: got 1.5"),
        ({"steps": np.nan}, "steps: got nan"),
        ({"steps": 10_001}, "steps: got 10001. Accepted are whole numbers from 1 to 10000"),
        ({"step_days": 1e6}, "1900 to 9999"),
    ],
)
def test_periods_that_make_no_forecast_are_refused(more, words):
    with pytest.raises(ImpossibleNumberError, match=words):
        cash_forecast(["2026-03-01"], [1], [0], AS_OF, **{"step_days": 7, "steps": 3, **more}, unknown_days=4)


def test_a_blank_amount_is_refused():
    with pytest.raises(MissingDataError, match=r"open_amounts\[2\]: blank"):
        forecast([(None, 1.0, 0.0), (None, np.nan, 0.0)])


def test_columns_of_another_length_are_refused():
    with pytest.raises(ArgumentError, match="days_late: has 3 rows where 2 are needed"):
        cash_forecast(["2026-03-01"] * 2, [1, 2], [1, 2, 3], AS_OF, step_days=7, steps=2, unknown_days=4)
