from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.validation import calibration_table

IS_BAD = [0, 0, 0, 0, 1, 0, 1, 0, 1, 1]
STATED = [0.1] * 5 + [0.4] * 5


def seen(table):
    return [(band.name, band.count, band.bads) for band in table.bands]


def test_bands_by_hand():
    table = calibration_table(IS_BAD, STATED, 2)
    assert seen(table) == [("1", 5, 1), ("2", 5, 3)]
    first = table.bands[0]
    assert (first.lower, first.upper) == (0.1, 0.1)
    assert (first.predicted, first.observed) == pytest.approx((0.1, 0.2))
    assert first.chance == pytest.approx(1 - 0.9**5)  # at least one of five
    assert table.whole.count == 10
    assert (table.whole.predicted, table.whole.observed) == pytest.approx((0.25, 0.4))
    assert first.verdict == "too_few"


def test_verdicts_by_the_interval():
    # 40 of 200: Wilson 0.1504 to 0.2609
    is_bad = [1] * 40 + [0] * 160
    for stated, verdict in ((0.15, "too_low"), (0.151, "in_line"), (0.26, "in_line"), (0.262, "too_high")):
        (band,) = calibration_table(is_bad, [stated] * 200, 1).bands
        assert band.verdict == verdict
    # nobody of 200 turned bad: 10 % was too high, 2 % is four expected and too few to tell
    assert calibration_table([0] * 200, [0.10] * 200, 1).whole.verdict == "too_high"
    assert calibration_table([0] * 200, [0.02] * 200, 1).whole.verdict == "too_few"


def test_bands_of_equal_count_keep_equal_probabilities_together():
    stated = [0.1] * 30 + [0.2] * 10 + [0.3] * 10 + [0.4] * 10
    table = calibration_table([0] * 60, stated, 4)  # quarters end at 15, 30, 45: middles 15, 35, 45, 55
    assert [band.count for band in table.bands] == [30, 10, 20]
    assert [(band.lower, band.upper) for band in table.bands] == [(0.1, 0.1), (0.2, 0.2), (0.3, 0.4)]


def test_edges_belong_to_the_band_above_and_empty_bands_are_shown():
    table = calibration_table(IS_BAD, STATED, [0.1, 0.2, 0.3])
    assert [band.count for band in table.bands] == [0, 5, 0, 5]
    assert [band.upper for band in table.bands] == [0.1, 0.2, 0.3, 1.0]
    assert np.isnan([table.bands[0].observed, table.bands[0].chance, *table.bands[0].interval]).all()


def test_by_grade_with_the_ungraded_and_what_is_left_out():
    grades = ["B", "A", None, "A", "B", "C", "A", "A", "A", "A"]
    table = calibration_table([*IS_BAD[:5], None, *IS_BAD[6:]], STATED, grades=grades)
    # row 6 (C) has no outcome: its grade does not occur; A: rows 2, 4, 7 to 10 with 1, 1, 1 bad
    assert seen(table) == [("", 1, 0), ("A", 6, 3), ("B", 2, 1)]
    assert table.left_out == 1
    (of_a,) = [band for band in table.bands if band.name == "A"]
    assert of_a.predicted == pytest.approx((0.1 * 2 + 0.4 * 4) / 6)


def test_the_policy_says_how_many_bands_and_how_sure():
    policy = overlay(default_policy(), {"validation.calibration_bands": 1, "validation.confidence": 0.5})
    is_bad, stated = [1] * 40 + [0] * 160, [0.17] * 100 + [0.16] * 100
    (band,) = calibration_table(is_bad, stated, policy=policy).bands
    assert band.verdict == "too_low"  # at 95 % it would be in line: 0.15 to 0.26
    assert calibration_table(is_bad, stated, 1).bands[0].verdict == "in_line"


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.01, 0.05, 0.2, 0.5, 1.0])), min_size=1),
    st.integers(1, 8),
)
@settings(max_examples=60)
def test_bands_add_up_to_the_whole_and_rise(rows, bands):
    is_bad, stated = zip(*rows, strict=True)
    table = calibration_table(is_bad, stated, bands)
    assert sum(band.count for band in table.bands) == table.whole.count == len(rows)
    assert sum(band.bads for band in table.bands) == table.whole.bads == sum(is_bad)
    assert 1 <= len(table.bands) <= bands
    ends = [edge for band in table.bands for edge in (band.lower, band.upper)]
    assert ends == sorted(ends)
    for band in table.bands:
        assert band.interval[0] <= band.observed <= band.interval[1] or band.observed in (0, 1)


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([0, 1], [0.1, 30]), ImpossibleNumberError, r"probability\[2\]: got 30\. .*30 % is 0\.3", "0.3"),
        (([0, 1], [-0.1, 0.3]), ImpossibleNumberError, r"probability\[1\]: got -0\.1", "概率为 0 至 1"),
        (([0, 1], [0.1, 0.3], 0), ArgumentError, r"bands: got 0\. A whole number", "整数分段数"),
        (([0, 1], [0.1, 0.3], 2.5), ArgumentError, r"bands: got 2\.5", "整数分段数"),
        (([0, 1], [0.1, 0.3], [0.5, 0.2]), ArgumentError, r"got 0\.5, 0\.2\.", "由小到大"),
        (([0, 1], [0.1, 0.3], [0.2, None]), ArgumentError, "got 0.2, nan", "由小到大"),
        (([None, 1], [0.1, None]), MissingDataError, r"no row has both.*\(2 rows", "未计入 2 行"),
    ],
)
def test_wrong_tables_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        calibration_table(*arguments)
    assert chinese in caught.value.text("zh")


def test_grades_of_another_length_are_refused():
    with pytest.raises(ArgumentError, match="grades"):
        calibration_table([0, 1], [0.1, 0.2], grades=["A"])


def test_more_bands_than_customers_are_one_each():
    table = calibration_table([1, 0, 0], [0.3, 0.1, 0.1], 1e300)
    assert [(band.count, band.bads) for band in table.bands] == [(2, 0), (1, 1)]
