"""Formulas respelled where they stand, and taken off the values they show."""

from __future__ import annotations

import pytest

from workbooks.package.formula_edits import changed_formulas, respelled, without_formulas
from workbooks.package.rows import Sections


def sheet(body: str, prefix: str = "") -> Sections:
    return Sections(b"<h>", body.encode(), b"</h>", prefix)


SHARED = (
    '<row r="1"><c r="A1" s="3"><f t="shared" ref="A1:A2" si="0">OLD(B1&amp;C1)</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2"><v>9</v></c></row>'
)


def test_a_shared_formula_is_respelled_once_for_all_its_cells():
    def spelling(text):
        return text.replace("OLD", "NEW")

    assert changed_formulas(sheet(SHARED), spelling) == 2
    assert respelled(sheet(SHARED), spelling).body.decode() == SHARED.replace("OLD", "NEW")


def test_respelling_leaves_bytes_alone_where_nothing_changes():
    assert respelled(sheet(SHARED), lambda text: text) == sheet(SHARED)


def test_a_prefix_of_the_sheet_is_kept():
    body = '<x:row r="1"><x:c r="A1"><x:f>OLD(1)</x:f><x:v>1</x:v></x:c></x:row>'
    found = respelled(sheet(body, "x:"), lambda text: text.replace("OLD", "NEW")).body.decode()
    assert found == body.replace("OLD", "NEW")


@pytest.mark.parametrize(
    ("cell", "frozen"),
    [
        ('<c r="A1" s="3"><f>X(1)</f><v>0.1</v></c>', '<c r="A1" s="3"><v>0.1</v></c>'),
        (
            '<c r="A1" t="str"><f>X(1)</f><v>a &amp; b </v></c>',
            '<c r="A1" t="inlineStr"><is><t xml:space="preserve">a &amp; b </t></is></c>',
        ),
        ('<c r="A1" t="e" cm="1"><f t="array" ref="A1:B2">X(1)</f><v>#N/A</v></c>',
         '<c r="A1" t="e"><v>#N/A</v></c>'),
        ('<c r="A1" t="b"><f>X(1)</f><v>1</v></c>', '<c r="A1" t="b"><v>1</v></c>'),
        ('<c r="A1" t="str"><f>X(1)</f></c>', '<c r="A1"></c>'),
    ],
)  # fmt: skip
def test_a_frozen_cell_keeps_its_value_and_style(cell, frozen):
    found = without_formulas(sheet(f'<row r="1">{cell}</row>'), [(1, 1)])
    assert found.body.decode() == f'<row r="1">{frozen}</row>'


def test_a_cell_that_shared_a_frozen_formula_gets_its_own():
    body = without_formulas(sheet(SHARED), [(1, 1)]).body.decode()
    assert '<c r="A1" s="3"><v>1</v></c>' in body
    assert '<c r="A2"><f>OLD(B2&amp;C2)</f><v>2</v></c>' in body
