"""Does the score tell bad customers from good ones: AUC, Gini, Kolmogorov-Smirnov, the ROC curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.policy import default_policy
from xlcredit.validation.auc_interval import FEWEST, Interval, interval_of
from xlcredit.validation.ladder import Ladder, ladder_of
from xlcredit.validation.outcomes import check_both, known_outcomes

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy


@dataclass(frozen=True)
class Separation:
    """Where a score keeps bad and good customers furthest apart.

    Attributes
    ----------
    value : float
        Largest difference between the two shares, 0 to 1. [share]
    score : float
        The score up to which the shares are counted; the riskiest one where several are as good. [points]
    bad_share, good_share : float
        Share of the bad and of the good customers that are as risky as that score or riskier. [share]
    """

    value: float
    score: float
    bad_share: float
    good_share: float


@dataclass(frozen=True)
class RocCurve:
    """The ROC curve: what a refusal up to each score catches and what it costs.

    Attributes
    ----------
    score : ndarray, shape (k,)
        Each distinct score, the riskiest first; NaN in the first place, where nobody is refused. [points]
    bad_share, good_share : ndarray, shape (k,)
        Share of the bad and of the good customers that are as risky or riskier, from 0 to 1. [share]
    """

    score: Floats
    bad_share: Floats
    good_share: Floats


@dataclass(frozen=True)
class Discrimination:
    """Every figure of a score's power.

    Attributes
    ----------
    bads, goods, left_out : int
        Rows of each kind, and rows whose score or outcome is unknown. [count]
    auc : float
        Chance that a bad customer has the worse score. [share]
    interval : Interval
        Of the AUC, by DeLong.
    gini : float
        2 x AUC - 1. [share]
    separation : Separation
        Kolmogorov-Smirnov, and where.
    """

    bads: int
    goods: int
    left_out: int
    auc: float
    interval: Interval
    gini: float
    separation: Separation


def auc(is_bad: Any, score: Any, weights: Any = None, *, higher_is_better: bool = True) -> float:
    """Return the chance that a bad customer has the worse score of a bad and a good one.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1 for a customer that turned bad; blank rows are left out.
    score : array_like, shape (n,)
        Scores; blank rows are left out. [points]
    weights : array_like, shape (n,), optional
        How many customers each row stands for. [count]
    higher_is_better : bool
        False for probabilities of default and other figures of which more is worse.

    Returns
    -------
    float
        0 to 1; 0.5 tells nothing. [share]

    Raises
    ------
    ArgumentError
        When the columns differ in length, or an outcome is neither yes nor no.
    MissingDataError
        When no bad or no good customer is known.
    ImpossibleNumberError
        When a weight is below 0.

    Notes
    -----
    (pairs in the right order + half of the ties) / (bads x goods), counted exactly by ranks.

    References
    ----------
    Hanley and McNeil, The meaning and use of the area under a ROC curve, Radiology 143 (1982).

    Examples
    --------
    >>> auc([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90])
    0.875
    """
    return ladder_of(known_outcomes(is_bad, score, "score", weights), higher_is_better=higher_is_better).area


def gini(is_bad: Any, score: Any, weights: Any = None, *, higher_is_better: bool = True) -> float:
    """Return the Gini coefficient (accuracy ratio) of a score.

    Parameters
    ----------
    is_bad, score, weights, higher_is_better
        See `auc`.

    Returns
    -------
    float
        2 x AUC - 1: -1 to 1; 0 tells nothing. [share]

    Raises
    ------
    ArgumentError, MissingDataError, ImpossibleNumberError
        As `auc` does.

    Examples
    --------
    >>> gini([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90])
    0.75
    """
    return 2 * auc(is_bad, score, weights, higher_is_better=higher_is_better) - 1


def kolmogorov_smirnov(
    is_bad: Any, score: Any, weights: Any = None, *, higher_is_better: bool = True
) -> Separation:
    """Return the largest difference between the shares of bads and goods up to a score, and where it is.

    Parameters
    ----------
    is_bad, score, weights, higher_is_better
        See `auc`.

    Returns
    -------
    Separation
        The difference without its sign: a score that ranks the wrong way round separates as well, which the
        two shares beside it show.

    Raises
    ------
    ArgumentError, MissingDataError, ImpossibleNumberError
        As `auc` does.

    Examples
    --------
    >>> kolmogorov_smirnov([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90])
    Separation(value=0.75, score=60.0, bad_share=1.0, good_share=0.25)
    """
    outcomes = known_outcomes(is_bad, score, "score", weights)
    return _separation(ladder_of(outcomes, higher_is_better=higher_is_better))


def _separation(ladder: Ladder) -> Separation:
    """Return where the shares are furthest apart."""
    bads, goods = (np.cumsum(kind) / kind.sum() for kind in (ladder.bads, ladder.goods))
    gap = np.abs(bads - goods)
    place = int(np.argmax(gap))
    return Separation(gap[place].item(), ladder.score[place].item(), bads[place].item(), goods[place].item())


def roc_points(is_bad: Any, score: Any, weights: Any = None, *, higher_is_better: bool = True) -> RocCurve:
    """Return the points of the ROC curve, one per distinct score, from (0, 0) to (1, 1).

    Parameters
    ----------
    is_bad, score, weights, higher_is_better
        See `auc`.

    Returns
    -------
    RocCurve
        The area below ``bad_share`` over ``good_share`` by trapezoids is the AUC.

    Raises
    ------
    ArgumentError, MissingDataError, ImpossibleNumberError
        As `auc` does.

    Examples
    --------
    >>> curve = roc_points([1, 0, 1, 0], [20, 40, 40, 60])
    >>> curve.bad_share.tolist(), curve.good_share.tolist()
    ([0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.5, 1.0])
    """
    outcomes = known_outcomes(is_bad, score, "score", weights)
    ladder = ladder_of(outcomes, higher_is_better=higher_is_better)
    bads, goods = (np.append(0.0, np.cumsum(kind) / kind.sum()) for kind in (ladder.bads, ladder.goods))
    return RocCurve(np.append(np.nan, ladder.score), bads, goods)


def discrimination(
    is_bad: Any,
    score: Any,
    policy: Policy | None = None,
    *,
    higher_is_better: bool = True,
    fewest: int | None = None,
) -> Discrimination:
    """Return every figure of a score's power, where there are enough bads and goods to show one.

    Parameters
    ----------
    is_bad, score, higher_is_better
        See `auc`; each row is one customer.
    policy : Policy, optional
        Its confidence, and its fewest bads; the default policy when None.
    fewest : int, optional
        Fewer bads or goods are refused; the policy's when None. [count]

    Returns
    -------
    Discrimination
        Counts, AUC with interval, Gini, Kolmogorov-Smirnov.

    Raises
    ------
    ArgumentError
        As `auc` does.
    MissingDataError
        When fewer than `fewest` bads or goods are known, and never with fewer than two.

    Examples
    --------
    >>> found = discrimination([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90], fewest=2)
    >>> found.auc, found.bads, found.goods
    (0.875, 3, 4)
    """
    rules = (policy or default_policy()).validation
    outcomes = known_outcomes(is_bad, score)
    check_both(outcomes, max(FEWEST, rules.fewest_bads if fewest is None else fewest))
    ladder = ladder_of(outcomes, higher_is_better=higher_is_better)
    interval = interval_of(ladder, rules.confidence)
    separation = _separation(ladder)
    area = ladder.area
    return Discrimination(
        outcomes.bads, outcomes.goods, outcomes.left_out, area, interval, 2 * area - 1, separation
    )
