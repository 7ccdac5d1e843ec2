"""A million documents from Parquet: aged, measured and scored, beside the same aging by hand in DuckDB."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pytest

from workbooks.template.sample import RATES, large_ledger
from xlcredit.ledger import ITEM_COLUMNS, Ledger
from xlcredit.policy import default_policy
from xlcredit.receivables import age_open_amounts, aging_table, days_past_due, open_as_of
from xlcredit.refresh import refresh
from xlcredit.tables import CONTROL, CUSTOMERS, MAPPING, PAYMENTS, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcredit.receivables import AgingTable

ROWS = 1_000_000
AS_OF = date(2026, 10, 31)
EDGES = (30, 60, 90, 120)
BUCKETS = len(EDGES) + 3  # not due, five past due, no due date
# What a user of DuckDB would write for the default policy: paid is settled, credits are never overdue,
# an edge belongs to the bucket below it.
QUERY = """
    WITH items AS (
        SELECT customer_id, currency,
               CASE WHEN paid_date <= DATE '2026-10-31' THEN 0 ELSE open_amount END AS owed,
               DATE '2026-10-31' - due_date::DATE AS days
        FROM documents WHERE invoice_date <= DATE '2026-10-31'
    )
    SELECT customer_id, currency,
           sum(CASE WHEN days <= 0 OR owed < 0 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b0,
           sum(CASE WHEN owed > 0 AND days BETWEEN 1 AND 30 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b1,
           sum(CASE WHEN owed > 0 AND days BETWEEN 31 AND 60 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b2,
           sum(CASE WHEN owed > 0 AND days BETWEEN 61 AND 90 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b3,
           sum(CASE WHEN owed > 0 AND days BETWEEN 91 AND 120 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b4,
           sum(CASE WHEN owed > 0 AND days > 120 THEN owed ELSE 0 END)::DECIMAL(18, 2) AS b5
    FROM items WHERE owed <> 0 GROUP BY ALL ORDER BY currency, customer_id
"""


@contextmanager
def clock(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Write down how long a block takes."""
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def age(items: pd.DataFrame) -> AgingTable:
    """Age a ledger by the functions of the domain."""
    open_amount = open_as_of(items, None, AS_OF).open_amount
    days = days_past_due(items["due_date"], AS_OF)
    codes = age_open_amounts(open_amount, days, EDGES)
    customers, currencies = items["customer_id"], items["currency"]
    return aging_table(customers, currencies, open_amount, days, codes=codes, bucket_count=BUCKETS)


def as_ledger(items: pd.DataFrame) -> Ledger:
    """Take a frame for a ledger that was read without issues."""
    empty = {name: "" for name in ITEM_COLUMNS if name not in items}
    numbers = {"paid_amount": np.nan, "terms_days": np.nan, "row_number": np.arange(2, len(items) + 2)}
    full = items.assign(**{**empty, **numbers})[list(ITEM_COLUMNS)]
    totals = full.groupby("currency")["amount"].agg(["size", "sum"])
    control = pd.DataFrame(
        {
            "currency": totals.index,
            "rows_read": totals["size"].to_numpy(),
            "rows_accepted": totals["size"].to_numpy(),
            "sheet_total": totals["sum"].to_numpy(),
            "accepted": totals["sum"].to_numpy(),
        }
    ).reindex(columns=list(CONTROL.column_names), fill_value=0.0)
    rates = pd.DataFrame(
        {
            "currency": ["CNY", "USD", "EUR"],
            "rate": [1.0, RATES["USD"], 8.2],
            "rate_date": pd.Timestamp(AS_OF),
        }
    )
    payments, customers, statements, mapping = (
        pd.DataFrame(columns=list(table.column_names)) for table in (PAYMENTS, CUSTOMERS, STATEMENTS, MAPPING)
    )
    return Ledger(full, payments, customers, rates, statements, mapping, (), control, "million.parquet")


@pytest.mark.bench
def test_a_million_documents_beside_duckdb(tmp_path):
    parquet = str(tmp_path / "million.parquet")
    made = large_ledger(ROWS)
    duckdb.from_df(made).write_parquet(parquet)
    seconds: dict[str, float] = {}
    with clock(seconds, "read Parquet"):
        documents = duckdb.read_parquet(parquet).df().astype(made.dtypes)
    with clock(seconds, "aging, xlcredit"):
        ours = age(documents)
    connection = duckdb.connect()
    connection.execute("SET threads = 1")  # ours uses one too
    connection.register("documents", documents)
    with clock(seconds, "aging, DuckDB"):
        theirs = connection.execute(QUERY).fetchnumpy()
    with clock(seconds, "refresh: aged, measured, scored"):
        refreshed = refresh(as_ledger(documents), default_policy(), today=AS_OF, as_of=AS_OF, language="en")

    print(
        f"\n{ROWS:,} documents, {len(refreshed.tables['scores']):,} customers, {len(ours.total):,} aging rows"
    )
    for name, taken in seconds.items():
        print(f"  {name:<34}{taken:8.2f} s   {taken / seconds['aging, DuckDB']:6.1f} x DuckDB's aging")
    assert list(ours.customer_id) == list(theirs["customer_id"])
    assert list(ours.currency) == list(theirs["currency"])
    for code in range(len(EDGES) + 2):
        mine = np.round(ours.buckets[:, code] * 100).astype(np.int64)
        other = np.round(theirs[f"b{code}"].astype(np.float64) * 100).astype(np.int64)
        assert (mine == other).all(), f"bucket {code}"
    print("  every bucket of every customer equal to the cent")
    assert len(refreshed.tables["scores"]) == documents["customer_id"].nunique()
    assert refreshed.tables["aging"]["total"].sum() == pytest.approx(ours.total.sum(), abs=0.01)
