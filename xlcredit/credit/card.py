"""The scorecard of a policy, made ready to be looked up: edges, points and weights in its order."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.factors import LEVELED
from xlcredit.credit.words import LEVELS
from xlcredit.policy.card import FAMILIES, CoverFactor, Family, FamilyWeights, ReplacingFactor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Codes, Floats
    from xlcredit.policy import Policy


MANY_EDGES = 16  # from here on a search is faster than to count the edges below
MOST_CASES = 1_000  # of what is known and what is not; more are rarer than the memory is worth


@dataclass(frozen=True)
class CardFactor:
    """One factor, ready to be looked up.

    Attributes
    ----------
    edges : tuple of float
        Band edges; a value falls into the band after the last edge that is not above it.
    points : tuple of float
        Points of each band, or of each level of a leveled factor.
    points_without_cost : float or None
        Points of an infinite value.
    replaces : str or None
        The factor this one takes the place of.
    """

    name: str
    family: Family
    edges: tuple[float, ...]
    points: tuple[float, ...]
    weight: float
    points_without_cost: float | None = None
    replaces: str | None = None

    def of_one(self, value: float) -> float:
        """Return the points of one value that is known."""
        if self.points_without_cost is not None and value == math.inf:
            return self.points_without_cost
        return self.points[bisect_right(self.edges, value)]

    def with_cost_band(self, weight: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return edges and weighted points; what is infinite opens a band of its own where it has points."""
        gains = tuple(points * weight for points in self.points)
        if self.points_without_cost is None:
            return self.edges, gains
        return (*self.edges, math.inf), (*gains, self.points_without_cost * weight)

    def of_column(self, values: Floats) -> Floats:
        """Return the points of a column; unknown where the value is."""
        without_cost = math.nan if self.points_without_cost is None else self.points_without_cost
        return np.array([*self.points, without_cost, math.nan]).take(self.bands(values))

    def bands(self, values: Floats) -> Codes:
        """Return the band of every value of a column.

        Parameters
        ----------
        values : ndarray, shape (n,)
            Values of the factor.

        Returns
        -------
        ndarray of int, shape (n,)
            Its place in `points`; after the last of them an infinite value that has points of its own, and
            one further an unknown value.
        """
        if len(self.edges) > MANY_EDGES:
            band = np.searchsorted(self.edges, values, side="right")
        else:
            band = np.zeros(values.size, dtype=np.int8)
            for edge in self.edges:
                band += values >= edge
        if self.points_without_cost is not None:
            band[values == np.inf] = len(self.points)
        band[np.isnan(values)] = len(self.points) + 1
        return band

    @property
    def best(self) -> float:
        """The most points that any of its bands gives."""
        return max(self.points)

    def of_known(self, values: Floats) -> Floats:
        """Return the points of a column; those of what is unknown mean nothing. Faster for a few edges."""
        if len(self.edges) > MANY_EDGES:
            return self.of_column(values)
        band = np.zeros(values.size, dtype=np.int8)
        for edge in self.edges:
            band += values >= edge
        points = np.asarray(self.points).take(band)
        if self.points_without_cost is not None:
            points[values == np.inf] = self.points_without_cost
        return points


Weighed = tuple[tuple[CardFactor, float], ...]
"""Factors that are scored, each with the score that a point of it adds."""
Gains = tuple[tuple[int, tuple[float, ...], tuple[float, ...]], ...]
"""Factors that are scored: place among those that are known, edges, what each band adds to the score."""


@dataclass(frozen=True)
class Card:
    """The scorecard of one policy, ready to be applied."""

    factors: tuple[CardFactor, ...]
    full: FamilyWeights
    without_history: FamilyWeights
    without_accounts: FamilyWeights
    history: tuple[str, ...]
    accounts: tuple[str, ...]
    missing_is_zero: bool

    @cached_property
    def totals(self) -> dict[Family, float]:
        """Weight of each family with everything known."""
        own = dict.fromkeys(FAMILIES, 0.0)
        for factor in self.factors:
            if factor.replaces is None:
                own[factor.family] += factor.weight
        return own

    def mix(self, *, has_history: bool, has_accounts: bool) -> dict[Family, float]:
        """Return the family weights of one case; a family without its basis counts nothing."""
        weights = self.full
        if has_accounts and not has_history:
            weights = self.without_history
        elif has_history and not has_accounts:
            weights = self.without_accounts
        return {
            "standing": weights.standing,
            "finance": weights.finance if has_accounts else 0.0,
            "trading": weights.trading if has_history else 0.0,
        }

    def whole(self, *, has_history: bool, has_accounts: bool) -> float:
        """Return the family weight that coverage is a share of."""
        if has_history or has_accounts:
            return sum(self.mix(has_history=has_history, has_accounts=has_accounts).values())
        return self.full.standing + self.full.finance + self.full.trading

    @cached_property
    def _gains(self) -> dict[tuple[str, ...], Gains]:
        """What `gains` found before."""
        return {}

    def gains(self, known: tuple[str, ...]) -> Gains:
        """Return the factors that are scored where these are known, each with what its bands add.

        Parameters
        ----------
        known : tuple of str
            As for `weighed`.

        Returns
        -------
        tuple of (int, tuple of float, tuple of float)
            Place in `known`, edges, gains; empty when nothing that is known counts.
        """
        found = self._gains.get(known)
        if found is None:
            if len(self._gains) >= MOST_CASES:
                self._gains.clear()
            found = self._gains[known] = tuple(
                (known.index(factor.name), *factor.with_cost_band(weight))
                for factor, weight in self.weighed(known)
            )
        return found

    @cached_property
    def _weighed(self) -> dict[tuple[str, ...], Weighed]:
        """What `weighed` found before."""
        return {}

    def weighed(self, known: tuple[str, ...]) -> Weighed:
        """Return the factors that are scored where these are known, each with what a point of it adds.

        Parameters
        ----------
        known : tuple of str
            Names of the factors that have a value; customers of one sheet mostly know the same.

        Returns
        -------
        tuple of (CardFactor, float)
            Empty when nothing that is known counts. [score per point]
        """
        found = self._weighed.get(known)
        if found is None:
            if len(self._weighed) >= MOST_CASES:
                self._weighed.clear()
            found = self._weighed[known] = self._weigh(frozenset(known))
        return found

    def _weigh(self, known: frozenset[str]) -> Weighed:
        """Find the factors that are scored and spread the weights of those that are unknown over them."""
        mix = self.mix(
            has_history=not known.isdisjoint(self.history), has_accounts=not known.isdisjoint(self.accounts)
        )
        counted = [f for f in self.factors if f.name in known and mix[f.family] and f.weight]
        replaced = {factor.replaces for factor in counted}
        scored = [factor for factor in counted if factor.name not in replaced]
        scale = self._scale(scored, mix) if scored else {}
        return tuple((factor, factor.weight * scale[factor.family]) for factor in scored)

    def _scale(self, scored: Sequence[CardFactor], mix: Mapping[Family, float]) -> dict[Family, float]:
        """Return by family the score that a point of weight one adds, where these factors are scored."""
        basis: dict[Family, float] = self.totals
        if not self.missing_is_zero:
            basis = dict.fromkeys(FAMILIES, 0.0)
            for factor in scored:
                basis[factor.family] += factor.weight
        counted = {family: mix[family] if basis[family] else 0.0 for family in FAMILIES}
        whole = counted["standing"] + counted["finance"] + counted["trading"]
        return {family: counted[family] / whole / (basis[family] or 1.0) for family in FAMILIES}


_CARDS: dict[str, Card] = {}


def card_of(policy: Policy) -> Card:
    """Return the scorecard of a policy; compiled once.

    Parameters
    ----------
    policy : Policy
        The policy.

    Returns
    -------
    Card
        Its scorecard.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> card_of(default_policy()).totals["finance"]
    100.0
    """
    card = _CARDS.get(policy.policy_id)
    if card is None:
        card = _CARDS[policy.policy_id] = _compile(policy)
    return card


def _compile(policy: Policy) -> Card:
    """Build the card of a policy."""
    scorecard = policy.scorecard
    factors = [
        _factor(name, family, getattr(getattr(scorecard, family), name))
        for family in FAMILIES
        for name in type(getattr(scorecard, family)).model_fields
    ]
    return Card(
        tuple(factors),
        scorecard.families.full,
        scorecard.families.without_history,
        scorecard.families.without_accounts,
        scorecard.history_needs_one_of,
        scorecard.accounts_need_one_of,
        scorecard.missing == "zero",
    )


def _factor(name: str, family: Family, record: Any) -> CardFactor:
    """Build one factor of the card."""
    if name in LEVELED:
        points = tuple(float(getattr(record.points, level)) for level in LEVELS[name])
        edges = tuple(float(code) for code in range(1, len(points)))
        return CardFactor(name, family, edges, points, record.weight)
    edges = record.edges
    if record.first_edge_in_lower_band:  # the smallest number above the edge opens the band above it
        edges = (math.nextafter(edges[0], math.inf), *edges[1:])
    without_cost = record.points_without_cost if isinstance(record, CoverFactor) else None
    replaces = record.replaces if isinstance(record, ReplacingFactor) else None
    return CardFactor(name, family, edges, record.points, record.weight, without_cost, replaces)
