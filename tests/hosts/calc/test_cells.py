"""Every function of the catalogue in the cells of a real LibreOffice, through files of two libraries."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from calc_calls import CALLS, CELLS, WRITERS, Book, book_of_calls, shown
from openpyxl.worksheet.formula import ArrayFormula

from udfs.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calc_office import CalcOffice

    Compute = Callable[[dict[str, Any]], dict[str, Any]]

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of_calls()


@pytest.fixture(scope="module", params=WRITERS)
def computed(
    request: pytest.FixtureRequest, calc_office: CalcOffice, book: Book, tmp_path_factory: Any
) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("calls")
    path, saved = folder / "calls.xlsx", folder / "saved.xlsx"
    WRITERS[request.param](book, path)
    return calc_office.compute(path, save_as=saved)[CALLS], saved


@pytest.fixture
def compute(calc_office: CalcOffice, tmp_path: Path) -> Compute:
    """A function (cells by address; a list is an array formula and its last cell) -> what they show."""

    def computed(cells: dict[str, Any]) -> dict[str, Any]:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        for address, value in cells.items():
            whole = f"{address}:{value[1]}" if isinstance(value, list) else ""
            sheet[address] = ArrayFormula(whole, value[0]) if whole else value
        workbook.save(tmp_path / "cells.xlsx")
        found = calc_office.compute(tmp_path / "cells.xlsx")["Sheet"]
        return {address: cell["value"] for address, cell in found.items()}

    return computed


def differing(book: Book, name: str, cells: dict[str, Any]) -> list[str]:
    """Return the cells of a function's calls that show something else than Python gives."""
    found = []
    for call in (each for each in book.calls if each.name == name):
        for row, column, expected in call.places():
            address = f"{chr(ord('A') + column)}{call.row + row}"
            got = cells.get(address, {"value": ""})["value"]
            same = (
                got == pytest.approx(expected, rel=1e-9, abs=1e-9)
                if isinstance(expected, float) and not isinstance(got, str)
                else got == expected
            )
            if not same:
                found.append(f"{call.form} {call.formula} {address}: {got!r}, not {expected!r}")
    return found


@pytest.mark.parametrize("name", catalogue())
def test_cells_equal_the_call_in_python(book: Book, computed: Any, name: str) -> None:
    assert differing(book, name, computed[0]) == []


def test_each_kind_of_call_and_of_error_is_tried(book: Book) -> None:
    forms = {call.form for call in book.calls}
    assert forms == {"example", "written out", "in cells", "column", "fault", "asked about"}
    assert {call.expected for call in book.calls if call.form == "fault"} == {"#VALUE!", "#N/A", "#NUM!"}
    with_faults = {call.name for call in book.calls if call.form == "fault"}
    assert catalogue().keys() - with_faults == {"XLCWHY"}


def test_names_are_saved_plain(book: Book, computed: Any) -> None:
    with zipfile.ZipFile(computed[1]) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    formulas = re.findall(r"<f[^>]*>([^<]+)</f>", sheet)
    assert len(formulas) == len(book.calls)
    assert not [formula for formula in formulas if re.search(r"xlcredit|_xl|\[\d+\]", formula, re.IGNORECASE)]
    called = {name for formula in formulas for name in re.findall(r"[A-Z]+(?=\()", formula)}
    assert catalogue().keys() <= called


def test_saved_file_reopens_with_the_same_values(computed: Any, calc_office: CalcOffice) -> None:
    cells, saved = computed
    again = calc_office.compute(saved)[CALLS]
    assert {place: cell["value"] for place, cell in again.items()} == {
        place: cell["value"] for place, cell in cells.items()
    }


def test_native_format_keeps_functions_and_values(
    computed: Any, calc_office: CalcOffice, tmp_path: Path
) -> None:
    calc_office.compute(computed[1], save_as=tmp_path / "calls.ods")
    again = calc_office.compute(tmp_path / "calls.ods")[CALLS]
    assert {place: cell["value"] for place, cell in again.items()} == {
        place: cell["value"] for place, cell in computed[0].items()
    }


def test_texts_in_cells_are_found_by_native_functions(compute: Compute) -> None:
    cells = compute({
        "A1": 45, "A2": -3, "A3": 12,
        "B1": ["=AGINGBUCKET(A1:A3)", "B3"],
        "C1": "=CREDITGRADE(72.5)",
        "D1": '=C1="B"', "D2": '=COUNTIF(B1:B3,"31-60")', "D3": '=VLOOKUP("Not due",B1:B3,1,FALSE)',
        "D4": '=IF(CREDITGRADE(72.5)="B","yes","no")', "D5": '=SUMIF(B1:B3,"1-30",A1:A3)',
    })  # fmt: skip
    assert [cells[f"D{row}"] for row in range(1, 6)] == [True, 1.0, "Not due", "yes", 12.0]


def test_text_beside_an_error_value_is_shown(compute: Compute) -> None:
    cells = compute({"A1": 90, "A3": 10, "B1": ["=CREDITGRADE(A1:A3)", "B3"]})
    assert [cells[f"B{row}"] for row in (1, 2, 3)] == ["A", "#N/A", "E"]


def test_error_in_a_range_is_told_and_can_be_let_through(compute: Compute) -> None:
    cells = compute({
        "A1": 100, "A2": "=1/0", "A3": 50,
        "B1": ["=DSO(A1:A3,10,30)", "B3"],
        "C1": ['=DSO(IFERROR(A1:A3,"#N/A"),10,30)', "C3"],
        "D1": "=DSO(A2,10,30)", "D2": "=XLCWHY(B1)", "D3": "=XLCWHY(D1)",
    })  # fmt: skip
    assert {cells[f"B{row}"] for row in (1, 2, 3)} == {"Err:504"}
    assert [cells[f"C{row}"] for row in (1, 2, 3)] == [300.0, "#N/A", 150.0]
    assert cells["D1"] == "#DIV/0!"
    assert "a cell in one of its ranges shows an error" in cells["D2"]


def test_reason_is_the_one_of_the_cell_that_is_asked_about(compute: Compute) -> None:
    cells = compute({
        "A1": "=DSO(100,0,30)", "A2": "=ARTURNOVER(100,0)", "A3": 7, "A4": "DSO(1,2,3)",
        "B1": "=XLCWHY(A1)", "B2": "=XLCWHY(A2)", "B3": "=XLCWHY(A3)", "B4": "=XLCWHY(A4)",
    })  # fmt: skip
    assert cells["B1"].startswith("DSO #NUM!: receivables / credit_sales: credit_sales is 0")
    assert cells["B2"].startswith("ARTURNOVER #NUM!: credit_sales / average_receivables")
    assert "DSO" in cells["B4"]


def test_blank_cell_alone_is_zero_unless_it_is_said_to_be_blank(compute: Compute) -> None:
    cells = compute({"A1": 7, "B1": "=DSO(C1,10,30)", "B2": '=DSO(IF(C1="","",C1),10,30)'})
    assert [cells["B1"], cells["B2"]] == [0.0, "#N/A"]


def test_function_wizard_knows_the_functions(calc_office: CalcOffice) -> None:
    entry = catalogue()["CREDITLIMIT"]
    found = calc_office.describe(["CREDITLIMIT"])["CREDITLIMIT"]
    assert found["description"] == entry.sentence("en")
    assert found["arguments"] == [
        [argument.name, entry.help_of(argument.name, "en"), argument.optional] for argument in entry.arguments
    ]


@pytest.mark.parametrize(
    ("locale", "language"), [("en-US", "en"), ("de", "en"), ("zh-CN", "zh"), ("zh-TW", "zh")]
)
def test_help_is_in_the_language_of_the_office(calc_office: CalcOffice, locale: str, language: Any) -> None:
    entry = catalogue()["AGING"]
    assert calc_office.ask({"help": "aging", "locale": locale}) == {
        "name": "AGING",
        "sentence": entry.sentence(language),
        "argument": entry.help_of("as_of", language),
    }


def test_shown_tells_dates_and_errors_as_cells_do(book: Book) -> None:
    assert shown(catalogue()["DUEDATE"](46053.0, 30.0)) == 46083.0  # 31 January 2026 and 30 days: 2 March
    assert shown(catalogue()["DSO"](100.0, 0.0, 30.0)) == "#NUM!"
    assert CELLS in next(call.formula for call in book.calls if call.form == "in cells")
