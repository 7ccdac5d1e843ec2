from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlcredit.credit import (
    FACTORS,
    band_text,
    factor_text,
    reason_rows,
    score_one,
    score_with_reasons,
)
from xlcredit.credit.adverse import EXACT, shown_tenths, worst_losses
from xlcredit.credit.card import card_of
from xlcredit.credit.words import LEVELS
from xlcredit.policy import default_policy, overlay

ZERO = overlay(default_policy(), {"scorecard.missing": "zero"})
# The best band of the current ratio gives 60 of 100 points: nobody can have more.
SIXTY = overlay(default_policy(), {"scorecard.finance.current_ratio.points": [0, 10, 20, 30, 40, 60]})
POLICIES = [default_policy(), ZERO, SIXTY]


def values_of(factor):
    if factor.name in LEVELS:
        return st.integers(0, len(factor.points) - 1).map(float)
    low, high = factor.edges[0], factor.edges[-1]
    wide = high - low + 1
    spread = st.one_of(st.sampled_from(factor.edges), st.floats(low - wide, high + wide))
    return st.one_of(spread, st.just(math.inf)) if factor.name == "interest_cover" else spread


customers = st.fixed_dictionaries(
    {"debt_ratio": st.floats(0, 2)},
    optional={
        factor.name: values_of(factor)
        for factor in card_of(default_policy()).factors
        if factor.name != "debt_ratio"
    },
)


def said_one_by_one(known, policy, count):
    """What the reasons of one customer must be, from the single score and sorting by hand."""
    found = score_one(known, policy)
    lost = {name: round(found.maximum[name] - found.contributions[name], 9) for name in found.maximum}
    order = sorted(
        (name for name in lost if lost[name] > 0), key=lambda name: -lost[name]
    )  # stable: card order
    texts = [
        f"{factor_text(name, 'en')} {band_text(name, known.get(name, math.nan), policy, 'en')}: "
        f"{lost[name]:.1f} points lost"
        for name in order[:count]
    ]
    return texts + [""] * (count - len(texts))


@given(st.lists(customers, min_size=1, max_size=6), st.sampled_from(POLICIES), st.integers(1, 4))
@settings(max_examples=60)
def test_reasons_of_a_column_are_those_of_its_rows(rows, policy, count):
    columns = {name: [row.get(name, math.nan) for row in rows] for name in FACTORS}
    _, reasons = score_with_reasons(columns, policy, "en", count=count)
    assert reasons.tolist() == [said_one_by_one(row, policy, count) for row in rows]


@given(customers, st.sampled_from(POLICIES))
@settings(max_examples=60)
def test_no_reason_names_a_factor_that_has_its_best_points(known, policy):
    found = score_one(known, policy)
    best = {
        factor.name for factor in card_of(policy).factors if found.points[factor.name] == max(factor.points)
    }
    _, reasons = score_with_reasons(known, policy, "en", count=30)
    for name in best:
        start = f"{factor_text(name, 'en')} {band_text(name, known[name], policy, 'en')}:"
        assert not any(text.startswith(start) for text in reasons[0])
    losses = [float(text.rsplit(": ", 1)[1].split(" ")[0]) for text in reasons[0] if text]
    assert losses == sorted(losses, reverse=True)


@given(customers, st.sampled_from(POLICIES))
@settings(max_examples=60)
def test_rows_of_reasons_add_up_and_stand_by_their_loss(known, policy):
    score = score_one(known, policy)
    rows = reason_rows(score, known, policy, "en")
    assert math.fsum(row[6] for row in rows) == pytest.approx(score.score, abs=1e-9)
    lost = [row[5] - row[6] for row in rows if row[4] is not None]
    assert all(before >= after - 1e-9 for before, after in pairwise(lost))


def test_a_good_score_is_told_what_it_still_lacks_not_what_it_gained():
    # Finance alone, weights 12 (debt ratio) and 8 (current ratio). Debt ratio 0.45: 80 points of 100, lost
    # 20 x 12 / 20 = 12; current ratio 2.5: all points, nothing lost.
    scores, reasons = score_with_reasons({"debt_ratio": [0.45], "current_ratio": [2.5]}, language="en")
    assert scores.score[0] == pytest.approx(88.0)
    assert reasons.tolist() == [["Debt ratio 0.40–0.60: 12.0 points lost", "", ""]]


def test_the_best_attainable_counts_not_a_hundred():
    # The best current ratio earns 60 of 100 under this policy: nothing could be won, so nothing is named.
    scores, reasons = score_with_reasons({"current_ratio": [9.0, 0.0]}, SIXTY, "en", count=1)
    assert scores.score.tolist() == [60.0, 0.0]
    assert [row[0].rsplit(": ", 1)[-1] for row in reasons] == ["", "60.0 points lost"]
    assert reason_rows(score_one({"current_ratio": 9.0}, SIXTY), {"current_ratio": 9.0}, SIXTY)[0][5] == 60.0


def test_equal_losses_stand_in_the_order_of_the_card():
    found = worst_losses([np.array([2.0, 0.0]), np.array([5.0, 1.0]), np.array([5.0, 1.0])], 3)
    assert found.place[0].tolist() == [1, 2, 0]
    assert found.place[1, :2].tolist() == [1, 2]
    assert (found.lost / EXACT).tolist() == [[5, 5, 2], [1, 1, 0]]


def test_differences_of_binary_noise_are_no_differences():
    # 0.1 + 0.2 is a little above 0.3 in binary; in parts of a billion they are equal, the first stays first.
    assert worst_losses([np.array([0.3]), np.array([0.1 + 0.2])], 1).place.tolist() == [[0]]


@given(st.integers(0, 100 * EXACT))
@example(350_000_000)  # 0.35 lies below itself in binary and shows as 0.3
@example(250_000_000)  # 0.25 is exact and goes to the even tenth
@settings(max_examples=60)
def test_tenths_are_those_a_text_shows(part):
    assert f"{shown_tenths(np.array([part]))[0] / 10:.1f}" == f"{part / EXACT:.1f}"


def test_chinese_reasons_share_the_ranking():
    _, english = score_with_reasons({"debt_ratio": [0.95], "quick_ratio": [0.1]}, language="en", count=2)
    _, chinese = score_with_reasons({"debt_ratio": [0.95], "quick_ratio": [0.1]}, language="zh", count=2)
    assert [text.split(" ")[0] for text in english[0]] == ["Quick", "Debt"]
    assert [text.split("（")[0] for text in chinese[0]] == ["速动比率", "资产负债率"]
    # Weights 10 and 12: the debt ratio has 20 of 100 points, lost 80 x 12 / 22 = 43.6; the other 45.5.
    assert chinese[0][1] == "资产负债率（0.90–1.00）：扣 43.6 分"
