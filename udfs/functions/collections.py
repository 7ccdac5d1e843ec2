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
    one("calendar", "text", optional=True),
    group="collections", unit="money", source="policy: late_interest, business_days", convention="late",
    formula="sum of balance x rate x days / days of the year, from the day after due_date to until; simple",
    examples=(("=ROUND(LATEINTEREST(10000,DATE(2026,1,31),DATE(2026,3,2),0.12),2)", 98.63),
              ('=ROUND(LATEINTEREST(1000,DATE(2026,7,1),DATE(2026,7,31),"DE"),2)', 8.65)),
)  # fmt: skip
def late_interest(  # noqa: PLR0917  as many as the field has
    amount: Any, due_date: Any, until: Any, rule: Any = None, payments: Any = None, policy: Any = None,
    calendar: Any = None,
) -> Any:  # fmt: skip
    """Return the interest on late payment."""
    received = _payments(payments)
    due_date = _moved(due_date, calendar, policy)
    if not received:
        return room.late_interest(amount, due_date, until, rule, policy)
    lengths = [np.size(part) for part in (amount, due_date, until, rule) if np.ndim(part)]
    if lengths:
        raise ArgumentError("collections.payments_of_one", count=max(lengths))
    if due_date is None or until is None or amount != amount:  # noqa: PLR0124  NaN is not itself
        return None
    lines = room.interest_lines(amount, due_date, until, received, rule, policy)
    return float(sum(line.interest for line in lines))


def _moved(due_date: Any, calendar: Any, policy: Any) -> Any:
    """Return due dates moved off the days of rest of a country, as they are where none is named."""
    if calendar is None or due_date is None:
        return due_date
    moved = room.business_days(due_date, calendar, None, policy)
    return moved if np.ndim(moved) else moved.item()


@worksheet_function(
    "LATEFEE", each("amount", "number", "money"), each("due_date", "date"),
    one("rule", "any", optional=True), POLICY,
    group="collections", unit="money", source="policy: late_interest.fees", convention="fee",
    formula="the sum of the band that amount lies in",
    examples=(('=LATEFEE({999.99;1000;10000},DATE(2026,1,31),"UK")', [[40.0], [70.0], [100.0]]),
              ('=LATEFEE(5000,DATE(2026,1,31),"CN_LPR")', 0.0)),
)  # fmt: skip
def late_fee(amount: Any, due_date: Any, rule: Any = None, policy: Any = None) -> Any:
    """Return the fixed sum for a late debt."""
    if amount is None or due_date is None:
        given = due_date if amount is None else amount
        return np.full(given.size, np.nan) if isinstance(given, np.ndarray) else None
    return room.late_fee(amount, due_date, rule, policy)


@worksheet_function(
    "LATECLAIM", one("amount", "number", "money"), one("due_date", "date"), one("until", "date"),
    one("rule", "any", "share a year", optional=True),
    Argument("payments", "any", "range", optional=True, unit="date, money"), POLICY,
    one("calendar", "text", optional=True),
    group="collections", returns="table", unit="money", convention="claim",
    source="policy: late_interest, business_days",
    formula="amount + interest of each stretch + fixed sum - payments",
    examples=(('=LATECLAIM(36500,DATE(2026,5,31),DATE(2026,7,31),"DE")', [
        ["Item", "From", "To", "Days", "Rate", "Balance", "Amount", "Remark"],
        ["Debt", "", "", "", "", "", 36500.0, ""],
        ["Interest", 46174.0, 46203.0, 30.0, 0.1027, 36500.0, 308.1, ""],
        ["Interest", 46204.0, 46234.0, 31.0, 0.1052, 36500.0, 326.12, ""],
        ["Fixed sum", "", "", "", "", "", 40.0, "EUR"],
        ["Owed on this day", "", 46234.0, 61.0, "", "", 37174.22, ""],
    ]),),
)  # fmt: skip
def late_claim(  # noqa: PLR0917  as many as the field has
    amount: Any, due_date: Any, until: Any, rule: Any = None, payments: Any = None, policy: Any = None,
    calendar: Any = None,
) -> Any:  # fmt: skip
    """Return the claim for one late debt."""
    _known(amount=amount, due_date=due_date, until=until)
    due = _moved(due_date, calendar, policy)
    claim = room.late_claim(amount, due, until, rule, _payments(payments), policy)
    return layout.claim_rows(claim, until)


@worksheet_function(
    "BUSINESSDAY", each("date", "date"), one("country", "text"), one("rule", "text", optional=True), POLICY,
    group="collections", unit="date", source="policy: business_days", convention="rest",
    formula="the date itself, or the working day that stands for it",
    examples=(('=TEXT(BUSINESSDAY(DATE(2026,10,3),"DE"),"yyyy-mm-dd")', "2026-10-05"),
              ('=BUSINESSDAY(46067,"CN")', 46067.0)),
)  # fmt: skip
def business_day(date: Any, country: Any, rule: Any = None, policy: Any = None) -> Any:
    """Return the working day that stands for a date."""
    if date is None or country is None:
        return None
    moved = room.business_days(date, country, rule, policy)
    return moved if np.ndim(moved) else moved.item()


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
    one("annual_rate", "number", "share a year", optional=True), one("agreed_on", "date", optional=True),
    group="collections", returns="table", unit="money", convention="plan",
    formula="level payment = rest x r / (1 - (1 + r)^-number) with r = annual_rate / 12, down to cents",
    examples=(("=INSTALMENTS(1000,3,DATE(2026,1,31))", [
        ["No.", "Due date", "Payment", "Interest", "Principal", "Balance"],
        [1.0, 46053.0, 333.33, 0.0, 333.33, 666.67],
        [2.0, 46081.0, 333.33, 0.0, 333.33, 333.34],
        [3.0, 46112.0, 333.34, 0.0, 333.34, 0.0],
    ]), ("=INSTALMENTS(1000,2,DATE(2026,2,28),0.5,,DATE(2026,1,31))", [
        ["No.", "Due date", "Payment", "Interest", "Principal", "Balance"],
        [0.0, 46053.0, 500.0, 0.0, 500.0, 500.0],
        [1.0, 46081.0, 250.0, 0.0, 250.0, 250.0],
        [2.0, 46109.0, 250.0, 0.0, 250.0, 0.0],
    ])),
)  # fmt: skip
def instalments(  # noqa: PLR0917  as many as a plan has terms
    amount: Any, number: Any, first_date: Any, down_payment_share: Any = None, annual_rate: Any = None,
    agreed_on: Any = None,
) -> Any:  # fmt: skip
    """Return an instalment plan."""
    _known(amount=amount, number=number, first_date=first_date)
    share, rate = down_payment_share or 0.0, annual_rate or 0.0
    plan = room.instalment_plan(amount, number, first_date, share, rate, agreed_on)
    return layout.instalment_rows(plan)


def _known(**given: Any) -> None:
    """Refuse blanks where a table is made of every argument."""
    blank = [name for name, part in given.items() if part is None or part != part]  # noqa: PLR0124  NaN
    if blank:
        raise MissingDataError("hosts.unknown_answer", blank=", ".join(blank))
