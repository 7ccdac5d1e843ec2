"""Result tables of instalment plans: every instalment, and what the plans defer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.collections.agreements import DUST
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.refresh.instalment_plans import Plan, Standing
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

NAMED = 1
"""How many documents of a plan are written out."""
FINEST = 6
_NAT = np.datetime64("NaT", "D")


def instalment_tables(
    position: Position, names: pd.Series[str], language: Language
) -> dict[str, pd.DataFrame]:
    """Return the instalments of every plan, and by customer what is overdue as invoiced and as agreed.

    Parameters
    ----------
    position : Position
        Its plans and open rows.
    names : Series
        Customer id to name.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    dict
        The tables ``instalments`` and ``instalment_overdue``. Overdue as agreed is the overdue of the aging;
        a plan that is broken defers nothing.
    """
    listed, by_customer = tables.INSTALMENTS.column_names, tables.INSTALMENT_OVERDUE.column_names
    if not position.plans.plans:
        return {
            "instalments": pd.DataFrame(columns=list(listed)),
            "instalment_overdue": pd.DataFrame(columns=list(by_customer)),
        }
    found = position.plans.own.open_at(position.valuation.as_of)
    standing = position.plans.standing(found)
    rows = [row for plan, now in standing for row in _schedule(position, plan, now, language)]
    overdue = _overdue(position, standing)
    frames = {"instalments": pd.DataFrame(rows), "instalment_overdue": pd.DataFrame(overdue)}
    for name, columns in (("instalments", listed), ("instalment_overdue", by_customer)):
        frame = frames[name].reindex(columns=["customer_id", *columns[2:]])
        frame.insert(1, "customer_name", frame["customer_id"].map(names).fillna(frame["customer_id"]))
        frames[name] = frame[list(columns)]
    return frames


def _state(now: Standing) -> str:
    """Return what became of a plan."""
    if now.open_amount.sum() < DUST:
        return "settled"
    return "kept" if now.is_kept else "broken"


def _schedule(position: Position, plan: Plan, now: Standing, language: Language) -> list[dict[str, Any]]:
    """Return the instalments of a plan as rows."""
    days = (np.datetime64(position.valuation.as_of, "D") - plan.due_date).astype(np.int64)
    documents = list(plan.documents)
    shown = ", ".join(documents[:NAMED])
    if len(documents) > NAMED:
        shown = say("instalments.and_more", language, documents=shown, count=len(documents) - NAMED)
    state = say(f"instalments.state.{_state(now)}", language)
    rows = []
    for place in range(len(plan.principal)):
        left = now.open_amount[place]
        is_open = left > DUST
        missed = days[place] >= position.first_overdue_day
        status = ("missed" if missed else "due") if is_open else "kept"
        principal, interest = plan.principal[place], plan.interest[place]
        rows.append({
            "customer_id": plan.customer_id,
            "plan_documents": shown,
            "currency": plan.currency,
            "plan_agreed_on": pd.Timestamp(plan.agreed_on),
            "plan_state": state,
            "instalment_no": int(plan.number[place]),
            "due_date": pd.Timestamp(plan.due_date[place]),
            "principal": principal,
            "plan_interest": interest,
            "instalment_total": round(principal + interest, FINEST),
            "instalment_paid": round(principal - left, FINEST),
            "open_amount": left,
            "days_past_due": float(days[place]) if is_open else np.nan,
            "instalment_status": say(f"instalments.status.{status}", language),
        })  # fmt: skip
    return rows


def _overdue(position: Position, standing: list[tuple[Plan, Standing]]) -> list[dict[str, Any]]:
    """Return one row for each customer and currency with something open under a plan."""
    rows, as_of = position.rows, np.datetime64(position.valuation.as_of, "D")
    late = rows[(rows["open_amount"] > 0) & (rows["days_past_due"] >= position.first_overdue_day)]
    keys: dict[tuple[str, str], list[tuple[Plan, Standing]]] = {}
    for plan, now in standing:
        if _state(now) != "settled":
            keys.setdefault((plan.customer_id, plan.currency), []).append((plan, now))
    found = []
    for (customer, currency), plans in keys.items():
        mine = (late["customer_id"] == customer) & (late["currency"] == currency)
        agreed = float(late.loc[mine, "open_amount"].sum())
        deferred = sum(position.plans.deferred(plan, now, as_of) for plan, now in plans)
        day, amount = _next(plans, as_of)
        found.append({
            "customer_id": customer,
            "currency": currency,
            "open_in_plans": round(sum(float(now.documents.sum()) for _, now in plans), FINEST),
            "overdue_as_invoiced": round(agreed + deferred, FINEST),
            "overdue_as_agreed": round(agreed, FINEST),
            "overdue_deferred": round(deferred, FINEST),
            "next_instalment_on": pd.Timestamp(day),
            "next_instalment": amount,
        })  # fmt: skip
    return found


def _next(plans: list[tuple[Plan, Standing]], day: np.datetime64) -> tuple[np.datetime64, float]:
    """Return the next due date of plans that are kept and what is open for it; NaT and NaN without one."""
    coming = [
        (due, left)
        for plan, now in plans
        if now.is_kept
        for due, left in zip(plan.due_date, now.open_amount, strict=True)
        if due >= day and left > DUST
    ]
    if not coming:
        return _NAT, float("nan")
    first = min(due for due, _ in coming)
    return first, round(float(sum(left for due, left in coming if due == first)), FINEST)
