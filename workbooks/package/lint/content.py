"""Faults of what holds a package together: relationships, and the content types of its parts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workbooks.package.content import content_type, overridden_parts, relations_part, relationships
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.schema import MAIN_TYPES, PART_TYPES
from workbooks.package.markup import outline
from workbooks.package.parts import CONTENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbooks.package.content import Relationship
    from workbooks.package.lint.subject import Subject
    from workbooks.package.parts import Package

_BOUND = re.compile(
    rb"xmlns:(\w+)\s*=\s*[\"']http://(?:schemas\.openxmlformats\.org/officeDocument/2006|"
    rb"purl\.oclc\.org/ooxml/officeDocument)/relationships[\"']"
)
_LINK = rb"\b%s:(?:id|embed|link|pict|cs|dm|lo|qs|href)\s*=\s*[\"']([^\"']*)[\"']"
_ROWS = re.compile(rb"<(?:\w+:)?sheetData[\s>]")


def relation_faults(subject: Subject) -> Iterator[Finding]:
    """Find relationships that lead nowhere or share an id."""
    for owner in sorted({"", subject.workbook} | subject.wanted):
        relations = relationships(subject.package, owner)
        counted = Counter(relation.id for relation in relations)
        twice = sorted(key for key, times in counted.items() if times > 1)
        yield from (Finding("relation_twice", relations_part(owner), key) for key in twice)
        yield from _dead_ends(subject.package, owner, relations)


def link_faults(subject: Subject, links: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Find links of parts without a relationship."""
    for name, linked in links.items():
        known = {relation.id for relation in relationships(subject.package, name)} if linked else set()
        yield from (Finding("relation_absent", name, key) for key in sorted(linked - known - {""}))


def is_dead_end(package: Package, relation: Relationship) -> bool:
    """Return whether a relationship leads to a part that is not there; ``NULL`` is Excel's own for none."""
    if not relation.part or relation.target.startswith("#") or relation.target == "NULL":
        return False
    return relation.part not in package


def _dead_ends(package: Package, owner: str, relations: list[Relationship]) -> Iterator[Finding]:
    """Find the relationships of one part that lead nowhere; a missing macro project has words of its own."""
    for relation in relations:
        if is_dead_end(package, relation):
            code = "macro_absent" if relation.kind == "vbaProject" else "relation_broken"
            yield Finding(code, relations_part(owner), relation.target, relation.id)


def linked_ids(xml: bytes) -> set[str]:
    """Return the relationship ids that a part names; the rows of a worksheet hold none."""
    rows = _ROWS.search(xml[:20_000])
    if rows:
        end = max(xml.rfind(b"sheetData>"), rows.end())
        xml = xml[: rows.end()] + xml[end:]
    prefixes = set(_BOUND.findall(xml))
    return {key.decode() for prefix in prefixes for key in re.findall(_LINK % re.escape(prefix), xml)}


def type_faults(subject: Subject) -> Iterator[Finding]:
    """Find parts without content type or with another part's, and content types given twice or to no part."""
    package = subject.package
    for name in sorted(subject.wanted - {CONTENT_TYPES}):
        if content_type(package, name) is None:
            yield Finding("no_content_type", name)
    yield from _types_twice(package)
    missed = {
        relation.part
        for owner in ("", *sorted(subject.wanted))
        for relation in relationships(package, owner)
        if is_dead_end(package, relation)
    }
    for name in overridden_parts(package):
        if name not in package and name not in missed and subject.is_whole:
            yield Finding("content_type_orphan", CONTENT_TYPES, name)
    yield from _main_type(subject)
    yield from _part_types(subject)


def _types_twice(package: Package) -> Iterator[Finding]:
    """Find endings and parts that are given a content type twice."""
    keys = Counter(
        (span.local, (span.attributes.get("PartName") or span.attributes.get("Extension", "")).lower())
        for span in outline(package.read_xml(CONTENT_TYPES), 1).children
    )
    for (_, key), times in keys.items():
        if times > 1:
            yield Finding("content_type_twice", CONTENT_TYPES, key)


def _main_type(subject: Subject) -> Iterator[Finding]:
    """Find a workbook whose content type is none of a workbook's, or not that of the file's ending."""
    ending = "." + subject.package.file.rpartition(".")[2].lower()
    wanted = MAIN_TYPES.get(ending)
    if subject.main_type not in MAIN_TYPES.values() or (wanted and subject.main_type != wanted):
        accepted = wanted or ", ".join(MAIN_TYPES.values())
        yield Finding("main_type", subject.workbook, subject.main_type, accepted=accepted)


def _part_types(subject: Subject) -> Iterator[Finding]:
    """Find parts whose content type is not that of the relationship that leads to them."""
    seen: set[str] = set()
    for owner in sorted({"", subject.workbook} | subject.wanted):
        for relation in relationships(subject.package, owner):
            part, wanted = relation.part, PART_TYPES.get(relation.kind)
            if not wanted or not part or part in seen or part not in subject.package:
                continue
            seen.add(part)
            got = content_type(subject.package, part)
            if got is not None and got.lower() != wanted.lower():
                yield Finding("part_type", part, got, accepted=wanted)
