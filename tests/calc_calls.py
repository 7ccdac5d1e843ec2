"""Every function of the catalogue as formulas in a workbook, with what the same call gives in Python.

The calls are taken from the examples: as it stands there; with each argument written out; with each argument
in cells; with the arguments that may be ranges stretched to three rows, one of them blank; and with one
argument spoilt. Nothing is listed by hand, so a new function is tried as soon as it stands in the catalogue.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from udfs.catalogue import catalogue
from udfs.hosts.closed.evaluation import evaluate_formula
from udfs.values import CellError, serial_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from udfs.catalogue import Entry

CALLS, CELLS = "Calls", "Cells"
BLANK = "blank"
SPOILERS = ("x", -1.0, 0.0, BLANK)


@dataclass
class Call:
    """One formula and what it must show: one cell, or rows of cells; an error value by its text."""

    name: str
    form: str
    formula: str
    expected: Any
    row: int = 0

    @property
    def rows(self) -> list[list[Any]]:
        """What must be shown, as rows."""
        return self.expected if isinstance(self.expected, list) else [[self.expected]]

    def places(self) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and what must stand there."""
        for row, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                yield row, column, cell


@dataclass
class Book:
    """The calls in the order of their rows, and cells that they refer to."""

    calls: list[Call] = field(default_factory=list)
    cells: list[list[Any]] = field(default_factory=list)

    def add(self, call: Call) -> None:
        """Put a call below the ones before it."""
        call.row = self.calls[-1].row + len(self.calls[-1].rows) if self.calls else 1
        self.calls.append(call)

    def reference(self, value: Any) -> str:
        """Put a value or rows into cells of their own and return where."""
        rows = value if isinstance(value, list) else [[value]]
        top, right = len(self.cells) + 1, chr(ord("A") + len(rows[0]) - 1)
        self.cells += [[None if cell in (BLANK, "") else cell for cell in row] for row in rows]
        if isinstance(value, list):
            return f"{CELLS}!A{top}:{right}{top + len(rows) - 1}"
        # Calc hands a blank cell over as 0 when it stands alone, so its blankness must be said.
        return f'IF({CELLS}!A{top}="","",{CELLS}!A{top})' if value == BLANK else f"{CELLS}!A{top}"


def book_of_calls() -> Book:
    """Return all calls of the catalogue."""
    book = Book()
    for entry in catalogue().values():
        for example in entry.examples:
            _add_example(book, entry, example.formula, example.value)
        for call in _faults(book, entry):
            book.add(call)
    return book


def _add_example(book: Book, entry: Entry, formula: str, value: Any) -> None:
    """Add an example in each of its forms."""
    if entry.takes_errors:  # what it asks about must be a cell in Calc: an error value reaches no function
        inner = _arguments(formula, entry.name)[0]
        book.add(Call(entry.name, "asked about", f"={inner}", evaluate_formula(f"={inner}").value))
        asked = f"{CALLS}!A{book.calls[-1].row}"
        book.add(Call(entry.name, "example", formula.replace(inner, asked), value))
        return
    book.add(Call(entry.name, "example", formula, value))
    written = _arguments(formula, entry.name)
    given = [None if text == "" else evaluate_formula(f"={text}").value for text in written]
    expected = shown(entry(*given))
    book.add(Call(entry.name, "written out", f"={entry.name}({','.join(map(_literal, given))})", expected))
    places = ["" if value is None else book.reference(value) for value in given]
    book.add(Call(entry.name, "in cells", f"={entry.name}({','.join(places)})", expected))
    stretched = _stretched(entry, given)
    if stretched is not None:
        places = ["" if value is None else book.reference(value) for value in stretched]
        formula = f"={entry.name}({','.join(places)})"
        book.add(Call(entry.name, "column", formula, shown(entry(*stretched))))


def _stretched(entry: Entry, given: Sequence[Any]) -> list[Any] | None:
    """Return arguments of three rows, the second of the first one blank; None where none may be a range."""
    if entry.returns == "table":
        return None
    arguments, first = list(given), True
    for place, (argument, value) in enumerate(zip(entry.arguments, given, strict=False)):
        if argument.shape not in ("each", "row") or value is None:
            continue
        row = value[0] if isinstance(value, list) else [value]
        middle = [BLANK] * len(row) if first else row
        arguments[place], first = [list(row), list(middle), list(row)], False
    return None if first else [_blanks(value) for value in arguments]


def _blanks(value: Any) -> Any:
    """Return a range with its blank cells as Calc hands them over."""
    return (
        [["" if cell == BLANK else cell for cell in row] for row in value]
        if isinstance(value, list)
        else value
    )


def _faults(book: Book, entry: Entry) -> Iterator[Call]:
    """Yield calls with one bad argument, one for each error value that can be had so."""
    if entry.takes_errors or not entry.arguments:
        return
    formula = entry.examples[0].formula
    given = [
        None if text == "" else evaluate_formula(f"={text}").value for text in _arguments(formula, entry.name)
    ]
    given += [None] * (1 - len(given))
    found: set[str] = set()
    for place, spoiler in itertools.product(range(len(given)), SPOILERS):
        spoilt: list[Any] = [*given[:place], [[""]] if spoiler == BLANK else spoiler, *given[place + 1 :]]
        answer = entry(*spoilt)
        if isinstance(answer, CellError) and answer.code not in found:
            found.add(answer.code)
            texts = [book.reference(BLANK) if value == [[""]] else _literal(value) for value in spoilt]
            yield Call(entry.name, "fault", f"={entry.name}({','.join(texts)})", answer.code)


def shown(answer: Any) -> Any:
    """Return an answer of the catalogue as cells show it: dates as numbers, error values as texts."""
    if isinstance(answer, list):
        return [[shown(cell) for cell in row] for row in answer]
    if isinstance(answer, CellError):
        return answer.code
    return serial_of(answer) if hasattr(answer, "year") else answer


def _arguments(formula: str, name: str) -> list[str]:
    """Return the texts of the arguments of the first call of a function in a formula."""
    start = re.search(rf"\b{name}\(", formula)
    assert start, formula
    depth, quoted, texts, last = 1, False, [], start.end()
    for place in range(start.end(), len(formula)):
        letter = formula[place]
        quoted ^= letter == '"'
        if quoted:
            continue
        depth += (letter in "({") - (letter in ")}")
        if depth == 0 or (depth == 1 and letter == ","):
            texts.append(formula[last:place])
            last = place + 1
        if depth == 0:
            return [] if texts == [""] else texts
    raise AssertionError(formula)


def _literal(value: Any) -> str:
    """Return a value as a formula writes it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(_literal, row)) for row in value) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else repr(value)


def write_with_openpyxl(book: Book, path: Path) -> None:
    """Write the calls as openpyxl does."""
    workbook = openpyxl.Workbook()
    calls, cells = workbook.active, workbook.create_sheet(CELLS)
    assert calls is not None
    calls.title = CALLS
    for call in book.calls:
        if isinstance(call.expected, list):
            last = calls.cell(call.row + len(call.rows) - 1, len(call.rows[0])).coordinate
            calls[f"A{call.row}"] = ArrayFormula(f"A{call.row}:{last}", call.formula)
        else:
            calls[f"A{call.row}"] = call.formula
    for row in book.cells:
        cells.append(row)
    workbook.save(path)


def write_with_xlsxwriter(book: Book, path: Path) -> None:
    """Write the calls as XlsxWriter does."""
    workbook = xlsxwriter.Workbook(path)
    calls, cells = workbook.add_worksheet(CALLS), workbook.add_worksheet(CELLS)
    for call in book.calls:
        if isinstance(call.expected, list):
            last = call.row + len(call.rows) - 2, len(call.rows[0]) - 1
            calls.write_array_formula(call.row - 1, 0, *last, f"{{{call.formula}}}")
        else:
            calls.write_formula(call.row - 1, 0, call.formula)
    for number, row in enumerate(book.cells):
        cells.write_row(number, 0, row)
    workbook.close()


WRITERS = {"openpyxl": write_with_openpyxl, "XlsxWriter": write_with_xlsxwriter}
