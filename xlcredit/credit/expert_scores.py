"""Scores by the expert card: points, weights over what is known, and their sum.

A factor without a value leaves its weight to the others of its family (or earns zero points, as the policy
says). The trading family counts only where payments are known, the finance family only where accounts are;
the policy holds the family weights of each case. The score is the sum of the contributions, added in the
order of the card: the same for one customer and for a column, to the last bit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.credit.factors import FACTORS
from xlcredit.credit.scores import Score, Scores
from xlcredit.errors import MissingDataError
from xlcredit.policy.card import FAMILIES, Family

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.credit.expert import ExpertCard


def score_one(card: ExpertCard, values: Mapping[str, float]) -> Score:
    """Score one customer.

    Parameters
    ----------
    card : ExpertCard
        The card.
    values : mapping of str to float
        Factor to value; what is absent or NaN is unknown.

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
    """
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


def score_columns(card: ExpertCard, values: Mapping[str, Any]) -> Scores:
    """Score a column of customers.

    Parameters
    ----------
    card : ExpertCard
        The card.
    values : mapping of str to array_like, shape (n,)
        Factor to values; what is absent or NaN is unknown.

    Returns
    -------
    Scores
        Row by row what `score_one` gives.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.
    """
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


def scores_alone(card: ExpertCard, values: Mapping[str, Any]) -> Floats:
    """Return the scores of a column of customers and nothing else.

    Parameters
    ----------
    card : ExpertCard
        The card.
    values : mapping of str to array_like, shape (n,)
        Factor to values; what is absent or NaN is unknown.

    Returns
    -------
    ndarray, shape (n,)
        The scores of `score_columns`, to the last bit.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.
    """
    columns = {name: np.atleast_1d(as_floats(column, name)) for name, column in values.items()}
    blanks = {name: np.isnan(column) for name, column in columns.items()}
    if any(blank.any() for blank in blanks.values()) or card.missing_is_zero or not columns:
        return score_columns(card, columns).score  # rows differ in what is known
    weighed = card.weighed(tuple(columns))
    score = np.zeros(next(iter(columns.values())).size)
    for factor, weight in weighed:
        score += factor.of_known(columns[factor.name]) * weight
    return score if weighed else np.full_like(score, np.nan)


def _points_one(
    card: ExpertCard, known: Mapping[str, float], mix: Mapping[Family, float]
) -> dict[str, float]:
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


def _weights_one(card: ExpertCard, points: Mapping[str, float]) -> dict[Family, float]:
    """Return the known weight of each family."""
    weights: dict[Family, float] = dict.fromkeys(FAMILIES, 0.0)
    for factor in card.factors:
        if factor.name in points:
            weights[factor.family] += factor.weight
    return weights


def _sum_up(
    card: ExpertCard,
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


def _any_known(columns: Mapping[str, Floats], names: tuple[str, ...], size: int) -> Flags:
    """Tell where at least one of the factors is known."""
    known = np.zeros(size, dtype=bool)
    for name in names:
        known |= ~np.isnan(columns[name])
    return known


def _mixes(card: ExpertCard, has_history: Flags, has_accounts: Flags) -> tuple[dict[Family, Floats], Floats]:
    """Return the family weights of each row, and the weight that coverage is a share of."""
    case = has_history.astype(np.int64) * 2 + has_accounts
    flags = [(history, accounts) for history in (False, True) for accounts in (False, True)]
    mixes = [card.mix(has_history=history, has_accounts=accounts) for history, accounts in flags]
    wholes = [card.whole(has_history=history, has_accounts=accounts) for history, accounts in flags]
    return {family: np.array([mix[family] for mix in mixes])[case] for family in FAMILIES}, np.array(wholes)[
        case
    ]


def _points_columns(
    card: ExpertCard, columns: Mapping[str, Floats], mix: Mapping[Family, Floats]
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


def _weights_columns(card: ExpertCard, points: Mapping[str, Floats], size: int) -> dict[Family, Floats]:
    """Return the known weight of each family, row by row."""
    weights = {family: np.zeros(size) for family in FAMILIES}
    for factor in card.factors:
        weights[factor.family] += np.where(np.isnan(points[factor.name]), 0.0, factor.weight)
    return weights


def _sum_up_columns(
    card: ExpertCard,
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
    card: ExpertCard, points: Mapping[str, Floats], scale: Mapping[Family, Floats]
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
