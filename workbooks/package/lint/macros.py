"""Faults of macros and the ribbon: a project that must not be there or is none, a ribbon that Excel drops."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from workbooks.package.content import relations_part, relationships
from workbooks.package.lint.finding import Finding
from workbooks.package.markup import local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Subject

_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_EXTENSIBILITY = "ui/extensibility"
_2006, _2009 = (f"http://schemas.microsoft.com/office/{path}/customui" for path in ("2006/01", "2009/07"))
# Under the later relationship Excel reads either edition, under the earlier one only the first.
_EDITIONS = {"2006": {_2006}, "2007": {_2006, _2009}}
_ID = re.compile(r"[^\W\d][\w.-]{0,1023}\Z")
_ELEMENTS = """
    customUI commands command ribbon qat sharedControls documentControls contextualTabs tabSet tabs tab group
    dialogBoxLauncher box button buttonGroup checkBox comboBox control dropDown dynamicMenu editBox gallery
    item labelControl menu menuSeparator separator splitButton toggleButton officeMenu contextMenus
    contextMenu backstage bottomItems firstColumn secondColumn taskFormGroup taskGroup category task
    radioGroup radioButton groupBox hyperlink imageControl layoutContainer primaryItem simpleGroups topItems
"""
_KNOWN = frozenset(_ELEMENTS.split())
_EITHER = (  # attributes of which a control has one at most
    ("id", "idMso", "idQ"), ("image", "imageMso", "getImage"), ("label", "getLabel"), ("size", "getSize"),
    ("visible", "getVisible"), ("enabled", "getEnabled"), ("screentip", "getScreentip"),
    ("supertip", "getSupertip"), ("keytip", "getKeytip"), ("showLabel", "getShowLabel"),
    ("showImage", "getShowImage"), ("description", "getDescription"),
)  # fmt: skip


def macro_faults(subject: Subject) -> Iterator[Finding]:
    """Find a macro project in a workbook that may have none, and one that is no project."""
    part = subject.related("vbaProject")
    if part is None:
        return
    if "macroEnabled" not in subject.main_type:
        yield Finding("macro_unwanted", part, subject.main_type)
    if subject.wants(part) and not subject.package.read(part).startswith(_COMPOUND_FILE):
        yield Finding("macro_unreadable", part, subject.package.read(part)[:8].hex())


def ribbon_faults(subject: Subject) -> Iterator[Finding]:
    """Find a ribbon that no relationship shows to Excel, and what makes Excel drop the whole of it."""
    relations = [one for one in relationships(subject.package, "") if one.type.endswith(_EXTENSIBILITY)]
    shown = {
        relation.part: relation
        for relation in relations
        if relation.part and relation.part in subject.package
    }
    for name in sorted(subject.wanted):
        if re.match(r"customUI/[^/]+\.xml\Z", name, re.IGNORECASE) and name not in shown:
            kind = next((one.type for one in relationships(subject.package, "") if one.part == name), "-")
            yield Finding("ribbon_relation", relations_part(""), kind, name, f".../{_EXTENSIBILITY}")
    for part, relation in shown.items():
        if part and subject.wants(part):
            root = parse(subject.package.read(part), part)
            space = root.tag.rpartition("}")[0].lstrip("{")
            editions = next(
                (found for year, found in _EDITIONS.items() if f"/{year}/" in relation.type), set()
            )
            if space not in editions:
                yield Finding("ribbon_edition", part, space, relation.id, ", ".join(sorted(editions)))
            yield from _controls(subject, root, part)


def _controls(subject: Subject, root: Any, part: str) -> Iterator[Finding]:
    """Find controls that are unknown, share an id, have none, or say one thing twice."""
    own = root.tag.rpartition("}")[0]
    nodes = [node for node in root.iter() if str(node.tag).startswith(own + "}")]
    counted = Counter(node.get("id") for node in nodes if node.get("id") and local(node) != "item")
    yield from (Finding("ribbon_id_twice", part, key, key) for key, times in counted.items() if times > 1)
    images = {relation.id for relation in relationships(subject.package, part)}
    for node in nodes:
        name, key = local(node), node.get("id") or node.get("idMso") or node.get("idQ") or ""
        if name not in _KNOWN:
            yield Finding("ribbon_element", part, name, key)
        if node.get("id") is not None and not _ID.match(node.get("id")):
            yield Finding("ribbon_id", part, node.get("id"), key)
        for choices in _EITHER:
            given = [choice for choice in choices if node.get(choice) is not None]
            if len(given) > 1:
                yield Finding("ribbon_both", part, " + ".join(given), key, " | ".join(choices))
        if node.get("image") is not None and node.get("image") not in images:
            yield Finding("relation_absent", part, node.get("image"), key)
