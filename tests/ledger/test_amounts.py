"""Amount columns in the forms of every locale."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.ledger.amounts import EXCEL_ERROR, MISSING, PERCENT, UNCALCULATED, UNREADABLE, read_amounts
from xlcredit.ledger.cells import NEVER_CALCULATED, cells_of


def read(*values, **options):
    return read_amounts(cells_of(list(values)), **options)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", 1234.56), ("1,234.56", 1234.56), ("1 234,56", 1234.56), ("1'234.56", 1234.56),
        ("1\u202f234,50", 1234.5), ("1,23,456.78", 123456.78), ("12万", 120000), ("1.5亿", 150000000),
        ("100-", -100), ("(1,234.50)", -1234.5), ("1,234.50 CR", -1234.5), ("1,234.50 Dr", 1234.5),
        ("-$1,234.56", -1234.56), ("￥１，２３４．５６", 1234.56), ("€ -5", -5), ("人民币1,000.00元", 1000),
        ("1.234.567", 1234567), ("USD 7.5", 7.5), ("7.50 eur", 7.5), ("−5.5", -5.5), ("+5", 5), ("50贷", -50),
    ],
)  # fmt: skip
def test_one_amount_is_read(text, amount):
    assert read(text).numbers.tolist() == [amount]


@pytest.mark.parametrize(
    "text", ["abc", "12 34", "1,2,3", "12.345.67", "(5", "1.000.00", "5 apples", "1e5", "."]
)
def test_what_is_no_amount_is_unreadable(text):
    found = read(text)
    assert found.problems.tolist() == [UNREADABLE]
    assert math.isnan(found.numbers[0])


def test_each_kind_of_absence_has_its_name():
    found = read(None, "n/a", "5%", "#REF!", NEVER_CALCULATED, True)
    assert found.problems.tolist() == [MISSING, MISSING, PERCENT, EXCEL_ERROR, UNCALCULATED, UNREADABLE]


def test_com_error_codes_are_errors_and_no_amounts():
    assert read(-2146826246, 5).problems.tolist()[0] == EXCEL_ERROR


def test_the_column_decides_what_one_cell_cannot():
    assert read("1,234", "1.50").numbers.tolist() == [1234.0, 1.5]
    assert read("1,234", "1,5").numbers.tolist() == [1.234, 1.5]


def test_without_evidence_three_digits_are_thousands_and_that_is_told():
    found = read("1.234", "x")
    assert (found.numbers[0], found.evidence, found.doubtful, found.first_doubtful) == (
        1234.0,
        "assumed",
        1,
        0,
    )


def test_a_pinned_mark_is_not_weighed():
    assert read("1.234", mark=".").numbers.tolist() == [1.234]


def test_two_marks_in_one_column_are_reported():
    assert read("1.50", "2,50", "1,234").evidence == "mixed"


def test_codes_and_signs_set_the_currency():
    assert read("USD 5.5", "€7.5", "5.5 HK$").currencies.tolist() == ["USD", "EUR", "HKD"]


def grouped(amount, thousands, mark):
    return f"{amount:,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)


@pytest.mark.parametrize(
    ("thousands", "mark"), [(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ","), ("\xa0", ",")]
)
@settings(max_examples=40)
@given(cents=st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=8))
def test_amounts_of_a_locale_come_back(thousands, mark, cents):
    amounts = [cent / 100 for cent in cents]
    assert read(*(grouped(amount, thousands, mark) for amount in amounts)).numbers.tolist() == amounts
