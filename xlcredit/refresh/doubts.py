"""What a ledger says against itself, and what it cannot say about the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.ledger import Issue, make_issue

if TYPE_CHECKING:
    import pandas as pd

    from xlcredit.ledger import Ledger
    from xlcredit.refresh.position import Position


def doubts(ledger: Ledger, position: Position, before: pd.Timestamp) -> tuple[Issue, ...]:
    """Return the issues of open amounts that contradict the payments or carry no date.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The open items.
    before : Timestamp
        Month end before the date of valuation, the nearest date of the trends.

    Returns
    -------
    tuple of Issue
        At most one that open amounts differ from what the payments give, and one that a past cannot be
        re-built: at the date of valuation, else at the month end before it, which the trends show.
    """
    numbers = ledger.items["document_no"]
    found = position.own.open_at(position.valuation.as_of)
    issues = []
    differs = np.flatnonzero(found.differs_from_stated)
    if differs.size:
        line = ledger.items.iloc[differs[0]]
        first = numbers.iloc[differs[0]]
        issues.append(
            make_issue("stated_differs", line["sheet_name"], "", first, count=differs.size, chosen=first)
        )
    for day in (position.valuation.as_of, before.date()):
        past = found if day == position.valuation.as_of else position.own.open_at(day)
        count = np.count_nonzero(past.cannot_rebuild)
        if count:
            issues.append(make_issue("cannot_rebuild", "", as_of=day.isoformat(), count=count))
            break
    return tuple(issues)
