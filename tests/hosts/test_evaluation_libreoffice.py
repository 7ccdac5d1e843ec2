"""Our evaluation of a closed workbook's formulas against LibreOffice, which computes the same file anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from udfs.hosts.closed import evaluation
from workbooks.package import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADERS = ["Customer", "Not due", "1-30", "No due date", "Total", "Over #1", "Group"]
ROWS = [
    ["Alpha", 100.0, 50.5, 0.0, 150.5, 2.0, "G1"],
    ["Beta", 0.0, 75.25, 10.0, 85.25, None, "G2"],
    ["Gamma", 20.0, 0.0, 5.0, 25.0, -3.0, "G1"],
    ["Delta, Ltd", 7.0, 1.0, 2.0, 10.0, 4.0, "G2"],
]
FORMULAS = [
    "SUM(xlcredit_aging[Total])",
    "SUM(xlcredit_aging[[Not due]:[No due date]])",
    "SUM(xlcredit_aging[Over '#1])",
    "ROWS(xlcredit_aging[])",
    "COUNTA(xlcredit_aging[#Headers])",
    "xlcredit_aging[[#Headers],[No due date]]",
    'SUMIFS(xlcredit_aging[Total],xlcredit_aging[Group],"G1")',
    'COUNTIFS(xlcredit_aging[Group],"G2",xlcredit_aging[Total],">50")',
    'SUMPRODUCT((xlcredit_aging[Group]="G1")*xlcredit_aging[Total])',
    "SUMPRODUCT(xlcredit_aging[Total],xlcredit_aging[1-30])",
    'INDEX(xlcredit_aging[Total],MATCH("Beta",xlcredit_aging[Customer],0))',
    "INDEX(xlcredit_aging[],2,3)",
    '_xlfn.XLOOKUP("Gamma",xlcredit_aging[Customer],xlcredit_aging[Total])',
    '_xlfn.XLOOKUP("Nobody",xlcredit_aging[Customer],xlcredit_aging[Total],"none")',
    'VLOOKUP("Alpha",xlcredit_aging[],5,FALSE)',
    'IF(SUM(xlcredit_aging[Total])=SUM(xlcredit_aging[[Not due]:[No due date]]),"ok","differs")',
    'IFERROR(1/0,"none")',
    "1/0",
    "NA()",
    'MATCH("Nobody",xlcredit_aging[Customer],0)',
    "ABS(MIN(xlcredit_aging[Over '#1]))",
    "ROUND(SUM(xlcredit_aging[1-30])/3,2)",
    'TEXT(AsOf,"yyyy-mm-dd")',
    'TEXT(SUM(xlcredit_aging[Total]),"#,##0.00")',
    'TEXT(0.3146,"0.0%")',
    "AND(MAX(xlcredit_aging[Total])>100,MIN(xlcredit_aging[Total])<100)",
    "OR(FALSE,AsOf>46000)",
    "LARGE(xlcredit_aging[Total],2)",
    "SMALL(xlcredit_aging[Total],1)",
    "MAX(0,5-SUM(xlcredit_aging[No due date]))",
    "AVERAGE(xlcredit_aging[Total])",
    "AsOf-Aging!$I$3",
    "Limit*2",
    "SUM('User data'!C:C)",
    "SUMIFS('User data'!$C$2:$C$400,'User data'!$A$2:$A$400,\"C7\")",
    "COUNTIF('User data'!A:A,\"C*\")",
    "AVERAGEIFS('User data'!C2:C400,'User data'!B2:B400,\">=\"&AsOf-30)",
    'LEFT("receivables",3)&"-"&UPPER("a")&LEN("四个字符")',
    "IF(A1>0,A2,A3)+A4*2-A5^0",
    "EOMONTH(AsOf,-1)",
    "DATE(YEAR(AsOf),MONTH(AsOf)+1,1)",
    "COUNTBLANK(xlcredit_aging[Over '#1])",
    "ISBLANK(Aging!Z99)",
    'SUBSTITUTE("a-b","-","+")',
    "_xlfn.IFS(FALSE,1,TRUE,2)",
    'HYPERLINK("#Aging!A1","to aging")',
    "STDEV(xlcredit_aging[Total])",
    "ISERROR(A18)",
]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(path)
    aging, checks, user = (book.add_worksheet(name) for name in ("Aging", "Checks", "User data"))
    aging.write_row(2, 0, HEADERS)
    for number, row in enumerate(ROWS):
        aging.write_row(3 + number, 0, row)
    columns = [{"header": name} for name in HEADERS]
    aging.add_table(2, 0, 2 + len(ROWS), len(HEADERS) - 1, {"name": "xlcredit_aging", "columns": columns})
    aging.write_datetime(2, 8, dt.datetime(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
    aging.write_datetime(0, 8, dt.datetime(2026, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.define_name("AsOf", "=Aging!$I$1")
    book.define_name("Limit", "=SUM(Aging!$B$4:$B$7)+1")
    user.write_row(0, 0, ["Customer", "Date", "Amount"])
    for number in range(1, 400):
        user.write_row(number, 0, [f"C{number % 20}", 46000 + number, number * 1.25])
    for number, formula in enumerate(FORMULAS):
        checks.write_formula(number, 0, f"={formula}", None, 0)
    book.close()
    return path


@pytest.mark.libreoffice
def test_evaluate_agrees_with_libreoffice(workbook: Path, recalculate: Callable[[Path], Path]) -> None:
    judged = openpyxl.load_workbook(recalculate(workbook), data_only=True)["Checks"]
    found = evaluation.evaluate(Workbook.open(workbook), ["Checks"])
    assert found.not_evaluated == {}
    differing = []
    for number, formula in enumerate(FORMULAS, 1):
        ours, theirs = found.values["Checks", number, 1], _plain(judged.cell(number, 1).value)
        same = (
            ours == pytest.approx(theirs, rel=1e-12)
            if isinstance(theirs, float)
            else str(ours) == str(theirs)
        )
        if not same:
            differing.append((formula, ours, theirs))
    assert not differing, "\n".join(map(str, differing))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return float((value - dt.datetime(1899, 12, 30)).days)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
