"""From a score to a grade: points, then the caps of the red flags, then what is known at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.grades import FULL_SCORE, NOT_RATED, ROUNDING, Letters, grade_by_points
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags
    from xlcredit.credit.factors import Measures, RowMeasures
    from xlcredit.credit.scores import Score, Scores
    from xlcredit.policy import Policy
    from xlcredit.texts import Language

# The field of a cap that its text shows as {limit}.
_LIMIT_FIELDS = (
    "debt_ratio_from", "current_ratio_below", "sales_growth_to", "more_than_days", "fewer_settled_than",
    "fewer_months_than", "older_than_months", "exposure_above",
)  # fmt: skip


@dataclass(frozen=True)
class Grading:
    """The grade of one customer and how it came about.

    Attributes
    ----------
    grade : str
        A to E, or NR (not rated).
    grade_by_points : str
        What the score alone gives.
    cap : str
        The red flag that set the grade, "" when the points did.
    flags : tuple of str
        Every red flag raised, from the gravest.
    stops_supply : bool
        Whether one of them stops supply.
    """

    grade: str
    grade_by_points: str
    cap: str
    flags: tuple[str, ...]
    stops_supply: bool


@dataclass(frozen=True)
class Gradings:
    """The grades of a column of customers; as `Grading`, shape (n,) each.

    Attributes
    ----------
    flags : dict of str to ndarray of bool, shape (n,)
        Each red flag of the policy in use.
    """

    grade: Letters
    grade_by_points: Letters
    cap: Letters
    flags: dict[str, Flags]
    stops_supply: Flags


def red_flags(measures: Measures, scores: Scores, policy: Policy | None = None) -> dict[str, Flags]:
    """Return the red flags of each customer, those of the policy that are in use.

    Parameters
    ----------
    measures : Measures
        Factors and facts, shape (n,).
    scores : Scores
        Their scores.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    dict of str to ndarray of bool, shape (n,)
        From the gravest down; what is unknown raises no flag.

    Notes
    -----
    Few settled invoices count as known where no payment is known at all: no history is a short one.

    Examples
    --------
    >>> from xlcredit.credit.customer_table import customer_measures
    >>> from xlcredit.credit.scorecard import score_columns
    >>> found = customer_measures({"debt_ratio": [1.2, 0.5], "net_profit": [-5.0, 5.0]})
    >>> red_flags(found, score_columns(found.values))["negative_equity_with_loss"]
    array([ True, False])
    """
    rules = policy or default_policy()
    with np.errstate(invalid="ignore"):
        found = _raised(measures.values, measures.facts, scores, rules)
    return {name: flag for name, flag in found.items() if getattr(rules.caps, name).enabled}


def _raised(
    values: Mapping[str, Any], facts: Mapping[str, Any], scores: Any, rules: Policy
) -> dict[str, Any]:
    """Return every red flag, in use or not; written for one customer and for columns alike."""
    caps = rules.caps
    debt, current, growth = values["debt_ratio"], values["current_ratio"], values["sales_growth"]
    oldest, months, loss = (
        values["oldest_days_past_due"],
        values["months_as_customer"],
        facts["has_loss"] == 1,
    )
    few = facts["settled_count"] < caps.short_history.fewer_settled_than
    unknown_count = facts["settled_count"] != facts["settled_count"]
    has_history = scores.has_history | np.False_
    large = facts["exposure"] > caps.unaudited.exposure_above
    return {
        "insolvent": facts["is_insolvent"] == 1,
        "blocked": facts["is_blocked"] == 1,
        "negative_equity_with_loss": (debt >= caps.negative_equity_with_loss.debt_ratio_from) & loss,
        "negative_equity": debt >= caps.negative_equity.debt_ratio_from,
        "high_debt": debt >= caps.high_debt.debt_ratio_from,
        "illiquid": current < caps.illiquid.current_ratio_below,
        "illiquid_with_loss": (current < caps.illiquid_with_loss.current_ratio_below) & loss,
        "sales_fall": growth <= caps.sales_fall.sales_growth_to,
        "two_losses": loss & (facts["had_loss"] == 1),
        "long_overdue": oldest > caps.long_overdue.more_than_days,
        "group_default": facts["group_default"] == 1,
        "overdue": oldest > caps.overdue.more_than_days,
        "short_history": few | (unknown_count & ~has_history),
        "short_relationship": months < caps.short_relationship.fewer_months_than,
        "without_accounts": ~(scores.has_accounts | np.False_),
        "old_accounts": facts["statement_age_months"] > caps.old_accounts.older_than_months,
        "unaudited": (facts["is_audited"] == 0) & large,
        "low_coverage": scores.coverage < rules.scorecard.coverage_for_cap - ROUNDING,
    }


def grade_columns(measures: Measures, scores: Scores, policy: Policy | None = None) -> Gradings:
    """Grade a column of customers.

    Parameters
    ----------
    measures : Measures
        Factors and facts, shape (n,).
    scores : Scores
        Their scores.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Gradings
        Grades, caps and flags.

    Notes
    -----
    A red flag never lifts a grade. Too little known gives NR, unless a red flag leaves E.

    Examples
    --------
    >>> from xlcredit.credit.customer_table import customer_measures
    >>> from xlcredit.credit.scorecard import score_columns
    >>> found = customer_measures({"debt_ratio": [0.3, 0.3], "is_insolvent": [False, True]})
    >>> grades = grade_columns(found, score_columns(found.values))
    >>> grades.grade.tolist(), grades.cap.tolist()
    (['NR', 'E'], ['', 'insolvent'])
    """
    rules = policy or default_policy()
    by_points = np.atleast_1d(grade_by_points(np.clip(scores.score, 0, FULL_SCORE), rules))
    flags = red_flags(measures, scores, rules)
    rank = np.select([by_points == letter for letter in LETTERS], list(range(len(LETTERS))), 0)
    cap = np.full(by_points.shape, "", dtype="<U32")
    stops = np.zeros(by_points.shape, dtype=bool)
    for name, flag in flags.items():
        record = getattr(rules.caps, name)
        worse = flag & (LETTERS.index(record.grade) > rank)
        rank, cap = np.where(worse, LETTERS.index(record.grade), rank), np.where(worse, name, cap)
        stops |= flag & record.stops_supply
    thin = (scores.coverage < rules.scorecard.coverage_for_rating - ROUNDING) | np.isnan(scores.score)
    thin &= rank < len(LETTERS) - 1
    grade = np.where(thin, NOT_RATED, np.array(LETTERS)[rank])
    return Gradings(grade, by_points, np.where(thin, "", cap), flags, stops)


def grade_one(measures: RowMeasures, score: Score, policy: Policy | None = None) -> Grading:
    """Grade one customer.

    Parameters
    ----------
    measures : RowMeasures
        Factors and facts.
    score : Score
        The score.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Grading
        Row for row what `grade_columns` gives.

    Examples
    --------
    >>> from xlcredit.credit.customer_row import row_measures
    >>> from xlcredit.credit.scorecard import score_one
    >>> found = row_measures({"debt_ratio": 0.3, "is_insolvent": True})
    >>> grade_one(found, score_one(found.values)).cap
    'insolvent'
    """
    rules = policy or default_policy()
    by_points = str(grade_by_points(min(max(score.score, 0.0), FULL_SCORE), rules))
    raised = _raised(measures.values, measures.facts, score, rules)
    flags = tuple(name for name, flag in raised.items() if flag and getattr(rules.caps, name).enabled)
    rank, cap = LETTERS.index(by_points), ""
    for name in flags:
        letter = getattr(rules.caps, name).grade
        if LETTERS.index(letter) > rank:
            rank, cap = LETTERS.index(letter), name
    stops = any(getattr(rules.caps, name).stops_supply for name in flags)
    thin = score.coverage < rules.scorecard.coverage_for_rating - ROUNDING and rank < len(LETTERS) - 1
    return Grading(NOT_RATED if thin else LETTERS[rank], by_points, "" if thin else cap, flags, stops)


def cap_text(cap: str, policy: Policy | None = None, language: Language | None = None) -> str:
    """Return a red flag in words.

    Parameters
    ----------
    cap : str
        Name of the flag; "" gives "".
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        What was found.

    Examples
    --------
    >>> cap_text("overdue", language="en")
    'Item more than 60 days past due'
    """
    if not cap:
        return ""
    rules = policy or default_policy()
    record = getattr(rules.caps, cap)
    limit = next((getattr(record, name) for name in _LIMIT_FIELDS if hasattr(record, name)), 0.0)
    if cap == "low_coverage":
        limit = rules.scorecard.coverage_for_cap
    return say(f"credit.cap.{cap}", language, limit=limit)
