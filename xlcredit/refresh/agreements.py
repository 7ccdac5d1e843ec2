"""From the agreements of a workbook to the plans that stand: their documents, instalments and faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit.collections.instalments import instalment_plan
from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.ledger import make_issue
from xlcredit.refresh.instalment_plans import FINEST, Plan, Plans

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Flags, Floats
    from xlcredit.ledger import Issue, Ledger
    from xlcredit.policy import Policy
    from xlcredit.receivables.open_items import DatedLedger, OpenItems
    from xlcredit.refresh.valuation import Valuation


def agreed_plans(ledger: Ledger, own: DatedLedger, valuation: Valuation, policy: Policy) -> Plans:
    """Return the plans of a ledger that were agreed by the date of valuation.

    Parameters
    ----------
    ledger : Ledger
        Its agreements and documents.
    own : DatedLedger
        The ledger in the currencies of its rows.
    valuation : Valuation
        Date and rates.
    policy : Policy
        Days of grace; whether the day itself is late.

    Returns
    -------
    Plans
        A plan covers what was open of its documents before the payments of the day it was agreed on. Two
        plans over one document are both refused.
    """
    first_overdue_day = 0 if policy.aging.day_zero == "first_bucket" else 1
    grace = policy.dunning.plan_grace_days
    rows = ledger.instalment_plans
    rows = rows[rows["agreed_on"] <= pd.Timestamp(valuation.as_of)]
    if rows.empty:
        nobody = np.zeros(0, dtype=object)
        return Plans((), own, nobody, nobody, np.zeros(0), grace, first_overdue_day, ())
    issues: list[Issue] = []
    items = ledger.items[ledger.items["customer_id"].isin(rows["customer_id"])]
    of_day: dict[Any, tuple[Floats, Flags]] = {}
    found: list[Plan] = []
    for row in rows.to_dict("records"):
        day = row["agreed_on"].date()
        if day not in of_day:
            of_day[day] = _open_before(own, day)
        plan = _plan(row, items, of_day[day], issues)
        if plan is not None:
            found.append(plan)
    to_base = valuation.to_base(ledger.items["currency"])
    standing = tuple(_without_overlaps(found, ledger, issues))
    customer, currency = (ledger.items[name].to_numpy(dtype=object) for name in ("customer_id", "currency"))
    plans = Plans(standing, own, customer, currency, to_base, grace, first_overdue_day, ())
    issues += _broken(plans, own.open_at(valuation.as_of))
    return replace(plans, issues=tuple(issues))


def _open_before(own: DatedLedger, day: date) -> tuple[Floats, Flags]:
    """Return what was open before the payments of a day, and where that rests on a later snapshot."""
    before = own.open_at(day - timedelta(days=1))
    is_new = own.known_from == np.datetime64(day, "D")
    return np.where(is_new, own.amount, before.open_amount), before.cannot_rebuild


def _plan(
    row: dict[Any, Any],
    items: pd.DataFrame,
    open_then: tuple[Floats, Flags],
    issues: list[Issue],
) -> Plan | None:
    """Return the plan of one agreement; None, with an issue, when it covers nothing or cannot be paid so."""
    where = (row["sheet_name"], row["cell"], row["customer_id"])
    said = {"customer": row["customer_id"], "day": f"{row['agreed_on']:%Y-%m-%d}"}
    mine = items[items["customer_id"] == row["customer_id"]]
    if row["document_no"]:
        mine = mine[mine["document_no"] == row["document_no"]]
    if row["currency"]:
        mine = mine[mine["currency"] == row["currency"]]
    mine = mine[open_then[0][mine.index] > 0]
    currencies = mine["currency"].unique().tolist()
    if not currencies:
        issues.append(make_issue("plan_nothing_open", *where, **said))
        return None
    if len(currencies) > 1:
        issues.append(make_issue("plan_currency_needed", *where, currencies=", ".join(currencies), **said))
        return None
    mine = mine.sort_values(["due_date", "document_no"], kind="stable")
    place = mine.index.to_numpy(dtype=np.int64)
    agreed = open_then[0][place]
    total = round(float(agreed.sum()), FINEST)
    terms = (
        row["instalment_count"],
        row["first_instalment_on"].date(),
        row["first_share"],
        row["annual_rate"],
    )
    try:
        schedule = instalment_plan(total, *terms, row["agreed_on"].date(), int(row["months_between"]))
    except (ArgumentError, ImpossibleNumberError):
        number = int(row["instalment_count"])
        debt = f"{total:,.2f} {currencies[0]}"
        fields = {"debt": debt, "number": number, "customer": row["customer_id"]}
        issues.append(make_issue("plan_too_small", *where, **fields))
        return None
    if open_then[1][place].any():
        issues.append(make_issue("plan_cannot_rebuild", *where, **said))
    principal = np.array([float(one.principal) for one in schedule])
    principal[-1] += total - principal.sum()  # what an amount has below the cent
    return Plan(
        row["customer_id"], currencies[0], row["sheet_name"], row["cell"],
        np.datetime64(row["agreed_on"].date(), "D"), place,
        tuple(mine["document_no"].astype(str).unique()), agreed,
        np.array([one.number for one in schedule]),
        np.array([one.due_date for one in schedule], dtype="datetime64[D]"),
        np.round(principal, FINEST),
        np.array([float(one.interest) for one in schedule]),
    )  # fmt: skip


def _without_overlaps(plans: list[Plan], ledger: Ledger, issues: list[Issue]) -> list[Plan]:
    """Return the plans that have their documents for themselves; name the first document of the others."""
    by_item: dict[int, list[int]] = {}
    for number, plan in enumerate(plans):
        for item in plan.items.tolist():
            by_item.setdefault(item, []).append(number)
    refused: set[int] = set()
    for item, numbers in by_item.items():
        if len(numbers) == 1:
            continue
        if not refused.issuperset(numbers):
            last = plans[numbers[-1]]
            cells = " + ".join(plans[number].cell for number in numbers)
            document = ledger.items["document_no"].iloc[item]
            fields = {"document": document, "customer": last.customer_id, "cells": cells}
            issues.append(make_issue("plan_document_twice", last.sheet_name, last.cell, document, **fields))
        refused.update(numbers)
    return [plan for number, plan in enumerate(plans) if number not in refused]


def _broken(plans: Plans, found: OpenItems) -> list[Issue]:
    """Return an issue for every plan that is not kept."""
    return [
        make_issue(
            "plan_broken", plan.sheet_name, plan.cell, plan.customer_id, currency=plan.currency,
            amount=now.late, customer=plan.customer_id, day=str(plan.agreed_on), grace=plans.grace_days,
            late=f"{now.late:,.2f} {plan.currency}",
        )
        for plan, now in plans.standing(found)
        if not now.is_kept
    ]  # fmt: skip
