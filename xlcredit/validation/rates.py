"""What a share seen among few says of the true one: Wilson's interval and the exact binomial test."""

from __future__ import annotations

from math import lgamma, log, log1p, sqrt
from statistics import NormalDist

import numpy as np

from xlcredit.errors import ImpossibleNumberError


def wilson_interval(bads: float, count: float, confidence: float) -> tuple[float, float]:
    """Return the interval that holds the true share with a confidence, after Wilson.

    Parameters
    ----------
    bads, count : float
        How many of how many. [count]
    confidence : float
        Above 0 and below 1. [share]

    Returns
    -------
    lower, upper : float
        0 to 1; NaN where `count` is 0. [share]

    Raises
    ------
    ImpossibleNumberError
        When `bads` is below 0 or above `count`.

    References
    ----------
    Wilson, Journal of the American Statistical Association 22 (1927); Newcombe, Statistics in Medicine 17
    (1998), method 3.

    Examples
    --------
    >>> [round(edge, 4) for edge in wilson_interval(81, 263, 0.95)]
    [0.2553, 0.3662]
    """
    _check_counts(bads, count)
    if count == 0:
        return np.nan, np.nan
    quantile = NormalDist().inv_cdf((1 + confidence) / 2)
    square = quantile * quantile
    middle = bads + square / 2
    reach = quantile * sqrt(bads * (count - bads) / count + square / 4)
    return max(0.0, (middle - reach) / (count + square)), min(1.0, (middle + reach) / (count + square))


def chance_of_at_least(bads: int, count: int, probability: float) -> float:
    """Return the chance of so many bads or more, were the stated probability true.

    Parameters
    ----------
    bads, count : int
        How many of how many. [count]
    probability : float
        Stated probability, 0 to 1. [share]

    Returns
    -------
    float
        The exact binomial tail: the p-value of the test whether the probability was stated too low. [share]

    Raises
    ------
    ImpossibleNumberError
        When `bads` is below 0 or above `count`, or `probability` outside 0 to 1.

    Notes
    -----
    The test takes customers to fail independently of each other. They do not in a crisis: a small chance
    then points to the crisis as much as to the probability.

    References
    ----------
    Basel Committee, Studies on the Validation of Internal Rating Systems, working paper 14 (2005).

    Examples
    --------
    >>> round(chance_of_at_least(2, 3, 0.5), 12)
    0.5
    """
    _check_counts(bads, count)
    if not 0 <= probability <= 1:
        raise ImpossibleNumberError("validation.no_probability", row=1, got=probability)
    if bads == 0 or probability == 1:
        return 1.0
    if probability == 0:
        return 0.0
    ways = lgamma(count + 1) - lgamma(bads + 1) - lgamma(count - bads + 1)
    odds = log(probability) - log1p(-probability)
    first = ways + bads * odds + count * log1p(-probability)
    places = np.arange(bads, count)
    steps = np.log((count - places) / (places + 1)) + odds
    return min(1.0, float(np.exp(first + np.append(0.0, np.cumsum(steps))).sum()))


def _check_counts(bads: float, count: float) -> None:
    """Refuse more bads than there are customers."""
    if not 0 <= bads <= count:
        raise ImpossibleNumberError("validation.more_bads_than_customers", bads=bads, count=count)
