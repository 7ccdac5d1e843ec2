"""Are today's customers those the score was made for: population and characteristic stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_floats, check_lengths
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.policy import Policy

Level = Literal["stable", "watch", "shifted"]
LEVELS: tuple[Level, ...] = ("stable", "watch", "shifted")
FEWEST_BANDS = 2
ROUNDING = 1e-6  # shares may sum to 1 but for what their digits lost


@dataclass(frozen=True)
class Stability:
    """How far customers moved between bands.

    Attributes
    ----------
    value : float
        Population stability index, 0 or more.
    level : {"stable", "watch", "shifted"}
        By the policy's edges, an edge belonging to the level above.
    by_chance : float
        What the index is on average when nothing but chance moved: (bands - 1) x (1/expected + 1/actual),
        with the counts of both. An index below about twice this says nothing. NaN for shares.
    contributions : ndarray, shape (bands,)
        What each band adds to the value, 0 or more.
    expected_share, actual_share : ndarray, shape (bands,)
        As counted, before an empty band is mended. [share]
    """

    value: float
    level: Level
    by_chance: float
    contributions: Floats
    expected_share: Floats
    actual_share: Floats


@dataclass(frozen=True)
class FactorStability:
    """How far one factor of the score moved.

    Attributes
    ----------
    name : str
        The factor.
    stability : Stability
        Of its bands.
    shift : float
        By how much the mean points of the factor moved; NaN without points. [points]
    """

    name: str
    stability: Stability
    shift: float


def population_stability(expected_counts: Any, actual_counts: Any, policy: Policy | None = None) -> Stability:
    """Return the population stability index of counts by band.

    Parameters
    ----------
    expected_counts : array_like, shape (bands,)
        Customers per band in the sample the score was made on. Shares that sum to 1 do where no band is
        empty. [count]
    actual_counts : array_like, shape (bands,)
        Customers per band now. [count]
    policy : Policy, optional
        Edges of the levels, and the rule for empty bands; the default policy when None.

    Returns
    -------
    Stability
        Value, level, and what each band adds.

    Raises
    ------
    ArgumentError
        When the columns differ in length or have fewer than two bands.
    ImpossibleNumberError
        When a count is below 0 or infinite.
    MissingDataError
        When a count is blank, one side counts nobody, or a band is empty on one side and the policy refuses
        it, or only shares are given.

    Notes
    -----
    Sum over bands of (actual - expected share) x ln(actual / expected share). Where a band is empty on one
    side only, the rule of the policy holds: ``half_case`` takes half a customer for it, ``left_out`` takes
    no notice of it (which hides a shift), ``refused`` gives no index. Empty on both sides adds nothing.

    References
    ----------
    Siddiqi, Intelligent Credit Scoring, 2nd ed. (2017), p. 369: below 0.10 no, from 0.25 a significant
    shift; Yurdakul, Statistical Properties of Population Stability Index (2018), for what chance makes.

    Examples
    --------
    >>> found = population_stability([50, 50], [60, 40])  # 0.1 x ln 1.2 - 0.1 x ln 0.8
    >>> round(found.value, 6), found.level
    (0.040547, 'stable')
    """
    rules = (policy or default_policy()).validation
    expected, actual = _counted(expected_counts, "expected_counts"), _counted(actual_counts, "actual_counts")
    check_lengths(expected_counts=expected, actual_counts=actual)
    if len(expected) < FEWEST_BANDS:
        raise ArgumentError("validation.too_few_bands", got=len(expected), needed=FEWEST_BANDS)
    contributions = _contributions(expected, actual, rules.empty_band)
    value = float(contributions.sum())
    level = LEVELS[(value >= rules.shift_watch) + (value >= rules.shift_alarm)]
    of_counts = not (_is_shares(expected) or _is_shares(actual))
    bands = int(np.count_nonzero((expected > 0) | (actual > 0)))
    by_chance = (bands - 1) * (1 / expected.sum() + 1 / actual.sum()) if of_counts else np.nan
    return Stability(
        value, level, float(by_chance), contributions, expected / expected.sum(), actual / actual.sum()
    )


def _counted(counts: Any, name: str) -> Floats:
    """Return counts, or say what is wrong with them."""
    found = as_floats(counts, name).ravel()
    for wrong, key, kind in (
        (np.isnan(found), "validation.blank_count", MissingDataError),
        ((found < 0) | np.isinf(found), "validation.no_count", ImpossibleNumberError),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise kind(key, name=name, row=row + 1, got=found[row])
    if not found.sum() > 0:
        raise MissingDataError("validation.nobody_counted", name=name)
    return found


def _is_shares(counts: Floats) -> bool:
    """Tell whether shares were given: nobody counts one customer or less."""
    return bool(counts.sum() <= 1 + ROUNDING)


def _contributions(expected: Floats, actual: Floats, rule: str) -> Floats:
    """Return what each band adds to the index."""
    one_sided = (expected > 0) != (actual > 0)
    is_shares = _is_shares(expected) or _is_shares(actual)  # of which half a customer is no half
    if one_sided.any() and (rule == "refused" or (rule == "half_case" and is_shares)):
        raise MissingDataError("validation.empty_band", band=int(np.flatnonzero(one_sided)[0]) + 1)
    before, now = (_mended(counts, one_sided) / counts.sum() for counts in (expected, actual))
    used = (before > 0) & (now > 0)
    if rule == "left_out":
        used &= ~one_sided
    ratio = np.divide(now, before, out=np.ones_like(now), where=used)
    added: Floats = (now - before) * np.log(ratio)
    return added


def _mended(counts: Floats, one_sided: Flags) -> Floats:
    """Return counts with half a customer where a band is empty on this side only."""
    return np.where(one_sided & (counts == 0), 0.5, counts)


def characteristic_stability(
    expected: Mapping[str, Any],
    actual: Mapping[str, Any],
    points: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
) -> tuple[FactorStability, ...]:
    """Return the stability of each factor of a score, the one that moved most first.

    Parameters
    ----------
    expected, actual : mapping of str to array_like
        Factor to customers per band (see `band_counts`), in the sample and now. [count]
    points : mapping of str to array_like, optional
        Factor to points per band, in the same order. [points]
    policy : Policy, optional
        See `population_stability`.

    Returns
    -------
    tuple of FactorStability
        One per factor of `expected`.

    Raises
    ------
    ArgumentError, ImpossibleNumberError
        As `population_stability` does.
    MissingDataError
        As `population_stability` does; also when `actual` lacks a factor.

    Examples
    --------
    >>> one = characteristic_stability({"age": [50, 50]}, {"age": [60, 40]}, {"age": [0, 100]})[0]
    >>> one.name, round(one.shift, 9)
    ('age', -10.0)
    """
    found = []
    for name, counts in expected.items():
        if name not in actual:
            raise MissingDataError("validation.factor_missing", factor=name)
        stability = population_stability(counts, actual[name], policy)
        worth = None if points is None or name not in points else as_floats(points[name], "points").ravel()
        check_lengths(bands=stability.contributions, points=worth)
        moved = stability.actual_share - stability.expected_share
        found.append(FactorStability(name, stability, np.nan if worth is None else float(moved @ worth)))
    return tuple(sorted(found, key=lambda one: -one.stability.value))


def band_counts(values: Any, edges: Any) -> Codes:
    """Return how many values fall in each band, the missing ones last.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values of one factor, or scores; NaN is missing.
    edges : array_like, shape (k,)
        Rising edges; an edge belongs to the band above it.

    Returns
    -------
    ndarray of int64, shape (k + 2,)
        k + 1 bands from the lowest up, then the missing. [count]

    Raises
    ------
    ArgumentError
        When the edges do not rise.

    Examples
    --------
    >>> band_counts([10, 40, 70, None], [40, 60]).tolist()
    [1, 1, 1, 1]
    """
    column, bounds = as_floats(values, "values").ravel(), as_floats(edges, "edges").ravel()
    if not (np.diff(bounds) > 0).all():
        raise ArgumentError("validation.edges_not_rising", got=", ".join(f"{edge:g}" for edge in bounds))
    place = np.where(np.isnan(column), len(bounds) + 1, np.searchsorted(bounds, column, side="right"))
    return np.bincount(place, minlength=len(bounds) + 2)
