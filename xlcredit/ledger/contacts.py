"""The memory of collection: who was reminded when, at which stage, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger.decisions import LONGEST_TEXT
from xlcredit.ledger.issues import Issue, make_issue
from xlcredit.ledger.side_tables import FREE_TEXTS, empty_table, read_side_table

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.ledger.body import Body


def read_contacts(body: Body, today: date) -> pd.DataFrame:
    """Read one sheet of contacts.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    today : date
        The day it is; contacts dated later are reported and kept.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.CONTACTS`. A row without a customer or without a readable date is reported
        and left out; a promise without a day, and a promised amount of zero or less, are reported and blank.
    """
    frame = read_side_table(body, tables.CONTACTS)
    texts = [name for name in FREE_TEXTS if name in frame]
    frame[texts] = frame[texts].apply(lambda column: column.str.slice(0, LONGEST_TEXT))
    used = _used(frame)
    nobody = used & (frame["customer_id"] == "").to_numpy()
    undated = used & ~nobody & frame["contacted_on"].isna().to_numpy()
    for row in map(int, np.flatnonzero(nobody)):
        body.report("contact_of_nobody", row, "customer_id")
    for row in map(int, np.flatnonzero(undated)):
        body.report("contact_undated", row, "contacted_on")
    keep = used & ~nobody & ~undated
    late = keep & (frame["contacted_on"] > pd.Timestamp(today)).to_numpy()
    body.report_rows("contact_in_future", np.flatnonzero(late), "contacted_on")
    small = keep & (frame["promised_amount"] <= 0).to_numpy()
    body.report_rows("promise_negative", np.flatnonzero(small), "promised_amount")
    frame.loc[small, "promised_amount"] = np.nan
    vague = keep & (frame["promised_amount"].notna() & frame["promised_on"].isna()).to_numpy()
    body.report_rows("promise_without_day", np.flatnonzero(vague), "promised_amount")
    return frame[keep].reset_index(drop=True)


def _used(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the rows in which anything stands."""
    days = [column.name for column in tables.CONTACTS.columns if column.kind in ("date", "money")]
    words = (frame.drop(columns=days) != "").any(axis=1)
    return (words | frame[days].notna().any(axis=1)).to_numpy(dtype=bool)


def join_contacts(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Join several sheets of contacts into one memory.

    Parameters
    ----------
    frames : list of DataFrame
        From `read_contacts`.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.CONTACTS`, by date; of one day in the order of the sheets.

    Examples
    --------
    >>> join_contacts([]).shape
    (0, 9)
    """
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty_table(tables.CONTACTS)
    stacked = pd.concat(filled, ignore_index=True)
    return stacked.sort_values("contacted_on", kind="stable", ignore_index=True)


def unknown_contacts(contacts: pd.DataFrame, items: pd.DataFrame, customers: pd.DataFrame) -> list[Issue]:
    """Say which contacts are with customers that nobody knows.

    Parameters
    ----------
    contacts : DataFrame
        From `join_contacts`.
    items, customers : DataFrame
        Documents and customer list, each with ``customer_id``.

    Returns
    -------
    list of Issue
        At most one; the contacts stay in the memory.
    """
    who = contacts["customer_id"]
    strange = who[~(who.isin(items["customer_id"]) | who.isin(customers["customer_id"]))]
    if strange.empty:
        return []
    first = strange.iloc[0]
    return [make_issue("contact_customer_unknown", "", "", first, count=len(strange), chosen=first)]
