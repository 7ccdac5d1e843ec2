"""Ledgers as finance teams keep them, read into one canonical form with mapping, issues and control total.

`read_ledger` is the door: grids of raw values go in, a `Ledger` comes out.
"""

from xlcredit.ledger.currencies import NO_CURRENCY
from xlcredit.ledger.grid import Grid
from xlcredit.ledger.issues import SET_ASIDE, Issue, issues_frame, make_issue
from xlcredit.ledger.mapping import SheetMap
from xlcredit.ledger.reading import (
    ITEM_COLUMNS,
    Ledger,
    classify,
    ledger_from_frame,
    pinned_from_rows,
    read_ledger,
)

__all__ = [
    "ITEM_COLUMNS",
    "NO_CURRENCY",
    "SET_ASIDE",
    "Grid",
    "Issue",
    "Ledger",
    "SheetMap",
    "classify",
    "issues_frame",
    "ledger_from_frame",
    "make_issue",
    "pinned_from_rows",
    "read_ledger",
]
