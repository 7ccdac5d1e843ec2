"""Formulas changed where they stand: respelled with all around them kept, or taken off their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbooks.package.formula_cells import formula_texts, plain_xml, unshared, with_own_formulas
from workbooks.package.markup import escape
from workbooks.package.rows import Sections, cells_of, row_spans, verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from workbooks.package.rows import CellText

_MARK = re.compile(r'\scm="[0-9]+"')
_TEXT_RESULT = re.compile(r'\st="str"')


def respelled(sections: Sections, spelling: Callable[[str], str]) -> Sections:
    """Return a worksheet whose formulas went through a spelling; values, ranges and styles stay.

    Parameters
    ----------
    sections : Sections
        The worksheet.
    spelling : callable
        From the text of a formula, without ``=``, to the text it shall have.

    Returns
    -------
    Sections
        The same bytes but for the formulas that change. Cells that share a formula share the new one.
    """
    prefix = sections.prefix
    pattern = re.compile(rf"(<{prefix}f\b[^>]*(?<!/)>)([^<]*)(</{prefix}f>)")

    def spell(found: re.Match[str]) -> str:
        """Return one formula element respelled."""
        text = plain_xml(found[2])
        changed = spelling(text)
        return found.group() if changed == text else f"{found[1]}{escape(changed)}{found[3]}"

    body = pattern.sub(spell, sections.body.decode()).encode()
    return Sections(sections.head, body, sections.tail, prefix)


def changed_formulas(sections: Sections, spelling: Callable[[str], str]) -> int:
    """Return how many cells a spelling gives another formula."""
    return sum(spelling(text) != text for text in formula_texts(sections).values())


def without_formulas(sections: Sections, cells: Collection[tuple[int, int]]) -> Sections:
    """Return a worksheet in which some cells keep the value they show and lose their formula.

    Parameters
    ----------
    sections : Sections
        The worksheet.
    cells : collection of (row, column)
        Cells with formulas; of an array formula its first cell, the others hold values already.

    Returns
    -------
    Sections
        Other cells that shared such a formula get their own copy; values and styles are the same bytes, but
        that a text computed is written as text entered.
    """
    edits: dict[int, dict[int, None]] = {}
    for row, column in cells:
        edits.setdefault(row, {})[column] = None
    sections = with_own_formulas(sections, unshared(sections, edits))
    prefix, body = sections.prefix, sections.body
    pieces: list[bytes] = []
    at = 0
    for span in row_spans(body, prefix):
        if span.number not in edits:
            continue
        wanted = edits[span.number]
        inner = body[span.inner_start : span.inner_end].decode()
        texts = [
            _frozen(cell, prefix) if cell.column in wanted else verbatim(cell, prefix)
            for cell in cells_of(inner, span.number, prefix)
        ]
        pieces += [body[at : span.inner_start], "".join(texts).encode()]
        at = span.inner_end
    return Sections(sections.head, b"".join([*pieces, body[at:]]), sections.tail, prefix)


def _frozen(cell: CellText, prefix: str) -> str:
    """Return a cell without its formula and the mark of a dynamic array."""
    inner = re.sub(
        rf"<{prefix}f\b[^>]*?(?:/>|>.*?</{prefix}f>)", "", cell.inner or "", count=1, flags=re.DOTALL
    )
    attributes = _MARK.sub("", cell.attributes)
    shown = re.search(rf"<{prefix}v\b[^>]*>([^<]*)</{prefix}v>", inner)
    if shown and _TEXT_RESULT.search(attributes):
        attributes = _TEXT_RESULT.sub(' t="inlineStr"', attributes)
        inner = f'<{prefix}is><{prefix}t xml:space="preserve">{shown[1]}</{prefix}t></{prefix}is>'
    elif not shown:
        attributes = re.sub(r'\st="[a-zA-Z]+"', "", attributes)
    return f"<{prefix}c{attributes}>{inner}</{prefix}c>"
