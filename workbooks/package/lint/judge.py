"""The judge: every check over one package, and nothing but findings comes out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from workbooks.package.lint.book import name_faults, tab_faults, view_faults
from workbooks.package.lint.calculation import chain_faults
from workbooks.package.lint.cells import cell_faults, text_faults
from workbooks.package.lint.content import link_faults, linked_ids, relation_faults, type_faults
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.formulas import cell_formula_faults
from workbooks.package.lint.macros import macro_faults, ribbon_faults
from workbooks.package.lint.markup import order_faults, xml_faults
from workbooks.package.lint.styles import style_faults
from workbooks.package.lint.subject import Sheet, Subject
from workbooks.package.lint.tables import sheet_table_faults, table_name_faults
from workbooks.package.lint.worksheets import frame_faults
from workbooks.package.parts import Package
from xlcredit.errors import SourceError, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Check = Callable[[], Iterable[Finding]]

_CANNOT_READ = (LookupError, ValueError, WorkbookError)


def lint(package: Package, parts: Iterable[str] | None = None, *, notices: bool = False) -> list[Finding]:
    """Return the faults of a package.

    Parameters
    ----------
    package : Package
        The package.
    parts : iterable of str, optional
        The parts to read through; all when None. Names, ids and relationships of the workbook are always
        checked.
    notices : bool
        Whether to list what Excel opens without a word, although the schema asks for something else.

    Returns
    -------
    list of Finding
        Empty when there are none. Parts that are not well formed are found alone: nothing else can be read.
    """
    found, links = _read_through(package, package.names if parts is None else parts)
    if any(one.code == "malformed" for one in found):
        return [one for one in found if one.code == "malformed"]
    try:
        subject = Subject(package, parts)
    except WorkbookError as fault:
        return [Finding("no_workbook", "_rels/.rels", str(fault))]
    try:
        for part, check in _checks(subject, links):
            found += _answers(part, check)
    except _CANNOT_READ as fault:  # what several checks stand on
        found.append(Finding("unreadable", subject.workbook, str(fault)))
    unreadable = {one.got: one for one in reversed(found) if one.code == "unreadable"}
    found = [one for one in found if one.code != "unreadable" or unreadable[one.got] is one]
    return [one for one in found if notices or one.severity == "error"]


def lint_file(path: Path, *, notices: bool = False) -> list[Finding]:
    """Return the faults of a file, its container included.

    Parameters
    ----------
    path : Path
        An .xlsx, .xlsm, .xltx, .xltm or .xlam file.
    notices : bool
        As in `lint`.

    Returns
    -------
    list of Finding
        Empty when there are none.
    """
    try:
        return lint(Package.open(path), notices=notices)
    except SourceError as fault:
        code = "part_twice" if fault.key == "workbook.duplicate_part" else "not_opened"
        got = str(fault.fields.get("got", "")) if code == "part_twice" else str(fault)
        return [Finding(code, path.name, got)]


def _read_through(package: Package, parts: Iterable[str]) -> tuple[list[Finding], dict[str, set[str]]]:
    """Return the faults that any part of XML can have, and the links of each; each is unpacked once."""
    found: list[Finding] = []
    links: dict[str, set[str]] = {}
    for name in sorted(part for part in parts if part in package):
        if name.lower().endswith((".xml", ".rels")):
            xml = package.read(name)
            found += xml_faults(name, xml)
            links[name] = linked_ids(xml) if name.startswith("xl/") else set()
    return found, links


def _answers(part: str, check: Check) -> Iterator[Finding]:
    """Return what a check finds, up to something that cannot be read, which is a finding too."""
    try:
        yield from check()
    except _CANNOT_READ as fault:
        yield Finding("unreadable", part, str(fault))


def _checks(subject: Subject, links: Mapping[str, set[str]]) -> Iterator[tuple[str, Check]]:
    """Return every check with the part to name when it cannot be made."""
    yield "[Content_Types].xml", partial(link_faults, subject, links)
    for check in (relation_faults, type_faults, macro_faults, ribbon_faults):
        yield "[Content_Types].xml", partial(check, subject)
    for check in (tab_faults, view_faults, name_faults, table_name_faults, _book_order):
        yield subject.workbook, partial(check, subject)
    yield subject.related("styles") or subject.workbook, partial(style_faults, subject)
    yield subject.related("calcChain") or subject.workbook, partial(chain_faults, subject)
    strings = subject.related("sharedStrings")
    if strings and subject.wants(strings):
        yield strings, partial(text_faults, subject.package.read_xml(strings), strings)
    for sheet in subject.sheets:
        yield sheet.part, partial(sheet_table_faults, subject, sheet)
        if subject.wants(sheet.part):
            yield sheet.part, partial(_sheet_faults, subject, sheet)


def _book_order(subject: Subject) -> Iterator[Finding]:
    """Find elements of the workbook part out of order."""
    return order_faults(subject.book_xml, subject.workbook)


def _sheet_faults(subject: Subject, sheet: Sheet) -> Iterator[Finding]:
    """Find the faults of one worksheet."""
    sections = subject.sections(sheet.part)
    yield from frame_faults(sections, sheet.part, subject)
    yield from cell_faults(sections, sheet.part, subject)
    yield from cell_formula_faults(sections, sheet.part, subject)
