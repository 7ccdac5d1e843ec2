"""100,000 customers scored with reasons in one call, beside the bare NumPy lookup that no scorecard can beat.

The lookup is what a user would write for a card where everything is known: find the band, take its points,
weigh and add, one factor after the other. No re-weighting, no coverage, no family scores, no reasons.
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import pytest

from xlcredit.credit import FACTORS, score_with_reasons
from xlcredit.credit.card import card_of
from xlcredit.credit.words import LEVELS
from xlcredit.policy import default_policy

CUSTOMERS, TURNS, SEED, GAPS = 100_000, 9, 20261122, 0.2
AT_MOST = 5.0  # times the bare lookup
# The processor's time, so that other work on the machine is not counted; not where its clock is coarse.
CLOCK = time.process_time if time.get_clock_info("process_time").resolution < 1e-5 else time.perf_counter


def complete_customers() -> dict[str, np.ndarray]:
    """Every factor known, values over all bands and beyond both ends."""
    random = np.random.default_rng(SEED)
    values = {}
    for factor in card_of(default_policy()).factors:
        low, high = factor.edges[0], factor.edges[-1]
        wide = 0.3 * (high - low or 1.0)
        values[factor.name] = random.uniform(low - wide, high + wide, CUSTOMERS)
        if factor.name in LEVELS:
            values[factor.name] = random.integers(0, len(factor.points), CUSTOMERS).astype(float)
    return values


def with_gaps(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same customers, a fifth of the values unknown, anywhere."""
    random = np.random.default_rng(SEED + 1)
    return {
        name: np.where(random.random(CUSTOMERS) < GAPS, np.nan, column) for name, column in values.items()
    }


def bare_lookup(values: dict[str, np.ndarray]) -> np.ndarray:
    """Return weighed points, nothing else."""
    total = np.zeros(CUSTOMERS)
    for factor in card_of(default_policy()).factors:
        band = np.searchsorted(factor.edges, values[factor.name], side="right")
        total += np.asarray(factor.points).take(band) * factor.weight
    return total


@pytest.mark.bench
def test_scores_with_reasons_beside_a_bare_lookup():
    complete = complete_customers()
    gaps = with_gaps(complete)
    calls = {
        "bare lookup": lambda: bare_lookup(complete),
        "ours, complete": lambda: score_with_reasons(complete),
        "ours, gaps": lambda: score_with_reasons(gaps),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(TURNS):
        for name, call in calls.items():
            start = CLOCK()
            found = call()
            times[name].append(CLOCK() - start)
    scores, reasons = found
    assert reasons.shape == (CUSTOMERS, 3)
    assert np.isfinite(scores.score).all()
    bare = median(times["bare lookup"])
    print(f"\n{CUSTOMERS:,} customers, {len(FACTORS)} factors; wanted: {AT_MOST:.0f} times at most")
    for name, taken in times.items():
        ratio = median(taken) / bare
        verdict = "yes" if ratio <= AT_MOST else "NO"
        print(f"{name:<16}{median(taken) * 1000:>8.1f} ms{ratio:>7.2f} times   {verdict}")
