"""Cell metadata: the mark of a dynamic array formula, which must be listed in a part of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.package.content import add_relationship, ensure_content_type, related_part
from workbooks.package.markup import (
    MAIN,
    RELATIONS,
    Span,
    add_child,
    append_inside,
    outline,
    parse,
    prefix_of,
)

if TYPE_CHECKING:
    from workbooks.package.parts import Package

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_ORDER = (
    "metadataTypes", "metadataStrings", "mdxMetadata", "futureMetadata", "cellMetadata", "valueMetadata",
    "extLst",
)  # fmt: skip
_DYNAMIC = "XLDAPR"
_KIND = (
    '<{p}metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" '
    'merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/>'
)
_FUTURE = (
    '<{p}futureMetadata name="XLDAPR" count="1"><{p}bk><{p}extLst><{p}ext '
    'uri="{{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}}"><xda:dynamicArrayProperties '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray" fDynamic="1" '
    'fCollapsed="0"/>'
    "</{p}ext></{p}extLst></{p}bk></{p}futureMetadata>"
)


def dynamic_marks(package: Package, workbook: str) -> set[int]:
    """Return the metadata numbers that mark a dynamic array formula.

    Parameters
    ----------
    package : Package
        The package.
    workbook : str
        Its workbook part.

    Returns
    -------
    set of int
        1-based numbers, as the ``cm`` of a cell counts them.
    """
    part = related_part(package, workbook, "sheetMetadata")
    if part is None:
        return set()
    root = parse(package.read_xml(part), part)
    kinds = [node.get("name") for node in root.iterfind("{*}metadataTypes/{*}metadataType")]
    marks: set[int] = set()
    for number, block in enumerate(root.iterfind("{*}cellMetadata/{*}bk"), start=1):
        record = block.find("{*}rc")
        at = int(record.get("t", 0)) if record is not None else 0
        if 1 <= at <= len(kinds) and kinds[at - 1] == _DYNAMIC:
            marks.add(number)
    return marks


def ensure_dynamic_mark(package: Package, workbook: str) -> int:
    """Return the number that marks a dynamic array formula, listing it when there is none yet.

    Parameters
    ----------
    package : Package
        The package.
    workbook : str
        Its workbook part.

    Returns
    -------
    int
        1-based number for the ``cm`` of a cell.
    """
    present = dynamic_marks(package, workbook)
    if present:
        return min(present)
    part = related_part(package, workbook, "sheetMetadata")
    if part is None:
        part = package.free_name("xl/metadata{}.xml") if "xl/metadata.xml" in package else "xl/metadata.xml"
        package.write(
            part,
            f'<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="{MAIN}"></metadata>'.encode(),
        )
        add_relationship(package, workbook, f"{RELATIONS}/sheetMetadata", part)
        ensure_content_type(package, part, _TYPE)
    xml, number = _with_mark(package.read_xml(part))
    package.write(part, xml)
    return number


def _with_mark(xml: bytes) -> tuple[bytes, int]:
    """Return a metadata part with the mark appended, and its number."""
    prefix = prefix_of(xml)
    xml, kind = _appended(xml, "metadataTypes", _KIND.format(p=prefix), prefix)
    xml = add_child(xml, _FUTURE.format(p=prefix).encode(), "futureMetadata", _ORDER)
    return _appended(xml, "cellMetadata", f'<{prefix}bk><{prefix}rc t="{kind}" v="0"/></{prefix}bk>', prefix)


def _appended(xml: bytes, section: str, content: str, prefix: str) -> tuple[bytes, int]:
    """Return a part with an element appended to a counted section, and the element's number."""
    span: Span | None = outline(xml, 2).find(section)
    if span is None:
        wrapped = f'<{prefix}{section} count="1">{content}</{prefix}{section}>'
        return add_child(xml, wrapped.encode(), section, _ORDER), 1
    number = len(span.children) + 1
    return append_inside(xml, span, content.encode(), count=number), number
