"""The Provision sheet of the editions: the standard's example by native formulas, checks of the matrix."""

from __future__ import annotations

import openpyxl
import pytest

from workbooks.template import build_template, sheet_name
from workbooks.template.checks import SINGLES
from workbooks.template.layout import BODY_ROW
from workbooks.template.provision import CASES_ROW, EXAMPLE, MATRIX, MATRIX_ROW, RECOMPUTED
from xlcredit.policy import default_policy
from xlcredit.refresh.provision_case import MATRIX_ROWS
from xlcredit.texts import LANGUAGES, say

TOTAL = CASES_ROW + 7  # sheet row of the example's total: five lines below the headings


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def path(language, tmp_path):
    return build_template(language, tmp_path / "template.xlsx")


def test_ifrs_9_example_12_is_a_native_formula_with_its_value(path, language):
    name = sheet_name("provision", language)
    formula = openpyxl.load_workbook(path)[name].cell(TOTAL, EXAMPLE + 4).value
    assert formula.startswith("=SUMPRODUCT(")
    cached = openpyxl.load_workbook(path, data_only=True)[name]
    # IE76: 45,000 + 120,000 + 144,000 + 165,000 + 106,000 = 580,000
    parts = [cached.cell(row, EXAMPLE + 4).value for row in range(CASES_ROW + 2, TOTAL)]
    assert parts == [45_000, 120_000, 144_000, 165_000, 106_000]
    assert cached.cell(TOTAL, EXAMPLE + 4).value == 580_000


@pytest.mark.libreoffice
def test_libreoffice_computes_the_example_and_the_products_beside_the_matrix(
    path, language, recalculate, tmp_path
):
    book = openpyxl.load_workbook(path)
    sheet = book[sheet_name("provision", language)]
    place = sheet.cell(MATRIX_ROW + 2, 3).row
    for column, value in ((3, 1234.56), (8, 0.02835), (10, 35.0)):
        sheet.cell(place, column).value = value
    book.save(tmp_path / "filled.xlsx")
    found = openpyxl.load_workbook(recalculate(tmp_path / "filled.xlsx"), data_only=True)
    cells = found[sheet_name("provision", language)]
    assert cells.cell(TOTAL, EXAMPLE + 4).value == 580_000
    assert cells.cell(place, RECOMPUTED + 1).value == 35.0  # 1,234.56 x 2.835 % = 34.9998
    assert cells.cell(place, RECOMPUTED + 2).value == 0


def test_the_checks_sheet_holds_the_four_checks_of_the_provision(path, language):
    sheet = openpyxl.load_workbook(path)[sheet_name("checks", language)]
    said = [sheet.cell(row, 1).value for row in range(BODY_ROW + 1, BODY_ROW + 1 + SINGLES)]
    keys = ("provision_amounts", "provision_movement", "provision_entries", "provision_rates")
    assert {say(f"template.check.{key}.what", language) for key in keys} <= set(said)


def test_the_sheet_has_room_for_every_row_of_the_matrix():
    assert MATRIX == MATRIX_ROWS


def test_the_example_uses_the_rates_of_the_policy():
    assert default_policy().provision.tables.ifrs_ie12.loss_rates == (0.003, 0.016, 0.036, 0.066, 0.106)
