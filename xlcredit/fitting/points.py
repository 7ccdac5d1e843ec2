"""From steps to a points table: edges, points per band, points where a value is missing."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.policy.points_table import FittedFactor, PointsTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlcredit.columns import Floats
    from xlcredit.fitting.boosting import Step
    from xlcredit.fitting.design import Design
    from xlcredit.fitting.model import Model
    from xlcredit.fitting.sample import DevelopmentSample
    from xlcredit.policy.points_table import PointsScale

ENDLESS = 1e300  # edge of the band that only infinity falls into; a sheet can still show it
MOST_DIGITS = 17


def table_of(model: Model, sample: DevelopmentSample, scale: PointsScale) -> PointsTable:
    """Return the points table that is a model.

    Parameters
    ----------
    model : Model
        Trees of one split each, with their calibration.
    sample : DevelopmentSample
        What it was fitted to; an edge lies anywhere between two values of it, so it is taken as round as
        there is room for.
    scale : PointsScale
        What points mean.

    Returns
    -------
    PointsTable
        The factors with an effect, those that move the score the most first. The sum of the points gives the
        model's log-odds for every customer of the sample: ln(good:bad) = ln(reference odds)
        + (score - reference points) x ln 2 / points that double the odds.

    Notes
    -----
    What all customers share is spread evenly over the factors. Bands of equal points are one band.
    """
    start, steps = model.trees.steps()
    unit = -model.slope * scale.points_to_double_odds / math.log(2)
    shared = unit * start - model.intercept * scale.points_to_double_odds / math.log(2)
    shared += scale.reference_points
    shared -= math.log(scale.reference_odds) * scale.points_to_double_odds / math.log(2)
    by_factor: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_factor[model.trees.design.columns[step.column].factor].append(step)
    share = shared / max(len(by_factor), 1)
    design = model.trees.design
    factors = [_factor(name, found, design, sample, (share, unit)) for name, found in by_factor.items()]
    return PointsTable(factors=tuple(sorted(factors, key=lambda factor: -factor.reach)))


def _factor(
    name: str, steps: Iterable[Step], design: Design, sample: DevelopmentSample, points: tuple[float, float]
) -> FittedFactor:
    """Add up the steps of one factor: it starts with some points, and log-odds of one are some more."""
    share, unit = points
    values = sample.values[name]
    middle = design.middles[name]
    rises: dict[float, float] = defaultdict(float)
    flags = {"missing": 0.0, "endless": 0.0}
    lowest, places = share, np.unique(np.append(values[np.isfinite(values)], middle))
    for step in steps:
        kind = design.columns[step.column].kind
        lowest += unit * step.left
        if kind == "value":
            rises[_edge(places, step.threshold)] += unit * (step.right - step.left)
        else:
            flags[kind] += unit * (step.right - step.left)
    edges = [edge for edge in sorted(rises) if rises[edge] and edge < ENDLESS]
    earned = np.cumsum([lowest, *(rises[edge] for edge in edges)]).tolist()
    at_middle = earned[int(np.searchsorted(edges, middle, side="right"))]
    if design.has(name, "endless") and at_middle + flags["endless"] != earned[-1]:
        edges.append(ENDLESS)
        earned.append(at_middle + flags["endless"])
    return _counted(name, edges, earned, at_middle + flags["missing"], sample)


def _counted(name: str, edges: list[float], points: list[float], points_missing: float,
             sample: DevelopmentSample) -> FittedFactor:  # fmt: skip
    """Return a factor with what the sample holds in each band."""
    values = sample.values[name]
    band = np.searchsorted(edges, values, side="right")
    band = np.where(np.isnan(values), len(points), band)
    counts = np.bincount(band, minlength=len(points) + 1)
    bads = np.bincount(band[sample.is_bad], minlength=len(points) + 1)
    shares = [float(bad / count) if count else None for bad, count in zip(bads, counts, strict=True)]
    return FittedFactor(
        name=name,
        edges=tuple(edges),
        points=tuple(points),
        points_missing=points_missing,
        sample_counts=tuple(counts.tolist()),
        bad_shares=tuple(shares),
    )


def _edge(places: Floats, threshold: float) -> float:
    """Return the roundest edge between the values on both sides of a threshold; its own side is the left."""
    after = int(np.searchsorted(places, threshold, side="right"))
    if after in (0, places.size):  # every known value on one side: there is nothing to be between
        return math.nextafter(threshold, math.inf)
    return round_between(float(places[after - 1]), float(places[after]))


def round_between(low: float, high: float) -> float:
    """Return a number with few digits above one value and not above another.

    Parameters
    ----------
    low, high : float
        The values; `low` is the smaller.

    Returns
    -------
    float
        Above `low`, `high` at most, near their middle where there is a choice; 0 where they differ in sign.

    Examples
    --------
    >>> round_between(0.5871, 0.6312), round_between(12.2, 180.0), round_between(-3.0, 5.0)
    (0.6, 100.0, 0.0)
    """
    if low < 0 <= high:
        return 0.0
    middle = low + (high - low) / 2
    for digits in range(1, MOST_DIGITS):
        found = float(f"{middle:.{digits}g}")
        if low < found <= high:
            return found
    return high


def score_of(table: PointsTable, values: Mapping[str, Floats]) -> Floats:
    """Return the sum of the points of a table for some customers.

    Parameters
    ----------
    table : PointsTable
        The table.
    values : mapping of str to ndarray, shape (n,)
        Factor to values; NaN is unknown.

    Returns
    -------
    ndarray, shape (n,)
        The scores. [points]

    Examples
    --------
    >>> factor = FittedFactor(name="a", edges=(2.0,), points=(10.0, 40.0), points_missing=5.0)
    >>> score_of(PointsTable(factors=(factor,)), {"a": np.array([1.0, 2.0, np.nan])})
    array([10., 40.,  5.])
    """
    size = len(next(iter(values.values())))
    score = np.zeros(size)
    for factor in table.factors:
        column = values[factor.name]
        band = np.searchsorted(factor.edges, column, side="right")
        score += np.where(np.isnan(column), factor.points_missing, np.asarray(factor.points)[band])
    return score


def log_odds_of(score: Floats, scale: PointsScale) -> Floats:
    """Return the log-odds of turning bad that a score means.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Scores. [points]
    scale : PointsScale
        What points mean.

    Returns
    -------
    ndarray, shape (n,)
        ln(bad:good).

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> np.exp(-log_odds_of(np.array([50.0, 57.0, 64.0]), default_policy().scorecard.scale)).round(6)
    array([10., 20., 40.])
    """
    doubled = (score - scale.reference_points) / scale.points_to_double_odds
    return np.asarray(-math.log(scale.reference_odds) - doubled * math.log(2))
