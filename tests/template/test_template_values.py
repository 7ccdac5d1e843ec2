"""The built editions' values, cached and computed: openpyxl, lxml, LibreOffice, the closed engine."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import to_excel
from template_book import formulas_of, opened, tables_of

from udfs.hosts.closed.evaluation import evaluate
from workbooks.package import Workbook
from workbooks.template import output_sheet_names, sheet_name
from workbooks.template.checks import GRID_BODY
from xlcredit.policy import default_policy
from xlcredit.receivables import bucket_labels
from xlcredit.texts import say

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_every_formula_carries_a_value(path):
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = [c for name in sheets for c in etree.fromstring(package.read(name)).iter(f"{MAIN}c")]
    formulas = [cell for cell in cells if cell.find(f"{MAIN}f") is not None]
    assert len(formulas) > 200
    assert [cell.get("r") for cell in formulas if cell.find(f"{MAIN}v") is None] == []


def values_after(recalculate, path):
    cached = openpyxl.load_workbook(path, data_only=True)
    computed = openpyxl.load_workbook(recalculate(path), data_only=True)
    for sheet in opened(path):
        for place in formulas_of(sheet):
            yield sheet.title, place, cached[sheet.title][place].value, computed[sheet.title][place].value


@pytest.mark.libreoffice
def test_cached_values_are_those_that_libreoffice_computes(recalculate, path):
    found = list(values_after(recalculate, path))
    assert len(found) > 200
    different = [
        (sheet, place, cached, computed)
        for sheet, place, cached, computed in found
        if ("" if cached is None else cached) != ("" if computed is None else computed)
    ]
    assert different == []


# Two currencies, small enough to add up by hand: CNY 100 + 50 = 150, of which 50 is overdue; EUR 20.
_DAY = dt.date(2026, 9, 30)
_ONE = (900, 960, 112, 300, 300, 400, None, 500, 0, 0, None, 600, None, 300, 120, 150, 150)
_TWO = (900, 900, 200, 500, 500, 400, None, 500, 0, 0, None, 600, None, 400, None, 160, 240)
_BODIES = {
    "aging": [
        ["C1", "One", "CNY", 100, 50, 0, 0, 0, 0, 0, 150, 50, 1 / 3, 12, None],
        ["C2", "Two", "EUR", 0, 0, 0, 0, 0, 0, 20, 20, 0, 0, None, None],
    ],
    "open_items": [
        ["I1", "C1", "One", "invoice", _DAY, _DAY, "CNY", 100, 100, -3, "", None],
        ["I2", "C1", "One", "invoice", _DAY, _DAY, "CNY", 80, 50, 12, "", None],
        ["I3", "C2", "Two", "invoice", _DAY, None, "EUR", 20, 20, None, "", None],
    ],
    "control": [["CNY", 4, 3, 190, 180, 10, 0, 150, 150], ["EUR", 1, 1, 20, 20, 0, 0, 20, 20]],
    "insurance": [["C1", "One", 150, 0, 100, 0.9, 90, 60], ["C2", "Two", 160, 0, None, 0.9, 0, 160]],
    "worklist": [["C1", "One", "CNY", 50, 12, False, "", "", 30, 0, 30, 15, 5, 0]],
    "late_interest_totals": [["CNY", 1, 50]],
    "provision_matrix": [
        ["Not due", "", 200, None, 0.01, None, 1, 0.01, "", 2],
        ["1-30", "", 50, None, 0.1, None, 1, 0.1, "", 5],
    ],
    "provision_movement": [["Opening", 3, ""], ["Charge", 4, ""], ["Closing", 7, ""]],
    "provision_entries": [["Charge", "", "", 4, None], ["", "", "", None, 4]],
    "limits": [
        ["C1", "One", "B", *_ONE, "need", "", None],
        ["C2", "Two", "A", *_TWO, "capacity", "", None],
    ],
    "score_reasons": [
        ["C1", "One", "Trading", "On-time rate", 0.4, "", 20, 100, 30.25],
        ["C1", "One", "Finance", "Debt ratio", 0.4, "", 20, 100, 29.75],
    ],
    "scores": [["C1", "One", 60.0]],
    "dso_by_month": [
        [dt.date(2026, 8, 31), 200, 150, 42.5, 41, 26, 16.5, 0.8, 0.3],
        [_DAY, 250, 150, 40, 39, 25, 15, 0.8, 0.2],
    ],
}
_CELLS = {
    "AsOf": _DAY, "BaseCurrency": "CNY", "xlcredit_refreshed_at": 46296.375,
    "xlcredit_version": "0.1.0",
    "xlcredit_policy_id": "abc", "xlcredit_unmapped_columns": 0, "xlcredit_duplicate_documents": 0,
    "xlcredit_dso": 40.0, "xlcredit_dso_prior": 42.5, "xlcredit_best_possible_dso": 25.0,
    "xlcredit_open_total_prior": 200, "xlcredit_overdue_share_prior": 0.2, "xlcredit_source_sum_1": 190,
}  # fmt: skip


def filled(path, target, language, changes=()):
    """Fill a copy as a refresh does, by openpyxl; `changes` are (table, row, column, value) laid over it."""
    book = openpyxl.load_workbook(path)
    labels = bucket_labels(default_policy().aging.edges, language)
    buckets = [[label, 0, 0, 0] for label in labels]
    buckets[0][1:], buckets[1][1:], buckets[-1][1:] = (
        [100, 0.4, 1],
        [50, 0.2, 1],
        [100, 0.4, 1],
    )  # EUR 20 at 5
    bodies = {**_BODIES, "aging_buckets": buckets}
    for name, (sheet, table) in tables_of(book).items():
        body = [list(row) for row in bodies.get(name.removeprefix("xlcredit_"), [])]
        for where, row, column, value in changes:
            if name == f"xlcredit_{where}":
                body[row][column] = value
        left, top, right, bottom = range_boundaries(table.ref)
        for line, row in enumerate(body, start=top + 1):
            for column, value in enumerate(row, start=left):
                sheet.cell(line, column, value)
        bottom = max(bottom, top + len(body))
        table.ref = f"{sheet.cell(top, left).coordinate}:{sheet.cell(bottom, right).coordinate}"
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    for name, value in _CELLS.items():
        place = book.defined_names[name].attr_text.rpartition("!")
        book[place[0].strip("'")][place[2].replace("$", "")] = value
    book.save(target)
    return target


def checks_of(recalculate, path, language):
    book = openpyxl.load_workbook(recalculate(path), data_only=True)
    return book[sheet_name("checks", language)], book[sheet_name("dashboard", language)], book


@pytest.mark.libreoffice
def test_checks_pass_when_everything_adds_up(recalculate, path, tmp_path, language):
    checks, _, book = checks_of(recalculate, filled(path, tmp_path / "book.xlsx", language), language)
    first = [checks.cell(GRID_BODY + 1, column).value for column in range(1, 16)]
    ok, absent = say("template.check.ok", language), say("template.check.not_checkable", language)
    assert first == ["CNY", 150, 150, 150, 150, 0, ok, 190, 180, 10, 0, ok, 190, 0, ok]
    second = [checks.cell(GRID_BODY + 2, column).value for column in range(1, 16)]
    assert second[:7] == ["EUR", 20, 20, 20, 20, 0, ok]
    assert second[12:] == [None, None, absent]
    assert [checks.cell(row, 7).value for row in range(7, 12)] == [ok] * 5
    assert checks["A4"].value == say("template.flag.ok", language)
    assert book[sheet_name("aging", language)]["A4"].value == checks["A4"].value
    policy = say("template.stamp.policy", language)
    assert checks["A3"].value.endswith(f"2026-09-30  |  CNY  |  {policy} abc  |  xlcredit 0.1.0")


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "changes",
    [
        {
            f"G{GRID_BODY + 1}": ("aging", 0, 4, 50.01),  # a bucket a cent too high
            f"L{GRID_BODY + 2}": ("control", 1, 5, 0.01),  # a cent set aside that the sheet does not have
            "G7": ("score_reasons", 0, 8, 30.5),  # reasons a quarter point above the score
            "G8": ("limits", 0, 19, 151),  # headroom that is not limit less exposure
        },
        {f"G{GRID_BODY + 1}": ("open_items", 1, 8, 49.99)},  # an open item a cent too low
    ],
)
def test_checks_fail_on_a_cent(recalculate, editions, tmp_path, changes):
    book = filled(editions["en"], tmp_path / "book.xlsx", "en", changes.values())
    checks, _, _ = checks_of(recalculate, book, "en")
    failed = [cell.coordinate for row in checks.iter_rows() for cell in row if cell.value == "✗ FAIL"]
    assert sorted(failed) == sorted(changes)
    assert checks["A4"].value == f"✗ {len(changes)} failed in Checks"


@pytest.mark.libreoffice
def test_dashboard_shows_figures_trend_and_target(recalculate, path, tmp_path, language):
    _, board, book = checks_of(recalculate, filled(path, tmp_path / "book.xlsx", language), language)
    values = [board.cell(8, column).value for column in (2, 4, 6, 8, 10, 12)]
    assert values == [250, 0.2, 40, 25, "–", 30]  # over limit: 150 - 120; a blank limit is no limit of zero
    trends = [board.cell(9, column).value for column in (2, 4, 6)]
    assert [trend.split(" ")[0] for trend in trends] == ["▲", "=", "▼"]
    assert "25.0%" in trends[0]  # (250 - 200) / 200
    assert "2.5" in trends[2]
    assert board.cell(10, 4).value.startswith(
        say("template.status.good", language)
    )  # 20 % against at most 20 %
    assert board.cell(10, 12).value.startswith(say("template.status.bad", language))
    aging = book[sheet_name("aging", language)]
    assert [aging.cell(5, column).value for column in (3, 4, 5, 11, 12)] == ["CNY", 100, 50, 150, 50]
    assert aging["M5"].value == pytest.approx(1 / 3)


@pytest.mark.libreoffice
def test_the_closed_engine_computes_what_libreoffice_computes(recalculate, path, tmp_path, language):
    book = filled(path, tmp_path / "book.xlsx", language)
    theirs = openpyxl.load_workbook(recalculate(book), data_only=True)
    ours = evaluate(Workbook.open(book))
    assert ours.not_evaluated == {}
    assert len(ours.values) > 200
    for (sheet, row, column), value in ours.values.items():
        expected = theirs[sheet].cell(row, column).value
        expected = to_excel(expected) if isinstance(expected, dt.datetime) else expected
        wanted = "" if expected is None else pytest.approx(expected) if type(expected) is float else expected
        assert value == wanted, (sheet, row, column)


def test_reports_grafted_into_a_foreign_workbook_compute_there(path, tmp_path, language):
    foreign = tmp_path / "foreign.xlsx"
    openpyxl.Workbook().save(foreign)
    book = Workbook.open(foreign)
    names = book.graft(Workbook.open(path), output_sheet_names(path))
    assert names == output_sheet_names(path)
    found = evaluate(book)
    assert found.not_evaluated == {}
    flag = say("template.flag.empty", language)
    elsewhere = {sheet_name(key, language) for key in ("dashboard", "credit_file")}
    assert {found.values[name, 4, 1] for name in names if name not in elsewhere} == {flag}


def test_charts_leave_nothing_to_the_reader(path):
    chart = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        roots = [etree.fromstring(package.read(name)) for name in parts]
    assert len(roots) >= 6
    assert {root.find(f"{chart}roundedCorners").get("val") for root in roots} == {"0"}
    lines = [series for root in roots for series in root.iterfind(f".//{chart}lineChart/{chart}ser")]
    assert [series.find(f"{chart}smooth").get("val") for series in lines] == ["0"] * len(lines)
    assert len(lines) >= 5
    labels = [label for root in roots for label in root.iter(f"{chart}dLbls")]
    shown = ["showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"]
    for label in labels:
        said = [(etree.QName(child).localname, child.get("val")) for child in label[-6:]]
        assert said == [(name, "1" if name == "showVal" else "0") for name in shown]
    assert len(labels) >= 3
