"""A table of customers with an outcome column, read from a sheet as a development sample."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.factors import FACTORS, LEVELED
from xlcredit.credit.words import factor_of_heading, is_blank, read_level
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.fitting.sample import DevelopmentSample, LeftOut
from xlcredit.texts import entry
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.columns import Floats
    from xlcredit.ledger import Grid

NAMES = ("customer_id", "customer_name", "group_id")  # what a customer is called says nothing of credit
EXCEL_EPOCH = dt.date(1899, 12, 30)
HALF = 0.5


@dataclass(frozen=True)
class SampleColumns:
    """Which columns of a sheet hold what; the others are factors.

    Attributes
    ----------
    target : str
        Heading of the outcome.
    observed_on : str or None
        Heading of the date the values were known on.
    customer_id : str or None
        Heading of the customer; the column that our tables call so, when None.
    """

    target: str
    observed_on: str | None = None
    customer_id: str | None = None


def read_sample(grid: Grid, columns: SampleColumns) -> tuple[DevelopmentSample, tuple[LeftOut, ...]]:
    """Read a development sample from a sheet.

    Parameters
    ----------
    grid : Grid
        The sheet; its headings are the first row that holds that of the target. Blank rows are passed over.
    columns : SampleColumns
        Which columns hold what.

    Returns
    -------
    tuple of (DevelopmentSample, tuple of LeftOut)
        The sample, and columns that hold no numbers. A heading that means a factor of the expert card, in
        either language, becomes that factor; a cell that holds no number is unknown.

    Raises
    ------
    MissingDataError
        When no row has the headings asked for, or there is none below them.
    ArgumentError
        When an outcome is neither yes nor no, or a date cannot be read; the row is named.

    Examples
    --------
    >>> from xlcredit.ledger import Grid
    >>> rows = [["Customer ID", "Debt ratio", "Bad"], ["A", 0.4, "no"], ["B", "95%", "yes"]]
    >>> sample, left_out = read_sample(Grid("Old", rows), SampleColumns("Bad"))
    >>> sample.values, sample.is_bad.tolist(), sample.customer_id.tolist()
    ({'debt_ratio': array([0.4 , 0.95])}, [False, True], ['A', 'B'])
    """
    top, headings = _headings(grid, columns.target)
    rows = [
        (grid.first_row + place, row) for place, row in enumerate(grid.rows) if place > top and _filled(row)
    ]
    if not rows:
        raise MissingDataError("fitting.empty_sheet", sheet=grid.sheet_name)
    target = _place(grid, headings, columns.target)
    dated = None if columns.observed_on is None else _place(grid, headings, columns.observed_on)
    whose = _customer_place(grid, headings, columns.customer_id)
    is_bad = [_outcome(_cell(row, target), grid, number, columns.target) for number, row in rows]
    taken = {target, dated, whose}
    values, left_out = _factors(headings, [row for _, row in rows], taken)
    return DevelopmentSample(
        values,
        np.array(is_bad, dtype=bool),
        None if dated is None else _dates(grid, rows, dated, headings[dated]),
        None if whose is None else np.array([str(_cell(row, whose)) for _, row in rows], dtype=object),
    ), left_out


def _headings(grid: Grid, target: str) -> tuple[int, list[str]]:
    """Return the row of the headings, and the headings."""
    for place, row in enumerate(grid.rows):
        if plain_word(target) in [plain_word(cell) for cell in row if isinstance(cell, str)]:
            return place, ["" if cell is None else str(cell).strip() for cell in row]
    first = next((row for row in grid.rows if _filled(row)), [])
    if not first:
        raise MissingDataError("fitting.empty_sheet", sheet=grid.sheet_name)
    raise _no_heading(grid, [str(cell) for cell in first if not is_blank(cell)], target)


def _place(grid: Grid, headings: Sequence[str], name: str) -> int:
    """Return the place of a column, or name those that there are."""
    found = [place for place, heading in enumerate(headings) if plain_word(heading) == plain_word(name)]
    if not found:
        raise _no_heading(grid, headings, name)
    return found[0]


def _no_heading(grid: Grid, headings: Sequence[str], name: str) -> MissingDataError:
    """Return the refusal of a heading that is not there."""
    accepted = ", ".join(filter(None, headings))
    return MissingDataError("fitting.no_heading", sheet=grid.sheet_name, got=name, accepted=accepted)


def _customer_place(grid: Grid, headings: Sequence[str], name: str | None) -> int | None:
    """Return the place of the customer's column: the one named, else the one our tables call so."""
    if name is not None:
        return _place(grid, headings, name)
    words = {plain_word(word) for word in ("customer_id", *entry("labels.customer_id").values())}
    return next((place for place, heading in enumerate(headings) if plain_word(heading) in words), None)


def _filled(row: Sequence[Any]) -> bool:
    """Tell whether a row holds anything."""
    return any(not is_blank(cell) for cell in row)


def _cell(row: Sequence[Any], place: int) -> Any:
    """Return a cell of a row that may be short."""
    return row[place] if place < len(row) else None


def _outcome(cell: Any, grid: Grid, row: int, column: str) -> bool:
    """Read whether a customer turned bad."""
    if isinstance(cell, bool):
        return cell
    word = plain_word(str(int(cell)) if isinstance(cell, float) and cell in (0.0, 1.0) else str(cell or 0))
    for outcome in ("bad", "good"):
        if word in map(plain_word, "|".join(entry(f"fitting.outcomes.{outcome}").values()).split("|")):
            if is_blank(cell):
                break
            return outcome == "bad"
    raise ArgumentError("fitting.target_not_outcome", sheet=grid.sheet_name, row=row, column=column, got=cell)


def _dates(grid: Grid, rows: Sequence[tuple[int, Sequence[Any]]], place: int, column: str) -> Any:
    """Read the dates of all rows."""
    found = []
    for number, row in rows:
        day = _date(_cell(row, place))
        if day is None:
            got = _cell(row, place)
            raise ArgumentError(
                "fitting.date_unread", sheet=grid.sheet_name, row=number, column=column, got=got
            )
        found.append(np.datetime64(day, "D"))
    return np.array(found, dtype="datetime64[D]")


def _date(cell: Any) -> dt.date | None:
    """Read one date: a date, the serial number of one, or its ISO text."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return EXCEL_EPOCH + dt.timedelta(days=int(cell))
    try:
        return dt.date.fromisoformat(str(cell).strip()[:10].replace("/", "-"))
    except ValueError:
        return None


def _factors(
    headings: Sequence[str], rows: Sequence[Sequence[Any]], taken: set[int | None]
) -> tuple[dict[str, Floats], tuple[LeftOut, ...]]:
    """Read every other column; one that holds mostly words is left out and named."""
    values: dict[str, Floats] = {}
    left_out = []
    names = {plain_word(word) for name in NAMES for word in (name, *entry(f"labels.{name}").values())}
    for place, heading in enumerate(headings):
        if place in taken or not heading or plain_word(heading) in names:
            continue
        meant = factor_of_heading(heading)
        name = meant if meant in FACTORS else heading
        cells = [_cell(row, place) for row in rows]
        column = np.array([_number(name, cell) for cell in cells])
        filled = sum(not is_blank(cell) for cell in cells)
        if np.count_nonzero(~np.isnan(column)) < HALF * filled or name in values:
            left_out.append(LeftOut(heading, "twice" if name in values else "text", filled))
        else:
            values[name] = column
    return values, tuple(left_out)


def _number(name: str, cell: Any) -> float:
    """Read a number or a level; NaN for anything else."""
    if name in LEVELED and isinstance(cell, str):
        level = read_level(name, cell)
        return math.nan if level is None else level
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else math.nan
    if not isinstance(cell, str):
        return math.nan
    text = cell.strip().replace(",", "")
    try:
        found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan
