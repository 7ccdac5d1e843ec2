"""Real workbooks, rich in what libraries lose: sheets grafted in, the rest byte for byte as it was."""

from __future__ import annotations

import csv
import re
import shutil
import zipfile

import pytest

from workbooks.package import Workbook
from workbooks.package.lint import lint
from workbooks.package.parts import Package

KEPT = [
    "workbooks/ClosedXML__AllShapes.xlsx",
    "workbooks/ClosedXML__DrawingSizeInPx.xlsx",
    "workbooks/ClosedXML__TemplateWithTableSourcePivotTables.xlsx",
    "workbooks/ClosedXML__tdf97598_scenarios.xlsx",
    "workbooks/Open__BusinessPerformancetest21_with_content_TP10209823.xltx",
    "workbooks/Open__IntegratedMarketingCampaign DataAnalysis_TP10186504.xltm",
    "workbooks/Open__RelationalPivotB6.xlsx",
    "workbooks/calamine__pictures_in_cell_and_over_cell.xlsx",
    "workbooks/poi__46535.xlsx",
    "workbooks/poi__64759.xlsx",
    "workbooks/poi__ExcelWithAttachments.xlsm",
    "workbooks/poi__dataValidationTableRange.xlsx",
    "workbooks/poi__mv-calculator-final-2-20-2013.xlsm",
    "workbooks/poi__simple-monthly-budget.xlsx",
    "workbooks/poi__stress024.xlsx",
    "workbooks/test_files__metadata_2019.xlsx",
    "ibm_ar/WA_Fn-UseC_-Accounts-Receivable.xlsx",
    "cn_statements/资产负债表.xlsx",
    "cn_statements/利润表.xlsx",
    "cn_statements/现金流量表.xlsx",
    "provision/receivables.xlsx",
    "small_ar/Accounts_Receivable_Data.xlsx",
]
MAY_CHANGE = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"}
# The front sheet has a dynamic array, whose mark must be listed with the marks of pictures in cells.
LISTS_MARKS = "calamine__pictures_in_cell_and_over_cell.xlsx"


@pytest.fixture(params=KEPT, ids=lambda name: re.sub(r"\W+", "_", name.rpartition("/")[2]))
def real_path(request, shared_data, tmp_path):
    path = tmp_path / request.param.rpartition("/")[2]
    shutil.copyfile(shared_data / request.param, path)
    return path


def test_a_real_workbook_keeps_every_part(real_path, template_path, contents):
    before, found_before = contents(real_path), set(lint(Package.open(real_path)))
    book = Workbook.open(real_path)
    _, name = book.graft(Workbook.open(template_path), ["Dash", "Aging list"])
    book.sheet(name).write(3, 1, [["Ann 安", 12.5]])
    book.save()
    after = contents(real_path)
    may_change = MAY_CHANGE | ({"xl/metadata.xml"} if real_path.name == LISTS_MARKS else set())
    removed = before.keys() - after.keys()
    assert removed <= {"xl/calcChain.xml"}
    assert {part for part in before.keys() - removed if before[part] != after[part]} <= may_change
    assert set(lint(Package.open(real_path))) <= found_before
    assert Workbook.open(real_path).sheet(name).values()[2][:2] == ["Ann 安", 12.5]


def test_a_real_workbook_without_a_change_stays_the_same_file(real_path, tmp_path, digest):
    book = Workbook.open(real_path)
    for name in book.sheet_names:
        book.sheet(name).formulas()
    copy = tmp_path / ("copy" + real_path.suffix)
    book.save(copy)
    assert digest(copy) == digest(real_path)


def test_every_sheet_of_a_real_workbook_takes_an_edit(real_path):
    found_before = set(lint(Package.open(real_path)))
    book = Workbook.open(real_path)
    formulas = {name: book.sheet(name).formulas() for name in book.sheet_names}
    wanted = {name: book.sheet(name).values() for name in book.sheet_names}
    places = {name: (len(wanted[name]) + 3, len((wanted[name] or [[]])[0]) + 2) for name in wanted}
    for name, (row, column) in places.items():
        book.sheet(name).write(row, column, [["far"]])
        book.sheet(name).write(1, column, [["first row"]])
    book.save()
    assert set(lint(Package.open(real_path))) <= found_before
    again = Workbook.open(real_path)
    for name, (row, column) in places.items():
        values = again.sheet(name).values()
        assert (values[row - 1][column - 1], values[0][column - 1]) == ("far", "first row")
        assert [line[: column - 2] for line in values[: row - 3]] == wanted[name]
        assert again.sheet(name).formulas() == formulas[name]


MACROS = ["poi__ExcelWithAttachments.xlsm", "poi__mv-calculator-final-2-20-2013.xlsm"]


@pytest.mark.parametrize("name", MACROS)
def test_macros_and_attachments_stay_byte_for_byte(shared_data, tmp_path, template_path, name):
    path = tmp_path / name
    shutil.copyfile(shared_data / "workbooks" / name, path)
    with zipfile.ZipFile(path) as archive:
        before = {n: archive.read(n) for n in archive.namelist() if n.endswith((".bin", ".doc", ".pptx"))}
    book = Workbook.open(path)
    book.graft(Workbook.open(template_path), ["Dash", "Aging list"], before_first=True)
    book.save()
    with zipfile.ZipFile(path) as archive:
        assert "xl/vbaProject.bin" in before
        assert {n: archive.read(n) for n in before} == before


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [name for name in KEPT if not name.endswith(("xltx", "xltm"))][::3])
def test_libreoffice_opens_a_real_workbook_with_the_new_sheet(
    shared_data, tmp_path, template_path, convert, name
):
    path = tmp_path / ("book" + name[name.rindex(".") :])
    shutil.copyfile(shared_data / name, path)
    book = Workbook.open(path)
    made, _ = book.graft(Workbook.open(template_path), ["Aging list", "Dash"], before_first=True)
    book.sheet(made).write(3, 1, [["Ann 安", 12.5]])
    book.save()
    output = convert(path, "csv:Text - txt - csv (StarCalc):44,34,76,1")  # the first sheet
    with output.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[1][:3] == ["Customer", "Open", "Twice"]
    assert rows[2][:3] == ["Ann 安", "12.50", "25"]
