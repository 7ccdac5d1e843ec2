"""Steps become a table; edges are round and every customer stays on its side."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.fitting.points import ENDLESS, round_between, score_of
from xlcredit.policy.points_table import FittedFactor, PointsTable

NUMBERS = st.floats(-1e12, 1e12, allow_subnormal=False)


@settings(max_examples=60)
@given(NUMBERS, NUMBERS)
def test_a_round_edge_parts_its_two_values(one, other):
    low, high = min(one, other), max(one, other)
    if low < high:
        assert low < round_between(low, high) <= high


@pytest.mark.parametrize(
    ("low", "high", "edge"),
    [
        (0.5871, 0.6312, 0.6),
        (-0.2, 0.1, 0.0),
        (1.0, math.nextafter(1.0, 2.0), math.nextafter(1.0, 2.0)),
        (29.0, 31.0, 30.0),
        (0.0, 1e-9, 5e-10),
    ],
)
def test_edges_are_round_where_there_is_room(low, high, edge):
    assert round_between(low, high) == edge


def test_an_edge_belongs_to_the_band_above_and_infinity_to_a_band_of_its_own():
    factor = FittedFactor(name="cover", edges=(2.0, ENDLESS), points=(1, 5, 3), points_missing=-4)
    values = {"cover": np.array([math.nextafter(2.0, 0.0), 2.0, 1e6, np.inf, np.nan])}
    assert score_of(PointsTable(factors=(factor,)), values).tolist() == [1, 5, 5, 3, -4]
