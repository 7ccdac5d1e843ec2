import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as some

from workbooks.package.cells import Formula
from workbooks.package.dress import Dress
from workbooks.package.row_patterns import RowPatterns
from workbooks.package.rows import _rendered

MOMENTS = some.datetimes(dt.datetime(1880, 1, 1), dt.datetime(2200, 1, 1))
VALUES = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=80), MOMENTS
)


def dress(styles=None):
    return Dress([(2, 2, 7)], [(1, 9, styles or {})], lambda style, _kind: style + 100)


@given(some.lists(VALUES, min_size=1, max_size=5), some.booleans())
@examples(max_examples=60)
def test_a_row_by_its_pattern_is_the_row_cell_by_cell(values, is_grown):
    cells, number = dict(enumerate(values, 1)), 5 if is_grown else 50
    worn = dress({1: 3})
    row = RowPatterns(worn).row(number, cells)
    one_by_one = _rendered(number, cells, worn.of_row(number, None), worn)
    assert row in (None, f'<row r="{number}">{one_by_one}</row>')


def test_rows_of_the_same_kinds_share_a_pattern():
    patterns = RowPatterns(dress())
    # 2026-01-05 is day 46027 of Excel (1900 system): 126 years of 365 days, 32 leap days with 1900's, 5 days.
    assert patterns.row(3, {1: "a", 3: 1.5, 4: dt.datetime(2026, 1, 5)}) == (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>a</t></is></c><c r="C3"><v>1.5</v></c>'
        '<c r="D3" s="100"><v>46027.0</v></c></row>'
    )
    assert patterns.row(4, {1: "<b>", 3: 2.0, 4: dt.datetime(2026, 1, 6)}) == (
        '<row r="4"><c r="A4" t="inlineStr"><is><t>&lt;b&gt;</t></is></c><c r="C4"><v>2.0</v></c>'
        '<c r="D4" s="100"><v>46028.0</v></c></row>'
    )


@pytest.mark.parametrize(
    "cells",
    [
        {1: math.nan},
        {1: math.inf},
        {1: -math.inf},
        {1: dt.datetime(1890, 1, 1)},
        {1: Formula("=1+1", 2.0)},
        {1: "x" * 40_000},
        {2: 1.0, 1: 2.0},
        {1: None},
        {1: dt.date(2026, 1, 5)},
    ],
)
def test_what_wants_a_closer_look_has_no_pattern(cells):
    assert RowPatterns(dress()).row(20, cells) is None


def test_a_percent_sign_and_a_word_that_looks_like_no_number_are_texts():
    row = RowPatterns(dress()).row(1, {1: "5 % of <v>nan", 2: 1.0})
    assert row is not None
    assert "5 % of &lt;v&gt;nan" in row
    assert '<c r="B1" s="7"><v>1.0</v></c>' in row
