from __future__ import annotations

import datetime as dt

import pytest

from xlcredit.credit import exposure_check, is_unpaid, limit_sum
from xlcredit.errors import ArgumentError, ImpossibleNumberError


def test_a_part_that_does_not_count_can_still_break_its_own_limit():
    found = exposure_check({"unpaid": 60, "orders": 90}, ["unpaid"], 100, {"orders": 80, "unpaid": 60})
    assert (found.risk_total, found.is_exceeded, found.broken) == (60, True, ("orders",))


def test_an_amount_equal_to_its_limit_is_within_it_and_no_part_counts_twice():
    assert not exposure_check({"open": 100}, ["open", "open"], credit_limit=100).is_exceeded


def test_wrong_inputs_are_named():
    with pytest.raises(
        ArgumentError, match=r"exposure: got paid\. Accepted are the components draft"
    ) as caught:
        exposure_check({"paid": 1}, [])
    assert "可接受的组成部分" in caught.value.text("zh")
    with pytest.raises(ImpossibleNumberError, match="insured_limit: got -1"):
        limit_sum(1, -1)


@pytest.mark.parametrize(
    ("days", "margin", "unpaid"), [(0, 0, False), (1, 0, True), (3, 3, False), (4, 3, True)]
)
def test_unpaid_begins_the_day_after_the_margin(days, margin, unpaid):
    as_of = dt.date(2026, 3, 2)
    assert is_unpaid(as_of - dt.timedelta(days=days), as_of, margin) is unpaid
