"""Protection in a cell: blanks, options and the policy at the door."""

from __future__ import annotations

from datetime import date

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import use_language

BASE = ((("A",), ("A",), ("B",)), ((60.0,), (40.0,), (100.0,)), ((90.0,), (0.0,), (5.0,)))


def sheet(**changes: object) -> list[list[object]]:
    """Rows of a Policy sheet with some items changed; dots are written as two underscores."""
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    return policy_rows(overlay(default_policy(), dotted), "en")


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("INSUREDLOSS", (150000.0, 100000.0, 0.9, 5000.0)),
        ("UNINSURED", (150000.0, 100000.0, 0.9)),
        ("CLAIMDATE", (46053.0, 90.0)),
        ("PREMIUM", (2000000.0, 0.0025, 6000.0)),
        ("EARLYPAYCOST", (0.02, 10.0, 30.0, "compound_365")),
        ("DISCOUNTCOST", (10000.0, 0.06, 45.0, 0.9, 0.03)),
        ("EXPECTEDPAYDATE", (46053.0, 7.5, 46083.0)),
    ],
)
def test_scalar_equals_one_row_column(name: str, cells: tuple[object, ...]) -> None:
    entry = catalogue()[name]
    assert entry(((cells[0],),), *cells[1:]) == [[entry(*cells)]]


def test_insuredloss_column_keeps_rows_apart() -> None:
    loss = ((150000.0,), (None,), ("#REF!",), (-500.0,))
    assert catalogue()["INSUREDLOSS"](loss, 100000.0, 0.9) == [
        [90000.0],
        [CellError("#N/A")],
        [CellError("#REF!")],
        [0.0],
    ]


def test_insuredloss_blank_deductible_in_the_middle_is_none() -> None:
    found = catalogue()["INSUREDLOSS"](150000.0, 100000.0, 0.9, None, "cover_limit_deductible")
    assert found == 100000.0  # min(135,000, 100,000)


def test_insuredloss_follows_the_order_of_the_policy_sheet() -> None:
    rows = sheet(protection__insurance__order="limit_deductible_cover")
    assert catalogue()["INSUREDLOSS"](100000.0, 100000.0, 0.9, 5000.0, None, rows) == 85500.0


def test_insuredloss_tells_how_to_write_a_percentage() -> None:
    assert catalogue()["INSUREDLOSS"](100.0, 100.0, 90.0) == CellError("#NUM!")
    assert "90 % is 0.9" in str(faults.latest(function="INSUREDLOSS"))


def test_claimdate_column_takes_the_days_of_the_policy_sheet() -> None:
    rows = sheet(protection__insurance__waiting_days=180)
    assert catalogue()["CLAIMDATE"](((46053.0,), (None,)), None, rows) == [
        [date(2026, 7, 30)],
        [CellError("#N/A")],
    ]


def test_earlypaycost_names_the_conventions() -> None:
    assert catalogue()["EARLYPAYCOST"](0.02, 10.0, 30.0, "simple") == CellError("#VALUE!")
    assert "compound_365" in str(faults.latest(function="EARLYPAYCOST"))


def test_discountcost_follows_the_policy_sheet() -> None:
    rows = sheet(protection__financing__costs_taken="at_start")
    found = catalogue()["DISCOUNTCOST"](10000.0, 0.0, 45.0, 0.9, 0.03, None, rows)
    assert found == pytest.approx(300 / 8700 * 365 / 45)


def test_borrowingbase_ends_in_the_base_and_says_the_rules() -> None:
    rows = catalogue()["BORROWINGBASE"](*BASE)
    assert rows[0] == ["Item", "Amount", "Rule"]
    assert rows[3] == ["Past due", -60.0, "more than 60 days past due"]
    assert [row[0] for row in rows[-3:]] == ["Available", "Reserves", "Borrowing base"]
    assert rows[-1][1] == 21.25  # 25 % of 100 x 85 %


def test_borrowingbase_speaks_chinese_and_names_the_reasons() -> None:
    use_language("zh")
    rows = catalogue()["BORROWINGBASE"](*BASE, ((None,), ("境外",), (None,)), 5.0)
    assert ["境外", 0.0] in [row[:2] for row in rows]  # cross-aged first: each debt is taken off once
    assert rows[-1][:2] == ["借款基数", 16.25]


def test_borrowingbase_blank_amount_is_no_zero() -> None:
    customers, _, days = BASE
    assert catalogue()["BORROWINGBASE"](customers, ((1.0,), (None,), (2.0,)), days) == CellError("#N/A")
    assert "open_amounts[2]: blank" in str(faults.latest(function="BORROWINGBASE"))
