"""A card fitted to samples whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from xlcredit.credit.scorecard import scores_alone
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.fitting import fit_card, sample_of
from xlcredit.fitting.card import directions_of
from xlcredit.fitting.points import log_odds_of
from xlcredit.policy import default_policy, overlay

pytest.importorskip("lightgbm")

POINTS_PER_LOG_ODDS = 7 / np.log(2)


def factor(card, name):
    return next(found for found in card.points_table.factors if found.name == name)


@pytest.fixture(scope="module")
def card(steps, quick_policy):
    return fit_card(steps, quick_policy)


def points_at(card, name, value):
    found = factor(card, name)
    return found.points[int(np.searchsorted(found.edges, value, side="right"))]


def test_a_step_is_found_where_it_is(card):
    # the truth: 3 in log-odds at 0.6, that is 3 x 7 / ln 2 = 30.3 points; shrinkage takes a part of them
    lost = points_at(card, "debt_ratio", 0.3) - points_at(card, "debt_ratio", 0.9)
    assert lost == pytest.approx(3 * POINTS_PER_LOG_ODDS, rel=0.25)
    around = points_at(card, "debt_ratio", 0.56) - points_at(card, "debt_ratio", 0.64)
    assert around > 0.75 * lost


def test_what_is_missing_has_points_of_its_own(card):
    days = factor(card, "own days")
    typical = np.average(days.points, weights=days.sample_counts[:-1])
    assert typical - days.points_missing == pytest.approx(2 * POINTS_PER_LOG_ODDS, rel=0.25)


def test_factors_stand_by_what_they_move(card):
    assert [found.name for found in card.points_table.factors] == ["debt_ratio", "own days", "noise"]


def test_points_of_a_factor_of_ours_are_monotone_and_the_sample_is_counted(card, steps):
    debt = factor(card, "debt_ratio")
    assert list(debt.points) == sorted(debt.points, reverse=True)
    assert sum(debt.sample_counts) == steps.size
    bads = np.nansum([n * (share or 0) for n, share in zip(debt.sample_counts, debt.bad_shares, strict=True)])
    assert bads == pytest.approx(steps.bads)


def test_a_truth_against_the_direction_is_not_followed(quick_policy):
    # Risk falls with debt here; the expert card says it rises, and so the points may not.
    chance = np.random.default_rng(2)
    debt, other = chance.random(2_000), chance.random(2_000)
    is_bad = chance.random(2_000) < np.where(debt < 0.3, 0.3, 0.05) + 0.2 * (other > 0.5)
    sample = sample_of({"debt_ratio": debt, "other": other}, is_bad)
    bound = fit_card(sample, quick_policy)
    assert "debt_ratio" not in [
        found.name for found in bound.points_table.factors if max(found.points) > found.points[0]
    ]
    free = overlay(quick_policy, {"scorecard.fitting.is_monotone": False})
    points = factor(fit_card(sample, free), "debt_ratio").points
    assert points[-1] > points[0]


def test_a_column_of_one_s_own_takes_the_direction_given(quick_policy):
    chance = np.random.default_rng(3)
    visits = chance.random(2_000)
    sample = sample_of(
        {"visits": visits}, chance.random(2_000) < 0.1 + 0.3 * visits + 0.2 * np.sin(20 * visits)
    )
    found = factor(fit_card(sample, quick_policy, directions={"visits": 1}), "visits")
    assert list(found.points) == sorted(found.points, reverse=True)
    free = factor(fit_card(sample, quick_policy), "visits")
    assert list(free.points) != sorted(free.points, reverse=True)
    with pytest.raises(ArgumentError, match="calls: no such factor"):
        fit_card(sample, quick_policy, directions={"calls": 1})


def test_interest_cover_without_interest_has_a_band_of_its_own(quick_policy):
    chance = np.random.default_rng(5)
    cover = chance.normal(3, 2, 3_000)
    none = chance.random(3_000) < 0.3
    is_bad = chance.random(3_000) < np.where(none, 0.25, 0.05 + 0.3 * (cover < 1))
    sample = sample_of({"interest_cover": np.where(none, np.inf, cover)}, is_bad)
    card = fit_card(sample, quick_policy)
    *finite, endless = factor(card, "interest_cover").points
    assert finite == sorted(finite)
    assert endless < finite[-1]


def test_the_table_is_the_model_by_the_way_of_creditscore(card, steps):
    policy = card.into(default_policy())
    scores = scores_alone(steps.values, policy)
    np.testing.assert_allclose(log_odds_of(scores, policy.scorecard.scale), card.log_odds, rtol=0, atol=1e-9)


def test_probabilities_are_right_outside_and_the_card_keeps_the_policy(card, steps):
    found = card.cross_validated
    assert found.stated == pytest.approx(found.observed, abs=0.01)
    assert found.slope == pytest.approx(1, abs=0.15)
    assert found.bads == steps.bads
    base = default_policy()
    policy = card.into(base)
    assert policy.scorecard.method == "fitted"
    assert base.scorecard.method == "expert"
    assert card.thresholds["A"] == policy.grades.fitted.A


def test_directions_are_the_expert_card_s_whatever_scores_now(card, steps):
    expert = directions_of(steps, default_policy())
    assert expert == {"debt_ratio": 1}  # more debt, more risk
    assert directions_of(steps, card.into(default_policy())) == expert


def test_what_may_be_chance_is_refused(quick_policy):
    chance = np.random.default_rng(8)
    sample = sample_of({"noise": chance.random(400)}, np.arange(400) % 4 == 0)
    with pytest.raises(MissingDataError, match=r"100 bads; chance alone gives 0.5"):
        fit_card(sample, quick_policy)


def test_the_same_sample_gives_the_same_card(card, steps, quick_policy):
    assert fit_card(steps, quick_policy).points_table == card.points_table


def test_a_column_of_chance_does_not_lift_the_figures_outside(quick_policy):
    # 40 columns of noise: what is learnt by heart ranks the sample, and not the customers left out
    chance = np.random.default_rng(6)
    values = {f"n{number}": chance.random(600) for number in range(40)} | {"x": chance.random(600)}
    sample = sample_of(values, chance.random(600) < 0.1 + 0.4 * (values["x"] > 0.7))
    found = fit_card(sample, quick_policy)
    assert found.in_sample.auc > found.cross_validated.auc
    assert found.cross_validated.auc < 0.76  # the truth itself ranks no better: 0.72 expected


def test_the_latest_rows_are_a_test_of_their_own(quick_policy):
    chance = np.random.default_rng(7)
    debt = chance.random(3_000)
    day = np.datetime64("2020-01-01") + (np.arange(3_000) // 2).astype("timedelta64[D]")
    sample = sample_of({"debt_ratio": debt}, chance.random(3_000) < 0.05 + 0.4 * (debt > 0.6), day)
    found = fit_card(sample, quick_policy)
    # the latest quarter of 3,000 rows
    assert found.out_of_time.rows == 750
    assert found.out_of_time.auc == pytest.approx(0.76, abs=0.05)
    assert fit_card(sample_of(sample.values, sample.is_bad), quick_policy).out_of_time is None


def test_too_few_bads_and_every_fit_is_told(quick_policy, steps):
    few = steps.part(~steps.is_bad | (np.cumsum(steps.is_bad) <= 49))
    with pytest.raises(MissingDataError, match="49 bad customers"):
        fit_card(few, quick_policy)
    told = []
    fit_card(steps, quick_policy, advance=lambda done, whole: told.append((done, whole)))
    # 5 folds and the card itself, each with 3 inner folds and one of all
    assert told == [(number, 24) for number in range(1, 25)]
