"""Folds and calibration."""

from __future__ import annotations

import numpy as np
import pytest

from xlcredit.fitting import sample_of
from xlcredit.fitting.model import NoSignalError, fit_model, folds_of, platt
from xlcredit.policy import default_policy

RULES = default_policy().scorecard.fitting


def test_bads_are_spread_evenly_over_the_folds():
    is_bad = np.arange(1_000) < 53
    folds = folds_of(sample_of({}, is_bad), 5, 1)
    assert sorted(np.bincount(folds[is_bad]).tolist()) == [10, 10, 11, 11, 11]
    assert np.bincount(folds).tolist() == [200] * 5


def test_rows_of_one_customer_stay_together():
    owner = np.array(["a", "b", "c", "d"])[np.arange(100) % 4]
    folds = folds_of(sample_of({}, np.arange(100) % 7 == 0, customer_id=owner), 2, 1)
    assert all(np.unique(folds[owner == name]).size == 1 for name in "abcd")


def test_platt_finds_the_line_that_outcomes_were_drawn_from():
    # P(bad) = 1 / (1 + exp(-(0.5 x log-odds - 1))): over 200,000 draws its error is below 0.02
    chance = np.random.default_rng(1)
    stated = chance.normal(0, 2, 200_000)
    is_bad = chance.random(stated.size) < 1 / (1 + np.exp(-(0.5 * stated - 1)))
    assert platt(stated, is_bad) == (pytest.approx(0.5, abs=0.02), pytest.approx(-1, abs=0.02))


def test_platt_has_an_answer_where_nothing_overlaps():
    slope, intercept = platt(np.array([-1.0] * 60 + [1.0] * 60), np.repeat([False, True], 60))
    # both halves lie on the line: ln(61 / 1) at 1 and its opposite at -1
    assert (slope, intercept) == (pytest.approx(np.log(61)), pytest.approx(0))


def test_columns_that_nothing_can_be_learnt_from_are_refused(quick_policy):
    pytest.importorskip("lightgbm")
    # the direction given is the wrong one, so that no split may be made
    debt = np.linspace(0, 1, 400)
    sample = sample_of({"debt": debt}, debt < 0.5)
    with pytest.raises(NoSignalError, match=r"no column ranks bad customers .* \(AUC 0\.\d{3}, 200 bads"):
        fit_model(sample, quick_policy.scorecard.fitting, {"debt": 1})
