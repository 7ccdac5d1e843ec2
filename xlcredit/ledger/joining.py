"""What sheets beside the ledger share: several sheets as one table, and customers that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from xlcredit.ledger.issues import Issue, make_issue
from xlcredit.ledger.side_tables import empty_table

if TYPE_CHECKING:
    from xlcredit.tables import Table


def join_by_day(frames: list[pd.DataFrame], table: Table, day: str) -> pd.DataFrame:
    """Join the rows of several sheets into one table, by day.

    Parameters
    ----------
    frames : list of DataFrame
        One per sheet, with the columns of the table.
    table : Table
        What they are rows of.
    day : str
        Its column of days.

    Returns
    -------
    DataFrame
        Columns of the table; of one day in the order of the sheets.

    Examples
    --------
    >>> from xlcredit import tables
    >>> join_by_day([], tables.DECISIONS, "decided_on").shape
    (0, 8)
    """
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty_table(table)
    return pd.concat(filled, ignore_index=True).sort_values(day, kind="stable", ignore_index=True)


def strangers(rows: pd.DataFrame, items: pd.DataFrame, customers: pd.DataFrame, code: str) -> list[Issue]:
    """Say which rows are about customers that nobody knows; the rows stay.

    Parameters
    ----------
    rows, items, customers : DataFrame
        The rows, the documents and the customer list, each with ``customer_id``.
    code : str
        Code of the issue.

    Returns
    -------
    list of Issue
        At most one, with their number and the first of them.
    """
    who = rows["customer_id"]
    unknown = who[~(who.isin(items["customer_id"]) | who.isin(customers["customer_id"]))]
    if unknown.empty:
        return []
    first = unknown.iloc[0]
    return [make_issue(code, "", "", first, count=len(unknown), chosen=first)]
