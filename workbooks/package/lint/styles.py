"""Faults of the styles: parts of a style beyond the last, and elements out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.package.lint.finding import Finding
from workbooks.package.lint.markup import misplaced, order_faults
from workbooks.package.lint.schema import DIFFERENCE_ORDER, FONT_ORDER
from workbooks.package.markup import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Subject

FIRST_OWN_FORMAT = 164  # number formats below are Excel's
_SECTIONS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}


def style_faults(subject: Subject) -> Iterator[Finding]:
    """Find the faults of the styles part, if it is to be read through."""
    part, root = subject.related("styles"), subject.styles
    if part is None or not subject.wants(part):
        return
    yield from order_faults(subject.package.read_xml(part), part)
    yield from _index_faults(root, part, subject)
    yield from _format_faults(root, part)
    for at, font in enumerate(root.iterfind("{*}fonts/{*}font")):
        yield from _font_faults(font, part, f"fonts/font[{at}]")
    for at, difference in enumerate(root.iterfind("{*}dxfs/{*}dxf")):
        names = [local(child) for child in difference if local(child) in DIFFERENCE_ORDER]
        yield from misplaced(names, DIFFERENCE_ORDER, part, cell=f"dxfs/dxf[{at}]")


def _index_faults(root: Any, part: str, subject: Subject) -> Iterator[Finding]:
    """Find styles that count on fonts, fills, borders and other styles beyond the last."""
    for section in ("cellStyleXfs", "cellXfs"):
        for at, style in enumerate(root.iterfind(f"{{*}}{section}/{{*}}xf")):
            where = f"{section}/xf[{at}]"
            for key, other in _SECTIONS.items():
                count = subject.style_count(other)
                number = int(style.get(key, 0))
                if number >= count and not (key == "xfId" and not count):
                    yield Finding("style_part_range", part, f"{key}={number}", where, f"0-{count - 1}")
    count = subject.style_count("cellStyleXfs")
    for named in root.iterfind("{*}cellStyles/{*}cellStyle"):
        number = int(named.get("xfId", 0))
        if number >= max(count, 1):
            yield Finding("style_part_range", part, f"xfId={number}", named.get("name", ""), f"0-{count - 1}")
    count = subject.style_count("dxfs")
    for element in root.iterfind("{*}tableStyles/{*}tableStyle/{*}tableStyleElement"):
        number = int(element.get("dxfId", 0)) if element.get("dxfId") is not None else -1
        if number >= count:
            where = element.getparent().get("name", "")
            yield Finding("difference_range", part, str(number), where, f"0-{count - 1}")


def _format_faults(root: Any, part: str) -> Iterator[Finding]:
    """Find number formats that are given twice or not at all."""
    given = [int(one.get("numFmtId", 0)) for one in root.iterfind("{*}numFmts/{*}numFmt")]
    yield from (
        Finding("format_twice", part, str(one), "numFmts")
        for one in sorted(set(given))
        if given.count(one) > 1
    )
    for section in ("cellStyleXfs", "cellXfs"):
        for at, style in enumerate(root.iterfind(f"{{*}}{section}/{{*}}xf")):
            number = int(style.get("numFmtId", 0))
            if number >= FIRST_OWN_FORMAT and number not in given:
                accepted = ", ".join(["0-163", *map(str, sorted(given))])
                yield Finding("format_range", part, str(number), f"{section}/xf[{at}]", accepted)


def _font_faults(font: Any, part: str, where: str) -> Iterator[Finding]:
    """Find what a font says twice, or out of the order that Office asks for."""
    names = [local(child) for child in font if local(child) in FONT_ORDER]
    yield from misplaced(names, FONT_ORDER, part, "font_order", where)
