"""The texts of cells as a reader sees them, for comparing headers with the names of columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbooks.package.content import related_part
from workbooks.package.markup import local, parse, unescape
from workbooks.package.rows import Sections, cells_of, row_spans

if TYPE_CHECKING:
    from workbooks.package.parts import Package


class SharedStrings:
    """The shared texts of a package, read when the first is asked for."""

    def __init__(self, package: Package, workbook: str) -> None:
        self._package, self._workbook = package, workbook
        self._texts: list[str] | None = None

    def __getitem__(self, number: int) -> str:
        """Return a text by its number, empty beyond the last."""
        if self._texts is None:
            part = related_part(self._package, self._workbook, "sharedStrings")
            root = parse(self._package.read_xml(part), part) if part else ()
            self._texts = [_shown(item) for item in root if local(item) == "si"]
        return self._texts[number] if 0 <= number < len(self._texts) else ""


def _shown(item: Any) -> str:
    """Return the text of a string item without its reading aids."""
    texts: list[str] = []
    for child in item:
        if local(child) == "t":
            texts.append(child.text or "")
        elif local(child) == "r":
            texts += [part.text or "" for part in child if local(part) == "t"]
    return unescape("".join(texts))


def row_texts(sections: Sections, row: int, strings: SharedStrings) -> dict[int, str]:
    """Return the texts of one row by column."""
    for span in row_spans(sections.body, sections.prefix):
        if span.number == row:
            inner = sections.body[span.inner_start : span.inner_end].decode()
            return {
                cell.column: _cell_text(cell.attributes, cell.inner or "", strings)
                for cell in cells_of(inner, row, sections.prefix)
            }
    return {}


def _cell_text(attributes: str, inner: str, strings: SharedStrings) -> str:
    """Return what a cell shows when it is text, else its figure as written."""
    kind = re.search(r'\bt="(\w+)"', attributes)
    root = parse(
        f"<c xmlns:x='x' xmlns:xml='http://www.w3.org/XML/1998/namespace'>{inner}</c>".encode(), "cell"
    )
    if kind and kind[1] == "inlineStr":
        return _shown(root[0]) if len(root) else ""
    value = "".join(node.text or "" for node in root if local(node) == "v")
    return strings[int(value)] if kind and kind[1] == "s" and value else unescape(value)
