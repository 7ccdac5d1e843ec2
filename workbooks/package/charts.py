"""Charts: their ranges follow a table that is resized, and what they show is taken from the cells."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from workbooks.package.cells import Box, address, parse_box, plain, serial_of
from workbooks.package.formulas import quoted_sheet
from workbooks.package.markup import escape, local, parse, serialise

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbooks.package.parts import Package

_REFERENCE = re.compile(rb"(<(?:\w+:)?f(?:\s[^>]*)?>)([^<]*)(</(?:\w+:)?f>)")
_RANGE = re.compile(r"('(?:[^']|'')+'|[^'!(),\s]+)!(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)\Z")


def split_reference(text: str) -> tuple[str, Box] | None:
    """Return sheet name and corners of a reference to one range, None when it is anything else.

    Examples
    --------
    >>> split_reference("'My sheet'!$B$2:$B$5")
    ('My sheet', (2, 2, 5, 2))
    >>> split_reference("SUM(A1)") is None
    True
    """
    found = _RANGE.match(text.strip())
    if found is None:
        return None
    name = found[1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name, parse_box(found[2])


def _absolute(sheet: str, box: Box) -> str:
    """Return a reference to a range with every part fixed."""
    first, last = (re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", address(*corner)) for corner in (box[:2], box[2:]))
    return f"{quoted_sheet(sheet)}!{first}:{last}"


def with_moved_references(xml: bytes, sheet: str, old: Box, new: Box) -> bytes:
    """Return a part in which references to a table's data rows cover its new ones.

    Parameters
    ----------
    xml : bytes
        A chart, or a worksheet with sparklines.
    sheet : str
        Sheet of the table.
    old, new : tuple of int
        Corners of its data rows before and now.

    Returns
    -------
    bytes
        The part. A reference follows when it has exactly the old rows and lies within the old columns.
    """

    def follow_one(found: re.Match[bytes]) -> bytes:
        parts = split_reference(_unquoted(found[2].decode()))
        if parts is None or parts[0].lower() != sheet.lower():
            return found[0]
        top, left, bottom, right = parts[1]
        if (top, bottom) != (old[0], old[2]) or not old[1] <= left <= right <= old[3]:
            return found[0]
        return found[1] + escape(_absolute(parts[0], (top, left, new[2], right))).encode() + found[3]

    return _REFERENCE.sub(follow_one, xml)


def _unquoted(text: str) -> str:
    """Return element content as plain text."""
    return (
        text.replace("&apos;", "'")
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def chart_parts(package: Package) -> list[str]:
    """Return the chart parts of a package, older and newer kinds."""
    return [
        name for name in package.names if re.match(r"xl/charts/chart(ex)?[0-9]*\.xml\Z", name, re.IGNORECASE)
    ]


def follow(package: Package, sheet: str, old: Box, new: Box) -> None:
    """Let every chart of the package follow a table; see `with_moved_references`."""
    for part in chart_parts(package):
        xml = package.read_xml(part)
        changed = with_moved_references(xml, sheet, old, new)
        if changed != xml:
            package.write(part, changed)


def refresh_caches(
    package: Package,
    sheets: set[str],
    values_of: Callable[[str], list[list[Any]]],
    *,
    epoch_1904: bool = False,
) -> None:
    """Rewrite what charts show of some sheets from the cells.

    Parameters
    ----------
    package : Package
        The package.
    sheets : set of str
        Names of the sheets whose cells changed, in lower case.
    values_of : callable
        From a sheet's name in lower case to its values from A1.
    epoch_1904 : bool
        Whether the workbook counts days from 1904.

    Notes
    -----
    Charts that show nothing of these sheets are left byte for byte.
    """
    for part in chart_parts(package):
        xml = package.read_xml(part)
        touched = {_sheet_of(found[1]) for found in _REFERENCE.findall(xml)} & sheets
        if not touched:
            continue
        root = parse(xml, part)
        changed = [
            _recache(node, sheets, values_of, epoch_1904=epoch_1904)
            for node in root.iter()
            if local(node) in ("numRef", "strRef")
        ]
        if any(changed):
            package.write(part, serialise(root))


def _sheet_of(reference: bytes) -> str:
    """Return the sheet of a reference in lower case, empty when it is no plain range."""
    parts = split_reference(_unquoted(reference.decode()))
    return parts[0].lower() if parts else ""


def _recache(
    node: Any, sheets: set[str], values_of: Callable[[str], list[list[Any]]], *, epoch_1904: bool
) -> bool:
    """Rewrite the cache of one reference; return whether it concerned the sheets."""
    text = next(("".join(child.itertext()) for child in node if local(child) == "f"), "")
    parts = split_reference(text)
    if parts is None or parts[0].lower() not in sheets:
        return False
    cells = _cells(values_of(parts[0].lower()), parts[1])
    numeric = local(node) == "numRef"
    name = "numCache" if numeric else "strCache"
    cache = next((child for child in node if local(child) == name), None)
    space = node.tag.rpartition("}")[0] + "}"
    if cache is None:
        cache = node.makeelement(space + name)
        node.insert(1, cache)
    for child in list(cache):
        if local(child) in ("ptCount", "pt"):
            cache.remove(child)
    points = [_point(value, numeric=numeric, epoch_1904=epoch_1904) for value in cells]
    at = sum(1 for child in cache if local(child) == "formatCode")
    count = cache.makeelement(space + "ptCount", val=str(len(points)))
    cache.insert(at, count)
    for index, shown in enumerate(points):
        if shown is not None:
            at += 1
            point = cache.makeelement(space + "pt", idx=str(index))
            value = cache.makeelement(space + "v")
            value.text = shown
            point.append(value)
            cache.insert(at, point)
    return True


def _cells(grid: list[list[Any]], box: Box) -> list[Any]:
    """Return the values of a range row by row, None beyond the grid."""
    top, left, bottom, right = box
    return [
        grid[row][column] if row < len(grid) and column < len(grid[row]) else None
        for row in range(top - 1, bottom)
        for column in range(left - 1, right)
    ]


def _point(value: Any, *, numeric: bool, epoch_1904: bool) -> str | None:
    """Return a value as a chart caches it, None for one that it leaves out."""
    value = plain(value)
    if value is None or value == "":
        return None
    if not numeric:
        return _shown(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        serial = serial_of(value, epoch_1904=epoch_1904)
        return None if serial is None else repr(serial)
    if isinstance(value, bool):
        return str(int(value))
    return repr(float(value)) if isinstance(value, int | float) else None


def _shown(value: Any) -> str:
    """Return a value as text on an axis."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return (
        str(value).upper()
        if isinstance(value, bool)
        else "".join(c for c in str(value) if c >= " " or c in "\n\t")
    )
