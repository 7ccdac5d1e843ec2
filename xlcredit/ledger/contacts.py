"""The memory of collection: who was reminded when, at which stage, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger.decisions import LONGEST_TEXT
from xlcredit.ledger.side_tables import FREE_TEXTS, read_side_table

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
        ``sheet_name`` and ``stage_cell`` say where a stage stands, for a word that the ladder does not have.
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
    frame["sheet_name"] = body.grid.sheet_name
    frame["stage_cell"] = [
        body.address(row, "stage") if stage else "" for row, stage in enumerate(frame["stage"])
    ]
    return frame[keep].reset_index(drop=True)


def _used(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the rows in which anything stands."""
    days = [column.name for column in tables.CONTACTS.columns if column.kind in ("date", "money")]
    words = (frame.drop(columns=days) != "").any(axis=1)
    return (words | frame[days].notna().any(axis=1)).to_numpy(dtype=bool)
