"""One age falls into the bucket that it would fall into in a column."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.receivables import bucket_codes

EDGES = (30, 60.5, 90)
AGES = [-1.0, -0.5, 0.0, 0.5, 1.0, 30.0, 30.5, 60.5, 61.0, 90.0, 90.5, 1e9, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("day_zero", ["not_due", "first_bucket"])
@pytest.mark.parametrize("closed_side", ["upper", "lower"])
def test_one_age_equals_that_age_in_a_column(day_zero, closed_side):
    column = bucket_codes(AGES, EDGES, day_zero=day_zero, closed_side=closed_side)
    alone = [bucket_codes(age, EDGES, day_zero=day_zero, closed_side=closed_side) for age in AGES]
    assert alone == column.tolist()
    assert {type(code) for code in alone} == {int}


@given(st.floats(), st.sampled_from(["upper", "lower"]))
def test_any_age_equals_that_age_in_a_column(age, side):
    assert bucket_codes(age, EDGES, closed_side=side) == bucket_codes([age], EDGES, closed_side=side)[0]
