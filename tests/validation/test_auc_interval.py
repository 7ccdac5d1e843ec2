from __future__ import annotations

import math

import numpy as np
import pytest

from xlcredit.errors import MissingDataError
from xlcredit.validation import auc, auc_interval, discrimination

# Hanley and McNeil 1982, table I: ratings 1 to 5 of 58 normal and 51 abnormal images.
NORMAL, ABNORMAL = (33, 6, 6, 11, 2), (3, 2, 2, 11, 33)
RATING = np.repeat([1, 2, 3, 4, 5] * 2, NORMAL + ABNORMAL)
IS_ABNORMAL = np.repeat([0, 1], [58, 51])


def test_area_and_interval_of_the_published_ratings():
    # the Stata manual, roctab on these data: area 0.8932, 95 % 0.83295 to 0.95339 (DeLong)
    assert auc(IS_ABNORMAL, RATING, higher_is_better=False) == pytest.approx(0.8932, abs=5e-5)
    found = auc_interval(IS_ABNORMAL, RATING, 0.95, higher_is_better=False)
    assert (found.lower, found.upper) == pytest.approx((0.83295, 0.95339), abs=5e-6)


def test_hanley_mcneil_error_of_the_published_ratings_by_hand():
    # A = 5284 / 2958 / 2; Q1 = A / (2 - A), Q2 = 2 A^2 / (1 + A)
    area = 2642 / 2958
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + 50 * (first - area**2) + 57 * (second - area**2)) / (51 * 58)
    found = auc_interval(IS_ABNORMAL, RATING, 0.95, higher_is_better=False, method="hanley_mcneil")
    half = 1.959964 * math.sqrt(variance)
    assert (found.lower, found.upper) == pytest.approx((area - half, area + half), abs=1e-6)
    assert math.sqrt(variance) == pytest.approx(0.0325, abs=1e-4)  # published: 0.032


def test_delong_by_hand():
    # placements of the bads 1, 0.875, 0.75: variance 1/64; of the goods 0.5, 1, 1, 1: 1/16
    half = 1.959964 * math.sqrt(1 / 64 / 3 + 1 / 16 / 4)
    found = auc_interval([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90], 0.95)
    assert found.lower == pytest.approx(0.875 - half, abs=1e-6)
    assert found.upper == 1.0


def test_the_interval_is_the_same_whichever_way_the_score_runs():
    one, other = (auc_interval(IS_ABNORMAL, RATING, 0.9, higher_is_better=up) for up in (True, False))
    assert (one.lower, one.upper) == pytest.approx((1 - other.upper, 1 - other.lower), abs=1e-12)


def test_nothing_is_said_of_a_perfect_order():
    found = discrimination([1, 1, 0, 0], [1, 2, 3, 4], fewest=2)
    assert found.auc == 1.0
    assert np.isnan([found.interval.lower, found.interval.upper]).all()


def test_two_of_each_kind_are_needed():
    with pytest.raises(MissingDataError, match=r"1 bad and 2 good .*At least 2"):
        auc_interval([1, 0, 0], [1, 2, 3], 0.95)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    # normal scores one deviation apart: AUC = Phi(1 / sqrt 2) = 0.7602
    random = np.random.default_rng(11)
    is_bad = np.repeat([True, False], [40, 160])
    held = 0
    for _ in range(400):
        found = auc_interval(is_bad, random.normal(-1.0 * is_bad, 1.0), 0.90)
        held += found.lower <= 0.76025 <= found.upper
    assert 0.85 <= held / 400 <= 0.95
