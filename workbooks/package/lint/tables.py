"""Faults of tables: their names, their place, and columns that must say what the header cells say."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from workbooks.package.cell_texts import row_texts
from workbooks.package.cells import address, box_text, boxes_meet
from workbooks.package.content import relationships
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.formulas import formula_faults
from workbooks.package.lint.markup import order_faults
from workbooks.package.lint.references import box_of
from workbooks.package.lint.worksheets import difference_faults, merged_boxes
from workbooks.package.markup import local, outline, parse
from workbooks.package.names import check_name
from workbooks.package.rows import cells_of, row_spans
from workbooks.package.tables import TableRef, read_table
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Sheet, Subject
    from workbooks.package.rows import Sections

_TYPE = re.compile(r'\bt="(\w+)"')


def table_name_faults(subject: Subject) -> Iterator[Finding]:
    """Find names and ids of tables that occur twice, in the whole workbook, or are not allowed."""
    found = [(part, outline(subject.package.read_xml(part), 0).attributes) for part in _all_parts(subject)]
    named = [name.name.lower() for name in subject.names if name.sheet_index is None]
    shown = [(seen.get("displayName") or seen.get("name", "")).lower() for _, seen in found]
    for code, keys, taken in (
        ("table_name_twice", shown, named),
        ("table_id_twice", [seen.get("id", "") for _, seen in found], []),
    ):
        counted = Counter(keys + taken)
        first = {key: part for (part, _), key in reversed(list(zip(found, keys, strict=True)))}
        yield from (Finding(code, part, key, key) for key, part in first.items() if counted[key] > 1)
    for part, seen in found:
        name = seen.get("displayName") or seen.get("name", "")
        try:
            check_name(name)
        except WorkbookError:
            yield Finding("table_name_illegal", part, name)


def _all_parts(subject: Subject) -> list[str]:
    """Return the parts of all tables of worksheets that are there."""
    return [part for sheet in subject.sheets for part in _parts(subject, sheet)]


def _parts(subject: Subject, sheet: Sheet) -> list[str]:
    """Return the parts of a worksheet's tables."""
    return [
        relation.part
        for relation in relationships(subject.package, sheet.part)
        if relation.kind == "table" and relation.part and relation.part in subject.package
    ]


def sheet_table_faults(subject: Subject, sheet: Sheet) -> Iterator[Finding]:
    """Find the faults of one worksheet's tables, if it or one of them is to be read through."""
    parts = _parts(subject, sheet)
    if not parts or not any(map(subject.wants, [sheet.part, *parts])):
        return
    tables: list[TableRef] = []
    for part in parts:
        ref = outline(subject.package.read_xml(part), 0).attributes.get("ref", "")
        if box_of(ref) is None:
            yield Finding("reference_illegal", part, ref, "table")
        else:
            tables.append(read_table(subject.package.read_xml(part), part, sheet.name))
    for one, other in combinations(tables, 2):
        if boxes_meet(one.box, other.box):
            yield Finding("tables_overlap", other.part, f"{one.name}, {other.name}", box_text(other.box))
    sections = subject.sections(sheet.part)
    for table in tables:
        yield from _place_faults(table, sections)
        yield from _column_faults(table, subject)
        yield from _header_faults(table, sections, subject)
        yield from difference_faults(
            subject.package.read(table.part), table.part, subject.style_count("dxfs")
        )
        yield from order_faults(subject.package.read_xml(table.part), table.part)


def _place_faults(table: TableRef, sections: Sections) -> Iterator[Finding]:
    """Find a table over merged cells or without a row for values."""
    for box in merged_boxes(sections.tail):
        if boxes_meet(table.box, box):
            yield Finding("table_merged", table.part, box_text(box), table.name)
            break
    if table.bottom - table.top + 1 <= table.header_rows + table.totals_rows:
        yield Finding("table_without_rows", table.part, box_text(table.box), table.name)


def _column_faults(table: TableRef, subject: Subject) -> Iterator[Finding]:
    """Find columns that are more or fewer than the range's, or alike; a filter beside its table; formulas."""
    width = table.right - table.left + 1
    if len(table.headers) != width:
        yield Finding("table_width", table.part, str(len(table.headers)), table.name, str(width))
    names = Counter(header.lower() for header in table.headers)
    yield from (Finding("table_column_twice", table.part, key, table.name) for key in names if names[key] > 1)
    root = parse(subject.package.read_xml(table.part), table.part)
    ids = Counter(column.get("id") for column in root.iterfind("{*}tableColumns/{*}tableColumn"))
    yield from (Finding("table_column_id", table.part, str(key), table.name) for key in ids if ids[key] > 1)
    for node in root.iter():
        if local(node) in ("calculatedColumnFormula", "totalsRowFormula") and node.text:
            where = node.getparent().get("name", "")
            for code, got, accepted in formula_faults(node.text, subject):
                yield Finding(code, table.part, got, where, accepted)
    found = root.find("{*}autoFilter")
    wanted = box_text((table.top, table.left, table.bottom - table.totals_rows, table.right))
    if found is not None and found.get("ref", "").replace("$", "") != wanted:
        yield Finding("table_filter", table.part, found.get("ref", ""), table.name, wanted)


def _header_faults(table: TableRef, sections: Sections, subject: Subject) -> Iterator[Finding]:
    """Find header cells that say something else than their columns, or hold no text.

    Columns that are too many, too few or alike are a fault of their own, of which these would be echoes.
    """
    names = {header.lower() for header in table.headers}
    if not table.header_rows or not len(names) == len(table.headers) == table.right - table.left + 1:
        return
    texts = row_texts(sections, table.top, subject.strings)
    kinds = _kinds(sections, table.top)
    for column, header in enumerate(table.headers, start=table.left):
        where, got = address(table.top, column), texts.get(column, "")
        if not _is_same(got, header):
            yield Finding("table_header", table.part, repr(got), where, repr(header))
        elif kinds.get(column, "n") not in ("s", "str", "inlineStr"):
            yield Finding("table_header_kind", table.part, repr(got), where)


def _kinds(sections: Sections, row: int) -> dict[int, str]:
    """Return the kinds of the cells of one row by column."""
    for span in row_spans(sections.body, sections.prefix):
        if span.number == row:
            inner = sections.body[span.inner_start : span.inner_end].decode()
            cells = list(cells_of(inner, row, sections.prefix))
            return {cell.column: (_TYPE.search(cell.attributes) or ("", "n"))[1] for cell in cells}
    return {}


def _is_same(cell: str, header: str) -> bool:
    """Return whether a header cell and a column name say the same, line breaks aside."""
    return re.sub(r"[\r\n]+", "\n", cell) == re.sub(r"[\r\n]+", "\n", header)
