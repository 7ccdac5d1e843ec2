"""Faults around the rows of a worksheet: columns, merged cells, formats by condition, validations, links."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbooks.package.cells import LAST_COLUMN, Box, box_text, boxes_meet
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.formulas import formula_faults
from workbooks.package.lint.markup import order_faults
from workbooks.package.lint.references import box_of
from workbooks.package.markup import local, parse, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbooks.package.lint.subject import Subject
    from workbooks.package.rows import Sections

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]*)"')
_DIFFERENCE = re.compile(rb'\s((?:\w+D|d)xfId)="([0-9]+)"')
_LIST = re.compile(r'"((?:[^"]|"")*)"\Z')
LONGEST_LIST = 255
LONGEST = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_WITH_RANGES = {"conditionalFormatting": "sqref", "dataValidation": "sqref", "protectedRange": "sqref"}
_WITH_RANGE = {"hyperlink": "ref", "autoFilter": "ref"}


def frame_faults(sections: Sections, part: str, subject: Subject) -> Iterator[Finding]:
    """Find the faults of what stands before and behind the rows of a worksheet."""
    frame = sections.head + sections.tail
    yield from order_faults(frame, part)
    yield from _merge_faults(sections.tail, part)
    yield from difference_faults(sections.tail, part, subject.style_count("dxfs"))
    root = parse(frame, part)
    yield from _column_faults(root, part)
    for node in root.iter():
        name = local(node)
        if name in _WITH_RANGES or name in _WITH_RANGE:
            yield from _range_faults(node, name, part)
        if name == "dataValidation":
            yield from _validation_faults(node, part)
        elif name in ("formula", "formula1", "formula2", "f") and node.text:
            where = _where(node)
            for code, got, accepted in formula_faults(node.text, subject):
                yield Finding(code, part, got, where, accepted)


def merged_boxes(tail: bytes) -> list[Box]:
    """Return the corners of merged cells, those that can be read."""
    found = (box_of(ref.decode()) for ref in _MERGED.findall(tail))
    return [box for box in found if box is not None]


def _merge_faults(tail: bytes, part: str) -> Iterator[Finding]:
    """Find merged cells beyond the sheet, and those that overlap."""
    for ref in _MERGED.findall(tail):
        if box_of(ref.decode()) is None:
            yield Finding("reference_illegal", part, ref.decode(), "mergeCell")
    for one, other in overlapping(merged_boxes(tail)):
        yield Finding("merges_overlap", part, box_text(other), box_text(one))


def overlapping(boxes: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Return the pairs of ranges that share cells, found from top to bottom."""
    reaching: list[Box] = []
    for box in sorted(boxes):
        reaching = [other for other in reaching if other[2] >= box[0]]
        yield from ((other, box) for other in reaching if boxes_meet(other, box))
        reaching.append(box)


def difference_faults(xml: bytes, part: str, count: int) -> Iterator[Finding]:
    """Find differential style numbers beyond the last."""
    for key, number in sorted(set(_DIFFERENCE.findall(xml))):
        if int(number) >= count:
            accepted = f"0-{count - 1}" if count else "-"
            yield Finding("difference_range", part, number.decode(), key.decode(), accepted)


def _column_faults(root: Any, part: str) -> Iterator[Finding]:
    """Find column definitions that overlap, stand out of order or leave the sheet."""
    columns = [(int(one.get("min", 0)), int(one.get("max", 0))) for one in root.iterfind("{*}cols/{*}col")]
    for first, last in columns:
        if not 1 <= first <= last <= LAST_COLUMN:
            yield Finding("columns_range", part, f"{first}-{last}", accepted=f"1-{LAST_COLUMN}")
    for before, after in pairwise(columns):
        if after[0] <= before[1]:
            yield Finding("columns_overlap", part, f"{before[0]}-{before[1]}, {after[0]}-{after[1]}")


def _range_faults(node: Any, name: str, part: str) -> Iterator[Finding]:
    """Find an element that has no range, or one that is none."""
    key = _WITH_RANGES.get(name) or _WITH_RANGE[name]
    text = node.get(key)
    if not (text or "").strip():
        if name in _WITH_RANGES and not _is_extended(node):
            yield Finding("sqref_empty", part, f'{key}="{text or ""}"', name)
        return
    for ref in text.split():
        if box_of(ref) is None:
            yield Finding("reference_illegal", part, ref, name)


def _is_extended(node: Any) -> bool:
    """Return whether an element is one of a later edition, which says its range inside."""
    return not str(node.tag).startswith(("{http://schemas.openxmlformats.org/", "{http://purl.oclc.org/"))


def _validation_faults(node: Any, part: str) -> Iterator[Finding]:
    """Find texts of a validation that are longer than Excel reads."""
    where = node.get("sqref", "")
    for key, limit in LONGEST.items():
        length = len(unescape(node.get(key, "")))
        if length > limit:
            yield Finding("validation_text", part, f"{key}: {length}", where, str(limit))
    for child in node:
        found = _LIST.match(child.text or "") if local(child) == "formula1" else None
        if found and len(found[1]) > LONGEST_LIST:
            yield Finding("validation_list", part, str(len(found[1])), where, str(LONGEST_LIST))


def _where(node: Any) -> str:
    """Return the range of the element a formula stands in."""
    while node is not None:
        if node.get("sqref"):
            return str(node.get("sqref"))
        node = node.getparent()
    return ""
