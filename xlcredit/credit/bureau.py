"""Scales of credit bureaux: what a score of theirs means, and how payment experiences make one.

The scales are the bureaux' publications, not policy.
"""

from __future__ import annotations

from bisect import bisect_right
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlcredit.columns import as_floats
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Band = tuple[float | None, float | None, str]

# Dun & Bradstreet, PAYDEX glossary: risk of late payment.
PAYDEX_RISK: tuple[Band, ...] = ((0, 50, "high"), (50, 80, "medium"), (80, 101, "low"))

# Dun & Bradstreet, PAYDEX value chart: days beyond terms. 44 to 59 as printed, the others its landmarks.
PAYDEX_DAYS: Mapping[int, int] = MappingProxyType({
    80: 0, 70: 15, 60: 22, 59: 23, 58: 24, 57: 25, 56: 26, 55: 26, 54: 27, 53: 28, 52: 29, 51: 29, 50: 30,
    49: 33, 48: 36, 47: 39, 46: 42, 45: 45, 44: 48, 40: 60, 30: 90, 20: 120,
})  # fmt: skip


def band_label(value: float, bands: Sequence[Band]) -> str:
    """Return the label of the band ``[lower, upper)`` that a value lies in.

    Parameters
    ----------
    value : float
        The value.
    bands : sequence of (lower, upper, label)
        Rising; None as an edge is open.

    Returns
    -------
    str
        The label.

    Raises
    ------
    MissingDataError
        When no band holds the value.

    Examples
    --------
    >>> band_label(0.02, [(None, 0.02, "not useful"), (0.02, None, "useful")])
    'useful'
    """
    lowers = [float("-inf") if lower is None else lower for lower, _, _ in bands]
    place = bisect_right(lowers, value) - 1
    upper = bands[place][1] if place >= 0 else None
    if place < 0 or (upper is not None and value >= upper) or value != value:  # noqa: PLR0124  NaN is in none
        raise MissingDataError("credit.band_missing", got=value)
    return bands[place][2]


def paydex_risk(score: float) -> str:
    """Return the risk of late payment that a PAYDEX score means.

    Parameters
    ----------
    score : float
        0 to 100. [points]

    Returns
    -------
    str
        high, medium or low.

    Raises
    ------
    MissingDataError
        When the score lies outside the scale.

    References
    ----------
    Dun & Bradstreet, glossary, PAYDEX.

    Examples
    --------
    >>> paydex_risk(79), paydex_risk(80)
    ('medium', 'low')
    """
    return band_label(score, PAYDEX_RISK)


def paydex_days_late(score: float) -> int:
    """Return the days beyond terms that a PAYDEX score stands for.

    Parameters
    ----------
    score : float
        A score of the published chart. [points]

    Returns
    -------
    int
        Days beyond terms. [days]

    Raises
    ------
    MissingDataError
        When the chart has no such score; nothing is interpolated.

    References
    ----------
    Dun & Bradstreet, glossary, PAYDEX value chart.

    Examples
    --------
    >>> paydex_days_late(50)
    30
    """
    if score not in PAYDEX_DAYS:
        raise MissingDataError("credit.paydex_not_published", got=score)
    return PAYDEX_DAYS[int(score)]


def paydex_weighted(amounts: Any, experience_scores: Any) -> float:
    """Return the amount-weighted score of payment experiences.

    Parameters
    ----------
    amounts : array_like, shape (n,)
        Amount of each experience, zero or more. [money]
    experience_scores : array_like, shape (n,)
        Score of each. [points]

    Returns
    -------
    float
        Weighted mean. [points]

    Raises
    ------
    ArgumentError
        When the two differ in length.
    ImpossibleNumberError
        When the amounts do not sum to more than zero.

    Examples
    --------
    >>> paydex_weighted([1000, 1000, 1000, 7000], [80, 80, 80, 50])
    59.0
    """
    weights, scores = as_floats(amounts, "amounts"), as_floats(experience_scores, "experience_scores")
    if weights.shape != scores.shape:
        raise ArgumentError(
            "credit.lengths_differ", name="experience_scores", got=scores.size, needed=weights.size
        )
    total = float(weights.sum())
    if not total > 0:
        raise ImpossibleNumberError("credit.weights_missing", got=total)
    return float((weights * scores).sum() / total)
