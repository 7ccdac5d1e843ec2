"""What XlsxWriter cannot write: cell styles and explicit charts, added to the package with fixed dates."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from typing import IO, TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES_PART = "xl/styles.xml"
_CHART_PARTS = "xl/charts/chart"
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the zip format's first day: the same bytes on every build


def name_cell_styles(styles_xml: bytes, members: Mapping[str, Sequence[int]]) -> bytes:
    """Add named cell styles to a style sheet and attach cell formats to them.

    Parameters
    ----------
    styles_xml : bytes
        The part ``xl/styles.xml``.
    members : mapping of str to sequence of int
        Name of the style to the indexes of the cell formats that belong to it; the first shows its look.

    Returns
    -------
    bytes
        The part with the styles added.
    """
    root = etree.fromstring(styles_xml)
    bases, formats, styles = (_child(root, name) for name in ("cellStyleXfs", "cellXfs", "cellStyles"))
    for name, indexes in members.items():
        base = deepcopy(formats[indexes[0]])
        del base.attrib["xfId"]  # a base has none: it is what others point at
        bases.append(base)
        position = str(len(bases) - 1)
        for index in indexes:
            formats[index].set("xfId", position)
        etree.SubElement(styles, f"{{{_MAIN}}}cellStyle", name=name, xfId=position)
    for part in (bases, styles):
        part.set("count", str(len(part)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _child(root: etree._Element, name: str) -> etree._Element:
    """Return a part of the style sheet, which XlsxWriter always writes."""
    found = root.find(f"{{{_MAIN}}}{name}")
    assert found is not None, name  # noqa: S101  a style sheet without it is not XlsxWriter's
    return found


def explicit_chart(chart_xml: bytes) -> bytes:
    """Say of a chart what silence leaves to the reader: square corners, straight lines, value labels.

    Parameters
    ----------
    chart_xml : bytes
        A chart part as XlsxWriter writes it.

    Returns
    -------
    bytes
        The part with every choice made; programmes take silence differently, by the maker the file names,
        and a sheet copied into another workbook changes its maker.
    """
    root = etree.fromstring(chart_xml)
    if root.find(f"{{{_CHART}}}roundedCorners") is None:
        language = root.find(f"{{{_CHART}}}lang")
        corners = etree.Element(f"{{{_CHART}}}roundedCorners", val="0")
        root.insert(0 if language is None else root.index(language) + 1, corners)
    for series in root.iterfind(f".//{{{_CHART}}}lineChart/{{{_CHART}}}ser"):
        if series.find(f"{{{_CHART}}}smooth") is None:
            etree.SubElement(series, f"{{{_CHART}}}smooth", val="0")
    for labels in root.iter(f"{{{_CHART}}}dLbls"):
        shown = {name: labels.find(f"{{{_CHART}}}{name}") for name in _SHOWN}
        for name, found in shown.items():  # in the order of the schema, at the end
            if found is not None:
                labels.remove(found)
            value = "0" if found is None else found.get("val", "1")
            etree.SubElement(labels, f"{{{_CHART}}}{name}", val=value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def finish_package(package: bytes, members: Mapping[str, Sequence[int]], path: Path | IO[bytes]) -> None:
    """Write a package with named cell styles, in the same bytes on every build.

    Parameters
    ----------
    package : bytes
        What XlsxWriter wrote.
    members : mapping
        As for `name_cell_styles`.
    path : Path or binary file
        Where the workbook goes.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == _STYLES_PART and members:
                content = name_cell_styles(content, members)
            elif name.startswith(_CHART_PARTS):
                content = explicit_chart(content)
            part = zipfile.ZipInfo(name, _FIXED_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            target.writestr(part, content)
