from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.policy import default_policy
from xlcredit.protection import claim_date, indemnity, premium, uninsured

money = st.floats(0, 1e9)
share = st.floats(0, 1)
order = st.sampled_from(["limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"])


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("limit_cover_deductible", 85_000),  # min(150, 100) x 0.9 - 5
        ("cover_limit_deductible", 95_000),  # min(150 x 0.9, 100) - 5
        ("limit_deductible_cover", 85_500),  # (min(150, 100) - 5) x 0.9
    ],
)
def test_indemnity_in_each_order(order, expected):
    assert indemnity(150_000, 100_000, 0.9, 5_000, order) == pytest.approx(expected)


def test_cover_before_the_limit_counts_where_it_brings_a_loss_below_it():
    assert indemnity(105_000, 100_000, 0.9, 5_000) == 85_000  # min(105, 100) x 0.9 - 5
    assert indemnity(105_000, 100_000, 0.9, 5_000, "cover_limit_deductible") == 89_500  # 105 x 0.9 - 5


def test_indemnity_is_never_below_zero_and_a_credit_is_no_loss():
    assert indemnity(1_000, 5_000, 0.9, 2_000) == 0.0
    assert indemnity(-500, 5_000, 0.9) == uninsured(-500, 5_000, 0.9) == 0.0


@given(exposure=money, limit=money, cover=share, own=money, order=order)
@settings(max_examples=60)
def test_insured_and_uninsured_make_up_the_exposure(exposure, limit, cover, own, order):
    paid = indemnity(exposure, limit, cover, own, order)
    kept = uninsured(exposure, limit, cover, own, order)
    assert 0 <= paid <= min(exposure, limit)
    assert paid + kept == pytest.approx(exposure)


def test_a_column_keeps_an_impossible_row_unknown():
    found = indemnity([100, 100, np.nan, 100], [100, -1, 100, 100], [0.9, 0.9, 0.9, 90])
    assert found.tolist() == pytest.approx([90, np.nan, np.nan, np.nan], nan_ok=True)


def test_a_percentage_written_as_a_number_is_refused():
    with pytest.raises(ImpossibleNumberError, match=r"cover_share: got 90\. .* 90 % is 0\.9"):
        indemnity(100, 100, 90)


def test_a_limit_below_zero_is_refused():
    with pytest.raises(ImpossibleNumberError, match=r"insured_limit: got -1\. Accepted are 0 and more"):
        indemnity(100, -1, 0.9)


def test_an_unknown_order_is_refused():
    with pytest.raises(ArgumentError, match=r"order: got 'limit'.*limit_cover_deductible"):
        indemnity(100, 100, 0.9, 0, "limit")


def test_claim_date_counts_the_policys_days():
    # ICISA: usually 60 days after the due date; 31 January + 28 + 31 + 1 days
    waiting = default_policy().protection.insurance.waiting_days
    assert claim_date(date(2026, 1, 31), waiting) == date(2026, 4, 1)
    assert claim_date(["2026-01-31", None], 180).astype(str).tolist() == ["2026-07-30", "NaT"]


@pytest.mark.parametrize(("days", "words"), [(-1, "waiting_days: got -1"), (1e12, "1900 to 9999")])
def test_claim_date_refuses_days_that_lead_nowhere(days, words):
    with pytest.raises(ImpossibleNumberError, match=words):
        claim_date("2026-01-31", days)


def test_premium_is_rate_or_minimum_plus_fees():
    # Allianz: about 0.25 % of turnover, 20 million -> 50,000
    assert premium(20_000_000, 0.0025) == 50_000.0
    assert premium([20_000_000, 2_000_000], 0.0025, 30_000, 1_500).tolist() == [51_500.0, 31_500.0]
