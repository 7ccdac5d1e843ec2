from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.tables import CUSTOMERS, SCENARIO_CUSTOMERS, SCENARIOS
from xlcredit.texts import say

AS_OF = date(2026, 6, 30)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Paid on"]
# Every customer owes two invoices of which the older is late, paid one ten days late, and tells its accounts.
# Cesar owes most.
NAMES = {"A": "Cesar", "B": "Berta", "C": "Anna"}
OWED = {"A": 900.0, "B": 500.0, "C": 500.0}
ACCOUNTS = {
    "sales": 100_000, "prior_sales": 100_000, "net_profit": 5_000, "ebit": 8_000, "interest_expense": 1_000,
    "depreciation": 2_000, "total_assets": 60_000, "current_assets": 30_000, "cash": 5_000,
    "inventory": 10_000, "total_liabilities": 25_000, "current_liabilities": 15_000,
    "retained_earnings": 12_000,
}  # fmt: skip


def customers(industries=("", "Construction", "")):
    names = ["customer_id", "customer_name", "industry", "statement_date", *ACCOUNTS]
    assert set(names) <= set(CUSTOMERS.column_names)
    rows = [
        [key, NAMES[key], industry, date(2025, 12, 31), *ACCOUNTS.values()]
        for key, industry in zip(NAMES, industries, strict=True)
    ]
    return Grid("Customers", [[say(f"labels.{name}", "en") for name in names], *rows])


def ledger(industries=("", "Construction", "")):
    rows = []
    for key, owed in OWED.items():
        rows.append([key, f"{key}1", date(2026, 6, 1), date(2026, 7, 15), "EUR", owed - 100, None])
        rows.append([key, f"{key}2", date(2026, 4, 1), date(2026, 6, 10), "EUR", 100.0, None])
        rows.append([key, f"{key}3", date(2026, 3, 1), date(2026, 4, 1), "EUR", 50, date(2026, 4, 11)])
    return read_ledger([Grid("Items", [HEADINGS, *rows]), customers(industries)], today=date(2026, 7, 1))


def refreshed(changes=None, what_if=None, language="en", found=None):
    policy = overlay(default_policy(), changes or {})
    other = None if what_if is None else overlay(policy, what_if)
    options = {"today": date(2026, 7, 1), "as_of": AS_OF, "base_currency": "EUR", "language": language}
    return refresh(found or ledger(), policy, what_if=other, **options)


def only(**shocks):
    """A policy change that leaves one scenario, named ours."""
    gone = {f"stress.scenarios.{name}": None for name in default_policy().stress.scenarios}
    return gone | {f"stress.scenarios.ours.{name}": value for name, value in shocks.items()}


def row_of(result, name):
    return result.tables["scenarios"].set_index("scenario").loc[name]


def test_tables_have_their_columns_and_today_is_what_the_other_sheets_say():
    result = refreshed()
    tables = result.tables
    assert list(tables["scenarios"]) == list(SCENARIOS.column_names)
    assert list(tables["scenario_customers"]) == list(SCENARIO_CUSTOMERS.column_names)
    today = row_of(result, "Today")
    assert today["scenario_loss"] == result.figures["expected_loss"]
    assert today["recommended_total"] == result.figures["recommended_limits_total"]
    assert today["customers_over_limit"] == result.figures["over_recommended_limit"]
    letters = [today[f"customers_grade_{letter}"] for letter in "abcde"]
    assert sum(letters) == today["rated_customers"] == 3


def same(one, other):
    for name in (
        "rated_customers",
        "average_score",
        "scenario_loss",
        "recommended_total",
        "amount_over_limit",
    ):
        assert one[name] == other[name] or (np.isnan(one[name]) and np.isnan(other[name]))


def test_without_a_shock_a_scenario_is_today_to_the_last_bit():
    result = refreshed(only(sales=1.0, days_late=0, default_rate=1))
    same(row_of(result, "ours"), row_of(result, "Today"))
    assert row_of(result, "ours")["change_against_base"] == "No change"
    assert result.tables["scenario_customers"].empty


def test_the_largest_customer_that_fails_is_lost_for_certain():
    result = refreshed(only(largest_defaults=1))
    today, ours = row_of(result, "Today"), row_of(result, "ours")
    moved = result.tables["scenario_customers"]
    assert moved["customer_name"].tolist() == ["Cesar"]
    # All of his 900 is lost instead of its expected part; nobody else changes.
    assert ours["scenario_loss"] - today["scenario_loss"] == pytest.approx(900 - moved["base_loss"][0])
    assert (moved["worst_grade"][0], moved["worst_limit"][0], moved["worst_loss"][0]) == ("E", 0.0, 900.0)
    assert moved["worst_scenario"][0] == "ours"


def test_default_rates_are_multiplied_for_the_industry_alone():
    result = refreshed(only(industry="construction|建筑", default_rate=3))
    moved = result.tables["scenario_customers"]
    assert moved["customer_name"].tolist() == ["Berta"]
    assert moved["worst_loss"][0] == pytest.approx(3 * moved["base_loss"][0])
    assert moved["worst_limit"][0] == moved["base_limit"][0]


def test_an_industry_that_no_customer_is_in_is_said_so():
    result = refreshed(only(industry="space", sales=0.5))
    ours = row_of(result, "ours")
    assert ours["change_against_base"] == "Nobody is hit: no customer of such an industry"
    assert ours["assumptions"] == "only space, sales x 0.5"
    same(ours, row_of(result, "Today"))


def test_who_pays_later_gets_no_higher_limit_and_who_sells_less_a_lower_one():
    later = refreshed(only(days_late=60))
    fewer = refreshed(only(sales=0.9))
    for result in (later, fewer):
        assert row_of(result, "ours")["recommended_total"] <= row_of(result, "Today")["recommended_total"]
    assert row_of(fewer, "ours")["recommended_total"] < row_of(fewer, "Today")["recommended_total"]


def test_equal_changes_stand_in_the_order_of_names_and_the_list_ends_at_the_policy_s_number():
    everyone = only(default_rate=2)
    result = refreshed(everyone)
    assert result.tables["scenario_customers"]["customer_name"].tolist() == ["Cesar", "Anna", "Berta"]
    result = refreshed(everyone | {"stress.customers_shown": 2})
    assert result.tables["scenario_customers"]["customer_name"].tolist() == ["Cesar", "Anna"]


def test_a_what_if_stands_beside_today_and_says_what_it_changes():
    result = refreshed(what_if={"limits.grade_factor.A": 1.0, "grades.loss_given_default": 0.5})
    table = result.tables["scenarios"]
    assert table["scenario"].tolist()[:3] == ["Today", "What-if policy", "Mild recession"]
    found = row_of(result, "What-if policy")
    # Half is recovered: half the loss.
    assert found["scenario_loss"] == pytest.approx(row_of(result, "Today")["scenario_loss"] / 2)
    assert found["change_against_base"].startswith("Loss -50.0%")
    assert found["assumptions"] == "Grades › share lost in a default 1→0.5, Limits › grade factor › A 1.5→1"


@pytest.mark.parametrize(
    ("language", "change", "assumptions"),
    [
        ("en", "Loss not known, limits -100.0%; grades 3 lost", "Red flags › insolvent › in use TRUE→FALSE"),
        ("zh", "预期损失无法测算，额度-100.0%；等级取消 3 家", "红线 › 破产或失信被执行人 › 启用 TRUE→FALSE"),
    ],
)
def test_a_what_if_that_takes_every_grade_away_does_not_say_unchanged(language, change, assumptions):
    what_if = {"scorecard.coverage_for_rating": 1.0, "caps.insolvent.enabled": False}
    found = refreshed(what_if=what_if, language=language).tables["scenarios"].iloc[1]
    assert found["change_against_base"] == change
    assert assumptions in found["assumptions"]


def test_a_loss_where_none_was_known_is_said_as_an_amount():
    changes = only(largest_defaults=1) | {"scorecard.coverage_for_rating": 1.0}
    found = row_of(refreshed(changes), "ours")
    # Nobody is rated but Cesar, who fails with 900.
    assert found["change_against_base"] == "Loss +900, limits unchanged; grades 1 new"


def test_without_a_what_if_its_columns_are_blank():
    moved = refreshed().tables["scenario_customers"]
    assert len(moved) == 3
    assert set(moved["what_if_grade"]) == {""}
    assert moved[["what_if_score", "what_if_limit", "what_if_loss"]].isna().all(axis=None)


def test_a_what_if_may_measure_otherwise():
    result = refreshed(what_if={"limits.peak_months": 12, "behaviour.window_months": 6})
    # Purchases of twelve months instead of those of the busiest three, annualised: a quarter of the need.
    today, found = row_of(result, "Today"), row_of(result, "What-if policy")
    assert found["recommended_total"] < today["recommended_total"] / 2


@given(
    factor=st.floats(0, 1.5),
    share=st.floats(0, 1),
    points=st.integers(71, 100),
    missing=st.sampled_from(["zero", "reweight"]),
    months=st.integers(1, 12),
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_what_if_changes_nothing_but_the_comparison(factor, share, points, missing, months):
    found = ledger()
    plain = refreshed(found=found)
    other = {
        "limits.grade_factor": {"A": factor, "B": 0.0, "C": 0.0, "D": 0.0},
        "limits.net_worth_share": share, "grades.A.points_from": points, "scorecard.missing": missing,
        "limits.peak_months": months, "caps.overdue.enabled": False,
    }  # fmt: skip
    tried = refreshed(what_if=other, found=found)
    assert tried.policy.policy_id == plain.policy.policy_id
    np.testing.assert_equal(tried.figures, plain.figures)
    for name, frame in plain.tables.items():
        if name not in ("scenarios", "scenario_customers"):
            assert frame.equals(tried.tables[name]), name
    rest = tried.tables["scenarios"].drop(index=1).reset_index(drop=True)
    assert rest.equals(plain.tables["scenarios"])


def test_scenarios_speak_chinese():
    table = refreshed(language="zh").tables["scenarios"]
    assert table["scenario"].tolist()[:2] == ["现状", "轻度衰退"]
    assert (
        table["assumptions"][1] == "销售收入×0.95，利润率 -0.5%，付款推迟 5 天，准时付款率×0.95，违约率×1.5"
    )
    assert "预期损失" in table["change_against_base"][1]


def test_a_policy_without_scenarios_shows_today_alone():
    gone = {f"stress.scenarios.{name}": None for name in default_policy().stress.scenarios}
    tables = refreshed(gone).tables
    assert tables["scenarios"]["scenario"].tolist() == ["Today"]
    assert tables["scenario_customers"].empty
    assert list(tables["scenario_customers"]) == list(SCENARIO_CUSTOMERS.column_names)
