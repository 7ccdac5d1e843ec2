"""Faults of cells: their order and place, and the styles, texts and marks they count on."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from workbooks.package.cells import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_TEXT,
    address,
    column_letters,
    column_number,
)
from workbooks.package.lint.finding import Finding
from workbooks.package.rows import cells_of, column_styles, row_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbooks.package.lint.subject import Subject
    from workbooks.package.rows import Sections

_QUICK_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?')
_QUICK_ROW = re.compile(rb'<row r="([0-9]+)"')
_ROW_STYLE = re.compile(rb'<(?:\w+:)?row\s[^>]*?\bs="([0-9]+)"')
_STRING = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>\s*([0-9]+)')
_MARK = {key: re.compile(rb'<(?:\w+:)?c\s[^>]*?\b%s="([0-9]+)"' % key) for key in (b"cm", b"vm")}
_NUMBER = re.compile(rb"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*\Z")
_KIND = re.compile(rb'\bt="(\w+)"')
_ACCEPTED = {"n": "0-9 . E", "b": "0 | 1", "e": "#N/A #VALUE! ...", "s": "0-9"}
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)")
_ESCAPED = re.compile(r"&#?\w+;|_x[0-9A-Fa-f]{4}_")
_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')


class Line(NamedTuple):
    """One row as far as its order goes: number, columns, whether its cells say its number, their styles."""

    number: int
    letters: tuple[bytes, ...]
    agrees: bool
    styles: tuple[bytes, ...]


def cell_faults(sections: Sections, part: str, subject: Subject) -> Iterator[Finding]:
    """Find the faults of a worksheet's rows and cells."""
    yield from _line_faults(_lines(sections), sections, part, subject.style_count("cellXfs"))
    yield from _frame_styles(sections, part, subject.style_count("cellXfs"))
    yield from _string_faults(sections.body, part, subject)
    yield from _mark_faults(sections.body, part, subject)
    yield from _value_faults(sections, part)
    yield from text_faults(sections.body, part)


def _lines(sections: Sections) -> Iterator[Line]:
    """Return the rows; written as nearly every program writes them, they are read many times as fast."""
    body = sections.body
    is_usual = (
        not sections.prefix
        and body.count(b"<row") == body.count(b'<row r="')
        and body.count(b"<c") == body.count(b'<c r="')
    )
    return _usual_lines(body) if is_usual else _any_lines(sections)


def _usual_lines(body: bytes) -> Iterator[Line]:
    """Return the rows of a body in which rows and cells begin with their numbers."""
    for piece in body.split(b"</row>"):
        rows = _QUICK_ROW.findall(piece)
        for number in rows[:-1]:  # rows without cells close themselves
            yield Line(int(number), (), True, ())
        if not rows:
            continue
        cells = _QUICK_CELL.findall(piece)
        letters, digits, styles = zip(*cells, strict=True) if cells else ((), (), ())
        yield Line(int(rows[-1]), letters, digits.count(rows[-1]) == len(digits), styles)


def _any_lines(sections: Sections) -> Iterator[Line]:
    """Return the rows however they are written; cells without address follow the one before."""
    for span in row_spans(sections.body, sections.prefix):
        inner = sections.body[span.inner_start : span.inner_end]
        cells = list(cells_of(inner.decode(), span.number, sections.prefix))
        letters = tuple(column_letters(cell.column).encode() for cell in cells)
        said = re.findall(rb'<%sc\s[^>]*?\br="[A-Z]+([0-9]+)"' % sections.prefix.encode(), inner)
        agrees = all(int(number) == span.number for number in said)
        styles = tuple(str(cell.style or 0).encode() for cell in cells)
        yield Line(span.number, letters, agrees, styles)


@lru_cache(maxsize=1024)
def _columns(letters: tuple[bytes, ...]) -> tuple[bool, int]:
    """Return whether columns rise, and the last; most rows have the same ones, so the answer is kept."""
    columns = [column_number(text.decode()) for text in letters]
    return all(left < right for left, right in pairwise(columns)), max(columns, default=0)


def _line_faults(lines: Iterable[Line], sections: Sections, part: str, styles: int) -> Iterator[Finding]:
    """Find rows and cells out of order, repeated or beyond the sheet, and styles beyond the last."""
    last, used = 0, {b""}
    for line in lines:
        rising, column = _columns(line.letters)
        if line.number <= last:
            yield Finding("row_order", part, str(line.number))
        elif not line.agrees:
            yield Finding("cell_row", part, str(line.number))
        if not rising:
            yield Finding("cell_order", part, str(line.number))
        if not 1 <= line.number <= LAST_ROW or column > LAST_COLUMN:
            got = address(line.number, max(column, 1))
            yield Finding("cell_beyond", part, got, accepted=address(LAST_ROW, LAST_COLUMN))
        used.update(line.styles)
        last = line.number
    for number in sorted(map(int, used - {b""})):
        if number >= max(styles, 1):
            cell = _first_cell(sections.body, rb'\bs="%d"' % number)
            yield Finding("style_range", part, str(number), cell, f"0-{styles - 1}")


def _first_cell(body: bytes, attribute: bytes) -> str:
    """Return the address of the first cell with an attribute."""
    found = re.search(rb"<(?:\w+:)?c\s[^>]*?%s[^>]*>" % attribute, body)
    where = _ADDRESS.search(found[0]) if found else None
    return where[1].decode() if where else ""


def _frame_styles(sections: Sections, part: str, styles: int) -> Iterator[Finding]:
    """Find styles of whole rows and columns beyond the last."""
    numbers = {style for _, _, style in column_styles(sections)}
    if b"customFormat=" in sections.body:
        numbers |= {int(text) for text in set(_ROW_STYLE.findall(sections.body))}
    for number in sorted(numbers):
        if number >= max(styles, 1):
            yield Finding("style_range", part, str(number), accepted=f"0-{styles - 1}")


def _string_faults(body: bytes, part: str, subject: Subject) -> Iterator[Finding]:
    """Find numbers of shared texts beyond the last."""
    if b't="s"' not in body:
        return
    count = subject.string_count
    for text in sorted(set(_STRING.findall(body)), key=int):
        if int(text) >= count:
            found = re.search(rb't="s"[^>]*>\s*<(?:\w+:)?v>\s*%s\s*<' % text, body)
            where = _cell_before(body, found.end()) if found else ""
            yield Finding("string_range", part, text.decode(), where, f"0-{count - 1}")


def _cell_before(body: bytes, position: int) -> str:
    """Return the address of the last cell that begins before a position."""
    row = max(0, body.rfind(b"<row", 0, position))
    found = _ADDRESS.findall(body, row, position)
    return found[-1].decode() if found else ""


def _mark_faults(body: bytes, part: str, subject: Subject) -> Iterator[Finding]:
    """Find marks, such as that of a dynamic array, which the metadata does not list."""
    if b'm="' not in body:
        return
    for key, pattern in _MARK.items():
        for text in sorted(set(pattern.findall(body)), key=int):
            if not 1 <= int(text) <= subject.marks[key]:
                cell = _first_cell(body, rb'\b%s="%s"' % (key, text))
                got, accepted = f'{key.decode()}="{text.decode()}"', f"1-{subject.marks[key]}"
                yield Finding("metadata_range", part, got, cell, accepted)


def _value_faults(sections: Sections, part: str) -> Iterator[Finding]:
    """Find words where the kind of a cell wants a figure; only those values are looked at."""
    prefix = sections.prefix.encode()
    for found in re.finditer(rb"<%sv>(?!-?[0-9.<])([^<]*)" % prefix, sections.body):
        start = sections.body.rfind(b"<%sc " % prefix, 0, found.start())
        tag = sections.body[max(start, 0) : sections.body.find(b">", start)]
        said, where = _KIND.search(tag), _ADDRESS.search(tag)
        kind = said[1].decode() if said else "n"
        is_right = kind not in _ACCEPTED or (
            found[1].startswith(b"#") if kind == "e" else _NUMBER.match(found[1])
        )
        if not is_right:
            cell = where[1].decode() if where else ""
            yield Finding("value_kind", part, found[1].decode()[:40], cell, _ACCEPTED[kind])


def text_faults(xml: bytes, part: str) -> Iterator[Finding]:
    """Find texts longer than a cell holds, in leaps from tag to tag as long as such a text."""
    at = xml.find(b"<")
    while 0 <= at < len(xml) - LONGEST_TEXT:
        following = xml.rfind(b"<", at + 1, at + LONGEST_TEXT)
        if following < 0:
            following = xml.find(b"<", at + 1)
            found = _TEXT.match(xml, at)
            length = len(_ESCAPED.sub("x", found[1].decode())) if found else 0
            if length > LONGEST_TEXT:
                yield Finding("text_long", part, str(length), _cell_before(xml, at), str(LONGEST_TEXT))
        at = following
