"""A score and all that it is made of, for one customer and for a column; the same whichever card scored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.policy.card import Family

FULL_POINTS = 100.0  # what points of the expert card are out of


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
