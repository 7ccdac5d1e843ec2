"""What is computed in a closed workbook, what is left alone, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from udfs.hosts.closed.evaluation import evaluate, evaluate_formula, refresh_values
from workbooks.package import Workbook
from xlcredit.texts import use_language

if TYPE_CHECKING:
    from pathlib import Path

USER = "User's own"


def test_evaluate_computes_our_sheet_and_what_leans_on_it(book_path: Path) -> None:
    values = evaluate(Workbook.open(book_path)).values
    assert values["Ledger", 1, 8] == 600.0  # 0 + 100 + 200 + 300
    assert values[USER, 3, 1] == pytest.approx(30.0)  # 600 / 7300 x 365
    assert values[USER, 5, 1] == 601.0
    assert (USER, 4, 1) not in values  # a formula of the user's that has nothing to do with us


def test_evaluate_goes_on_from_the_value_a_cell_keeps(book_path: Path) -> None:
    found = evaluate(Workbook.open(book_path))
    assert "UNKNOWNFUNCTION" in found.not_evaluated["Ledger", 2, 8]
    assert found.values["Ledger", 3, 8] == 14.0  # its neighbour still shows 7


def test_evaluate_does_not_build_on_a_cell_without_a_value(book_path: Path) -> None:
    found = evaluate(Workbook.open(book_path))
    assert "INDIRECT" in found.not_evaluated["Ledger", 4, 8]
    assert "Ledger!H4" in found.not_evaluated["Ledger", 5, 8]


def test_evaluate_leaves_a_spilling_formula_to_excel(book_path: Path) -> None:
    found = evaluate(Workbook.open(book_path))
    assert ("Ledger", 6, 8) in found.not_evaluated
    assert found.listed() == ("Ledger!H2", "Ledger!H4", "Ledger!H5", "Ledger!H6")


def test_refresh_values_writes_only_what_changes(book_path: Path) -> None:
    package = Workbook.open(book_path)
    refresh_values(package)
    assert package.sheet("Ledger").values()[0][7] == 600.0
    package.save()
    again = Workbook.open(book_path)
    refresh_values(again)
    assert again.changed_parts() == {}


def test_evaluate_one_sheet_by_name(book_path: Path) -> None:
    values = evaluate(Workbook.open(book_path), [USER]).values
    assert values[USER, 4, 1] == 10.0
    assert {sheet for sheet, _, _ in values} == {USER}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=DSO(1200000,7300000,365)", 60.0),
        ("dso(1200000,7300000,365)", 60.0),
        ("=SUM({1,2,3})", 6.0),
        ("=SEQUENCE(2,2)", [[1.0, 2.0], [3.0, 4.0]]),
        ('="a"&"b"', "ab"),
        ("=1=1", True),
        ("=IFERROR(DSO(1,0,30),-1)", -1.0),
    ],
)
def test_evaluate_formula_gives_a_value(formula: str, value: object) -> None:
    answer = evaluate_formula(formula)
    assert (answer.value, answer.reason) == (value, None)


@pytest.mark.parametrize(
    ("formula", "code", "reason"),
    [
        ("=DSO(100,0,30)", "#NUM!", "DSO #NUM!: .*credit_sales is 0"),
        ("=DSO(,7300,365)", "#N/A", "blank arguments: receivables"),
        ("=1/0", "#DIV/0!", "gives #DIV/0!"),
        ("=NOSUCH(1)", "#NAME?", "NOSUCH"),
        ("=SUM((", "#NAME?", "cannot be read"),
        ("=Table[x]", "#REF!", "no table 'Table'"),
    ],
)
def test_evaluate_formula_gives_an_error_with_its_reason(formula: str, code: str, reason: str) -> None:
    answer = evaluate_formula(formula)
    assert answer.value == code
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(answer.reason)


def test_evaluate_formula_reason_speaks_chinese() -> None:
    use_language("zh")
    assert "无法读取" in str(evaluate_formula("=SUM((").reason)
