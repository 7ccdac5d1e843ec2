"""Receivables in a cell: how old they are, how customers pay, how fast they turn into money."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from udfs.arguments import POLICY, column, each, one
from udfs.catalogue import worksheet_function
from udfs.functions import layout
from xlcredit import receivables as room
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.texts import Language, current_language

EDGES = column("edges", "number", "days", optional=True, length="own")
_POLICY_EDGES = "policy: aging.edges"


def _edges(edges: Any) -> Any:
    """Return the edges given, or the policy's."""
    return default_policy().aging.edges if edges is None else edges


@worksheet_function(
    "DUEDATE", each("invoice_date", "date"), each("terms_days", "number", "days"),
    one("rule", "text", optional=True),
    group="receivables", formula="invoice_date + terms_days, or the end of a month",
    examples=(("=DUEDATE(DATE(2026,1,31),30)", 46083.0),
              ('=DUEDATE(DATE(2026,1,31),30,"end_of_month")', 46112.0)),
)  # fmt: skip
def due_date(invoice_date: Any, terms_days: Any, rule: Any = None) -> Any:
    """Return the due date."""
    return room.due_date_by_rule(invoice_date, terms_days, "days" if rule is None else rule)


@worksheet_function(
    "DAYSPASTDUE", each("due_date", "date"), one("as_of", "date"), each("paid_date", "date", optional=True),
    group="receivables", unit="days", formula="min(as_of, paid_date) - due_date",
    examples=(("=DAYSPASTDUE(DATE(2026,1,31),DATE(2026,3,2))", 30.0),
              ("=DAYSPASTDUE(DATE(2026,1,31),DATE(2026,3,2),DATE(2026,2,5))", 5.0)),
)  # fmt: skip
def days_past_due(due_date: Any, as_of: Any, paid_date: Any = None) -> Any:
    """Return days past due."""
    return room.days_past_due(due_date, as_of, paid_date)


@worksheet_function(
    "AGINGBUCKET", each("days_past_due", "number", "days"), EDGES,
    group="receivables", source=_POLICY_EDGES, convention="no_due_date",
    examples=(("=AGINGBUCKET(45)", "31-60"), ("=AGINGBUCKET(-3)", "Not due"),
              ("=AGINGBUCKET(45,{45,90})", "1-45")),
)  # fmt: skip
def aging_bucket(days_past_due: Any, edges: Any = None) -> Any:
    """Return the name of the bucket."""
    limits, sides = _edges(edges), _sides()
    names = _bucket_names(tuple(limits), current_language(), **sides)
    return names[room.bucket_codes(days_past_due, limits, **sides)]


@lru_cache(maxsize=64)
def _bucket_names(edges: tuple[float, ...], language: Language, **sides: Any) -> Any:
    """Return the names of the buckets; those of a policy are asked for in every cell."""
    return np.array(room.bucket_labels(edges, language, **sides), dtype=object)


def _sides() -> Any:
    """Return which side of an edge is closed, and where day 0 belongs, by policy."""
    aging = default_policy().aging
    return {"closed_side": aging.closed_side, "day_zero": aging.day_zero}


@worksheet_function(
    "AGING", column("customers", "text"), column("dates", "date"), column("open_amounts", "number", "money"),
    one("as_of", "date"), EDGES, one("basis", "text", optional=True),
    group="receivables", returns="table", unit="money", source=_POLICY_EDGES, convention="ledger",
    examples=(('=AGING({"A";"B"},{46053;46081},{100;50},46083,{30,60})', [
        ["Customer no.", "Not due", "1-30", "31-60", ">60", "No due date", "Total", "Overdue",
         "Overdue share", "Oldest, days past due"],
        ["A", 0.0, 100.0, 0.0, 0.0, 0.0, 100.0, 100.0, 1.0, 30.0],
        ["B", 0.0, 50.0, 0.0, 0.0, 0.0, 50.0, 50.0, 1.0, 2.0],
        ["Total", 0.0, 150.0, 0.0, 0.0, 0.0, 150.0, 150.0, 1.0, 30.0],
    ]),),
)  # fmt: skip
def aging(  # noqa: PLR0917  as many as the field has
    customers: Any, dates: Any, open_amounts: Any, as_of: Any, edges: Any = None, basis: Any = None
) -> Any:
    """Return the aging table."""
    sides = _sides() | ({"day_zero": "first_bucket"} if _basis(basis) == "invoice_date" else {})
    days = np.atleast_1d(room.days_past_due(dates, as_of))
    codes = room.age_open_amounts(_all_known(open_amounts, "open_amounts"), days, _edges(edges), **sides)
    names = room.bucket_labels(_edges(edges), **sides)
    one_currency = np.full(len(customers), "")
    table = room.aging_table(
        customers, one_currency, open_amounts, days, codes=codes, bucket_count=len(names)
    )
    return layout.aging_rows(table, room.aging_totals(table), names)


def _basis(basis: Any) -> str:
    """Return the date that ages are counted from, or refuse another word."""
    word = default_policy().aging.basis if basis is None else str(basis)
    if word not in ("due_date", "invoice_date"):
        raise ArgumentError(
            "receivables.unknown_word", name="basis", got=basis, accepted="due_date, invoice_date"
        )
    return word


def _all_known(amounts: Any, name: str) -> Any:
    """Return amounts, or refuse them when one is blank: a total without it would look right."""
    missing = np.flatnonzero(np.isnan(amounts))
    if missing.size:
        raise MissingDataError(
            "hosts.blank_amount", argument=name, row=int(missing[0]) + 1, count=missing.size
        )
    return amounts


@worksheet_function(
    "OVERDUESHARE", column("dates", "date"), column("open_amounts", "number", "money"), one("as_of", "date"),
    one("more_than_days", "number", "days", optional=True),
    group="receivables", unit="share", formula="overdue debts / debts", convention="ledger",
    examples=(("=OVERDUESHARE({46053;46100},{60;40},46083)", 0.6),),
)  # fmt: skip
def overdue_share(dates: Any, open_amounts: Any, as_of: Any, more_than_days: Any = 0.0) -> Any:
    """Return the overdue share."""
    days = room.days_past_due(dates, as_of)
    return room.overdue_share(_all_known(open_amounts, "open_amounts"), days, more_than_days)


@worksheet_function(
    "CONCENTRATION", column("customers", "text"), column("open_amounts", "number", "money"),
    one("measure", "text", optional=True),
    group="receivables", formula="HHI = sum of (share x 100)^2; top n = n largest / all", convention="ledger",
    examples=(('=CONCENTRATION({"A";"B";"C";"D"},{30;30;20;20})', 2600.0),
              ('=CONCENTRATION({"A";"B";"A"},{30;30;40},1)', 0.7)),
)  # fmt: skip
def concentration(customers: Any, open_amounts: Any, measure: Any = "HHI") -> Any:
    """Return the Herfindahl index, or the share of the largest customers."""
    amounts = _all_known(open_amounts, "open_amounts")
    balances = room.sum_by_group(customers, np.full(len(customers), ""), amounts)[1]
    if str(measure).upper() == "HHI":
        return room.herfindahl_index(balances)
    return room.top_share(balances, _count(measure))


def _count(measure: Any) -> int:
    """Return how many customers "the largest" are."""
    digits = str(measure).upper().removeprefix("TOP").strip(" -")
    if not digits.isdigit() or int(digits) == 0:
        raise ArgumentError(
            "receivables.unknown_word", name="measure", got=measure, accepted="HHI, TOP 5, 10"
        )
    return int(digits)


@worksheet_function(
    "AVGDAYSLATE", column("due_dates", "date"), column("paid_dates", "date"),
    column("amounts", "number", "money", optional=True),
    group="receivables", unit="days", formula="sum(max(paid - due, 0) x amount) / sum(amount)",
    convention="history",
    examples=(("=AVGDAYSLATE({46053;46053},{46063;46043})", 5.0),
              ("=AVGDAYSLATE({46053;46053},{46063;46043},{300;100})", 7.5)),
)  # fmt: skip
def average_days_late(due_dates: Any, paid_dates: Any, amounts: Any = None) -> Any:
    """Return average days late."""
    return room.average_days_late(due_dates, paid_dates, amounts)


@worksheet_function(
    "ONTIMERATE", column("due_dates", "date"), column("paid_dates", "date"),
    one("grace_days", "number", "days", optional=True),
    group="receivables", unit="share", formula="payments with paid - due <= grace_days / payments",
    convention="history",
    examples=(("=ONTIMERATE({46053;46053;46053;46053},{46053;46023;46056;46082},3)", 0.75),),
)  # fmt: skip
def on_time_rate(due_dates: Any, paid_dates: Any, grace_days: Any = None) -> Any:
    """Return the share of payments on time."""
    grace = default_policy().behaviour.grace_days if grace_days is None else grace_days
    return room.on_time_rate(due_dates, paid_dates, grace)


@worksheet_function(
    "PAYMENTTREND", column("due_dates", "date"), column("paid_dates", "date"), POLICY,
    group="receivables", unit="days",
    formula="mean days late of the last n payments - mean of the earlier ones",
    source="policy: behaviour.last_n", convention="history",
    examples=(("=PAYMENTTREND({46053;46081;46112;46142},{46053;46091;46122;46152})", 10.0),),
)  # fmt: skip
def payment_trend(due_dates: Any, paid_dates: Any, policy: Any = None) -> Any:
    """Return by how many days payments come later than they did."""
    last_n = (policy or default_policy()).behaviour.last_n
    return room.payment_trend(due_dates, paid_dates, last_n=last_n).change


@worksheet_function(
    "DSO", each("receivables", "number", "money"), each("credit_sales", "number", "money"),
    each("days", "number", "days"),
    group="receivables", unit="days", formula="receivables / credit_sales x days",
    examples=(("=DSO(1200000,7300000,365)", 60.0),),
)  # fmt: skip
def dso(receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return days sales outstanding."""
    return room.dso_simple(receivables, credit_sales, days)


@worksheet_function(
    "DSOCOUNTBACK", one("receivables", "number", "money"),
    column("sales_by_period", "number", "money", length="own"),
    column("days_by_period", "number", "days", length="own"), POLICY,
    group="receivables", unit="days", source="policy: dso.month_without_sales", convention="count_back",
    formula="days of the newest periods whose sales make up the receivables",
    examples=(("=DSOCOUNTBACK(212000,{100000,80000,70000},30)", 73.71428571428572),),
)  # fmt: skip
def dso_count_back(receivables: Any, sales_by_period: Any, days_by_period: Any, policy: Any = None) -> Any:
    """Return days sales outstanding, counted back."""
    days = np.repeat(days_by_period, len(sales_by_period)) if len(days_by_period) == 1 else days_by_period
    rule = (policy or default_policy()).dso.month_without_sales
    found = room.dso_count_back(receivables, sales_by_period, days, zero_sales=rule)
    if found.unexplained > 0:
        raise MissingDataError(
            "hosts.history_too_short", days=found.days, unexplained=f"{found.unexplained:,.2f}"
        )
    return found.days


@worksheet_function(
    "DSOBEST", each("current_receivables", "number", "money"), each("credit_sales", "number", "money"),
    each("days", "number", "days"),
    group="receivables", unit="days", formula="current_receivables / credit_sales x days",
    examples=(("=DSOBEST(4000,10000,30)", 12.0),),
)  # fmt: skip
def dso_best(current_receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return best possible days sales outstanding."""
    return room.best_possible_dso(current_receivables, credit_sales, days)


@worksheet_function(
    "DAYSDELINQUENT", each("receivables", "number", "money"), each("current_receivables", "number", "money"),
    each("credit_sales", "number", "money"), each("days", "number", "days"),
    group="receivables", unit="days", formula="DSO - best possible DSO",
    examples=(("=DAYSDELINQUENT(15000,4000,10000,30)", 33.0),),
)  # fmt: skip
def days_delinquent(receivables: Any, current_receivables: Any, credit_sales: Any, days: Any) -> Any:
    """Return average days delinquent."""
    return room.average_days_delinquent(receivables, current_receivables, credit_sales, days)


@worksheet_function(
    "CEI", each("opening_receivables", "number", "money"), each("credit_sales", "number", "money"),
    each("closing_receivables", "number", "money"), each("closing_current", "number", "money"),
    one("months", "number", "months", optional=True),
    group="receivables", unit="percent",
    formula="(opening + sales/months - closing) / (opening + sales/months - closing_current) x 100",
    examples=(("=ROUND(CEI(6200,10890,6340,3590,3),1)", 55.9),),
)  # fmt: skip
def cei(
    opening_receivables: Any,
    credit_sales: Any,
    closing_receivables: Any,
    closing_current: Any,
    months: Any = 1.0,
) -> Any:
    """Return the collection effectiveness index."""
    return room.collection_effectiveness_index(
        opening_receivables, credit_sales, closing_receivables, closing_current, months=months
    )


@worksheet_function(
    "ARTURNOVER", each("credit_sales", "number", "money"), each("average_receivables", "number", "money"),
    group="receivables", unit="times", formula="credit_sales / average_receivables",
    examples=(("=ARTURNOVER(15000,(2000+3000)/2)", 6.0),),
)  # fmt: skip
def ar_turnover(credit_sales: Any, average_receivables: Any) -> Any:
    """Return receivables turnover."""
    return room.receivables_turnover(credit_sales, average_receivables)


@worksheet_function(
    "DSOALL", column("invoice_dates", "date"), column("due_dates", "date"),
    column("amounts", "number", "money"),
    column("open_amounts", "number", "money"), one("as_of", "date"), POLICY,
    group="receivables", returns="table", unit="days", source="policy: dso", convention="ledger",
    examples=(("=INDEX(DSOALL({46032},{46063},{310},{310},46053),2,2)", 22.0),),
)  # fmt: skip
def dso_all(  # noqa: PLR0917  as many as the field has
    invoice_dates: Any, due_dates: Any, amounts: Any, open_amounts: Any, as_of: Any, policy: Any = None
) -> Any:
    """Return every definition side by side."""
    rules = (policy or default_policy()).dso
    items = {
        "invoice_date": invoice_dates,
        "due_date": due_dates,
        "amount": amounts,
        "open_amount": open_amounts,
    }
    family = room.dso_family(
        items, None, as_of, window_months=rules.window_months,
        count_back_months=rules.count_back_months, zero_sales=rules.month_without_sales,
    )  # fmt: skip
    return layout.dso_rows(family)
