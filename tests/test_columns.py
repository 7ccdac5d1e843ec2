"""The door of the domain: shares, sizes, lengths and days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.columns import as_shares, as_sizes, check_lengths, days_after, given_back
from xlcredit.errors import ArgumentError, ImpossibleNumberError


def test_shares_lie_between_0_and_1():
    assert as_shares([0, 1, 0.5, None, 1.01, -0.01], "x").tolist() == pytest.approx(
        [0, 1, 0.5, np.nan, np.nan, np.nan], nan_ok=True
    )
    with pytest.raises(ImpossibleNumberError, match=r"x: got 60\. Accepted are shares from 0 to 1"):
        as_shares(60, "x")


def test_sizes_are_not_below_0():
    assert as_sizes([0, 5, -1], "x").tolist() == pytest.approx([0, 5, np.nan], nan_ok=True)
    with pytest.raises(ImpossibleNumberError, match=r"x: got -5\. Accepted are 0 and more"):
        as_sizes(-5, "x")


def test_lengths_of_columns_are_compared_and_none_is_left_out():
    check_lengths(a=[1, 2], b=None, c=np.zeros(2))
    with pytest.raises(ArgumentError, match="c: has 3 rows where 2 are needed"):
        check_lengths(a=[1, 2], b=None, c=np.zeros(3))


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)), days=st.integers(-10_000, 10_000))
@settings(max_examples=60)
def test_days_after_is_the_calendars(day, days):
    assert given_back(days_after(day, days)) == day + timedelta(days)


def test_days_after_knows_the_end_of_the_calendar():
    found = days_after(["9999-12-31", "9999-12-31", None, "2026-01-01"], [0, 1, 5, np.nan])
    assert found.astype(str).tolist() == ["9999-12-31", "NaT", "NaT", "NaT"]
    for days in (1e9, -1e9, np.inf):
        with pytest.raises(ImpossibleNumberError, match="outside the years 1900 to 9999"):
            days_after("2026-01-01", days)
