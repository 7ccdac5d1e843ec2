from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xlcredit.credit import binding_text, credit_limit, headroom, limit_waterfall
from xlcredit.credit.limits import BINDING
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay

CAPS = overlay(default_policy(), {"limits.insurance_rule": "caps", "limits.own_retention": 5_000})
ACCOUNTS = {"net_worth": 2_000_000, "working_capital": 900_000}  # capacity min(200,000, 180,000)


def limit(grade="B", purchases=3_650_000, days=30, **more):
    """Need of 10,000 a day x 30 days = 300,000 unless said otherwise."""
    return credit_limit(grade, purchases, days, **{**ACCOUNTS, **more})


def test_components_by_hand():
    found = limit("A", days_late=6, insured_limit=100_000, own_sales=1_500_000, open_total=1_200_000)
    assert (found.need, found.grade_need) == (360_000, 540_000)  # 10,000 x 36; x 1.5
    assert (found.capacity, found.sales_cap) == (180_000, 150_000)  # 20 % of 900,000; 10 % of 1.5m
    assert (found.own_retention, found.insured_part) == (150_000, 90_000)  # 90 % of 100,000
    assert found.concentration_cap == 300_000  # 25 % of 1.2m
    assert (found.recommended_limit, found.binding) == (240_000, "sales_cap")


@pytest.mark.parametrize(
    ("more", "amount", "binding"),
    [
        ({"days": 10}, 100_000, "grade_need"),
        ({"grade": "D", "days": 10}, 60_000, "grade_need"),
        ({}, 180_000, "capacity"),
        ({"net_worth": -1}, 0, "capacity"),
        ({"working_capital": None}, 200_000, "capacity"),
        ({"own_sales": 1_000_000}, 100_000, "sales_cap"),
        ({"open_total": 400_000}, 100_000, "concentration_cap"),
        ({"open_total": 400_000, "insured_limit": 1e6}, 100_000, "concentration_cap"),
        ({"insured_limit": 50_000}, 225_000, "capacity"),
        ({"insured_limit": 1e9}, 300_000, "grade_need"),
        ({"grade": "E"}, 0, "stopped"),
        ({"stops_supply": True}, 0, "stopped"),
        ({"grade": "NR"}, 0, "not_rated"),
        ({"grade": 72.5}, 180_000, "capacity"),
        ({"policy": CAPS}, 180_000, "capacity"),
        ({"policy": CAPS, "insured_limit": 90_000}, 105_000, "insurance_cap"),  # 90,000 / 0.9 + 5,000
        ({"days_late": -9, "days": 10}, 100_000, "grade_need"),
        ({"days": 2.34}, 23_000, "grade_need"),  # 23,400 to thousands
        ({"days": 0.987}, 9_800, "grade_need"),  # 9,870 to hundreds: less than ten steps
        ({"purchases": 18_249, "days": 20}, 990, "grade_need"),  # 999.9 to tens: less than one step
        ({"purchases": 11_680, "days": 20}, 640, "grade_need"),
    ],
)
def test_the_binding_component(more, amount, binding):
    found = limit(**more)
    assert (found.recommended_limit, found.binding) == (amount, binding)


@given(st.floats(0, 1e9), st.floats(1, 2))
@settings(max_examples=60)
def test_rounding_down_loses_less_than_a_tenth_and_keeps_the_order(purchases, more):
    small = limit(purchases=purchases, days=10)
    large = limit(purchases=purchases * more, days=10)
    needed = min(small.grade_need, 180_000)
    assert small.recommended_limit <= large.recommended_limit
    assert needed * 0.9 - 0.01 <= small.recommended_limit <= needed * (1 + 1e-6) + 1e-5


def test_without_accounts_one_month_and_no_better_than_b():
    # purchases 1.2m: a month is 100,000; need 1.2m x 73 / 365 = 240,000, A counts as B
    found = credit_limit("A", 1_200_000, 73)
    assert (found.grade_need, found.without_accounts_cap) == (240_000, 100_000)
    assert (found.recommended_limit, found.binding) == (100_000, "without_accounts_cap")
    assert math.isnan(found.capacity)


def with_rules(**rules):
    return overlay(default_policy(), {f"limits.{name}": value for name, value in rules.items()})


@pytest.mark.parametrize(
    ("method", "need"),
    [("terms_and_lateness", 360_000), ("terms", 300_000), ("months_of_purchases", 608_333.333333)],
)
def test_the_need_by_each_method(method, need):
    # 10,000 a day x 36 or 30 days; two months of 3,650,000 / 12
    found = limit(days_late=6, policy=with_rules(need_method=method))
    assert found.need == pytest.approx(need)


@pytest.mark.parametrize(
    ("method", "more", "capacity"),
    [
        ("lower_of", {}, 180_000),
        ("mean", {}, 190_000),  # of 10 % of 2m and 20 % of 0.9m
        ("mean", {"working_capital": None}, 200_000),
        ("mean", {"working_capital": -1}, 0),
        ("mean", {"net_worth": -1}, 0),
        ("net_worth", {}, 200_000),
        ("net_worth", {"working_capital": -1}, 200_000),
        ("net_worth", {"net_worth": -1}, 0),
        ("half_of_worth_and_profit", {"net_profit": 100_000}, 1_050_000),
        ("half_of_worth_and_profit", {}, 1_000_000),
        ("half_of_worth_and_profit", {"net_profit": -3e6}, 0),
        ("half_of_worth_and_profit", {"net_worth": -1, "net_profit": 1e6}, 0),
    ],
)
def test_the_capacity_by_each_method(method, more, capacity):
    assert limit(policy=with_rules(capacity_method=method), **more).capacity == pytest.approx(capacity)


def test_net_worth_alone_knows_no_accounts_without_it():
    found = limit(policy=with_rules(capacity_method="net_worth"), net_worth=None)
    assert math.isnan(found.capacity)
    assert found.without_accounts_cap == pytest.approx(3_650_000 / 12)


@pytest.mark.parametrize(
    ("factor_on", "need", "capacity", "amount"),
    [
        ("need", 450_000, 180_000, 180_000),  # grade A: 1.5
        ("capacity", 300_000, 270_000, 270_000),
        ("both", 450_000, 270_000, 270_000),
    ],
)
def test_what_the_grade_factor_multiplies(factor_on, need, capacity, amount):
    found = limit("A", policy=with_rules(grade_factor_on=factor_on))
    assert (found.grade_need, found.capacity, found.recommended_limit) == (need, capacity, amount)


def test_the_cap_of_the_group_binds_and_stands_in_the_waterfall():
    found = limit(group_cap=100_500)
    assert (found.recommended_limit, found.binding) == (100_000, "group_cap")
    rows = limit_waterfall(found, language="en")
    assert ["Cap of the group", 100_500, True] in rows
    assert "Cap of the group" not in [row[0] for row in limit_waterfall(limit(), language="en")]


amounts = st.floats(0, 1e8)
maybe = st.one_of(st.none(), st.floats(-1e7, 1e8))
inputs = st.fixed_dictionaries({
    "annual_purchases": amounts, "terms_days": st.floats(0, 180), "days_late": st.floats(0, 60),
    "net_worth": maybe, "working_capital": maybe, "insured_limit": st.one_of(st.none(), amounts),
    "own_sales": st.one_of(st.none(), amounts), "open_total": st.one_of(st.none(), amounts),
})  # fmt: skip


METHODS = [
    with_rules(grade_factor_on="both", need_method="months_of_purchases"),
    with_rules(grade_factor_on="capacity", capacity_method="mean"),
    with_rules(capacity_method="half_of_worth_and_profit"),
]


@given(inputs, st.sampled_from([default_policy(), CAPS, *METHODS]))
@settings(max_examples=60)
def test_a_worse_grade_never_gets_more(given_inputs, policy):
    found = [credit_limit(letter, **given_inputs, policy=policy).recommended_limit for letter in "ABCDE"]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0


@given(inputs, st.sampled_from(["annual_purchases", "net_worth", "insured_limit"]), st.floats(0, 1e7))
@settings(max_examples=60)
def test_more_purchases_worth_or_insurance_never_lower_the_limit(given_inputs, name, more):
    assume(name != "net_worth" or given_inputs[name] is not None)  # unknown accounts are another case
    raised = {**given_inputs, name: (given_inputs[name] or 0.0) + more}
    before, after = credit_limit("B", **given_inputs), credit_limit("B", **raised)
    assert after.recommended_limit >= before.recommended_limit


@given(inputs, st.sampled_from("ABCDE"))
@settings(max_examples=40)
def test_one_customer_is_a_column_of_one_and_the_parts_explain_the_limit(given_inputs, grade):
    one = credit_limit(grade, **given_inputs)
    column = credit_limit([grade], **{name: [value] for name, value in given_inputs.items()})
    assert column.recommended_limit[0] == one.recommended_limit
    assert column.binding[0] == one.binding
    own = one.own_retention + one.insured_part
    parts = [part for part in (one.grade_need, own, one.concentration_cap) if not math.isnan(part)]
    if one.binding != "stopped":
        step = default_policy().limits.step
        assert min(parts) - step < one.recommended_limit <= min(parts) + 1e-6 * step
    steps = one.recommended_limit / default_policy().limits.step
    assert steps < 10 or steps == int(steps)


def test_a_blank_in_a_column_is_an_unknown_limit():
    found = credit_limit(["B", None], [None, 1000.0], 30)
    np.testing.assert_equal(found.recommended_limit, [np.nan, 0])
    assert found.binding.tolist() == ["", "not_rated"]


def test_waterfall_shows_every_part_and_marks_the_binding_one():
    rows = limit_waterfall(limit(), exposure=200_000, language="zh")
    assert [row[0] for row in rows if row[2]] == ["客户承受能力（净资产与营运资金）"]
    assert rows[-1] == ["剩余额度", -20_000, False]
    assert {row[0]: row[1] for row in rows}["无报表时的上限"] is None
    stopped = limit_waterfall(limit("E"), language="en")
    assert stopped[-1][:2] == ["Recommended limit (Stopped grade or red flag)", 0]


def test_binding_components_have_their_words():
    for name in (*BINDING, "stopped", "not_rated"):
        assert binding_text(name, "en") != binding_text(name, "zh") != ""
    assert binding_text("") == ""


def test_headroom_of_a_column():
    np.testing.assert_equal(headroom([100, 50], [30, 80]), [70, -30])


@pytest.mark.parametrize(
    ("call", "error", "english", "chinese"),
    [
        (lambda: credit_limit("B", None, 30), MissingDataError, "annual_purchases: it is blank", "为空"),
        (lambda: credit_limit("B", 100, None), MissingDataError, "terms_days: it is blank", "为空"),
        (lambda: credit_limit("B", -1, 30), ImpossibleNumberError, "annual_purchases: got -1", "零或正数"),
        (lambda: credit_limit("B", [1, 2], [1, 2, 3]), ArgumentError, "annual_purchases: got 2", "2 个值"),
        (lambda: credit_limit("Q", 1, 1), ArgumentError, "grade: got 'Q'", "等级：收到 'Q'"),
    ],
)
def test_wrong_inputs_are_named(call, error, english, chinese):
    with pytest.raises(error, match=english) as caught:
        call()
    assert chinese in caught.value.text("zh")
