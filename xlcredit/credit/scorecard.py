"""The additive scorecard: points of each factor, weights over what is known, and their sum.

A factor without a value leaves its weight to the others of its family (or earns zero points, as the policy
says). The trading family counts only where payments are known, the finance family only where accounts are;
the policy holds the family weights of each case. The score is the sum of the contributions, added in the
order of the card: the same for one customer and for a column, to the last bit.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Flags, Floats, as_floats
from xlcredit.credit.card import Card, card_of
from xlcredit.credit.factors import FACTORS
from xlcredit.errors import MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.card import FAMILIES, Family

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.policy import Policy

FULL_POINTS = 100.0  # what points are out of


@dataclass(frozen=True)
class Score:
    """The score of one customer with all that it is made of.

    Attributes
    ----------
    score : float
        0 to 100; the sum of the contributions in the order of the card.
    coverage : float
        Share of the weight that is known, 0 to 1.
    family_scores : dict of str to float
        0 to 100 per family; NaN where it does not count.
    points : dict of str to float
        0 to 100 per factor; NaN where unknown or not counted.
    contributions : dict of str to float
        What each factor adds to the score.
    maximum : dict of str to float
        What it would add with the most points that any of its bands gives.
    has_history, has_accounts : bool
        Whether the trading and the finance family count.
    """

    score: float
    coverage: float
    family_scores: dict[Family, float]
    points: dict[str, float]
    contributions: dict[str, float]
    maximum: dict[str, float]
    has_history: bool
    has_accounts: bool


def score_one(values: Mapping[str, float], policy: Policy | None = None) -> Score:
    """Score one customer.

    Parameters
    ----------
    values : mapping of str to float
        Factor to value, as `row_measures` gives it; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Score
        Score, coverage and contributions.

    Raises
    ------
    MissingDataError
        When no factor that counts has a value.

    Notes
    -----
    contribution = points x weight x (family weight / sum of family weights) / sum of the family's known
    weights.

    Examples
    --------
    >>> score_one({"debt_ratio": 0.65}).score
    65.0
    """
    card = card_of(policy or default_policy())
    known = {name: value for name, value in values.items() if not math.isnan(value)}
    has_history = any(name in known for name in card.history)
    has_accounts = any(name in known for name in card.accounts)
    mix = card.mix(has_history=has_history, has_accounts=has_accounts)
    points = _points_one(card, known, mix)
    if not points:
        raise MissingDataError("credit.nothing_to_score")
    weights = _weights_one(card, points)
    whole = card.whole(has_history=has_history, has_accounts=has_accounts)
    coverage = sum(mix[family] * weights[family] / card.totals[family] for family in FAMILIES if mix[family])
    return _sum_up(
        card, points, weights, mix, coverage / whole, has_history=has_history, has_accounts=has_accounts
    )


def score_alone(names: tuple[str, ...], values: Sequence[float], policy: Policy | None = None) -> float:
    """Return the score of one customer and nothing else, for a cell that is computed ten thousand times.

    Parameters
    ----------
    names : tuple of str
        The factors that are known.
    values : sequence of float
        Their values; none is NaN.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float
        The score of `score_one`, to the last bit.

    Raises
    ------
    MissingDataError
        When no factor that counts has a value.

    Examples
    --------
    >>> score_alone(("debt_ratio",), [0.65])
    65.0
    """
    gains = card_of(policy or default_policy()).gains(names)
    if not gains:
        raise MissingDataError("credit.nothing_to_score")
    score = 0.0
    for place, edges, gain in gains:
        score += gain[bisect_right(edges, values[place])]
    return score


def _points_one(card: Card, known: Mapping[str, float], mix: Mapping[Family, float]) -> dict[str, float]:
    """Return the points of every factor that is known and counts."""
    points = {
        factor.name: factor.of_one(known[factor.name])
        for factor in card.factors
        if factor.name in known and mix[factor.family] and factor.weight
    }
    for factor in card.factors:
        if factor.replaces in points and factor.name in points:
            del points[factor.replaces]
    return points


def _weights_one(card: Card, points: Mapping[str, float]) -> dict[Family, float]:
    """Return the known weight of each family."""
    weights: dict[Family, float] = dict.fromkeys(FAMILIES, 0.0)
    for factor in card.factors:
        if factor.name in points:
            weights[factor.family] += factor.weight
    return weights


def _sum_up(
    card: Card,
    points: Mapping[str, float],
    weights: Mapping[Family, float],
    mix: Mapping[Family, float],
    coverage: float,
    *,
    has_history: bool,
    has_accounts: bool,
) -> Score:
    """Turn points into contributions and add them in the order of the card."""
    basis = card.totals if card.missing_is_zero else weights
    counted = {family: mix[family] if basis[family] else 0.0 for family in FAMILIES}
    whole = counted["standing"] + counted["finance"] + counted["trading"]
    scale = {
        family: counted[family] / whole / basis[family] if counted[family] else 0.0 for family in FAMILIES
    }
    contributions: dict[str, float] = {}
    maximum: dict[str, float] = {}
    gained: dict[str, float] = dict.fromkeys(FAMILIES, 0.0)
    score = 0.0
    replaced = {factor.replaces for factor in card.factors if factor.replaces and factor.name in points}
    for factor in card.factors:
        name = factor.name
        unit = factor.weight * scale[factor.family]
        there = name in points
        in_card = there or (card.missing_is_zero and factor.replaces is None and name not in replaced)
        contributions[name] = points[name] * unit if there else 0.0
        maximum[name] = factor.best * unit if in_card else 0.0
        if there:
            gained[factor.family] += points[name] * factor.weight
            score += contributions[name]
    families = {
        family: gained[family] / basis[family] if counted[family] else math.nan for family in FAMILIES
    }
    shown = {factor.name: points.get(factor.name, math.nan) for factor in card.factors}
    return Score(score, coverage, families, shown, contributions, maximum, has_history, has_accounts)


@dataclass(frozen=True)
class Scores:
    """The scores of a column of customers with all that they are made of.

    Attributes
    ----------
    score : ndarray, shape (n,)
        0 to 100; NaN where nothing is known.
    coverage : ndarray, shape (n,)
        Share of the weight that is known, 0 to 1.
    family_scores : dict of str to ndarray, shape (n,)
        0 to 100 per family; NaN where it does not count.
    points : dict of str to ndarray, shape (n,)
        0 to 100 per factor; NaN where unknown or not counted.
    units : dict of str to ndarray, shape (n,)
        Score per point of each factor: its weight after re-weighting.
    has_history, has_accounts : ndarray of bool, shape (n,)
        Whether the trading and the finance family count.
    best : dict of str to float
        The most points that any band of a factor gives; what is not named here can have 100.
    """

    score: Floats
    coverage: Floats
    family_scores: dict[Family, Floats]
    points: dict[str, Floats]
    units: dict[str, Floats]
    has_history: Flags
    has_accounts: Flags
    best: Mapping[str, float] = field(default_factory=dict)

    def contribution(self, name: str) -> Floats:
        """Return what a factor adds to each score; zero where it is unknown."""
        points = self.points[name]
        return np.where(np.isnan(points), 0.0, points * self.units[name])

    def maximum(self, name: str) -> Floats:
        """Return what a factor would add to each score with the most points that any of its bands gives."""
        return self.best.get(name, FULL_POINTS) * self.units[name]

    def lost(self, name: str) -> Floats:
        """Return the points of the score that a factor costs."""
        return self.maximum(name) - self.contribution(name)


def score_columns(values: Mapping[str, Any], policy: Policy | None = None) -> Scores:
    """Score a column of customers.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to values, as `customer_measures` gives them; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Scores
        Row by row what `score_one` gives.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.

    Examples
    --------
    >>> score_columns({"debt_ratio": [0.65, 0.95]}).score
    array([65., 20.])
    """
    card = card_of(policy or default_policy())
    columns = {
        name: np.atleast_1d(as_floats(column, name)) for name, column in values.items() if name in FACTORS
    }
    size = max((column.size for column in columns.values()), default=1)
    blank = np.full(size, np.nan)
    columns = {name: np.broadcast_to(columns.get(name, blank), size) for name in FACTORS}
    has_history, has_accounts = (
        _any_known(columns, card.history, size),
        _any_known(columns, card.accounts, size),
    )
    mix, whole = _mixes(card, has_history, has_accounts)
    points = _points_columns(card, columns, mix)
    weights = _weights_columns(card, points, size)
    coverage = np.zeros(size)
    for family in FAMILIES:
        if card.totals[family]:
            coverage += mix[family] * weights[family] / card.totals[family]
    return _sum_up_columns(card, points, (weights, mix), coverage / whole, (has_history, has_accounts))


def scores_alone(values: Mapping[str, Any], policy: Policy | None = None) -> Floats:
    """Return the scores of a column of customers and nothing else.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to values, as `customer_factors` gives them; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    ndarray, shape (n,)
        The scores of `score_columns`, to the last bit.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.

    Examples
    --------
    >>> scores_alone({"debt_ratio": [0.65, 0.95]})
    array([65., 20.])
    """
    card = card_of(policy or default_policy())
    columns = {name: np.atleast_1d(as_floats(column, name)) for name, column in values.items()}
    blanks = {name: np.isnan(column) for name, column in columns.items()}
    if any(blank.any() for blank in blanks.values()) or card.missing_is_zero or not columns:
        return score_columns(columns, policy).score  # rows differ in what is known
    weighed = card.weighed(tuple(columns))
    score = np.zeros(next(iter(columns.values())).size)
    for factor, weight in weighed:
        score += factor.of_known(columns[factor.name]) * weight
    return score if weighed else np.full_like(score, np.nan)


def _any_known(columns: Mapping[str, Floats], names: tuple[str, ...], size: int) -> Flags:
    """Tell where at least one of the factors is known."""
    known = np.zeros(size, dtype=bool)
    for name in names:
        known |= ~np.isnan(columns[name])
    return known


def _mixes(card: Card, has_history: Flags, has_accounts: Flags) -> tuple[dict[Family, Floats], Floats]:
    """Return the family weights of each row, and the weight that coverage is a share of."""
    case = has_history.astype(np.int64) * 2 + has_accounts
    flags = [(history, accounts) for history in (False, True) for accounts in (False, True)]
    mixes = [card.mix(has_history=history, has_accounts=accounts) for history, accounts in flags]
    wholes = [card.whole(has_history=history, has_accounts=accounts) for history, accounts in flags]
    return {family: np.array([mix[family] for mix in mixes])[case] for family in FAMILIES}, np.array(wholes)[
        case
    ]


def _points_columns(
    card: Card, columns: Mapping[str, Floats], mix: Mapping[Family, Floats]
) -> dict[str, Floats]:
    """Return the points of every factor; unknown where it does not count."""
    points = {}
    for factor in card.factors:
        counts = (mix[factor.family] > 0) & (factor.weight > 0)
        points[factor.name] = np.where(counts, factor.of_column(columns[factor.name]), np.nan)
    for factor in card.factors:
        if factor.replaces is not None:
            known = ~np.isnan(points[factor.name])
            points[factor.replaces] = np.where(known, np.nan, points[factor.replaces])
    return points


def _weights_columns(card: Card, points: Mapping[str, Floats], size: int) -> dict[Family, Floats]:
    """Return the known weight of each family, row by row."""
    weights = {family: np.zeros(size) for family in FAMILIES}
    for factor in card.factors:
        weights[factor.family] += np.where(np.isnan(points[factor.name]), 0.0, factor.weight)
    return weights


def _sum_up_columns(
    card: Card,
    points: dict[str, Floats],
    families: tuple[Mapping[Family, Floats], Mapping[Family, Floats]],
    coverage: Floats,
    bases: tuple[Flags, Flags],
) -> Scores:
    """Turn points into contributions and add them in the order of the card."""
    weights, mix = families
    size = coverage.size
    known = weights["standing"] + weights["finance"] + weights["trading"] > 0
    basis = {f: np.full(size, card.totals[f]) for f in FAMILIES} if card.missing_is_zero else weights
    counted = {family: np.where(basis[family] > 0, mix[family], 0.0) for family in FAMILIES}
    whole = counted["standing"] + counted["finance"] + counted["trading"]
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = {f: np.where(counted[f] > 0, counted[f] / whole / basis[f], 0.0) for f in FAMILIES}
        score, gained, units = _added(card, points, scale)
        own = {f: np.where(counted[f] > 0, gained[f] / basis[f], np.nan) for f in FAMILIES}
    own = {family: np.where(known, found, np.nan) for family, found in own.items()}
    total = np.where(known, score, np.nan)
    best = {factor.name: factor.best for factor in card.factors}
    return Scores(total, coverage, own, points, units, *bases, best)


def _added(
    card: Card, points: Mapping[str, Floats], scale: Mapping[Family, Floats]
) -> tuple[Floats, dict[Family, Floats], dict[str, Floats]]:
    """Return the sum of contributions, the points gained by family, the score per point of each factor."""
    size = scale["standing"].size
    score, gained = np.zeros(size), {family: np.zeros(size) for family in FAMILIES}
    replaced = {f.replaces: ~np.isnan(points[f.name]) for f in card.factors if f.replaces is not None}
    units: dict[str, Floats] = {}
    for factor in card.factors:
        missing = np.isnan(points[factor.name])
        unit = factor.weight * scale[factor.family]
        left_out = missing
        if card.missing_is_zero and factor.replaces is None:
            left_out = replaced.get(factor.name, np.zeros(size, dtype=bool))
        units[factor.name] = np.where(left_out, 0.0, unit)
        score += np.where(missing, 0.0, points[factor.name] * unit)
        gained[factor.family] += np.where(missing, 0.0, points[factor.name] * factor.weight)
    return score, gained, units
