from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.credit import (
    band_text,
    reason_order,
    reason_rows,
    rounded_contributions,
    score_columns,
    score_one,
    top_reasons,
)
from xlcredit.errors import ArgumentError


@given(st.lists(st.floats(0, 30), max_size=26), st.integers(0, 2))
def test_rounded_parts_sum_to_the_rounded_whole(parts, decimals):
    rounded = rounded_contributions(parts, decimals)
    assert math.fsum(rounded) == pytest.approx(math.fsum(parts), abs=0.5 / 10**decimals + 1e-6)
    assert all(abs(a - b) < 1 / 10**decimals + 1e-6 for a, b in zip(parts, rounded, strict=True))


def test_rounded_parts_by_hand():
    # 7.04 + 7.04 + 7.04 = 21.12 -> 21.1: one of the three is rounded up, the first of equals
    assert rounded_contributions([7.04, 7.04, 7.04]) == [7.1, 7.0, 7.0]
    assert rounded_contributions([0.3, 0.3]) == [0.3, 0.3]


@pytest.mark.parametrize(
    ("factor", "value", "english", "chinese"),
    [
        ("debt_ratio", 0.1, "below 0.40", "低于 0.40"),
        ("debt_ratio", 0.6, "0.60–0.70", "0.60–0.70"),
        ("debt_ratio", 2.0, "1.00 or more", "1.00 及以上"),
        ("weighted_days_late", 0, "0 or less", "0 及以下"),
        ("weighted_days_late", 1, "0–5", "0–5"),
        ("company_size", 1e6, "500,000 EUR–2,000,000 EUR", "500,000 EUR–2,000,000 EUR"),
        ("interest_cover", math.inf, "no interest cost", "无利息支出"),
        ("legal_form", 4.0, "state-owned company", "国有企业"),
        ("country_grade", 0.0, "A1", "A1"),
        ("debt_ratio", math.nan, "no value", "无数据"),
    ],
)
def test_bands_in_words(factor, value, english, chinese):
    assert band_text(factor, value, language="en") == english
    assert band_text(factor, value, language="zh") == chinese


def test_unknown_factors_stand_last_and_add_nothing():
    values = {"debt_ratio": 0.65, "oldest_days_past_due": 3.0}
    rows = reason_rows(score_one(values), values, language="en")
    assert rows[0][1:] == ["Debt ratio", 0.65, "0.60–0.70", 65.0, 100.0, 65.0]
    assert len(rows) == 26
    assert all(row[4] is None and row[6] == 0 for row in rows[1:])
    by_name = {row[1]: row for row in rows}
    assert by_name["Oldest open item, days past due"][3] == "not counted"
    assert by_name["Quick ratio"][2:4] == [None, "no value"]


def test_top_reasons_are_blank_where_nothing_is_lost():
    values = {"debt_ratio": np.array([0.1, 0.65])}
    assert top_reasons(score_columns(values), values, language="en", count=2) == [
        ["", ""],
        ["Debt ratio 0.60–0.70: 35.0 points lost", ""],
    ]


def test_reason_order_below_the_reference_names_the_losses():
    assert reason_order([1, 5, 3], [4, 4, 4], 2) == [0, 2]


def test_reason_order_refuses_different_lengths():
    with pytest.raises(ArgumentError, match="reference: got 1 values where the others have 2"):
        reason_order([1, 2], [1], 1)
