"""A whole customer by hand, from the record to the limit: the arithmetic stands in the comments."""

from __future__ import annotations

import numpy as np
import pytest

from xlcredit.credit import (
    credit_limit,
    credit_terms,
    customer_measures,
    grade_columns,
    grade_one,
    order_decision,
    reason_rows,
    row_measures,
    score_columns,
    score_one,
    top_reasons,
)

# value -> points (weight), family by family
STANDING = {
    "years_in_business": (11 + 0 / 12, 100),  # 2015-06-01 to 2026-06-30: 132 whole months (25)
    "legal_form": (2.0, 70),  # private company (15)
    "judgments": (1.0, 60),  # closed ones only (25)
    "bureau_score": (65.0, 50),  # [50, 70) (20)
    "country_grade": (2.0, 75),  # A3 (10)
    "paid_in_capital": (6_000_000.0, 80),  # [5m, 10m) CNY (5)
}  # 2500 + 1050 + 1500 + 1000 + 750 + 400 = 7200 / 100 = 72
FINANCE = {
    "debt_ratio": (0.65, 65),  # 5.85 / 9 (12)
    "current_ratio": (5 / 3.6, 85),  # 1.389 in [1.3, 2) (8)
    "quick_ratio": (3.5 / 3.6, 80),  # .972 in [.7, 1) (10)
    "cash_ratio": (0.6 / 3.6, 70),  # .167 in [.05, .2) (8)
    "cash_flow_cover": (0.6 / 5.85, 80),  # .1026 in [.1, .2) (12)
    "interest_cover": (4.0, 85),  # 600 / 150 in [3, 8) (8)
    "net_margin": (0.03, 90),  # on the edge: [.03, .06) (8)
    "return_on_assets": (0.04, 75),  # .36 / 9 in [.02, .05) (8)
    "sales_growth": (1 / 11, 75),  # in [0, .1) (10)
    "retained_earnings_ratio": (0.1, 75),  # on the edge: [.1, .2) (8)
    "payables_days": (109.5, 60),  # 3.6 x 365 / 12 in [90, 120) (5)
    "company_size": (1_200_000.0, 40),  # 9m CNY / 7.5 in [.5m, 2m) EUR (3)
}  # 780 + 680 + 800 + 560 + 960 + 680 + 720 + 600 + 750 + 600 + 300 + 120 = 7550 / 100 = 75.5
TRADING = {
    "on_time_rate": (0.80, 65),  # [.7, .85) (26)
    "weighted_days_late": (8.0, 60),  # [5, 15) (26)
    "last_paid_days_late": (0.0, 100),  # not late (10)
    "oldest_days_past_due": (20.0, 50),  # [15, 30) (16)
    "disputed_share": (0.03, 85),  # [.02, .05) (8)
    "months_as_customer": (29.0, 80),  # 2024-01-15 to 2026-06-30 in [24, 36) (6)
    "peak_limit_use": (0.90, 50),  # [.8, 1) (8)
}  # 1690 + 1560 + 1000 + 800 + 680 + 480 + 400 = 6610 / 100 = 66.1
SCORE = 0.20 * 72 + 0.35 * 75.5 + 0.45 * 66.1  # 14.4 + 26.425 + 29.745 = 70.57


@pytest.fixture
def measured(customer, as_of, rates):
    return row_measures(customer, as_of=as_of, currency_rates=rates)


@pytest.mark.parametrize("family", [STANDING, FINANCE, TRADING])
def test_values_and_points(measured, family):
    score = score_one(measured.values)
    for name, (value, points) in family.items():
        assert measured.values[name] == pytest.approx(value, rel=1e-12), name
        assert score.points[name] == points, name


def test_score_family_scores_and_coverage(measured):
    score = score_one(measured.values)
    assert score.family_scores == pytest.approx({"standing": 72, "finance": 75.5, "trading": 66.1})
    assert score.score == pytest.approx(SCORE, abs=1e-9)
    assert score.coverage == pytest.approx(1)


def test_reasons_add_up_worst_first(measured):
    score = score_one(measured.values)
    rows = reason_rows(score, measured.values, language="en")
    assert sum(row[6] for row in rows) == pytest.approx(score.score, abs=1e-9)
    # 0.45 x 26 x 40 / 100 = 4.68 lost on days late, then 0.45 x 26 x 35 / 100 = 4.095 on the on-time rate
    assert [row[1] for row in rows[:2]] == ["Weighted days late", "On-time rate"]
    assert rows[0][2:] == [8.0, "5–15", 60.0, pytest.approx(11.7), pytest.approx(7.02)]
    lost = [round(row[5] - row[6], 9) for row in rows]
    assert lost == sorted(lost, reverse=True)


def test_grade(measured):
    grading = grade_one(measured, score_one(measured.values))
    assert (grading.grade, grading.grade_by_points, grading.cap, grading.flags) == ("B", "B", "", ())


def test_limit_terms_and_order(customer):
    # need = 2.4m x (45 + 8) / 365 = 348,493.15; capacity = min(10 % of 3.15m, 20 % of 1.4m) = 280,000
    net_worth = customer["total_assets"] - customer["total_liabilities"]
    working_capital = customer["current_assets"] - customer["current_liabilities"]
    limit = credit_limit(
        "B", 2_400_000, 45, days_late=8, net_worth=net_worth, working_capital=working_capital
    )
    assert limit.need == pytest.approx(348_493.15, abs=0.005)
    assert (limit.capacity, limit.recommended_limit, limit.binding) == (280_000, 280_000, "capacity")
    assert credit_terms("B").days == 45
    assert order_decision(280_000, 200_000, 80_000, 20, "B").verdict == "release"


def test_a_one_row_table_is_the_row(customer, as_of, rates):
    columns = {name: [value] for name, value in customer.items()}
    table = customer_measures(columns, as_of=as_of, currency_rates=rates)
    row = row_measures(customer, as_of=as_of, currency_rates=rates)
    assert {name: column[0] for name, column in table.values.items()} == pytest.approx(
        row.values, nan_ok=True
    )
    assert {name: column[0] for name, column in table.facts.items()} == pytest.approx(row.facts, nan_ok=True)
    scores = score_columns(table.values)
    assert scores.score[0] == score_one(row.values).score
    assert grade_columns(table, scores).grade.tolist() == ["B"]
    assert top_reasons(scores, table.values, language="zh")[0][0] == "加权逾期天数（5–15）：扣 4.7 分"
    assert np.isnan(table.facts["is_blocked"][0])
