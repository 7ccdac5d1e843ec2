"""The workbook part: sheets, defined names, the tab shown first, and the order to calculate on opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbooks.package.cells import LAST_COLUMN, column_number
from workbooks.package.formulas import quoted_sheet
from workbooks.package.markup import (
    RELATIONS,
    STRICT_RELATIONS,
    Span,
    add_child,
    append_inside,
    escape,
    outline,
    parse,
    prefix_for,
    prefix_of,
    splice,
    with_attributes,
)
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "absPath", "revisionPtr",
    "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames",
    "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip
_LEGAL = re.compile(r"[^\W\d][\w.?\\]{0,254}\Z|\\[\w.?\\]{0,254}\Z")
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_ROW_COLUMN = re.compile(r"[Rr]([0-9]*)([Cc]([0-9]*))?\Z|[Cc]([0-9]*)\Z")


@dataclass(frozen=True)
class SheetEntry:
    """One tab as the workbook part lists it.

    Attributes
    ----------
    name : str
        Name on the tab.
    sheet_id : int
        Its lasting id.
    relation_id : str
        Relationship that leads to its part.
    state : str
        ``visible``, ``hidden`` or ``veryHidden``.
    """

    name: str
    sheet_id: int
    relation_id: str
    state: str


@dataclass(frozen=True)
class DefinedName:
    """One defined name.

    Attributes
    ----------
    name : str
        Name as written.
    refers_to : str
        Formula text without ``=``.
    sheet_index : int or None
        Position of the sheet it belongs to, None for the whole workbook.
    """

    name: str
    refers_to: str
    sheet_index: int | None


@lru_cache(maxsize=8)
def sheet_entries(xml: bytes) -> tuple[SheetEntry, ...]:
    """Return the tabs in their order."""
    root = parse(xml, "workbook")
    return tuple(
        SheetEntry(
            node.get("name", ""),
            int(node.get("sheetId", 0)),
            node.get(f"{{{RELATIONS}}}id") or node.get(f"{{{STRICT_RELATIONS}}}id", ""),
            node.get("state", "visible"),
        )
        for node in root.iterfind("{*}sheets/{*}sheet")
    )


def add_sheets(xml: bytes, entries: list[SheetEntry], at: int) -> bytes:
    """Insert tabs, and move along what counts tabs: names of single sheets, the tab shown first.

    Parameters
    ----------
    xml : bytes
        The workbook part.
    entries : list of SheetEntry
        Tabs to insert.
    at : int
        Position of the first of them.

    Returns
    -------
    bytes
        The part.
    """
    root = outline(xml, 2)
    sheets = root.find("sheets")
    if sheets is None:
        raise WorkbookError("workbook.part_malformed", part="xl/workbook.xml", fault="sheets")
    prefix, relations = prefix_of(xml), prefix_for(xml, RELATIONS)
    lines = "".join(_sheet_line(entry, prefix, relations) for entry in entries).encode()
    present = [span for span in sheets.children if span.local == "sheet"]
    place = present[at].start if at < len(present) else sheets.inner_end
    edits = [(place, place, lines)]
    if at < len(present):
        edits += _moved_counters(xml, root, at, len(entries))
    return splice(xml, edits)


def _sheet_line(entry: SheetEntry, prefix: str, relations: str | None) -> str:
    """Return a tab as the workbook part lists it."""
    state = f' state="{entry.state}"' if entry.state != "visible" else ""
    link = (
        f'{relations}id="{entry.relation_id}"'
        if relations
        else f'r:id="{entry.relation_id}" xmlns:r="{RELATIONS}"'
    )
    return f'<{prefix}sheet name="{escape(entry.name)}" sheetId="{entry.sheet_id}"{state} {link}/>'


def _moved_counters(xml: bytes, root: Span, at: int, count: int) -> list[tuple[int, int, bytes]]:
    """Return the edits that keep tab positions pointing at the tabs they meant."""
    edits: list[tuple[int, int, bytes]] = []

    def move(span: Span, **defaults: int | None) -> None:
        values: dict[str, object] = {}
        for key, default in defaults.items():
            seen = span.attributes.get(key)
            position = int(seen) if seen is not None else default
            if position is not None and position >= at:
                values[key] = position + count
        if values:
            edits.append(
                (span.start, span.inner_start, with_attributes(xml[span.start : span.inner_start], **values))
            )

    for span in _children(root, "definedNames"):
        move(span, localSheetId=None)
    for span in _children(root, "bookViews"):
        move(span, activeTab=0, firstSheet=None)
    return edits


def _children(root: Span, name: str) -> list[Span]:
    """Return the elements of a section, none when it is absent."""
    section = root.find(name)
    return section.children if section else []


@lru_cache(maxsize=8)
def defined_names(xml: bytes) -> tuple[DefinedName, ...]:
    """Return the defined names in the order written."""
    return tuple(
        DefinedName(
            node.get("name", ""),
            "".join(node.itertext()),
            int(node.get("localSheetId")) if node.get("localSheetId") is not None else None,
        )
        for node in parse(xml, "workbook").iterfind("{*}definedNames/{*}definedName")
    )


def check_name(name: str) -> None:
    """Refuse a name that Excel would not take.

    Parameters
    ----------
    name : str
        Defined name.

    Raises
    ------
    WorkbookError
        When it holds other characters than letters, digits, ``_``, ``.``, ``?`` and a backslash, starts with
        a digit, is longer than 255 characters, or reads as a cell address.

    Examples
    --------
    >>> check_name("AsOf")
    >>> check_name("Q1")
    Traceback (most recent call last):
    xlcredit.errors.WorkbookError: ...
    """
    if not _LEGAL.match(name) or reads_as_address(name):
        raise WorkbookError("workbook.name_illegal", got=name)


def reads_as_address(name: str) -> bool:
    """Return whether a name reads as a cell in either notation.

    Examples
    --------
    >>> reads_as_address("Q1"), reads_as_address("R1C1"), reads_as_address("AsOf"), reads_as_address("ZZZZ1")
    (True, True, False, False)
    """
    cell = _CELL.match(name)
    if cell and column_number(cell[1]) <= LAST_COLUMN and int(cell[2]) > 0:
        return True
    return bool(_ROW_COLUMN.match(name))


def with_name(xml: bytes, name: str, refers_to: str, sheet_index: int | None = None) -> bytes:
    """Return the workbook part with a defined name added, or replaced where one of its scope is there.

    Parameters
    ----------
    xml : bytes
        The workbook part.
    name : str
        A legal name.
    refers_to : str
        Formula text, with or without ``=``.
    sheet_index : int, optional
        Position of the sheet it belongs to; None for the whole workbook.

    Returns
    -------
    bytes
        The part.
    """
    content = escape(refers_to.removeprefix("=")).encode()
    for span in _children(outline(xml, 2), "definedNames"):
        scope = span.attributes.get("localSheetId")
        same_scope = (None if scope is None else int(scope)) == sheet_index
        if same_scope and span.attributes.get("name", "").lower() == name.lower():
            return splice(xml, [(span.inner_start, span.inner_end, content)])
    scope_text = "" if sheet_index is None else f' localSheetId="{sheet_index}"'
    return add_names(xml, [f' name="{escape(name)}"{scope_text}>{content.decode()}'])


def without_name(xml: bytes, name: str) -> bytes:
    """Return the workbook part without a name, whatever its scope; the last one takes the list along."""
    section = outline(xml, 2).find("definedNames")
    if section is None:
        return xml
    gone = [span for span in section.children if span.attributes.get("name", "").lower() == name.lower()]
    if len(gone) == len(section.children):
        return splice(xml, [(section.start, section.end, b"")])
    return splice(xml, [(span.start, span.end, b"") for span in gone])


def add_names(xml: bytes, lines: list[str]) -> bytes:
    """Return the workbook part with names appended, each given as attributes, '>' and escaped content."""
    if not lines:
        return xml
    prefix = prefix_of(xml)
    content = "".join(f"<{prefix}definedName{line}</{prefix}definedName>" for line in lines).encode()
    section = outline(xml, 1).find("definedNames")
    if section is not None:
        return append_inside(xml, section, content)
    wrapped = b"<%sdefinedNames>%s</%sdefinedNames>" % (prefix.encode(), content, prefix.encode())
    return add_child(xml, wrapped, "definedNames", ORDER)


def with_calculation_on_load(xml: bytes) -> bytes:
    """Return the workbook part with the order to calculate everything on opening."""
    section = outline(xml, 1).find("calcPr")
    if section is None:
        return add_child(xml, f'<{prefix_of(xml)}calcPr fullCalcOnLoad="1"/>'.encode(), "calcPr", ORDER)
    if section.attributes.get("fullCalcOnLoad") in ("1", "true"):
        return xml
    tag = with_attributes(xml[section.start : section.inner_start], fullCalcOnLoad=1)
    return splice(xml, [(section.start, section.inner_start, tag)])


def counts_from_1904(xml: bytes) -> bool:
    """Return whether the workbook counts days from 1904."""
    section = outline(xml, 1).find("workbookPr")
    return section is not None and section.attributes.get("date1904") in ("1", "true")


def structure_is_locked(xml: bytes) -> bool:
    """Return whether adding and moving sheets is protected."""
    section = outline(xml, 1).find("workbookProtection")
    return section is not None and section.attributes.get("lockStructure") in ("1", "true")


def keyed(names: Sequence[DefinedName], sheet_name_at: Callable[[int], str | None]) -> dict[str, str]:
    """Return names as a mapping; a sheet's own is keyed ``Sheet!Name``."""
    found: dict[str, str] = {}
    for name in names:
        if name.sheet_index is None:
            found[name.name] = name.refers_to
            continue
        sheet = sheet_name_at(name.sheet_index)
        if sheet is not None:
            found[f"{quoted_sheet(sheet)}!{name.name}"] = name.refers_to
    return found
