"""The built editions, read by other eyes than the builder's: openpyxl, lxml, LibreOffice, formualizer."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import to_excel

from udfs.hosts.closed.evaluation import evaluate
from workbooks.package import Workbook
from workbooks.package.lint import lint
from workbooks.package.parts import Package
from workbooks.template import (
    INPUT_SHEETS,
    OUTPUT_SHEETS,
    SHEETS,
    build_all,
    build_template,
    edition_file,
    output_sheet_names,
    sheet_name,
)
from workbooks.template.checks import CURRENCIES, GRID_BODY, OWN_SUM
from xlcredit import tables
from xlcredit.policy import default_policy, policy_rows
from xlcredit.policy.numbers import LETTERS
from xlcredit.receivables import bucket_labels
from xlcredit.texts import LANGUAGES, say

BUILT = Path(__file__).resolve().parents[2] / "workbooks" / "built"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    return dict(zip(LANGUAGES, build_all(folder), strict=True))


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def path(editions, language):
    return editions[language]


@pytest.fixture
def book(path):
    return opened(path)


@cache
def opened(path):
    return openpyxl.load_workbook(path)


def tables_of(book):
    return {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}


def formulas_of(sheet):
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.data_type == "f"}


def headings_of(table, language):
    found = []
    for name in table.column_names:
        found.append(say(f"labels.{name}", language))
        if name == table.buckets_after:
            found += bucket_labels(default_policy().aging.edges, language)
    return found


def test_sheets_stand_in_the_order_of_the_list_with_legal_names(book, language):
    assert book.sheetnames == [sheet_name(key, language) for key in SHEETS]
    for name in book.sheetnames:
        assert len(name) <= 31
        assert not re.search(r"[:\\/?*\[\]]", name)


@pytest.mark.parametrize("name", sorted(tables.TABLES))
def test_every_table_stands_once_with_exactly_its_headings(book, language, name):
    sheet, table = tables_of(book)[f"xlcredit_{name}"]
    cells = [cell.value for cell in sheet[table.ref][0]]
    assert cells == headings_of(tables.TABLES[name], language)
    assert cells == [column.name for column in table.tableColumns]


def test_no_other_table_stands_in_the_book(book):
    assert set(tables_of(book)) == {table.workbook_name for table in tables.TABLES.values()}


def test_tables_start_with_one_blank_row_but_where_a_chart_or_the_policy_needs_more(book, language):
    rows = {name: sheet[table.ref] for name, (sheet, table) in tables_of(book).items()}
    counts = {name.removeprefix("xlcredit_"): len(found) - 1 for name, found in rows.items()}
    assert counts.pop("policy") == len(policy_rows(default_policy(), language))
    assert counts.pop("aging_buckets") == 7
    assert counts.pop("dso_by_month") == 13
    assert counts.pop("top_exposures") == 10
    assert counts.pop("ladder") == 3 + len(default_policy().dunning.ladder)  # not yet, handed over, held
    assert counts.pop("scenarios") == 1 + len(default_policy().stress.scenarios)
    assert counts.pop("calibration") == 1 + len(LETTERS)
    assert counts.pop("migration") == 1 + len(LETTERS)
    protection = default_policy().protection
    assert counts.pop("insurance_offers") == 1 + len(protection.insurance.offers)
    funded = (protection.financing.offers, protection.early_payment.offers)
    assert counts.pop("funding_offers") == sum(map(len, funded))
    assert counts.pop("borrowing_base") == 15
    assert set(counts.values()) == {1}
    assert {cell.value for name in counts for row in rows[f"xlcredit_{name}"][1:] for cell in row} == {None}


def test_nothing_stands_below_a_table_that_grows(book, language):
    of_fixed_size = {sheet_name(key, language) for key in ("validation", "provision")}
    fixed = {
        "aging_buckets", "dso_by_month", "top_exposures", "dso_family", "concentration", "control",
        "scenarios", "ladder", "insurance_offers", "borrowing_base", "funding_offers",
    }  # fmt: skip
    for name, (sheet, table) in tables_of(book).items():
        if name.removeprefix("xlcredit_") in fixed or sheet.title in of_fixed_size:
            continue
        left, _, right, bottom = range_boundaries(table.ref)
        below = sheet.iter_rows(bottom + 1, sheet.max_row, left, right) if sheet.max_row > bottom else ()
        assert [cell.coordinate for row in below for cell in row if cell.value is not None] == []


def test_reserved_rows_do_not_meet(book):
    _, buckets = tables_of(book)["xlcredit_aging_buckets"]
    _, concentration = tables_of(book)["xlcredit_concentration"]
    top = range_boundaries(buckets.ref)[1]
    next_top = range_boundaries(concentration.ref)[1]
    assert next_top - 1 > top + 12 + 2  # twelve edges make fourteen buckets; a title stands between


def test_columns_right_of_the_aging_are_free_for_more_buckets(book):
    sheet, table = tables_of(book)["xlcredit_aging"]
    assert sheet.max_column == range_boundaries(table.ref)[2]


def test_named_cells_are_there_and_point_at_one_cell_each(book):
    own = {f"xlcredit_source_sum_{number}" for number in range(1, CURRENCIES + 1)}
    wanted = {
        *tables.NAMED_CELLS, *own, "xlcredit_stamp", "xlcredit_master_check", "xlcredit_tolerance",
        "xlcredit_watch_margin",
    }  # fmt: skip
    assert set(book.defined_names) == wanted
    for name in book.defined_names.values():
        assert re.fullmatch(r"('[^']+'|[^'!]+)!\$[A-Z]+\$\d+", name.attr_text), name.attr_text


def test_the_cell_for_the_users_own_sum_stands_on_the_line_of_its_currency(book, language):
    place = book.defined_names["xlcredit_source_sum_3"].attr_text.rpartition("!")[2].replace("$", "")
    cell = book[sheet_name("checks", language)][place]
    assert (cell.row, cell.column, cell.value) == (GRID_BODY + 3, OWN_SUM + 1, None)


def test_reports_refer_to_no_sheet_that_a_foreign_workbook_does_not_get(book, language):
    only_inputs = set(INPUT_SHEETS) - set(OUTPUT_SHEETS)
    absent = [sheet_name(key, language) for key in SHEETS if key not in OUTPUT_SHEETS]
    words = [f"{name}{mark}" for name in absent for mark in ("!", "'!")] + [
        f"xlcredit_{key}[" for key in (*only_inputs, "statements")
    ]
    for key in OUTPUT_SHEETS:
        for place, formula in formulas_of(book[sheet_name(key, language)]).items():
            assert not [word for word in words if word in formula], (key, place, formula)


def test_links_and_charts_of_reports_stay_within_the_reports(path, language):
    reports = {sheet_name(key, language) for key in OUTPUT_SHEETS}
    with zipfile.ZipFile(path) as package:
        dashboard = package.read("xl/worksheets/sheet1.xml").decode()
        charts = [package.read(name).decode() for name in package.namelist() if "/charts/chart" in name]
    found = re.findall(r'location="([^"]+)"', dashboard)
    assert len(found) == 19  # flag, six cards with label and value, six lines of figures
    sources = {place for chart in charts for place in re.findall(r"<c:f>([^<]+)</c:f>", chart)}
    assert len(charts) >= 6  # four on the dashboard, two in the credit file
    for place in [*found, *sources]:
        assert place.rpartition("!")[0].replace("&amp;", "&").strip("'") in reports


def test_charts_point_at_the_bodies_of_their_tables(path, book):
    with zipfile.ZipFile(path) as package:
        charts = [package.read(f"xl/charts/chart{number}.xml").decode() for number in range(1, 5)]
    names = ("aging_buckets", "dso_by_month", "top_exposures", "dso_by_month")
    for chart, name in zip(charts, names, strict=True):
        _, table = tables_of(book)[f"xlcredit_{name}"]
        left, top, right, bottom = range_boundaries(table.ref)
        places = re.findall(r"<c:f>[^<]+!([^<]+)</c:f>", chart)
        boxes = [range_boundaries(place.replace("$", "")) for place in places]
        assert {(box[1], box[3]) for box in boxes} == {(top + 1, bottom)}
        assert all(left <= box[0] == box[2] <= right for box in boxes)


LONG_LISTS = (
    "score_reasons",
    "ledger",
    "payments",
    "credit_file",
    "terms_request",
    "letter_of_credit",
    "points_table",
)  # few columns: printed upright
WIDE_LISTS = ("scores", "limits", "customers", "dunning", "late_interest", "instalments")


def test_every_sheet_shows_the_flag_and_prints_a4_on_one_width(book, language):
    for key in SHEETS:
        sheet = book[sheet_name(key, language)]
        assert any("xlcredit_master_check" in text for text in formulas_of(sheet).values()) or key == "checks"
        upright = "portrait" if key in LONG_LISTS else "landscape"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, upright)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == (
            4 if key == "customer_history" else 2 if key in WIDE_LISTS else 1
        )
        assert "&P" in sheet.oddFooter.right.text
        if key not in ("dashboard", "about", "credit_file", "terms_request", "letter_of_credit"):
            assert sheet.print_title_rows.startswith("$3:$")  # from the stamp on; the title is on page one
            assert sheet.freeze_panes
    assert book[sheet_name("dashboard", language)].sheet_view.showGridLines is False


def test_no_cells_are_merged_but_the_headline(book, language):
    forms = {sheet_name(key, language) for key in ("credit_file", "terms_request", "letter_of_credit")}
    merged = {
        sheet.title: [str(box) for box in sheet.merged_cells.ranges]
        for sheet in book
        if sheet.title not in forms
    }
    spoken = {sheet_name(key, language) for key in ("validation", "provision")}
    assert {title: boxes for title, boxes in merged.items() if boxes and title not in spoken} == {
        sheet_name("dashboard", language): ["B5:L5"]
    }
    for box in (box for title in spoken for box in merged[title]):
        assert re.fullmatch(r"A(\d+):[A-Z]\1", box)  # a sentence over the width of its sheet


def test_every_formula_carries_a_value(path):
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = [c for name in sheets for c in etree.fromstring(package.read(name)).iter(f"{MAIN}c")]
    formulas = [cell for cell in cells if cell.find(f"{MAIN}f") is not None]
    assert len(formulas) > 200
    assert [cell.get("r") for cell in formulas if cell.find(f"{MAIN}v") is None] == []


def test_only_functions_that_every_host_evaluates_are_used(book):
    known = {
        "SUM", "SUMIFS", "COUNTIFS", "COUNTIF", "COUNTA", "SUMPRODUCT", "SUBTOTAL", "IF", "ABS", "MAX", "MIN",
        "OR", "TEXT", "YEAR", "MONTH", "DAY", "RIGHT", "ROUND", "INDEX", "MATCH", "IFERROR", "ISNUMBER", "N",
        "COUNT", "SUBSTITUTE", "EOMONTH", "LARGE", "MOD", "ROW", "AND", "CHOOSE", "MID", "CODE",
        "NOT", "WORKDAY", "CHAR", "EDATE", "FIND", "ROUNDUP",
    }  # fmt: skip
    texts = [text for sheet in book for text in formulas_of(sheet).values()]
    used = {name for text in texts for name in re.findall(r"([A-Z][A-Z.]+)\(", text)}
    assert used <= known


def test_editions_have_the_same_structure(editions):
    def shape(path):
        book = opened(path)
        places = {name: table.ref for name, (_, table) in tables_of(book).items()}
        cells = [sorted(formulas_of(sheet)) for sheet in book]
        names = {name: found.attr_text.rpartition("!")[2] for name, found in book.defined_names.items()}
        return places, cells, names

    assert shape(editions["en"]) == shape(editions["zh"])


def test_named_cell_styles_have_members(book, language):
    names = [say(f"template.style.{name}", language) for name in ("input", "calc", "output", "check")]
    assert set(names) <= set(book.named_styles)
    ledger = book[sheet_name("ledger", language)]
    assert ledger["A7"].style == names[0]
    assert book[sheet_name("aging", language)]["D5"].style == names[1]
    assert book[sheet_name("aging", language)]["A7"].style == names[2]


def test_new_cells_of_a_growing_table_take_the_format_of_their_column(book):
    for name, (sheet, table) in tables_of(book).items():
        left, _, right, _ = range_boundaries(table.ref)
        if table.autoFilter is None:
            continue
        widths = sheet.column_dimensions
        styled = {
            number
            for dimension in widths.values()
            if dimension._style is not None and dimension.style != "Normal"
            for number in range(dimension.min, dimension.max + 1)
        }
        assert set(range(left, right + 1)) <= styled, name


def test_inputs_are_validated_with_a_message(book, language):
    sheet = book[sheet_name("ledger", language)]
    found = {str(rule.sqref).rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
    assert {"D7:D", "E7:E", "F7:F", "G7:G", "H7:H", "I7:I", "J7:J"} == set(found)
    assert all(rule.prompt and rule.errorStyle == "warning" for rule in found.values())


def test_policy_sheet_holds_the_default_policy(book, language):
    sheet = book[sheet_name("policy", language)]
    paths = [row[0].value for row in sheet.iter_rows(7, sheet.max_row)]
    assert paths == [row[0] for row in policy_rows(default_policy(), language)]
    dates = [row[2] for row in sheet.iter_rows(7, sheet.max_row) if row[0].value == "meta.effective_from"]
    assert dates[0].is_date


def test_a_rebuild_gives_the_same_bytes(editions, language, tmp_path):
    again = build_template(language, tmp_path / "again.xlsx")
    assert again.read_bytes() == editions[language].read_bytes()


def test_built_folder_holds_what_the_builder_writes(editions, language):
    with (
        zipfile.ZipFile(BUILT / edition_file(language)) as kept,
        zipfile.ZipFile(editions[language]) as fresh,
    ):
        assert kept.namelist() == fresh.namelist()
        changed = [name for name in kept.namelist() if kept.read(name) != fresh.read(name)]
    assert changed == [], "workbooks/built is older than its builder: run build_all(workbooks/built)"


def test_output_sheet_names_speaks_the_language_of_the_file(path, language):
    assert output_sheet_names(path) == [sheet_name(key, language) for key in OUTPUT_SHEETS]


def test_output_sheet_names_refuses_another_workbook(tmp_path):
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(ValueError, match=r"got the sheets \['Sheet'\]; an xlcredit template is accepted"):
        output_sheet_names(other)


def test_every_text_of_the_template_is_used_or_its_key_is_a_family(project_root):
    code = "".join(path.read_text("utf-8") for path in (project_root / "workbooks" / "template").glob("*.py"))
    texts = (project_root / "xlcredit/texts/messages/template.toml").read_text("utf-8")
    families = {
        "style", "section", "check", "figure", "status", "chart", "document_type", "validation", "about",
        "severity", "dashboard",
    }  # fmt: skip
    for section in re.findall(r"^\[([a-z_]+)\]", texts, re.MULTILINE):
        assert section in families or f'"{section}.' in code, section


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


def test_our_linter_finds_nothing(path):
    assert lint(Package.open(path)) == []


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
