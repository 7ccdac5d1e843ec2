"""The oracle on real ledgers: their documents and what is open of them, by pandas and not our code."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
from real_files import IBM, NO_CURRENCY, O2C, SAP, SMALL, TREASURY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from real_files import Case

EDGES = (0, 30, 60, 90, 120)  # the policy's: not due, 1-30, 31-60, 61-90, 91-120, above


def raw_rows(path: Path) -> pd.DataFrame:
    """The rows of a file as pandas reads them, texts as they stand."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str)
    if path.suffix == ".xls":
        return pd.read_excel(path, engine="calamine")
    return pd.read_excel(path, engine="openpyxl", header=4 if path.stem == "receivables" else 0)


def oracle(case: Case, shared_data: Path) -> pd.DataFrame:
    """Documents of a file as (currency, amount, open, invoiced, due), open at the case's date."""
    if case in IBM.values():  # its twin workbook holds exchanged dates; the csv's texts are the truth
        raw = raw_rows(shared_data / IBM["csv"].path)
        invoiced, due, settled = (
            pd.to_datetime(raw[name], format="%m/%d/%Y") for name in ("InvoiceDate", "DueDate", "SettledDate")
        )
        amount = raw["InvoiceAmount"].map(Decimal)
        still = settled > pd.Timestamp(case.as_of)
        return documents(amount, amount.where(still, Decimal(0)), invoiced, due)
    raw = raw_rows(shared_data / case.path)
    if case is O2C:
        raw = raw.dropna(subset=["Invoice_Amount"]).drop_duplicates()
        texts = raw["Invoice_Date"]
        invoiced = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").fillna(
            pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce")
        )
        amount = raw["Invoice_Amount"].map(Decimal)
        unpaid = amount.where(raw["Status"] != "Paid", Decimal(0))
        return documents(amount, unpaid, invoiced, pd.to_datetime(raw["Due_Date"]))
    if case is SAP:
        raw = raw.dropna(subset=["Document Date"])
        amount = raw["Amount in doc. curr."].map(lambda value: round(Decimal(value), 2))
        invoiced = pd.to_datetime(raw["Document Date"], format="%d.%m.%Y")
        no_due = pd.Series(pd.NaT, index=raw.index)
        return documents(amount, amount, invoiced, no_due, raw["Document currency"])
    if case is SMALL:
        amount, still = raw["Amount"].map(Decimal), raw["Outstanding"].map(Decimal)
        return documents(amount, still, raw["Invoice Date"], raw["Due Date"])
    if case is TREASURY:
        amount = raw["amount"].map(Decimal)
        unpaid = amount.where(raw["status"] != "paid", Decimal(0))
        invoiced, due = pd.to_datetime(raw["issue_date"]), pd.to_datetime(raw["due_date"])
        return documents(amount, unpaid, invoiced, due, raw["currency"])
    amount = raw["Amount"].map(lambda value: round(Decimal(value), 2))
    return documents(amount, amount, raw["Transaction Date"], pd.Series(pd.NaT, index=raw.index))


def documents(amount, still_open, invoiced, due, currency=NO_CURRENCY) -> pd.DataFrame:
    return pd.DataFrame(
        {"currency": currency, "amount": amount, "open": still_open, "invoiced": invoiced, "due": due}
    )


def open_at(case: Case, frame: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """Documents of the base currency that are open, with the position of their bucket."""
    day = pd.Timestamp(as_of or case.as_of)
    there = frame[(frame["invoiced"] <= day) & (frame["open"] != 0) & (frame["currency"] == case.currency)]
    late = (day - there["due"]).dt.days
    # a credit is never overdue; a claim without due date stands apart, last
    bucket = sum((late > edge).astype(int) for edge in EDGES)
    bucket = bucket.mask(there["due"].isna(), len(EDGES) + 1).mask(there["open"] < 0, 0)
    return there.assign(bucket=bucket)
