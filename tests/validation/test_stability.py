from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.validation import band_counts, characteristic_stability, population_stability


def ruled(rule):
    return overlay(default_policy(), {"validation.empty_band": rule})


def test_index_by_hand():
    # shares 25 % each then; 10, 20, 30, 40 % now
    parts = [-0.15 * math.log(0.4), -0.05 * math.log(0.8), 0.05 * math.log(1.2), 0.15 * math.log(1.6)]
    found = population_stability([250] * 4, [20, 40, 60, 80])
    assert found.value == pytest.approx(sum(parts), abs=1e-12)
    assert found.contributions == pytest.approx(parts, abs=1e-12)
    assert found.level == "watch"
    # (4 - 1) x (1 / 1000 + 1 / 200)
    assert found.by_chance == pytest.approx(0.018)
    shares = population_stability([0.25] * 4, [0.1, 0.2, 0.3, 0.4])
    assert shares.value == pytest.approx(found.value, abs=1e-12)
    assert np.isnan(shares.by_chance)


@pytest.mark.parametrize(("edge", "level"), [(0.2282, "shifted"), (0.2283, "watch")])
def test_an_edge_belongs_to_the_level_above(edge, level):
    policy = overlay(default_policy(), {"validation.shift_alarm": edge})
    assert population_stability([25] * 4, [10, 20, 30, 40], policy).level == level  # 0.22822


def test_levels_of_the_published_convention():
    assert population_stability([50, 50], [60, 40]).level == "stable"  # 0.0405
    assert population_stability([50, 50], [66, 34]).level == "watch"  # 0.16 x 2 x ln(66 / 34) / 2 = 0.106
    assert population_stability([50, 50], [75, 25]).level == "shifted"  # 0.25 x ln 3 = 0.2747


def test_a_band_empty_on_one_side_counts_half_a_customer():
    # shares 0.5 / 100 and 10 / 200; the other band 1 and 190 / 200
    wanted = (0.05 - 0.005) * math.log(0.05 / 0.005) + (0.95 - 1) * math.log(0.95)
    assert population_stability([0, 100], [10, 190]).value == pytest.approx(wanted, abs=1e-12)
    left_out = population_stability([0, 100], [10, 190], ruled("left_out"))
    assert left_out.value == pytest.approx((0.95 - 1) * math.log(0.95), abs=1e-12)
    with pytest.raises(MissingDataError, match="band 1: empty on one side") as caught:
        population_stability([0, 100], [10, 190], ruled("refused"))
    assert "第 1 段" in caught.value.text("zh")


def test_half_a_customer_is_nothing_to_add_to_shares():
    with pytest.raises(MissingDataError, match=r"band 2: .*counts of customers instead of shares"):
        population_stability([0.6, 0.4], [1.0, 0.0])


def test_a_band_empty_on_both_sides_adds_nothing():
    assert (
        population_stability([50, 0, 50], [60, 0, 40]).value == population_stability([50, 50], [60, 40]).value
    )


counts = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=12)


@given(counts)
@settings(max_examples=60)
def test_index_is_never_negative_and_zero_only_for_equal_shares(bands):
    expected, actual = (np.array(side) for side in zip(*bands, strict=True))
    value = population_stability(expected, actual).value
    assert value >= 0
    same = (expected * actual.sum() == actual * expected.sum()).all()
    assert (value < 1e-15) == same
    assert population_stability(actual, expected).value == pytest.approx(value, abs=1e-12)
    assert population_stability(expected, expected * 3).value == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12))
@settings(max_examples=60)
def test_index_with_empty_bands_is_finite_and_never_negative(bands):
    expected, actual = zip(*bands, strict=True)
    if min(sum(expected), sum(actual)) > 1:
        found = population_stability(expected, actual)
        assert 0 <= found.value < math.inf
        assert (found.contributions >= 0).all()


def test_what_chance_makes_is_what_it_is_said_to_make():
    # two draws from the same 5 bands, 300 and 200 customers: (5 - 1) x (1/300 + 1/200) = 0.0333 on average
    random = np.random.default_rng(5)
    shares = [0.1, 0.2, 0.4, 0.2, 0.1]
    found = [
        population_stability(random.multinomial(300, shares), random.multinomial(200, shares))
        for _ in range(2000)
    ]
    assert np.mean([one.value for one in found]) == pytest.approx(0.0333, rel=0.08)
    assert found[0].by_chance == pytest.approx(4 * (1 / 300 + 1 / 200))


def test_factors_stand_in_the_order_of_their_shift_with_what_it_does_to_the_points():
    found = characteristic_stability(
        {"age": [50, 50], "debt": [50, 50]}, {"age": [50, 50], "debt": [60, 40]}, {"debt": [0, 100]}
    )
    assert [one.name for one in found] == ["debt", "age"]
    assert found[0].shift == pytest.approx(-10)  # 10 % less of 100 points
    assert np.isnan(found[1].shift)
    assert found[1].stability.value == 0


def test_values_are_counted_in_bands_that_begin_with_their_edge():
    assert band_counts([0.39, 0.4, 0.6, np.nan, 7], [0.4, 0.6]).tolist() == [1, 1, 2, 1]
    assert band_counts([], [0.4]).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([1, 2], [1, 2, 3]), ArgumentError, "actual_counts", "actual_counts"),
        (([1], [1]), ArgumentError, "got 1 bands. At least 2", "至少须有 2 段"),
        (([1, None], [1, 2]), MissingDataError, r"expected_counts\[2\]: blank", "空白不等于零"),
        (([1, 2], [1, -2]), ImpossibleNumberError, r"actual_counts\[2\]: got -2", "须大于或等于 0"),
        (([1, 2], [0, 0]), MissingDataError, "actual_counts: nobody", "没有任何客户"),
    ],
)
def test_wrong_counts_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        population_stability(*arguments)
    assert chinese in caught.value.text("zh")


def test_a_factor_that_is_not_counted_now_is_refused():
    with pytest.raises(MissingDataError, match="age: counted in the sample, but not now"):
        characteristic_stability({"age": [1, 2]}, {})


def test_edges_that_do_not_rise_are_refused():
    with pytest.raises(ArgumentError, match="edges: got 2, 1"):
        band_counts([1], [2, 1])
