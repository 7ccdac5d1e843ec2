"""Stated probabilities as a whole: the Brier score, and the logistic line of what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.validation.outcomes import Outcomes, check_both, known_probabilities

if TYPE_CHECKING:
    from xlcredit.columns import Floats

MOST_STEPS = 100
CLOSE_ENOUGH = 1e-12  # of a step, in log-odds


@dataclass(frozen=True)
class CalibrationLine:
    """Logistic line of the outcomes on the log-odds stated.

    Attributes
    ----------
    slope : float
        1 is right; below 1 the probabilities lie too far apart, as those of a model fitted too closely do.
    intercept : float
        Log-odds of turning bad where log-odds of 0 were stated; 0 is right beside a slope of 1. [log-odds]
    shift : float
        What all log-odds lack, the slope left at 1, to state as many bads as came; above 0 risk was stated
        too low. [log-odds]
    slope_error, shift_error : float
        Standard errors.
    """

    slope: float
    intercept: float
    shift: float
    slope_error: float
    shift_error: float


def brier_score(is_bad: Any, probability: Any, weights: Any = None) -> float:
    """Return the mean square of stated probability less outcome.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1 for a customer that turned bad; blank rows are left out.
    probability : array_like, shape (n,)
        Probability of turning bad that was stated beforehand; blank rows are left out. [share]
    weights : array_like, shape (n,), optional
        How many customers each row stands for. [count]

    Returns
    -------
    float
        0 to 1, 0 being perfect. To state the base rate b of everyone gives b x (1 - b).

    Raises
    ------
    ArgumentError
        When columns differ in length, or an outcome is neither yes nor no.
    ImpossibleNumberError
        When a probability lies outside 0 to 1, or a weight below 0.
    MissingDataError
        When no row is known.

    References
    ----------
    Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950).

    Examples
    --------
    >>> brier_score([1, 0, 0, 0], [0.5, 0.5, 0.0, 0.0])
    0.125
    """
    outcomes = known_probabilities(is_bad, probability, weights)
    weight = np.ones(len(outcomes.is_bad)) if outcomes.weight is None else outcomes.weight
    if not weight.sum() > 0:
        raise MissingDataError("validation.nothing_known", left_out=outcomes.left_out)
    return float((weight * (outcomes.figure - outcomes.is_bad) ** 2).sum() / weight.sum())


def calibration_line(is_bad: Any, probability: Any, weights: Any = None) -> CalibrationLine:
    """Return slope and intercept of the outcomes on the log-odds that were stated.

    Parameters
    ----------
    is_bad, weights
        See `brier_score`.
    probability : array_like, shape (n,)
        Probability of turning bad that was stated beforehand, above 0 and below 1. [share]

    Returns
    -------
    CalibrationLine
        By maximum likelihood (Newton's method).

    Raises
    ------
    ArgumentError
        As `brier_score` does.
    ImpossibleNumberError
        When a probability is 0 or 1: its odds are infinite; when a weight is below 0.
    MissingDataError
        When no bad or no good customer is known, all probabilities are equal, or they split bads and goods
        without overlap: no slope fits best then.

    References
    ----------
    Cox, Two further applications of a model for binary regression, Biometrika 45 (1958).

    Examples
    --------
    >>> line = calibration_line([1] * 2 + [0] * 8 + [1] * 5 + [0] * 5, [0.1] * 10 + [0.5] * 10)
    >>> round(line.slope, 4), abs(round(line.intercept, 4))
    (0.6309, 0.0)
    """
    outcomes = known_probabilities(is_bad, probability, weights)
    check_both(outcomes)
    with np.errstate(divide="ignore"):
        stated = np.log(outcomes.figure) - np.log1p(-outcomes.figure)
    _check_line(outcomes, stated)
    shift, shift_error = _shift(outcomes, stated)
    (intercept, slope), (_, slope_error) = _line(outcomes, stated)
    return CalibrationLine(slope, intercept, shift, slope_error, shift_error)


def _check_line(outcomes: Outcomes, stated: Floats) -> None:
    """Refuse log-odds through which no best line goes."""
    if np.isinf(stated).any():
        got = outcomes.figure[np.isinf(stated)][0]
        row = int(np.flatnonzero(outcomes.known)[np.isinf(stated)][0])
        raise ImpossibleNumberError("validation.infinite_odds", row=row + 1, got=got)
    bad_weight, good_weight = outcomes.sized()
    bads, goods = stated[bad_weight > 0], stated[good_weight > 0]
    if bads.max() <= goods.min() or goods.max() <= bads.min():
        raise MissingDataError("validation.no_overlap")


def _chances(odds: Floats) -> Floats:
    """Return the probabilities of log-odds, however large."""
    chances: Floats = np.exp(-np.logaddexp(0, -odds))
    return chances


def _shift(outcomes: Outcomes, stated: Floats) -> tuple[float, float]:
    """Return what all log-odds lack to state as many bads as came, and its standard error."""
    bad, good = outcomes.sized()
    weight, came = bad + good, np.log(bad.sum() / good.sum())
    lower, upper = (
        came - stated.max(),
        came - stated.min(),
    )  # all odds stated below those that came, and above
    shift = (lower + upper) / 2
    for _ in range(MOST_STEPS):
        chance = _chances(stated + shift)
        lacking, curvature = (bad - weight * chance).sum(), (weight * chance * (1 - chance)).sum()
        lower, upper = (shift, upper) if lacking > 0 else (lower, shift)
        step = lacking / curvature
        if not lower < shift + step < upper:  # Newton would leave what is known
            step = (lower + upper) / 2 - shift
        shift += step
        if abs(step) < CLOSE_ENOUGH:
            break
    return float(shift), float(1 / np.sqrt(curvature))


def _line(outcomes: Outcomes, stated: Floats) -> tuple[list[float], list[float]]:
    """Return intercept and slope of the logistic regression, and their standard errors."""
    bad, good = outcomes.sized()
    design, found, best = np.column_stack((np.ones(len(stated)), stated)), np.zeros(2), -np.inf
    step = found
    for _ in range(MOST_STEPS):
        odds = design @ (found + step)
        likelihood = -(bad * np.logaddexp(0, -odds) + good * np.logaddexp(0, odds)).sum()
        if likelihood < best and np.abs(step).max() > CLOSE_ENOUGH:
            step = step / 2  # Newton went too far
            continue
        found, best, chance = found + step, likelihood, _chances(odds)
        curvature = (design * ((bad + good) * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curvature, design.T @ (bad - (bad + good) * chance))
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    return found.tolist(), np.sqrt(np.diag(np.linalg.inv(curvature))).tolist()
