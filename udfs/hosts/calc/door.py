"""The functions of the catalogue as Calc calls them: its values in, its values out.

Calc hands over a block of rows for a range, a block of one or a plain value for one cell, None for what was
left out. Inside a block a blank cell is the text of no letters; alone it arrives as 0, and nothing here can
tell: who means blank writes ``IF(A1="";"";A1)``. TRUE arrives as 1, a date as its serial number. An error
value stays away: Calc shows it, or ``Err:504`` when it stands in a range, and does not call.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from udfs import faults
from udfs.catalogue import catalogue
from udfs.hosts.calc.component.errors import error_value
from udfs.preferences import remembered_language
from udfs.values import CellError, serial_of
from xlcredit.texts import LANGUAGES, say, use_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.catalogue import Entry

NOT_CALLED = "Err:504"
"""What Calc shows when an error value stands in a range, or an argument that is needed is missing."""
_AS_THEY_ARE = frozenset({float, str, bool})
_CALL = re.compile(r"([A-Z]+)\s*\(")


def call(name: str, arguments: tuple[Any, ...]) -> Any:
    """Run a function of the catalogue on what Calc handed over.

    Parameters
    ----------
    name : str
        Name in a cell, in capitals.
    arguments : tuple
        One value per declared argument, None for one that was left out. For XLCWHY a block of one row: what
        the cell shows if that is an error value, else its value; and its formula.

    Returns
    -------
    float, str, bool or tuple of tuple
        One cell, or rows of cells; an error value as `udfs.hosts.calc.component.errors.error_value` makes it.

    Examples
    --------
    >>> call("DSO", (((1_200_000.0,),), ((7_300_000.0,),), ((365.0,),)))
    60.0
    >>> call("CREDITGRADE", (((90.0,), (10.0,)), None))
    (('A',), ('E',))
    """
    return caller(name)(*arguments)


def speak(language: str) -> None:
    """Give reasons in the language that the user chose once for all, else in that of the office's windows.

    Parameters
    ----------
    language : str
        Code of the office's language; one that is not ours counts for nothing.
    """
    chosen = remembered_language() or next((known for known in LANGUAGES if known == language), None)
    if chosen is not None:
        use_language(chosen)


@cache
def caller(name: str) -> Callable[..., Any]:
    """Return a function that runs one entry of the catalogue.

    Parameters
    ----------
    name : str
        Name in a cell, in capitals.

    Returns
    -------
    callable
        Takes what Calc hands over, see `call`.
    """
    entry = catalogue()[name]
    if entry.takes_errors:
        return lambda cell, *_others: _why(entry, *cell[0])
    singles = [argument.shape in ("scalar", "each") for argument in entry.arguments]

    def called(*arguments: Any) -> Any:
        """Run the entry; a block of one cell is that cell where one cell is taken."""
        given = [
            value[0][0]
            if single and type(value) is tuple and len(value) == 1 and len(value[0]) == 1
            else value
            for value, single in zip(arguments, singles, strict=False)
        ]
        answer = entry(*given)
        return answer if type(answer) is float else to_calc(answer)

    return called


def to_calc(answer: Any) -> Any:
    """Return an answer of the catalogue as Calc takes it.

    Parameters
    ----------
    answer : object
        From an entry.

    Returns
    -------
    float, str, bool or tuple of tuple
        Dates as serial numbers.

    Examples
    --------
    >>> to_calc([[date(2026, 1, 5), "A"], [CellError("#N/A"), 1]])
    ((46027.0, 'A'), (nan, 1.0))
    """
    if not isinstance(answer, list):
        return _cell(answer)
    if set(map(type, chain.from_iterable(answer))) <= _AS_THEY_ARE:
        return tuple(map(tuple, answer))
    return tuple(tuple(map(_cell, row)) for row in answer)


def _cell(value: Any) -> Any:
    """Return one cell as Calc takes it; it knows no whole number beyond 32 bits."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, CellError):
        return error_value(value.code)
    return serial_of(value) if isinstance(value, date) else float(value)


def _why(entry: Entry, shown: Any, formula: str) -> str:
    """Return why a cell shows an error: by its formula first, then by the error value."""
    if shown == NOT_CALLED:
        return say("calc_cells.not_called")
    names = [name for name in _CALL.findall(formula.upper()) if name in catalogue()]
    for name in names:
        fault = faults.latest(function=name, error=str(shown))
        if fault is not None:
            return str(fault)
    return str(entry(formula if names and not isinstance(shown, str) else shown))
