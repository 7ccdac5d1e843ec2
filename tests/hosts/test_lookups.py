"""Lookups in long tables give what LibreOffice gives, without loading the tables."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from udfs.hosts.closed.areas import Area
from udfs.hosts.closed.evaluation import evaluate
from udfs.hosts.closed.lookups import LONG, Lookups
from udfs.hosts.closed.references import PlainFormula
from udfs.values import CellError
from workbooks.package import Workbook

ROWS = [["Id", "Value"], *[[f"C{number:04d}", float(number)] for number in range(1, LONG + 1)]]
IDS, VALUES = Area("S", 2, 1, LONG + 1, 1), Area("S", 2, 2, LONG + 1, 2)
FORMULA = f"=INDEX('S'!$B$2:$B${LONG + 1},MATCH(E1,'S'!$A$2:$A${LONG + 1},0))"


@pytest.fixture
def lookups():
    return Lookups(lambda _sheet: ROWS)


def rewritten(lookups, text, *areas, constant=True):
    return lookups.rewritten(PlainFormula(text, areas, frozenset()), lambda _area: constant)


def test_a_lookup_in_long_columns_calls_back_and_loads_nothing(lookups):
    found = rewritten(lookups, FORMULA, IDS, VALUES, Area("S", 1, 5, 1, 5))
    assert found.text == "=XLCREDIT_CELL(0,XLCREDIT_ROW(1,E1))"
    assert found.areas == (Area("S", 1, 5, 1, 5),)


def test_a_column_with_formulas_and_a_short_one_stay(lookups):
    assert rewritten(lookups, FORMULA, IDS, VALUES, constant=False).text == FORMULA
    short = "=INDEX('S'!$B$2:$B$9,1)"
    assert rewritten(lookups, short, Area("S", 2, 2, 9, 2)).text == short


def test_an_area_that_is_also_summed_is_still_loaded(lookups):
    text = f"{FORMULA}+SUM('S'!$B$2:$B${LONG + 1})"
    assert VALUES in rewritten(lookups, text, IDS, VALUES).areas
    same_sheet = f"=INDEX($B$2:$B${LONG + 1},3)"
    assert rewritten(lookups, same_sheet, VALUES) == PlainFormula(same_sheet, (VALUES,), frozenset())


def test_cell_and_row_answer_as_index_and_match(lookups):
    rewritten(lookups, FORMULA, IDS, VALUES)  # area 0 is the values, area 1 the ids
    assert lookups.cell(0, 3.0) == 3.0
    assert lookups.cell(0, LONG + 1) == CellError("#REF!")
    assert lookups.cell(0, "x") == CellError("#VALUE!")
    assert [lookups.row(1, wanted) for wanted in ("c0007", "C00?9", "C~*")] == [7.0, 9.0, CellError("#N/A")]


@pytest.mark.libreoffice
def test_evaluate_looks_up_as_libreoffice_does(tmp_path, recalculate):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    ids = [f"K{row}" for row in range(1, LONG)] + ["A*B", "a?", "~T", None, "00123", "123"]
    for row, name in enumerate(ids, start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, (row * 1.5, None, "text", date(2026, 1, 5), 7)[row % 5])
    last = len(ids)
    wanted = ["K7", "k8", "A~*B", "A*", "a~?", "~~T", "00123", "123", "nobody", "K9", "K10", "K11"]
    for row, name in enumerate(wanted, start=1):
        sheet.cell(row, 4, name)
        sheet.cell(row, 5, f'=IFERROR(MATCH(D{row},S!$A$1:$A${last},0),"")')
        found = f"INDEX(S!$B$1:$B${last},E{row})"
        sheet.cell(row, 6, f'=IF(E{row}="","none",IF({found}="","blank",{found}))')
        sheet.cell(row, 7, f'=IFERROR(INDEX($A$1:$B${last},E{row},2)&"!","-")')
    path = tmp_path / "book.xlsx"
    book.save(path)
    theirs = openpyxl.load_workbook(recalculate(path), data_only=True)["S"]
    ours = evaluate(Workbook.open(path), ["S"]).values
    assert len(ours) == 3 * len(wanted)
    for (_, row, column), value in ours.items():
        expected = theirs.cell(row, column).value
        expected = 46027.0 if hasattr(expected, "year") else expected  # 5 January 2026 by its serial number
        assert value == ("" if expected is None else expected), (row, column)
