from __future__ import annotations

import numpy as np
import pytest

from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.protection import discount_cost


def test_the_published_factoring_example():
    # factorflow.net: 10,000, 90 % advanced, fee 3 %, paid after 45 days: 300 / 9,000 x 365 / 45 = 27.0 %
    assert discount_cost(10_000, 0, 45, 0.9, 0.03) == pytest.approx(0.270, abs=5e-4)


def test_costs_taken_at_the_start_leave_less_in_hand():
    # 300 / 8,700 x 365 / 45
    assert discount_cost(10_000, 0, 45, 0.9, 0.03, costs_taken="at_start") == pytest.approx(
        300 / 8_700 * 365 / 45
    )


@pytest.mark.parametrize("costs_taken", ["from_reserve", "at_start"])
def test_a_discounted_bill_brings_face_less_interest(costs_taken):
    # proceeds = 100,000 x (1 - 6 % x 90 / 360) = 98,500; 1,500 / 98,500 x 360 / 90
    cost = discount_cost(100_000, 0.06, 90, convention="simple_360", costs_taken=costs_taken)
    assert cost == pytest.approx(1_500 / 98_500 * 4)


def test_interest_runs_on_the_advance_only():
    # advance 8,000, interest 8,000 x 9 % x 40 / 360 = 80, fee 1 % = 100, all from the reserve of 2,000
    assert discount_cost(10_000, 0.09, 40, 0.8, 0.01) == pytest.approx(180 / 8_000 * 365 / 40)


def test_a_column_keeps_rows_with_nothing_in_hand_unknown():
    rates, shares = [0.06, 0.06, 0.06, 6], [1, 1, 0, 1]
    found = discount_cost([100, 0, 100, 100], rates, 90, shares, convention="simple_360")
    assert found.tolist() == pytest.approx([0.06 / 0.985, np.nan, np.nan, np.nan], nan_ok=True)


def test_a_percentage_written_as_six_is_no_rate():
    # 6 for 6 %: interest 100 x 6 x 30 / 360 = 50, 50 in hand, 50 / 50 x 365 / 30 = 1,217 % a year
    with pytest.raises(ImpossibleNumberError, match=r"annual_rate: got 6\. Accepted are shares"):
        discount_cost(100, 6, 30)
    assert np.isnan(discount_cost(100, [0.06, 6], 30)).tolist() == [False, True]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((100, 0.5, 1_080), r"costs of 150\.00 leave -50\.00 in hand"),
        ((0, 0.06, 90), "in hand"),
        ((100, 0.06, 0), "days: got 0"),
        ((100, 0.06, 90, 80), "advance_share: got 80"),
        ((100, 0.06, 90, 0.8, -0.1), "fee_share: got -0.1"),
    ],
)
def test_numbers_without_an_answer_are_refused(given, words):
    with pytest.raises(ImpossibleNumberError, match=words):
        discount_cost(*given)


def test_an_unknown_way_of_taking_costs_is_refused():
    with pytest.raises(ArgumentError, match=r"costs_taken: got 'later'.*at_start"):
        discount_cost(100, 0.06, 90, costs_taken="later")
