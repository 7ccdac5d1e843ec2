"""Limits that fill up invoice by invoice: expected numbers are hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.protection import filled

INVOICES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 500), st.sampled_from([0, 100, 250, 900])), max_size=25
)


def taken(*invoices):
    buyers, amounts, limits = (np.array(column) for column in zip(*invoices, strict=True))
    return filled(buyers, amounts.astype(float), limits.astype(float)).tolist()


def test_the_oldest_invoices_fill_one_limit():
    # 100 of limit: 60, then 40 of 60, nothing is left for 30.
    assert taken((0, 60, 100), (0, 60, 100), (0, 30, 100)) == [60, 40, 0]


@pytest.mark.parametrize(
    ("invoices", "expected"),
    [
        ([(0, 80, 100), (0, 50, 0)], [80, 0]),  # withdrawn: the older stays, the new one is out
        ([(0, 80, 100), (0, 50, 50)], [80, 0]),  # lowered: 50 - 80 leaves no room
        ([(0, 80, 50), (0, 50, 120)], [50, 50]),  # raised: 120 - 50 has room for all 50
        ([(0, 80, 0), (0, 50, 40), (0, 9, 0), (0, 90, 100)], [0, 40, 0, 60]),  # granted, lapsed, renewed
        ([(0, 80, 100), (1, 80, 70), (2, 0, 5)], [80, 70, 0]),  # every buyer for itself
    ],
)
def test_every_invoice_has_the_limit_of_its_own_day(invoices, expected):
    assert taken(*invoices) == expected


def test_a_payment_makes_room_for_the_next_invoice():
    # 60 + 60 under 100: 60 + 40. The first is paid down to 10: 10 + 60.
    assert taken((0, 60, 100), (0, 60, 100)) == [60, 40]
    assert taken((0, 10, 100), (0, 60, 100)) == [10, 60]


def test_no_invoice_is_no_trouble():
    assert filled(np.zeros(0, int), np.zeros(0), np.zeros(0)).size == 0


@given(INVOICES)
@settings(max_examples=60)
def test_one_by_one_gives_the_same_and_nobody_has_more_than_its_highest_limit(invoices):
    rows = sorted(invoices, key=lambda invoice: invoice[0])
    if not rows:
        return
    found = taken(*rows)
    for buyer in {row[0] for row in rows}:
        so_far, highest = 0, 0
        for (who, amount, limit), amount_taken in zip(rows, found, strict=True):
            if who == buyer:
                assert amount_taken == min(amount, max(limit - so_far, 0))
                so_far, highest = so_far + amount_taken, max(highest, limit)
        assert so_far <= highest
