"""The letters of a grade: from points, from a cell, and the default rate that each stands for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Floats, as_floats
from xlcredit.credit.fitted import probability_of_score
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import entry

if TYPE_CHECKING:
    from xlcredit.policy import Policy

NOT_RATED = "NR"
FULL_SCORE = 100.0
ROUNDING = 1e-9  # points; sums of binary fractions may fall short of a round number by less than this

Letters = np.ndarray[Any, np.dtype[np.str_]]


def grade_by_points(score: Any, policy: Policy | None = None) -> Any:
    """Return the grade that points alone give.

    Parameters
    ----------
    score : float, or array_like of shape (n,)
        0 to 100, beyond it too under a fitted card; NaN is not rated. [points]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str or ndarray of str
        A to E, or NR; a grade begins at its points and not above them.

    Raises
    ------
    ArgumentError
        When a score of the expert card lies outside 0 to 100, or a score is no number.

    Examples
    --------
    >>> grade_by_points(85), grade_by_points(84.99), grade_by_points(float("nan"))
    ('A', 'B', 'NR')
    """
    in_force = policy or default_policy()
    method = in_force.scorecard.method
    begins = in_force.grades.begins(method)
    if type(score) is float and -ROUNDING <= score <= FULL_SCORE + ROUNDING:
        lower = (
            letter for letter, points in zip(LETTERS, begins, strict=False) if score + ROUNDING >= points
        )
        return next(lower, LETTERS[-1])
    found = as_floats(score, "score")
    wrong = (found < -ROUNDING) | (found > FULL_SCORE + ROUNDING)
    if wrong.any() and method != "fitted":
        raise ArgumentError("credit.score_out_of_range", got=float(found[wrong].ravel()[0]))
    edges = np.array(begins[::-1])
    place = np.searchsorted(edges, found + ROUNDING, side="right")
    letters = np.where(np.isnan(found), NOT_RATED, np.array(list(reversed(LETTERS)))[place])
    return str(letters) if letters.ndim == 0 else letters


def probability_of_default(grade: Any, policy: Policy | None = None) -> Any:
    """Return the probability that a customer of a grade defaults within a year.

    Parameters
    ----------
    grade : str, or array_like of shape (n,)
        A to E or NR; a blank counts as NR.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float or ndarray, shape (n,)
        Share of one; NaN where not rated.

    Raises
    ------
    ArgumentError
        When a grade is none of these.

    Notes
    -----
    The sample's rate of the grade is carried from the sample's base rate to one's own: its odds are
    multiplied by odds(own base rate) / odds(sample base rate).

    References
    ----------
    G. King, L. Zeng, "Logistic Regression in Rare Events Data", Political Analysis 9 (2001): prior
    correction.

    Examples
    --------
    >>> round(probability_of_default("A"), 5), round(probability_of_default("E"), 5)
    (0.00276, 0.1334)
    """
    rules = (policy or default_policy()).grades
    shift = _odds(rules.own_base_rate) / _odds(rules.sample_base_rate)
    rates: dict[str, float] = {NOT_RATED: math.nan}
    rates |= {letter: _carried(rules.of(letter).sample_default_rate, shift) for letter in LETTERS}
    if isinstance(grade, str) or grade is None:
        return rates[grade_letter(grade)]
    letters = np.asarray(grade, dtype=object).ravel().tolist()
    return np.array([rates[grade_letter(letter)] for letter in letters])


def default_probability(grade_or_score: Any, policy: Policy | None = None) -> Any:
    """Return the probability of default of grades or scores, as a cell may hold either.

    Parameters
    ----------
    grade_or_score : str, float or None, or sequence of them, length n
        Grades, scores, or blanks.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float or ndarray, shape (n,)
        Of a grade, and of a score of the expert card by the grade it gives: `probability_of_default`. Of a
        score of a fitted card: `probability_of_score`. NaN for a blank.

    Raises
    ------
    ArgumentError
        When one is neither grade nor score.

    Examples
    --------
    >>> round(default_probability("A"), 5), round(default_probability(10.0), 4)
    (0.00276, 0.1334)
    """
    rules = policy or default_policy()
    is_single = isinstance(grade_or_score, str) or not hasattr(grade_or_score, "__len__")
    cells = [grade_or_score] if is_single else list(grade_or_score)
    by_score = rules.scorecard.method == "fitted"
    numbers = [place for place, cell in enumerate(cells) if by_score and _is_number(cell)]
    letters = [NOT_RATED if by_score and _is_number(cell) else grade_letter(cell, rules) for cell in cells]
    found: Floats = probability_of_default(np.array(letters, dtype=object), rules)
    found[numbers] = probability_of_score([cells[place] for place in numbers], rules)
    return float(found[0]) if is_single else found


def _is_number(cell: Any) -> bool:
    """Tell whether a cell holds a score."""
    return isinstance(cell, int | float | np.number) and not isinstance(cell, bool)


def _odds(rate: float) -> float:
    """Return the odds of a rate."""
    return rate / (1 - rate)


def _carried(rate: float, shift: float) -> float:
    """Return a rate whose odds are multiplied."""
    if rate == 1:
        return 1.0
    odds = _odds(rate) * shift
    return odds / (1 + odds)


def grade_letter(grade: Any, policy: Policy | None = None) -> str:
    """Return a grade's letter from a letter or a score.

    Parameters
    ----------
    grade : str, float or None
        A letter in any case, NR, a score of 0 to 100, or a blank.
    policy : Policy, optional
        Turns a score into a grade; the default policy when None.

    Returns
    -------
    str
        A to E, or NR for a blank.

    Raises
    ------
    ArgumentError
        When it is none of these.

    Examples
    --------
    >>> grade_letter("b"), grade_letter(72.5), grade_letter(None)
    ('B', 'B', 'NR')
    """
    if grade is None:
        return NOT_RATED
    if isinstance(grade, str):
        word = grade.strip().upper()
        if word in LETTERS:
            return word
        if word in ("", NOT_RATED) or grade.strip() in entry("credit.not_rated").values():
            return NOT_RATED
        raise ArgumentError("credit.unknown_grade", got=grade)
    if isinstance(grade, bool):
        raise ArgumentError("credit.unknown_grade", got=grade)
    return str(grade_by_points(grade, policy))
