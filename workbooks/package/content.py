"""Content types and relationships, which hold a package together: single elements inserted or cut."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workbooks.package.markup import append_inside, escape, outline, prefix_of, splice
from workbooks.package.parts import CONTENT_TYPES
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from workbooks.package.parts import Package

_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True)
class Relationship:
    """One relationship of a part.

    Attributes
    ----------
    id : str
        Its id within the part.
    type : str
        Full type.
    target : str
        Target as written.
    part : str or None
        The package part it leads to, None for an external one.
    """

    id: str
    type: str
    target: str
    part: str | None

    @property
    def kind(self) -> str:
        """Last step of the type, for instance ``worksheet``."""
        return self.type.rpartition("/")[2]


def relations_part(part: str) -> str:
    """Return the name of the part that holds a part's relationships.

    Examples
    --------
    >>> relations_part("xl/workbook.xml"), relations_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> list[Relationship]:
    """Return the relationships of a part in the order written.

    Parameters
    ----------
    package : Package
        The package.
    part : str
        Name of the part; empty for the package itself.

    Returns
    -------
    list of Relationship
        Empty when it has none.
    """
    holder = relations_part(part)
    return list(_relationships(package.read_xml(holder), part)) if holder in package else []


@lru_cache(maxsize=512)
def _relationships(xml: bytes, part: str) -> tuple[Relationship, ...]:
    """Read a relationships part."""
    found: list[Relationship] = []
    for span in outline(xml, 1).children:
        seen = span.attributes
        target = seen.get("Target", "")
        leads_to = None if seen.get("TargetMode") == "External" else resolve(part, target)
        found.append(Relationship(seen.get("Id", ""), seen.get("Type", ""), target, leads_to))
    return tuple(found)


def linked_files(package: Package, workbook: str) -> list[str]:
    """Return the files that a workbook's formulas are linked to, in the order of their numbers.

    Parameters
    ----------
    package : Package
        The package.
    workbook : str
        Its workbook part.

    Returns
    -------
    list of str
        Target as written; "" for a link that leads to no file.
    """
    parts = {relation.id: relation.part for relation in relationships(package, workbook)}
    listed = outline(package.read_xml(workbook), 2).find("externalReferences")
    files = []
    for entry in listed.children if listed else ():
        part = next(
            (parts.get(value) for name, value in entry.attributes.items() if name.endswith("id")), None
        )
        paths = (
            []
            if part is None
            else [
                r
                for r in relationships(package, part)
                if r.kind.startswith("externalLinkPath") or r.part is None
            ]
        )
        files.append(unquote(paths[0].target) if paths else "")
    return files


def resolve(part: str, target: str) -> str:
    """Return the part that a target written in a part's relationships leads to.

    Examples
    --------
    >>> resolve("xl/worksheets/sheet1.xml", "../tables/table1.xml")
    'xl/tables/table1.xml'
    >>> resolve("xl/workbook.xml", "/xl/styles.xml")
    'xl/styles.xml'
    """
    path = unquote(target.partition("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), path))


def relative(part: str, other: str) -> str:
    """Return the target to write in a part's relationships to lead to another part.

    Examples
    --------
    >>> relative("xl/worksheets/sheet1.xml", "xl/tables/table1.xml")
    '../tables/table1.xml'
    """
    return posixpath.relpath(other, posixpath.dirname(part) or ".")


def add_relationship(package: Package, part: str, kind: str, other: str) -> str:
    """Give a part a relationship to another part.

    Parameters
    ----------
    package : Package
        The package.
    part : str
        The part it starts from.
    kind : str
        Full relationship type.
    other : str
        The part it leads to.

    Returns
    -------
    str
        Its id, unused before.
    """
    holder = relations_part(part)
    xml = package.read_xml(holder) if holder in package else _EMPTY
    used = {span.attributes.get("Id", "").lower() for span in outline(xml, 1).children}
    number = len(used) + 1
    while f"rid{number}" in used:
        number += 1
    prefix = prefix_of(xml)
    target = escape(relative(part, other))
    line = f'<{prefix}Relationship Id="rId{number}" Type="{escape(kind)}" Target="{target}"/>'
    package.write(holder, append_inside(xml, outline(xml, 1), line.encode()))
    return f"rId{number}"


def remove_relationship(package: Package, part: str, relation_id: str) -> None:
    """Cut one relationship out of a part's."""
    holder = relations_part(part)
    xml = package.read_xml(holder)
    cuts = [
        (span.start, span.end, b"")
        for span in outline(xml, 1).children
        if span.attributes.get("Id") == relation_id
    ]
    package.write(holder, splice(xml, cuts))


@lru_cache(maxsize=16)
def _types(xml: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Read the defaults by ending and the overrides by part, both in lower case."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for span in outline(xml, 1).children:
        seen = span.attributes
        if span.local == "Default":
            defaults[seen.get("Extension", "").lower()] = seen.get("ContentType", "")
        elif span.local == "Override":
            overrides[seen.get("PartName", "").lower().lstrip("/")] = seen.get("ContentType", "")
    return defaults, overrides


def content_type(package: Package, part: str) -> str | None:
    """Return the content type of a part, None when the package gives it none."""
    defaults, overrides = _types(package.read_xml(CONTENT_TYPES))
    return overrides.get(part.lower()) or defaults.get(part.rpartition(".")[2].lower())


def overridden_parts(package: Package) -> list[str]:
    """Return the parts that have a content type of their own, as written."""
    found = outline(package.read_xml(CONTENT_TYPES), 1).children
    return [span.attributes.get("PartName", "").lstrip("/") for span in found if span.local == "Override"]


def ensure_content_type(package: Package, part: str, wanted: str) -> None:
    """Give a part a content type, by its own entry unless the default of its ending says the same."""
    if content_type(package, part) == wanted:
        return
    drop_content_type(package, part)  # two entries for one part make a package that Excel refuses
    xml = package.read_xml(CONTENT_TYPES)
    line = f'<{prefix_of(xml)}Override PartName="/{escape(part)}" ContentType="{escape(wanted)}"/>'
    package.write(CONTENT_TYPES, append_inside(xml, outline(xml, 1), line.encode()))


def drop_content_type(package: Package, part: str) -> None:
    """Cut a part's own content type."""
    xml = package.read_xml(CONTENT_TYPES)
    cuts = [
        (span.start, span.end, b"")
        for span in outline(xml, 1).children
        if span.attributes.get("PartName", "").lower().lstrip("/") == part.lower()
    ]
    package.write(CONTENT_TYPES, splice(xml, cuts))


def remove_part(package: Package, owner: str, part: str) -> None:
    """Take a part out with the relationship that leads to it and its content type.

    Parameters
    ----------
    package : Package
        The package.
    owner : str
        The part whose relationship leads to it.
    part : str
        The part.
    """
    for relation in relationships(package, owner):
        if relation.part and relation.part.lower() == part.lower():
            remove_relationship(package, owner, relation.id)
    drop_content_type(package, part)
    package.remove(part)


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part, found as the package itself says.

    Raises
    ------
    WorkbookError
        When no relationship of the package leads to one.
    """
    for relation in relationships(package, ""):
        if relation.kind == "officeDocument" and relation.part and relation.part in package:
            return relation.part
    raise WorkbookError("workbook.no_workbook", file=package.file)


def related_part(package: Package, owner: str, kind: str) -> str | None:
    """Return the part that an owner's first relationship of a kind leads to, None when it has none."""
    for relation in relationships(package, owner):
        if relation.kind == kind and relation.part and relation.part in package:
            return relation.part
    return None
