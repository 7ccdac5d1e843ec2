"""Formulas resolved to plain addresses: structured references as Excel's documentation defines them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.hosts.closed.areas import LAST_COLUMN, column_of, letters_of
from udfs.hosts.closed.references import Book, plain
from udfs.hosts.closed.tokens import tokens_of
from workbooks.package import TableRef
from xlcredit.errors import HostError

HEADERS = ("Customer", "Not due", "1-30", "No due date", "Total", "a#b", "x]y", "it's")
AGING = TableRef("xlcredit_aging", "Aging", 5, 1, 20, 8, HEADERS)
SALES = TableRef("Sales", "O'Neil", 1, 2, 6, 3, ("Item", "Net"), totals_rows=1)
NAMES = {
    "AsOf": "'My Data'!$C$3",
    "Rate": "0.05+1",
    "Aging!Own": "Aging!$A$1",
    "Round": "Again",
    "Again": "Round",
}
BOOK = Book(["Aging", "My Data", "O'Neil"], {table.name: table for table in (AGING, SALES)}, NAMES)


def resolved(formula: str) -> str:
    return plain(formula, BOOK, "aging".capitalize(), 7, 2).text


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(xlcredit_aging[Total])", "=SUM('Aging'!$E$6:$E$20)"),
        ("XLCREDIT_AGING[total]", "='Aging'!$E$6:$E$20"),
        ("xlcredit_aging[[Not due]:[No due date]]", "='Aging'!$B$6:$D$20"),
        ("xlcredit_aging[[#Headers],[Total]]", "='Aging'!$E$5"),
        ("xlcredit_aging[[#Headers],[#Data],[Total]]", "='Aging'!$E$5:$E$20"),
        ("xlcredit_aging[#All]", "='Aging'!$A$5:$H$20"),
        ("ROWS(xlcredit_aging[])", "=ROWS('Aging'!$A$6:$H$20)"),
        ("xlcredit_aging[@Total]", "='Aging'!$E$7"),
        ("xlcredit_aging[[#This Row],[Total]]*2", "='Aging'!$E$7*2"),
        ("[@[Not due]]+1", "='Aging'!$B$7+1"),
        ("xlcredit_aging[@[Not due]:[Total]]", "='Aging'!$B$7:$E$7"),
        ("xlcredit_aging[a'#b]", "='Aging'!$F$6:$F$20"),
        ("xlcredit_aging[x']y]", "='Aging'!$G$6:$G$20"),
        ("xlcredit_aging[it''s]", "='Aging'!$H$6:$H$20"),
        ("Sales[[#Totals],[Net]]", "='O''Neil'!$C$6"),
        ("SUM(Sales[Net])", "=SUM('O''Neil'!$C$2:$C$5)"),
        ("AsOf-1*Rate", "='My Data'!$C$3-1*(0.05+1)"),
        ("Own", "='Aging'!$A$1"),
        ("'my data'!A1", "='My Data'!A1"),
        ("_xlfn._xlws.SORT(A1:A3)", "=SORT(A1:A3)"),
        ("SUM(_xlfn.ANCHORARRAY(A1))", "=SUM(A1#)"),
        ("[1]!DSO(1,2,3)", "=DSO(1,2,3)"),
        (r"'C:\add ins\xlcredit.xlam'!DSO(1,2,3)", "=DSO(1,2,3)"),
        ("CREDITLIMIT(85,100,30,,,5)", '=CREDITLIMIT(85,100,30,"","",5)'),
        ("IF(A1=1,,2)", "=IF(A1=1,,2)"),
        ('"xlcredit_aging[Total]"&"AsOf"', '="xlcredit_aging[Total]"&"AsOf"'),
        ("LET(x,1,x+1)", "=LET(x,1,x+1)"),
        ("SUM({1,2;3,4})", "=SUM({1,2;3,4})"),
    ],
)
def test_plain_resolves(formula: str, expected: str) -> None:
    assert resolved(formula) == expected


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("xlcredit_aging[Toal]", "no column 'Toal'"),
        ("xlcredit_aging[#Totals]", "a part it does not have"),
        ("Nowhere[Total]", "no table 'Nowhere'"),
        ("Sales[@Net]", "its own row"),
        ("'[2]Sheet1'!A1", "another workbook"),
        ("Elsewhere!A1", "no sheet 'Elsewhere'"),
        ("INDIRECT(A1)", "does not name"),
        ("[1]!OTHERADDIN(1)", "another add-in"),
        ("Round", "refers to itself"),
    ],
)
def test_plain_says_what_it_cannot_resolve(formula: str, reason: str) -> None:
    position = (7, 2) if "Sales" not in formula else (40, 2)
    with pytest.raises(HostError, match=reason):
        plain(formula, BOOK, "Aging", *position)


def test_plain_names_every_area_once() -> None:
    found = plain("SUM(A1:B2)+SUM(A1:B2)+'My Data'!C:C+AsOf", BOOK, "Aging")
    assert [area.address(with_sheet=True) for area in found.areas] == [
        "'Aging'!$A$1:$B$2",
        "'My Data'!$C$1:$C$1048576",
        "'My Data'!$C$3",
    ]


@settings(max_examples=60)
@given(st.integers(1, LAST_COLUMN))
def test_letters_and_numbers_of_columns_agree(column: int) -> None:
    assert column_of(letters_of(column)) == column


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["SUM", "(", ")", ",", '"a""b"', "A1", "$B$2:C3", "+", " ", "1.5E-3", "#N/A", "T[[x]:[y]]"]
        ),
        max_size=12,
    )
)
def test_tokens_lose_nothing(parts: list[str]) -> None:
    formula = " ".join(parts)
    joined = "".join(
        f"{token.text}[{token.inside}]" if token.kind == "table" else token.text
        for token in tokens_of(formula)
    )
    assert joined == formula
