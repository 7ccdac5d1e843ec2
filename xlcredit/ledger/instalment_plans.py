"""Agreements to pay in instalments, one row each; what contradicts itself or names no debt is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger.documents import read_words
from xlcredit.ledger.side_tables import empty_table, read_side_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from xlcredit.ledger.body import Body

    Rows = NDArray[np.bool_]

EQUAL, HALF_FIRST = "equal", "half_first"
KINDS: Final = (EQUAL, HALF_FIRST)
"""Kinds of plans: level payments, or half of the debt on the day of the agreement and level payments then."""
HALF: Final = 0.5
MOST_INSTALMENTS: Final = 600  # fifty years of months, as the plan itself takes
PLACE: Final = ("sheet_name", "cell")
"""Columns beside those of the table: where the agreement stands, for what is found out about it later."""


def join_plans(
    bodies: Sequence[Body], items: pd.DataFrame, customers: pd.DataFrame, today: date
) -> pd.DataFrame:
    """Read every sheet of agreements into one table.

    Parameters
    ----------
    bodies : sequence of Body
        The sheets; issues are added to them.
    items, customers : DataFrame
        The documents and the customer list: an agreement is about a customer and a document of theirs.
    today : date
        The day it is; agreements dated later are reported and kept.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.INSTALMENT_PLANS` and `PLACE`, the earliest agreement first. Kinds are
        names of `KINDS`; months between, first share and rate are filled where blank. A row that is refused
        is reported and left out: its documents keep their own due dates.

    Examples
    --------
    >>> join_plans([], pd.DataFrame(), pd.DataFrame(), None).shape
    (0, 13)
    """
    frames = [_read(body, items, customers, today) for body in bodies]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return no_plans()
    found = pd.concat(filled, ignore_index=True)
    return found.sort_values(["agreed_on", "customer_id"], kind="stable", ignore_index=True)


def no_plans() -> pd.DataFrame:
    """Return the table without a row.

    Returns
    -------
    DataFrame
        As from `join_plans`.

    Examples
    --------
    >>> no_plans().columns[-1]
    'cell'
    """
    return empty_table(tables.INSTALMENT_PLANS).assign(**dict.fromkeys(PLACE, ""))


def _read(body: Body, items: pd.DataFrame, customers: pd.DataFrame, today: date) -> pd.DataFrame:
    """Read one sheet; a row with a fault is reported once and left out."""
    frame = read_side_table(body, tables.INSTALMENT_PLANS)
    written = frame["plan_kind"].to_numpy(dtype=object)
    kinds = (
        read_words(body.columns["plan_kind"], "plan_kinds")[0]
        if "plan_kind" in body.columns and len(frame)
        else np.full(len(frame), "", dtype=object)
    )
    frame["plan_kind"] = np.where(written == "", EQUAL, kinds)
    share = np.where(frame["plan_kind"] == HALF_FIRST, HALF, 0.0)
    frame["first_share"] = frame["first_share"].fillna(pd.Series(share, index=frame.index))
    frame["months_between"] = frame["months_between"].fillna(1.0)
    frame["annual_rate"] = frame["annual_rate"].fillna(0.0)
    used = _used(frame)
    refused = np.zeros(len(frame), dtype=bool)
    for code, name, wrong in _faults(frame, items, customers):
        for row in np.flatnonzero(used & wrong & ~refused).tolist():
            body.report(code, row, name, customer=frame["customer_id"].iloc[row], most=MOST_INSTALMENTS)
        refused |= wrong
    kept = used & ~refused
    later = kept & (frame["agreed_on"] > pd.Timestamp(today)).to_numpy()
    body.report_rows("plan_in_future", np.flatnonzero(later), "agreed_on")
    frame["sheet_name"] = body.grid.sheet_name
    frame["cell"] = [body.address(row, "customer_id") for row in range(len(frame))]
    found: pd.DataFrame = frame[kept]
    return found


def _used(frame: pd.DataFrame) -> Rows:
    """Return the rows in which anything stands."""
    words = (frame[["customer_id", "document_no"]] != "").any(axis=1)
    numbers = frame[["agreed_on", "instalment_count", "first_instalment_on"]].notna().any(axis=1)
    return (words | numbers).to_numpy(dtype=bool)


def _faults(frame: pd.DataFrame, items: pd.DataFrame, customers: pd.DataFrame) -> list[tuple[str, str, Rows]]:
    """Return what can be wrong with a row: issue, column, rows."""
    number, months, share, rate = (
        frame[name].to_numpy()
        for name in ("instalment_count", "months_between", "first_share", "annual_rate")
    )
    agreed, first = frame["agreed_on"], frame["first_instalment_on"]
    return [
        ("plan_of_nobody", "customer_id", (frame["customer_id"] == "").to_numpy()),
        ("plan_customer_unknown", "customer_id", _strangers(frame, items, customers)),
        ("plan_undated", "agreed_on", agreed.isna().to_numpy()),
        ("plan_kind_unknown", "plan_kind", (frame["plan_kind"] == "").to_numpy()),
        ("plan_number", "instalment_count", ~_whole(number) | (number > MOST_INSTALMENTS)),
        ("plan_first_missing", "first_instalment_on", first.isna().to_numpy()),
        ("plan_first_early", "first_instalment_on", (first < agreed).to_numpy()),
        ("plan_months", "months_between", ~_whole(months)),
        ("plan_share", "first_share", (share < 0) | (share >= 1)),
        ("plan_rate", "annual_rate", (rate < 0) | (rate > 1)),
        ("plan_document_unknown", "document_no", _unknown_documents(frame, items)),
    ]


def _whole(numbers: NDArray[np.float64]) -> Rows:
    """Return which numbers are whole and at least 1; a blank is not."""
    return np.asarray((numbers >= 1) & (numbers == np.floor(numbers)))


def _strangers(frame: pd.DataFrame, items: pd.DataFrame, customers: pd.DataFrame) -> Rows:
    """Return the rows whose customer neither the ledger nor the customer list has."""
    who = frame["customer_id"]
    known = who.isin(items["customer_id"]) | who.isin(customers["customer_id"])
    return (~known).to_numpy(dtype=bool)


def _unknown_documents(frame: pd.DataFrame, items: pd.DataFrame) -> Rows:
    """Return the rows whose document is none of the customer's, or none in the currency of the row."""
    wrong = np.zeros(len(frame), dtype=bool)
    named = np.flatnonzero((frame["document_no"] != "").to_numpy())
    if not named.size:
        return wrong
    asked = frame.iloc[named]
    mine = items[items["document_no"].isin(asked["document_no"])]
    for place, (_, row) in zip(named.tolist(), asked.iterrows(), strict=True):
        fits = (mine["document_no"] == row["document_no"]) & (mine["customer_id"] == row["customer_id"])
        if row["currency"]:
            fits &= mine["currency"] == row["currency"]
        wrong[place] = not fits.any()
    return wrong
