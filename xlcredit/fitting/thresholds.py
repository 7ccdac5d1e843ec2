"""Where the grades of a fitted card begin: at the probabilities that lie between those of the grades."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.credit import probability_of_default
from xlcredit.credit.grades import grade_by_points
from xlcredit.policy.numbers import LETTERS

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy

DECIMALS = 1  # of the points a grade begins at


def grade_thresholds(policy: Policy) -> dict[str, float]:
    """Return the points that each grade begins at, for a card on the policy's scale.

    Parameters
    ----------
    policy : Policy
        Its grades' default rates and base rates, and the scale of a fitted card.

    Returns
    -------
    dict of str to float
        Letter to points, to one decimal; the last grade is what lies below.

    Notes
    -----
    The boundary of two grades is where the probability of default is the geometric mean of theirs; it lies
    at reference points + points that double the odds x log2(odds of good to bad / reference odds).

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> grade_thresholds(default_policy())
    {'A': 80.8, 'B': 70.3, 'C': 61.3, 'D': 51.7}
    """
    scale = policy.scorecard.scale
    found: dict[str, float] = {}
    for better, worse in pairwise(LETTERS):
        chance = math.sqrt(probability_of_default(better, policy) * probability_of_default(worse, policy))
        odds = (1 - chance) / chance
        points = scale.points_to_double_odds * math.log2(odds / scale.reference_odds)
        found[better] = round(scale.reference_points + points, DECIMALS)
    return found


def grades_of_sample(log_odds: Floats, policy: Policy) -> dict[str, int]:
    """Return how many rows of a sample get each grade by their points alone.

    Parameters
    ----------
    log_odds : ndarray, shape (n,)
        ln(bad:good) by the card.
    policy : Policy
        The policy that scores by it: its scale, and where the grades begin.

    Returns
    -------
    dict of str to int
        Every grade to its count; red flags, which may lower a grade, are not looked at.

    Examples
    --------
    >>> from xlcredit.policy import default_policy, overlay
    >>> factor = {"name": "debt_ratio", "edges": [], "points": [50], "points_missing": 50}
    >>> fitted = {"scorecard.method": "fitted", "points_table.factors": [factor]}
    >>> policy = overlay(default_policy(), fitted)
    >>> grades_of_sample(np.log([1 / 1000, 1 / 10, 10]), policy)  # 96.5, 50 and 3.5 points
    {'A': 1, 'B': 0, 'C': 0, 'D': 0, 'E': 2}
    """
    scale = policy.scorecard.scale
    doublings = -(log_odds + math.log(scale.reference_odds)) / math.log(2.0)
    letters = grade_by_points(scale.reference_points + scale.points_to_double_odds * doublings, policy)
    return {letter: int(np.count_nonzero(letters == letter)) for letter in LETTERS}
