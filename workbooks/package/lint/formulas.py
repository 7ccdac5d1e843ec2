"""Faults of formulas: what Excel would not read, wherever the formula stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from workbooks.package.formulas import sheets_of
from workbooks.package.lint.finding import Finding
from workbooks.package.lint.functions import SPELLING
from workbooks.package.lint.references import box_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.package.lint.subject import Subject
    from workbooks.package.rows import Sections

LONGEST_FORMULA = 8192
Fault = tuple[str, str, str]  # code, got, accepted

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(
    r""""(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]""", re.DOTALL
)
_CALL = re.compile(r"(?<![\w.!\\])([A-Za-z][A-Za-z0-9.]*)\(")
_HALF_PREFIXED = re.compile(r"(_xlfn\.(FILTER|SORT|PY))\(")
_BARE_PARAMETER = re.compile(r"_xlfn\.LET\(\s*(?!_xlpm\.)(\w+)")
_BARE_COLUMN = re.compile(r"\[#This Row\],\s*[^\[\s]|(?<!\w)\[\[#This Row\]", re.IGNORECASE)
_ARRAY = re.compile(r"\{[^{}]*\}")
_BOOK_NUMBER = re.compile(r"(?<![\w\[\]:,])'?\[([0-9]+)\](?=[^\[\],]*!)")
_CELL_TAG = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class CellFormula:
    """A formula element of a worksheet: its cell, its attributes and its text."""

    cell: str
    attributes: dict[str, str]
    text: str


def cell_formulas(sections: Sections) -> Iterator[CellFormula]:
    """Return every formula element of a worksheet, in order."""
    body, prefix = sections.body, sections.prefix.encode()
    opening = b"<%sf" % prefix
    if opening not in body:
        return
    pattern = re.compile(rb"%s((?:\s[^>]*?)?)(?:/>|>([^<]*)</)" % opening)
    for found in pattern.finditer(body):
        start = body.rfind(b"<%sc " % prefix, 0, found.start())
        where = _CELL_TAG.search(body, max(start, 0), found.start())
        text = (found[2] or b"").decode()
        yield CellFormula(
            where[1].decode() if where else "",
            dict(_ATTRIBUTE.findall(found[1].decode())),
            unescape(text) if "&" in text else text,
        )


def cell_formula_faults(sections: Sections, part: str, subject: Subject) -> Iterator[Finding]:
    """Find the faults of the formulas of a worksheet's cells."""
    for formula in cell_formulas(sections):
        for code, got, accepted in formula_faults(formula.text, subject):
            yield Finding(code, part, got, formula.cell, accepted)
        reach = formula.attributes.get("ref")
        if reach is not None and box_of(reach) is None:
            yield Finding("reference_illegal", part, reach, formula.cell)


def formula_faults(text: str, subject: Subject) -> Iterator[Fault]:
    """Find what Excel would not read in one formula.

    Parameters
    ----------
    text : str
        The formula as the file spells it, without ``=``.
    subject : Subject
        The package, for the sheets and other workbooks a formula may name.

    Yields
    ------
    tuple of str
        Code, what was got, and what is accepted where that depends on the formula.
    """
    if len(text) > LONGEST_FORMULA:
        yield "formula_long", str(len(text)), str(LONGEST_FORMULA)
    if text.startswith("="):
        yield "formula_equals", text[:40], text[1:40]
    code = _TEXT.sub("", text) if '"' in text else text
    if "[" in code and (found := _BARE_COLUMN.search(code)):
        yield "structured_reference", found[0], "[[#This Row],[...]]"
    bare = _QUOTED.sub("", text) if not {'"', "'", "["}.isdisjoint(text) else text
    yield from _function_faults(bare)
    yield from _syntax_faults(bare)
    if "!" in text:
        yield from _place_faults(text, code, subject)


def _function_faults(bare: str) -> Iterator[Fault]:
    """Find newer functions and their parameters without the prefix that a file wants."""
    for name in dict.fromkeys(_CALL.findall(bare)):
        if (spelled := SPELLING.get(name.upper())) is not None:
            yield "function_prefix", name, spelled
    if "_xlfn." in bare:
        for half, name in _HALF_PREFIXED.findall(bare):
            yield "function_prefix", half, SPELLING[name]
        for name in _BARE_PARAMETER.findall(bare):
            yield "parameter_prefix", name, f"_xlpm.{name}"


def _syntax_faults(bare: str) -> Iterator[Fault]:
    """Find texts and brackets that are not closed, and arguments parted by semicolons."""
    for opening, closing in ("()", "{}"):
        if bare.count(opening) != bare.count(closing):
            yield "formula_unbalanced", f"{bare.count(opening)} {opening} {bare.count(closing)} {closing}", ""
    if '"' in bare:
        yield "formula_unbalanced", '"', ""
    if ";" in bare and ";" in _ARRAY.sub("", bare):
        yield "formula_separator", ";", ","


def _place_faults(text: str, code: str, subject: Subject) -> Iterator[Fault]:
    """Find sheets and other workbooks that a formula names and that are not there."""
    for name in sorted(sheets_of(text) - subject.sheet_names):
        if name and "|" not in name and "[" not in name:
            yield "formula_sheet", name, ""
    for number in _BOOK_NUMBER.findall(code) if "[" in code else ():
        if int(number) > subject.external_books:
            yield "formula_book", f"[{number}]", f"[1]-[{subject.external_books}]"
