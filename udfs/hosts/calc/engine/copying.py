"""Sheets of a template copied into a document: LibreOffice brings cells along, we what hangs on them.

LibreOffice's own import of a sheet carries values, formats, conditional formats and widths.
Formulas that name another sheet or a table come out wrong, charts lose their cells, and table places, page
styles and frozen panes stay behind. So the template gives up its formulas, names and tables first, and all of
that is laid on when every sheet has arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine import charts, looks
from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.conditions import Condition, conditions_of, give_conditions
from udfs.hosts.calc.engine.print_titles import give_titles, without_titles
from udfs.hosts.calc.engine.uno_values import (
    FORMULAS,
    cell_address,
    file_url,
    properties,
    range_address,
)
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from udfs.hosts.calc.engine.books import Book
    from udfs.hosts.calc.engine.print_titles import Titles
    from udfs.hosts.closed.areas import Area

_LONGEST_NAME = 31
_TABLE_FACTS = ("ContainsHeader", "TotalsRow", "AutoFilter")


@dataclass
class Taken:
    """What a template gave up, in LibreOffice's spelling, sheets already under their new names."""

    formulas: list[tuple[Area, tuple[tuple[str, ...], ...]]] = field(default_factory=list)
    rules: list[tuple[Area, Any]] = field(default_factory=list)
    tables: list[tuple[str, Area, dict[str, bool]]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    charts: list[tuple[str, str, charts.Sources]] = field(default_factory=list)
    looks: list[tuple[str, looks.Look]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)


def copy_sheets(book: Book, path: Path, sheet_names: Sequence[str]) -> list[str]:
    """Copy whole sheets of a template behind the last sheet of a document.

    Parameters
    ----------
    book : Book
        The document.
    path : Path
        The template.
    sheet_names : sequence of str
        Its sheets.

    Returns
    -------
    list of str
        Their names in the document.

    Raises
    ------
    HostError
        When the template cannot be opened, or a table of it is there already.
    """
    with TemporaryDirectory(prefix="xlcredit-", ignore_cleanup_errors=True) as folder:
        lean, titles = without_titles(path, Path(folder))
        template = _opened(book, lean)
    try:
        names = _renamed(template, sheet_names, book.sheet_names)
        looks.rename_styles(template, book.document)
        taken = _take(template, names)
        _refuse_known_tables(book, taken)
        front = _front(book.document)
        for name in names:
            book.document.Sheets.importSheet(template, name, book.document.Sheets.getCount())
            book.copied.append(name)
        book.structure_changed()
        _lay_on(book, taken, names)
        _give_titles(book.document, [titles.get(name) for name in sheet_names], names)
        if front is not None:
            book.document.getCurrentController().setActiveSheet(front)
    finally:
        template.close(True)
    return names


def _opened(book: Book, path: Path) -> Any:
    """Open a template out of sight."""
    options = properties(Hidden=True, AsTemplate=True, MacroExecutionMode=0)
    try:
        return book.app.desktop.loadComponentFromURL(file_url(str(path)), "_blank", 0, options)
    except Exception as error:
        raise HostError("calc_engine.cannot_open", path=path, reason=type(error).__name__) from error


def _give_titles(document: Any, titles: Sequence[Titles | None], names: Sequence[str]) -> None:
    """Give the arrived sheets what they repeat on every printed page."""
    places = {name: number for number, name in enumerate(document.Sheets.getElementNames())}
    for name, found in zip(names, titles, strict=True):
        if found is not None:
            give_titles(document.Sheets.getByName(name), places[name], found)


def _front(document: Any) -> Any:
    """Return the sheet in front, None where the document has no window."""
    controller = document.getCurrentController()
    return None if controller is None else controller.getActiveSheet()


def _renamed(template: Any, sheet_names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Give the template's sheets names that are free in the document; its own references follow."""
    known = {name.casefold() for name in taken}
    known |= {name.casefold() for name in template.Sheets.getElementNames()} - {
        name.casefold() for name in sheet_names
    }
    names = []
    for name in sheet_names:
        free, number = name, 1
        while free.casefold() in known:
            number += 1
            mark = f" ({number})"
            free = name[: _LONGEST_NAME - len(mark)] + mark
        if free != name:
            template.Sheets.getByName(name).setName(free)
        known.add(free.casefold())
        names.append(free)
    return names


def _take(template: Any, names: Sequence[str]) -> Taken:
    """Note what hangs on the cells of a template, and clear what would come out wrong."""
    taken = Taken()
    every = template.Sheets.getElementNames()
    for name in names:
        native = template.Sheets.getByName(name)
        for address in native.queryContentCells(FORMULAS).getRangeAddresses():
            area = area_at(name, address)
            taken.formulas.append((area, cells_of(native, area).getFormulaArray()))
        taken.rules += looks.rules_of(native, name)
        taken.conditions += conditions_of(native, name)
        taken.charts += [(name, chart, sources) for chart, sources in charts.sources_of(native)]
        taken.looks.append((name, looks.look_of(template, native)))
    for name in template.DatabaseRanges.getElementNames():
        each = template.DatabaseRanges.getByName(name)
        address = each.getDataArea()
        if every[address.Sheet] in names:
            facts = {fact: bool(getattr(each, fact)) for fact in _TABLE_FACTS}
            taken.tables.append((name, area_at(every[address.Sheet], address), facts))
    kept = [(name, template.NamedRanges.getByName(name)) for name in template.NamedRanges.getElementNames()]
    for name, each in kept:
        cells = each.getReferredCells()
        if cells is None or every[cells.getRangeAddress().Sheet] in names:
            taken.names.append((name, each.getContent()))
    _clear(template, taken, names)
    return taken


def _clear(template: Any, taken: Taken, names: Sequence[str]) -> None:
    """Take formulas, cross-sheet rules, names and tables out of the template that is in memory."""
    for name in names:
        template.Sheets.getByName(name).clearContents(FORMULAS)
    for area, _ in taken.rules:
        looks.clear_rule(template.Sheets.getByName(area.sheet), area)
    for holder in (template.NamedRanges, template.DatabaseRanges):
        for name in holder.getElementNames():
            holder.removeByName(name)


def _refuse_known_tables(book: Book, taken: Taken) -> None:
    """Refuse before anything is changed when a table of ours is there under another sheet."""
    known = {name.casefold() for name in book.tables}
    for name, _, _ in taken.tables:
        if name.casefold() in known:
            raise HostError("calc_engine.table_exists", book=book.name, table=name)


def _lay_on(book: Book, taken: Taken, names: Sequence[str]) -> None:
    """Give the arrived sheets their tables, names, formulas, rules, charts and looks."""
    document = book.document
    places = {name: number for number, name in enumerate(document.Sheets.getElementNames())}
    for name, area, facts in taken.tables:
        document.DatabaseRanges.addNewByName(name, range_address(places[area.sheet], area))
        for fact, value in facts.items():
            setattr(document.DatabaseRanges.getByName(name), fact, value)
    _add_names(document, taken.names, names)
    for area, texts in taken.formulas:
        cells = cells_of(document.Sheets.getByName(area.sheet), area)
        if texts[0][0].startswith("{="):
            cells.setArrayFormula(texts[0][0][1:-1])
        else:
            cells.setFormulaArray(texts)
    for area, rule in taken.rules:
        cells_of(document.Sheets.getByName(area.sheet), area).Validation = rule
    for sheet, chart, sources in taken.charts:
        charts.give_sources(document, document.Sheets.getByName(sheet), chart, sources)
    give_conditions(document, taken.conditions)
    for sheet, look in taken.looks:
        looks.give_look(document, document.Sheets.getByName(sheet), look)
    book.structure_changed()


def _add_names(document: Any, names: Sequence[tuple[str, str]], sheets: Sequence[str]) -> None:
    """Define the template's names; one that the document uses otherwise is kept to the copied sheets."""
    known = {name.casefold() for name in document.NamedRanges.getElementNames()}
    for name, content in names:
        if name.casefold() not in known:
            document.NamedRanges.addNewByName(name, content, cell_address(0, 0, 0), 0)
            continue
        for sheet in sheets:
            own = document.Sheets.getByName(sheet).NamedRanges
            own.addNewByName(name, content, cell_address(0, 0, 0), 0)
