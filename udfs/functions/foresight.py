"""Foresight in a cell: when a document will be paid, how likely it is late, what comes in by when."""

from __future__ import annotations

from typing import Any

from udfs.arguments import POLICY, column, each, one
from udfs.catalogue import worksheet_function
from udfs.functions import layout
from xlcredit import foresight as room
from xlcredit.policy import default_policy


def _rules(policy: Any) -> Any:
    """Return the rules of foresight of a policy, the default one for None."""
    return (policy or default_policy()).foresight


@worksheet_function(
    "EXPECTEDPAYDATE", each("due_date", "date"), each("days_late", "number", "days", optional=True),
    one("as_of", "date", optional=True), column("due_dates", "date", optional=True),
    column("paid_dates", "date", optional=True), column("amounts", "number", "money", optional=True), POLICY,
    group="foresight", unit="date", source="policy: foresight.days_late_without_history",
    convention="expected",
    formula="max(due_date + days_late, as_of); days_late from the history where it is not given",
    examples=(('=TEXT(EXPECTEDPAYDATE(DATE(2026,1,31),7.5),"yyyy-mm-dd")', "2026-02-08"),
              ("=EXPECTEDPAYDATE(46053,7.5,46083)", 46083.0),
              ("=EXPECTEDPAYDATE(46053,,,{46022;46022},{46032;46012})-46053", 5.0)),
)  # fmt: skip
def expected_pay_date(  # noqa: PLR0917  as many as the field has
    due_date: Any, days_late: Any = None, as_of: Any = None, due_dates: Any = None, paid_dates: Any = None,
    amounts: Any = None, policy: Any = None,
) -> Any:  # fmt: skip
    """Return the day of the expected payment."""
    if days_late is None:
        days_late = room.usual_days_late(due_dates, paid_dates, amounts, as_of)
    unknown_days = _rules(policy).days_late_without_history
    return room.expected_pay_date(due_date, days_late, as_of, unknown_days=unknown_days)


@worksheet_function(
    "LATERISK", column("due_dates", "date"), column("paid_dates", "date"),
    one("more_than_days", "number", "days", optional=True), one("as_of", "date", optional=True), POLICY,
    group="foresight", unit="share", source="policy: foresight.prior_payments, prior_late_shares",
    convention="late_risk",
    formula="(late documents + k x prior share) / (documents + k), k = foresight.prior_payments",
    examples=(("=ROUND(LATERISK({46053;46053},{46063;46043}),4)", 0.4533),
              ("=ROUND(LATERISK({46053;46053},{46063;46043},15),4)", 0.0233)),
)  # fmt: skip
def late_risk(
    due_dates: Any, paid_dates: Any, more_than_days: Any = None, as_of: Any = None, policy: Any = None
) -> Any:
    """Return the risk that the next payment comes late."""
    minimum = (policy or default_policy()).behaviour.minimum_settled
    return room.late_risk(due_dates, paid_dates, more_than_days, as_of, rules=_rules(policy), minimum=minimum)


@worksheet_function(
    "CASHFORECAST", column("due_dates", "date"), column("open_amounts", "number", "money"),
    column("days_late", "number", "days", length="table_or_one"), one("as_of", "date"),
    one("step_days", "number", "days", optional=True), one("steps", "number", "count", optional=True), POLICY,
    group="foresight", returns="table", unit="money", convention="forecast",
    source="policy: foresight.step_days, steps",
    formula="open amounts by max(due_date + days_late, as_of)",
    examples=(('=INDEX(CASHFORECAST({46083;46096;""},{100;50;20},3,46082,7,2),2,4)', 100.0),
              ("=INDEX(CASHFORECAST({46083;46096},{100;50},3,46082,7,2),6,4)", 150.0)),
)  # fmt: skip
def cash_forecast(  # noqa: PLR0917  as many as the field has
    due_dates: Any, open_amounts: Any, days_late: Any, as_of: Any, step_days: Any = None, steps: Any = None,
    policy: Any = None,
) -> Any:  # fmt: skip
    """Return expected receipts by period."""
    rules = _rules(policy)
    found = room.cash_forecast(
        due_dates, open_amounts, days_late, as_of,
        step_days=rules.step_days if step_days is None else step_days,
        steps=rules.steps if steps is None else steps,
        unknown_days=rules.days_late_without_history,
    )  # fmt: skip
    return layout.forecast_rows(found)
