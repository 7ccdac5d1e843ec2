"""Result frames to rows of plain cell values, and back; the only place where a macro meets pandas types."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import __version__, tables, texts

if TYPE_CHECKING:
    import xlwings as xw

    from xlcredit.ledger import Ledger
    from xlcredit.refresh import Results

EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a cell holds a date without a zone


def headings(frame: pd.DataFrame, language: texts.Language) -> list[str]:
    """Return the headings of a result frame in one language.

    Parameters
    ----------
    frame : DataFrame
        Columns named canonically; bucket columns carry their label already.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    list of str
        One heading per column.

    Examples
    --------
    >>> headings(pd.DataFrame(columns=["customer_id", "1-30"]), "zh")
    ['客户编号', '1-30']
    """
    labels = texts.topic("labels")
    return [labels[name][language] if name in labels else str(name) for name in frame.columns]


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the body of a frame as rows of plain cell values; unknown becomes a blank cell.

    Parameters
    ----------
    frame : DataFrame
        Any frame.

    Returns
    -------
    list of list
        Text, numbers, booleans, dates and None only.

    Examples
    --------
    >>> rows_of(pd.DataFrame({"amount": [1.5, np.nan], "due_date": pd.to_datetime(["2026-01-05", None])}))
    [[1.5, datetime.datetime(2026, 1, 5, 0, 0)], [None, None]]
    """
    columns = [_plain_column(frame.iloc[:, position]) for position in range(frame.shape[1])]
    return [list(row) for row in zip(*columns, strict=True)]


def _plain_column(column: pd.Series[Any]) -> list[Any]:
    """Return one column as plain values, whole columns at a time where the type allows."""
    if column.dtype.kind == "M":
        moments = column.to_numpy().astype("datetime64[us]").tolist()
        return moments if not column.isna().any() else [None if pd.isna(m) else m for m in moments]
    if column.dtype.kind == "f":
        numbers = column.to_numpy(dtype=float)
        values: list[Any] = numbers.tolist()
        if np.isfinite(numbers).all():
            return values
        return [value if np.isfinite(value) else None for value in values]
    if column.dtype.kind in "iub":
        return list(column.to_numpy().tolist())
    return [value if type(value) is str else plain(value) for value in column.tolist()]


def plain(value: Any) -> Any:
    """Return one value as a cell takes it.

    Parameters
    ----------
    value : object
        Text, number, date, or a missing value of any library.

    Returns
    -------
    str, float, int, bool, datetime or None
        None for a missing value.

    Examples
    --------
    >>> plain(pd.NaT) is None, plain(np.float64(2.0)), plain(date(2026, 1, 5))
    (True, 2.0, datetime.datetime(2026, 1, 5, 0, 0))
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  a cell holds no zone
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value


def names_of_labels() -> dict[str, str]:
    """Return the canonical name behind every heading, in both languages.

    Returns
    -------
    dict of str to str
        Heading to name.

    Examples
    --------
    >>> names_of_labels()["到期日"], names_of_labels()["Due date"]
    ('due_date', 'due_date')
    """
    return {text: name for name, entry in texts.topic("labels").items() for text in entry.values()}


def host_rows(book: xw.Book, rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows in the form in which this workbook's host keeps text as text.

    Parameters
    ----------
    book : xlwings.Book
        The workbook about to be written.
    rows : list of list
        Plain values.

    Returns
    -------
    list of list
        The same rows where the host takes text literally, as a closed file does; for a live Excel every text
        gets the apostrophe that keeps ``=1+1`` from becoming a formula and ``000123`` from becoming a number,
        and a date becomes the serial number that no time zone can shift.
    """
    if getattr(book.impl, "text_is_literal", False):
        return rows
    return [[_for_live_excel(value) for value in row] for row in rows]


def _for_live_excel(value: Any) -> Any:
    """Return one value as a running Excel takes it without a guess of its own."""
    if isinstance(value, str):
        return f"'{value}" if value else value
    return (value - EXCEL_EPOCH) / timedelta(days=1) if isinstance(value, datetime) else value


def serial_of(day: date) -> int:
    """Return the serial number of a day.

    Parameters
    ----------
    day : date
        From 1 March 1900 on.

    Returns
    -------
    int
        As Excel counts.

    Examples
    --------
    >>> serial_of(date(2026, 10, 31))
    46326
    """
    return (day - EXCEL_EPOCH.date()).days


def date_of(value: Any) -> date | None:
    """Return the date a raw cell value stands for.

    Parameters
    ----------
    value : object
        A serial number or an ISO text.

    Returns
    -------
    date or None
        None when it is neither.

    Examples
    --------
    >>> date_of(46000.0), date_of("2026-01-05"), date_of("soon")
    (datetime.date(2025, 12, 9), datetime.date(2026, 1, 5), None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (EXCEL_EPOCH + timedelta(days=int(value))).date()
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def audit_line(ledger: Ledger, result: Results, who: str, now: datetime, command: str) -> list[Any]:
    """Return the line a refresh adds to the audit log.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    result : Results
        What was computed.
    who : str
        User.
    now : datetime
        The moment.
    command : str
        What was done, in the words on its button.

    Returns
    -------
    list
        Values in the order of the audit table.
    """
    rows = ledger.control[["rows_read", "rows_accepted"]].sum()
    buckets = result.tables["aging_buckets"]["open_amount"]
    return [
        now,
        who,
        __version__,
        result.policy.policy_id,
        plain(result.as_of),
        ledger.source_hash,
        int(rows["rows_read"]),
        int(rows["rows_accepted"]),
        len(result.tables["issues"]),
        result.base_currency,
        float(buckets.sum()),
        float(result.figures["overdue_total"]),
        command,
    ]


def input_frames(ledger: Ledger) -> dict[str, pd.DataFrame]:
    """Return a ledger read from another file as the input tables of a workbook of ours.

    Parameters
    ----------
    ledger : Ledger
        What was read.

    Returns
    -------
    dict of str to DataFrame
        Ledger, payments, customers, rates and statements. A settled document that carries its own date of
        payment gets a row in the payments, so that the workbook can be valued at any date; such a document
        without a number gets the number of its row. A customer whose group only the ledger tells gets a row
        in the customers.
    """
    items = ledger.items.copy()
    is_paid = (items["paid_date"].notna() & ~_has_payments(items, ledger.payments)).to_numpy()
    no_number = is_paid & (items["document_no"] == "").to_numpy()
    rows = "row " + items.loc[no_number, "row_number"].astype(str)
    several = items["sheet_name"].unique().size > 1
    items.loc[no_number, "document_no"] = items["sheet_name"][no_number] + " " + rows if several else rows
    paid = items[is_paid]
    received = paid["paid_amount"].fillna(paid["amount"] - paid["open_amount"].fillna(0.0))
    made = paid.assign(payment_no="", payment_date=paid["paid_date"], amount=received)
    payments = [frame for frame in (ledger.payments, made) if len(frame)]
    columns = list(tables.PAYMENTS.column_names)
    unpaid = ~is_paid & items["open_amount"].isna() & (items["status"] == "paid")
    items.loc[unpaid, "open_amount"] = 0.0
    items["document_type"] = items["document_type"].map(
        lambda kind: texts.say(f"template.document_type.{kind}")
    )
    return {
        "ledger": items[list(tables.LEDGER.column_names)],
        "payments": pd.concat([frame[columns] for frame in payments])
        if payments
        else ledger.payments[columns],
        "customers": _with_groups(ledger.customers, items),
        "rates": ledger.rates[list(tables.RATES.column_names)],
        "statements": ledger.statements[list(tables.STATEMENTS.column_names)],
    }


def _has_payments(items: pd.DataFrame, payments: pd.DataFrame) -> pd.Series[bool]:
    """Say which documents rows of payments name; a number of several customers is named with its customer."""
    key = ["document_no", "customer_id"]
    pairs = items[key].drop_duplicates()
    shared = set(pairs.loc[pairs["document_no"].duplicated(), "document_no"])
    named = items["document_no"].isin(payments["document_no"])
    by_customer = pd.MultiIndex.from_frame(items[key]).isin(pd.MultiIndex.from_frame(payments[key]))
    return named & (by_customer | ~items["document_no"].isin(shared))


def _with_groups(customers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Return the customers, and after them those whose group only the ledger tells."""
    grouped = items[(items["group_id"] != "") & ~items["customer_id"].isin(customers["customer_id"])]
    known = grouped.drop_duplicates("customer_id")[["customer_id", "customer_name", "group_id"]]
    frames = [frame for frame in (customers, known) if len(frame)]
    joined = pd.concat(frames, ignore_index=True) if frames else customers
    return joined.reindex(columns=list(tables.CUSTOMERS.column_names))
