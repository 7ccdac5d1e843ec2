import zipfile

import openpyxl
import pytest

from workbooks.package import Workbook
from workbooks.package.lint import lint
from workbooks.package.tables import grown_ranges, unique_headers
from xlcredit.errors import WorkbookError


@pytest.fixture
def aging(template_path):
    return Workbook.open(template_path)


def saved(book):
    book.save()
    assert lint(book._package) == []
    return openpyxl.load_workbook(book.path)["Aging list"]


def test_tables_tell_where_they_stand(aging):
    table = aging.tables["xlcredit_aging"]
    assert (table.sheet_name, table.top, table.left, table.bottom, table.right) == ("Aging list", 2, 1, 4, 3)
    assert table.headers == ("Customer", "Open", "Twice")


def test_resize_moves_range_filter_rules_and_validation(aging):
    table = aging.sheet("Aging list").resize_table("XLCREDIT_aging", 7)
    assert (table.bottom, table.right) == (7, 3)
    sheet = saved(aging)
    made = sheet.tables["xlcredit_aging"]
    assert (made.ref, made.autoFilter.ref) == ("A2:C7", "A2:C7")
    assert [str(rule.sqref) for rule in sheet.conditional_formatting] == ["B3:B7"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A3:A7"


def test_new_rows_take_style_and_formulas_of_the_first(aging):
    aging.sheet("Aging list").resize_table("xlcredit_aging", 6)
    aging.sheet("Aging list").write(5, 1, [["Cai", 3], ["Dee", 4]])
    sheet = saved(aging)
    assert [sheet.cell(row, 2).number_format for row in range(3, 7)] == ["#,##0.00"] * 4
    assert {sheet.cell(row, 3).value for row in range(3, 7)} == {sheet["C3"].value}
    assert "[#This Row]" in sheet["C3"].value


def test_a_table_keeps_one_data_row(aging):
    assert aging.sheet("Aging list").resize_table("xlcredit_aging", 1).bottom == 3
    assert saved(aging).tables["xlcredit_aging"].ref == "A2:C3"


def test_columns_come_and_go_with_their_header_cells(aging):
    sheet = aging.sheet("Aging list")
    headers = ["Customer", "Open", "0-30", "0-30", 'over "90" <days>']
    table = sheet.resize_table("xlcredit_aging", 4, right=5, headers=headers)
    assert table.headers == ("Customer", "Open", "0-30", "0-302", 'over "90" <days>')
    made = saved(aging)
    assert [cell.value for cell in made[2]][:5] == list(table.headers)
    assert [column.id for column in made.tables["xlcredit_aging"].tableColumns] == [1, 2, 3, 4, 5]
    sheet.resize_table("xlcredit_aging", 4, right=2)
    assert [column.name for column in saved(aging).tables["xlcredit_aging"].tableColumns] == [
        "Customer",
        "Open",
    ]


def test_a_header_with_a_line_break_reads_back(aging):
    table = aging.sheet("Aging list").resize_table(
        "xlcredit_aging", 4, headers=["Customer\nname", "_x0041_", "C"]
    )
    saved(aging)
    assert (
        Workbook.open(aging.path).tables["xlcredit_aging"].headers
        == table.headers
        == ("Customer\nname", "_x0041_", "C")
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"name": "no", "bottom": 5}, "Accepted on this sheet are: xlcredit_aging"),
        ({"name": "xlcredit_aging", "bottom": 8}, "would cover A8:C8"),
        ({"name": "xlcredit_aging", "bottom": 5, "headers": ["one"]}, "got 1 headers for 3 columns"),
    ],
)
def test_resize_refuses(aging, call, message):
    with pytest.raises(WorkbookError, match=message):
        aging.sheet("Aging list").resize_table(**call)
    assert aging.changed_parts() == {}


def test_resize_refuses_a_totals_row(template_path, rewritten):
    with zipfile.ZipFile(template_path) as archive:
        xml = archive.read("xl/tables/table1.xml").replace(b"<table ", b'<table totalsRowCount="1" ')
    book = Workbook.open(rewritten(template_path, {"xl/tables/table1.xml": xml}))
    with pytest.raises(WorkbookError, match="has a totals row"):
        book.sheet("Aging list").resize_table("xlcredit_aging", 6)


def test_headers_are_made_unique_in_any_case():
    assert unique_headers(["a", "A", "a2", None]) == ("a", "A2", "a22", "Column4")


def test_only_ranges_over_exactly_the_data_rows_grow():
    assert grown_ranges("A3:B4 A3:A5 D3:D4 C2:C4", (3, 1, 4, 3), (3, 1, 9, 3)) == "A3:B9 A3:A5 D3:D4 C2:C4"
    assert grown_ranges("B3", (3, 1, 3, 3), (3, 1, 9, 3)) == "B3:B9"
