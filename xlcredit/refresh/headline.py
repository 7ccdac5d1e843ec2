"""One sentence in words for the top of the dashboard: what moved, and because of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

NAMED = 3
"""How many customers a sentence names at most."""
EXPLAINED = 0.5
"""Customers are named as the cause when they explain at least this share of the change."""
POINT = 0.005
"""A change that rounds to less than half a percentage point is called unchanged."""


def overdue_by_customer(position: Position, day: pd.Timestamp) -> Floats:
    """Return what each customer owes past due on a date.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    day : Timestamp
        The date.

    Returns
    -------
    ndarray, shape (customers,)
        Debts past due. [base currency]
    """
    found = position.ledger.open_at(day.date())
    age = found.as_of - position.ledger.due_date
    is_late = age >= np.timedelta64(position.first_overdue_day, "D")
    codes, names = position.customers
    overdue = np.bincount(codes, np.where(is_late, np.maximum(found.open_amount, 0.0), 0.0), len(names))
    if position.plans.plans:
        items, change = position.plans.overdue_change(position.plans.own.open_at(day.date()))
        who = pd.Series(np.arange(len(names)), index=names).reindex(position.plans.customer[items])
        np.add.at(overdue, who.fillna(0).to_numpy(dtype=np.int64), np.where(who.notna(), change, 0.0))
    return overdue


def headline(position: Position, speed: pd.DataFrame, names: pd.Series[str], language: Language) -> str:
    """Return the sentence.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    speed : DataFrame
        The DSO-by-month table; its last two rows are compared.
    names : Series
        Customer id to name.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        One or two sentences.
    """
    if position.rows.empty or not speed["receivables"].iloc[-1] > 0:
        return say("refresh.headline.nothing_open", language, as_of=position.valuation.as_of)
    before, now = speed["overdue_share"].iloc[-2], speed["overdue_share"].iloc[-1]
    since = speed["month_end"].iloc[-2]
    fields = {"now": f"{now:.1%}", "before": f"{before:.1%}", "since": since.date()}
    if not np.isfinite(before) or position.ledger.open_at(since).cannot_rebuild.any():
        return say("refresh.headline.first", language, **fields)
    if abs(now - before) < POINT:
        return say("refresh.headline.unchanged", language, **fields)
    direction = "rose" if now > before else "fell"
    causes = _causes(position, since, names, rising=now > before)
    if causes:
        joined = say("refresh.headline.separator", language).join(causes)
        return say(f"refresh.headline.{direction}_because", language, **fields, who=joined, count=len(causes))
    return say(f"refresh.headline.{direction}", language, **fields)


def _causes(position: Position, since: pd.Timestamp, names: pd.Series[str], *, rising: bool) -> list[str]:
    """Name the few customers that explain most of a change in overdue; none when it is spread wide."""
    as_of = pd.Timestamp(position.valuation.as_of)
    change = overdue_by_customer(position, as_of) - overdue_by_customer(position, since)
    moved = np.maximum(change if rising else -change, 0.0)
    largest = np.argsort(-moved, kind="stable")[:NAMED]
    largest = largest[moved[largest] > 0]
    if moved.sum() <= 0 or moved[largest].sum() < EXPLAINED * moved.sum():
        return []
    ids = position.customers[1][largest]
    return [str(names.get(customer, customer)) for customer in ids]
