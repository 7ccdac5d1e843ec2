"""The expert card of a policy: its factors in order, and the weight that each has where some are unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlcredit.credit import expert_scores
from xlcredit.credit.card_factor import CardFactor
from xlcredit.credit.expert_bands import expert_band_text
from xlcredit.credit.factors import LEVELED
from xlcredit.credit.words import LEVELS
from xlcredit.policy.card import FAMILIES, CoverFactor, Family, FamilyWeights, ReplacingFactor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Floats
    from xlcredit.credit.card_factor import Gains
    from xlcredit.credit.scores import Score, Scores
    from xlcredit.policy import Policy
    from xlcredit.texts import Language


MOST_CASES = 1_000  # of what is known and what is not; more are rarer than the memory is worth


@dataclass(frozen=True, kw_only=True)
class ExpertFactor(CardFactor):
    """One factor of the expert card.

    Attributes
    ----------
    weight : float
        Weight inside the family.
    replaces : str or None
        The factor this one takes the place of.
    """

    family: Family
    weight: float
    replaces: str | None = None


Weighed = tuple[tuple[ExpertFactor, float], ...]
"""Factors that are scored, each with the score that a point of it adds."""


@dataclass(frozen=True)
class ExpertCard:
    """The expert card of one policy, ready to be applied.

    Attributes
    ----------
    factors : tuple of ExpertFactor
        In the order of the card.
    full, without_history, without_accounts : FamilyWeights
        Weights of the families in each case.
    history, accounts : tuple of str
        Factors of which one must be known for the trading and the finance family to count.
    missing_is_zero : bool
        Whether an unknown factor earns nothing, instead of leaving its weight to the others.
    policy : Policy
        The policy it was made from.
    """

    factors: tuple[ExpertFactor, ...]
    full: FamilyWeights
    without_history: FamilyWeights
    without_accounts: FamilyWeights
    history: tuple[str, ...]
    accounts: tuple[str, ...]
    missing_is_zero: bool
    policy: Policy

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
        tuple of (ExpertFactor, float)
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

    def _scale(self, scored: Sequence[ExpertFactor], mix: Mapping[Family, float]) -> dict[Family, float]:
        """Return by family the score that a point of weight one adds, where these factors are scored."""
        basis: dict[Family, float] = self.totals
        if not self.missing_is_zero:
            basis = dict.fromkeys(FAMILIES, 0.0)
            for factor in scored:
                basis[factor.family] += factor.weight
        counted = {family: mix[family] if basis[family] else 0.0 for family in FAMILIES}
        whole = counted["standing"] + counted["finance"] + counted["trading"]
        return {family: counted[family] / whole / (basis[family] or 1.0) for family in FAMILIES}

    @cached_property
    def _families(self) -> dict[str, Family]:
        """Family of each factor."""
        return {factor.name: factor.family for factor in self.factors}

    def band_text(self, name: str, value: float, language: Language | None = None) -> str:
        """Return the band that a known value of a factor falls into, in words."""
        return expert_band_text(self.policy, self._families[name], name, value, language)

    @property
    def own(self) -> Mapping[str, str]:
        """Columns of the user's own: the expert card has none."""
        return {}

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Headings of columns of the user's own: none."""
        return ()

    def score_one(self, values: Mapping[str, float]) -> Score:
        """Score one customer."""
        return expert_scores.score_one(self, values)

    def score_columns(self, values: Mapping[str, Any]) -> Scores:
        """Score a column of customers."""
        return expert_scores.score_columns(self, values)

    def scores_alone(self, values: Mapping[str, Any]) -> Floats:
        """Return the scores of a column of customers and nothing else."""
        return expert_scores.scores_alone(self, values)


def expert_card(policy: Policy) -> ExpertCard:
    """Return the expert card of a policy.

    Parameters
    ----------
    policy : Policy
        The policy.

    Returns
    -------
    ExpertCard
        Its card.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> expert_card(default_policy()).totals["finance"]
    100.0
    """
    scorecard = policy.scorecard
    factors = [
        _factor(name, family, getattr(getattr(scorecard, family), name))
        for family in FAMILIES
        for name in type(getattr(scorecard, family)).model_fields
    ]
    return ExpertCard(
        tuple(factors),
        scorecard.families.full,
        scorecard.families.without_history,
        scorecard.families.without_accounts,
        scorecard.history_needs_one_of,
        scorecard.accounts_need_one_of,
        scorecard.missing == "zero",
        policy,
    )


def _factor(name: str, family: Family, record: Any) -> ExpertFactor:
    """Build one factor of the card."""
    if name in LEVELED:
        points = tuple(float(getattr(record.points, level)) for level in LEVELS[name])
        edges = tuple(float(code) for code in range(1, len(points)))
        return ExpertFactor(name=name, family=family, edges=edges, points=points, weight=record.weight)
    edges = record.edges
    if record.first_edge_in_lower_band:  # the smallest number above the edge opens the band above it
        edges = (math.nextafter(edges[0], math.inf), *edges[1:])
    without_cost = record.points_without_cost if isinstance(record, CoverFactor) else None
    replaces = record.replaces if isinstance(record, ReplacingFactor) else None
    return ExpertFactor(
        name=name,
        family=family,
        edges=edges,
        points=record.points,
        weight=record.weight,
        points_without_cost=without_cost,
        replaces=replaces,
    )
