from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit.customer_table import customer_measures
from xlcredit.credit.scorecard import score_columns
from xlcredit.credit.stress import (
    ACCOUNTS,
    hit_by,
    largest_debtors,
    stressed_accounts,
    stressed_payments,
    stressed_risk,
)
from xlcredit.policy.stress import Scenario

YES = np.array([True])
FIXED = 0.2
# A customer whose accounts can be shocked by hand.
KNOWN = {
    "sales": 1000.0, "net_profit": 60.0, "ebit": 100.0, "interest_expense": 20.0,
    "operating_cash_flow": 80.0, "total_assets": 800.0, "current_assets": 400.0, "cash": 50.0,
    "inventory": 200.0, "total_liabilities": 500.0, "current_liabilities": 300.0, "retained_earnings": 120.0,
}  # fmt: skip


def one(**changes):
    return {name: np.array([value]) for name, value in {**KNOWN, **changes}.items()}


def shocked(scenario, **changes):
    found = stressed_accounts(one(**changes), scenario, YES, FIXED)
    return {name: float(column[0]) for name, column in found.items()}


def test_fewer_sales_leave_the_fixed_costs():
    # Costs 900: 180 fixed and 720 that fall by a tenth, to 828. Sales 900, so EBIT 72: 28 less.
    found = shocked(Scenario(sales=0.9))
    assert (found["sales"], found["ebit"], found["net_profit"]) == pytest.approx((900.0, 72.0, 32.0))
    # The 28 are borrowed: debts rise by them, assets stay.
    assert (found["total_liabilities"], found["current_liabilities"]) == pytest.approx((528.0, 328.0))
    assert (found["total_assets"], found["cash"], found["retained_earnings"]) == pytest.approx((800, 50, 92))


def test_margin_and_ebit_come_after_the_sales():
    # EBIT 72 after the sales, less 2 % of 1,000 = 52, then halved to 26: 74 less than 100.
    found = shocked(Scenario(sales=0.9, margin_points=-0.02, ebit=0.5))
    assert (found["ebit"], found["net_profit"], found["operating_cash_flow"]) == pytest.approx((26, -14, 6))


def test_an_ebit_shock_makes_a_loss_larger():
    # A loss of 100: half of its size is added, not taken off.
    assert shocked(Scenario(ebit=0.5), ebit=-100.0)["ebit"] == pytest.approx(-150.0)


def test_who_loses_more_than_it_sells_does_not_gain_by_selling_less():
    # Costs 1,500 of sales 1,000: a tenth less would save 120 and lose 100.
    assert shocked(Scenario(sales=0.9), ebit=-500.0)["ebit"] == -500.0


def test_higher_interest_is_borrowed_and_cash_tied_up_stays_a_current_asset():
    # Interest 20 x 5 costs 80 more.
    found = shocked(Scenario(interest_cost=5, cash=0.6))
    assert (found["interest_expense"], found["net_profit"]) == pytest.approx((100.0, -20.0))
    assert (found["cash"], found["total_liabilities"], found["current_liabilities"]) == pytest.approx(
        (30, 580, 380)
    )
    assert (found["current_assets"], found["total_assets"]) == (400.0, 800.0)


def test_interest_earned_does_not_grow_when_interest_costs_more():
    found = shocked(Scenario(interest_cost=5), interest_expense=-20.0)
    assert (found["interest_expense"], found["net_profit"]) == (-20.0, shocked(Scenario())["net_profit"])


def test_a_gain_is_cash():
    # Two points more of sales of 1,000.
    found = shocked(Scenario(margin_points=0.02))
    assert (found["net_profit"], found["cash"], found["current_assets"]) == pytest.approx((80, 70, 420))
    assert (found["total_assets"], found["total_liabilities"]) == pytest.approx((820.0, 500.0))


def test_a_write_down_of_inventory_costs_profit_and_no_cash():
    # A quarter of 200 is written off.
    found = shocked(Scenario(inventory=0.75))
    assert (found["inventory"], found["net_profit"], found["cash"]) == pytest.approx((150.0, 10.0, 50.0))
    assert (found["current_assets"], found["operating_cash_flow"]) == pytest.approx((350.0, 80.0))


def test_unknown_operating_profit_is_taken_from_net_profit_and_interest():
    # 60 + 20 = 80 stand for EBIT: -0.1 x (0.2 x 1000 + 0.8 x 80) = -26.4.
    found = shocked(Scenario(sales=0.9), ebit=np.nan)
    assert np.isnan(found["ebit"])
    assert found["net_profit"] == pytest.approx(33.6)


amounts = st.floats(0, 1e6)
shares = st.floats(0, 1)
shocks = st.builds(
    Scenario,
    sales=st.floats(0.1, 1), margin_points=st.floats(-0.5, 0), ebit=st.floats(0, 1),
    interest_cost=st.floats(1, 10), inventory=shares, cash=shares,
)  # fmt: skip


@st.composite
def accounts(draw):
    """Accounts in order: parts are not above their whole, what is divided by is there."""
    assets = draw(st.floats(1, 1e6))
    current = assets * draw(shares)
    inventory = current * draw(shares)
    debts = assets * draw(st.floats(0.01, 2))
    sales = assets * draw(st.floats(0.1, 3))
    ebit, interest = sales * draw(st.floats(-0.5, 0.3)), debts * draw(st.floats(0, 0.2))
    return one(
        sales=sales, ebit=ebit, interest_expense=interest,
        net_profit=ebit - interest - abs(ebit) * draw(st.floats(0, 0.3)),
        operating_cash_flow=sales * draw(st.floats(-0.5, 0.5)),
        total_assets=assets, current_assets=current, inventory=inventory,
        cash=(current - inventory) * draw(shares), total_liabilities=debts,
        current_liabilities=debts * draw(st.floats(0.01, 1)),
        retained_earnings=assets * draw(st.floats(-1, 0.5)),
    )  # fmt: skip


@given(known=accounts(), scenario=shocks)
@settings(max_examples=60, deadline=None)
def test_the_accounts_stay_in_balance(known, scenario):
    found = stressed_accounts(known, scenario, YES, FIXED)
    worth = {
        key: one_["total_assets"] - one_["total_liabilities"] for key, one_ in (("a", known), ("b", found))
    }
    profit = found["net_profit"] - known["net_profit"]
    scale = max(float(known["total_assets"][0]), float(np.abs(profit)[0]))
    np.testing.assert_allclose(worth["b"] - worth["a"], profit, atol=2e-9 * scale)
    assert found["current_assets"] >= found["inventory"]
    assert found["current_assets"] >= found["cash"] - 1e-9 * scale


@given(known=accounts(), hit=st.booleans())
@settings(max_examples=30, deadline=None)
def test_no_shock_changes_no_bit(known, hit):
    calm = stressed_accounts(known, Scenario(), np.array([hit]), FIXED)
    harsh = stressed_accounts(known, Scenario(sales=0.5, cash=0.1), np.array([False]), FIXED)
    for name in ACCOUNTS:
        assert calm[name].tobytes() == harsh[name].tobytes() == known[name].tobytes()


def score(known):
    return float(score_columns(customer_measures(known | {"prior_sales": np.array([900.0])}).values).score[0])


harsher = st.fixed_dictionaries({}, optional={
    "sales": shares, "ebit": shares, "inventory": shares, "cash": shares,
    "margin_points": shares, "interest_cost": shares,
})  # fmt: skip


@given(known=accounts(), scenario=shocks, more=harsher)
@settings(max_examples=60, deadline=None)
def test_a_harsher_shock_never_raises_a_score(known, scenario, more):
    # Each shock named is moved on towards its worst by a share of the way.
    worst = {"sales": 0.1, "ebit": 0, "inventory": 0, "cash": 0, "margin_points": -0.5, "interest_cost": 10}
    moved = {
        name: getattr(scenario, name) + (worst[name] - getattr(scenario, name)) * share
        for name, share in more.items()
    }
    first = stressed_accounts(known, scenario, YES, FIXED)
    second = stressed_accounts(known, scenario.model_copy(update=moved), YES, FIXED)
    assert score(second) <= score(first) + 1e-9
    assert score(first) <= score(known) + 1e-9


def test_payments_come_later_and_less_often_in_time():
    trading = {
        "on_time_rate": np.array([0.9, np.nan]), "weighted_days_late": np.array([-3.0, np.nan]),
        "last_paid_days_late": np.array([2.0, 1.0]), "oldest_days_past_due": np.array([0.0, 7.0]),
    }  # fmt: skip
    found = stressed_payments(trading, Scenario(days_late=10, on_time=0.5), np.array([True, True]))
    np.testing.assert_allclose(found["on_time_rate"], [0.45, np.nan])
    np.testing.assert_allclose(found["weighted_days_late"], [7, np.nan])
    np.testing.assert_allclose(found["last_paid_days_late"], [12, 11])
    np.testing.assert_allclose(found["oldest_days_past_due"], [0, 17])  # what is not due stays so


def test_only_customers_of_the_industry_are_hit():
    scenario = Scenario(industry="Construction | 建筑")
    found = hit_by(["CONSTRUCTION supplies", "建筑工程", "Food", None, ""], scenario)
    assert found.tolist() == [True, True, False, False, False]
    assert hit_by([None, "Food"], Scenario(sales=0.5)).all()


def test_the_largest_debtors_default_and_nobody_without_a_debt():
    debts, everyone = np.array([5.0, 9.0, 9.0, -3.0]), np.array([True] * 4)
    assert largest_debtors(debts, Scenario(largest_defaults=1), everyone).tolist() == [
        False,
        True,
        False,
        False,
    ]
    assert largest_debtors(debts, Scenario(largest_defaults=9), everyone).tolist() == [
        True,
        True,
        True,
        False,
    ]
    only_last = np.array([False, False, False, True])
    assert not largest_debtors(debts, Scenario(largest_defaults=1), only_last).any()


def test_default_rates_are_multiplied_up_to_certainty():
    risk = np.array([0.02, 0.6, np.nan, np.nan])
    hit, defaulted = np.array([True, True, True, False]), np.array([False, False, False, True])
    found = stressed_risk(risk, Scenario(default_rate=2), hit, defaulted)
    np.testing.assert_allclose(found, [0.04, 1.0, np.nan, 1.0])
