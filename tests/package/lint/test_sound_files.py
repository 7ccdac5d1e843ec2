"""What Excel, we and good libraries write passes: the test against false alarms."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from udfs.hosts import jobs
from workbooks.package.lint import lint_file
from xlcredit.texts import LANGUAGES

XLWINGS = Path(xlwings.__file__).parent
REAL = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam")
# Macro-enabled workbooks that someone gave the ending of plain ones, which Excel refuses to open.
RENAMED = {"ClosedXML__DrawingSizeInPx.xlsx", "poi__stress024.xlsx"}


def codes(path):
    return {finding.code for finding in lint_file(path)}


@pytest.mark.shared
def test_real_workbooks_raise_no_alarm(shared_data):
    paths = [path for path in sorted(shared_data.rglob("*")) if path.suffix.lower() in REAL]
    alarms = {path.name: codes(path) for path in paths if codes(path)}
    assert len(paths) >= 20
    assert alarms == {name: {"main_type"} for name in RENAMED}


@pytest.mark.parametrize(
    "name",
    [
        "quickstart.xlsm",
        "quickstart_standalone.xlsm",
        "quickstart_addin.xlam",
        "quickstart_addin_ribbon.xlam",
        "addin/xlwings.xlam",
    ],
)
def test_workbooks_and_addins_of_xlwings_raise_no_alarm(name):
    assert lint_file(XLWINGS / name, notices=True) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_and_a_refreshed_sample_raise_no_alarm(language, tmp_path):
    assert lint_file(jobs.template_path(language), notices=True) == []
    done = jobs.demo(tmp_path, language, datetime(2026, 11, 1, 9, 0), lambda *_: None)
    assert lint_file(done.path, notices=True) == []


def test_a_rich_workbook_of_xlsxwriter_raises_no_alarm(tmp_path):
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheet, bold = book.add_worksheet("Ann's"), book.add_format({"bold": True})
        sheet.add_table("A1:B4", {"name": "Items", "columns": [{"header": "It [1]"}, {"header": "a\nb"}]})
        sheet.write_formula("D1", '=IFNA(VLOOKUP("a;(",A1:B4,2,0),"[2]x!")&CONCAT({1;2})', bold)
        sheet.write_dynamic_array_formula("D3", "=FILTER(A2:A4,B2:B4>0)")
        sheet.write_dynamic_array_formula("E3", "=LET(_xlpm.x,1,_xlpm.x+1)")
        sheet.write_array_formula("F1:F3", "{=Items[a\nb]*2}")
        sheet.write_formula("G1", "=SUM('Ann''s'!A1:A3,Last!A:A,Last!$1:$2)&\"\"", bold, "text")
        sheet.write_formula("G2", "=1=1", None, True)
        sheet.write_rich_string("G3", "plain", bold, "x" * 32_000)
        sheet.write_string("G4", "<" * 32_767)
        sheet.data_validation("A9", {"validate": "list", "source": ["a" * 254], "input_message": "b" * 255})
        bars = {"type": "data_bar", "data_bar_2010": True, "multi_range": "A2:A9 C2:C9"}
        sheet.conditional_format("A2:A9", bars)
        sheet.conditional_format("B2:B9", {"type": "formula", "criteria": "=Last!$A$1>1", "format": bold})
        sheet.add_sparkline("H1", {"range": "'Ann''s'!A1:A4"})
        sheet.merge_range("J1:K2", "one")
        sheet.merge_range("J3:K4", "other")
        sheet.autofilter("M1:N4")
        book.add_worksheet("Last").hide()
        book.add_chartsheet("Chart").set_chart(_column_chart(book))
        book.define_name("Last!Local", "=Last!$A$1")
    assert lint_file(path, notices=True) == []


def _column_chart(book):
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Last!$A$1:$A$3"})
    return chart


def test_a_rich_workbook_of_openpyxl_draws_a_notice_on_its_fonts_alone(tmp_path):
    path, book = tmp_path / "rich.xlsx", openpyxl.Workbook()
    sheet = book.active
    for row in (["Item", "Amount"], ["a", 1], ["b", 2.5e-7]):
        sheet.append(row)
    sheet.add_table(Table(displayName="Items", ref="A1:B3"))
    sheet["D1"], sheet["D2"] = "=SUM(Items[Amount])", "=TRUE"
    sheet["D1"].font = Font(name="Arial", bold=True, color="FF0000")
    sheet["D1"].fill, sheet["D1"].alignment = (
        PatternFill("solid", fgColor="00FF00"),
        Alignment(wrap_text=True),
    )
    sheet["D1"].number_format, sheet["D2"].comment = '0.0"x"', Comment("why", "me")
    sheet.merge_cells("F1:G2")
    red = CellIsRule(operator="greaterThan", formula=["1"], font=Font(bold=True, color="FF0000"))
    sheet.conditional_formatting.add("B2:B3", red)
    validation = DataValidation(type="list", formula1='"a,b"')
    validation.add("A2:A3")
    sheet.add_data_validation(validation)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "F5")
    book.create_sheet("Other").column_dimensions["B"].width = 20
    book.save(path)
    assert lint_file(path) == []
    found = lint_file(path, notices=True)
    assert {finding.code for finding in found} == {"font_order"}
    assert re.fullmatch(r"fonts/font\[\d+\]|dxfs/dxf\[\d+\]", found[0].cell)
    assert {finding.severity for finding in found} == {"notice"}
