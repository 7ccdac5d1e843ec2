"""Why a score is what it is: bands in words, points lost, contributions that add up as they are shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Codes, Floats, as_floats
from xlcredit.credit.adverse import shown_tenths, worst_losses
from xlcredit.credit.card import card_of
from xlcredit.credit.factors import LEVELED
from xlcredit.credit.words import LEVELS
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy
from xlcredit.policy.points_sheet import fitted_factor_text
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.credit.adverse import Worst
    from xlcredit.credit.card_factor import CardFactor
    from xlcredit.credit.scores import Score, Scores
    from xlcredit.policy import Policy
    from xlcredit.texts import Language

    _Style = tuple[Policy, Language | None]


def rounded_contributions(contributions: Sequence[float], decimals: int = 1) -> list[float]:
    """Round contributions so that what is shown still adds up to the rounded score.

    Parameters
    ----------
    contributions : sequence of float
        Parts of a score.
    decimals : int
        Decimals to show.

    Returns
    -------
    list of float
        Each the part rounded down or up; their sum is the rounded sum of the parts.

    Notes
    -----
    Largest remainder: every part is rounded down, and the units still missing go to the largest remainders,
    the first of equal ones first.

    Examples
    --------
    >>> rounded_contributions([0.14, 0.14, 0.14])
    [0.2, 0.1, 0.1]
    """
    unit = 10.0**decimals
    scaled = [part * unit for part in contributions]
    floors = [math.floor(part + TOLERANCE) for part in scaled]
    missing = math.floor(math.fsum(scaled) + 0.5 + TOLERANCE) - sum(floors)
    order = sorted(range(len(scaled)), key=lambda place: floors[place] - scaled[place])
    for place in order[:missing]:
        floors[place] += 1
    return [whole / unit for whole in floors]


TOLERANCE = 1e-9  # what binary fractions may fall short of a whole unit


def band_text(
    factor: str, value: float, policy: Policy | None = None, language: Language | None = None
) -> str:
    """Return the band that a value falls into, in words.

    Parameters
    ----------
    factor : str
        Name of the factor.
    value : float
        Its value; NaN is unknown.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        For instance "0.60–0.70": from the lower edge to below the upper one.

    Examples
    --------
    >>> band_text("debt_ratio", 0.65, language="en"), band_text("weighted_days_late", 0, language="zh")
    ('0.60–0.70', '0 及以下')
    """
    if math.isnan(value):
        return say("credit.no_value", language)
    if factor in LEVELED:
        level = LEVELS[factor][int(value)]
        return level if factor == "country_grade" else say(f"policy.words.{level}", language)
    if factor == "interest_cover" and value == math.inf:
        return say("credit.no_interest_cost", language)
    return card_of(policy or default_policy()).band_text(factor, value, language)


def factor_text(factor: str, language: Language | None = None) -> str:
    """Return the name of a factor.

    Parameters
    ----------
    factor : str
        Name of the factor; that of a column of the user's own is its heading.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its name in words.

    Examples
    --------
    >>> factor_text("debt_ratio", "zh")
    '资产负债率'
    """
    return fitted_factor_text(factor, language)


def reason_rows(
    score: Score, values: Mapping[str, float], policy: Policy | None = None, language: Language | None = None
) -> list[list[Any]]:
    """Return why one score is what it is, the factor that costs most first.

    Parameters
    ----------
    score : Score
        The score.
    values : mapping of str to float
        The factors it was made of.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    list of list
        One row per factor of the card: family, factor, value, band, points, maximum, contribution. The
        contributions add up to the score. What is unknown stands last, with blanks for value and points.

    Examples
    --------
    >>> from xlcredit.credit.scorecard import score_one
    >>> values = {"debt_ratio": 0.65, "current_ratio": 2.5}
    >>> [row[1:5] for row in reason_rows(score_one(values), values, language="en")[:2]]
    [['Debt ratio', 0.65, '0.60–0.70', 65.0], ['Current ratio', 2.5, '2.0 or more', 100.0]]
    """
    rules = policy or default_policy()
    factors = card_of(rules).factors
    lost = {factor.name: score.maximum[factor.name] - score.contributions[factor.name] for factor in factors}
    order = sorted(
        factors, key=lambda factor: (math.isnan(score.points[factor.name]), -round(lost[factor.name], 9))
    )
    return [_reason_row(factor.name, factor.family, score, values, (rules, language)) for factor in order]


def _reason_row(
    name: str, family: str, score: Score, values: Mapping[str, float], style: _Style
) -> list[Any]:
    """Return one row of reasons."""
    policy, language = style
    value, points = values.get(name, math.nan), score.points[name]
    counted = not math.isnan(points)
    band = band_text(name, value, policy, language)
    if not counted and not math.isnan(value):
        band = say("credit.not_counted", language)
    shown = value if math.isfinite(value) else None
    if name in LEVELED:
        shown = None
    return [
        say(f"policy.words.{family}", language),
        factor_text(name, language),
        shown,
        band,
        points if counted else None,
        score.maximum[name],
        score.contributions[name],
    ]


def top_reasons(
    scores: Scores,
    values: Mapping[str, Floats],
    policy: Policy | None = None,
    language: Language | None = None,
    *,
    count: int = 3,
) -> list[list[str]]:
    """Return what costs each customer most, in words.

    Parameters
    ----------
    scores : Scores
        Scores of a column, shape (n,).
    values : mapping of str to ndarray, shape (n,)
        The factors they were made of.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.
    count : int
        How many reasons.

    Returns
    -------
    list of list of str
        Per customer `count` texts, the largest loss first; "" where nothing more is lost.

    Notes
    -----
    A loss is the score that a factor adds less the most that any of its bands would add. It is named with its
    band, not with the value: the band is what has its price. Of equal losses the factor that stands earlier
    on the card comes first.

    Examples
    --------
    >>> from xlcredit.credit.scorecard import score_columns
    >>> values = {"debt_ratio": np.array([0.65]), "current_ratio": np.array([2.5])}
    >>> top_reasons(score_columns(values), values, language="en", count=1)
    [['Debt ratio 0.60–0.70: 21.0 points lost']]
    """
    found: list[list[str]] = reason_texts(scores, values, policy, language, count=count).tolist()
    return found


def reason_texts(
    scores: Scores,
    values: Mapping[str, Any],
    policy: Policy | None = None,
    language: Language | None = None,
    *,
    count: int = 3,
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the texts of `top_reasons` as an array, which is quicker for a long column.

    Parameters
    ----------
    scores : Scores
        Scores of a column, shape (n,).
    values : mapping of str to array_like, shape (n,)
        The factors they were made of.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.
    count : int
        How many reasons.

    Returns
    -------
    ndarray of object, shape (n, count)
        Texts, the largest loss first; "" where nothing more is lost.

    Examples
    --------
    >>> from xlcredit.credit.scorecard import score_columns
    >>> values = {"debt_ratio": np.array([0.65]), "current_ratio": np.array([2.5])}
    >>> reason_texts(score_columns(values), values, language="en", count=1).shape
    (1, 1)
    """
    rules = policy or default_policy()
    factors = card_of(rules).factors
    worst = worst_losses((scores.lost(factor.name) for factor in factors), count)
    bands = np.array([_bands(factor, values, scores.score.size) for factor in factors])
    band = bands[worst.place, np.arange(scores.score.size)[:, None]]
    return _worded(factors, worst, band, (rules, language))


def _bands(factor: CardFactor, values: Mapping[str, Floats], size: int) -> Codes:
    """Return the band of a factor in every row, that of unknown values where the column is absent."""
    column = np.atleast_1d(as_floats(values.get(factor.name, math.nan), factor.name))
    return np.broadcast_to(factor.bands(column), size)


def _worded(
    factors: Sequence[CardFactor], worst: Worst, band: Codes, style: _Style
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the text of every loss; customers share texts, so each distinct one is worded once."""
    import pandas as pd

    tenths, most_bands = shown_tenths(worst.lost), int(band.max(initial=0)) + 1
    most_tenths = int(tenths.max(initial=0)) + 1
    code = np.where(worst.lost > 0, (worst.place * most_bands + band) * most_tenths + tenths, -1)
    place, distinct = pd.factorize(code.ravel())
    words: dict[tuple[int, int], dict[str, str]] = {}
    texts = []
    for one in distinct.tolist():
        which, tenth = divmod(one, most_tenths)
        key = divmod(which, most_bands)
        if one >= 0 and key not in words:
            words[key] = _factor_and_band(factors[key[0]], key[1], style)
        texts.append(say("credit.reason.lost", style[1], lost=tenth / 10, **words[key]) if one >= 0 else "")
    return np.array(texts, dtype=object)[place].reshape(code.shape)


def _factor_and_band(factor: CardFactor, band: int, style: _Style) -> dict[str, str]:
    """Return the names of a factor and of one of its bands, by a value that lies in it."""
    policy, language = style
    value = math.inf if band == len(factor.points) else math.nan
    if band < len(factor.points):
        value = _inside(factor, band)
    if factor.name in LEVELED and policy.scorecard.method == "fitted" and not math.isnan(value):
        text = card_of(policy).band_text(factor.name, value, language)  # a band may hold several levels
    else:
        text = band_text(factor.name, value, policy, language)
    return {"factor": factor_text(factor.name, language), "band": text}


def _inside(factor: CardFactor, band: int) -> float:
    """Return a value that lies in a band."""
    if band:
        return factor.edges[band - 1]
    return math.nextafter(factor.edges[0], -math.inf) if factor.edges else 0.0


def reason_order(points: Sequence[float], reference: Sequence[float], keep: int) -> list[int]:
    """Return which parts set a score apart from a reference, the most telling first.

    Parameters
    ----------
    points : sequence of float, shape (k,)
        Parts of the score.
    reference : sequence of float, shape (k,)
        The same parts of what it is held against, for instance the portfolio's average.
    keep : int
        How many to return.

    Returns
    -------
    list of int
        Places of the parts: where the score is above the reference the largest gains first, else the largest
        losses first.

    Raises
    ------
    ArgumentError
        When the two differ in length.

    Examples
    --------
    >>> reason_order([151, 159, 143, 0], [142, 153, 149, 0], 3)
    [0, 1, 3]
    """
    own, base = as_floats(points, "points"), as_floats(reference, "reference")
    if own.size != base.size:
        raise ArgumentError("credit.lengths_differ", name="reference", got=base.size, needed=own.size)
    gain = own - base
    direction = 1.0 if gain.sum() > 0 else -1.0
    return [int(place) for place in np.argsort(-direction * gain, kind="stable")[:keep]]
