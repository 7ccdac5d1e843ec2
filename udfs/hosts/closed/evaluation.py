"""Computes the formulas of a closed workbook and keeps their results in it as cached values.

Only formulas on our sheets are computed, and those elsewhere that call our functions or read our sheets; of
other sheets only the ranges that they read are loaded. What cannot be computed keeps its value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from udfs import faults
from udfs.catalogue import catalogue
from udfs.hosts.closed.areas import Area, letters_of
from udfs.hosts.closed.long_sums import column_of, is_long_sum, long_sum
from udfs.hosts.closed.lookups import CELL_CALL, ROW_CALL, ROWS_SHEET, Lookups, with_row_numbers
from udfs.hosts.closed.machine import fed, machine, register, told
from udfs.hosts.closed.references import Book, PlainFormula, plain
from udfs.values import CellError
from xlcredit.errors import HostError
from xlcredit.tables import TABLE_PREFIX
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbooks.package import Workbook

Place = tuple[str, int, int]
"""Sheet, row and column of a cell."""

SCRATCH = "xlcredit"
SPILLS = CellError("#SPILL!")
"""A result of several cells: the file says how far the old one reached, so Excel fills the new one."""

_NOT_COMPUTED = frozenset({"#NAME?", "#SPILL!"})
"""What the machine answers when it does not know a function, or a result has no room."""


@dataclass(frozen=True)
class Answer:
    """What one formula gives.

    Attributes
    ----------
    value : float, str, bool or list of list
        One cell, or the rows of a range; an error value is its text.
    reason : str or None
        Why it is an error; None when it is none.
    """

    value: Any
    reason: str | None = None


@dataclass
class Evaluated:
    """What became of the formulas of a workbook.

    Attributes
    ----------
    values : dict
        Place to value (`CellError` for an error value).
    not_evaluated : dict
        Place to the reason why it keeps the value it had.
    """

    values: dict[Place, Any] = field(default_factory=dict)
    not_evaluated: dict[Place, str] = field(default_factory=dict)

    def listed(self) -> tuple[str, ...]:
        """Return the cells that were not computed, as a person reads them."""
        return tuple(
            f"{sheet}!{letters_of(column)}{row}" for sheet, row, column in sorted(self.not_evaluated)
        )


def evaluate_formula(formula: str) -> Answer:
    """Compute one formula that stands in no workbook.

    Parameters
    ----------
    formula : str
        With or without its equals sign, in English and with commas.

    Returns
    -------
    Answer
        Its value and, for an error, the reason.

    Examples
    --------
    >>> evaluate_formula("=1+2").value
    3.0
    >>> evaluate_formula("=SEQUENCE(2)*10").value
    [[10.0], [20.0]]
    >>> evaluate_formula("=1/0").value
    '#DIV/0!'
    """
    faults.forget()
    try:
        resolved = plain(formula.strip(), Book([SCRATCH]), SCRATCH)
    except HostError as error:
        return Answer("#REF!", str(error))
    workbook = machine([SCRATCH])
    try:
        workbook.set_formula(SCRATCH, 1, 1, resolved.text)
        first = workbook.evaluate_cell(SCRATCH, 1, 1)
    except (ValueError, RuntimeError):
        return Answer("#NAME?", say("hosts.not_a_formula", got=formula))
    if isinstance(first, dict):
        return _error_answer(formula, resolved, first)
    return Answer(_spilled(workbook, told(first)))


def _error_answer(formula: str, resolved: PlainFormula, first: dict[str, Any]) -> Answer:
    """Return an error value with the best reason there is."""
    if first.get("kind") == "Error":
        return Answer("#NAME?", say("hosts.not_a_formula", got=formula))
    code = told(first).code
    fault = faults.latest(error=code)
    if fault is not None:
        return Answer(code, str(fault))
    if code in _NOT_COMPUTED:
        return Answer(code, say("hosts.cannot_evaluate", got=", ".join(sorted(resolved.calls)) or formula))
    return Answer(code, say("hosts.error_value", error=code))


def _spilled(workbook: Any, first: Any) -> Any:
    """Return the whole result when the formula spilled, else its one cell."""
    spill = workbook.inspect_cell(f"{SCRATCH}!A1").to_dict()["cell"]["spill"]
    if not spill or not spill.get("extent"):
        return str(first) if isinstance(first, CellError) else first
    last = re.findall(r"([A-Z]+)(\d+)", spill["extent"])[-1]
    rows, columns = (
        int(last[1]),
        sum((ord(letter) - 64) * 26**place for place, letter in enumerate(last[0][::-1])),
    )
    cells = [
        [told(workbook.get_value(SCRATCH, row + 1, column + 1)) for column in range(columns)]
        for row in range(rows)
    ]
    return [[str(cell) if isinstance(cell, CellError) else cell for cell in row] for row in cells]


def refresh_values(package: Workbook, sheet_names: Collection[str] | None = None) -> Evaluated:
    """Compute the formulas of a workbook and write their values into it, unsaved.

    Parameters
    ----------
    package : Workbook
        The workbook.
    sheet_names : collection of str, optional
        Sheets to compute; ours, and whatever elsewhere leans on them, when None.

    Returns
    -------
    Evaluated
        Every value written, and every cell left as it was.
    """
    evaluated = evaluate(package, sheet_names)
    cells = _Cells(package)
    for place, found in evaluated.values.items():
        value = str(found) if isinstance(found, CellError) else found
        if not _same(cells.at(place), value):
            package.sheet(place[0]).set_cached(*place[1:], value)
    return evaluated


def _same(cached: Any, value: Any) -> bool:
    """Tell whether a cell shows a value already, so that its sheet stays as it was."""
    return type(cached) is type(value) and bool(cached == value)


def evaluate(package: Workbook, sheet_names: Collection[str] | None = None) -> Evaluated:
    """Compute the formulas of a workbook and change nothing.

    Parameters
    ----------
    package : Workbook
        The workbook.
    sheet_names : collection of str, optional
        Sheets to compute; ours, and whatever elsewhere leans on them, when None.

    Returns
    -------
    Evaluated
        Values and the cells that cannot be computed here.
    """
    book = Book(list(package.sheet_names), package.tables, package.names)
    evaluated = Evaluated()
    formulas = _resolve(_formulas(package, book, sheet_names), book, evaluated)
    while True:
        values = _compute(package, formulas, evaluated)
        unknown = [place for place in formulas if _is_unknown(values[place])]
        if not unknown:
            evaluated.values = values
            return evaluated
        for place in _first_unknown(unknown, formulas):
            calls = ", ".join(sorted(formulas[place].calls))
            evaluated.not_evaluated[place] = say("hosts.cannot_evaluate", got=calls or formulas[place].text)
            del formulas[place]


def _first_unknown(unknown: list[Place], formulas: dict[Place, PlainFormula]) -> list[Place]:
    """Return the unknown cells that read no other unknown one: what stands on them may be known after all."""
    first = [
        place
        for place in unknown
        if not any(
            _holds(area, other) for area in formulas[place].areas for other in unknown if other != place
        )
    ]
    return first or unknown


def our_sheets(book: Book) -> set[str]:
    """Return the sheets that hold a table or a named cell of ours.

    Parameters
    ----------
    book : Book
        Tables and names of a workbook.

    Returns
    -------
    set of str
        Sheet names.
    """
    tables = {
        table.sheet_name for name, table in book.tables.items() if name.lower().startswith(TABLE_PREFIX)
    }
    cells = [
        text for name, text in book.names.items() if name.lower().startswith(TABLE_PREFIX) and "!" in text
    ]
    named = {text.rpartition("!")[0].strip("'").replace("''", "'") for text in cells}
    return tables | (named & set(book.sheet_names))  # the dashboard and the checks hold no table


def _formulas(package: Workbook, book: Book, sheet_names: Collection[str] | None) -> dict[Place, str]:
    """Return the formulas to compute: all of the sheets asked for, and elsewhere those that lean on us."""
    ours = our_sheets(book) if sheet_names is None else {book.sheet(name) for name in sheet_names}
    leans = _leaning_pattern(book, ours) if sheet_names is None else None
    chosen: dict[Place, str] = {}
    for sheet in package.sheet_names:
        for (row, column), text in package.sheet(sheet).formulas().items():
            if sheet in ours or (leans is not None and leans.search(text)):
                chosen[sheet, row, column] = text
    return chosen


def _leaning_pattern(book: Book, ours: set[str]) -> re.Pattern[str]:
    """Return a pattern for formulas that call our functions or name our sheets, tables and cells."""
    calls = "|".join(rf"{name}\(" for name in catalogue())
    words = [TABLE_PREFIX] + [sheet.replace("'", "''") for sheet in ours]
    words += [
        name for name, text in book.names.items() if any(sheet in text for sheet in ours) and "!" not in name
    ]
    return re.compile(rf"\b(?:{calls})|{'|'.join(map(re.escape, words))}", re.IGNORECASE)


def _resolve(texts: dict[Place, str], book: Book, evaluated: Evaluated) -> dict[Place, PlainFormula]:
    """Resolve tables and names; a formula that refers to what is not there is set aside."""
    formulas = {}
    for place, text in texts.items():
        try:
            formulas[place] = plain(text, book, *place)
        except HostError as error:
            evaluated.not_evaluated[place] = str(error)
    return formulas


def _compute(
    package: Workbook, formulas: dict[Place, PlainFormula], evaluated: Evaluated
) -> dict[Place, Any]:
    """Run the machine once over the formulas that can be computed as far as is known."""
    cells = _Cells(package)
    _set_aside_leaning(formulas, cells, evaluated)
    workbook = machine(package.sheet_names)
    summed = _summed(formulas, cells)
    rest = _with_lookups(
        workbook, {place: formula for place, formula in formulas.items() if place not in summed}, cells
    )
    for sheet, blocks in _blocks(rest, cells).items():
        for area in blocks:
            rows = [
                [cell if type(cell) is float or cell is None else fed(cell) for cell in row]
                for row in cells.block(area)
            ]
            workbook.set_values_batch(sheet, area.top, area.left, rows)
    for sheet, row, column in summed:  # after the blocks, which hold what the cells showed before
        workbook.set_values_batch(sheet, row, column, [[summed[sheet, row, column]]])
    last = 0
    for (sheet, row, column), formula in rest.items():
        text, needed = with_row_numbers(formula.text)
        workbook.set_formula(sheet, row, column, text)
        last = max(last, needed)
    if last:
        workbook.add_sheet(ROWS_SHEET)
        workbook.set_values_batch(ROWS_SHEET, 1, 1, [[float(number)] for number in range(1, last + 1)])
    workbook.evaluate_all()
    return summed | {place: _result(workbook, place) for place in rest}


def _summed(formulas: dict[Place, PlainFormula], cells: _Cells) -> dict[Place, Any]:
    """Return the values of the formulas that only sum long columns in which no formula is to be computed."""
    found: dict[Place, Any] = {}
    columns: dict[Area, list[Any]] = {}
    for place, formula in formulas.items():
        if not is_long_sum(formula) or any(
            _holds(area, other) for area in formula.areas for other in formulas
        ):
            continue
        for area in formula.areas:
            if area not in columns:
                columns[area] = column_of(area, cells.rows(area.sheet))
        total = long_sum(formula, [columns[area] for area in formula.areas])
        if total is not None:
            found[place] = total
    return found


def _with_lookups(
    workbook: Any, formulas: dict[Place, PlainFormula], cells: _Cells
) -> dict[Place, PlainFormula]:
    """Return the formulas with their lookups in long tables answered here, and teach the machine to ask."""
    lookups = Lookups(cells.rows)
    computed: dict[str, list[Place]] = defaultdict(list)
    for place in formulas:
        computed[place[0]].append(place)
    known: dict[Area, bool] = {}

    def is_constant(area: Area) -> bool:
        """Tell whether no formula to be computed stands in an area."""
        if area not in known:
            known[area] = not any(_holds(area, place) for place in computed[area.sheet])
        return known[area]

    rewritten = {place: lookups.rewritten(formula, is_constant) for place, formula in formulas.items()}
    register(workbook, CELL_CALL, lookups.cell)
    register(workbook, ROW_CALL, lookups.row)
    return rewritten


def _result(workbook: Any, place: Place) -> Any:
    """Return what a formula gives, `SPILLS` when that is more than its own cell."""
    value = told(workbook.get_value(*place))
    spill = workbook.inspect_cell(Area(place[0], *place[1:], *place[1:]).address(with_sheet=True)).cell.spill
    if spill is not None and spill.extent and ":" in spill.extent:
        return SPILLS
    return value


def _is_unknown(value: Any) -> bool:
    """Tell whether the machine did not know what to do, rather than found an error."""
    return isinstance(value, CellError) and value.code in _NOT_COMPUTED


def _set_aside_leaning(formulas: dict[Place, PlainFormula], cells: _Cells, evaluated: Evaluated) -> None:
    """Set aside every formula that reads a cell which was not computed and has no value to go on."""
    empty = {place for place in evaluated.not_evaluated if cells.at(place) is None}
    while empty:
        leaning = {
            place: source
            for place, formula in formulas.items()
            for source in empty
            if any(_holds(area, source) for area in formula.areas)
        }
        for place, (sheet, row, column) in leaning.items():
            cell = f"{sheet}!{letters_of(column)}{row}"
            evaluated.not_evaluated[place] = say("hosts.leans_on_unevaluated", got=cell)
            del formulas[place]
        empty = {place for place in leaning if cells.at(place) is None}


def _holds(area: Area, place: Place) -> bool:
    """Tell whether a cell lies in an area."""
    sheet, row, column = place
    return area.sheet == sheet and area.top <= row <= area.bottom and area.left <= column <= area.right


class _Cells:
    """The values of a workbook's sheets, each read once and only when asked for."""

    def __init__(self, package: Workbook) -> None:
        self._package = package
        self._sheets: dict[str, list[list[Any]]] = {}
        self._widths: dict[str, int] = {}

    def rows(self, sheet: str) -> list[list[Any]]:
        """Return the cells of a sheet from A1."""
        if sheet not in self._sheets:
            self._sheets[sheet] = self._package.sheet(sheet).values()
        return self._sheets[sheet]

    def at(self, place: Place) -> Any:
        """Return one cell, None outside the used range."""
        sheet, row, column = place
        rows = self.rows(sheet)
        return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

    def block(self, area: Area) -> Iterable[list[Any]]:
        """Return the rows of an area that lies within the used range."""
        width = area.right - area.left + 1
        for row in self.rows(area.sheet)[area.top - 1 : area.bottom]:
            cells = row[area.left - 1 : area.right]
            yield cells + [None] * (width - len(cells))

    def _width(self, sheet: str) -> int:
        """Return how many columns of a sheet are used."""
        if sheet not in self._widths:
            self._widths[sheet] = max(map(len, self.rows(sheet)), default=0)
        return self._widths[sheet]

    def clipped(self, area: Area) -> Area | None:
        """Return an area cut to the used range, None when nothing is left."""
        rows = self.rows(area.sheet)
        bottom = min(area.bottom, len(rows))
        right = min(area.right, self._width(area.sheet))
        if bottom < area.top or right < area.left:
            return None
        return Area(area.sheet, area.top, area.left, bottom, right)


def _blocks(formulas: dict[Place, PlainFormula], cells: _Cells) -> dict[str, list[Area]]:
    """Return per sheet the areas to load: each column from the first to the last row that a formula reads."""
    spans: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for area in {area for formula in formulas.values() for area in formula.areas}:
        part = cells.clipped(area)
        for column in range(part.left, part.right + 1) if part else ():
            assert part is not None  # noqa: S101  the range above is empty then; this tells the type checker
            top, bottom = spans[area.sheet].get(column, (part.top, part.bottom))
            spans[area.sheet][column] = min(top, part.top), max(bottom, part.bottom)
    return {sheet: _grouped(sheet, columns) for sheet, columns in spans.items()}


def _grouped(sheet: str, columns: dict[int, tuple[int, int]]) -> list[Area]:
    """Join neighbouring columns of the same rows into one area."""
    areas: list[Area] = []
    for column in sorted(columns):
        top, bottom = columns[column]
        last = areas[-1] if areas else None
        if last and last.right == column - 1 and (last.top, last.bottom) == (top, bottom):
            areas[-1] = Area(sheet, top, last.left, bottom, column)
        else:
            areas.append(Area(sheet, top, column, bottom, column))
    return areas
