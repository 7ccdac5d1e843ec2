"""The styles of a workbook: what is there stays byte for byte, what another workbook brings is appended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbooks.package.markup import (
    MAIN,
    add_child,
    append_inside,
    escape,
    local,
    outline,
    parse,
    prefix_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
_FIRST_OWN_FORMAT = 164  # ids below belong to Excel
_SHOWN_AS = {"date": 14, "moment": 22, "time": 21}  # built-in formats: short date, date with time, h:mm:ss
_DIFFERENCE = re.compile(r"(\w+D|d)xfId")
_PARTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
    "folHlink",
)  # fmt: skip
PLAIN_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


def _canonical(node: Any) -> Any:
    """Return a form of an element that is equal for equal meaning."""
    inner = tuple(_canonical(child) for child in node if local(child) not in ("", "extLst"))
    attributes = tuple(sorted((key, value) for key, value in node.attrib.items() if not key.startswith("{")))
    return local(node), attributes, inner


def _as_text(node: Any, prefix: str) -> str:
    """Return an element as text with another prefix, foreign attributes and extensions left out."""
    name = prefix + local(node)
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in node.attrib.items() if not key.startswith("{")
    )
    inner = "".join(_as_text(child, prefix) for child in node if local(child) not in ("", "extLst"))
    return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"


def theme_colours(theme: bytes | None) -> list[str]:
    """Return the colours of a theme in the order that cells count them.

    Parameters
    ----------
    theme : bytes or None
        The theme part.

    Returns
    -------
    list of str
        Twelve ``FFRRGGBB``; empty when there is no theme.
    """
    if theme is None:
        return []
    scheme = next((node for node in parse(theme, "theme").iter() if local(node) == "clrScheme"), None)
    found: dict[str, str] = {}
    for slot in scheme if scheme is not None else ():
        colour = slot[0] if len(slot) else None
        if colour is not None:
            found[local(slot)] = "FF" + (colour.get("lastClr") or colour.get("val") or "000000").upper()
    return [found.get(name, "FF000000") for name in _THEME_ORDER]


class Styles:
    """The styles part of a workbook that is being changed.

    Parameters
    ----------
    xml : bytes
        The part in plain UTF-8.

    Notes
    -----
    New elements are collected and inserted before the closing tags by `patched`, so that everything present
    keeps its bytes and its number.
    """

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self.root = parse(xml, "styles")
        self._added: dict[str, list[str]] = {}
        self._known: dict[str, dict[Any, int]] = {}
        self._nodes: dict[str, list[Any]] = {}
        for name in ORDER[:8]:
            section = self.section(name)
            nodes = [node for node in section if local(node)] if section is not None else []
            self._nodes[name] = nodes
            known: dict[Any, int] = {}
            for at, node in enumerate(nodes):
                known.setdefault(_canonical(node), at)
            self._known[name] = known

    def section(self, name: str) -> Any | None:
        """Return a section of the part, None when it has none."""
        return self.root.find(f"{{{MAIN}}}{name}")

    def nodes(self, name: str) -> list[Any]:
        """Return the elements of a section, appended ones included."""
        return self._nodes[name]

    def put(self, name: str, node: Any) -> int:
        """Return the number of an element of a section, appending it unless an equal one is there."""
        key = _canonical(node)
        number = self._known[name].get(key)
        if number is None:
            number = len(self._nodes[name])
            self._known[name][key] = number
            self._nodes[name].append(node)
            self._added.setdefault(name, []).append(_as_text(node, prefix_of(self._xml)))
        return number

    def format_id(self, code: str) -> int:
        """Return the id of a number format, appending it when it is new."""
        ids = {node.get("formatCode"): int(node.get("numFmtId", 0)) for node in self._nodes["numFmts"]}
        if code in ids:
            return ids[code]
        number = max([_FIRST_OWN_FORMAT - 1, *ids.values()]) + 1
        self.put("numFmts", self.root.makeelement(f"{{{MAIN}}}numFmt", numFmtId=str(number), formatCode=code))
        return number

    def format_code(self, number: int) -> str | None:
        """Return the code of one of the workbook's own number formats, None for a built-in one."""
        for node in self._nodes["numFmts"]:
            if node.get("numFmtId") == str(number):
                code: str = node.get("formatCode", "General")
                return code
        return None

    def moment_style(self, style: int, kind: str) -> int:
        """Return a cell style that shows dates: itself unless its format is General.

        Parameters
        ----------
        style : int
            Number of a cell style.
        kind : {"date", "moment", "time"}
            What is to be shown.

        Returns
        -------
        int
            Number of a style equal in all but the number format.
        """
        styles = self._nodes["cellXfs"]
        if not styles:
            return style
        found = styles[style] if style < len(styles) else styles[0]
        if found.get("numFmtId", "0") != "0":
            return style
        changed = self.root.makeelement(found.tag, dict(found.attrib))
        changed.set("numFmtId", str(_SHOWN_AS[kind]))
        changed.set("applyNumberFormat", "1")
        for child in found:
            if local(child) not in ("", "extLst"):
                changed.append(_copy(child))
        return self.put("cellXfs", changed)

    def patched(self) -> bytes:
        """Return the part with everything collected inserted; the same bytes when there is nothing."""
        xml, prefix = self._xml, prefix_of(self._xml)
        for name in ORDER[:8]:
            content = "".join(self._added.get(name, ()))
            if not content:
                continue
            span = outline(xml, 1).find(name)
            count = len(self._nodes[name])
            if span is None:
                section = f'<{prefix}{name} count="{count}">{content}</{prefix}{name}>'
                xml = add_child(xml, section.encode(), name, ORDER)
            else:
                xml = append_inside(xml, span, content.encode(), count=count)
        return self._with_table_styles(xml, prefix)

    def _with_table_styles(self, xml: bytes, prefix: str) -> bytes:
        """Insert the table styles collected."""
        content = "".join(self._added.get("tableStyles", ()))
        if not content:
            return xml
        span = outline(xml, 2).find("tableStyles")
        if span is None:
            count = len(self._added["tableStyles"])
            section = f'<{prefix}tableStyles count="{count}">{content}</{prefix}tableStyles>'
            return add_child(xml, section.encode(), "tableStyles", ORDER)
        count = len(span.children) + len(self._added["tableStyles"])
        return append_inside(xml, span, content.encode(), count=count)

    def table_style_names(self) -> set[str]:
        """Return the names of the workbook's own table styles."""
        section = self.section("tableStyles")
        return {node.get("name", "") for node in section if local(node)} if section is not None else set()

    def add_table_style(self, node: Any) -> None:
        """Append a table style."""
        self._added.setdefault("tableStyles", []).append(_as_text(node, prefix_of(self._xml)))


def _copy(node: Any) -> Any:
    """Return a deep copy of an element."""
    twin = node.makeelement(node.tag, dict(node.attrib))
    for child in node:
        if local(child):
            twin.append(_copy(child))
    return twin


class StyleImport:
    """Brings the styles of one workbook into another, number by number, when they are asked for.

    Parameters
    ----------
    target : Styles
        Where they go.
    source : Styles
        Where they come from.
    colours : list of str
        Theme colours of the source when its theme is another than the target's, else empty: a colour by theme
        number then becomes the colour it meant.
    """

    def __init__(self, target: Styles, source: Styles, colours: list[str]) -> None:
        self._target, self._source, self._colours = target, source, colours
        self._cells: dict[int, int] = {}
        self._differences: dict[int, int] = {}
        self._named: dict[int, int] = {}
        self._table_styles = target.table_style_names()

    def cell(self, number: int) -> int:
        """Return the target's number of a cell style of the source."""
        if number not in self._cells:
            styles = self._source.nodes("cellXfs")
            node = styles[number] if number < len(styles) else None
            self._cells[number] = 0 if node is None else self._target.put("cellXfs", self._cell_style(node))
        return self._cells[number]

    def _cell_style(self, node: Any) -> Any:
        """Return a cell style with the target's numbers."""
        twin = self._with_parts(node)
        if node.get("xfId") is not None:
            twin.set("xfId", str(self._named_style(int(node.get("xfId")))))
        return twin

    def _with_parts(self, node: Any) -> Any:
        """Return an xf with font, fill, border and number format of the target."""
        twin = _copy(node)
        for key, section in _PARTS.items():
            parts = self._source.nodes(section)
            at = int(node.get(key, 0))
            if at < len(parts):
                twin.set(key, str(self._target.put(section, self._recoloured(parts[at]))))
        code = self._source.format_code(int(node.get("numFmtId", 0)))
        if code is not None:
            twin.set("numFmtId", str(self._target.format_id(code)))
        return twin

    def _recoloured(self, node: Any) -> Any:
        """Return an element whose theme colours and theme fonts no longer depend on the theme."""
        twin = _copy(node)
        if not self._colours:
            return twin
        for part in list(twin.iter()):
            theme = part.get("theme")
            if theme is not None and int(theme) < len(self._colours):
                del part.attrib["theme"]
                part.set("rgb", self._colours[int(theme)])
            if local(part) == "scheme":
                part.getparent().remove(part)
        return twin

    def _named_style(self, number: int) -> int:
        """Return the target's number of a named style, appended when the target has none of its name."""
        if number in self._named:
            return self._named[number]
        name = next((n for n in self._source.nodes("cellStyles") if n.get("xfId") == str(number)), None)
        found = 0
        if name is not None and name.get("builtinId") != "0":
            same = [n for n in self._target.nodes("cellStyles") if n.get("name") == name.get("name")]
            found = int(same[0].get("xfId", 0)) if same else self._add_named_style(name, number)
        self._named[number] = found
        return found

    def _add_named_style(self, name: Any, number: int) -> int:
        """Append a named style and what it looks like."""
        parents = self._source.nodes("cellStyleXfs")
        if number >= len(parents):
            return 0
        found = self._target.put("cellStyleXfs", self._with_parts(parents[number]))
        twin = _copy(name)
        twin.set("xfId", str(found))
        self._target.put("cellStyles", twin)
        return found

    def difference(self, number: int) -> int:
        """Return the target's number of a differential style (conditional formats, tables) of the source."""
        if number not in self._differences:
            styles = self._source.nodes("dxfs")
            twin = self._recoloured(styles[number])
            for part in twin:
                if local(part) == "numFmt" and int(part.get("numFmtId", 0)) >= _FIRST_OWN_FORMAT:
                    part.set("numFmtId", str(self._target.format_id(part.get("formatCode", "General"))))
            self._differences[number] = self._target.put("dxfs", twin)
        return self._differences[number]

    def table_style(self, name: str) -> None:
        """Bring a table style of the workbook's own, when it is one and the target has none of its name."""
        section = self._source.section("tableStyles")
        if section is None or name in self._table_styles:
            return
        for node in section:
            if local(node) and node.get("name") == name:
                twin = _copy(node)
                _renumber(twin, self.difference)
                self._target.add_table_style(twin)
                self._table_styles.add(name)


def _renumber(node: Any, difference: Callable[[int], int]) -> None:
    """Give every differential style number under a node its new value."""
    for part in node.iter():
        for key, value in part.attrib.items():
            if key.endswith("xfId") and _DIFFERENCE.fullmatch(key) and value.isdigit():
                part.set(key, str(difference(int(value))))


renumber_differences = _renumber
