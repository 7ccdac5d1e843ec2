"""The formula machine in process: a formualizer workbook with our functions in it, fed by ranges.

What is particular to formualizer stands here and nowhere else: how it spells errors, that a function gives
lists of lists, and that only its ephemeral mode loads fast.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import formualizer

from udfs.catalogue import catalogue
from udfs.values import ERROR_TEXTS, CellError, serial_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from udfs.catalogue import Entry

KINDS = {
    "#NULL!": "Null",
    "#DIV/0!": "Div",
    "#VALUE!": "Value",
    "#REF!": "Ref",
    "#NAME?": "Name",
    "#NUM!": "Num",
    "#N/A": "Na",
    "#SPILL!": "Spill",
    "#CALC!": "Calc",
    "#GETTING_DATA": "Na",
}
CODES = {kind: code for code, kind in KINDS.items()} | {"Na": "#N/A"}
_SECONDS_A_DAY = 86_400.0
_TAKEN_AS_IT_IS = frozenset({float, bool, type(None)})


def machine(sheet_names: Iterable[str]) -> Any:
    """Return an empty machine that knows our functions.

    Parameters
    ----------
    sheet_names : iterable of str
        Sheets it shall have.

    Returns
    -------
    formualizer.Workbook
        Dates in it are serial numbers.
    """
    workbook = formualizer.Workbook(mode=formualizer.WorkbookMode.Ephemeral)
    workbook.set_temporal_egress("serial")
    for name in sheet_names:
        workbook.add_sheet(name)
    for name, entry in catalogue().items():
        workbook.register_function(
            name, _callback(entry), min_args=0, max_args=None, allow_override_builtin=True, deterministic=True
        )
    return workbook


def register(workbook: Any, name: str, answer: Callable[..., Any]) -> None:
    """Teach a machine one more function, of single cells.

    Parameters
    ----------
    workbook : formualizer.Workbook
        From `machine`.
    name : str
        What formulas call it.
    answer : callable
        Takes numbers, texts and flags; gives one cell, `CellError` for an error value.
    """

    def call(*given: Any) -> Any:
        """Translate both ways."""
        found = answer(*(told(value) for value in given))
        return _leaving(found) if isinstance(found, CellError) else fed(found)

    workbook.register_function(name, call, min_args=0, max_args=None, deterministic=True)


def _callback(entry: Entry) -> Callable[..., Any]:
    """Return a function of the catalogue as the machine calls it."""

    def call(*given: Any) -> Any:
        """Translate errors both ways and run the entry."""
        answer = entry(*(_arrived(value) for value in given))
        if isinstance(answer, list):
            return [[_leaving(cell) for cell in row] for row in answer]
        return _leaving(answer)

    return call


def _arrived(value: Any) -> Any:
    """Return an argument with the machine's errors as ours."""
    if isinstance(value, list):
        return [[_arrived(cell) for cell in row] for row in value]
    if isinstance(value, dict):
        return CODES.get(value.get("kind", ""), "#VALUE!")
    return value


def _leaving(cell: Any) -> Any:
    """Return one cell as the machine takes it."""
    if isinstance(cell, CellError):
        return formualizer.LiteralValue.error(KINDS.get(cell.code, "Value"), None)
    return serial_of(cell) if isinstance(cell, date) else cell


def fed(cell: Any) -> Any:  # noqa: PLR0911  one way out per kind of cell
    """Return one cell of a workbook as the machine takes it.

    Parameters
    ----------
    cell : object
        None, text, number, flag, date, time of day, duration, or the text of an error value.

    Returns
    -------
    object
        Dates and times as serial numbers, errors as the machine's own.

    Examples
    --------
    >>> fed(datetime(2026, 1, 5, 12)), fed("text"), fed(None)
    (46027.5, 'text', None)
    """
    if type(cell) in _TAKEN_AS_IT_IS:
        return cell
    if isinstance(cell, str):
        return formualizer.LiteralValue.error(KINDS.get(cell, "Value"), None) if cell in ERROR_TEXTS else cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, date):
        return serial_of(cell)
    if isinstance(cell, timedelta):
        return cell.total_seconds() / _SECONDS_A_DAY
    if isinstance(cell, time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / _SECONDS_A_DAY
    return str(cell)


def told(value: Any) -> Any:
    """Return what the machine computed for one cell.

    Parameters
    ----------
    value : object
        From the machine.

    Returns
    -------
    float, str, bool or CellError
        A reference to a blank cell gives 0, as in Excel.

    Examples
    --------
    >>> told({"type": "Error", "kind": "Na"}), told(None)
    (CellError(code='#N/A'), 0.0)
    """
    if value is None:
        return 0.0
    if isinstance(value, dict):
        return CellError(CODES.get(value.get("kind", ""), "#NAME?"))
    if isinstance(value, list):
        return told(value[0][0]) if value and value[0] else 0.0
    if isinstance(value, datetime | date):
        return serial_of(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
