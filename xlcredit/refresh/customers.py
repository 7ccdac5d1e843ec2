"""Every customer of the ledger or the customer list in one frame: master data, exposure, purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from xlcredit import tables
from xlcredit.receivables.balances import SALES_TYPES
from xlcredit.refresh.insured_limits import with_limits_in_force

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.ledger import Ledger
    from xlcredit.refresh.position import Position

LIMIT_COLUMNS = ("credit_limit", "insured_limit")
MONTHS_OF_PURCHASES = 12


def customer_frame(ledger: Ledger, position: Position, peak_months: int) -> pd.DataFrame:
    """Return one row per customer, from the list and from the ledger.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The open items.
    peak_months : int
        Length of the busiest window that purchases are annualised from. [months]

    Returns
    -------
    DataFrame
        Columns of the customers table with limits in base currency (the insured one as it is in force), and
        ``exposure`` (net open amount),
        ``open_debt`` (debts only), ``overdue``, ``annual_purchases`` and
        ``peak_purchases`` (those of the busiest months of the year, annualised) [base currency]; after them
        the columns of the user's own.
    """
    found = _listed(ledger)
    to_base = _rate_of_customer(found, position)
    for name in LIMIT_COLUMNS:
        found[name] = found[name].astype(float) * to_base
    found = with_limits_in_force(found, ledger.insured_limits, position.valuation)
    found["rate"] = to_base
    for name, totals in _totals(position, peak_months).items():
        found[name] = found["customer_id"].map(totals).fillna(0.0).astype(float)
    undated = _undated_customers(position)
    for name in ("annual_purchases", "peak_purchases"):
        found[name] = found[name].mask(found["customer_id"].isin(undated))
    own = ledger.own_columns.drop_duplicates("customer_id").set_index("customer_id")
    return found.join(own, on="customer_id")


def _listed(ledger: Ledger) -> pd.DataFrame:
    """Return the customers of the list, and after them those that only the ledger knows."""
    items = ledger.items.drop_duplicates("customer_id")[["customer_id", "customer_name", "group_id"]]
    listed = ledger.customers.drop_duplicates("customer_id")
    stranger = items[~items["customer_id"].isin(listed["customer_id"])]
    if listed.empty:
        found = stranger.reindex(columns=list(tables.CUSTOMERS.column_names))
    else:
        found = pd.concat([listed, stranger], ignore_index=True).reindex(columns=listed.columns)
    for column in tables.CUSTOMERS.columns:
        found[column.name] = _typed(found[column.name], column.kind)
    names = items.set_index("customer_id")["customer_name"]
    blank = found["customer_name"] == ""
    found["customer_name"] = found["customer_name"].where(~blank, found["customer_id"].map(names))
    found["group_id"] = found["group_id"].where(found["group_id"] != "", _groups_of(found, ledger))
    return found.reset_index(drop=True)


def _groups_of(customers: pd.DataFrame, ledger: Ledger) -> pd.Series[Any]:
    """Return the first group that the ledger names each customer with; "" where it names none."""
    named = ledger.items[ledger.items["group_id"].fillna("") != ""].drop_duplicates("customer_id")
    groups = customers["customer_id"].map(named.set_index("customer_id")["group_id"]).astype(object)
    return groups.where(groups.notna(), "")


def _typed(column: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Return a column in the type of its kind: a customer that no list knows leaves it blank."""
    if kind in {"money", "count", "score", "flag"}:
        return column if kind == "flag" else pd.to_numeric(column, errors="coerce")
    if kind == "date":
        return pd.to_datetime(column)
    return column.astype(object).where(column.notna(), "")


def _rate_of_customer(customers: pd.DataFrame, position: Position) -> pd.Series[float]:
    """Return the rate of each customer's own currency; a blank currency is base."""
    base = position.valuation.base_currency
    own = customers["currency"].where(customers["currency"] != "", base)
    return own.map(position.valuation.rates).astype(float)


def _totals(position: Position, peak_months: int) -> dict[str, pd.Series[float]]:
    """Return what each customer owes, owes past due, and bought in twelve months."""
    rows = position.rows.dropna(subset="open_in_base")
    debts = rows[rows["open_in_base"] > 0]
    late = debts[debts["days_past_due"] >= position.first_overdue_day]
    bought = _purchases_by_month(position)
    runs = sliding_window_view(bought.to_numpy(), peak_months, axis=1).sum(axis=2)
    busiest = pd.Series(runs.max(axis=1), bought.index) * (MONTHS_OF_PURCHASES / peak_months)
    return {
        "exposure": rows.groupby("customer_id")["open_in_base"].sum(),
        "open_debt": debts.groupby("customer_id")["open_in_base"].sum(),
        "overdue": late.groupby("customer_id")["open_in_base"].sum(),
        "annual_purchases": bought.sum(axis=1).clip(lower=0.0),
        "peak_purchases": busiest.clip(lower=0.0),
    }


def _undated_customers(position: Position) -> set[str]:
    """Return the customers whose sales carry no invoice date: when they bought is unknown, not never."""
    items = position.items[position.items["document_type"].isin(SALES_TYPES)]
    dated = items["invoice_date"].notna().groupby(items["customer_id"]).any()
    return set(dated.index[~dated])


def _purchases_by_month(position: Position) -> pd.DataFrame:
    """Return what each customer bought in each of the last twelve months, 0 for the latest."""
    items = position.items
    as_of = pd.Timestamp(position.valuation.as_of)
    starts = [as_of - pd.DateOffset(months=month) for month in range(MONTHS_OF_PURCHASES, -1, -1)]
    window = pd.cut(items["invoice_date"], starts, labels=False)
    sold = window.notna() & items["document_type"].isin(SALES_TYPES)
    bought = items[sold].assign(month=window[sold].astype(int))
    table = bought.pivot_table(index="customer_id", columns="month", values="amount", aggfunc="sum")
    return table.reindex(columns=range(MONTHS_OF_PURCHASES)).fillna(0.0)


def peak_exposure(position: Position, customers: pd.DataFrame, exposure: Floats) -> Floats:
    """Return the largest exposure of each customer over the dates that balances were re-built at.

    Parameters
    ----------
    position : Position
        Its customers are the rows of `exposure`.
    customers : DataFrame
        The customer frame.
    exposure : ndarray, shape (customers of the ledger, dates)
        From `Balances`.

    Returns
    -------
    ndarray, shape (rows of the frame,)
        0 for a customer without documents. [base currency]
    """
    peak = pd.Series(exposure.max(axis=1, initial=0.0), index=position.customers[1])
    return customers["customer_id"].map(peak).fillna(0.0).to_numpy(dtype=float)
