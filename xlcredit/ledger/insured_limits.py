"""Limits that a credit insurer granted by customer, each for its days; what contradicts itself is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger.side_tables import empty_table, read_side_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from xlcredit.ledger.body import Body

    Rows = NDArray[np.bool_]

OPEN_END = pd.Timestamp("2262-01-01")  # a limit without a last day is in force until it is withdrawn
_PLACE = ("body", "row")


def join_insured_limits(bodies: Sequence[Body]) -> pd.DataFrame:
    """Read every sheet of insured limits into one table.

    Parameters
    ----------
    bodies : sequence of Body
        The sheets; issues are added to them.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`, by customer and first day. A row without a customer is
        reported and left out. A row that is refused (no limit, a negative one, a cover over 100 %, no first
        day, an end before the start, days that another row of the customer has too) is reported and keeps
        its place with a blank limit: its customer has no cover on record.

    Examples
    --------
    >>> join_insured_limits([]).shape
    (0, 7)
    """
    frames = [_read(body).assign(body=place) for place, body in enumerate(bodies)]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty_table(tables.INSURED_LIMITS)
    found = pd.concat(filled, ignore_index=True)
    found = found.sort_values(["customer_id", "limit_from"], kind="stable", ignore_index=True)
    _refuse_overlaps(found, bodies)
    return found.drop(columns=list(_PLACE))


def _read(body: Body) -> pd.DataFrame:
    """Read one sheet; a row that cannot stand by itself gets a blank limit."""
    frame = read_side_table(body, tables.INSURED_LIMITS)
    frame["row"] = np.arange(len(frame))
    used = _used(frame)
    nobody = used & (frame["customer_id"] == "").to_numpy()
    for row in np.flatnonzero(nobody).tolist():
        body.report("insured_limit_of_nobody", row, "customer_id")
    kept = used & ~nobody
    refused = np.zeros(len(frame), dtype=bool)
    for code, name, wrong in _faults(frame):
        for row in np.flatnonzero(kept & wrong & ~refused).tolist():
            body.report(code, row, name, **_said(frame.iloc[row]))
        refused |= wrong
    frame.loc[refused, "insured_limit"] = np.nan
    found: pd.DataFrame = frame[kept]
    return found


def _used(frame: pd.DataFrame) -> Rows:
    """Return the rows in which anything stands."""
    numbers = ["insured_limit", "limit_from", "limit_to", "cover_share"]
    words = (frame[["customer_id", "insurer_reference"]] != "").any(axis=1)
    return (words | frame[numbers].notna().any(axis=1)).to_numpy(dtype=bool)


def _faults(frame: pd.DataFrame) -> list[tuple[str, str, Rows]]:
    """Return what can be wrong with a row by itself: issue, column, rows."""
    limit, cover = frame["insured_limit"].to_numpy(), frame["cover_share"].to_numpy()
    ends_first = (frame["limit_to"] < frame["limit_from"]).to_numpy()
    return [
        ("insured_limit_missing", "insured_limit", np.isnan(limit)),
        ("insured_limit_negative", "insured_limit", limit < 0),
        ("insured_limit_cover", "cover_share", (cover <= 0) | (cover > 1)),
        ("insured_limit_undated", "limit_from", frame["limit_from"].isna().to_numpy()),
        ("insured_limit_ends_first", "limit_to", ends_first),
    ]


def _said(row: pd.Series[Any]) -> dict[str, str]:
    """Return what the messages about a row name."""
    days = {"first": row["limit_from"], "last": row["limit_to"]}
    return {
        "cover": f"{row['cover_share'] * 100:g} %",
        **{name: "" if pd.isna(day) else f"{day:%Y-%m-%d}" for name, day in days.items()},
    }


def _refuse_overlaps(found: pd.DataFrame, bodies: Sequence[Body]) -> None:
    """Blank the limits of rows whose days another row of the same customer has too, and name both."""
    standing = found[found["insured_limit"].notna()]
    last = standing["limit_to"].fillna(OPEN_END)
    reach = last.groupby(standing["customer_id"]).cummax()
    before = reach.groupby(standing["customer_id"]).shift()
    for later in standing.index[(standing["limit_from"] <= before).to_numpy()]:
        mine = found.loc[later]
        others = standing[(standing["customer_id"] == mine["customer_id"]) & (standing.index < later)]
        meets = others.index[(last[others.index] >= mine["limit_from"]).to_numpy()]
        body, row = bodies[mine["body"]], int(mine["row"])
        numbers = sorted(_sheet_row(found.loc[place], bodies) for place in (*meets, later))
        rows = " + ".join(str(number) for number in numbers)
        body.report("insured_limit_overlap", row, "limit_from", rows=rows, customer=mine["customer_id"])
        found.loc[[*meets, later], "insured_limit"] = np.nan


def _sheet_row(row: pd.Series[Any], bodies: Sequence[Body]) -> int:
    """Return the row of the sheet that a row was read from."""
    return int(bodies[row["body"]].row_numbers[int(row["row"])])
