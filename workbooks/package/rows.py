"""The rows of a worksheet as text: found by their tags, merged with new cells, the rest left as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbooks.package.cells import (
    RENDER,
    address,
    box_text,
    cached_xml,
    column_letters,
    parse_address,
    parse_box,
)
from workbooks.package.dress import STYLE, Dress, StyleText
from workbooks.package.markup import prefix_of
from workbooks.package.row_patterns import RowPatterns
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ADDRESS = re.compile(r'\br="([A-Z]+)([0-9]+)"')
_NUMBER = re.compile(rb'\br="([0-9]+)"')
_SPANS = re.compile(r'\s+spans="[^"]*"')
_OWN_TAGS = re.compile(r"<(/?)(row|c|v|f|is|t)\b")


@dataclass(frozen=True)
class Cached:
    """An edit that changes only the cached value of a formula."""

    value: Any


Edits = dict[int, dict[int, Any]]


@dataclass(frozen=True)
class Sections:
    """A worksheet in three: before its rows, its rows, behind them."""

    head: bytes
    body: bytes
    tail: bytes
    prefix: str

    def joined(self) -> bytes:
        """Return the worksheet."""
        return b"".join((self.head, self.body, self.tail))


@dataclass(frozen=True)
class RowSpan:
    """Where one row stands in the body."""

    number: int
    start: int
    inner_start: int
    inner_end: int
    end: int


@dataclass(frozen=True)
class CellText:
    """One cell as written: what stands in its tag, and between its tags (None when self-closed)."""

    row: int
    column: int
    attributes: str
    inner: str | None

    @property
    def style(self) -> int | None:
        """Style number, None when it has none."""
        found = STYLE.search(self.attributes)
        return int(found[1]) if found else None


def split_sheet(xml: bytes, part: str) -> Sections:
    """Cut a worksheet around its rows.

    Parameters
    ----------
    xml : bytes
        The part in plain UTF-8.
    part : str
        Its name, for the message.

    Returns
    -------
    Sections
        A self-closed ``sheetData`` comes back opened.

    Raises
    ------
    WorkbookError
        When it has no ``sheetData``.
    """
    prefix = prefix_of(xml)
    name = f"{prefix}sheetData".encode()
    found = re.search(rb"<%s(\s[^>]*?)?(/?)>" % re.escape(name), xml)
    if found is None:
        raise WorkbookError("workbook.part_malformed", part=part, fault="sheetData")
    close = b"</%s>" % name
    if found[2]:
        head = xml[: found.start()] + b"<%s>" % name
        return Sections(head, b"", close + xml[found.end() :], prefix)
    end = xml.rfind(close)
    if end < 0:
        raise WorkbookError("workbook.part_malformed", part=part, fault="sheetData")
    return Sections(xml[: found.end()], xml[found.end() : end], xml[end:], prefix)


@lru_cache(maxsize=8)
def _row_tags(prefix: str) -> tuple[re.Pattern[bytes], bytes]:
    """Return the pattern of a row's start tag and the text of its end tag."""
    return re.compile(rb"<%srow(\s[^>]*|/)?>" % prefix.encode()), b"</%srow>" % prefix.encode()


@lru_cache(maxsize=8)
def _cell_tags(prefix: str) -> tuple[re.Pattern[str], str]:
    """Return the pattern of a cell's start tag and the text of its end tag."""
    return re.compile(rf"<{prefix}c(\s[^>]*|/)?>"), f"</{prefix}c>"


def row_spans(body: bytes, prefix: str) -> Iterator[RowSpan]:
    """Return where the rows stand, in order; a row without number follows the one before it."""
    pattern, close = _row_tags(prefix)
    number = 0
    for found in pattern.finditer(body):
        attributes = found[1] or b""
        seen = _NUMBER.search(attributes)
        number = int(seen[1]) if seen else number + 1
        if attributes.endswith(b"/"):
            yield RowSpan(number, found.start(), found.end(), found.end(), found.end())
        else:
            inner_end = body.index(close, found.end())
            yield RowSpan(number, found.start(), found.end(), inner_end, inner_end + len(close))


def cells_of(inner: str, row: int, prefix: str) -> Iterator[CellText]:
    """Return the cells of a row; a cell without address follows the one before it."""
    pattern, close = _cell_tags(prefix)
    column = 0
    for found in pattern.finditer(inner):
        attributes = found[1] or ""
        seen = _ADDRESS.search(attributes)
        column = parse_address(seen[1] + seen[2])[1] if seen else column + 1
        if attributes.endswith("/"):
            yield CellText(row, column, attributes[:-1].rstrip(), None)
        else:
            end = inner.index(close, found.end())
            yield CellText(row, column, attributes.rstrip(), inner[found.end() : end])


def patched_body(sections: Sections, edits: Mapping[int, Mapping[int, Any]], dress: Dress) -> bytes:
    """Return the rows of a worksheet with edits laid in.

    Parameters
    ----------
    sections : Sections
        The worksheet.
    edits : mapping
        Row to column to value; None clears and keeps the style, `Cached` changes a formula's shown value.
    dress : Dress
        Style of cells that do not exist yet.

    Returns
    -------
    bytes
        The new body; rows without an edit are the same bytes.

    Raises
    ------
    WorkbookError
        When a `Cached` edit meets a cell without formula, or a text is longer than a cell holds.
    """
    body, prefix = sections.body, sections.prefix
    wanted = sorted(edits)
    pieces: list[bytes] = []
    at = next_edit = 0
    for span in row_spans(body, prefix) if body else ():
        start = next_edit
        while next_edit < len(wanted) and wanted[next_edit] < span.number:
            next_edit += 1
        if start < next_edit:
            pieces += [body[at : span.start], _new_rows(wanted[start:next_edit], edits, dress, prefix)]
            at = span.start
        if next_edit == len(wanted):
            break
        if wanted[next_edit] == span.number:
            pieces += [body[at : span.start], _merged_row(body, span, edits[span.number], dress, prefix)]
            at = span.end
            next_edit += 1
    pieces += [body[at:], _new_rows(wanted[next_edit:], edits, dress, prefix)]
    return b"".join(pieces)


def _new_rows(numbers: list[int], edits: Mapping[int, Mapping[int, Any]], dress: Dress, prefix: str) -> bytes:
    """Return rows that did not exist."""
    patterns, rows = RowPatterns(dress), list[str]()
    for number in numbers:
        row = patterns.row(number, edits[number])
        if row is None:
            cells = _rendered(number, edits[number], dress.of_row(number, None), dress)
            row = f'<row r="{number}">{cells}</row>' if cells else ""
        rows.append(row)
    return _prefixed("".join(rows), prefix).encode()


def _prefixed(text: str, prefix: str) -> str:
    """Give our own tags the prefix of the sheet; text content cannot hold a '<'."""
    return _OWN_TAGS.sub(rf"<\1{prefix}\2", text) if prefix else text


def _rendered(number: int, cells: Mapping[int, Any], styles: StyleText, dress: Dress) -> str:
    """Return the cells of a new row, one by one."""
    out: list[str] = []
    for column in sorted(cells):
        value, style = cells[column], styles[column]
        if isinstance(value, Cached):
            raise WorkbookError("workbook.no_formula", cell=address(number, column))
        if type(value) not in RENDER:
            value, style = dress.settled(value, style)
        out.append(RENDER[type(value)](_where(number, column) + style, value))
    return "".join(out)


def _merged_row(body: bytes, span: RowSpan, edits: Mapping[int, Any], dress: Dress, prefix: str) -> bytes:
    """Return an existing row with edits laid in; untouched cells are the same text."""
    tag = body[span.start : span.inner_start].decode()
    attributes = _SPANS.sub("", tag[len(prefix) + 4 : -1].rstrip("/").rstrip())
    if not re.search(r'\br="', attributes):
        attributes = f' r="{span.number}"{attributes}'
    own_style = STYLE.search(attributes) if "customFormat=" in attributes else None
    styles = dress.of_row(span.number, int(own_style[1]) if own_style else None)
    inner = body[span.inner_start : span.inner_end].decode()
    present = {cell.column: cell for cell in cells_of(inner, span.number, prefix)}
    out: list[str] = []
    for column in sorted(present.keys() | edits.keys()):
        cell = present.get(column)
        if column not in edits:
            out.append(verbatim(cell, prefix) if cell else "")
        else:
            out.append(
                _edited(cell, _where(span.number, column), edits[column], styles[column], dress, prefix)
            )
    return f"<{prefix}row{attributes}>{''.join(out)}</{prefix}row>".encode()


def verbatim(cell: CellText, prefix: str) -> str:
    """Return a cell as it stood, with its address when it had none."""
    attributes = cell.attributes
    if not _ADDRESS.search(attributes):
        attributes = f' r="{address(cell.row, cell.column)}"{attributes}'
    if cell.inner is None:
        return f"<{prefix}c{attributes}/>"
    return f"<{prefix}c{attributes}>{cell.inner}</{prefix}c>"


def _where(row: int, column: int) -> str:
    """Return the address attribute of a cell."""
    return f' r="{column_letters(column)}{row}"'


def _edited(  # noqa: PLR0917  private, called once
    cell: CellText | None, where: str, value: Any, new_style: str, dress: Dress, prefix: str
) -> str:
    """Return one cell of an existing row with its new value."""
    style = new_style
    if cell is not None:
        style = f' s="{cell.style}"' if cell.style is not None else ""
    if isinstance(value, Cached):
        return _recached(cell, where + style, value.value, dress, prefix)
    if type(value) not in RENDER:
        value, style = dress.settled(value, style)
    return _prefixed(RENDER[type(value)](where + style, value), prefix)


def _recached(cell: CellText | None, attributes: str, value: Any, dress: Dress, prefix: str) -> str:
    """Return a formula cell with another cached value; its formula stays as written."""
    formula = re.search(rf"<{prefix}f\b[^>]*?(?:/>|>.*?</{prefix}f>)", (cell and cell.inner) or "", re.DOTALL)
    if cell is None or formula is None:
        raise WorkbookError("workbook.no_formula", cell=attributes[4:].partition('"')[0])
    kind, cached = cached_xml(value, epoch_1904=dress.epoch_1904)
    meta = re.search(r'\scm="[0-9]+"', cell.attributes)
    opening = f"<c{attributes}{kind}{meta[0] if meta else ''}>"
    return _prefixed(opening, prefix) + formula[0] + _prefixed(f"{cached}</c>", prefix)


def styles_of_row(sections: Sections, row: int) -> dict[int, int]:
    """Return the style of every cell of one row that has one."""
    for span in row_spans(sections.body, sections.prefix):
        if span.number == row:
            inner = sections.body[span.inner_start : span.inner_end].decode()
            cells = cells_of(inner, row, sections.prefix)
            return {cell.column: cell.style for cell in cells if cell.style is not None}
        if span.number > row:
            break
    return {}


def column_styles(sections: Sections) -> list[tuple[int, int, int]]:
    """Return first column, last column and style of every column definition with a style."""
    found: list[tuple[int, int, int]] = []
    for tag in re.findall(rb"<%scol\s[^>]*>" % sections.prefix.encode(), sections.head):
        seen = dict(re.findall(r'(\w+)="([^"]*)"', tag.decode()))
        if seen.get("style"):
            found.append((int(seen["min"]), int(seen["max"]), int(seen["style"])))
    return found


def with_dimension(sections: Sections, edits: Mapping[int, Mapping[int, Any]]) -> bytes:
    """Return the part before the rows with its dimension wide enough for the edits."""
    found = re.search(rb'<(?:\w+:)?dimension\s[^>]*?\bref="([^"]*)"', sections.head)
    rows = [row for row, cells in edits.items() if cells]
    if found is None or not rows:
        return sections.head
    columns = [column for row in rows for column in (min(edits[row]), max(edits[row]))]
    top, left, bottom, right = parse_box(found[1].decode())
    if not sections.body.strip():
        top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
    box = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
    return sections.head[: found.start(1)] + box_text(box).encode() + sections.head[found.end(1) :]


def error_cells(xml: bytes, prefix: str) -> Iterator[tuple[int, int, str]]:
    """Return row, column and text of every cell whose value is an error."""
    if b't="e"' not in xml:
        return
    pattern = re.compile(
        rb'<%sc\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>(.*?)</%sc>' % ((prefix.encode(),) * 2),
        re.DOTALL,
    )
    value = re.compile(rb"<%sv[^>]*>([^<]*)<" % prefix.encode())
    for found in pattern.finditer(xml):
        shown = value.search(found[2])
        if shown:
            row, column = parse_address(found[1].decode())
            yield row, column, shown[1].decode()
