"""Bad and good customers in the order of their scores, from which every figure of a score's power is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.validation.outcomes import check_both

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.validation.outcomes import Outcomes


@dataclass(frozen=True)
class Ladder:
    """Bads and goods at each distinct score.

    Attributes
    ----------
    score : ndarray, shape (k,)
        The riskiest first. [points]
    bads, goods : ndarray, shape (k,)
        How many customers of each kind have it. [count]
    """

    score: Floats
    bads: Floats
    goods: Floats

    @property
    def bads_below(self) -> Floats:
        """Bads that are riskier, those of the same score by half."""
        below: Floats = np.cumsum(self.bads) - self.bads / 2
        return below

    @property
    def goods_above(self) -> Floats:
        """Goods that are less risky, those of the same score by half."""
        above: Floats = self.goods.sum() - np.cumsum(self.goods) + self.goods / 2
        return above

    @property
    def area(self) -> float:
        """Share of the pairs of a good and a bad customer that stand in the right order."""
        return float((self.goods * self.bads_below).sum() / (self.goods.sum() * self.bads.sum()))


def ladder_of(outcomes: Outcomes, *, higher_is_better: bool) -> Ladder:
    """Count bads and goods by distinct score.

    Parameters
    ----------
    outcomes : Outcomes
        Known rows.
    higher_is_better : bool
        Whether the lowest score is the riskiest.

    Returns
    -------
    Ladder
        One step per distinct score.

    Raises
    ------
    MissingDataError
        When no bad or no good customer is known.

    Examples
    --------
    >>> from xlcredit.validation.outcomes import known_outcomes
    >>> ladder_of(known_outcomes([1, 0, 0], [40, 70, 40]), higher_is_better=True).goods
    array([1., 1.])
    """
    check_both(outcomes)
    order = np.argsort(outcomes.figure if higher_is_better else -outcomes.figure, kind="stable")
    score = outcomes.figure[order]
    first = np.flatnonzero(np.concatenate(([True], score[1:] != score[:-1])))
    bads, goods = (np.add.reduceat(weight[order], first) for weight in outcomes.sized())
    return Ladder(score[first], bads, goods)
