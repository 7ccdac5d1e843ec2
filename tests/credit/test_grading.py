from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import (
    cap_text,
    customer_measures,
    grade_by_points,
    grade_columns,
    grade_letter,
    grade_one,
    probability_of_default,
    red_flags,
    row_measures,
    score_columns,
    score_one,
)
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy, overlay

# A customer of full coverage in trading and finance with nothing against it; each case spoils one thing.
CLEAN = {
    "on_time_rate": 1.0, "weighted_days_late": 0.0, "last_paid_days_late": 0.0, "oldest_days_past_due": 0.0,
    "disputed_share": 0.0, "months_as_customer": 48.0, "peak_limit_use": 0.1, "settled_count": 20,
    "debt_ratio": 0.2, "current_ratio": 3.0, "quick_ratio": 2.0, "cash_ratio": 1.0, "cash_flow_cover": 1.0,
    "interest_cover": 20.0, "net_margin": 0.2, "return_on_assets": 0.2, "sales_growth": 0.2,
    "retained_earnings_ratio": 0.5, "payables_days": 10.0,
}  # fmt: skip


def graded(policy=None, **changes):
    found = row_measures({**CLEAN, **changes})
    return grade_one(found, score_one(found.values, policy), policy)


def test_a_clean_customer_is_uncapped():
    assert (graded().grade, graded().cap, graded().flags) == ("A", "", ())


@pytest.mark.parametrize(
    ("changes", "grade", "cap"),
    [
        ({"is_insolvent": True}, "E", "insolvent"),
        ({"is_blocked": "是"}, "E", "blocked"),
        ({"debt_ratio": 1.0}, "D", "negative_equity"),
        ({"debt_ratio": 1.0, "net_profit": -1}, "E", "negative_equity_with_loss"),
        ({"debt_ratio": 0.9}, "C", "high_debt"),
        ({"debt_ratio": 0.8999}, "A", ""),
        ({"current_ratio": 0.49}, "D", "illiquid"),
        ({"current_ratio": 0.99, "net_profit": -1}, "D", "illiquid_with_loss"),
        ({"current_ratio": 0.99}, "A", ""),
        ({"sales_growth": -0.30}, "C", "sales_fall"),
        ({"sales_growth": -0.29}, "A", ""),
        ({"net_profit": -1, "prior_net_profit": -1}, "C", "two_losses"),
        ({"oldest_days_past_due": 60}, "A", ""),
        ({"oldest_days_past_due": 61}, "C", "overdue"),
        ({"oldest_days_past_due": 91}, "D", "long_overdue"),
        ({"settled_count": 2}, "B", "short_history"),
        ({"settled_count": None}, "A", ""),  # payments are known, their number is not
        ({"months_as_customer": 5}, "B", "short_relationship"),
        ({"is_audited": False, "exposure": 1_000_001}, "B", "unaudited"),
        ({"is_audited": False, "exposure": 1_000_000}, "A", ""),
        ({"is_audited": None, "exposure": 9_000_000}, "A", ""),
    ],
)
def test_each_red_flag_caps_the_grade(changes, grade, cap):
    found = graded(**changes)
    assert (found.grade, found.cap) == (grade, cap)


def test_each_cap_can_be_switched_off():
    off = overlay(default_policy(), {"caps.high_debt.enabled": False})
    assert graded(off, debt_ratio=0.9).cap == ""


def test_a_cap_never_lifts_and_the_gravest_names_the_grade():
    found = graded(oldest_days_past_due=100, is_insolvent=True)
    assert (found.grade, found.cap, found.stops_supply) == ("E", "insolvent", True)
    assert found.flags == ("insolvent", "long_overdue", "overdue")


def test_without_accounts_or_history_no_better_than_b():
    trading = {name: CLEAN[name] for name in list(CLEAN)[:8]}
    standing = {"years_in_business": 20, "legal_form": "上市公司", "bureau_score": 90, "open_judgments": 0,
                "closed_judgments": 0, "country_grade": "A1"}  # fmt: skip
    found = row_measures({**trading, **standing})
    assert grade_one(found, score_one(found.values)).cap == "without_accounts"
    finance = {name: CLEAN[name] for name in list(CLEAN)[8:]}
    found = row_measures({**finance, **standing})
    assert grade_one(found, score_one(found.values)).cap == "short_history"


def test_too_little_known_is_not_rated():
    # 60 x 12/100 of finance: 7 % of the weight is known
    found = row_measures({"debt_ratio": 0.2})
    assert grade_one(found, score_one(found.values)).grade == "NR"
    # 60 x 100/100 with no standing: exactly 60 %, so no cap for coverage
    finance = row_measures({name: CLEAN[name] for name in list(CLEAN)[8:]} | {"company_size": 1e8})
    grading = grade_one(finance, score_one(finance.values))
    assert (grading.grade, "low_coverage" in grading.flags) == ("B", False)


rows = st.fixed_dictionaries(
    {"debt_ratio": st.floats(0, 1.5), "current_ratio": st.floats(0, 3), "on_time_rate": st.floats(0, 1)},
    optional={
        "oldest_days_past_due": st.floats(0, 200),
        "net_profit": st.floats(-5, 5),
        "prior_net_profit": st.floats(-5, 5),
        "is_blocked": st.booleans(),
        "settled_count": st.integers(0, 9),
        "years_in_business": st.floats(0, 20),
        "quick_ratio": st.floats(0, 2),
        "weighted_days_late": st.floats(0, 90),
    },
)


@given(rows)
@settings(max_examples=60)
def test_one_customer_is_a_column_of_one(row):
    one = row_measures(row)
    table = customer_measures({name: [value] for name, value in row.items()})
    single, column = grade_one(one, score_one(one.values)), grade_columns(table, score_columns(table.values))
    assert column.grade[0] == single.grade
    assert column.grade_by_points[0] == single.grade_by_points
    assert column.cap[0] == single.cap
    assert column.stops_supply[0] == single.stops_supply
    assert tuple(name for name, flag in column.flags.items() if flag[0]) == single.flags


def test_a_customer_of_whom_nothing_is_known_is_not_rated_but_red_flags_hold():
    table = customer_measures({"debt_ratio": [None, None], "is_blocked": [False, True]})
    grades = grade_columns(table, score_columns(table.values))
    assert grades.grade.tolist() == ["NR", "E"]
    assert red_flags(table, score_columns(table.values))["blocked"].tolist() == [False, True]


def test_grades_begin_at_their_points():
    found = grade_by_points([100, 85, 84.999, 70, 50, 40, 39.999, 0, None])
    assert found.tolist() == ["A", "A", "B", "B", "C", "D", "E", "E", "NR"]


def test_probability_of_default_by_hand():
    # odds x (.0204082 / .0745755); A: .0101010 x .2736575 = .0027642; / 1.0027642 = .0027566
    found = probability_of_default(["A", "B", "C", "D", "E", "NR"])
    assert found[0] == pytest.approx(0.0027566, abs=5e-8)
    assert np.all(np.diff(found[:5]) > 0)
    assert math.isnan(found[5])
    sample = overlay(default_policy(), {"grades.own_base_rate": 0.0694})
    assert probability_of_default("C", sample) == pytest.approx(0.075)
    certain = overlay(default_policy(), {"grades.E.sample_default_rate": 1})
    assert probability_of_default("E", certain) == 1


@pytest.mark.parametrize(
    ("call", "english", "chinese"),
    [
        (lambda: grade_letter("F"), "grade: got 'F'. Accepted are A, B", "可接受的是 A、B"),
        (lambda: grade_letter(True), "grade: got True", "收到 True"),
        (lambda: grade_by_points(100.5), "score: got 100.5. 0 to 100", "只接受 0 至 100"),
        (lambda: grade_by_points(-1), "score: got -1", "收到 -1"),
    ],
)
def test_wrong_grades_are_named(call, english, chinese):
    with pytest.raises(ArgumentError, match=english) as caught:
        call()
    assert chinese in caught.value.text("zh")


def test_every_cap_has_its_words():
    for name in type(default_policy().caps).model_fields:
        assert cap_text(name, language="en")
        assert cap_text(name, language="zh")
    assert cap_text("low_coverage", language="en") == "Less than 60% of the weight is known"
    assert cap_text("") == ""
