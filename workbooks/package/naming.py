"""Names and numbers for what comes from another workbook, chosen so that they clash with nothing present."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.package import names as book
from workbooks.package.content import related_part, relationships
from workbooks.package.tables import sheet_tables
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbooks.package.parts import Package
    from workbooks.package.styles import Styles

_LONGEST_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Side:
    """One of the two workbooks: its package and the parts looked up in it."""

    package: Package
    workbook: str
    styles: Styles

    def sheet_parts(self) -> dict[str, tuple[book.SheetEntry, str]]:
        """Return entry and part of every worksheet by name in lower case."""
        relations = {relation.id: relation for relation in relationships(self.package, self.workbook)}
        found: dict[str, tuple[book.SheetEntry, str]] = {}
        for entry in book.sheet_entries(self.package.read_xml(self.workbook)):
            relation = relations.get(entry.relation_id)
            if relation and relation.kind == "worksheet" and relation.part:
                found[entry.name.lower()] = entry, relation.part
        return found

    def theme(self) -> bytes | None:
        """Return the theme part, None when there is none."""
        part = related_part(self.package, self.workbook, "theme")
        return None if part is None else self.package.read_xml(part)


def check_sheet_name(name: str) -> None:
    r"""Refuse a sheet name that Excel would not take.

    Parameters
    ----------
    name : str
        The name.

    Raises
    ------
    WorkbookError
        When it is empty, longer than 31 characters, holds one of ``[ ] : * ? / \``, or begins or ends with
        ``'``.

    Examples
    --------
    >>> check_sheet_name("a/b")
    Traceback (most recent call last):
    xlcredit.errors.WorkbookError: ...
    """
    wrong = not name or len(name) > _LONGEST_SHEET_NAME or _FORBIDDEN.search(name)
    if wrong or name.startswith("'") or name.endswith("'") or name.lower() == "history":
        raise WorkbookError("workbook.sheet_name_illegal", got=name)


def free_sheet_name(name: str, taken: Iterable[str]) -> str:
    """Return a sheet name that is not taken, numbered as Excel numbers copies.

    Parameters
    ----------
    name : str
        The name wanted.
    taken : iterable of str
        Names in lower case.

    Returns
    -------
    str
        The name, or it with `` (2)`` and so on, never above 31 characters.

    Examples
    --------
    >>> free_sheet_name("Aging", {"aging"}), free_sheet_name("Aging", set())
    ('Aging (2)', 'Aging')
    """
    used = set(taken)
    found, number = name, 2
    while found.lower() in used:
        suffix = f" ({number})"
        found, number = name[: _LONGEST_SHEET_NAME - len(suffix)].rstrip() + suffix, number + 1
    return found


def new_names(target: Side, sheet_names: Sequence[str], rename: Mapping[str, str]) -> dict[str, str]:
    """Return the target's name of every sheet by its name in lower case."""
    taken = {entry.name.lower() for entry in book.sheet_entries(target.package.read_xml(target.workbook))}
    wanted = {name.lower(): new for name, new in rename.items()}
    found: dict[str, str] = {}
    for name in sheet_names:
        new = wanted.get(name.lower(), name)
        check_sheet_name(new)
        found[name.lower()] = free_sheet_name(new, taken)
        taken.add(found[name.lower()].lower())
    return found


def new_table_names(target: Side, source: Side, sheet_parts: Sequence[str]) -> dict[str, str]:
    """Return new names for tables whose name the target already has, by their name in lower case."""
    taken = {name.name.lower() for name in book.defined_names(target.package.read_xml(target.workbook))}
    for entry, part in target.sheet_parts().values():
        taken |= {table.name.lower() for table in sheet_tables(target.package, part, entry.name)}
    found: dict[str, str] = {}
    for part in sheet_parts:
        for table in sheet_tables(source.package, part, ""):
            new, number = table.name, 2
            while new.lower() in taken:
                new, number = f"{table.name}_{number}", number + 1
            taken.add(new.lower())
            if new != table.name:
                found[table.name.lower()] = new
    return found


def table_ids(package: Package) -> list[int]:
    """Return the ids of every table of a package."""
    found = [
        re.search(rb'<(?:\w+:)?table\s[^>]*?\bid="([0-9]+)"', package.read(name))
        for name in package.names
        if re.match(r"xl/tables/[^/]+\.xml\Z", name)
    ]
    return [int(match[1]) for match in found if match]


def shape_blocks(package: Package) -> list[int]:
    """Return the blocks of legacy shape numbers in use."""
    found: list[int] = []
    for name in package.names:
        if name.lower().endswith(".vml"):
            for text in re.findall(rb'<o:idmap[^>]*\sdata="([0-9, ]+)"', package.read(name)):
                found += [int(number) for number in re.findall(rb"[0-9]+", text)]
    return found
