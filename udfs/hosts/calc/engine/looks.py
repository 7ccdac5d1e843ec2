"""How a sheet looks beyond its cells: page style, frozen panes, grid, rules of input; and clashing styles."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.uno_values import enum

if TYPE_CHECKING:
    from udfs.hosts.closed.areas import Area

_READ_ONLY = 16
_PAGES, _CELLS = "PageStyles", "CellStyles"
_LATER = ("HeaderIsShared", "FooterIsShared")
_WINDOW, _SIZE = (1200, 900), 12
_BUILT_IN = frozenset({"Default"})


@dataclass(frozen=True)
class Look:
    """What LibreOffice leaves behind when it copies a sheet.

    Attributes
    ----------
    page_style : str
        Its name in the template.
    page : dict
        Its properties.
    frozen : tuple of int
        Columns and rows that do not scroll.
    shows_grid : bool
        Whether grid lines show.
    """

    page_style: str
    page: dict[str, Any]
    frozen: tuple[int, int]
    shows_grid: bool


def look_of(template: Any, native: Any) -> Look:
    """Return the look of a sheet.

    Parameters
    ----------
    template : XSpreadsheetDocument
        Its document.
    native : XSpreadsheet
        The sheet.

    Returns
    -------
    Look
        To be given to its copy.
    """
    style = template.StyleFamilies.getByName(_PAGES).getByName(native.PageStyle)
    page = {
        each.Name: style.getPropertyValue(each.Name)
        for each in style.getPropertySetInfo().getProperties()
        if not each.Attributes & _READ_ONLY
    }
    frozen, grid = (0, 0), True
    controller = template.getCurrentController()
    if controller is not None:
        controller.setActiveSheet(native)
        grid = bool(controller.ShowGrid)
        if controller.hasFrozenPanes():
            frozen = (controller.getSplitColumn(), controller.getSplitRow())
    return Look(str(native.PageStyle), page, frozen, grid)


def give_look(document: Any, native: Any, look: Look) -> None:
    """Give a copied sheet the look of its original.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document it stands in.
    native : XSpreadsheet
        The sheet.
    look : Look
        From `look_of`.
    """
    styles = document.StyleFamilies.getByName(_PAGES)
    name = look.page_style
    while styles.hasByName(name):
        name += "_"
    styles.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
    style = styles.getByName(name)
    for key in sorted(look.page, key=lambda key: (key in _LATER, "Content" in key)):
        with suppress(Exception):  # a few properties exclude each other, as the scales of a page
            style.setPropertyValue(key, look.page[key])
    native.PageStyle = name
    controller = document.getCurrentController()
    if controller is not None:
        _give_size(controller)
        controller.setActiveSheet(native)
        controller.ShowGrid = look.shows_grid
        if any(look.frozen):
            controller.freezeAtPosition(*look.frozen)


def _give_size(controller: Any) -> None:
    """Give a hidden window a size: one without cannot freeze panes."""
    window = controller.getFrame().getComponentWindow()
    if window.getPosSize().Width == 0:
        window.setPosSize(0, 0, *_WINDOW, _SIZE)


def rules_of(native: Any, sheet: str) -> list[tuple[Area, Any]]:
    """Return the rules of input on a sheet that name other sheets.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.
    sheet : str
        Its name.

    Returns
    -------
    list of tuple
        Cells and their rule.
    """
    found = []
    groups = native.getUniqueCellFormatRanges()
    for number in range(groups.getCount()):
        group = groups.getByIndex(number)
        rule = group.Validation
        if rule is not None and "." in f"{rule.getFormula1()}{rule.getFormula2()}":
            found += [(area_at(sheet, address), rule) for address in group.getRangeAddresses()]
    return found


def clear_rule(native: Any, area: Area) -> None:
    """Take the rule of input off an area."""
    cells = cells_of(native, area)
    rule = cells.Validation
    rule.Type = enum("com.sun.star.sheet.ValidationType", "ANY")
    rule.setFormula1("")
    cells.Validation = rule


def rename_styles(template: Any, document: Any) -> None:
    """Rename the template's cell styles that the document has too, which would give a copy the other look.

    Parameters
    ----------
    template, document : XSpreadsheetDocument
        Where from and where to.
    """
    ours, theirs = (each.StyleFamilies.getByName(_CELLS) for each in (template, document))
    for name in ours.getElementNames():
        style = ours.getByName(name)
        if name in _BUILT_IN or not theirs.hasByName(name) or not style.isUserDefined():
            continue
        free = f"{name} xlcredit"
        while theirs.hasByName(free) or ours.hasByName(free):
            free += "_"
        style.setName(free)
