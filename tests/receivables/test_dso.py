from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.receivables import (
    collection_days,
    collection_effectiveness_index,
    dso_count_back,
    dso_simple,
    receivables_turnover,
    sales_weighted_dso,
)


def test_dso_simple_zero_sales_is_an_error_alone_and_unknown_in_a_column():
    with pytest.raises(ImpossibleNumberError, match="credit_sales is 0"):
        dso_simple(100, 0, 30)
    assert np.isnan(dso_simple([100, 100], [0, 50], 30)[0])
    assert np.isnan(dso_simple(None, 50, 30))


def test_dso_count_back_month_without_sales():
    # 150 = 100 of the newest month, none in the next, 50 of 100 before: 30 + 31 + 15 days, or a stop at 30.
    counts = dso_count_back(150, [100, 0, 100], [30, 31, 30])
    stops = dso_count_back(150, [100, 0, 100], [30, 31, 30], zero_sales="stops")
    assert (counts.days, counts.unexplained) == (76, 0)
    assert (stops.days, stops.unexplained) == (30, 50)


def test_dso_count_back_nothing_open_and_unknown():
    assert dso_count_back(-5, [100], [30]).days == 0
    assert np.isnan(dso_count_back(5, [None], [30]).days)


@pytest.mark.parametrize(
    ("sales", "days", "word", "message"),
    [
        ([], [], "stops", "no period is given"),
        ([1], [30, 31], "stops", "days: has 2 rows where 1"),
        ([1], [30], "skips", "zero_sales: got 'skips'"),
    ],
)
def test_dso_count_back_refuses(sales, days, word, message):
    with pytest.raises(ArgumentError, match=message):
        dso_count_back(5, sales, days, zero_sales=word)


def test_sales_weighted_dso_each_month_by_its_own_sales():
    assert sales_weighted_dso([90, 20, 5], [100, 200, 0], [30, 31, 30]) == pytest.approx(0.9 * 30 + 0.1 * 31)


def test_collection_effectiveness_index_without_division_of_sales():
    # (100 + 300 - 150) / (100 + 300 - 100) x 100 = 83.33
    assert collection_effectiveness_index(100, 300, 150, 100) == pytest.approx(83.33, abs=0.005)


money = st.floats(1, 1e9)


@settings(max_examples=60)
@given(money, money, st.integers(1, 366))
def test_turnover_times_dso_is_the_period(receivables, sales, days):
    turns = receivables_turnover(sales, receivables)
    assert turns * dso_simple(receivables, sales, days) == pytest.approx(days)
    assert collection_days(turns, days) == pytest.approx(dso_simple(receivables, sales, days))


@settings(max_examples=60)
@given(money, money, st.integers(1, 366))
def test_scalar_equals_one_row_column(receivables, sales, days):
    assert dso_simple(receivables, sales, days) == dso_simple([receivables], [sales], [days])[0]


@settings(max_examples=60)
@given(st.floats(0, 1e6), st.lists(st.integers(1, 10**5), min_size=1, max_size=12))
def test_count_back_explains_or_reports_every_cent(receivables, sales):
    found = dso_count_back(receivables, sales, [30] * len(sales))
    assert 0 <= found.days <= 30 * len(sales)
    assert found.unexplained == pytest.approx(max(receivables - sum(sales), 0), abs=1e-6)
