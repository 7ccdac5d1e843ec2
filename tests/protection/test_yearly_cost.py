from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.policy.protection import CostConvention
from xlcredit.protection import CONVENTIONS, early_payment_cost, yearly_cost


def test_conventions_are_those_of_the_policy():
    assert set(CONVENTIONS) == set(CostConvention.__args__)


@given(cost=st.floats(0, 0.5), days=st.integers(1, 360))
@settings(max_examples=60)
def test_compound_costs_no_less_than_simple(cost, days):
    assert yearly_cost(cost, days, "compound_360") >= yearly_cost(cost, days, "simple_360") - 1e-9


def test_a_cost_for_the_whole_year_is_the_cost():
    assert yearly_cost(0.1, 365, "compound_365") == pytest.approx(0.1)
    assert yearly_cost(0.1, 360, "simple_360") == pytest.approx(0.1)


def test_two_ten_net_thirty_in_the_textbooks_365_days():
    assert early_payment_cost(0.02, 10, 30) == pytest.approx(0.3724, abs=5e-5)  # 2/98 x 365/20


def test_a_column_keeps_rows_that_gain_no_day_unknown():
    found = early_payment_cost([0.02, 0.02, 1.0], [10, 30, 10], 30, "simple_360")
    assert found.tolist() == pytest.approx([0.36735, np.nan, np.nan], abs=1e-5, nan_ok=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0.02, 30, 30), "days: got 0. Accepted are more than 0 days"),
        ((0.02, 30, 10), "days: got -20"),
        ((1.0, 10, 30), r"discount_share: got 1\. Accepted are shares from 0 to below 1"),
        ((2, 10, 30), "discount_share: got 2"),
        ((0.9, 10, 11, "compound_365"), "too large"),
    ],
)
def test_numbers_without_an_answer_are_refused(given, words):
    with pytest.raises(ImpossibleNumberError, match=words):
        early_payment_cost(*given)


def test_an_unknown_convention_is_refused():
    with pytest.raises(ArgumentError, match=r"convention: got 'simple'.*compound_365"):
        yearly_cost(0.1, 30, "simple")
