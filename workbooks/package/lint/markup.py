"""Faults of any XML part: not well formed, prefixes that are not declared, elements out of order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.parsers import expat

from workbooks.package.lint.finding import Finding
from workbooks.package.lint.schema import MANY, ORDERS
from workbooks.package.markup import outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IGNORED = re.compile(rb"""\s(?:\w+:)?Ignorable\s*=\s*["']([^"']*)["']""")
_ROOT = re.compile(rb"<[A-Za-z_](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def xml_faults(name: str, xml: bytes) -> Iterator[Finding]:
    """Find what keeps a part from being read: not well formed, a document type, prefixes not declared."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        yield Finding("malformed", name, str(fault))
        return
    root = _ROOT.search(xml, 0, 20_000)
    ignored = _IGNORED.search(root[0]) if root else None
    if root and ignored:
        for prefix in ignored[1].split():
            if not re.search(rb"\sxmlns:%s\s*=" % re.escape(prefix), root[0]):
                yield Finding("prefix_undeclared", name, prefix.decode())


def _refuse_doctype(*_declared: object) -> None:
    """Stop at a document type, which no part of a package has."""
    raise ValueError("DOCTYPE")


def order_faults(xml: bytes, part: str) -> Iterator[Finding]:
    """Find elements under the root that stand out of the schema's order, or twice."""
    root = outline(xml, 1)
    order = ORDERS.get(root.local, ())
    names = [span.local for span in root.children if span.local in order]
    yield from misplaced(names, order, part)


def misplaced(
    names: Sequence[str], order: Sequence[str], part: str, code: str = "element_order", cell: str = ""
) -> Iterator[Finding]:
    """Find the first of some elements that stands behind one it belongs before, or a second time."""
    ranks = [order.index(name) for name in names]
    for at, (before, after) in enumerate(pairwise(ranks), start=1):
        if before == after and names[at] not in MANY:
            yield Finding("element_twice", part, names[at], cell)
        elif before > after:
            yield Finding(code, part, names[at], cell, f"{names[at]} < {names[at - 1]}")
            return
