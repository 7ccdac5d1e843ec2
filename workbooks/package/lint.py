"""What Excel would stumble over in a package, found before it is handed out and told in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from workbooks.package import names as book
from workbooks.package.cell_texts import SharedStrings, row_texts
from workbooks.package.cells import box_text, boxes_meet, column_number, parse_box
from workbooks.package.content import (
    content_type,
    overridden_parts,
    related_part,
    relations_part,
    relationships,
    workbook_part,
)
from workbooks.package.formula_cells import formula_cells
from workbooks.package.markup import outline, parse
from workbooks.package.naming import check_sheet_name
from workbooks.package.rows import RowSpan, Sections, cells_of, row_spans, split_sheet
from workbooks.package.tables import TableRef, sheet_tables
from xlcredit.errors import WorkbookError
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbooks.package.parts import Package

_PREFIXED = re.compile(
    r"(?<![\w.])(XLOOKUP|XMATCH|FILTER|SORT|SORTBY|UNIQUE|SEQUENCE|RANDARRAY|LET|LAMBDA|TEXTJOIN|CONCAT|IFS|SWITCH|"
    r"MAXIFS|MINIFS|TEXTSPLIT|TEXTBEFORE|TEXTAFTER|VSTACK|HSTACK|TAKE|DROP|CHOOSECOLS|CHOOSEROWS|TOCOL|TOROW|WRAPROWS|"
    r"WRAPCOLS|EXPAND|BYROW|BYCOL|MAP|REDUCE|SCAN|MAKEARRAY|GROUPBY|PIVOTBY|IFNA|DAYS|ISFORMULA|FORMULATEXT|XOR)\("
)
_BARE_COLUMN = re.compile(r"\[#This Row\],\s*[^\[\s]|(?<!\w)\[\[#This Row\]", re.IGNORECASE)
_READ_WHOLE = 500_000  # larger worksheets are checked by their frame here and row by row below
_IN_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUICK_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?')
_LINKED = re.compile(rb'\sr:(?:id|embed|link|pict|cs|dm|lo|qs)="([^"]*)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]*)"')
_DIFFERENCE = re.compile(rb'\s(?:\w+D|d)xfId="([0-9]+)"')
SHEET_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]


@dataclass(frozen=True)
class Finding:
    """One fault of a package.

    Attributes
    ----------
    code : str
        What it is; the words are ``workbook.lint.<code>``.
    part : str
        The part it stands in.
    got : str
        What was found there.
    """

    code: str
    part: str
    got: str = ""

    def text(self, language: Language | None = None) -> str:
        """Return the finding in words."""
        return say(f"workbook.lint.{self.code}", language, part=self.part, got=self.got)


def lint(package: Package, parts: Iterable[str] | None = None) -> list[Finding]:
    """Return the faults of a package.

    Parameters
    ----------
    package : Package
        The package.
    parts : iterable of str, optional
        The parts to read through; all when None. Names, ids and relationships of the workbook are always
        checked.

    Returns
    -------
    list of Finding
        Empty when there are none.
    """
    wanted = set(package.names if parts is None else parts)
    workbook = workbook_part(package)
    found = [*_broken_xml(package, wanted)]
    if found:
        return found
    owners = {"", workbook} | wanted
    for owner in sorted(owners):
        found += _relations(package, owner)
    found += _content_types(package, wanted, all_parts=parts is None)
    found += _workbook(package, workbook)
    found += _tables(package, workbook)
    found += _sheets(package, workbook, wanted)
    return found


def _broken_xml(package: Package, wanted: set[str]) -> Iterator[Finding]:
    """Find parts that are not well formed; large worksheets are read by their frame and row by row."""
    for name in sorted(wanted):
        if name not in package or not name.lower().endswith((".xml", ".rels")):
            continue
        xml = package.read(name)
        try:
            large = len(xml) > _READ_WHOLE
            if large and re.search(rb"<(?:\w+:)?sheetData[\s>]", xml[:20_000]):
                sections = split_sheet(package.read_xml(name), name)
                outline(sections.head + sections.tail, 1)
            else:
                parse(xml, name)
        except WorkbookError as fault:
            yield Finding("malformed", name, str(fault.fields.get("fault", "")))


def _relations(package: Package, owner: str) -> Iterator[Finding]:
    """Find relationships that lead nowhere, ids used twice, and links without a relationship."""
    if owner and owner not in package:
        return
    relations = relationships(package, owner)
    counted = Counter(relation.id for relation in relations)
    for relation_id in sorted(key for key, times in counted.items() if times > 1):
        yield Finding("relation_twice", relations_part(owner), relation_id)
    for relation in relations:
        internal = (
            relation.part is not None and not relation.target.startswith("#") and relation.target != "NULL"
        )
        if internal and relation.part and relation.part not in package:
            yield Finding("relation_broken", relations_part(owner), f"{relation.id} -> {relation.target}")
    if owner.startswith("xl/") and owner.endswith(".xml"):
        linked = {text.decode() for text in _LINKED.findall(package.read(owner))} - {""}
        for relation_id in sorted(linked - counted.keys()):
            yield Finding("relation_absent", owner, relation_id)


def _content_types(package: Package, wanted: set[str], *, all_parts: bool) -> Iterator[Finding]:
    """Find parts without content type, and content types without part."""
    for name in sorted(wanted):
        if name in package and name != "[Content_Types].xml" and content_type(package, name) is None:
            yield Finding("no_content_type", name)
    for name in overridden_parts(package):
        if name not in package and (all_parts or name in wanted):
            yield Finding("content_type_orphan", "[Content_Types].xml", name)


def _workbook(package: Package, workbook: str) -> Iterator[Finding]:
    """Find illegal or repeated sheets and names."""
    xml = package.read_xml(workbook)
    entries = book.sheet_entries(xml)
    parts = {relation.id: relation.part for relation in relationships(package, workbook)}
    for entry in entries:
        try:
            check_sheet_name(entry.name)
        except WorkbookError:
            yield Finding("sheet_name_illegal", workbook, entry.name)
        if parts.get(entry.relation_id) is None:
            yield Finding("sheet_without_part", workbook, entry.name)
    for code, keys in (
        ("sheet_twice", [entry.name.lower() for entry in entries]),
        ("sheet_id_twice", [str(entry.sheet_id) for entry in entries]),
    ):
        yield from (Finding(code, workbook, key) for key, times in Counter(keys).items() if times > 1)
    defined = book.defined_names(xml)
    scoped = Counter((name.name.lower(), name.sheet_index) for name in defined)
    yield from (Finding("name_twice", workbook, key[0]) for key, times in scoped.items() if times > 1)
    for name in defined:
        if name.sheet_index is not None and not 0 <= name.sheet_index < len(entries):
            yield Finding("name_without_sheet", workbook, name.name)
        try:
            book.check_name(name.name)
        except WorkbookError:
            yield Finding("name_illegal", workbook, name.name)


def _worksheets(package: Package, workbook: str) -> Iterator[tuple[str, str]]:
    """Return name and part of every worksheet that is there."""
    relations = {relation.id: relation for relation in relationships(package, workbook)}
    for entry in book.sheet_entries(package.read_xml(workbook)):
        relation = relations.get(entry.relation_id)
        if relation and relation.kind == "worksheet" and relation.part and relation.part in package:
            yield entry.name, relation.part


def _tables(package: Package, workbook: str) -> Iterator[Finding]:
    """Find table names and ids that occur twice, and ranges that overlap."""
    found: list[TableRef] = []
    for name, part in _worksheets(package, workbook):
        own = sheet_tables(package, part, name)
        for at, table in enumerate(own):
            for other in own[at + 1 :]:
                if boxes_meet(table.box, other.box):
                    yield Finding("tables_overlap", table.part, f"{table.name}, {other.name}")
        found += own
    ids = [outline(package.read_xml(table.part), 0).attributes.get("id", "") for table in found]
    taken = [
        name.name.lower()
        for name in book.defined_names(package.read_xml(workbook))
        if name.sheet_index is None
    ]
    for code, keys in (
        ("table_name_twice", [table.name.lower() for table in found] + taken),
        ("table_id_twice", ids),
    ):
        known = set(keys[: len(found)])
        yield from (
            Finding(code, workbook, key) for key, n in Counter(keys).items() if n > 1 and key in known
        )


def _sheets(package: Package, workbook: str, wanted: set[str]) -> Iterator[Finding]:
    """Find faults within worksheets and their tables."""
    styles = related_part(package, workbook, "styles")
    limits = _style_limits(package, styles)
    strings = SharedStrings(package, workbook)
    for name, part in _worksheets(package, workbook):
        tables = sheet_tables(package, part, name)
        touched = part in wanted
        if not touched and not any(table.part in wanted for table in tables):
            continue
        sections = split_sheet(package.read_xml(part), part)
        merged = [parse_box(ref.decode()) for ref in _MERGED.findall(sections.tail)]
        for table in tables:
            yield from _one_table(table, sections, strings, merged)
            yield from _differences(package.read(table.part), table.part, limits[1])
        if touched:
            yield from _frame(sections, part)
            yield from _cells(sections, part, limits[0])
            yield from _differences(sections.tail, part, limits[1])
            yield from _functions(sections, part)


def _style_limits(package: Package, part: str | None) -> tuple[int, int]:
    """Return how many cell styles and differential styles there are."""
    if part is None:
        return 1, 0
    root = outline(package.read_xml(part), 2)
    cells, differences = root.find("cellXfs"), root.find("dxfs")
    return len(cells.children) if cells else 1, len(differences.children) if differences else 0


def _differences(xml: bytes, part: str, limit: int) -> Iterator[Finding]:
    """Find differential style numbers beyond the last."""
    for number in sorted({int(text) for text in _DIFFERENCE.findall(xml)}):
        if number >= limit:
            yield Finding("difference_range", part, str(number))


def _frame(sections: Sections, part: str) -> Iterator[Finding]:
    """Find elements out of the schema's order."""
    children = [span.local for span in outline(sections.head + sections.tail, 1).children]
    ranks = [SHEET_ORDER.index(name) for name in children if name in SHEET_ORDER]
    if ranks != sorted(ranks):
        yield Finding("element_order", part, " ".join(children))


def _cells(sections: Sections, part: str, styles: int) -> Iterator[Finding]:
    """Find rows and cells out of order or repeated, and styles beyond the last."""
    last_row = 0
    highest = 0
    for span in row_spans(sections.body, sections.prefix):
        if span.number <= last_row:
            yield Finding("row_order", part, str(span.number))
        last_row = span.number
        rising, style = _order_and_style(sections, span)
        highest = max(highest, style)
        if not rising:
            yield Finding("cell_order", part, str(span.number))
    if highest >= max(styles, 1):
        yield Finding("style_range", part, str(highest))


def _order_and_style(sections: Sections, span: RowSpan) -> tuple[bool, int]:
    """Return whether the cells of a row stand in order, and their highest style."""
    inner = sections.body[span.inner_start : span.inner_end]
    quick = _QUICK_CELL.findall(inner)
    if not sections.prefix and len(quick) == inner.count(b"<c ") and b"<c>" not in inner:
        letters, styles = zip(*quick, strict=True) if quick else ((), ())
        return _rise(letters), max((int(style) for style in set(styles) if style), default=0)
    cells = list(cells_of(inner.decode(), span.number, sections.prefix))
    rising = all(left.column < right.column for left, right in pairwise(cells))
    return rising, max((cell.style or 0 for cell in cells), default=0)


@lru_cache(maxsize=1024)
def _rise(letters: tuple[bytes, ...]) -> bool:
    """Whether column letters rise; most rows of a sheet have the same ones, so the answer is kept."""
    columns = [column_number(text.decode()) for text in letters]
    return all(left < right for left, right in pairwise(columns))


def _functions(sections: Sections, part: str) -> Iterator[Finding]:
    """Find newer functions without the prefix that Excel stores, and columns of a table without brackets."""
    for cell in formula_cells(sections):
        code, where = _IN_TEXT.sub("", cell.text), box_text((cell.row, cell.column) * 2)
        found = _PREFIXED.search(code)
        if found:
            yield Finding("function_prefix", part, f"{where}: {found[1]}")
        if _BARE_COLUMN.search(code):
            yield Finding("structured_reference", part, f"{where}: {cell.text}")


def _one_table(
    table: TableRef, sections: Sections, strings: SharedStrings, merged: list[tuple[int, int, int, int]]
) -> Iterator[Finding]:
    """Find a table whose columns, header cells or place do not fit."""
    width = table.right - table.left + 1
    if len(table.headers) != width:
        yield Finding("table_width", table.part, f"{table.name}: {len(table.headers)} / {width}")
    if len({header.lower() for header in table.headers}) != len(table.headers):
        yield Finding("table_column_twice", table.part, table.name)
    if any(boxes_meet(table.box, box) for box in merged):
        yield Finding("table_merged", table.part, table.name)
    if not table.header_rows:
        return
    texts = row_texts(sections, table.top, strings)
    for column, header in enumerate(table.headers, start=table.left):
        if not _same_text(texts.get(column, ""), header):
            yield Finding("table_header", table.part, f"{table.name}: {header!r} / {texts.get(column, '')!r}")


def _same_text(cell: str, header: str) -> bool:
    """Whether a header cell and a column name say the same, line breaks aside."""
    return re.sub(r"[\r\n]+", "\n", cell) == re.sub(r"[\r\n]+", "\n", header)
