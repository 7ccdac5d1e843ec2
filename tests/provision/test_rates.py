from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ImpossibleNumberError
from xlcredit.provision import expected_factor, in_cents, products_of, rates_in_use

shares = st.integers(0, 1_000_000).map(lambda parts: parts / 1_000_000)
rolls = st.lists(st.one_of(shares, st.just(float("nan")), st.floats(1, 5)), min_size=1, max_size=8)


def test_loss_rates_are_products_from_the_bucket_on():
    # auditors' steps: migrations 15 %, 30 %, 60 %, last 100 % -> 2.70 / 18.00 / 60.00 / 100 %
    assert products_of([0.15, 0.30, 0.60], 1.0) == pytest.approx([0.027, 0.18, 0.60, 1.0])


def test_what_was_never_held_counts_as_the_next_older_bucket():
    assert products_of([0.5, float("nan"), 0.4], 0.9) == pytest.approx([0.18, 0.36, 0.36, 0.9])


@given(rolls, shares)
@settings(max_examples=60)
def test_rates_never_fall_as_debts_become_older(roll, last):
    found = products_of(roll, last)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert all(one <= other for one, other in pairwise(found))


def test_the_factor_raises_history_and_not_a_table():
    # 0.027 x 1.05 = 0.02835, 0.6 x 1.05 = 0.63; RATES: 2.835 and 63.00 %
    derived = rates_in_use([0.027, 0.6, 1.0], None, Decimal("1.05"), "roll_rates")
    assert [str(rate) for rate in derived.rates] == ["0.028350", "0.630000", "1.000000"]
    table = rates_in_use(None, [0.05, 0.5], Decimal("1.05"), "table")
    assert [str(rate) for rate in table.rates] == ["0.050000", "0.500000"]


def test_rates_of_a_table_that_looks_back_take_the_outlook():
    # ASC 326-20-55-40: 0.3, 8, 26, 58, 82 %, lowered by a tenth for what is expected
    found = rates_in_use(None, [0.003, 0.08, 0.26, 0.58, 0.82], Decimal("0.9"), "table", Decimal("0.9"))
    assert [str(rate) for rate in found.rates] == ["0.002700", "0.072000", "0.234000", "0.522000", "0.738000"]


def test_the_higher_of_the_two_is_taken_bucket_by_bucket():
    found = rates_in_use([0.01, 0.4, 0.9], [0.05, 0.1, 1.0], Decimal(1), "higher")
    assert [float(rate) for rate in found.rates] == [0.05, 0.4, 1.0]
    assert found.sources == ("table", "roll_rates", "table")
    without = rates_in_use(None, [0.05, 0.1], Decimal(1), "higher")
    assert without.sources == ("table", "table")


def test_the_table_alone_and_history_alone_leave_the_other_out():
    both = ([0.4], [0.1], Decimal(1))
    assert float(rates_in_use(*both, "table").rates[0]) == 0.1
    assert float(rates_in_use(*both, "roll_rates").rates[0]) == 0.4
    assert rates_in_use(None, [0.1], Decimal(1), "roll_rates").sources == ("unknown",)


@given(st.integers(0, 10**11), st.integers(0, 1_000_000))
@settings(max_examples=60)
def test_an_allowance_is_whole_cents_and_never_above_the_debt(cents, parts):
    found = in_cents(cents / 100, Decimal(parts) / 1_000_000)
    exact = Decimal(cents) * parts / 100_000_000
    assert found == found.quantize(Decimal("0.01"))
    assert abs(found - exact) <= Decimal("0.005")
    assert found <= Decimal(cents) / 100


def test_half_a_cent_goes_up_and_a_debt_without_a_rate_has_no_allowance():
    assert in_cents(0.01, Decimal("0.5")) == Decimal("0.01")
    assert in_cents(100, None) is None


def test_a_credit_is_refused():
    with pytest.raises(ImpossibleNumberError, match=r"open_amount\[1\]: got -1") as caught:
        in_cents(-1.0, Decimal("0.5"))
    assert "剔除贷方余额" in caught.value.text("zh")


def test_the_outlook_is_the_mean_of_its_cases():
    # 0.6 x 1 + 0.2 x 0.9 + 0.2 x 1.3 = 1.04; x 1.05 = 1.092
    cases = {"base": (1.0, 0.6), "better": (0.9, 0.2), "worse": (1.3, 0.2)}
    assert expected_factor(1.05, cases) == Decimal("1.092")
