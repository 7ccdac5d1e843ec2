"""Tables of a worksheet: where they stand, resized with their headers, columns and filter in step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbooks.package.cells import Box, box_text, boxes_meet, parse_box
from workbooks.package.content import relationships
from workbooks.package.markup import Span, escape, outline, splice, unescape, with_attributes
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbooks.package.parts import Package


@dataclass(frozen=True)
class TableRef:
    """Where a table stands.

    Attributes
    ----------
    name : str
        Name shown in Excel, which formulas use.
    sheet_name : str
        Its worksheet.
    top, left, bottom, right : int
        1-based corners, header row (and totals row, if any) included.
    headers : tuple of str
        Column names from left to right.
    part : str
        Name of its part in the package.
    header_rows, totals_rows : int
        0 or 1 each.
    """

    name: str
    sheet_name: str
    top: int
    left: int
    bottom: int
    right: int
    headers: tuple[str, ...]
    part: str = ""
    header_rows: int = 1
    totals_rows: int = 0

    @property
    def box(self) -> Box:
        """Its corners."""
        return self.top, self.left, self.bottom, self.right

    @property
    def body(self) -> Box:
        """Corners of its data rows."""
        return self.top + self.header_rows, self.left, self.bottom - self.totals_rows, self.right


def sheet_tables(package: Package, sheet_part: str, sheet_name: str) -> list[TableRef]:
    """Return the tables of a worksheet.

    Parameters
    ----------
    package : Package
        The package.
    sheet_part : str
        Part of the worksheet.
    sheet_name : str
        Its name.

    Returns
    -------
    list of TableRef
        In the order of its relationships.
    """
    found = [
        relation.part
        for relation in relationships(package, sheet_part)
        if relation.kind == "table" and relation.part and relation.part in package
    ]
    return [read_table(package.read_xml(part), part, sheet_name) for part in found]


@lru_cache(maxsize=512)
def read_table(xml: bytes, part: str, sheet_name: str) -> TableRef:
    """Return what a table part says; asked for again and again while a book is filled."""
    root = outline(xml, 2)
    seen = root.attributes
    columns = root.find("tableColumns")
    headers = tuple(
        unescape(span.attributes.get("name", "")) for span in (columns.children if columns else ())
    )
    name = seen.get("displayName") or seen.get("name", "")
    counts = int(seen.get("headerRowCount", 1)), int(seen.get("totalsRowCount", 0))
    return TableRef(name, sheet_name, *parse_box(seen["ref"]), headers, part, *counts)


def unique_headers(headers: Sequence[object]) -> tuple[str, ...]:
    """Return column names as Excel keeps them: texts, none empty, no two alike in any case.

    Examples
    --------
    >>> unique_headers(["Amount", "amount", None, ""])
    ('Amount', 'amount2', 'Column3', 'Column4')
    """
    found: list[str] = []
    taken: set[str] = set()
    for at, header in enumerate(headers, start=1):
        base = ("" if header is None else str(header)) or f"Column{at}"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base}{number}", number + 1
        taken.add(name.lower())
        found.append(name)
    return tuple(found)


def check_place(table: TableRef, box: Box, others: Sequence[TableRef], merged: Sequence[Box]) -> None:
    """Refuse a new place for a table that would break the sheet.

    Parameters
    ----------
    table : TableRef
        The table.
    box : tuple of int
        Its new corners.
    others : sequence of TableRef
        Tables of the same sheet.
    merged : sequence of tuple
        Merged cells of the sheet.

    Raises
    ------
    WorkbookError
        When the table has a totals row, or would cover another table or merged cells.
    """
    if table.totals_rows:
        raise WorkbookError("workbook.table_totals", table=table.name)
    for other in others:
        if other.name != table.name and boxes_meet(box, other.box):
            raise WorkbookError(
                "workbook.table_overlap", table=table.name, got=box_text(box), other=other.name
            )
    for cells in merged:
        if boxes_meet(box, cells):
            raise WorkbookError(
                "workbook.table_overlap", table=table.name, got=box_text(box), other=box_text(cells)
            )


def resized(xml: bytes, table: TableRef, box: Box, headers: tuple[str, ...]) -> bytes:
    """Return a table part with another range and other column names.

    Parameters
    ----------
    xml : bytes
        The part.
    table : TableRef
        What it says now.
    box : tuple of int
        New corners.
    headers : tuple of str
        New column names, one per column.

    Returns
    -------
    bytes
        The part: range, filter range and columns in step; columns that stay keep their ids, formulas and
        formats.

    Raises
    ------
    WorkbookError
        When columns of a table that a query fills would come or go.
    """
    root = outline(xml, 2)
    columns = root.find("tableColumns")
    if columns is None:
        raise WorkbookError("workbook.part_malformed", part=table.part, fault="tableColumns")
    if root.attributes.get("tableType") == "queryTable" and len(headers) != len(columns.children):
        raise WorkbookError("workbook.table_query", table=table.name)
    edits = [_start_tag(xml, root, ref=box_text(box))]
    edits += _filter_edits(xml, root, table, box)
    edits.append((columns.start, columns.end, _columns_text(xml, columns, headers)))
    return splice(xml, edits)


def _start_tag(xml: bytes, span: Span, **values: object) -> tuple[int, int, bytes]:
    """Return the edit that sets attributes of an element."""
    return span.start, span.inner_start, with_attributes(xml[span.start : span.inner_start], **values)


def _filter_edits(xml: bytes, root: Span, table: TableRef, box: Box) -> list[tuple[int, int, bytes]]:
    """Return the edits that keep filter and sort inside the table."""
    edits: list[tuple[int, int, bytes]] = []
    width = box[3] - box[1] + 1
    found = root.find("autoFilter")
    if found is not None:
        edits.append(_start_tag(xml, found, ref=box_text((*box[:2], box[2] - table.totals_rows, box[3]))))
        edits += [
            (column.start, column.end, b"")
            for column in found.children
            if int(column.attributes.get("colId", 0)) >= width
        ]
    sort = root.find("sortState")
    if sort is not None:
        edits.append((sort.start, sort.end, b""))  # the order of rows that have been replaced says nothing
    return edits


def _columns_text(xml: bytes, columns: Span, headers: tuple[str, ...]) -> bytes:
    """Return the list of columns with other names; ids of columns that stay are kept."""
    prefix = columns.name.removesuffix("tableColumns")
    last_id = max((int(span.attributes.get("id", 0)) for span in columns.children), default=0)
    pieces = [with_attributes(xml[columns.start : columns.inner_start], count=len(headers))]
    for at, header in enumerate(headers):
        if at < len(columns.children):
            span = columns.children[at]
            text = xml[span.start : span.end]
            if unescape(span.attributes.get("name", "")) != header:
                tag = _with_name(xml[span.start : span.inner_start], header)
                text = tag + xml[span.inner_start : span.end]
            pieces.append(text)
        else:
            last_id += 1
            pieces.append(f'<{prefix}tableColumn id="{last_id}" name="{_attribute(header)}"/>'.encode())
    return b"".join([*pieces, f"</{columns.name}>".encode()])


def _attribute(header: str) -> str:
    """Return a column name as it stands in an attribute, where a line break needs an escape."""
    return escape(header).replace("\n", "_x000a_").replace("\t", "_x0009_")


def _with_name(tag: bytes, header: str) -> bytes:
    """Return the start tag of a column with another name."""
    return re.sub(
        rb'\sname="[^"]*"', lambda _found: b' name="%s"' % _attribute(header).encode(), tag, count=1
    )


def grown_ranges(text: str, old: Box, new: Box) -> str:
    """Return a list of ranges in which those over a table's data rows cover its new ones.

    Parameters
    ----------
    text : str
        Ranges parted by blanks, as conditional formats and validations hold them.
    old, new : tuple of int
        Corners of the data rows before and now.

    Returns
    -------
    str
        The list; a range follows when it has exactly the old rows and lies within the old columns.

    Examples
    --------
    >>> grown_ranges("B2:B5 D2:D4", (2, 1, 5, 3), (2, 1, 9, 3))
    'B2:B9 D2:D4'
    """
    moved: list[str] = []
    for part in text.split():
        try:
            top, left, bottom, right = parse_box(part)
        except ValueError:
            moved.append(part)
            continue
        follows = (top, bottom) == (old[0], old[2]) and old[1] <= left <= right <= old[3]
        moved.append(
            f"{box_text((top, left, top, left))}:{box_text((new[2], right, new[2], right))}"
            if follows
            else part
        )
    return " ".join(moved)
