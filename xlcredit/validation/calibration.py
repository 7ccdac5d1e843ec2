"""Do stated probabilities come true: by band, by grade, and as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_codes, as_floats, check_lengths
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.validation.outcomes import known_probabilities
from xlcredit.validation.rates import chance_of_at_least, wilson_interval

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Floats
    from xlcredit.policy import Policy
    from xlcredit.policy.validation import Validation
    from xlcredit.validation.outcomes import Outcomes

    Edges = list[tuple[float, float] | None]

Verdict = Literal["in_line", "too_low", "too_high", "too_few"]


@dataclass(frozen=True)
class CalibrationBand:
    """One band of stated probabilities beside what came of them.

    Attributes
    ----------
    name : str
        Grade, or number of the band from 1; "" for customers without a grade and for the whole.
    lower, upper : float
        Edges of the band, else smallest and largest probability in it; NaN where it is empty. [share]
    count, bads : int
        Customers, and those that turned bad. [count]
    predicted, observed : float
        Mean probability stated, and share that turned bad; NaN where the band is empty. [share]
    interval : tuple of float
        Wilson's interval of the observed share. [share]
    chance : float
        Chance of so many bads or more, were the mean probability true (exact binomial test). [share]
    verdict : {"in_line", "too_low", "too_high", "too_few"}
        What the stated probability is, by the interval; ``too_few`` where bads, expected and seen, are few.
    """

    name: str
    lower: float
    upper: float
    count: int
    bads: int
    predicted: float
    observed: float
    interval: tuple[float, float]
    chance: float
    verdict: Verdict


@dataclass(frozen=True)
class CalibrationTable:
    """Bands from the lowest probability up (grades in their order), the whole, and rows left out."""

    bands: tuple[CalibrationBand, ...]
    whole: CalibrationBand
    left_out: int


def calibration_table(
    is_bad: Any,
    probability: Any,
    bands: Any = None,
    policy: Policy | None = None,
    *,
    grades: Any = None,
) -> CalibrationTable:
    """Return stated probabilities and what came of them, by band or by grade.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1 for a customer that turned bad; blank rows are left out.
    probability : array_like, shape (n,)
        Probability of turning bad that was stated beforehand; blank rows are left out. [share]
    bands : int or array_like, optional
        Number of bands of about equal count (equal probabilities stay together, so there may be fewer), or
        rising edges inside 0 to 1, an edge belonging to the band above; the policy's number when None.
    policy : Policy, optional
        Confidence, number of bands and fewest bads of a verdict; the default policy when None.
    grades : array_like, shape (n,), optional
        Band of each row, for a table by grade; blank is a band of its own.

    Returns
    -------
    CalibrationTable
        One band each, empty bands between given edges too.

    Raises
    ------
    ArgumentError
        When columns differ in length, edges do not rise inside 0 to 1, or there is less than one band.
    ImpossibleNumberError
        When a probability lies outside 0 to 1.
    MissingDataError
        When no row is known.

    Notes
    -----
    The verdict compares the mean probability with Wilson's interval: below it, risk was stated too low.

    Examples
    --------
    >>> table = calibration_table([0] * 90 + [1] * 10, [0.02] * 60 + [0.04] * 40, 1)
    >>> [(band.count, band.bads, band.observed, band.verdict) for band in table.bands]
    [(100, 10, 0.1, 'too_low')]
    """
    rules = (policy or default_policy()).validation
    outcomes = known_probabilities(is_bad, probability)
    if not len(outcomes.is_bad):
        raise MissingDataError("validation.nothing_known", left_out=outcomes.left_out)
    if grades is None:
        codes, edges = _by_band(outcomes.figure, rules.calibration_bands if bands is None else bands)
        names = [str(place) for place in range(1, len(edges) + 1)]
    else:
        codes, names = _by_grade(grades, outcomes)
        edges = [None] * len(names)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(1, len(names)))
    found = tuple(
        _band(name, outcomes, rows, rules, between)
        for name, rows, between in zip(names, np.split(order, ends), edges, strict=True)
    )
    return CalibrationTable(found, _band("", outcomes, order, rules), outcomes.left_out)


def _by_grade(grades: Any, outcomes: Outcomes) -> tuple[Codes, list[str]]:
    """Return the grade of each known row as a number, and the grades in their order."""
    codes, names = as_codes(grades)
    check_lengths(probability=outcomes.known, grades=codes)
    used, places = np.unique(codes[outcomes.known], return_inverse=True)
    return places, names[used].tolist()


def _by_band(probability: Floats, bands: Any) -> tuple[Codes, Edges]:
    """Return the band of each probability as a number, and the edges of the bands where they are given."""
    given = as_floats(bands, "bands")
    if given.size == 1 and given.item() >= 1 and given.item().is_integer():
        codes = _by_count(probability, min(int(given.item()), len(probability)))  # more make no finer bands
        return codes, [None] * (int(codes.max()) + 1)
    edges = np.concatenate(([0.0], given.ravel(), [1.0]))
    if not (np.diff(edges) > 0).all():  # a blank fails too
        raise ArgumentError("validation.wrong_bands", got=", ".join(f"{edge:g}" for edge in edges[1:-1]))
    codes = np.searchsorted(edges[1:-1], probability, side="right")
    return codes, list(pairwise(edges.tolist()))


def _by_count(probability: Floats, bands: int) -> Codes:
    """Return bands of about equal count: a probability goes where the middle of its rows falls."""
    _, places, counts = np.unique(probability, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    band_of = np.floor(middle / len(probability) * bands).astype(np.int64)
    return np.unique(band_of, return_inverse=True)[1][places]


def _band(
    name: str,
    outcomes: Outcomes,
    rows: Codes,
    rules: Validation,
    between: tuple[float, float] | None = None,
) -> CalibrationBand:
    """Return the band that some rows make."""
    stated, count = outcomes.figure[rows], len(rows)
    bads = int(np.count_nonzero(outcomes.is_bad[rows]))
    if not count:
        unknown = np.nan
        lower, upper = between or (unknown, unknown)
        return CalibrationBand(
            name, lower, upper, 0, 0, unknown, unknown, (unknown, unknown), unknown, "too_few"
        )
    lower, upper = between or (float(stated.min()), float(stated.max()))
    predicted = min(float(stated.mean()), 1.0)
    interval = wilson_interval(bads, count, rules.confidence)
    chance = chance_of_at_least(bads, count, predicted)
    verdict = _verdict(predicted, interval, max(bads, predicted * count), rules)
    return CalibrationBand(
        name, lower, upper, count, bads, predicted, bads / count, interval, chance, verdict
    )


def _verdict(predicted: float, interval: tuple[float, float], bads: float, rules: Validation) -> Verdict:
    """Return what a stated probability is, beside the interval of the share that turned bad."""
    if bads < rules.fewest_bads_in_band:
        return "too_few"
    if predicted < interval[0]:
        return "too_low"
    return "too_high" if predicted > interval[1] else "in_line"
