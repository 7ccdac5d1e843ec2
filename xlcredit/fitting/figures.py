"""What a fitted card is worth, in figures of customers it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import add_months
from xlcredit.errors import MissingDataError
from xlcredit.fitting.model import NoSignalError, fit_model, folds_of
from xlcredit.fitting.points import log_odds_of, score_of, table_of
from xlcredit.validation import auc, auc_interval, brier_score, calibration_line, kolmogorov_smirnov

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.fitting.model import Told
    from xlcredit.fitting.sample import DevelopmentSample
    from xlcredit.policy import Policy


@dataclass(frozen=True)
class Figures:
    """How a score ranks and what its probabilities are worth.

    Attributes
    ----------
    rows, bads : int
        Customers tested on.
    auc : float
        Chance that a bad customer scores below a good one. [share]
    auc_low, auc_high : float
        Interval of the policy's confidence (DeLong). [share]
    ks : float
        Largest distance of the shares of bads and goods below a score. [share]
    stated, observed : float
        Mean probability of turning bad that was stated, and share that did. [share]
    slope : float
        Calibration slope; 1 is right, below 1 the probabilities lie too far apart. NaN where there is none.
    brier : float
        Mean square of stated probability less outcome.
    """

    rows: int
    bads: int
    auc: float
    auc_low: float
    auc_high: float
    ks: float
    stated: float
    observed: float
    slope: float
    brier: float


def figures_of(is_bad: Flags, log_odds: Floats, confidence: float) -> Figures:
    """Return the figures of stated log-odds of turning bad.

    Parameters
    ----------
    is_bad : ndarray of bool, shape (n,)
        What came of each customer.
    log_odds : ndarray, shape (n,)
        What was stated.
    confidence : float
        Of the interval. [share]

    Returns
    -------
    Figures
        The figures.

    Examples
    --------
    >>> found = figures_of(np.array([True, True, False, False]), np.array([1.0, -1.0, 0.0, -3.0]), 0.95)
    >>> found.auc, found.ks
    (0.75, 0.5)
    """
    chance = np.exp(-np.logaddexp(0, -log_odds))
    try:
        slope = calibration_line(is_bad, chance).slope
    except MissingDataError:  # bads and goods do not overlap, or all log-odds are equal
        slope = np.nan
    interval = auc_interval(is_bad, log_odds, confidence, higher_is_better=False)
    return Figures(
        is_bad.size,
        int(np.count_nonzero(is_bad)),
        float(auc(is_bad, log_odds, higher_is_better=False)),
        float(interval.lower),
        float(interval.upper),
        float(kolmogorov_smirnov(is_bad, log_odds, higher_is_better=False).value),
        float(chance.mean()),
        float(is_bad.mean()),
        slope,
        float(brier_score(is_bad, chance)),
    )


def cross_validated(
    sample: DevelopmentSample, policy: Policy, directions: Mapping[str, int], told: Told | None = None
) -> Floats:
    """Return the log-odds of each customer by points tables fitted without that customer.

    Parameters
    ----------
    sample : DevelopmentSample
        The customers.
    policy : Policy
        How cards are fitted.
    directions : mapping of str to int
        As for `xlcredit.fitting.model.fit_model`.
    told : callable, optional
        Called after each fit.

    Returns
    -------
    ndarray, shape (n,)
        ln(bad:good). Everything a card is made of, from medians to the number of trees and the calibration,
        is found in the other folds.
    """
    rules = policy.scorecard.fitting
    folds = folds_of(sample, rules.folds, rules.seed)
    found = np.empty(sample.size)
    for fold in range(rules.folds):
        test = folds == fold
        found[test] = log_odds_outside(sample.part(~test), sample.part(test), policy, directions, told)
    return found


def log_odds_outside(
    inside: DevelopmentSample,
    outside: DevelopmentSample,
    policy: Policy,
    directions: Mapping[str, int],
    told: Told | None = None,
) -> Floats:
    """Return the log-odds of some customers by the points table fitted to others.

    Parameters
    ----------
    inside, outside : DevelopmentSample
        Whom the table is fitted to, and who is scored by it.
    policy, directions, told
        As for `cross_validated`.

    Returns
    -------
    ndarray, shape (n,)
        ln(bad:good); the base rate's where nothing could be learnt.
    """
    rules, scale = policy.scorecard.fitting, policy.scorecard.scale
    try:
        model = fit_model(inside, rules, directions, told)
    except NoSignalError:
        return np.full(outside.size, np.log(inside.bads / inside.goods))
    return log_odds_of(score_of(table_of(model, inside, scale), outside.values), scale)


def split_in_time(sample: DevelopmentSample, policy: Policy) -> tuple[Flags, Flags] | None:
    """Return the rows to fit to and the later rows to test on.

    Parameters
    ----------
    sample : DevelopmentSample
        Dated rows.
    policy : Policy
        The share kept for the test, and the months after which an outcome is known.

    Returns
    -------
    tuple of ndarray of bool, or None
        Rows whose outcome was known when the test begins, and the latest rows; None where either has no
        dates, or too few bads or goods for a figure.
    """
    if sample.observed_on is None or not sample.size:
        return None
    dates: Any = sample.observed_on.astype("datetime64[D]")
    days = np.sort(dates)
    begins = days[int(np.floor(days.size * (1 - policy.scorecard.fitting.out_of_time_share)))]
    later = dates >= begins
    known = np.asarray(add_months(dates, policy.validation.target.window_months)) <= begins
    least = policy.validation.fewest_bads
    for rows, needed in ((known, policy.scorecard.fitting.minimum_bads), (later, least)):
        part = sample.is_bad[rows]
        if min(np.count_nonzero(part), np.count_nonzero(~part)) < needed:
            return None
    return known, later
