"""The cells of a worksheet that hold formulas: read one by one, freed of one they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbooks.package.formulas import translated
from workbooks.package.markup import escape
from workbooks.package.rows import Cached, Sections, cells_of, row_spans, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class FormulaCell:
    """A formula as written: its own text, what kind it is, and the group and range it shares."""

    row: int
    column: int
    text: str
    kind: str
    group: str
    range: str


def formula_cells(sections: Sections) -> Iterator[FormulaCell]:
    """Return every cell with a formula element, in order."""
    prefix = sections.prefix
    if b"<%sf" % prefix.encode() not in sections.body:
        return
    pattern = re.compile(rf"<{prefix}f\b([^>]*?)(?:/>|>(.*?)</{prefix}f>)", re.DOTALL)
    for span in row_spans(sections.body, prefix):
        inner = sections.body[span.inner_start : span.inner_end]
        if b"<%sf" % prefix.encode() not in inner:
            continue
        for cell in cells_of(inner.decode(), span.number, prefix):
            found = pattern.search(cell.inner or "")
            if found:
                seen = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
                text = plain_xml(found[2] or "")
                yield FormulaCell(
                    cell.row, cell.column, text, seen.get("t", ""), seen.get("si", ""), seen.get("ref", "")
                )


def plain_xml(text: str) -> str:
    """Return element content as plain text."""
    if "&" not in text:
        return text
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(name, char)
    text = re.sub(
        r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));", lambda f: chr(int(f[1], 16) if f[1] else int(f[2])), text
    )
    return text.replace("&amp;", "&")


def formula_texts(sections: Sections) -> dict[tuple[int, int], str]:
    """Return the formula of every cell, shared ones spelled out.

    Parameters
    ----------
    sections : Sections
        The worksheet.

    Returns
    -------
    dict
        (row, column) to text without ``=``; the cells an array formula spills into have none.
    """
    masters: dict[str, FormulaCell] = {}
    found: dict[tuple[int, int], str] = {}
    for cell in formula_cells(sections):
        text = cell.text
        if cell.kind == "shared" and text:
            masters[cell.group] = cell
        elif cell.kind == "shared" and cell.group in masters:
            master = masters[cell.group]
            text = translated(master.text, cell.row - master.row, cell.column - master.column)
        if text:
            found[cell.row, cell.column] = text
    return found


def unshared(sections: Sections, edits: Mapping[int, Mapping[int, Any]]) -> dict[int, dict[int, Any]]:
    """Return the cells that must be written out because an edit takes away the formula they share.

    Parameters
    ----------
    sections : Sections
        The worksheet.
    edits : mapping
        What is about to be written.

    Returns
    -------
    dict
        Row to column to `Formula` for every dependent cell that has no edit itself.
    """
    if b't="shared"' not in sections.body:
        return {}
    lost: dict[str, FormulaCell] = {}
    freed: dict[int, dict[int, Any]] = {}
    for cell in formula_cells(sections):
        edited = cell.column in edits.get(cell.row, {})
        if cell.kind != "shared" or (edited and isinstance(edits[cell.row][cell.column], Cached)):
            continue
        if cell.text and edited:
            lost[cell.group] = cell
        elif not cell.text and cell.group in lost and not edited:
            master = lost[cell.group]
            text = translated(master.text, cell.row - master.row, cell.column - master.column)
            freed.setdefault(cell.row, {})[cell.column] = Unshared(text)
    return freed


@dataclass(frozen=True)
class Unshared:
    """An edit that gives a cell its own copy of a formula it shared; its cached value stays."""

    text: str


def with_own_formulas(sections: Sections, freed: Mapping[int, Mapping[int, Any]]) -> Sections:
    """Return a worksheet in which some cells have their own formula in place of a shared one."""
    if not freed:
        return sections
    prefix = sections.prefix
    pattern = re.compile(rf"<{prefix}f\b[^>]*?(?:/>|></{prefix}f>)")
    pieces: list[bytes] = []
    at = 0
    for span in row_spans(sections.body, prefix):
        wanted = freed.get(span.number)
        if not wanted:
            continue
        cells: list[str] = []
        for cell in cells_of(sections.body[span.inner_start : span.inner_end].decode(), span.number, prefix):
            text = verbatim(cell, prefix)
            own = wanted.get(cell.column)
            if own is not None:
                formula = f"<{prefix}f>{escape(own.text)}</{prefix}f>"
                text = pattern.sub(lambda _found, formula=formula: formula, text, count=1)  # type: ignore[misc]
            cells.append(text)
        pieces += [sections.body[at : span.inner_start], "".join(cells).encode()]
        at = span.inner_end
    body = b"".join([*pieces, sections.body[at:]])
    return Sections(sections.head, body, sections.tail, prefix)
