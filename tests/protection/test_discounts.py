from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError
from xlcredit.protection import CONVENTIONS, break_even_discount, discount_gain, early_payment_cost


@given(st.sampled_from(sorted(CONVENTIONS)), st.floats(1, 300), st.floats(0.001, 1))
def test_the_break_even_discount_costs_just_the_capital(convention, days, capital):
    discount = break_even_discount(days, capital, convention)
    assert early_payment_cost(discount, 0, days, convention) == pytest.approx(capital)


def test_two_ten_net_thirty_pays_at_the_textbook_rate():
    # 2/10 net 30 costs 36.73 % a year (360 days): at that cost of capital it just pays.
    assert break_even_discount(20, 0.367346939, "simple_360") == pytest.approx(0.02)


def test_no_day_gained_is_worth_nothing():
    assert break_even_discount([0, -5], 0.08).tolist() == [0, 0]


def test_the_gain_by_hand():
    # 990 today grows to 990 x (1 + 8 % x 90 / 365) = 1,009.53; 980 to 999.33
    most = break_even_discount(90, 0.08)
    assert discount_gain(1_000, 0.01, most) == pytest.approx(9.5288, abs=1e-4)
    assert discount_gain(1_000, 0.02, most) == pytest.approx(-0.6685, abs=1e-4)


def test_an_unknown_convention_is_refused():
    with pytest.raises(ArgumentError, match="simple_365"):
        break_even_discount(1, 0.08, "monthly")
