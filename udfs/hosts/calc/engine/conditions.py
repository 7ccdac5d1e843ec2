"""Conditional formats of copied sheets: each as the template has it, and in the font of its own cells.

A copied style leans on the default style of its new document and would bring that one's font and colour to
every cell whose condition holds. So each condition gets a style that repeats what its cells have themselves.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at
from udfs.hosts.calc.engine.uno_values import enum, range_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from udfs.hosts.closed.areas import Area

_PLAIN = 0
"""Kind of an entry that compares or computes, and gives a style; scales, bars and icons have no style."""
_FAMILY = "CellStyles"
_NOT_OURS = frozenset(
    {"ParentStyle", "DisplayName", "IsPhysical", "Hidden", "IsAutoUpdate", "UserDefinedAttributes"}
)


@dataclass(frozen=True)
class Condition:
    """One conditional format.

    Attributes
    ----------
    areas : tuple of Area
        Its cells.
    entries : tuple of tuple
        Operator, both formulas and style of each of its entries.
    """

    areas: tuple[Area, ...]
    entries: tuple[tuple[int, str, str, str], ...]


def _entries(conditional: Any) -> list[Any]:
    """Return the entries of a conditional format."""
    return [conditional.getByIndex(number) for number in range(conditional.getCount())]


def conditions_of(native: Any, sheet: str) -> list[Condition]:
    """Return the conditional formats of a sheet that give styles.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.
    sheet : str
        Its name.

    Returns
    -------
    list of Condition
        In order.
    """
    found = []
    for each in native.ConditionalFormats.getConditionalFormats():
        entries = _entries(each)
        if any(entry.getType() != _PLAIN for entry in entries):
            continue
        areas = tuple(area_at(sheet, address) for address in each.Range.getRangeAddresses())
        told = tuple(
            (int(one.Operator), str(one.Formula1), str(one.Formula2), str(one.StyleName)) for one in entries
        )
        found.append(Condition(areas, told))
    return found


def give_conditions(document: Any, conditions: Sequence[Condition]) -> None:
    """Put conditional formats in the place of those that came along with copied sheets.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document.
    conditions : sequence of Condition
        From the template, on sheets under their names in the document.
    """
    styles = _Styles(document)
    for sheet in dict.fromkeys(area.sheet for condition in conditions for area in condition.areas):
        formats = document.Sheets.getByName(sheet).ConditionalFormats
        for each in formats.getConditionalFormats():
            if all(entry.getType() == _PLAIN for entry in _entries(each)):
                formats.removeByID(each.ID)
    for condition in conditions:
        native = document.Sheets.getByName(condition.areas[0].sheet)
        index = native.getRangeAddress().Sheet
        ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        addresses = tuple(range_address(index, area) for area in condition.areas)
        ranges.addRangeAddresses(addresses, False)
        number = native.ConditionalFormats.createByRange(ranges)
        made = next(one for one in native.ConditionalFormats.getConditionalFormats() if number == one.ID)
        first = condition.areas[0]
        cell = native.getCellByPosition(first.left - 1, first.top - 1)
        for place, (operator, one, other, style) in enumerate(condition.entries):
            made.createEntry(_PLAIN, place)
            entry = made.getByIndex(place)
            entry.Operator, entry.Formula1, entry.Formula2 = operator, one, other
            entry.StyleName = styles.fitting(style, cell)


class _Styles:
    """Styles for conditions, made once for every look of cells."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = document.StyleFamilies.getByName(_FAMILY)
        self._direct = enum("com.sun.star.beans.PropertyState", "DIRECT_VALUE")
        self._of_default = self._said_by(self._styles.getByName("Default"))
        self._made: dict[tuple[Any, ...], str] = {}

    def _said_by(self, style: Any) -> tuple[str, ...]:
        """Return the names of what a style says itself."""
        names = tuple(
            each.Name for each in style.getPropertySetInfo().getProperties() if each.Name not in _NOT_OURS
        )
        states = style.getPropertyStates(names)
        return tuple(name for name, state in zip(names, states, strict=True) if state == self._direct)

    def fitting(self, style: str, cell: Any) -> str:
        """Return the name of a style that says what a given one does, and for the rest what a cell has."""
        given = self._styles.getByName(style)
        own = self._said_by(given)
        rest = tuple(sorted(set(self._of_default) - set(own)))
        if not rest:
            return style
        values = cell.getPropertyValues(rest)
        key = (style, rest, tuple(map(str, values)))
        if key not in self._made:
            name = f"{style} xlcredit {len(self._made) + 1}"
            while self._styles.hasByName(name):
                name += "_"
            self._styles.insertByName(name, self._document.createInstance("com.sun.star.style.CellStyle"))
            made = self._styles.getByName(name)
            for names, told in ((own, given.getPropertyValues(own)), (rest, values)):
                for each, value in zip(names, told, strict=True):
                    with suppress(Exception):  # a property that another one sets as well may be refused
                        made.setPropertyValue(each, value)
            self._made[key] = name
        return self._made[key]
