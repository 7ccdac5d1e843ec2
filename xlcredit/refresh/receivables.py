"""Result tables of receivables: aging, open items, control, collection speed, concentration."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.errors import MissingDataError
from xlcredit.receivables import (
    aging_buckets,
    aging_table,
    concentration_measures,
    dso_by_month,
    dso_family,
    top_exposures,
)
from xlcredit.receivables.balances import Balances, balances_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

TREND_MONTHS = 13
"""Month ends in the trend tables: the present one and the twelve before it, as the charts have room."""
TOP_CUSTOMERS = 10
CENTS, FINEST = 2, 6
"""Decimals of sums of money: cents, and as many as are kept of amounts that have more."""


def frame_of(record: Any, names: Sequence[str]) -> pd.DataFrame:
    """Return a record of columns, or a sequence of records, as a frame.

    Parameters
    ----------
    record : dataclass instance or sequence of dataclass instances
        Columns as attributes, or one instance per row.
    names : sequence of str
        Attributes wanted, in order.

    Returns
    -------
    DataFrame
        One column per name.
    """
    if isinstance(record, tuple | list):
        return pd.DataFrame({name: [getattr(row, name) for row in record] for name in names})
    return pd.DataFrame({name: getattr(record, name) for name in names})


def aging(position: Position) -> pd.DataFrame:
    """Return open amounts by customer and currency in buckets, the largest in base currency first.

    Parameters
    ----------
    position : Position
        The open items.

    Returns
    -------
    DataFrame
        Columns of the aging table with one column per bucket after the currency.
    """
    rows = position.rows
    found = aging_table(
        rows["customer_id"],
        rows["currency"],
        rows["open_amount"],
        rows["days_past_due"],
        codes=rows["bucket_code"],
        bucket_count=len(position.labels),
        is_late=rows["days_past_due"] >= position.first_overdue_day,
        decimals=_decimals(rows["open_amount"]),
    )
    after = tables.AGING.column_names.index("currency") + 1
    names = rows.drop_duplicates("customer_id").set_index("customer_id")["customer_name"]
    frame = pd.DataFrame({"customer_id": found.customer_id})
    frame["customer_name"] = frame["customer_id"].map(names)
    frame["currency"] = found.currency
    for code, label in enumerate(position.labels):
        frame[label] = found.buckets[:, code]
    for name in tables.AGING.column_names[after:]:
        frame[name] = getattr(found, name)
    size = frame["total"] * position.valuation.to_base(frame["currency"])
    return frame.iloc[np.argsort(-size.fillna(0.0).to_numpy(), kind="stable")].reset_index(drop=True)


def _decimals(amounts: pd.Series[float]) -> int:
    """Return the decimals that amounts are summed in, so that buckets and total never part by rounding."""
    return CENTS if np.allclose(amounts, amounts.round(CENTS), rtol=0, atol=10.0**-FINEST) else FINEST


def buckets_in_base(position: Position) -> pd.DataFrame:
    """Return the open total in base currency by bucket.

    Parameters
    ----------
    position : Position
        The open items.

    Returns
    -------
    DataFrame
        One row per bucket.
    """
    rows = position.rows[position.rows["open_in_base"].notna()]
    amounts = rows["open_in_base"]
    found = aging_buckets(amounts, rows["bucket_code"], len(position.labels), decimals=_decimals(amounts))
    return pd.DataFrame({
        "bucket": position.labels,
        "open_amount": found.open_amount,
        "share": found.share,
        "documents": found.documents,
    })  # fmt: skip


def open_items(position: Position) -> pd.DataFrame:
    """Return every open item, the longest overdue first.

    Parameters
    ----------
    position : Position
        The open items.

    Returns
    -------
    DataFrame
        Columns of the open items table.
    """
    rows = position.rows
    order = np.lexsort((-rows["open_in_base"].fillna(0.0), -rows["days_past_due"].fillna(-np.inf)))
    return rows[list(tables.OPEN_ITEMS.column_names)].iloc[order].reset_index(drop=True)


def control(ledger: Ledger, position: Position, aged: pd.DataFrame) -> pd.DataFrame:
    """Return the control totals with what is open and what stands in buckets, per currency.

    Parameters
    ----------
    ledger : Ledger
        Its control total says accepted + set aside = sheet.
    position : Position
        The open items.
    aged : DataFrame
        The aging table.

    Returns
    -------
    DataFrame
        Columns of the control table.
    """
    bucket_total = aged.set_index("currency")[list(position.labels)].sum(axis=1).groupby(level=0).sum()
    open_total = position.rows.groupby("currency")["open_amount"].sum()
    frame = ledger.control.copy()
    for name, totals in (("open_total", open_total), ("bucket_total", bucket_total)):
        frame[name] = frame["currency"].map(totals).fillna(0.0).round(FINEST)
    return frame[list(tables.CONTROL.column_names)]


def month_ends(as_of: date, count: int = TREND_MONTHS) -> pd.DatetimeIndex:
    """Return the last month ends before a date, and the date itself as the last of them.

    Parameters
    ----------
    as_of : date
        The date.
    count : int
        How many, the date included.

    Returns
    -------
    DatetimeIndex
        Rising.

    Examples
    --------
    >>> from datetime import date
    >>> month_ends(date(2026, 3, 15), 3).strftime("%Y-%m-%d").tolist()
    ['2026-01-31', '2026-02-28', '2026-03-15']
    """
    day = pd.Timestamp(as_of)
    earlier = pd.date_range(end=day - pd.Timedelta(days=1), periods=count - 1, freq="ME")
    return pd.DatetimeIndex([*earlier, day])


def balances(position: Position, ends: pd.DatetimeIndex) -> Balances:
    """Re-build the balances at every month end, and at the one before the first.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    ends : DatetimeIndex
        Month ends.

    Returns
    -------
    Balances
        With the exposure of every customer.
    """
    dates = month_ends(ends[0].date(), 2).append(ends[1:])
    found = balances_at(
        position.ledger, dates, customers=position.customers, first_overdue_day=position.first_overdue_day
    )
    if not position.plans.plans:
        return found
    plans = position.plans
    change = [plans.overdue_change(plans.own.open_at(day))[1].sum() for day in found.dates]
    return replace(found, overdue=np.round(found.overdue + change, FINEST))


def speed_by_month(
    position: Position, policy: Policy, ends: pd.DatetimeIndex, known: Balances
) -> pd.DataFrame:
    """Return collection speed month by month.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    policy : Policy
        Conventions of DSO.
    ends : DatetimeIndex
        Month ends.
    known : Balances
        From `balances`.

    Returns
    -------
    DataFrame
        Columns of the DSO-by-month table.
    """
    found = dso_by_month(
        position.items,
        position.payments,
        ends,
        window_months=policy.dso.window_months,
        count_back_months=policy.dso.count_back_months,
        zero_sales=policy.dso.month_without_sales,
        first_overdue_day=position.first_overdue_day,
        ledger=position.ledger,
        balances=known,
    )
    return frame_of(found, [field.name for field in fields(found)])[list(tables.DSO_BY_MONTH.column_names)]


def speed_family(position: Position, policy: Policy, language: Language) -> pd.DataFrame:
    """Return every definition of DSO side by side.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    policy : Policy
        Conventions of DSO.
    language : {"en", "zh"}
        Language of formulas and conventions.

    Returns
    -------
    DataFrame
        Columns of the DSO family table.
    """
    found = dso_family(
        position.items,
        position.payments,
        position.valuation.as_of,
        window_months=policy.dso.window_months,
        count_back_months=policy.dso.count_back_months,
        zero_sales=policy.dso.month_without_sales,
        first_overdue_day=position.first_overdue_day,
        ledger=position.ledger,
        language=language,
    )
    return frame_of(found, tables.DSO_FAMILY.column_names)


def concentration(customers: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return how much of what is owed rests on few customers.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id, group_id, exposure`` of every customer, in base currency.
    language : {"en", "zh"}
        Language of the meanings.

    Returns
    -------
    DataFrame
        Columns of the concentration table; empty when nobody owes anything.
    """
    names = tables.CONCENTRATION.column_names
    try:
        found = concentration_measures(
            customers["customer_id"], customers["group_id"], customers["exposure"], language=language
        )
    except MissingDataError:
        return pd.DataFrame(columns=list(names))
    return frame_of(found, names)


def largest(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the largest balances against their limits.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id, customer_name, exposure, credit_limit`` of every customer, in base currency.

    Returns
    -------
    DataFrame
        Columns of the top exposures table.
    """
    found = top_exposures(
        customers["customer_id"], customers["exposure"], customers["credit_limit"], TOP_CUSTOMERS
    )
    who = customers.iloc[found.row]
    return pd.DataFrame({
        "rank": found.rank,
        "customer_id": who["customer_id"].to_numpy(),
        "customer_name": who["customer_name"].to_numpy(),
        "open_amount": found.open_amount,
        "share": found.share,
        "credit_limit": who["credit_limit"].to_numpy(),
        "over_limit": found.over_limit,
    })  # fmt: skip
