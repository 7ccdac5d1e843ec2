"""Collections in a cell: the stage of the ladder, interest on late payment, instalment plans."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.arguments import POLICY, Argument, each, one
from udfs.catalogue import worksheet_function
from udfs.functions import layout
from udfs.values import date_of, number_of
from xlcredit import collections as room
from xlcredit.errors import ArgumentError, MissingDataError

PAYMENT_COLUMNS = 2  # date, amount


@worksheet_function(
    "DUNNINGSTAGE", each("days_past_due", "number", "days"), POLICY,
    group="collections", source="policy: dunning.stages", convention="stage",
    formula="the last stage that begins at days_past_due or fewer",
    examples=(("=DUNNINGSTAGE(20)", "Formal demand"),
              ("=DUNNINGSTAGE({-5;60})", [["Not due"], ["Insurance claim"]])),
)  # fmt: skip
def dunning_stage(days_past_due: Any, policy: Any = None) -> Any:
    """Return the name of the stage."""
    stages = room.dunning_stage(days_past_due, policy)
    if np.ndim(stages):
        words = {stage: None if stage is None else room.stage_text(stage) for stage in set(stages.tolist())}
        return np.array([words[stage] for stage in stages.tolist()], dtype=object)
    return None if stages is None else room.stage_text(stages)


@worksheet_function(
    "LATEINTEREST", each("amount", "number", "money"), each("due_date", "date"), each("until", "date"),
    each("rule", "any", "share a year", optional=True),
    Argument("payments", "any", "range", optional=True, unit="date, money"), POLICY,
    group="collections", unit="money", source="policy: late_interest", convention="late",
    formula="sum of balance x rate x days / days of the year, from the day after due_date to until; simple",
    examples=(("=ROUND(LATEINTEREST(10000,DATE(2026,1,31),DATE(2026,3,2),0.12),2)", 98.63),
              ('=ROUND(LATEINTEREST(1000,DATE(2026,7,1),DATE(2026,7,31),"DE"),2)', 8.65)),
)  # fmt: skip
def late_interest(  # noqa: PLR0917  as many as the field has
    amount: Any, due_date: Any, until: Any, rule: Any = None, payments: Any = None, policy: Any = None
) -> Any:
    """Return the interest on late payment."""
    received = _payments(payments)
    if not received:
        return room.late_interest(amount, due_date, until, rule, policy)
    lengths = [np.size(part) for part in (amount, due_date, until, rule) if np.ndim(part)]
    if lengths:
        raise ArgumentError("collections.payments_of_one", count=max(lengths))
    if due_date is None or until is None or amount != amount:  # noqa: PLR0124  NaN is not itself
        return None
    lines = room.interest_lines(amount, due_date, until, received, rule, policy)
    return float(sum(line.interest for line in lines))


def _payments(rows: Any) -> list[tuple[Any, float]]:
    """Return the payments of a range of dates and amounts; rows that are blank are none."""
    received = []
    for number, row in enumerate(rows or (), 1):
        if len(row) != PAYMENT_COLUMNS:
            raise ArgumentError("collections.payments_shape", columns=len(row))
        if all(cell is None for cell in row):
            continue
        day, paid = date_of(row[0], f"payments[{number}]"), number_of(row[1], f"payments[{number}]")
        if day is None or paid != paid:  # noqa: PLR0124  NaN is not itself
            raise MissingDataError("collections.payment_incomplete", row=number)
        received.append((day, paid))
    return received


@worksheet_function(
    "INSTALMENTS", one("amount", "number", "money"), one("number", "number", "count"),
    one("first_date", "date"), one("down_payment_share", "number", "share", optional=True),
    one("annual_rate", "number", "share a year", optional=True),
    group="collections", returns="table", unit="money", convention="plan",
    formula="level payment = rest x r / (1 - (1 + r)^-number) with r = annual_rate / 12, down to cents",
    examples=(("=INSTALMENTS(1000,3,DATE(2026,1,31))", [
        ["No.", "Due date", "Payment", "Interest", "Principal", "Balance"],
        [1.0, 46053.0, 333.33, 0.0, 333.33, 666.67],
        [2.0, 46081.0, 333.33, 0.0, 333.33, 333.34],
        [3.0, 46112.0, 333.34, 0.0, 333.34, 0.0],
    ]),),
)  # fmt: skip
def instalments(
    amount: Any, number: Any, first_date: Any, down_payment_share: Any = None, annual_rate: Any = None
) -> Any:
    """Return an instalment plan."""
    _known(amount=amount, number=number, first_date=first_date)
    plan = room.instalment_plan(amount, number, first_date, down_payment_share or 0.0, annual_rate or 0.0)
    return layout.instalment_rows(plan)


def _known(**given: Any) -> None:
    """Refuse blanks where a table is made of every argument."""
    blank = [name for name, part in given.items() if part is None or part != part]  # noqa: PLR0124  NaN
    if blank:
        raise MissingDataError("hosts.unknown_answer", blank=", ".join(blank))
