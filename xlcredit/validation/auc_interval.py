"""How sure an AUC is that was counted on a few customers."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.validation.ladder import ladder_of
from xlcredit.validation.outcomes import check_both, known_outcomes

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.validation.ladder import Ladder

Method = Literal["delong", "hanley_mcneil"]
FEWEST = 2  # of each kind: a spread needs as many


@dataclass(frozen=True)
class Interval:
    """An interval that holds the true figure with the confidence asked for; NaN where it cannot be known."""

    lower: float
    upper: float


def auc_interval(
    is_bad: Any,
    score: Any,
    confidence: float,
    *,
    higher_is_better: bool = True,
    method: Method = "delong",
) -> Interval:
    """Return the interval that holds the true AUC with a confidence.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1 for a customer that turned bad; blank rows are left out.
    score : array_like, shape (n,)
        Scores; blank rows are left out. [points]
    confidence : float
        Above 0 and below 1. [share]
    higher_is_better : bool
        False for probabilities of default and other figures of which more is worse.
    method : {"delong", "hanley_mcneil"}
        How the standard error is had: from the rows themselves, or from the AUC and the counts alone.

    Returns
    -------
    Interval
        AUC -/+ normal quantile x standard error, kept inside 0 to 1. NaN where the order is perfect, or
        perfectly wrong: both standard errors are 0 then, which says nothing of the next customers.

    Raises
    ------
    ArgumentError
        When the columns differ in length, or an outcome is neither yes nor no.
    MissingDataError
        When fewer than two bad or two good customers are known.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988); Hanley and McNeil, Radiology 143 (1982).

    Examples
    --------
    >>> found = auc_interval([1, 1, 0, 1, 0, 0, 0], [20, 40, 40, 60, 70, 80, 90], 0.95)
    >>> round(found.lower, 3), found.upper
    (0.592, 1.0)
    """
    outcomes = known_outcomes(is_bad, score)
    check_both(outcomes, FEWEST)
    return interval_of(ladder_of(outcomes, higher_is_better=higher_is_better), confidence, method)


def interval_of(ladder: Ladder, confidence: float, method: Method = "delong") -> Interval:
    """Return the interval of the AUC of a ladder with two bads and two goods or more.

    Parameters
    ----------
    ladder : Ladder
        Unweighted.
    confidence, method
        See `auc_interval`.

    Returns
    -------
    Interval
        See `auc_interval`.
    """
    area = ladder.area
    if area in (0.0, 1.0):
        return Interval(np.nan, np.nan)
    error = _delong_error(ladder) if method == "delong" else _hanley_mcneil_error(ladder)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return Interval(max(0.0, area - reach), min(1.0, area + reach))


def _delong_error(ladder: Ladder) -> float:
    """Return the standard error of the AUC from how each row is placed among the other kind."""
    bads, goods = ladder.bads.sum(), ladder.goods.sum()
    of_bads = _variance(ladder.goods_above / goods, ladder.bads)
    of_goods = _variance(ladder.bads_below / bads, ladder.goods)
    return float(np.sqrt(of_bads / bads + of_goods / goods))


def _variance(values: Floats, counts: Floats) -> Any:
    """Return the variance of values that occur so many times, over one less than all."""
    total = counts.sum()
    mean = (values * counts).sum() / total
    return (counts * (values - mean) ** 2).sum() / (total - 1)


def _hanley_mcneil_error(ladder: Ladder) -> float:
    """Return the standard error of the AUC as if scores were exponential."""
    area, bads, goods = ladder.area, ladder.bads.sum(), ladder.goods.sum()
    by_bads, by_goods = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (bads - 1) * (by_bads - area**2) + (goods - 1) * (by_goods - area**2)
    return float(np.sqrt(spread / (bads * goods)))
