"""The built editions, read by other eyes than the builder's: sheets, tables, names, layout."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from template_book import formulas_of, opened, tables_of

from workbooks.package.lint import lint
from workbooks.package.parts import Package
from workbooks.template import (
    INPUT_SHEETS,
    OUTPUT_SHEETS,
    SHEETS,
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
from xlcredit.texts import say

BUILT = Path(__file__).resolve().parents[2] / "workbooks" / "built"


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


def test_our_linter_finds_nothing(path):
    assert lint(Package.open(path)) == []
