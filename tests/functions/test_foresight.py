"""Foresight in a cell: histories, blanks and the policy at the door."""

from __future__ import annotations

from datetime import date

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import use_language

DUE = ((46053.0,), (46081.0,), (None,))  # 31 January and 28 February 2026
AMOUNTS = ((100.0,), (50.0,), (25.0,))


def test_expectedpaydate_column_keeps_rows_apart() -> None:
    found = catalogue()["EXPECTEDPAYDATE"](((46053.0,), (None,), ("#REF!",)), ((10.0,), (1.0,), (1.0,)))
    assert found == [[date(2026, 2, 10)], [CellError("#N/A")], [CellError("#REF!")]]


def test_expectedpaydate_from_a_weighted_history_known_at_the_as_of_date() -> None:
    history = (((46022.0,),) * 3, ((46032.0,), (46052.0,), (46200.0,)), ((300.0,), (100.0,), (900.0,)))
    # 31 December + 10 and + 30 days, weighted 300 to 100: 15; the third is paid after 1 February
    found = catalogue()["EXPECTEDPAYDATE"](46053.0, None, 46054.0, *history)
    assert found == date(2026, 2, 15)


def test_expectedpaydate_without_history_takes_the_policys_days() -> None:
    changed = overlay(default_policy(), {"foresight.days_late_without_history": 20})
    call = catalogue()["EXPECTEDPAYDATE"]
    assert call(46053.0) == date(2026, 2, 4)
    assert call(46053.0, None, None, None, None, None, policy_rows(changed, "en")) == date(2026, 2, 20)


def test_laterisk_knows_only_what_was_paid_by_then() -> None:
    due, paid = ((46053.0,), (46053.0,)), ((46063.0,), (None,))
    call = catalogue()["LATERISK"]
    assert call(due, paid) == pytest.approx((1 + 0.36) / 2)
    assert call(due, paid, None, 46083.0) == pytest.approx((2 + 0.36) / 3)


def test_laterisk_without_history_is_unknown() -> None:
    assert catalogue()["LATERISK"](((46053.0,),), ((None,),)) == CellError("#N/A")
    assert "0 documents count" in str(faults.latest(function="LATERISK"))


def test_cashforecast_total_equals_the_open_amounts() -> None:
    rows = catalogue()["CASHFORECAST"](DUE, AMOUNTS, ((3.0,), (None,), (3.0,)), 46082.0, 7.0, 2.0)
    assert rows[0] == ["Period", "From", "Until", "Expected receipts", "Cumulative"]
    assert rows[1] == [1.0, date(2026, 3, 1), date(2026, 3, 7), 150.0, 150.0]  # overdue, and 28 February + 4
    assert rows[3:] == [
        ["Later", "", "", 0.0, 150.0],
        ["No due date", "", "", 25.0, 175.0],
        ["Total", "", "", 175.0, 175.0],
    ]


def test_cashforecast_takes_a_quarter_of_weeks_from_the_policy_and_speaks_chinese() -> None:
    use_language("zh")
    rows = catalogue()["CASHFORECAST"](DUE, AMOUNTS, 3.0, 46082.0)
    assert len(rows) == 1 + 13 + 3
    assert [row[0] for row in rows[-3:]] == ["其后", "无到期日", "合计"]


def test_cashforecast_blank_amount_is_no_zero() -> None:
    amounts = ((1.0,), (None,), (2.0,))
    assert catalogue()["CASHFORECAST"](DUE, amounts, 3.0, 46082.0) == CellError("#N/A")
    assert "open_amounts[2]: blank" in str(faults.latest(function="CASHFORECAST"))
