import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbooks.package.cells import address, column_letters, column_number, parse_address
from workbooks.package.formulas import sheets_of, translated, with_sheets, with_tables


@pytest.mark.parametrize(
    ("formula", "moved"),
    [  # what Excel shows after copying from A1 to B3
        ("A1", "B3"),
        ("$A$1+A$1+$A1", "$A$1+B$1+$A3"),
        ("Sheet1!A1+'A1 b'!A1", "Sheet1!B3+'A1 b'!B3"),
        ('LOG10(A1)&"A1"', 'LOG10(B3)&"A1"'),
        ("SUM(A:A,1:1,A1:B2)", "SUM(B:B,3:3,B3:C4)"),
        ("Items[A1]+[1]S!A1", "Items[A1]+[1]S!B3"),
        ("XFD1", "#REF!"),
        ("A1.B2+A1B", "A1.B2+A1B"),
    ],
)
def test_translated_moves_relative_references(formula, moved):
    assert translated(formula, 2, 1) == moved


@pytest.mark.parametrize(
    ("formula", "renamed"),
    [
        ("old!A1+Old!B2", "New!A1+New!B2"),
        ("'old'!A1&\"old!A1\"", 'New!A1&"old!A1"'),
        ("[1]old!A1+'[1]old'!A1", "[1]old!A1+'[1]old'!A1"),
        ("older!A1+cold!A1", "older!A1+cold!A1"),
        ("SUM(old:other!A1)", "SUM('New:other'!A1)"),
        ("Items[old]+#REF!", "Items[old]+#REF!"),
    ],
)
def test_with_sheets_renames_only_sheets(formula, renamed):
    assert with_sheets(formula, {"old": "New"}) == renamed


def test_with_sheets_quotes_names_that_need_it():
    assert with_sheets("old!A1", {"old": "Q1"}) == "'Q1'!A1"
    assert with_sheets("old!A1", {"old": "账龄"}) == "账龄!A1"


def test_sheets_of_names_every_sheet_of_this_workbook():
    assert sheets_of("SUM(A:B!A1)+'C d'!A1+[2]E!A1+Items[x]") == {"a", "b", "c d"}


def test_with_tables_leaves_longer_names_and_texts():
    assert with_tables('SUM(Items[a])+Items_old+"Items"', {"items": "New"}) == 'SUM(New[a])+Items_old+"Items"'


@settings(max_examples=60)
@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_read_back(row, column):
    assert parse_address(address(row, column)) == (row, column)
    assert column_number(column_letters(column)) == column
