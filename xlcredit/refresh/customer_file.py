"""What a credit file shows of each customer beside score and limit: who, accounts, the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import as_dates
from xlcredit.credit import expected_loss

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy
    from xlcredit.receivables.balances import Balances
    from xlcredit.refresh.position import Position

MONTHS = 12
"""Months of the file; month 1 ends with the as-of date, month 2 with the month end before it."""
IN_OWN_CURRENCY = (
    "sales", "prior_sales", "net_profit", "operating_cash_flow", "total_assets", "total_liabilities",
    "current_assets", "current_liabilities",
)  # fmt: skip


def customer_history(
    customers: pd.DataFrame, position: Position, known: Balances, scores: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return one wide row per customer, in the order of the scores.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    position : Position
        The ledger in base currency.
    known : Balances
        Re-built at month ends, the as-of date last, with the exposure of every customer.
    scores : DataFrame
        The scores table.
    policy : Policy
        Loss given default.

    Returns
    -------
    DataFrame
        Columns of the customer history table, then one per aging bucket. Money in base currency; an amount
        without a rate is unknown. The buckets of a customer add up to its exposure.
    """
    frame = customers.set_index("customer_id", drop=False).loc[scores["customer_id"]].reset_index(drop=True)
    found = {name: frame[name] for name in tables.CUSTOMER_HISTORY.column_names if name in frame}
    found |= {name: frame[name] * frame["rate"] for name in IN_OWN_CURRENCY}
    risk = scores["probability_of_default"].to_numpy(dtype=float)
    found["expected_loss"] = pd.Series(expected_loss(frame["open_debt"].to_numpy(), risk, policy=policy))
    place = pd.Index(position.customers[1]).get_indexer(pd.Index(frame["customer_id"]))
    monthly = {"exposure": np.nan_to_num(_of(known.exposure[:, ::-1], place)),
               "days_late": _of(days_late_by_month(position, known), place)}  # fmt: skip
    for name, columns in monthly.items():
        found |= {f"{name}_{month + 1}": pd.Series(columns[:, month]) for month in range(MONTHS)}
    ordered = {name: found[name] for name in tables.CUSTOMER_HISTORY.column_names}
    return pd.DataFrame(ordered | _buckets(position, frame))


def days_late_by_month(position: Position, known: Balances) -> Floats:
    """Return how late each customer paid what it settled in each month, weighted by amount.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    known : Balances
        Its dates are the month ends, the as-of date last.

    Returns
    -------
    ndarray of float64, shape (customers of the ledger, 12)
        The latest month first; NaN where nothing was settled. Early is 0 days late. [days]

    Notes
    -----
    A debt counts in the month in which money first covered it in full; credit notes do not count.
    """
    codes, names = position.customers
    items = position.items
    amount = items["amount"].to_numpy(dtype=float)
    due, settled = as_dates(items["due_date"]), position.ledger.settled_on(position.valuation.as_of)
    ends = known.dates[-MONTHS - 1 :]
    row = np.flatnonzero((amount > 0) & (settled > ends[0]) & (settled <= ends[-1]) & ~np.isnat(due))
    month = len(ends) - 1 - np.searchsorted(ends, settled[row])
    cell = codes[row] * MONTHS + month
    late = np.maximum((settled[row] - due[row]).astype(np.int64), 0)
    size = len(names) * MONTHS
    weight = np.bincount(cell, amount[row], size)
    total = np.bincount(cell, amount[row] * late, size)
    average: Floats = np.divide(total, weight, out=np.full(size, np.nan), where=weight > 0)
    shaped: Floats = average.reshape(len(names), MONTHS)
    return shaped


def _of(columns: Floats, place: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    """Return the rows of customers; one that the ledger does not have is unknown."""
    rows: Floats = np.full((len(place), columns.shape[1]), np.nan)
    rows[place >= 0] = columns[place[place >= 0]]
    return rows


def _buckets(position: Position, customers: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Return what each customer owes in each aging bucket, in base currency."""
    rows = position.rows[position.rows["open_in_base"].notna()]
    place = pd.Index(customers["customer_id"]).get_indexer(pd.Index(rows["customer_id"]))
    width = len(position.labels)
    cell = place[place >= 0] * width + rows["bucket_code"].to_numpy()[place >= 0]
    amounts = rows["open_in_base"].to_numpy(dtype=float)[place >= 0]
    sums = np.bincount(cell, amounts, len(customers) * width).reshape(-1, width).round(6)
    return {label: pd.Series(sums[:, code]) for code, label in enumerate(position.labels)}
