"""The package under judgement, and what several checks ask of it, looked up once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbooks.package import names as book
from workbooks.package.cell_texts import SharedStrings
from workbooks.package.content import Relationship, content_type, related_part, relationships, workbook_part
from workbooks.package.lint.schema import SHEET_KINDS
from workbooks.package.markup import parse
from workbooks.package.rows import Sections, split_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbooks.package.parts import Package

_STRING_ITEM = re.compile(rb"<(?:\w+:)?si[\s>/]")


@dataclass(frozen=True)
class Sheet:
    """A worksheet that is there: its name on the tab, its lasting id and its part."""

    name: str
    sheet_id: int
    part: str


class Subject:
    """The package under judgement.

    Parameters
    ----------
    package : Package
        The package.
    parts : iterable of str, optional
        The parts to read through; all when None.

    Raises
    ------
    WorkbookError
        When no relationship of the package leads to a workbook.
    """

    def __init__(self, package: Package, parts: Iterable[str] | None = None) -> None:
        self.package, self.is_whole = package, parts is None
        self.wanted = {name for name in (package.names if parts is None else parts) if name in package}
        self.workbook = workbook_part(package)
        self._sections: tuple[str, Sections] | None = None

    def wants(self, part: str | None) -> bool:
        """Return whether a part is there and to be read through."""
        return part is not None and part in self.wanted

    def related(self, kind: str) -> str | None:
        """Return the part that the workbook's first relationship of a kind leads to."""
        return related_part(self.package, self.workbook, kind)

    @cached_property
    def main_type(self) -> str:
        """Content type of the workbook part."""
        return content_type(self.package, self.workbook) or ""

    @cached_property
    def book_xml(self) -> bytes:
        """The workbook part."""
        return self.package.read_xml(self.workbook)

    @cached_property
    def entries(self) -> tuple[book.SheetEntry, ...]:
        """The tabs."""
        return book.sheet_entries(self.book_xml)

    @cached_property
    def names(self) -> tuple[book.DefinedName, ...]:
        """The defined names."""
        return book.defined_names(self.book_xml)

    @cached_property
    def book_relations(self) -> dict[str, Relationship]:
        """The relationships of the workbook by id."""
        return {relation.id: relation for relation in relationships(self.package, self.workbook)}

    def part_of(self, entry: book.SheetEntry) -> str | None:
        """Return the part of a tab, None when its relationship is absent or leads to something else."""
        relation = self.book_relations.get(entry.relation_id)
        return relation.part if relation and relation.kind in SHEET_KINDS else None

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The worksheets that are there, in the order of their tabs."""
        found: list[Sheet] = []
        for entry in self.entries:
            relation = self.book_relations.get(entry.relation_id)
            if relation and relation.kind == "worksheet" and relation.part and relation.part in self.package:
                found.append(Sheet(entry.name, entry.sheet_id, relation.part))
        return found

    @cached_property
    def sheet_names(self) -> frozenset[str]:
        """Names of all tabs in lower case."""
        return frozenset(entry.name.lower() for entry in self.entries)

    @cached_property
    def external_books(self) -> int:
        """How many other workbooks formulas can name by number."""
        return len(list(parse(self.book_xml, self.workbook).iterfind("{*}externalReferences/*")))

    def sections(self, part: str) -> Sections:
        """Return a worksheet in three; the last one asked for is kept, large as it is."""
        if self._sections is None or self._sections[0] != part:
            self._sections = None
            self._sections = part, split_sheet(self.package.read_xml(part), part)
        return self._sections[1]

    @cached_property
    def styles(self) -> Any:
        """The tree of the styles, None without styles."""
        part = self.related("styles")
        return None if part is None else parse(self.package.read_xml(part), part)

    def style_count(self, section: str) -> int:
        """Return how many entries a section of the styles has; the one default where it is absent."""
        found = None if self.styles is None else self.styles.find(f"{{*}}{section}")
        return int(section == "cellXfs") if found is None else len(found)

    @cached_property
    def strings(self) -> SharedStrings:
        """The shared texts, for comparing."""
        return SharedStrings(self.package, self.workbook)

    @cached_property
    def string_count(self) -> int:
        """How many shared texts there are."""
        part = self.related("sharedStrings")
        return 0 if part is None else len(_STRING_ITEM.findall(self.package.read_xml(part)))

    @cached_property
    def marks(self) -> dict[bytes, int]:
        """How many marks of cells and of values the metadata lists, by the attribute that counts them."""
        part = self.related("sheetMetadata")
        root = () if part is None else parse(self.package.read_xml(part), part)
        counts = dict.fromkeys((b"cm", b"vm"), 0)
        for section in root:
            for key, name in ((b"cm", "}cellMetadata"), (b"vm", "}valueMetadata")):
                if str(section.tag).endswith(name):
                    counts[key] = len(section)
        return counts
