from __future__ import annotations

import math
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ImpossibleNumberError
from xlcredit.validation import chance_of_at_least, wilson_interval


@pytest.mark.parametrize(
    ("bads", "count", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_of_the_published_examples(bads, count, lower, upper):
    # Newcombe 1998, table I, method 3
    assert wilson_interval(bads, count, 0.95) == pytest.approx((lower, upper), abs=5e-5)


def test_wilson_interval_of_nobody_is_unknown():
    assert all(map(math.isnan, wilson_interval(0, 0, 0.95)))


@given(st.integers(1, 60), st.floats(0.001, 0.999), st.data())
@settings(max_examples=60)
def test_chance_is_the_sum_of_the_binomial(count, probability, draw):
    bads = draw.draw(st.integers(0, count))
    terms = (
        comb(count, hits) * probability**hits * (1 - probability) ** (count - hits)
        for hits in range(bads, count + 1)
    )
    assert chance_of_at_least(bads, count, probability) == pytest.approx(sum(terms), rel=1e-9, abs=1e-12)


def test_chance_at_the_ends():
    assert chance_of_at_least(0, 5, 0.0) == 1.0
    assert chance_of_at_least(1, 5, 0.0) == 0.0
    assert chance_of_at_least(5, 5, 1.0) == 1.0
    assert chance_of_at_least(5, 5, 0.5) == pytest.approx(1 / 32)


def test_chance_among_very_many_is_neither_lost_nor_above_one():
    # half of a million at 0.5: 1/2 + P(exactly half) / 2 = 0.5 + 0.000398942 (1 / sqrt(2 pi n / 4) / 2)
    assert chance_of_at_least(500_000, 1_000_000, 0.5) == pytest.approx(0.5 + 0.000398942, abs=1e-7)
    assert chance_of_at_least(10, 1_000_000, 0.9) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("counts", [(6, 5), (-1, 5)])
def test_more_bads_than_customers_are_refused(counts):
    for refuse in (lambda: wilson_interval(*counts, 0.95), lambda: chance_of_at_least(*counts, 0.1)):
        with pytest.raises(ImpossibleNumberError, match=f"got {counts[0]} of 5") as caught:
            refuse()
        assert "5 个客户中" in caught.value.text("zh")


def test_a_probability_above_one_is_refused():
    with pytest.raises(ImpossibleNumberError, match="got 30"):
        chance_of_at_least(1, 5, 30)
