"""Points from odds: a scale that doubles the odds every so many points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.errors import ArgumentError


@dataclass(frozen=True)
class PointScale:
    """A scale of points: score = offset + factor x ln(odds good to bad).

    Attributes
    ----------
    factor : float
        Points per unit of ln(odds); points that double the odds / ln 2.
    offset : float
        Points at even odds.
    """

    factor: float
    offset: float

    def score(self, odds: Any) -> Any:
        """Return the points of odds of good to bad."""
        return _plain(self.offset + self.factor * np.log(as_floats(odds, "odds")))

    def odds(self, score: Any) -> Any:
        """Return the odds of good to bad that points mean."""
        return _plain(np.exp((as_floats(score, "score") - self.offset) / self.factor))


def _plain(found: Any) -> Any:
    """Return a scalar for a scalar."""
    return float(found) if np.ndim(found) == 0 else found


def point_scale(points: Any = None, odds: Any = None, points_to_double: Any = None) -> PointScale:
    """Return the scale with given points at given odds.

    Parameters
    ----------
    points : float
        Points at the odds.
    odds : float
        Odds of good to bad there, above zero.
    points_to_double : float
        Points that double the odds, above zero.

    Returns
    -------
    PointScale
        Factor and offset.

    Raises
    ------
    ArgumentError
        When one is missing, no number, or not above zero.

    Examples
    --------
    >>> scale = point_scale(600, 50, 20)
    >>> round(scale.factor, 4), round(scale.offset, 3)
    (28.8539, 487.123)
    """
    given = {"points": points, "odds": odds, "points_to_double": points_to_double}
    for name, value in given.items():
        if value is None:
            raise ArgumentError("credit.scale_missing", name=name)
        if isinstance(value, bool | str) or not math.isfinite(value) or value <= 0:
            raise ArgumentError("credit.scale_impossible", name=name, got=value)
    factor = points_to_double / math.log(2)
    return PointScale(factor, points - factor * math.log(odds))
