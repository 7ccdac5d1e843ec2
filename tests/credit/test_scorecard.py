from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import FACTORS, score_columns, score_one
from xlcredit.credit.scorecard import score_alone, scores_alone
from xlcredit.credit.words import LEVELS
from xlcredit.errors import MissingDataError
from xlcredit.policy import default_policy, overlay

ZERO = overlay(default_policy(), {"scorecard.missing": "zero"})


def values_of(name):
    if name in LEVELS:
        return st.integers(0, len(LEVELS[name]) - 1).map(float)
    spread = st.floats(-3, 3) if "days" not in name and "score" not in name else st.floats(-50, 200)
    return st.one_of(spread, st.just(math.inf)) if name == "interest_cover" else spread


customers = st.fixed_dictionaries({}, optional={name: values_of(name) for name in FACTORS}).filter(
    lambda known: (
        bool(set(known) - {"oldest_days_past_due", "disputed_share", "months_as_customer", "peak_limit_use"})
        and bool(set(known) & {"years_in_business", "debt_ratio", "on_time_rate"})
    )
)


@given(customers, st.sampled_from([default_policy(), ZERO]))
@settings(max_examples=60)
def test_contributions_add_up_exactly_and_never_pass_their_maximum(known, policy):
    found = score_one(known, policy)
    assert found.score == sum(found.contributions.values())
    assert math.isclose(math.fsum(found.contributions.values()), found.score, abs_tol=1e-9)
    assert math.fsum(found.maximum.values()) == pytest.approx(100)
    assert all(0 <= found.contributions[name] <= found.maximum[name] for name in FACTORS)
    assert 0 <= found.score <= 100 + 1e-9
    assert 0 < found.coverage <= 1 + 1e-9


@given(st.lists(customers, min_size=1, max_size=8), st.sampled_from([default_policy(), ZERO]), st.randoms())
@settings(max_examples=40)
def test_a_column_is_its_rows_in_any_order(rows, policy, random):
    random.shuffle(rows)
    columns = {name: [row.get(name, math.nan) for row in rows] for name in FACTORS}
    scores = score_columns(columns, policy)
    for place, row in enumerate(rows):
        one = score_one(row, policy)
        assert (scores.score[place], scores.coverage[place]) == (one.score, one.coverage)
        for name in FACTORS:
            assert scores.contribution(name)[place] == one.contributions[name]
            assert scores.maximum(name)[place] == one.maximum[name]
        np.testing.assert_equal({f: v[place] for f, v in scores.family_scores.items()}, one.family_scores)


@given(
    st.lists(customers, min_size=1, max_size=8),
    st.sampled_from([default_policy(), ZERO]),
    st.sets(st.sampled_from(FACTORS), max_size=len(FACTORS) - 1),
)
@settings(max_examples=60)
def test_a_score_alone_is_the_score_with_its_reasons_to_the_last_bit(rows, policy, absent):
    assert [score_alone(tuple(row), tuple(row.values()), policy) for row in rows] == [
        score_one(row, policy).score for row in rows
    ]
    full = {**dict.fromkeys(FACTORS, 0.5), **dict.fromkeys(LEVELS, 1.0)}
    known = [{**full, **row} for row in rows]
    columns = {name: [row[name] for row in known] for name in FACTORS if name not in absent}
    for table in (columns, {name: [row.get(name, math.nan) for row in rows] for name in FACTORS}):
        np.testing.assert_array_equal(scores_alone(table, policy), score_columns(table, policy).score)


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("debt_ratio", 0.39999, 100), ("debt_ratio", 0.40, 80), ("debt_ratio", 1.0, 0),  # [lower, upper)
        ("weighted_days_late", -3, 100), ("weighted_days_late", 0, 100),  # 0 days late is not late
        ("weighted_days_late", 0.01, 80), ("weighted_days_late", 5, 60), ("weighted_days_late", 60, 0),
        ("interest_cover", math.inf, 75), ("interest_cover", 8, 100), ("interest_cover", -0.1, 0),
        ("judgments", 3, 0), ("country_grade", 7, 0), ("legal_form", 5, 100), ("legal_form", 0, 30),
    ],
)  # fmt: skip
def test_points_of_a_band(name, value, points):
    known = {"on_time_rate": 1.0, "debt_ratio": 0.1, name: value}
    assert score_one(known).points[name] == points


def test_family_weights_follow_what_is_known():
    # debt .65 -> 65, on time .8 -> 65, years 11 -> 100
    both = score_one({"debt_ratio": 0.65, "on_time_rate": 0.8, "years_in_business": 11})
    assert both.score == pytest.approx(0.20 * 100 + 0.35 * 65 + 0.45 * 65)
    no_history = score_one({"debt_ratio": 0.65, "years_in_business": 11, "oldest_days_past_due": 0})
    assert no_history.score == pytest.approx(0.40 * 100 + 0.60 * 65)
    assert math.isnan(no_history.points["oldest_days_past_due"])  # counts only beside a payment
    no_accounts = score_one({"on_time_rate": 0.8, "years_in_business": 11, "company_size": 1e6})
    assert no_accounts.score == pytest.approx(0.35 * 100 + 0.65 * 65)


def test_coverage_is_the_known_share_of_the_families_that_count():
    # 60 x 12/100 + 40 x 25/100 = 17.2 of 100; with neither history nor accounts 20 x 25/100 = 5 of 100
    assert score_one({"debt_ratio": 0.65, "years_in_business": 11}).coverage == pytest.approx(0.172)
    assert score_one({"years_in_business": 11}).coverage == pytest.approx(0.05)


def test_missing_can_earn_zero_points():
    # 12 of 100 finance weights at 65 points; standing 25 of 100 at 100: 0.6 x 7.8 + 0.4 x 25
    assert score_one({"debt_ratio": 0.65, "years_in_business": 11}, ZERO).score == pytest.approx(14.68)


def test_operating_cash_flow_takes_the_place_of_the_proxy():
    found = score_one({"cash_flow_cover": 0.5, "operating_cash_flow_ratio": 0.0, "debt_ratio": 0.1})
    assert math.isnan(found.points["cash_flow_cover"])
    assert found.points["operating_cash_flow_ratio"] == 25
    assert found.coverage == pytest.approx(0.60 * 0.24)


def test_nothing_known_is_refused_alone_and_unknown_in_a_column():
    with pytest.raises(MissingDataError, match="none of the factors has a value") as caught:
        score_one({"debt_ratio": math.nan})
    assert "所有评分项均无数据" in caught.value.text("zh")
    np.testing.assert_equal(score_columns({"debt_ratio": [0.65, None]}).score, [65, np.nan])


def test_a_factor_with_weight_zero_is_off():
    off = overlay(
        default_policy(),
        {
            "scorecard.finance.cash_flow_cover.weight": 0,
            "scorecard.finance.operating_cash_flow_ratio.weight": 0,
        },
    )
    assert score_one({"debt_ratio": 0.65, "cash_flow_cover": 1.0}, off).score == 65
