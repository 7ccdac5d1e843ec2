from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.policy.protection import InsuranceOffer
from xlcredit.protection import InsuredBook, compare_offers, offer_cost, without_insurance

ORDER = "limit_cover_deductible"
# Two customers: 200,000 lost with 10 %, 100,000 with 2 %; limits 120,000 and 80,000.
BOOK = InsuredBook(
    losses=np.array([200_000.0, 100_000.0]),
    insurable=np.array([200_000.0, 90_000.0]),
    limits=np.array([120_000.0, 80_000.0]),
    default_probability=np.array([0.1, 0.02]),
    insured_turnover=1_000_000.0,
)


def test_cost_and_what_is_kept_by_hand():
    # Expected loss 20,000 + 2,000 = 22,000. Paid 10 % x 90 % x 120,000 + 2 % x 90 % x 80,000 = 12,240.
    # Premium 1,000,000 x 0.3 % = 3,000. Largest: 200,000 - 90 % x 120,000 = 92,000.
    found = offer_cost(InsuranceOffer(cover_share=0.9, premium_rate=0.003), BOOK, ORDER)
    assert (found.premium, found.expected_recovery, found.retained_expected) == (3_000, 12_240, 9_760)
    assert (found.retained_largest, found.total_cost) == (92_000, 12_760)


def test_first_loss_deductible_and_cap_by_hand():
    # Each loss 10,000: paid 10 % x 98,000 + 2 % x 62,000 = 11,040; less first loss 5,000 = 6,040, cap 6,000.
    # Largest: 108,000 - 15,000 = 93,000, capped at 6,000: 194,000 kept.
    terms = InsuranceOffer(cover_share=0.9, deductible=10_000, first_loss=5_000, maximum_liability=6_000)
    found = offer_cost(terms, BOOK, ORDER)
    assert (found.expected_recovery, found.retained_expected) == (6_000, 16_000)
    assert found.retained_largest == 194_000


def test_the_usual_formula_of_a_claim():
    # claim = min((insured loss - first loss - deductible) x cover, cap left) = (120,000 - 15,000) x 90 %
    terms = InsuranceOffer(cover_share=0.9, deductible=10_000, first_loss=5_000)
    found = offer_cost(terms, BOOK, "limit_deductible_cover")
    assert found.retained_largest == pytest.approx(200_000 - 94_500)


def test_offers_stand_by_total_cost_and_without_insurance_all_is_kept():
    offers = {
        "dear": InsuranceOffer(premium_rate=0.01),
        "cheap": InsuranceOffer(premium_rate=0.001, minimum_premium=1_500, limit_fees=100),
    }
    found = compare_offers(offers, BOOK, ORDER)
    assert list(found) == ["cheap", "dear"]
    assert found["cheap"].premium == 1_600
    bare = without_insurance(BOOK)
    assert (bare.premium, bare.retained_expected, bare.retained_largest) == (0, 22_000, 200_000)


def test_an_unknown_probability_is_no_expected_loss():
    book = InsuredBook(np.array([5.0]), np.array([5.0]), np.array([5.0]), np.array([np.nan]), 0.0)
    assert without_insurance(book).retained_expected == 0
    empty = InsuredBook(*(np.array([]) for _ in range(4)), insured_turnover=0.0)
    assert offer_cost(InsuranceOffer(), empty, ORDER).retained_largest == 0


@given(
    st.floats(0.01, 1), st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 1e6),
    st.sampled_from([ORDER, "cover_limit_deductible", "limit_deductible_cover"]),
)  # fmt: skip
def test_insurance_never_pays_more_than_is_lost(cover, deductible, first_loss, cap, order):
    terms = InsuranceOffer(
        cover_share=cover, deductible=deductible, first_loss=first_loss, maximum_liability=cap
    )
    found = offer_cost(terms, BOOK, order)
    assert 0 <= found.expected_recovery <= 22_000
    assert found.retained_expected + found.expected_recovery == pytest.approx(22_000)
    assert 0 <= found.retained_largest <= 200_000
