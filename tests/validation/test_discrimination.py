from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.validation import auc, discrimination, gini, kolmogorov_smirnov, roc_points

IS_BAD = [1, 1, 0, 1, 0, 0, 0]
SCORE = [20, 40, 40, 60, 70, 80, 90]


def counted(is_bad, score, weights=None):
    """The AUC by counting every pair of a bad and a good customer."""
    weights = [1.0] * len(is_bad) if weights is None else weights
    rows = list(zip(is_bad, score, weights, strict=True))
    won = total = 0.0
    for bad, low, heavy in rows:
        for other, high, light in rows:
            if bad and not other:
                won += heavy * light * ((high > low) + (high == low) / 2)
                total += heavy * light
    return won / total


def test_auc_of_a_sample_with_a_tie_by_hand():
    # goods 40, 70, 80, 90. Bad 20 is below all four; bad 40 ties with one: 3.5; bad 60 is below three.
    assert auc(IS_BAD, SCORE) == (4 + 3.5 + 3) / 12
    assert gini(IS_BAD, SCORE) == 0.75
    assert auc(IS_BAD, [-score for score in SCORE], higher_is_better=False) == 0.875


def test_ks_by_hand_and_where():
    # up to 40: 2/3 of the bads, 1/4 of the goods (0.417); up to 60: 3/3 and 1/4; up to 70: 3/3 and 2/4
    found = kolmogorov_smirnov(IS_BAD, SCORE)
    assert (found.value, found.score, found.bad_share, found.good_share) == (0.75, 60.0, 1.0, 0.25)


def test_ks_of_a_score_that_ranks_the_wrong_way_round_shows_it_in_its_shares():
    found = kolmogorov_smirnov(IS_BAD, SCORE, higher_is_better=False)
    assert found.value == 0.75
    assert found.bad_share < found.good_share


samples = st.lists(
    st.tuples(st.booleans(), st.integers(-5, 5), st.integers(1, 4)), min_size=2, max_size=40
).filter(lambda rows: len({is_bad for is_bad, _, _ in rows}) == 2)


@given(samples)
@settings(max_examples=60)
def test_auc_is_the_count_of_pairs(rows):
    is_bad, score, weights = zip(*rows, strict=True)
    assert auc(is_bad, score) == pytest.approx(counted(is_bad, score), abs=1e-12)
    assert auc(is_bad, score, weights) == pytest.approx(counted(is_bad, score, weights), abs=1e-12)


@given(samples)
@settings(max_examples=60)
def test_auc_knows_order_only_and_turns_with_the_score(rows):
    is_bad, score, weights = (np.array(column) for column in zip(*rows, strict=True))
    found = auc(is_bad, score, weights)
    assert auc(is_bad, np.exp(score / 3), weights) == found  # monotone, so the order is the same
    assert auc(is_bad, -score, weights) == pytest.approx(1 - found, abs=1e-12)
    assert auc(~is_bad, score, weights) == pytest.approx(1 - found, abs=1e-12)
    assert auc(is_bad, score, weights, higher_is_better=False) == pytest.approx(1 - found, abs=1e-12)
    repeated = np.repeat(np.arange(len(score)), weights)
    assert auc(is_bad[repeated], score[repeated]) == pytest.approx(found, abs=1e-12)


@given(samples)
@settings(max_examples=60)
def test_area_below_the_curve_is_the_auc_and_ks_its_largest_height(rows):
    is_bad, score, _ = zip(*rows, strict=True)
    curve = roc_points(is_bad, score)
    assert np.trapezoid(curve.bad_share, curve.good_share) == pytest.approx(auc(is_bad, score), abs=1e-12)
    assert (curve.bad_share[0], curve.good_share[0]) == (0, 0)
    assert (curve.bad_share[-1], curve.good_share[-1]) == (1, 1)
    gap = np.abs(curve.bad_share - curve.good_share).max()
    assert kolmogorov_smirnov(is_bad, score).value == pytest.approx(gap, abs=1e-12)


def test_rows_that_are_not_known_are_left_out_and_counted():
    found = discrimination([*IS_BAD, None, 1, 0], [*SCORE, 10, None, float("nan")], fewest=1)
    assert (found.auc, found.gini, found.bads, found.goods, found.left_out) == (0.875, 0.75, 3, 4, 3)
    assert auc([*IS_BAD, 1], [*SCORE, 10], [1] * 7 + [None]) == 0.875


def test_a_figure_needs_as_many_bads_as_the_policy_says():
    with pytest.raises(MissingDataError, match=r"3 bad and 4 good customers.*At least 10") as caught:
        discrimination(IS_BAD, SCORE)
    assert "各须至少 10 个" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([1, 1], [3, 4]), MissingDataError, "2 bad and 0 good", "坏客户 2 个、好客户 0 个"),
        (([0, 0, 1], [3, 4, None]), MissingDataError, "0 bad and 2 good.*1 rows are not", "另有 1 行"),
        (([], []), MissingDataError, "0 bad and 0 good", "0 个"),
        (([0, 1], [3, 4], [1, 0]), MissingDataError, "1 bad and 1 good", "1 个"),
        (([0, 2], [3, 4]), ArgumentError, r"is_bad\[2\]: got 2\. 1 or TRUE is bad", "1 或 TRUE 为坏客户"),
        (([0, "yes"], [3, 4]), ArgumentError, "is_bad: got 'yes'", "is_bad"),
        (([0, 1], [3]), ArgumentError, "score", "score"),
        (([0, 1], [3, 4], [1, -1]), ImpossibleNumberError, r"weights\[2\]: got -1", "须大于或等于 0"),
        (([0, 1], [3, 4], [1, np.inf]), ImpossibleNumberError, r"weights\[2\]: got inf", "权重"),
    ],
)
def test_wrong_samples_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        auc(*arguments)
    assert chinese in caught.value.text("zh")


def test_a_million_rows_take_less_than_a_second():
    random = np.random.default_rng(7)
    is_bad = random.random(1_000_000) < 0.05
    score = random.normal(60 - 10 * is_bad, 10)
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        found = auc(is_bad, score)
        best = min(best, time.perf_counter() - start)
    # two normal scores one standard deviation apart: Phi(1 / sqrt 2)
    assert found == pytest.approx(0.76025, abs=0.003)
    assert best < 1.0
