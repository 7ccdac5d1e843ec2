"""Why a score is what it is: bands in words, points lost, contributions that add up as they are shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Floats, as_floats
from xlcredit.credit.card import card_of
from xlcredit.credit.factors import LEVELED
from xlcredit.credit.words import LEVELS
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy
from xlcredit.policy.card import MoneyFactor
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.credit.scorecard import Score, Scores
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

_LEAST_DECIMALS = {"share": 2, "times": 1}


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
    record, finest = _record(factor, policy or default_policy())
    edges, first_below = record.edges, record.first_edge_in_lower_band
    place = sum(1 for edge in edges if edge <= value)
    if first_below and value == edges[0]:
        place = 0
    low = _edge(record, edges[place - 1], finest) if place else ""
    high = _edge(record, edges[place], finest) if place < len(edges) else ""
    return say(
        f"credit.band.{_shape(place, len(edges), first_below=first_below)}", language, low=low, high=high
    )


def _shape(place: int, edges: int, *, first_below: bool) -> str:
    """Return how a band is said: the lowest, the highest, or one between."""
    if place == 0:
        return "up_to" if first_below else "below"
    if place < edges:
        return "between"
    return "above" if first_below and edges == 1 else "from"


def _record(factor: str, policy: Policy) -> tuple[Any, int]:
    """Return the policy record of a factor, and the decimals that its edges are shown with."""
    family = next(item.family for item in card_of(policy).factors if item.name == factor)
    record = getattr(getattr(policy.scorecard, family), factor)
    note = policy.notes.get(f"scorecard.{family}.{factor}.edges")
    least = _LEAST_DECIMALS.get(note.unit, 0) if note is not None else 0
    return record, max(least, *(_decimals(edge) for edge in record.edges))


def _edge(record: Any, edge: float, decimals: int) -> str:
    """Return an edge in words."""
    shown = f"{edge:,.{decimals}f}"
    return f"{shown} {record.currency}" if isinstance(record, MoneyFactor) else shown


def _decimals(number: float) -> int:
    """Return how many decimals a number needs."""
    return len(f"{number:.6f}".rstrip("0").partition(".")[2])


def factor_text(factor: str, language: Language | None = None) -> str:
    """Return the name of a factor.

    Parameters
    ----------
    factor : str
        Name of the factor.
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
    return say(f"policy.factors.{factor}", language)


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

    Examples
    --------
    >>> from xlcredit.credit.scorecard import score_columns
    >>> values = {"debt_ratio": np.array([0.65]), "current_ratio": np.array([2.5])}
    >>> top_reasons(score_columns(values), values, language="en", count=1)
    [['Debt ratio 0.60–0.70: 21.0 points lost']]
    """
    rules = policy or default_policy()
    names = [factor.name for factor in card_of(rules).factors]
    lost = np.array([np.round(scores.lost(name), 9) for name in names])
    worst = np.argsort(-lost, axis=0, kind="stable")[:count]

    def said(place: int, row: int) -> str:
        if not lost[place, row] > 0:
            return ""
        name = names[place]
        band = band_text(name, float(values[name][row]) if name in values else math.nan, rules, language)
        factor = factor_text(name, language)
        return say("credit.reason.lost", language, factor=factor, band=band, lost=lost[place, row])

    return [[said(place, row) for place in worst[:, row]] for row in range(lost.shape[1])]


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
