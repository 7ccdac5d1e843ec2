from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xlcredit.collections import instalment_plan
from xlcredit.errors import ArgumentError, ImpossibleNumberError


def test_cents_tie_and_the_last_takes_the_rest():
    # 100.00 / 3 = 33.33 and 0.01 left over
    plan = instalment_plan(100.0, 3, date(2026, 1, 15))
    assert [str(row.payment) for row in plan] == ["33.33", "33.33", "33.34"]
    assert [row.due_date.isoformat() for row in plan] == ["2026-01-15", "2026-02-15", "2026-03-15"]


def test_month_ends_come_back_after_a_short_month():
    plan = instalment_plan(400.0, 4, date(2027, 12, 31))
    assert [row.due_date.isoformat() for row in plan] == [
        "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31",
    ]  # fmt: skip


def test_down_payment_stands_first_and_bears_no_interest():
    plan = instalment_plan(1000.0, 2, date(2026, 1, 31), 0.5)
    assert (plan[0].number, plan[0].due_date, plan[0].payment) == (0, None, Decimal("500.00"))
    assert [row.principal for row in plan] == [Decimal("500.00"), Decimal("250.00"), Decimal("250.00")]


def test_interest_is_a_twelfth_of_the_year_on_the_balance():
    # PMT(1%,12,-10000) = 888.4879 in Excel: 888.48 rounded down; first interest 10,000 x 1 % = 100.00
    plan = instalment_plan(10_000.0, 12, date(2026, 1, 31), 0.0, 0.12)
    assert (str(plan[0].payment), str(plan[0].interest), str(plan[0].balance)) == (
        "888.48", "100.00", "9211.52",
    )  # fmt: skip
    # 9,211.52 x 1 % = 92.1152, half up 92.12
    assert str(plan[1].interest) == "92.12"
    assert Decimal("888.48") < plan[-1].payment < Decimal("888.70")


@given(
    amount=st.decimals("0.5", "1e7", places=2),
    number=st.integers(1, 60),
    first=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    share=st.sampled_from([0.0, 0.1, 0.333, 0.5]),
    rate=st.sampled_from([0.0, 0.06, 0.1825, 0.24]),
)
@settings(max_examples=60)
def test_plan_ties_to_the_cent(amount, number, first, share, rate):
    try:
        plan = instalment_plan(float(amount), number, first, share, rate)
    except ImpossibleNumberError:
        assume(False)  # payments of less than a cent
    assert sum(row.principal for row in plan) == amount
    assert plan[-1].balance == 0
    assert all(row.payment == row.interest + row.principal for row in plan)
    assert all(row.principal > 0 and row.payment == round(row.payment, 2) for row in plan)
    level = {row.payment for row in plan[bool(share) :][:-1]}
    assert len(level) <= 1
    dates = [row.due_date for row in plan if row.due_date]
    assert all(day.day == min(first.day, _last(day)) for day in dates)


def _last(day):
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - day.replace(day=1)).days


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        ((100, 0, date(2026, 1, 1)), ArgumentError, "number: got 0", "1 至 600"),
        ((100, 2.5, date(2026, 1, 1)), ArgumentError, r"number: got 2\.5", "整数"),
        ((100, 601, date(2026, 1, 1)), ArgumentError, "from 1 to 600", "600"),
        ((100, float("inf"), date(2026, 1, 1)), ArgumentError, "number: got inf", "整数"),
        ((0, 3, date(2026, 1, 1)), ImpossibleNumberError, "above 0 is needed", "须大于 0"),
        ((-5, 3, date(2026, 1, 1)), ImpossibleNumberError, "above 0 is needed", "须大于 0"),
        ((100, 3, date(2026, 1, 1), 20.0), ImpossibleNumberError, r"20 % is 0\.2", "20% 应写作 0.2"),
        ((100, 3, date(2026, 1, 1), 0.0, 12.0), ImpossibleNumberError, r"12 % is 0\.12", "12% 应写作 0.12"),
        ((0.05, 10, date(2026, 1, 1)), ImpossibleNumberError, "would not reduce the debt", "无法减少欠款"),
        ((100, 600, date(2026, 1, 1), 0.0, 1.0), ImpossibleNumberError, "would not reduce", "无法减少欠款"),
        ((100, 600, date(9990, 1, 1)), ImpossibleNumberError, "year 9999", "9999 年"),
    ],
)
def test_what_makes_no_plan_is_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        instalment_plan(*arguments)
    assert chinese in caught.value.text("zh")
