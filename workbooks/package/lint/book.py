"""Faults of the workbook part: its tabs, the tab shown first, and the defined names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbooks.package import names as book
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.formulas import formula_faults
from workbooks.package.markup import outline
from workbooks.package.naming import check_sheet_name
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Subject


def tab_faults(subject: Subject) -> Iterator[Finding]:
    """Find tabs with illegal or repeated names and ids, without part, or all hidden."""
    part, entries = subject.workbook, subject.entries
    for entry in entries:
        if not _is_legal(check_sheet_name, entry.name):
            yield Finding("sheet_name_illegal", part, entry.name)
        if subject.part_of(entry) is None:
            yield Finding("sheet_without_part", part, entry.name)
    parts = [subject.part_of(entry) for entry in entries]
    for code, keys in (
        ("sheet_twice", [entry.name.lower() for entry in entries]),
        ("sheet_id_twice", [str(entry.sheet_id) for entry in entries]),
        ("sheet_part_twice", [name for name in parts if name]),
    ):
        yield from (Finding(code, part, key) for key, times in Counter(keys).items() if times > 1)
    if not any(entry.state == "visible" for entry in entries):
        yield Finding("no_visible_sheet", part, str(len(entries)))


def view_faults(subject: Subject) -> Iterator[Finding]:
    """Find a first tab beyond the last."""
    views = outline(subject.book_xml, 2).find("bookViews")
    count = len(subject.entries)
    for view in views.children if views else ():
        for key in ("activeTab", "firstSheet"):
            if not 0 <= int(view.attributes.get(key, 0)) < max(count, 1):
                yield Finding("tab_range", subject.workbook, key, accepted=f"0-{count - 1}")


def name_faults(subject: Subject) -> Iterator[Finding]:
    """Find defined names that are illegal, repeated, empty, or of sheets that are not there."""
    part, count = subject.workbook, len(subject.entries)
    scoped = Counter((name.name.lower(), name.sheet_index) for name in subject.names)
    yield from (Finding("name_twice", part, key[0]) for key, times in scoped.items() if times > 1)
    for name in subject.names:
        if name.sheet_index is not None and not 0 <= name.sheet_index < count:
            accepted = f"localSheetId 0-{count - 1}"
            yield Finding("name_without_sheet", part, name.name, accepted=accepted)
        if not _is_legal(book.check_name, name.name):
            yield Finding("name_illegal", part, name.name)
        if not name.refers_to.strip():
            yield Finding("name_empty", part, name.name, name.name)
        for code, got, accepted in formula_faults(name.refers_to, subject):
            yield Finding(code, part, got, name.name, accepted)


def _is_legal(check: object, name: str) -> bool:
    """Return whether a name passes a check that raises."""
    try:
        check(name)  # type: ignore[operator]
    except WorkbookError:
        return False
    return True
