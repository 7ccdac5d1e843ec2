"""Every worksheet function of the catalogue, registered with xlwings; the add-in's wrappers call them here.

An attribute of this module is a function under its name in a cell: ``worksheet.DSO(1200000, 7300000, 365)``.
On Windows xlwings converts the arguments on the way in and the answer on the way out. For arguments "raw" is
the one conversion of its that loses nothing: the others turn error values inside a range into blanks and
ranges of one row or column into flat lists. Answers go through `Rows`. Elsewhere xlwings registers nothing
and the functions are plain Python.

What goes back to Excel are numbers, texts, flags, dates with a zone (pywin32 shifts those without one), or
rows of them; an error value is its text, which the wrapper in the add-in turns into a true error.
"""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import xlwings as xw
from xlwings.conversion import Accessor, Ensure2DStage, Pipeline

from udfs import faults
from udfs.catalogue import catalogue
from udfs.columns import PlainCells
from udfs.values import CellError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.catalogue import Entry

WIZARD_LENGTH = 255
"""As many characters of a help text as Excel's function wizard shows."""

ERRORS_GIVEN = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""The error values that a function can give: VBA makes no others."""

_OTHER_ERROR = "#VALUE!"


class Rows(Accessor):  # type: ignore[misc]  # xlwings has no types
    """Answers as xlwings' server takes them: always rows, since it asks even a number for its length."""

    @classmethod
    def writer(cls, _options: Any) -> Pipeline:
        """Return the one step there is."""
        return Pipeline().append_stage(Ensure2DStage())


def from_excel(value: Any) -> Any:
    """Return an argument as the catalogue takes it.

    Parameters
    ----------
    value : object
        One cell, rows of cells, or one flat tuple: an array constant of one row arrives without its rows.

    Returns
    -------
    object
        The same; a flat tuple is one row.

    Examples
    --------
    >>> from_excel((1.0, 2.0)), from_excel(((1.0,), (2.0,))), from_excel(5.0)
    (((1.0, 2.0),), ((1.0,), (2.0,)), 5.0)
    """
    if type(value) in (tuple, list) and value and type(value[0]) not in (tuple, list):
        return (value,)
    return value


def to_excel(answer: Any) -> Any:
    """Return an answer as COM takes it.

    Parameters
    ----------
    answer : object
        From an entry of the catalogue.

    Returns
    -------
    float, int, str, bool, datetime or list of list
        Error values as texts; a date as midnight in UTC; no NumPy scalar.

    Examples
    --------
    >>> to_excel([[1.5, CellError("#N/A")]]), to_excel(date(2026, 1, 5)).isoformat()
    ([[1.5, '#N/A']], '2026-01-05T00:00:00+00:00')
    """
    if type(answer) is PlainCells:
        return answer
    if type(answer) is list:
        return [[cell if type(cell) is float else _cell(cell) for cell in row] for row in answer]
    return answer if type(answer) is float else _cell(answer)


def _cell(cell: Any) -> Any:
    """Return one cell of an answer."""
    if isinstance(cell, CellError):
        return cell.code if cell.code in ERRORS_GIVEN else _OTHER_ERROR
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    if isinstance(cell, np.generic):
        return cell.item()
    return "" if cell is None else cell


def _called(entry: Entry) -> Callable[..., Any]:
    """Return an entry as a function between Excel and the catalogue."""

    def call(*given: Any) -> Any:
        """Take the values of Excel and give values to Excel."""
        answer = entry(*map(from_excel, given))
        if isinstance(answer, CellError) and answer.code not in ERRORS_GIVEN:
            _remember_as_given(entry.name, answer)
        return to_excel(answer)

    return call


def _remember_as_given(name: str, error: CellError) -> None:
    """Keep the reason behind an error value also under the one that the cell will show instead."""
    fault = faults.latest(function=name, error=error.code)
    if fault is not None:
        faults.remember(faults.Fault(name, _OTHER_ERROR, fault.reason))


def registered(entry: Entry) -> Callable[..., Any]:
    """Register an entry of the catalogue with xlwings.

    Parameters
    ----------
    entry : Entry
        From `udfs.catalogue.catalogue`.

    Returns
    -------
    callable
        Takes and gives the values of Excel; its signature, name and help are the entry's.

    Examples
    --------
    >>> dso = registered(catalogue()["DSO"])
    >>> dso(1200000.0, 7300000.0, 365.0), dso(1.0, 0.0, 30.0)
    (60.0, '#NUM!')
    >>> str(inspect.signature(dso))
    '(receivables, credit_sales, days)'
    """
    function: Any = _called(entry)
    function.__name__ = function.__qualname__ = entry.name
    function.__module__ = __name__
    function.__doc__ = entry.sentence()[:WIZARD_LENGTH]
    function.__annotations__ = {}  # xlwings would read a conversion from them
    function.__signature__ = _signature(entry)
    for argument in entry.arguments:
        function = xw.arg(argument.name, "raw", doc=entry.help_of(argument.name)[:WIZARD_LENGTH])(function)
    function = xw.ret(Rows)(function)
    category = say(f"catalogue.groups.{entry.group}")
    return xw.func(function, category=category, call_in_wizard=False)  # type: ignore[no-any-return]


def _signature(entry: Entry) -> inspect.Signature:
    """Return the signature that xlwings reads names and optional arguments from."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            inspect.Parameter(each.name, kind, default=None if each.optional else inspect.Parameter.empty)
            for each in entry.arguments
        ]
    )


globals().update({name: registered(entry) for name, entry in catalogue().items()})
