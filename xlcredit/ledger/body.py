"""The body of one sheet below its headings: its columns as cells, and the issues found while reading them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from xlcredit.ledger.cells import Cells, cells_of
from xlcredit.ledger.date_order import OrderDecision, decide_orders
from xlcredit.ledger.dates import (
    FIXED,
    REAL,
    SERIAL,
    TWO_WAYS,
    UNREADABLE,
    DateCells,
    Days,
    Order,
    scan_dates,
)
from xlcredit.ledger.issues import Issue, make_issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from xlcredit.ledger.grid import Grid
    from xlcredit.ledger.mapping import SheetMap

BLOCK_ROWS = 8192


@dataclass(frozen=True)
class Body:
    """The rows of a sheet below its headings.

    Attributes
    ----------
    grid : Grid
        The sheet.
    sheet : SheetMap
        How it was understood.
    issues : list of Issue
        What was found so far; the readers add to it.
    """

    grid: Grid
    sheet: SheetMap
    issues: list[Issue] = field(default_factory=list)

    @cached_property
    def rows(self) -> Sequence[Sequence[Any]]:
        """Raw rows below the headings."""
        return self.grid.rows[self.sheet.header_row + 1 :]

    @cached_property
    def columns(self) -> dict[str, Cells]:
        """Cells of each mapped field."""
        if not self.rows:
            return {name: cells_of([]) for name in self.sheet.places}
        across = _transpose(self.rows)
        blank = [None] * len(self.rows)
        return {
            name: cells_of(across[place.column] if place.column < len(across) else blank)
            for name, place in self.sheet.places.items()
        }

    @cached_property
    def row_numbers(self) -> NDArray[np.int64]:
        """Row of the sheet of each row of the body, counted from 1."""
        return np.arange(len(self.rows), dtype=np.int64) + self.grid.first_row + self.sheet.header_row + 1

    def no_texts(self) -> NDArray[np.object_]:
        """Return an empty text column, for a field that the sheet does not have."""
        return np.full(len(self.rows), "", dtype=object)

    def address(self, row: int, name: str) -> str:
        """Return the address of a field's cell, or of the first cell of the row."""
        place = self.sheet.places.get(name)
        return self.grid.address(self.sheet.header_row + 1 + int(row), place.column if place else 0)

    def heading(self, name: str) -> str:
        """Return the heading of a field."""
        place = self.sheet.places.get(name)
        return self.sheet.headings[place.column] if place else ""

    def report(self, code: str, row: int | None = None, name: str = "", **fields: Any) -> None:
        """Add an issue about one cell, or about the whole sheet when `row` is None."""
        if row is None:
            self.issues.append(make_issue(code, self.grid.sheet_name, **fields))
            return
        value = self.columns[name].raw[row] if name in self.columns else ""
        self.issues.append(make_issue(code, self.grid.sheet_name, self.address(row, name), value, **fields))

    def report_rows(self, code: str, rows: NDArray[np.intp], name: str, **fields: Any) -> None:
        """Add one issue that stands for several rows, when there are any."""
        if len(rows):
            self.report(code, int(rows[0]), name, count=len(rows), **fields)


def _transpose(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Turn rows into columns, block by block so that the rows of a block stay in the processor's cache."""
    width = max(map(len, rows))
    across: list[list[Any]] = [[] for _ in range(width)]
    for start in range(0, len(rows), BLOCK_ROWS):
        block = list(zip_longest(*rows[start : start + BLOCK_ROWS]))
        block += [(None,) * len(rows[start : start + BLOCK_ROWS])] * (width - len(block))
        for column, values in zip(across, block, strict=True):
            column.extend(values)
    return across


def read_dates(
    body: Body, names: Sequence[str], pinned: str = ""
) -> tuple[dict[str, Days], dict[str, NDArray[np.bool_]]]:
    """Read the date columns of a sheet together and report how.

    Parameters
    ----------
    body : Body
        The sheet.
    names : sequence of str
        Date fields to read; those it does not have are left out.
    pinned : {"dmy", "mdy", ""}
        Order the user has fixed.

    Returns
    -------
    tuple of dict
        Field to days, NaT where there is none; field to whether the cell is filled and unreadable.
    """
    scanned = {name: scan_dates(body.columns[name]) for name in names if name in body.columns}
    order = cast("Order", pinned) if pinned in ("dmy", "mdy") else None
    columns, decisions = decide_orders(scanned, order)
    for name, decision in decisions.items():
        _report_order(body, name, columns[name], decision)
    days = {name: columns[name].dates(decisions[name].order) for name in columns}
    return days, {name: np.asarray(columns[name].origin == UNREADABLE) for name in columns}


def _report_order(body: Body, name: str, column: DateCells, decision: OrderDecision) -> None:
    """Say how the dates of a column were read, when there was anything to decide."""
    fields: dict[str, Any] = {"heading": body.heading(name), "order": decision.order} | _figures(decision)
    first = np.flatnonzero(column.origin == TWO_WAYS)
    row = int(first[0]) if len(first) else None
    if decision.is_swapped or decision.may_be_swapped:
        real = int(np.flatnonzero(column.origin == REAL)[0])
        body.report("dates_swapped" if decision.is_swapped else "dates_maybe_swapped", real, name, **fields)
        return
    if decision.evidence == "assumed":
        body.report("dates_assumed", row, name, **fields)
    elif decision.evidence == "mixed":
        body.report("dates_mixed_order", row, name, **fields)
    elif decision.evidence in ("terms", "other_column", "dots", "weekends"):
        body.report(f"dates_by_{decision.evidence}", row, name, **fields)
    counts = [column.count(REAL) + column.count(SERIAL), column.count(FIXED), column.count(TWO_WAYS)]
    if sum(count > 0 for count in counts) > 1:
        rare = [np.isin(column.origin, (REAL, SERIAL)), column.origin == FIXED, column.origin == TWO_WAYS]
        least = min((place for place in range(3) if counts[place]), key=lambda place: counts[place])
        formats = {"real": counts[0], "fixed": counts[1], "two_ways": counts[2]}
        body.report("dates_mixed_formats", int(np.argmax(rare[least])), name, **(fields | formats))


def _figures(decision: OrderDecision) -> dict[str, int]:
    """Return the figures of a decision, each present."""
    empty = dict.fromkeys(
        ("day_first", "month_first", "ambiguous", "real", "fixed", "share", "share_before"), 0
    )
    figures = empty | decision.counts
    return figures | {"texts": figures["day_first"] + figures["month_first"]}
