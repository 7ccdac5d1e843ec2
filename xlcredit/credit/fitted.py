"""The fitted card: the points of each factor's band, added as they are.

The score has no base: whatever the model had is spread over its factors. A missing value has points of its
own. Points may be below zero, and a score outside 0 to 100. A customer of whom no factor is known has none.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.credit.card_factor import OWN, CardFactor
from xlcredit.credit.factors import FINANCE, STANDING, TRADING
from xlcredit.credit.scores import FULL_POINTS, Score, Scores
from xlcredit.credit.words import factor_of_heading
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.card import FAMILIES, Family
from xlcredit.policy.points_sheet import band_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.credit.card_factor import Gains
    from xlcredit.policy import Policy
    from xlcredit.policy.points_table import FittedFactor, PointsTable
    from xlcredit.texts import Language

MOST_CASES = 1_000  # of what is known and what is not; more are rarer than the memory is worth
_FAMILY = {
    **dict.fromkeys(STANDING, "standing"),
    **dict.fromkeys(FINANCE, "finance"),
    **dict.fromkeys(TRADING, "trading"),
}


@dataclass(frozen=True)
class FittedCard:
    """The points table of one policy, ready to be applied.

    Attributes
    ----------
    table : PointsTable
        The table.
    history, accounts : tuple of str
        Factors of which one must be known for the red flags to see a history, and accounts.
    """

    table: PointsTable
    history: tuple[str, ...]
    accounts: tuple[str, ...]

    @cached_property
    def factors(self) -> tuple[CardFactor, ...]:
        """The factors in the order of the table, which is that of the sum."""
        return tuple(
            CardFactor(
                factor.name,
                _FAMILY.get(factor.name, OWN),
                factor.edges,
                factor.points,
                points_missing=factor.points_missing,
            )
            for factor in self.table.factors
        )

    @cached_property
    def own(self) -> dict[str, str]:
        """Factors that the expert card does not know, each with the column of a customer it is read from."""
        names = (factor.name for factor in self.table.factors if factor.name not in _FAMILY)
        return {name: factor_of_heading(name) or name for name in names}

    @cached_property
    def own_columns(self) -> tuple[str, ...]:
        """Headings of the columns of the user's own among them: those no Customers table has."""
        return tuple(name for name in self.own if factor_of_heading(name) is None)

    @cached_property
    def _parts(self) -> dict[str, float]:
        """What each factor counts in coverage: how far apart its points lie, or 1 where none lie apart."""
        reach = {factor.name: factor.reach for factor in self.table.factors}
        return reach if sum(reach.values()) > 0 else dict.fromkeys(reach, 1.0)

    @cached_property
    def _gains(self) -> dict[tuple[str, ...], Gains]:
        """What `gains` found before."""
        return {}

    def gains(self, known: tuple[str, ...]) -> Gains:
        """Return what bands add to a score where these factors are known.

        Parameters
        ----------
        known : tuple of str
            Names of the factors that have a value.

        Returns
        -------
        tuple of (int, tuple of float, tuple of float)
            Place in `known`, edges, points; a factor without a value has one band. Empty when none of the
            table's factors is known.
        """
        found = self._gains.get(known)
        if found is None:
            if len(self._gains) >= MOST_CASES:
                self._gains.clear()
            found = self._gains[known] = self._gains_where(known)
        return found

    def _gains_where(self, known: tuple[str, ...]) -> Gains:
        """Return the bands of the known factors, and the points of the others as a band without edges."""
        places = {name: place for place, name in enumerate(known)}
        if not any(factor.name in places for factor in self.factors):
            return ()
        return tuple(
            (places[factor.name], factor.edges, factor.points)
            if factor.name in places
            else (0, (), (factor.points_missing,))
            for factor in self.factors
        )

    def band_text(self, name: str, value: float, language: Language | None = None) -> str:
        """Return the band that a known value of a factor falls into, in words."""
        factor = self._by_name[name]
        return band_in_words(factor, bisect_right(factor.edges, value), language)

    @cached_property
    def _by_name(self) -> dict[str, FittedFactor]:
        """The factors of the table by name."""
        return {factor.name: factor for factor in self.table.factors}

    def score_one(self, values: Mapping[str, float]) -> Score:
        """Score one customer.

        Parameters
        ----------
        values : mapping of str to float
            Factor to value; what is absent or NaN is unknown.

        Returns
        -------
        Score
            Its contributions are the points, those of missing values included.

        Raises
        ------
        MissingDataError
            When no factor of the table has a value.
        """
        found = self.score_columns({name: np.array([value]) for name, value in values.items()})
        if math.isnan(found.score[0]):
            raise MissingDataError("credit.nothing_to_score")
        points = {name: float(column[0]) for name, column in found.points.items()}
        return Score(
            score=float(found.score[0]),
            coverage=float(found.coverage[0]),
            family_scores={family: float(column[0]) for family, column in found.family_scores.items()},
            points=points,
            contributions=dict(points),
            maximum=dict(found.best),
            has_history=bool(found.has_history[0]),
            has_accounts=bool(found.has_accounts[0]),
        )

    def score_columns(self, values: Mapping[str, Any]) -> Scores:
        """Score a column of customers.

        Parameters
        ----------
        values : mapping of str to array_like, shape (n,)
            Factor to values; what is absent or NaN is unknown.

        Returns
        -------
        Scores
            Row by row what `score_one` gives; NaN where no factor of the table is known.

        Raises
        ------
        ArgumentError
            When a column holds something else than numbers.

        Notes
        -----
        Coverage is the known part of what all factors together can move the score by: a factor whose points
        hardly differ is hardly missed. A family's score is where the points of its known factors lie between
        the worst and the best they can be, from 0 to 100.
        """
        columns, size = self._columns(values)
        known = {name: ~np.isnan(column) for name, column in columns.items()}
        scored = _any(known, tuple(self._by_name), size)
        points = {
            factor.name: np.where(scored, factor.of_column(columns[factor.name]), np.nan)
            for factor in self.factors
        }
        score, coverage, whole = np.zeros(size), np.zeros(size), 0.0
        for factor in self.factors:
            score += points[factor.name]
            coverage += np.where(known[factor.name], self._parts[factor.name], 0.0)
            whole += self._parts[factor.name]
        return Scores(
            score=score,
            coverage=coverage / whole,
            family_scores={family: self._family_score(family, points, known, size) for family in FAMILIES},
            points=points,
            units=dict.fromkeys(points, scored.astype(np.float64)),
            has_history=_any(known, self.history, size),
            has_accounts=_any(known, self.accounts, size),
            best={factor.name: factor.best for factor in self.factors},
        )

    def scores_alone(self, values: Mapping[str, Any]) -> Floats:
        """Return the scores of a column of customers and nothing else, to the last bit as `score_columns`."""
        columns, size = self._columns(values)
        score, scored = np.zeros(size), np.zeros(size, dtype=bool)
        for factor in self.factors:
            score += factor.of_column(columns[factor.name])
            scored |= ~np.isnan(columns[factor.name])
        return np.where(scored, score, np.nan)

    def _columns(self, values: Mapping[str, Any]) -> tuple[dict[str, Floats], int]:
        """Return every column that is asked for, unknown where it is absent, and their length."""
        names = dict.fromkeys((*self._by_name, *self.history, *self.accounts))
        given = {name: np.atleast_1d(as_floats(values[name], name)) for name in names if name in values}
        size = max((column.size for column in given.values()), default=1)
        for name, column in given.items():
            if column.size not in (1, size):
                raise ArgumentError("credit.lengths_differ", name=name, got=column.size, needed=size)
        blank = np.full(1, np.nan)
        return {name: np.broadcast_to(given.get(name, blank), size) for name in names}, size

    def _family_score(
        self, family: Family, points: Mapping[str, Floats], known: Mapping[str, Flags], size: int
    ) -> Floats:
        """Return where the points of a family's known factors lie between worst and best."""
        gained, spread = np.zeros(size), np.zeros(size)
        for factor in self.factors:
            if factor.family == family:
                worst = min(factor.points)
                gained += np.where(known[factor.name], points[factor.name] - worst, 0.0)
                spread += np.where(known[factor.name], factor.best - worst, 0.0)
        share: Floats = np.divide(gained, spread, out=np.full(size, np.nan), where=spread > 0)
        return FULL_POINTS * share


def _any(known: Mapping[str, Flags], names: tuple[str, ...], size: int) -> Flags:
    """Tell where at least one of the factors is known."""
    found = np.zeros(size, dtype=bool)
    for name in names:
        found |= known[name]
    return found


def fitted_card(policy: Policy) -> FittedCard:
    """Return the card that a policy's points table is.

    Parameters
    ----------
    policy : Policy
        With at least one factor in its points table.

    Returns
    -------
    FittedCard
        Its card.

    Examples
    --------
    >>> from xlcredit.policy import overlay
    >>> factor = {"name": "debt_ratio", "edges": [0.6], "points": [60, 40], "points_missing": 45}
    >>> changes = {"scorecard.method": "fitted", "points_table.factors": [factor]}
    >>> fitted_card(overlay(default_policy(), changes)).score_one({"debt_ratio": 0.6}).score
    40.0
    """
    rules = policy.scorecard
    return FittedCard(policy.points_table, rules.history_needs_one_of, rules.accounts_need_one_of)


def log_odds(score: Any, policy: Policy | None = None) -> Any:
    """Return ln(odds of good to bad) that a score of a fitted card stands for.

    Parameters
    ----------
    score : float, or array_like of shape (n,)
        Score; NaN stays. [points]
    policy : Policy, optional
        Its scale of points; the default policy when None.

    Returns
    -------
    float or ndarray, shape (n,)
        Natural logarithm of the odds.

    Raises
    ------
    ArgumentError
        When a score is no number.

    Notes
    -----
    ln(reference_odds) + (score - reference_points) x ln 2 / points_to_double_odds.

    Examples
    --------
    >>> log_odds(50.0) == math.log(10), round(math.exp(log_odds(57.0)), 9)
    (True, 20.0)
    """
    scale = (policy or default_policy()).scorecard.scale
    distance = as_floats(score, "score") - scale.reference_points
    found = math.log(scale.reference_odds) + distance * (math.log(2.0) / scale.points_to_double_odds)
    return float(found) if np.ndim(found) == 0 else found


def probability_of_score(score: Any, policy: Policy | None = None) -> Any:
    """Return the probability of going bad that a score of a fitted card stands for.

    Parameters
    ----------
    score : float, or array_like of shape (n,)
        Score; NaN stays. [points]
    policy : Policy, optional
        Its scale of points; the default policy when None.

    Returns
    -------
    float or ndarray, shape (n,)
        1 / (1 + odds of good to bad). [share]

    Raises
    ------
    ArgumentError
        When a score is no number.

    Examples
    --------
    >>> round(probability_of_score(50.0), 9)
    0.090909091
    """
    with np.errstate(over="ignore"):  # odds beyond every number mean a probability of 0
        found = 1.0 / (1.0 + np.exp(log_odds(score, policy)))
    return float(found) if np.ndim(found) == 0 else found
