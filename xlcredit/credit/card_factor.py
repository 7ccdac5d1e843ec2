"""A factor of a scorecard, made ready to be looked up: edges and points."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Floats

MANY_EDGES = 16  # from here on a search is faster than to count the edges below
OWN = "own"
"""Family of a factor that only the user knows."""


@dataclass(frozen=True)
class CardFactor:
    """One factor, ready to be looked up.

    Attributes
    ----------
    edges : tuple of float
        Band edges; a value falls into the band after the last edge that is not above it.
    points : tuple of float
        Points of each band, or of each level of a leveled factor.
    family : str
        What it belongs to: a family of the expert card, or `OWN`.
    points_without_cost : float or None
        Points of an infinite value, where it has its own.
    points_missing : float
        Points of an unknown value; NaN where there are none.
    """

    name: str
    family: str
    edges: tuple[float, ...]
    points: tuple[float, ...]
    points_without_cost: float | None = None
    points_missing: float = math.nan

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
        """Return the points of a column; where a value is unknown those of missing values."""
        without_cost = math.nan if self.points_without_cost is None else self.points_without_cost
        return np.array([*self.points, without_cost, self.points_missing]).take(self.bands(values))

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


Gains = tuple[tuple[int, tuple[float, ...], tuple[float, ...]], ...]
"""Factors that are scored: place among those that are known, edges, what each band adds to the score."""
