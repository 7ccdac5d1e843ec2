"""The list of reviews: which limit is looked at when, why, and who approves it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import add_months, as_day
from xlcredit.credit.reviews import ReviewFacts, review_reasons, reviews
from xlcredit.policy.numbers import LETTERS
from xlcredit.refresh.limits import approval_words

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Dates
    from xlcredit.policy import Policy
    from xlcredit.receivables import CustomerBehaviour
    from xlcredit.refresh.credit import Assessed
    from xlcredit.texts import Language

LOOKED_AT = ("limit", "terms", "override", "review")
"""Kinds of decision that somebody has looked at the customer for; a released order or a note is none."""
REQUEST = "terms"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Decided:
    """What the log of decisions says as of a date, by customer; nobody stands there who is not in the log.

    Attributes
    ----------
    last_review, agreed_on : dict of str to Timestamp
        Day of the last decision, and the day it set for the next review (NaT: none).
    requests : dict of str to int
        Decisions on terms in the window, those that shortened them left out.
    grade : dict of str to str
        Grade that the last decision to name one arrived at.
    """

    last_review: dict[str, Any]
    agreed_on: dict[str, Any]
    requests: dict[str, int]
    grade: dict[str, str]


def decided(decisions: pd.DataFrame, as_of: date, window_months: int) -> Decided:
    """Return what the log of decisions says of each customer.

    Parameters
    ----------
    decisions : DataFrame
        Columns of `xlcredit.tables.DECISIONS`, the latest last.
    as_of : date
        Later decisions were not known then and do not count.
    window_months : int
        Months before it that requests for longer terms are counted in. [months]

    Returns
    -------
    Decided
        By customer.
    """
    day = pd.Timestamp(as_of)
    known = decisions[decisions["decided_on"] <= day].sort_values("decided_on", kind="stable")
    looked = known[known["decision_kind"].isin(LOOKED_AT)]
    last = looked.drop_duplicates("customer_id", keep="last")
    start = pd.Timestamp(add_months(as_day(as_of), -window_months).item())
    asked = known[(known["decision_kind"] == REQUEST) & (known["decided_on"] > start)]
    pairs = zip(asked["before"], asked["after"], strict=True)
    longer = np.array([not _is_shorter(*pair) for pair in pairs], dtype=bool)
    letters = known.assign(after=known["after"].astype(str).str.strip().str.upper())
    named = letters[letters["after"].isin(LETTERS)]
    return Decided(
        last_review=dict(zip(last["customer_id"], last["decided_on"], strict=True)),
        agreed_on=dict(zip(last["customer_id"], last["review_on"], strict=True)),
        requests=Counter(asked["customer_id"].to_numpy()[longer].tolist()),
        grade=dict(zip(named["customer_id"], named["after"], strict=True)),
    )


def _is_shorter(before: str, after: str) -> bool:
    """Tell whether terms were shortened: both say a number of days, and the later one is smaller."""
    numbers = [_NUMBER.search(str(text)) for text in (before, after)]
    if None in numbers:
        return False
    old, new = (float(found[0]) for found in numbers if found is not None)
    return new < old


def _days(customers: list[str], known: dict[str, Any]) -> Dates:
    """Return a day for every customer, NaT where none is known."""
    days = pd.to_datetime(pd.Series([known.get(customer) for customer in customers], dtype=object))
    return days.to_numpy(dtype="datetime64[D]")


def review_table(
    customers: pd.DataFrame,
    assessed: Assessed,
    behaviour: CustomerBehaviour,
    decisions: pd.DataFrame,
    *,
    as_of: date,
    policy: Policy,
    language: Language,
) -> pd.DataFrame:
    """Return one row per customer: the earliest review first, of one day the most urgent.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    assessed, behaviour
        What was found of them, row by row.
    decisions : DataFrame
        Columns of `xlcredit.tables.DECISIONS`.
    as_of : date
        Date of valuation.
    policy : Policy
        Intervals, signals, ladder.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.REVIEWS`.
    """
    who, names = customers["customer_id"].tolist(), customers["customer_name"].astype(str).to_numpy()
    limit, member = assessed.limit.recommended_limit, assessed.groups.member
    log = decided(decisions, as_of, policy.reviews.triggers.longer_terms.window_months)
    exposure, granted = customers["exposure"].to_numpy(), customers["credit_limit"].to_numpy(dtype=float)
    in_force = np.where(np.isnan(granted), limit, granted)
    known = assessed.measures.facts
    facts = ReviewFacts(
        grade=assessed.grades.grade,
        grade_before=np.array([log.grade.get(customer, "") for customer in who], dtype="<U2"),
        is_insolvent=(known["is_insolvent"] == 1) | (known["is_blocked"] == 1),
        group_default=member >= 0,
        oldest_days_past_due=behaviour.oldest_days_past_due,
        trend=behaviour.trend,
        exposure=exposure,
        credit_limit=in_force,
        group_headroom=assessed.groups.totals.headroom,
        open_judgments=customers["open_judgments"].to_numpy(dtype=float),
        requests=np.array([log.requests.get(customer, 0) for customer in who], dtype=float),
        statement_age_months=known["statement_age_months"],
    )
    last, agreed = _days(who, log.last_review), _days(who, log.agreed_on)
    found = reviews(facts, last, agreed, as_of, policy)
    members = {row: names[member[row]] for row in np.flatnonzero(member >= 0).tolist()}
    table = pd.DataFrame({
        "customer_id": who,
        "customer_name": customers["customer_name"],
        "grade": assessed.grades.grade,
        "exposure": exposure,
        "credit_limit": granted,
        "recommended_limit": limit,
        "limit_use": np.divide(exposure, in_force, out=np.full(len(exposure), np.nan), where=in_force > 0),
        "approval": approval_words(limit, policy, language),
        "last_review": last.astype("datetime64[s]"),
        "review_on": found.review_on.astype("datetime64[s]"),
        "review_reason": review_reasons(found, facts, members, policy, language),
    })  # fmt: skip
    order = np.lexsort((-exposure, found.urgency, found.review_on))
    return table.iloc[order][list(tables.REVIEWS.column_names)].reset_index(drop=True)
