"""Faults of the calculation chain, which lists the cells with formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbooks.package.cells import Box, boxes_meet
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.formulas import cell_formulas
from workbooks.package.lint.references import box_of
from workbooks.package.markup import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Subject
    from workbooks.package.rows import Sections

_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f[\s/>]')


def chain_faults(subject: Subject) -> Iterator[Finding]:
    """Find entries of the calculation chain that lead to no sheet or to a cell without formula."""
    part = subject.related("calcChain")
    if part is None or not subject.wants(part):
        return
    cells: dict[str, tuple[set[str], list[Box]]] = {}
    for one in subject.sheets:
        addresses, reaches = cells.setdefault(str(one.sheet_id), (set(), []))
        _add_formula_cells(subject.sections(one.part), addresses, reaches)
    sheet = ""
    for entry in parse(subject.package.read_xml(part), part):
        sheet, where = entry.get("i", sheet), entry.get("r", "")
        if sheet not in cells:
            yield Finding("chain_sheet", part, f"i={sheet}", where, ", ".join(cells))
        elif not _holds(*cells[sheet], where):
            yield Finding("chain_cell", part, f"i={sheet}", where)


def _add_formula_cells(sections: Sections, addresses: set[str], reaches: list[Box]) -> None:
    """Add the cells of a worksheet with a formula, and the ranges that array formulas and tables fill."""
    addresses.update(found.decode() for found in _FORMULA_CELL.findall(sections.body))
    for formula in cell_formulas(sections):
        box = box_of(formula.attributes.get("ref", ""))
        if formula.attributes.get("t") in ("array", "dataTable") and box is not None:
            reaches.append(box)


def _holds(addresses: set[str], reaches: list[Box], where: str) -> bool:
    """Return whether a cell has a formula of its own or lies in the reach of one."""
    if where in addresses:
        return True
    box = box_of(where)
    return box is not None and any(boxes_meet(box, reach) for reach in reaches)
