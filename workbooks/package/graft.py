"""Whole sheets from one workbook into another: parts copied, numbers and names made to fit their new home."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbooks.package import names as book
from workbooks.package.content import (
    add_relationship,
    content_type,
    ensure_content_type,
    related_part,
    relations_part,
    relationships,
    relative,
)
from workbooks.package.formulas import sheets_of, tables_of, with_sheets, with_tables
from workbooks.package.markup import MAIN, RELATIONS, escape, local, parse, serialise
from workbooks.package.metadata import dynamic_marks, ensure_dynamic_mark
from workbooks.package.naming import Side, new_names, new_table_names, shape_blocks, table_ids
from workbooks.package.styles import StyleImport, renumber_differences, theme_colours
from workbooks.package.tables import sheet_tables
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbooks.package.content import Relationship

_KEPT_KINDS = frozenset(
    [
        "hyperlink",
        "drawing",
        "vmlDrawing",
        "comments",
        "table",
        "printerSettings",
        "image",
        "chart",
        "chartEx",
        "chartStyle",
        "chartColorStyle",
        "chartUserShapes",
        "themeOverride",
        "package",
    ]
)
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"})
_SHAPES_PER_SHEET = 1024  # legacy shape numbers come in blocks, one block per drawing


@dataclass
class Graft:
    """One grafting: from where to where, and what got which new name."""

    target: Side
    source: Side
    styles: StyleImport
    sheets: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    strings: list[Any] | None = None
    absent: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    next_table_id: int = 1
    shape_block: int = 0

    def formula(self, text: str) -> str:
        """Return a formula as it reads in the target; remember what it names and will not find."""
        self.missed |= (sheets_of(text) | tables_of(text)) & self.absent
        return with_tables(with_sheets(text, self.sheets), self.tables)


def graft(
    target: Side, source: Side, sheet_names: Sequence[str], rename: Mapping[str, str], *, before_first: bool
) -> list[tuple[str, str, str]]:
    """Copy whole sheets with everything that belongs to them.

    Parameters
    ----------
    target, source : Side
        Where to and where from.
    sheet_names : sequence of str
        Worksheets of the source, in any case.
    rename : mapping
        Other names wanted, by the source's name.
    before_first : bool
        Whether they come before the target's first tab rather than behind its last.

    Returns
    -------
    list of tuple
        Name in the source, name in the target and part in the target, in the order asked.

    Raises
    ------
    WorkbookError
        When the target's structure is protected, a sheet is unknown or asked for twice, a name is illegal, a
        sheet holds something that cannot be copied whole, such as a pivot table, or formulas name sheets or
        tables of the source that neither come along nor are there.
    """
    if book.structure_is_locked(target.package.read_xml(target.workbook)):
        raise WorkbookError("workbook.structure_locked")
    present = source.sheet_parts()
    asked = [_asked_sheet(name, present) for name in sheet_names]
    if len({part for _, part in asked}) != len(asked):
        raise WorkbookError("workbook.sheet_twice", got=", ".join(sheet_names))
    work = Graft(target, source, _style_import(target, source))
    work.sheets = new_names(target, [entry.name for entry, _ in asked], rename)
    work.tables = new_table_names(target, source, [part for _, part in asked])
    work.next_table_id = 1 + max(table_ids(target.package), default=0)
    work.shape_block = max(shape_blocks(target.package), default=0)
    work.absent = _left_behind(target, source, {part for _, part in asked})
    new_parts = [_copied(work, part, "worksheet") for _, part in asked]
    if work.missed:
        raise WorkbookError("workbook.graft_incomplete", got=", ".join(sorted(work.missed)))
    _list_sheets(work, [entry for entry, _ in asked], new_parts, before_first=before_first)
    return [
        (entry.name, work.sheets[entry.name.lower()], part)
        for (entry, _), part in zip(asked, new_parts, strict=True)
    ]


def _left_behind(target: Side, source: Side, asked: set[str]) -> set[str]:
    """Return sheets and tables of the source, in lower case, that the target will not have."""

    def known(side: Side, *, left_out: set[str]) -> set[str]:
        found: set[str] = set()
        for entry, part in side.sheet_parts().values():
            if part not in left_out:
                tables = sheet_tables(side.package, part, entry.name)
                found |= {entry.name.lower(), *(table.name.lower() for table in tables)}
        return found

    return known(source, left_out=asked) - known(target, left_out=set())


def _asked_sheet(
    name: str, present: Mapping[str, tuple[book.SheetEntry, str]]
) -> tuple[book.SheetEntry, str]:
    """Return entry and part of a sheet of the source."""
    if name.lower() not in present:
        known = ", ".join(entry.name for entry, _ in present.values())
        raise WorkbookError("workbook.sheet_unknown", got=name, accepted=known)
    return present[name.lower()]


def _style_import(target: Side, source: Side) -> StyleImport:
    """Return what brings styles over; theme colours are resolved when the themes differ."""
    own, other = theme_colours(target.theme()), theme_colours(source.theme())
    return StyleImport(target.styles, source.styles, [] if own == other else other)


def _copied(work: Graft, part: str, kind: str) -> str:
    """Copy a part with everything its relationships lead to; return its name in the target."""
    if part in work.parts:
        return work.parts[part]
    package, source = work.target.package, work.source.package
    stem, _, ending = part.rpartition(".")
    new = package.free_name(f"{_escape_braces(stem.rstrip('0123456789'))}{{}}.{ending}")
    work.parts[part] = new
    package.write(new, b"")  # holds the name while parts it leads to are copied
    relations = relationships(source, part)
    lines = [_relation_line(work, part, new, relation) for relation in relations]
    change = _CHANGES.get(kind)
    package.write(new, source.read(part) if change is None else change(work, part))
    kind_of_content = content_type(source, part)
    if kind_of_content is not None:
        ensure_content_type(package, new, kind_of_content)
    if lines:
        opening = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        space = '"http://schemas.openxmlformats.org/package/2006/relationships">'
        package.write(relations_part(new), f"{opening}{space}{''.join(lines)}</Relationships>".encode())
    return new


def _escape_braces(text: str) -> str:
    """Return text that `str.format` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _relation_line(work: Graft, part: str, new: str, relation: Relationship) -> str:
    """Return a relationship as it reads in the target, its part copied."""
    if relation.kind not in _KEPT_KINDS:
        raise WorkbookError("workbook.graft_refused", part=part, got=relation.kind)
    mode, to = "", relation.target
    if relation.part is None:
        mode = ' TargetMode="External"'
    elif relation.target.startswith("#"):
        to = "#" + with_sheets(relation.target[1:], work.sheets)
    else:
        to = relative(new, _copied(work, relation.part, relation.kind))
    kind = escape(relation.type)
    return f'<Relationship Id="{escape(relation.id)}" Type="{kind}" Target="{escape(to)}"{mode}/>'


def _worksheet(work: Graft, part: str) -> bytes:
    """Return a worksheet with the numbers and names of the target."""
    root = parse(work.source.package.read_xml(part), part)
    marks = dynamic_marks(work.source.package, work.source.workbook)
    plain_style = work.styles.cell(0)
    for node in list(root.iter()):  # a list, as cells are given other children on the way
        name = local(node)
        if name == "c":
            _cell(work, node, marks, plain_style)
        elif name == "row" and node.get("s"):
            node.set("s", str(work.styles.cell(int(node.get("s")))))
        elif name == "col" and node.get("style"):
            node.set("style", str(work.styles.cell(int(node.get("style")))))
        elif name in _FORMULAS and node.text:
            node.text = work.formula(node.text)
        elif name == "cfvo" and node.get("val") and node.get("type") == "formula":
            node.set("val", work.formula(node.get("val")))
        elif name == "hyperlink" and node.get("location"):
            node.set("location", work.formula(node.get("location")))
        elif name == "sheetPr":
            node.attrib.pop("codeName", None)
        elif name == "sheetView":
            node.attrib.pop("tabSelected", None)
    renumber_differences(root, work.styles.difference)
    return serialise(root)


def _cell(work: Graft, node: Any, marks: set[int], plain_style: int) -> None:
    """Give one cell the target's style, its text inline, and the mark of a dynamic array."""
    style = work.styles.cell(int(node.get("s"))) if node.get("s") else plain_style
    if style:
        node.set("s", str(style))
    else:
        node.attrib.pop("s", None)
    node.attrib.pop("vm", None)
    mark = node.attrib.pop("cm", None)
    if mark is not None and int(mark) in marks:
        node.set("cm", str(ensure_dynamic_mark(work.target.package, work.target.workbook)))
    if node.get("t") == "s":
        _inline(work, node)


def _inline(work: Graft, node: Any) -> None:
    """Put a shared string of the source into its cell."""
    value = node.find("{*}v")
    number = int(value.text) if value is not None and value.text else -1
    if work.strings is None:
        part = related_part(work.source.package, work.source.workbook, "sharedStrings")
        root = parse(work.source.package.read_xml(part), part) if part else []
        work.strings = [item for item in root if local(item) == "si"]
    for child in list(node):
        if local(child) in ("v", "is"):
            node.remove(child)
    if not 0 <= number < len(work.strings):
        del node.attrib["t"]
        return
    node.set("t", "inlineStr")
    inline = node.makeelement(f"{{{MAIN}}}is")
    for child in work.strings[number]:
        inline.append(_twin(child))
    node.append(inline)


def _twin(node: Any) -> Any:
    """Return a deep copy of an element, texts included."""
    twin = node.makeelement(node.tag, dict(node.attrib))
    twin.text = node.text
    twin.extend([_twin(child) for child in node if local(child)])
    return twin


def _table(work: Graft, part: str) -> bytes:
    """Return a table with an id and name of its own in the target."""
    root = parse(work.source.package.read_xml(part), part)
    root.set("id", str(work.next_table_id))
    work.next_table_id += 1
    for key in ("name", "displayName"):
        if root.get(key):
            root.set(key, work.tables.get(root.get(key).lower(), root.get(key)))
    for node in root.iter():
        if local(node) in _FORMULAS and node.text:
            node.text = work.formula(node.text)
        if local(node) == "tableStyleInfo" and node.get("name"):
            work.styles.table_style(node.get("name"))
    renumber_differences(root, work.styles.difference)
    return serialise(root)


def _drawing(work: Graft, part: str) -> bytes:
    """Return a chart or drawing whose references name the target's sheets."""
    root = parse(work.source.package.read_xml(part), part)
    for node in root.iter():
        if local(node) == "f" and node.text:
            node.text = work.formula(node.text)
        if local(node) and node.get("textlink"):
            node.set("textlink", work.formula(node.get("textlink")))
    return serialise(root)


def _legacy_drawing(work: Graft, part: str) -> bytes:
    """Return a legacy drawing (comment boxes) with shape numbers that the target does not use."""
    text = work.source.package.read(part)
    lowest = min((int(n) for n in re.findall(rb'<o:idmap[^>]*\sdata="([0-9]+)', text)), default=1)
    shift = work.shape_block + 1 - lowest
    work.shape_block += 1
    text = re.sub(
        rb'(<o:idmap[^>]*\sdata=")([0-9]+)',
        lambda found: found[1] + str(int(found[2]) + shift).encode(),
        text,
    )
    return re.sub(
        rb"_x0000_s([0-9]+)", lambda found: b"_x0000_s%d" % (int(found[1]) + shift * _SHAPES_PER_SHEET), text
    )


_CHANGES: dict[str, Callable[[Graft, str], bytes]] = {
    "worksheet": _worksheet,
    "table": _table,
    "chart": _drawing,
    "chartEx": _drawing,
    "drawing": _drawing,
    "vmlDrawing": _legacy_drawing,
}


def _list_sheets(
    work: Graft, entries: Sequence[book.SheetEntry], parts: Sequence[str], *, before_first: bool
) -> None:
    """List the copied sheets and the names that go with them in the workbook part."""
    package, workbook = work.target.package, work.target.workbook
    xml = package.read_xml(workbook)
    present = book.sheet_entries(xml)
    at = 0 if before_first else len(present)
    next_id = 1 + max((entry.sheet_id for entry in present), default=0)
    listed = [
        book.SheetEntry(
            work.sheets[entry.name.lower()],
            next_id + step,
            add_relationship(package, workbook, f"{RELATIONS}/worksheet", part),
            entry.state,
        )
        for step, (entry, part) in enumerate(zip(entries, parts, strict=True))
    ]
    xml = book.add_sheets(package.read_xml(workbook), listed, at)
    positions = {entry.name.lower(): at + step for step, entry in enumerate(entries)}
    package.write(workbook, book.add_names(xml, _name_lines(work, xml, positions)))


def _name_lines(work: Graft, xml: bytes, positions: Mapping[str, int]) -> list[str]:
    """Return the names to append; one the target uses otherwise is kept to the copied sheets."""
    source_xml = work.source.package.read_xml(work.source.workbook)
    source_sheets = [entry.name.lower() for entry in book.sheet_entries(source_xml)]
    known = {
        name.name.lower(): name.refers_to for name in book.defined_names(xml) if name.sheet_index is None
    }
    lines: list[str] = []
    for name in book.defined_names(source_xml):
        if name.sheet_index is not None:
            sheet = source_sheets[name.sheet_index] if name.sheet_index < len(source_sheets) else ""
            if sheet in positions:
                lines.append(_name_line(name.name, work.formula(name.refers_to), positions[sheet]))
            continue
        if not sheets_of(name.refers_to) <= positions.keys():
            continue
        refers_to = work.formula(name.refers_to)
        meant = known.get(name.name.lower())
        if meant is None:
            lines.append(_name_line(name.name, refers_to, None))
        elif meant != refers_to:
            lines += [_name_line(name.name, refers_to, position) for position in positions.values()]
    return lines


def _name_line(name: str, refers_to: str, position: int | None) -> str:
    """Return a defined name as attributes, '>' and content."""
    scope = "" if position is None else f' localSheetId="{position}"'
    hidden = ' hidden="1"' if name.lower() == "_xlnm._filterdatabase" else ""
    return f' name="{escape(name)}"{scope}{hidden}>{escape(refers_to)}'
