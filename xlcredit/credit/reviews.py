"""When a limit is looked at again: regularly by grade, and at once on a signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import Codes, Dates, Flags, Floats, add_months, as_dates, as_day
from xlcredit.credit.grades import NOT_RATED, Letters
from xlcredit.credit.orders import DUST
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy import Policy
    from xlcredit.texts import Language

Cause = Literal["at_once", "again", "overdue", "agreed", "unrecorded", "regular"]


@dataclass(frozen=True)
class ReviewFacts:
    """What signals are read from; shape (n,) each. NaN, or a blank grade, is unknown and signals nothing.

    Attributes
    ----------
    grade, grade_before : ndarray of str
        Now, and at the last decision that named one.
    is_insolvent, group_default : ndarray of bool
        Insolvent, sanctioned or blocked; another member of the group has defaulted.
    oldest_days_past_due, trend : ndarray
        Of the oldest open item; days that the customer pays later than before. [days]
    exposure, credit_limit, group_headroom : ndarray
        Open exposure; limit in force (granted, else recommended); what the group has left. [base currency]
    open_judgments, requests, statement_age_months : ndarray
        Open cases; requests for longer terms in the window; age of the accounts. [count, count, months]
    """

    grade: Letters
    grade_before: Letters
    is_insolvent: Flags
    group_default: Flags
    oldest_days_past_due: Floats
    trend: Floats
    exposure: Floats
    credit_limit: Floats
    group_headroom: Floats
    open_judgments: Floats
    requests: Floats
    statement_age_months: Floats


@dataclass(frozen=True)
class Reviews:
    """When each customer is looked at next, and why; shape (n,) each.

    Attributes
    ----------
    review_on : ndarray of datetime64[D]
        Date of the next review; one in the past is overdue.
    cause : ndarray of str
        "at_once" on a signal, "again" on a signal that was looked at lately, "overdue" for a regular review
        that is past, "agreed" for a date set by a decision, "unrecorded" for the interval of the grade
        where no review is on record, "regular" for that interval after the last one.
    signals : dict of str to ndarray of bool
        Each signal that is in use, the most urgent first.
    """

    review_on: Dates
    cause: Letters
    signals: dict[str, Flags]

    @property
    def urgency(self) -> Codes:
        """Place of the most urgent signal of each customer, from 0; one more than the last without any."""
        ranks = [np.where(flag, place, len(self.signals)) for place, flag in enumerate(self.signals.values())]
        return np.asarray(np.minimum.reduce([np.full(self.cause.size, len(self.signals)), *ranks]))


def review_signals(facts: ReviewFacts, policy: Policy | None = None) -> dict[str, Flags]:
    """Return the signals that ask for a review.

    Parameters
    ----------
    facts : ReviewFacts
        Columns of n customers.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    dict of str to ndarray of bool, shape (n,)
        Those in use, the most urgent first.
    """
    rules = (policy or default_policy()).reviews.triggers
    over = facts.exposure - facts.credit_limit
    found = {
        "insolvent": facts.is_insolvent,
        "group_default": facts.group_default,
        "overdue": facts.oldest_days_past_due > rules.overdue.more_than_days,
        "over_limit": over > DUST,
        "group_over_limit": facts.group_headroom < -DUST,
        "judgments": facts.open_judgments > 0,
        "longer_terms": facts.requests >= rules.longer_terms.requests_from,
        "grade_fell": _rank(facts.grade) > _rank(facts.grade_before),
        "limit_use": (facts.exposure > facts.credit_limit * rules.limit_use.use_above) & (over <= DUST),
        "slower_payment": facts.trend >= rules.slower_payment.later_by_days,
        "old_accounts": facts.statement_age_months > rules.old_accounts.older_than_months,
    }
    return {name: flag for name, flag in found.items() if getattr(rules, name).enabled}


def _rank(grades: Letters) -> Floats:
    """Return the place of each grade from the best; NaN where it is none of them."""
    return np.select([grades == letter for letter in LETTERS], list(range(len(LETTERS))), np.nan)


def reviews(
    facts: ReviewFacts, last_review: Any, agreed_on: Any, as_of: Any, policy: Policy | None = None
) -> Reviews:
    """Return when each limit is looked at next.

    Parameters
    ----------
    facts : ReviewFacts
        Columns of n customers.
    last_review : array_like of dates, shape (n,)
        Day of the last decision; a blank counts as `as_of`.
    agreed_on : array_like of dates, shape (n,)
        Date that the last decision set; a blank is none, and so is a day before that decision.
    as_of : date
        The day it is looked at.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Reviews
        Dates, causes, signals.

    Notes
    -----
    The next review is the earliest of last review + interval of the grade, the date agreed, and on a signal
    today, or, where the last review is less than the policy's days ago, those days after it. So a signal
    never delays a review, and no review lies more than a year after the last one.
    """
    card = policy or default_policy()
    day = as_day(as_of)
    signals = review_signals(facts, card)
    known, agreed = as_dates(last_review, "last_review"), as_dates(agreed_on, "agreed_on")
    last = np.where(np.isnat(known), day, known)
    regular = last.copy()
    for grade in (*LETTERS, NOT_RATED):
        rows = facts.grade == grade
        regular[rows] = add_months(last[rows], card.reviews.interval_months.of(grade))
    is_agreed = (agreed < regular) & ~(agreed < known)  # comparing with an unknown date is False
    planned = np.where(is_agreed, agreed, regular)
    is_signalled = np.logical_or.reduce([np.zeros(last.size, dtype=bool), *signals.values()])
    soonest = np.where(np.isnat(known), day, np.maximum(day, known + card.reviews.repeat_days))
    early = is_signalled & (soonest <= planned)
    review_on = np.where(early, soonest, planned)
    cause = np.select(
        [is_signalled & (review_on <= day), early, review_on < day, planned < regular, np.isnat(known)],
        ["at_once", "again", "overdue", "agreed", "unrecorded"],
        "regular",
    )
    return Reviews(review_on, cause, signals)


def review_reasons(
    found: Reviews,
    facts: ReviewFacts,
    members: Mapping[int, str],
    policy: Policy | None = None,
    language: Language | None = None,
) -> list[str]:
    """Return why each customer is looked at next, in words: how urgent it is, then every signal.

    Parameters
    ----------
    found : Reviews
        From `reviews`.
    facts : ReviewFacts
        The same facts.
    members : mapping of int to str
        Row to name of the group's member that defaulted.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    list of str
        One text per customer.
    """
    card = policy or default_policy()
    texts: list[list[str]] = [[] for _ in facts.grade]
    for name, flag in found.signals.items():
        for row in np.flatnonzero(flag).tolist():
            fields = _fields(name, row, facts, members, card)
            texts[row].append(say(f"credit.review.signal.{name}", language, **fields))
    join = say("policy.join", language)
    reasons = []
    for cause, grade, parts in zip(found.cause.tolist(), facts.grade.tolist(), texts, strict=True):
        months = card.reviews.interval_months.of(grade)
        if not parts:
            named = say("credit.not_rated", language) if grade == NOT_RATED else grade
            parts = [say("credit.review.interval", language, months=months, grade=named)]  # noqa: PLW2901
        reasons.append(say(f"credit.review.cause.{cause}", language, why=join.join(parts)))
    return reasons


def _fields(
    name: str, row: int, facts: ReviewFacts, members: Mapping[int, str], policy: Policy
) -> dict[str, Any]:
    """Return the figures that the text of a signal shows."""
    exposure, limit = float(facts.exposure[row]), float(facts.credit_limit[row])
    figures: dict[str, dict[str, Any]] = {
        "group_default": {"member": members.get(row, "")},
        "overdue": {"days": float(facts.oldest_days_past_due[row])},
        "over_limit": {"over": exposure - limit},
        "group_over_limit": {"over": -float(facts.group_headroom[row])},
        "judgments": {"count": float(facts.open_judgments[row])},
        "longer_terms": {
            "count": float(facts.requests[row]),
            "months": policy.reviews.triggers.longer_terms.window_months,
        },
        "grade_fell": {"before": str(facts.grade_before[row]), "now": str(facts.grade[row])},
        "limit_use": {"share": exposure / limit if limit > 0 else 0.0},
        "slower_payment": {"days": float(facts.trend[row])},
        "old_accounts": {"months": float(facts.statement_age_months[row])},
    }
    return figures.get(name, {})
