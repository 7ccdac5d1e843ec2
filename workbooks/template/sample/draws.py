"""Random draws that are the same bytes on every platform and with every numpy.

Only the raw bits of PCG64 are promised to stay; the distributions built on them may change between
releases, and ``exp`` or ``log`` may differ in the last digit between machines. Here every number is made from
raw bits by additions, multiplications and divisions, which IEEE 754 fixes to the last digit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_HALVINGS = 8  # exp(x) is taken as (1 + x / 256) ** 256, by squaring eight times
_TERMS = 12  # the sum of twelve uniform numbers has variance 1 and is normal enough


class Draws:
    """A stream of random numbers.

    Parameters
    ----------
    seed : int
        Zero or greater; the same seed gives the same numbers everywhere.

    Examples
    --------
    >>> Draws(7).below(100, 5).tolist() == Draws(7).below(100, 5).tolist()
    True
    """

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self, count: int) -> Floats:
        """Return numbers in [0, 1), shape (count,)."""
        raw: npt.NDArray[np.uint64] = self._bits.random_raw(count)
        uniform: Floats = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return uniform

    def between(self, low: Any, high: Any, count: int) -> Floats:
        """Return numbers in [low, high), shape (count,)."""
        between: Floats = low + (high - low) * self.uniform(count)
        return between

    def below(self, limit: Any, count: int) -> Integers:
        """Return whole numbers from 0 to limit - 1, shape (count,)."""
        below: Integers = np.floor(self.uniform(count) * limit).astype(np.int64)
        return below

    def chance(self, probability: Any, count: int) -> npt.NDArray[np.bool_]:
        """Return true with a probability, shape (count,)."""
        chance: npt.NDArray[np.bool_] = self.uniform(count) < probability
        return chance

    def normal(self, count: int) -> Floats:
        """Return numbers with mean 0 and deviation 1, between -6 and 6, shape (count,)."""
        raw: npt.NDArray[np.uint64] = self._bits.random_raw(count * _TERMS)
        # Summed as integers: the order of a float sum is the machine's choice, for integers none matters.
        total = (raw >> np.uint64(16)).reshape(count, _TERMS).sum(axis=1)
        normal: Floats = total.astype(np.float64) * 2.0**-48 - _TERMS / 2
        return normal

    def factor(self, spread: float, count: int) -> Floats:
        """Return log-normal factors with median 1, shape (count,)."""
        grown: Floats = 1.0 + self.normal(count) * spread / 2**_HALVINGS
        for _ in range(_HALVINGS):
            grown *= grown
        return grown

    def pick(self, weights: Any, count: int) -> Integers:
        """Return positions in `weights`, each as often as its weight, shape (count,)."""
        edges = np.cumsum(np.asarray(weights, dtype=np.int64))
        chosen: Integers = np.searchsorted(edges, self.below(edges[-1], count), side="right").astype(np.int64)
        return chosen

    def order(self, count: int) -> Integers:
        """Return the numbers from 0 to count - 1 in a random order."""
        return np.argsort(self.uniform(count), kind="stable").astype(np.int64)


def cents(money: Any) -> Floats:
    """Round money to cents, halves up, by exact operations only.

    Examples
    --------
    >>> cents(np.array([1.005, 2.5, -3.14159])).tolist()
    [1.0, 2.5, -3.14]
    """
    rounded: Floats = np.floor(np.asarray(money, dtype=np.float64) * 100 + 0.5) / 100
    return rounded
