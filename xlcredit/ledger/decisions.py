"""The log of decisions: what people decided about a customer, when, why, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger.documents import read_words
from xlcredit.ledger.side_tables import FREE_TEXTS, read_side_table

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.ledger.body import Body

KINDS: Final = ("limit", "terms", "override", "review", "release", "note")
"""What a decision can be about; one of a kind that is not known is a note."""
LONGEST_TEXT: Final = 500
"""Characters of a text that are kept: a page of a credit file is no place for more."""


def read_decisions(body: Body, today: date) -> pd.DataFrame:
    """Read one sheet of decisions.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    today : date
        The day it is; decisions dated later are reported and kept.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.DECISIONS`, kinds by their names in `KINDS`. A row without a customer or
        without a readable date is reported and left out; one of an unknown kind is reported and is a note.
    """
    frame = read_side_table(body, tables.DECISIONS)
    texts = [name for name in FREE_TEXTS if name in frame]
    frame[texts] = frame[texts].apply(lambda column: column.str.slice(0, LONGEST_TEXT))
    stated = (frame.drop(columns=["decided_on", "review_on"]) != "").any(axis=1) | frame["decided_on"].notna()
    used = stated.to_numpy()
    nobody = used & (frame["customer_id"] == "").to_numpy()
    undated = used & ~nobody & frame["decided_on"].isna().to_numpy()
    for row in map(int, np.flatnonzero(nobody)):
        body.report("decision_of_nobody", row, "customer_id")
    for row in map(int, np.flatnonzero(undated)):
        body.report("decision_undated", row, "decided_on")
    keep = used & ~nobody & ~undated
    kinds = (
        read_words(body.columns["decision_kind"], "decision_kinds")[0] if len(frame) else np.empty(0, object)
    )
    body.report_rows("decision_kind_unknown", np.flatnonzero(keep & (kinds == "")), "decision_kind")
    frame["decision_kind"] = np.where(kinds == "", "note", kinds)
    late = keep & (frame["decided_on"] > pd.Timestamp(today)).to_numpy()
    body.report_rows("decision_in_future", np.flatnonzero(late), "decided_on")
    return frame[keep].reset_index(drop=True)
