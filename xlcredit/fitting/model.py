"""A calibrated sum of one-split trees: how many trees, and what their sum means, found inside the sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.errors import MissingDataError
from xlcredit.fitting.boosting import Boosted, boosted
from xlcredit.fitting.design import design_of
from xlcredit.validation import auc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.fitting.sample import DevelopmentSample
    from xlcredit.policy.fitting import Fitting

    Told = Callable[[], None]

SHARES_OF_TREES = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
HALF = 0.5  # of the pairs are in the right order by chance
MOST_STEPS = 100
CLOSE_ENOUGH = 1e-10  # of a step, in log-odds


class NoSignalError(MissingDataError):
    """Nothing ranks the customers that were not used."""


@dataclass(frozen=True)
class Model:
    """Log-odds of turning bad = intercept + slope x sum of the trees."""

    trees: Boosted
    slope: float
    intercept: float
    inner_auc: float

    def log_odds(self, values: Mapping[str, Floats]) -> Floats:
        """Return the log-odds of turning bad for some customers."""
        found = self.trees.log_odds(self.trees.design.matrix(values))
        return np.asarray(self.intercept + self.slope * found)


def fit_model(
    sample: DevelopmentSample, rules: Fitting, directions: Mapping[str, int], told: Told | None = None
) -> Model:
    """Fit a model to a sample and to nothing else.

    Parameters
    ----------
    sample : DevelopmentSample
        The customers.
    rules : Fitting
        How it is fitted.
    directions : mapping of str to int
        Factor to 1 where risk may only rise with its value, -1 only fall; other factors are free.
    told : callable, optional
        Called after each fit; there are `rules.inner_folds` + 1.

    Returns
    -------
    Model
        The number of trees is the one that ranks best in inner folds that were not used; slope and intercept
        are those that fit these same folds (J. Platt, 1999), so that the probabilities are right outside too.

    Raises
    ------
    NoSignalError
        When nothing ranks the customers that were not used.
    MissingDataError
        When LightGBM is not installed.
    """
    counts = sorted({max(1, round(share * rules.most_trees)) for share in SHARES_OF_TREES})
    folds = folds_of(sample, rules.inner_folds, rules.seed)
    outside = np.empty((sample.size, len(counts)))
    for fold in range(rules.inner_folds):
        inside = folds != fold
        found = _boosted(sample.part(inside), rules, directions, counts[-1])
        matrix = found.design.matrix(sample.part(~inside).values)
        outside[~inside] = np.column_stack([found.log_odds(matrix, count) for count in counts])
        if told:
            told()
    ranks = [auc(sample.is_bad, outside[:, place], higher_is_better=False) for place in range(len(counts))]
    best = int(np.argmax(ranks))
    whole = _boosted(sample, rules, directions, counts[best])
    if told:
        told()
    if ranks[best] <= HALF or not whole.steps()[1]:
        raise NoSignalError("fitting.no_signal", auc=ranks[best], bads=sample.bads)
    slope, intercept = platt(outside[:, best], sample.is_bad)
    if slope <= 0:
        raise NoSignalError("fitting.no_signal", auc=ranks[best], bads=sample.bads)
    return Model(whole, slope, intercept, float(ranks[best]))


def _boosted(sample: DevelopmentSample, rules: Fitting, directions: Mapping[str, int], trees: int) -> Boosted:
    """Fit the trees alone."""
    return boosted(design_of(sample, rules.fewest_in_band), sample, directions, rules, trees)


def folds_of(sample: DevelopmentSample, count: int, seed: int) -> Codes:
    """Return the fold of each row: bads spread evenly, rows of one customer together.

    Parameters
    ----------
    sample : DevelopmentSample
        The rows.
    count : int
        Folds.
    seed : int
        Start of the random choices.

    Returns
    -------
    ndarray of int, shape (n,)
        0 to `count` - 1.

    Examples
    --------
    >>> from xlcredit.fitting.sample import sample_of
    >>> sample = sample_of({}, [True, False] * 6, customer_id=list("aabbccddeeff"))
    >>> folds = folds_of(sample, 3, 1)
    >>> np.bincount(folds).tolist(), bool((folds[::2] == folds[1::2]).all())
    ([4, 4, 4], True)
    """
    chance = np.random.default_rng(seed)
    whose = np.arange(sample.size)
    if sample.customer_id is not None:
        _, whose = np.unique(sample.customer_id.astype(str), return_inverse=True)
    customers = int(whose.max()) + 1 if sample.size else 0
    is_bad = np.zeros(customers, dtype=bool)
    is_bad[whose[sample.is_bad]] = True
    fold = np.empty(customers, dtype=np.int64)
    first = 0
    for outcome in (True, False):
        places = chance.permutation(np.flatnonzero(is_bad == outcome))
        fold[places] = (first + np.arange(places.size)) % count
        first += places.size
    return fold[whose]


def platt(log_odds: Floats, is_bad: Flags) -> tuple[float, float]:
    """Return slope and intercept that turn a ranking into probabilities.

    Parameters
    ----------
    log_odds : ndarray, shape (n,)
        What the trees say of customers they did not see.
    is_bad : ndarray of bool, shape (n,)
        What came of them.

    Returns
    -------
    tuple of float
        Of maximum likelihood, the outcomes drawn in a little, (bads + 1) / (bads + 2) and 1 / (goods + 2), so
        that there is a best line even where nothing overlaps.

    References
    ----------
    J. Platt, "Probabilistic outputs for support vector machines", 1999.

    Examples
    --------
    >>> slope, intercept = platt(np.array([-1.0, 1.0] * 500), np.array([False, False, True, True] * 250))
    >>> abs(round(slope, 6)), abs(round(intercept, 6))
    (0.0, 0.0)
    """
    bads = np.count_nonzero(is_bad)
    goal = np.where(is_bad, (bads + 1) / (bads + 2), 1 / (is_bad.size - bads + 2))
    design = np.column_stack((log_odds, np.ones(is_bad.size)))
    found: np.ndarray[Any, np.dtype[Any]] = np.zeros(2)
    best, step = np.inf, found
    for _ in range(MOST_STEPS):
        odds = design @ (found + step)
        loss = float(np.sum(np.logaddexp(0, odds) - goal * odds))
        if loss > best and np.abs(step).max() > CLOSE_ENOUGH:
            step = step / 2  # Newton went too far
            continue
        found, best = found + step, loss
        chance = np.exp(-np.logaddexp(0, -odds))
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-12 * np.eye(2), design.T @ (goal - chance))
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    return float(found[0]), float(found[1])
