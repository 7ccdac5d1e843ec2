"""Payments that stand in the ledger itself, beside the invoices they settle."""

from __future__ import annotations

from typing import Any

import pandas as pd

from xlcredit import tables
from xlcredit.ledger.issues import Issue, make_issue

_DEBTS = ("invoice", "debit_note")
_KEY = ["customer_id", "currency", "document_no"]


def apply_payment_rows(
    items: pd.DataFrame, payments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """Let payment rows that carry an invoice's number reduce that invoice from their own date on.

    Parameters
    ----------
    items : DataFrame
        Documents.
    payments : DataFrame
        Columns of `xlcredit.tables.PAYMENTS`.

    Returns
    -------
    tuple of DataFrame, DataFrame, list of Issue
        The documents, in which such a row is settled in itself; the payments with one more for each; a
        notice per sheet that tells how many.

    Notes
    -----
    The row must be of the same customer, currency and number as an invoice or debit note, and money received.
    A document that the payments name already is left alone, so that nothing counts twice; a payment row
    without such an invoice stays a credit of its customer.

    Examples
    --------
    >>> items = pd.DataFrame({
    ...     "customer_id": ["A", "A"], "currency": ["EUR", "EUR"], "document_no": ["1", "1"],
    ...     "document_type": ["invoice", "payment"], "amount": [100.0, -40.0], "sheet_name": ["S", "S"],
    ...     "invoice_date": pd.to_datetime(["2026-01-01", "2026-01-20"]),
    ... })
    >>> _, payments, _ = apply_payment_rows(items, pd.DataFrame(columns=tables.PAYMENTS.column_names))
    >>> payments[["document_no", "amount"]].to_numpy().tolist()
    [['1', 40.0]]
    """  # fmt: skip
    is_payment = (items["document_type"] == "payment") & (items["amount"] < 0) & (items["document_no"] != "")
    if not is_payment.any():
        return items, payments, []
    debts = items[items["document_type"].isin(_DEBTS) & (items["amount"] > 0)]
    keys = pd.MultiIndex.from_frame(items[_KEY].astype(object))
    named = keys.isin(pd.MultiIndex.from_frame(debts[_KEY].astype(object)))
    paid_elsewhere = items["document_no"].isin(payments["document_no"])
    settles = is_payment & named & ~paid_elsewhere
    if not settles.any():
        return items, payments, []
    rows = items[settles]
    made = rows.assign(payment_no="", payment_date=rows["invoice_date"], amount=-rows["amount"])
    made = made[list(tables.PAYMENTS.column_names)]
    items = items.assign(
        document_no=items["document_no"].where(~settles, ""),
        paid_date=rows["invoice_date"].reindex(items.index).fillna(_column(items, "paid_date")),
        paid_amount=rows["amount"].reindex(items.index).fillna(_column(items, "paid_amount")),
    )
    counts = rows.groupby("sheet_name").size().items()
    issues = [make_issue("payment_rows_applied", str(sheet), count=count) for sheet, count in counts]
    return items, pd.concat([payments, made], ignore_index=True) if len(payments) else made, issues


def _column(items: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Return a column, unknown throughout where the frame has none."""
    unknown = pd.Series(pd.NaT if name.endswith("date") else float("nan"), index=items.index)
    return items.get(name, unknown)
