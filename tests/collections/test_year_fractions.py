from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.collections import year_numbers
from xlcredit.collections.year_fractions import year_number

COUNTS = ("actual_365", "actual_360", "actual_actual", "30_360")
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day_count", "first", "last", "years"),
    [
        ("actual_365", "2024-01-31", "2024-03-01", 30 / 365),  # 29 days of February and 1
        ("actual_360", "2024-01-31", "2024-03-01", 30 / 360),
        ("30_360", "2024-01-31", "2024-03-01", 31 / 360),  # the 31st is the 30th: 2 x 30 + 1 - 30
        ("30_360", "2025-12-31", "2026-12-31", 1.0),
        ("actual_actual", "2023-12-31", "2024-12-31", 1 / 365 + 365 / 366),  # one day of 2023, then 2024
        ("actual_actual", "2024-01-01", "2025-01-01", 1.0),
    ],
)
def test_years_between_two_dates(day_count, first, last, years):
    start, end = year_numbers([first, last], day_count)
    assert end - start == pytest.approx(years, abs=1e-12)


@pytest.mark.parametrize("day_count", COUNTS)
@given(found=st.lists(days, min_size=2, max_size=8))
@settings(max_examples=30)
def test_later_days_are_never_smaller(day_count, found):
    assert (np.diff(year_numbers(sorted(found), day_count)) >= -1e-12).all()


@pytest.mark.parametrize("day_count", COUNTS)
@given(day=days)
@settings(max_examples=40)
def test_one_date_is_numbered_as_in_a_column(day_count, day):
    assert year_number(day, day_count) == pytest.approx(year_numbers([day], day_count)[0], abs=1e-12)


def test_unknown_dates_stay_unknown():
    assert np.isnan(year_numbers([None, "2026-01-01"], "30_360")).tolist() == [True, False]
