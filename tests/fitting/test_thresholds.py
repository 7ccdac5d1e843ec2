"""Grades of a fitted card begin where probabilities lie between those of the grades."""

from __future__ import annotations

import pytest

from xlcredit.fitting import grade_thresholds
from xlcredit.policy import default_policy, overlay


def test_thresholds_by_hand():
    # Odds of the sample's rates x (0.02/0.98) / (0.0694/0.9306) = x 0.27366, the default policy:
    # A 0.010/0.990 -> 0.0027643, B 0.029/0.971 -> 0.0081732 (odds), PD 0.0027567 and 0.0081070;
    # their geometric mean 0.0047275: odds 210.5 good to bad; 50 + 7 x log2(21.05) = 80.8.
    # D 0.149 -> odds 0.047915, PD 0.045724; E 0.360 -> odds 0.153934, PD 0.133399;
    # mean 0.078100: odds 11.804; 50 + 7 x log2(1.1804) = 51.7 or 51.8 (digits of the hand).
    found = grade_thresholds(default_policy())
    assert found["A"] == 80.8
    assert found["D"] == pytest.approx(51.7, abs=0.1)
    assert list(found) == ["A", "B", "C", "D"]
    begins = default_policy().grades.fitted  # what the shipped policy begins with is the same
    assert found == begins.model_dump()


def test_a_scale_twice_as_wide_doubles_the_distance_from_the_reference():
    narrow = grade_thresholds(default_policy())
    wide = grade_thresholds(overlay(default_policy(), {"scorecard.scale.points_to_double_odds": 14}))
    for letter in "ABCD":
        assert wide[letter] - 50 == pytest.approx(2 * (narrow[letter] - 50), abs=0.11)


def test_a_riskier_base_rate_of_one_s_own_lowers_no_threshold_below_the_next():
    found = grade_thresholds(overlay(default_policy(), {"grades.own_base_rate": 0.2}))
    points = [found[letter] for letter in "ABCD"]
    assert points == sorted(points, reverse=True)
