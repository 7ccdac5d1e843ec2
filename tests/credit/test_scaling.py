from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.credit import point_scale
from xlcredit.errors import ArgumentError


@given(st.floats(100, 900), st.floats(1, 100), st.floats(5, 100), st.floats(0.01, 1000))
def test_points_and_odds_are_inverse_and_double_as_said(points, odds, step, other):
    scale = point_scale(points, odds, step)
    assert scale.odds(scale.score(other)) == pytest.approx(other, rel=1e-6)
    assert scale.score(2 * other) - scale.score(other) == pytest.approx(step)


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        ((600, 50), "scale: points_to_double is missing", "刻度：缺少 points_to_double"),
        ((600, -2, 20), "odds: got -2. A number above zero", "须为大于零的数字"),
        ((600, "a", 20), "odds: got 'a'", "收到 'a'"),
        ((600, float("inf"), 20), "odds: got inf", "收到 inf"),
    ],
)
def test_wrong_scales_are_named(arguments, english, chinese):
    with pytest.raises(ArgumentError, match=english) as caught:
        point_scale(*arguments)
    assert chinese in caught.value.text("zh")
