"""Which column is which field: by the words of the headings, held against what the values look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from xlcredit import tables
from xlcredit.ledger import amounts, cells, currencies, dates
from xlcredit.ledger.cells import Cells, cells_of
from xlcredit.ledger.grid import Grid, column_letter, column_number
from xlcredit.ledger.vocabulary import Meaning, SheetKind, meanings, normalise, word_lookup

SAMPLE_ROWS = 200
LEAST_SCORE = 0.5
LEAST_FIT, LEAST_FIT_WEAK = 0.5, 0.8
MOST_FLAG_WORDS = 4
NAMES_PER_ID = 0.2
DIRECTIVES = ("date_order", "decimal_mark")
"""Pinned entries that say how to read a sheet rather than where a field stands."""

Pinned = Mapping[str, Mapping[str, str]]
"""Sheet name to field to heading or column letter; ``""`` leaves a field out."""

_MONEY = frozenset({"amount", "open_amount", "debit_amount", "credit_amount", "paid_amount"})
_DATES = frozenset({"invoice_date", "due_date", "paid_date", "payment_date"})


class Place(NamedTuple):
    """Where a field stands and why."""

    column: int
    evidence: str


@dataclass(frozen=True)
class SheetMap:
    """How one sheet was understood.

    Attributes
    ----------
    kind : str
        What kind of sheet it is.
    header_row : int
        Index in the grid of the (lower) row of headings.
    headings : tuple of str
        Heading of each column, ``""`` where there is none.
    places : dict
        Field to column index and evidence.
    rejected : dict
        Column index to the evidence against it.
    missing_pins : tuple
        Pinned field and heading that the sheet does not have.
    """

    kind: SheetKind
    header_row: int
    headings: tuple[str, ...]
    places: dict[str, Place]
    rejected: dict[int, str] = field(default_factory=dict)
    missing_pins: tuple[tuple[str, str], ...] = ()

    def has(self, *fields: str) -> bool:
        """Return whether any of the fields was found."""
        return any(name in self.places for name in fields)


def kind_of_field(name: str) -> str:
    """Return what kind of value a field holds.

    Parameters
    ----------
    name : str
        Canonical field.

    Returns
    -------
    str
        ``"money"``, ``"date"``, ``"currency"``, ``"flag"``, ``"text"`` or another kind of `xlcredit.tables`.

    Examples
    --------
    >>> kind_of_field("paid_date"), kind_of_field("credit_limit"), kind_of_field("currency")
    ('date', 'money', 'currency')
    """
    if name == "currency":
        return "currency"
    if name in _MONEY:
        return "money"
    if name in _DATES:
        return "date"
    for table in tables.INPUT_TABLES:
        for column in table.columns:
            if column.name == name:
                return column.kind
    return "text"


def map_columns(
    grid: Grid,
    header_row: int,
    headings: Sequence[str],
    kind: SheetKind,
    pinned: Mapping[str, str] | None = None,
) -> SheetMap:
    """Assign the columns of a sheet to fields.

    Parameters
    ----------
    grid : Grid
        The sheet.
    header_row : int
        Index of the row of headings; the body begins below.
    headings : sequence of str
        Heading per column.
    kind : str
        Kind of sheet whose fields are wanted.
    pinned : mapping of str to str, optional
        Field to heading or column letter, fixed by the user: taken as it stands.

    Returns
    -------
    SheetMap
        Each field at most once, each column at most once.

    Examples
    --------
    >>> grid = Grid("S", [["客户", "开票日期", "金额"], ["甲", "2026-01-05", 100.0]])
    >>> {name: place.column for name, place in map_columns(grid, 0, grid.rows[0], "ledger").places.items()}
    {'customer_name': 0, 'invoice_date': 1, 'amount': 2}
    """
    sample = sample_columns(grid, header_row, len(headings))
    places, missing = _pinned_places(grid, headings, pinned or {})
    closed = set(places) | {name for name, target in (pinned or {}).items() if not target}
    taken = {place.column for place in places.values()}
    rejected: dict[int, str] = {}
    for _, column, name, meaning in _candidates(headings, sample, kind):
        if name in closed or column in taken:
            continue
        if name != "ignored":
            places[name] = Place(column, meaning.how)
            closed.add(name)
        taken.add(column)
    if not pinned or "customer_name" not in pinned:
        _drop_names_that_are_none(grid, header_row, places, rejected)
    order = dict(sorted(places.items(), key=lambda item: item[1].column))
    return SheetMap(kind, header_row, tuple(headings), order, rejected, missing)


def sample_columns(grid: Grid, header_row: int, width: int) -> list[Cells]:
    """Return the first rows of the body, column by column.

    Parameters
    ----------
    grid : Grid
        The sheet.
    header_row : int
        Index of the row of headings.
    width : int
        Number of columns.

    Returns
    -------
    list of Cells
        One per column.
    """
    rows = grid.rows[header_row + 1 : header_row + 1 + SAMPLE_ROWS]
    return [cells_of([row[j] if j < len(row) else None for row in rows]) for j in range(width)]


def _candidates(
    headings: Sequence[str], sample: Sequence[Cells], kind: SheetKind
) -> list[tuple[float, int, str, Meaning]]:
    """Return every possible assignment, the surest first."""
    found = []
    for column, heading in enumerate(headings):
        for name, meaning in meanings(heading, kind).items():
            fit = _fit(name, sample[column])
            least = LEAST_FIT_WEAK if meaning.how == "weak" else LEAST_FIT
            if meaning.score >= LEAST_SCORE and fit >= least:
                found.append((meaning.score * (1 + fit) / 2, column, name, meaning))
    return sorted(found, key=lambda candidate: (-candidate[0], candidate[1]))


def _fit(name: str, column: Cells) -> float:
    """Return the share of the filled cells that can be a value of the field; 1 when there are none."""
    filled = int(np.count_nonzero((column.kinds != cells.BLANK) & (column.kinds != cells.ERROR)))
    kind = kind_of_field(name)
    if not filled or name == "ignored":
        return 1.0
    if kind == "date":
        return _date_fit(column, filled)
    if kind == "money":
        problems = amounts.read_amounts(column).problems
        stated = int(np.count_nonzero((problems != amounts.MISSING) & (column.kinds != cells.ERROR)))
        return int(np.count_nonzero(problems == amounts.FINE)) / max(1, stated)
    if kind == "currency":
        known = [bool(currencies.currency_of(text)) for text in column.texts]
        return float(np.array(known, dtype=bool)[column.text_codes].sum() / filled)
    if kind == "flag":
        return _flag_fit(column, filled)
    return _text_fit(name, column, filled)


def _date_fit(column: Cells, filled: int) -> float:
    """Return the share of dates; numbers count for less, since a serial may be any number."""
    scanned = dates.scan_dates(column)
    sure = scanned.count(dates.REAL) + scanned.count(dates.FIXED) + scanned.count(dates.TWO_WAYS)
    blank_words = int(np.count_nonzero((scanned.origin == dates.NO_DATE) & (column.kinds == cells.TEXT)))
    serials = scanned.count(dates.SERIAL)
    return (sure + 0.9 * serials + blank_words) / filled


def _flag_fit(column: Cells, filled: int) -> float:
    """Return the share of yes and no; two or three words of any kind may be flags too."""
    if len(column.texts) < MOST_FLAG_WORDS:
        return 1.0
    unknown = [normalise(text) not in word_lookup("flags") for text in column.texts]
    return 1.0 - float(np.array(unknown, dtype=bool)[column.text_codes].sum() / filled)


def _text_fit(name: str, column: Cells, filled: int) -> float:
    """Return how far a column can be an identifier or a name: no dates, and for ids no fractions."""
    if name == "terms_days":
        return 1.0
    numbers = column.numbers()
    odd = int(np.count_nonzero(column.kinds == cells.DATE))
    if name in ("document_no", "customer_id", "customer_name", "document_type", "status"):
        odd += int(np.count_nonzero(numbers != np.floor(numbers)) - np.count_nonzero(np.isnan(numbers)))
    if name in ("customer_name", "status", "document_type"):
        odd += int(np.count_nonzero(column.kinds == cells.NUMBER)) // 2
    return 1.0 - odd / filled


def _pinned_places(
    grid: Grid, headings: Sequence[str], pinned: Mapping[str, str]
) -> tuple[dict[str, Place], tuple[tuple[str, str], ...]]:
    """Return the places the user has fixed, and the pins that hit nothing."""
    places, missing = {}, []
    normal = [normalise(heading) for heading in headings]
    for name, target in pinned.items():
        if not target or name in DIRECTIVES:
            continue
        column = normal.index(normalise(target)) if normalise(target) in normal else None
        number = column_number(target)
        if column is None and number is not None and 0 <= number - grid.first_column < len(headings):
            column = number - grid.first_column
        if column is None:
            missing.append((name, target))
        else:
            places[name] = Place(column, "pinned")
    return places, tuple(missing)


def _drop_names_that_are_none(
    grid: Grid, header_row: int, places: dict[str, Place], rejected: dict[int, str]
) -> None:
    """Drop a doubtful customer name that differs from row to row of one customer number."""
    if "customer_id" not in places or "customer_name" not in places:
        return
    name, number = places["customer_name"], places["customer_id"]
    if name.evidence not in ("weak", "spelling"):
        return
    pairs = {
        (row[number.column], row[name.column])
        for row in grid.rows[header_row + 1 :]
        if max(number.column, name.column) < len(row) and row[number.column] not in (None, "")
    }
    ids = {identifier for identifier, _ in pairs}
    if len(pairs) - len(ids) > NAMES_PER_ID * len(ids):
        rejected[name.column] = "not_one_per_customer"
        del places["customer_name"]


def mapping_rows(grid: Grid, sheet: SheetMap) -> list[dict[str, Any]]:
    """Return the mapping of one sheet as rows of the map table.

    Parameters
    ----------
    grid : Grid
        The sheet.
    sheet : SheetMap
        How it was understood.

    Returns
    -------
    list of dict
        One per column with a heading; ``field`` is ``""`` and ``evidence`` tells why where a column is
        not used.
    """
    names = {place.column: (name, place.evidence) for name, place in sheet.places.items()}
    rows = []
    for column, heading in enumerate(sheet.headings):
        if not heading and column not in names:
            continue
        name, evidence = names.get(column, ("", sheet.rejected.get(column, "unused")))
        rows.append(
            {
                "sheet_name": grid.sheet_name,
                "field": name,
                "header": heading,
                "column_letter": column_letter(grid.first_column + column),
                "evidence": evidence,
            }
        )
    return rows
