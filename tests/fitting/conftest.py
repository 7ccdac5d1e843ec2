"""Samples whose truth is known: outcomes are drawn from log-odds that are written down here."""

from __future__ import annotations

import numpy as np
import pytest

from xlcredit.fitting import sample_of
from xlcredit.policy import default_policy, overlay

SEED = 20260131


def drawn(log_odds, chance):
    return chance.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds))


@pytest.fixture(scope="session")
def quick_policy():
    """Few trees, so that a fit takes a moment; everything else as shipped."""
    return overlay(default_policy(), {"scorecard.fitting.most_trees": 200})


@pytest.fixture(scope="session")
def steps():
    """4,000 customers: risk jumps by 3 in log-odds where debt passes 0.6, and by 2 where days are missing."""
    chance = np.random.default_rng(SEED)
    debt, days, noise = chance.random(4_000), chance.normal(20, 10, 4_000), chance.normal(size=4_000)
    missing = chance.random(4_000) < 0.2
    log_odds = -4 + 3 * (debt >= 0.6) + 2 * missing
    values = {"debt_ratio": debt, "own days": np.where(missing, np.nan, days), "noise": noise}
    return sample_of(values, drawn(log_odds, chance))
