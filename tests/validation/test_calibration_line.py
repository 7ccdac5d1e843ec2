from __future__ import annotations

import math

import numpy as np
import pytest

from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.validation import brier_score, calibration_line


def log_odds(share):
    return math.log(share / (1 - share))


def test_brier_score_by_hand():
    # (0.1 - 0)^2 x 3, (0.3 - 1)^2, (0.3 - 0)^2
    assert brier_score([0, 0, 0, 1, 0], [0.1, 0.1, 0.1, 0.3, 0.3]) == pytest.approx((0.03 + 0.49 + 0.09) / 5)
    assert brier_score([0, 1], [0.1, 0.3], [3, 1]) == pytest.approx((0.03 + 0.49) / 4)
    assert brier_score([1, 0, None], [1.0, 0.0, 0.5]) == 0.0


def test_the_line_through_two_groups_is_known():
    # stated 10 % and 50 %, came 20 % and 50 %: the line meets both shares exactly
    is_bad = [1] * 2 + [0] * 8 + [1] * 5 + [0] * 5
    found = calibration_line(is_bad, [0.1] * 10 + [0.5] * 10)
    slope = (log_odds(0.5) - log_odds(0.2)) / (log_odds(0.5) - log_odds(0.1))
    assert found.slope == pytest.approx(slope, abs=1e-10)
    assert found.intercept == pytest.approx(0.0, abs=1e-10)
    # a saturated line: variance of the slope = (1/2 + 1/8 + 1/5 + 1/5) / distance^2
    distance = log_odds(0.5) - log_odds(0.1)
    assert found.slope_error == pytest.approx(math.sqrt(1 / 2 + 1 / 8 + 1 / 5 + 1 / 5) / distance, abs=1e-9)


def test_the_shift_makes_as_many_bads_stated_as_came():
    # stated 10 % of everyone, 20 % came, were it not for one row elsewhere: check by its defining equation
    stated = np.array([0.1] * 20 + [0.3] * 10)
    is_bad = np.array([1] * 4 + [0] * 16 + [1] * 3 + [0] * 7)
    found = calibration_line(is_bad, stated)
    moved = 1 / (1 + np.exp(-(np.log(stated / (1 - stated)) + found.shift)))
    assert moved.sum() == pytest.approx(is_bad.sum(), abs=1e-9)
    assert found.shift_error == pytest.approx((moved * (1 - moved)).sum() ** -0.5, abs=1e-9)
    assert found.shift > 0


def test_weights_stand_for_rows():
    is_bad, stated, times = [1, 0, 1, 0], [0.1, 0.1, 0.5, 0.5], [2, 8, 5, 5]
    repeated = calibration_line(np.repeat(is_bad, times), np.repeat(stated, times))
    weighted = calibration_line(is_bad, stated, times)
    assert (weighted.slope, weighted.shift) == pytest.approx((repeated.slope, repeated.shift), abs=1e-9)


def test_true_probabilities_give_slope_one():
    random = np.random.default_rng(3)
    stated = 1 / (1 + np.exp(-random.normal(-3, 1.5, 100_000)))
    found = calibration_line(random.random(100_000) < stated, stated)
    assert abs(found.slope - 1) < 4 * found.slope_error
    assert abs(found.shift) < 4 * found.shift_error


def test_probabilities_that_are_far_off_still_find_their_line():
    # stated odds a million times too small in one group, too large in the other: Newton must be held back
    is_bad = [1] * 5 + [0] * 5 + [1] * 2 + [0] * 8
    found = calibration_line(is_bad, [1e-6] * 10 + [1 - 1e-6] * 10)
    slope = (log_odds(0.2) - log_odds(0.5)) / (log_odds(1 - 1e-6) - log_odds(1e-6))
    assert found.slope == pytest.approx(slope, abs=1e-9)
    # 7 bads of 20: the upper ten must be stated at 70 %, the lower ten stay next to nothing
    assert found.shift == pytest.approx(log_odds(0.7) - log_odds(1 - 1e-6), abs=1e-9)


@pytest.mark.parametrize(
    ("odds", "bads", "goods"),
    [
        ([-4.5, -4.3, -0.3, 5.2], [1, 50, 2, 2], [1000, 0, 1, 0]),
        ([-1.6, -0.5, 0.1, 0.2], [0, 0, 1, 1], [5, 1, 1000, 50]),
        ([-460.0, -2.2, -1.4], [1, 5, 10], [0, 45, 39]),
    ],
)
def test_the_line_is_found_where_newton_goes_too_far_at_first(odds, bads, goods):
    # at the line of greatest likelihood bads and goods balance, and so do they along the log-odds
    stated = 1 / (1 + np.exp(-np.array(odds)))
    is_bad = np.repeat([1, 0], len(odds))
    found = calibration_line(is_bad, np.tile(stated, 2), [*bads, *goods])
    counts = np.add(bads, goods)
    lacking = np.array(bads) - counts / (1 + np.exp(-(found.intercept + found.slope * np.array(odds))))
    assert lacking.sum() == pytest.approx(0, abs=1e-7)
    assert (lacking * odds).sum() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("is_bad", "stated", "kind", "english", "chinese"),
    [
        ([0, None, 1], [0.2, 0.1, 1.0], ImpossibleNumberError, r"probability\[3\]: got 1\. ", "优劣比为无穷"),
        ([0, 1], [0.0, 0.5], ImpossibleNumberError, r"probability\[1\]: got 0\. ", "优劣比为无穷"),
        ([0, 0, 1], [0.1, 0.2, 0.3], MissingDataError, "no slope fits best", "互不重叠"),
        ([0, 0, 1], [0.1, 0.1, 0.1], MissingDataError, "no slope fits best", "互不重叠"),
        ([0, 0], [0.1, 0.2], MissingDataError, "0 bad and 2 good", "好客户 2 个"),
    ],
)
def test_samples_without_a_line_are_refused(is_bad, stated, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        calibration_line(is_bad, stated)
    assert chinese in caught.value.text("zh")


def test_a_brier_score_of_nobody_is_refused():
    with pytest.raises(MissingDataError, match="no row has both"):
        brier_score([None], [0.5])
