"""What the credit department of the sample company decided in the last year, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from xlcredit.tables import DECISIONS
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.sample.profiles import Profiles
    from xlcredit.texts import Language


class _Planned(NamedTuple):
    """One decision: about the n-th largest customer of a kind of payer, some days before the as-of date."""

    payer: str
    rank: int
    days_ago: int
    kind: str
    text: str
    approver: str
    before: str | float | None = (
        None  # a number is a share of the limit on record, or days on top of its terms
    )
    after: str | float | None = None
    review_days: int | None = None


_LIMIT_STEP = 1_000.0
_PLAN = (
    _Planned("concentrated", 0, 318, "limit", "limit_raised", "committee", 0.75, 1.0, 365),
    _Planned("punctual", 0, 290, "limit", "orders_growing", "manager", 0.6, 1.0, 365),
    _Planned("chronic", 0, 246, "terms", "terms_cut", "manager", 30.0, 0.0, 180),
    _Planned("a_bit_late", 0, 214, "review", "review_kept", "manager", None, None, 365),
    _Planned("prompt", 1, 198, "terms", "terms_matched", "manager", -15.0, 0.0, 365),
    _Planned("concentrated", 0, 152, "review", "accounts_sound", "manager", None, None, 180),
    _Planned("insolvent", 0, 131, "override", "petition", "officer", "D", "E"),
    _Planned("deteriorating", 0, 96, "limit", "paying_slower", "manager", 1.5, 1.0, 90),
    _Planned("improving", 0, 84, "override", "guarantee", "officer", "D", "C", 90),
    _Planned("concentrated", 0, 61, "release", "released", "manager", None, None),
    _Planned("disputer", 0, 47, "note", "disputes", "manager", None, None, 60),
    _Planned("chronic", 0, 33, "release", "released_half", "officer", None, None),
    _Planned("concentrated", 0, 19, "note", "plan_agreed", "officer", None, None, 90),
    _Planned("deteriorating", 0, 9, "release", "released_half", "officer", None, None, 30),
)


def draw_decisions(
    customers: pd.DataFrame, profiles: Profiles, day: np.datetime64, language: Language
) -> pd.DataFrame:
    """Return the decisions table, in the order of dates.

    Parameters
    ----------
    customers : DataFrame
        The customers table; limits on record decide who is large.
    profiles : Profiles
        The customers, in the same order.
    day : datetime64[D]
        Last day of the history.
    language : {"en", "zh"}
        Language of the words; dates and figures are the same in both.

    Returns
    -------
    DataFrame
        Columns of the decisions table. Nothing is drawn: the plan is the same for every seed, about the
        customers that the seed made.
    """
    rows = []
    for plan in _PLAN:
        who = _customer(plan, customers, profiles)
        decided = pd.Timestamp(day) - pd.Timedelta(days=plan.days_ago)
        review = pd.NaT if plan.review_days is None else decided + pd.Timedelta(days=plan.review_days)
        record = customers.iloc[who]
        rows.append({
            "customer_id": record["customer_id"],
            "decided_on": decided,
            "decision_kind": say(f"template.decision_kind.{plan.kind}", language),
            "before": _worded(plan.kind, plan.before, record),
            "after": _worded(plan.kind, plan.after, record),
            "reason": say(f"sample.decisions.{plan.text}", language),
            "approver": say(f"sample.approvers.{plan.approver}", language),
            "review_on": review,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(DECISIONS.column_names))


def _customer(plan: _Planned, customers: pd.DataFrame, profiles: Profiles) -> int:
    """Return the row of the customer that a decision is about."""
    rows = np.flatnonzero(profiles.is_kind(plan.payer))
    limits = customers["credit_limit"].to_numpy(dtype=float)[rows]
    return int(rows[np.argsort(-np.nan_to_num(limits), kind="stable")[plan.rank]])


def _worded(kind: str, value: str | float | None, record: pd.Series[Any]) -> str | None:
    """Return a value as it was written into the log: terms in days, a limit rounded down to thousands."""
    if value is None or isinstance(value, str):
        return value
    if kind == "terms":
        return f"{max(record['terms_days'] + value, 0):.0f}"
    return f"{np.floor(record['credit_limit'] * value / _LIMIT_STEP) * _LIMIT_STEP:,.0f}"
