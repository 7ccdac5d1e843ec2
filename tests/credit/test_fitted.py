from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import FACTORS, grade_one, reason_rows, row_measures, score_reasons, score_rows
from xlcredit.credit.card import card_of
from xlcredit.credit.customer_table import customer_factors, customer_measures
from xlcredit.credit.fitted import log_odds, probability_of_score
from xlcredit.credit.grades import default_probability, grade_by_points
from xlcredit.credit.grading import grade_columns
from xlcredit.credit.reasons import top_reasons
from xlcredit.credit.scorecard import score_alone, score_columns, score_one, scores_alone
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy, overlay

POINTS = st.floats(-50, 150, allow_nan=False)
NAMES = ["debt_ratio", "interest_cover", "on_time_rate", "years_in_business", "X7", "Own list"]
VALUES = st.floats(-5, 5, allow_nan=False) | st.just(math.inf)


def fitted(*factors, **more):
    return overlay(
        default_policy(),
        {"scorecard.method": "fitted", "points_table.factors": list(factors), **more},
    )


def factor(name, edges, points, missing=0.0):
    return {"name": name, "edges": edges, "points": points, "points_missing": missing}


@st.composite
def cards(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    found = []
    for name in names:
        edges = sorted(draw(st.sets(st.floats(-4, 4, allow_nan=False), max_size=4)))
        points = draw(st.lists(POINTS, min_size=len(edges) + 1, max_size=len(edges) + 1))
        found.append(factor(name, edges, points, draw(POINTS)))
    return fitted(*found)


@st.composite
def scored(draw):
    policy = draw(cards())
    names = [one.name for one in policy.points_table.factors]
    known = draw(st.sets(st.sampled_from(names), min_size=1))
    return policy, {name: draw(VALUES) if name in known else math.nan for name in names}


def by_hand(policy, values):
    """Points by counting the edges that are not above the value."""
    return {
        one.name: one.points_missing
        if math.isnan(values[one.name])
        else one.points[sum(edge <= values[one.name] for edge in one.edges)]
        for one in policy.points_table.factors
    }


@given(scored())
@settings(max_examples=60)
def test_contributions_are_the_points_and_add_up_exactly(case):
    policy, values = case
    score = score_one(values, policy)
    assert score.contributions == score.points == by_hand(policy, values)
    assert score.score == sum(score.contributions.values())
    assert sum(row[6] for row in reason_rows(score, values, policy)) == pytest.approx(score.score, abs=1e-9)


@given(scored())
@settings(max_examples=60)
def test_one_customer_is_a_row_of_a_column_to_the_last_bit(case):
    policy, values = case
    columns = {name: np.array([value, math.nan, 1.0]) for name, value in values.items()}
    one, many = score_one(values, policy), score_columns(columns, policy)
    assert (one.score, one.coverage) == (many.score[0], many.coverage[0])
    known = {name: value for name, value in values.items() if not math.isnan(value)}
    assert score_alone(tuple(known), tuple(known.values()), policy) == one.score
    assert scores_alone(columns, policy).tolist()[::2] == many.score.tolist()[::2]
    assert [math.isnan(many.score[1]), math.isnan(scores_alone(columns, policy)[1])] == [True, True]
    for name in values:
        assert many.contribution(name)[0] == one.contributions[name]
        assert many.maximum(name)[0] == one.maximum[name]


@given(scored(), st.data())
@settings(max_examples=60)
def test_a_missing_value_moves_the_score_and_the_coverage_by_its_own_part(case, draws):
    policy, values = case
    known = [name for name, value in values.items() if not math.isnan(value)]
    gone = draws.draw(st.sampled_from(known))
    if len(known) == 1:
        with pytest.raises(MissingDataError, match="factor"):
            score_one({**values, gone: math.nan}, policy)
        return
    before, after = score_one(values, policy), score_one({**values, gone: math.nan}, policy)
    records = {one.name: one for one in policy.points_table.factors}
    changed = {name for name in values if before.points[name] != after.points[name]}
    assert changed <= {gone}
    assert after.points[gone] == records[gone].points_missing
    reach = {
        name: max(*one.points, one.points_missing) - min(*one.points, one.points_missing)
        for name, one in records.items()
    }
    whole = sum(reach.values())
    part = reach[gone] / whole if whole else 1 / len(records)
    assert before.coverage - after.coverage == pytest.approx(part, abs=1e-12)
    assert 0 <= after.coverage <= before.coverage <= 1


def test_everything_known_is_full_coverage():
    policy = fitted(factor("X7", [0.1], [0.1, 0.3], 0.2), factor("debt_ratio", [0.7], [0.7, 0.1], 0.3))
    assert score_one({"X7": 1.0, "debt_ratio": 1.0}, policy).coverage == 1.0


@given(st.floats(-500, 1000, allow_nan=False))
@settings(max_examples=60)
def test_log_odds_follow_the_scale(score):
    # 7 points double odds of 10 to 1 at 50 points: 10 x 2^((score - 50) / 7)
    expected = math.log(10) + (score - 50) / 7 * math.log(2)
    assert log_odds(score) == pytest.approx(expected, abs=1e-9)
    assert probability_of_score(score) == pytest.approx(1 / (1 + math.exp(expected)), rel=1e-9)


def test_probability_of_scores_beyond_every_number():
    assert probability_of_score(1e6) == 0.0
    assert probability_of_score([-1e6, math.nan]).tolist()[:1] == [1.0]


def test_a_number_has_its_own_probability_and_a_grade_that_of_the_grade():
    policy = fitted(factor("X7", [1], [40, 60]))
    # odds 10 and 20 to 1: 1/11 and 1/21; grade A as under the expert card
    assert default_probability(50.0, policy) == pytest.approx(1 / 11, abs=1e-12)
    found = default_probability([50, "A", None, 57.0], policy)
    assert found[[0, 3]] == pytest.approx([1 / 11, 1 / 21], abs=1e-12)
    assert found[1] == default_probability("A") == default_probability("A", policy)
    assert math.isnan(found[2])
    with pytest.raises(ArgumentError, match="grade"):
        default_probability(True, policy)


def test_scores_beyond_the_scale_have_a_grade():
    policy = fitted(factor("X7", [1], [-40, 160]))
    assert [grade_by_points(score, policy) for score in (-40.0, 160.0)] == ["E", "A"]
    assert grade_by_points(np.array([-40.0, 160.0, np.nan]), policy).tolist() == ["E", "A", "NR"]
    with pytest.raises(ArgumentError, match="100"):
        grade_by_points(160.0)
    measures = customer_measures({"X7": [0.0, 2.0]}, policy)
    grades = grade_columns(measures, score_columns(measures.values, policy), policy)
    assert grades.grade_by_points.tolist() == ["E", "A"]


def test_red_flags_work_on_facts_under_either_card():
    policy = fitted(factor("X7", [1], [40, 90]))
    row = {"X7": 2.0, "debt_ratio": 1.2, "net_profit": -1.0, "is_insolvent": True}
    measures = row_measures(row, policy)
    graded = grade_one(measures, score_one(measures.values, policy), policy)
    assert (graded.grade_by_points, graded.grade, graded.cap) == ("A", "E", "insolvent")
    assert {"insolvent", "negative_equity_with_loss"} <= set(graded.flags)


def test_reasons_rank_what_was_lost_against_the_best_attainable():
    policy = fitted(
        factor("X7", [1, 2], [-10, 5, 30], -2.0),  # best 30
        factor("debt_ratio", [0.6], [25, 20], 26.0),  # best 25; an unknown one has more, which costs nothing
        factor("Own list", [], [0.0], -7.0),
    )
    values = {
        "X7": np.array([0.0, 2.5]),
        "debt_ratio": np.array([0.7, np.nan]),
        "Own list": np.array([np.nan, 1]),
    }
    assert top_reasons(score_columns(values, policy), values, policy, "en") == [
        [
            "X7 below 1: 40.0 points lost",
            "Own list no value: 7.0 points lost",
            "Debt ratio 0.6 or more: 5.0 points lost",
        ],
        ["", "", ""],
    ]
    assert (
        top_reasons(score_columns(values, policy), values, policy, "zh")[0][0] == "X7（低于 1）：扣 40.0 分"
    )


def test_why_shows_points_of_missing_values_too():
    policy = fitted(factor("X7", [1], [-10.5, 30], -2.0), factor("debt_ratio", [0.6], [25, 20], 6.0))
    found = score_reasons([0.5, None], ["x7", "资产负债率"], policy, "zh")
    # family, factor, value, band, points, maximum, contribution; -10.5 + 6 = -4.5
    assert found == [
        ["自有", "X7", 0.5, "低于 1", -10.5, 30.0, -10.5],
        ["财务", "资产负债率", None, "无数据", 6.0, 25.0, 6.0],
    ]
    assert score_rows([[0.5, None]], ["x7", "资产负债率"], policy) == [-4.5]


def test_headings_of_the_card_are_understood_wherever_headings_are():
    policy = fitted(factor("Ｘ7 EBIT_to_assets", [0], [10, 20]), factor("Net sales", [100], [1, 2], 5.0))
    headings = ["x7 ebit to assets", "销售收入", "Customer"]
    assert score_rows([[0.1, 200, "C1"], [None, 50, "C2"], [-1, None, "C3"]], headings, policy) == [22, 1, 15]
    assert score_rows([[0.1, 200, "C1"]], headings, policy) == [22]
    with pytest.raises(ArgumentError, match="x7 ebit to assets"):
        score_rows([[0.1]], ["x7 ebit to assets"])


def test_text_in_a_column_of_ones_own_is_refused():
    policy = fitted(factor("X7", [0], [10, 20]))
    with pytest.raises(ArgumentError, match="X7"):
        score_rows([["high"]], ["X7"], policy)


def test_a_factor_may_come_from_the_accounts():
    policy = fitted(factor("debt_ratio", [0.5], [60, 40], 45.0), factor("X7", [0], [1, 2]))
    row = {"total_liabilities": 60, "total_assets": 100, "X7": 3.0}
    assert score_one(row_measures(row, policy).values, policy).score == 42.0
    columns = {name: [value] for name, value in row.items()}
    assert score_columns(customer_measures(columns, policy).values, policy).score.tolist() == [42.0]
    plain, unread = customer_factors({"X7": [3.0], "debt_ratio": [0.6]}, policy)
    assert (scores_alone(plain, policy).tolist(), unread) == ([42.0], ())


def test_families_say_where_the_points_lie_between_worst_and_best():
    policy = fitted(
        factor("debt_ratio", [0.5, 0.9], [30, 10, -10]),
        factor("current_ratio", [1], [0, 20]),
        factor("on_time_rate", [0.9], [5, 5]),
    )
    found = score_one({"debt_ratio": 0.6, "current_ratio": 2.0, "on_time_rate": 1.0}, policy).family_scores
    # finance: (10 + 10 + 20 - 0) of (40 + 20); trading cannot move; standing is unknown
    assert found["finance"] == pytest.approx(100 * 40 / 60)
    assert math.isnan(found["trading"])
    assert math.isnan(found["standing"])


def test_a_column_of_another_length_is_refused():
    policy = fitted(factor("X7", [0], [10, 20]), factor("X8", [0], [1, 2]))
    with pytest.raises(ArgumentError, match="X8"):
        score_columns({"X7": [1.0, 2.0, 3.0], "X8": [1.0, 2.0]}, policy)


def test_the_card_of_each_policy_is_made_once():
    policy = fitted(factor("X7", [0], [10, 20]), factor("debt_ratio", [0], [1, 2]))
    assert card_of(policy) is card_of(policy)
    assert (card_of(policy).own, card_of(default_policy()).own) == ({"X7": "X7"}, {})
    assert [one.name for one in card_of(default_policy()).factors] == list(FACTORS)


def test_reasons_name_every_level_of_a_band():
    policy = fitted(factor("legal_form", [0.5, 2.5], [0, 10, 20]))
    values = {"legal_form": np.array([0.0, 2.0, 3.0])}
    # Levels 1 and 2 share the middle band: a private company is no sole owner.
    assert top_reasons(score_columns(values, policy), values, policy, "en", count=1) == [
        ["Legal form sole owner: 20.0 points lost"],
        ["Legal form partnership, private company: 10.0 points lost"],
        [""],
    ]


def test_nothing_is_lost_where_there_is_no_score():
    policy = fitted(factor("debt_ratio", [0.5], [30, 10], 5))
    values = {"debt_ratio": np.array([math.nan, 0.7])}
    scores = score_columns(values, policy)
    assert scores.lost("debt_ratio").tolist() == [0, 20]
    assert top_reasons(scores, values, policy, "en", count=1)[0] == [""]
