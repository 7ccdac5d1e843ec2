"""The fitted card on firms whose fate is known: UCI 365, Polish companies.

The ratios that have a place in our card go by its names, as in ``tests/credit/test_bankruptcy_sample.py``,
and their points must move as its points do; the other attributes are columns of one's own. The floors come
from the requirements: 0.92 and 0.93 in five folds, each firm scored by a table that was fitted without it.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from xlcredit.credit.expert import expert_card
from xlcredit.credit.scorecard import scores_alone
from xlcredit.fitting import fit_card, sample_of
from xlcredit.fitting.points import ENDLESS, log_odds_of
from xlcredit.policy import default_policy

pytest.importorskip("lightgbm")

FLOORS = {"1year": 0.92, "5year": 0.93}
OWN_NAMES = {"X2", "X4", "X46", "X40", "X26", "X23", "X1", "X21", "X6", "X62", "X29"}


@cache
def mapping():
    """Return the module that reads the files and maps their ratios."""
    path = Path(__file__).parent.parent / "credit" / "test_bankruptcy_sample.py"
    spec = importlib.util.spec_from_file_location("bankruptcy_mapping", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=list(FLOORS))
def fitted(request, shared_data):
    attributes, is_bad = mapping().firms(shared_data / "bankruptcy" / f"{request.param}.arff")
    others = {name: column for name, column in attributes.items() if name not in OWN_NAMES}
    sample = sample_of(mapping().finance_factors(attributes) | others, is_bad)
    return request.param, sample, fit_card(sample)


@pytest.mark.shared
def test_the_fitted_card_stands_up_to_what_is_known(fitted):
    year, sample, card = fitted
    assert card.cross_validated.auc >= FLOORS[year]
    assert card.cross_validated.slope == pytest.approx(1, abs=0.15)
    assert card.cross_validated.stated == pytest.approx(sample.is_bad.mean(), abs=0.005)

    scored = card.into(default_policy())
    score = scores_alone(sample.values, scored)
    np.testing.assert_allclose(log_odds_of(score, scored.scorecard.scale), card.log_odds, rtol=0, atol=1e-9)

    rising = {
        factor.name: factor.points[0] < factor.points[-1] for factor in expert_card(default_policy()).factors
    }
    ours = [factor for factor in card.points_table.factors if factor.name in rising]
    assert len(ours) >= 6  # of twelve; what one of ours or a column beside it says already adds no points
    for factor in ours:
        points = factor.points[:-1] if factor.edges[-1:] == (ENDLESS,) else factor.points
        assert list(points) == sorted(points, reverse=not rising[factor.name]), factor.name
