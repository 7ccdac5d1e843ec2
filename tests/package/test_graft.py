import re
import zipfile

import openpyxl
import pytest

from workbooks.package import Workbook
from workbooks.package.lint import lint
from workbooks.package.naming import check_sheet_name, free_sheet_name
from workbooks.package.parts import Package
from xlcredit.errors import WorkbookError

SHEETS = ["Dash", "Aging list"]
MAY_CHANGE = {
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml",
    "xl/calcChain.xml", "xl/metadata.xml",
}  # fmt: skip


@pytest.fixture
def grafted(ledger_path, template_path):
    book = Workbook.open(ledger_path)
    book.graft(Workbook.open(template_path), SHEETS)
    book.save()
    return ledger_path


def test_graft_changes_only_what_lists_the_sheets(ledger_path, template_path, contents):
    before = contents(ledger_path)
    book = Workbook.open(ledger_path)
    assert book.graft(Workbook.open(template_path), SHEETS) == SHEETS
    book.save()
    after = contents(ledger_path)
    assert {name for name in before if before[name] != after.get(name)} <= MAY_CHANGE
    assert lint(Package.open(ledger_path)) == []
    assert book.sheet_names == ["Ledger", "Notes", *SHEETS]


def test_graft_brings_values_formulas_and_formats(grafted):
    book = openpyxl.load_workbook(grafted)
    front, aging = book["Dash"], book["Aging list"]
    assert [cell.value for cell in front[1]][:3] == ["Customer", "Open", "Share"]
    assert front["A5"].value == "=SUM(xlcredit_aging[Open])+'Aging list'!B3"
    assert (front["A5"].number_format, front["A5"].font.b, front["A5"].font.name) == ('0.0"x"', True, "Arial")
    assert front["A5"].fill.fgColor.rgb == "FF112233"
    assert aging["B3"].number_format == "#,##0.00"
    assert [[cell.value for cell in row] for row in aging["A3:B4"]] == [["Ann", 1], ["Bob", 2]]


def test_graft_brings_table_rules_links_comment_and_names(grafted):
    aging = openpyxl.load_workbook(grafted)["Aging list"]
    assert aging.tables["xlcredit_aging"].ref == "A2:C4"
    (rule,) = next(iter(aging.conditional_formatting)).rules
    assert (rule.dxf.font.color.rgb, rule.dxf.numFmt.formatCode) == ("FFFF0000", '0.00"!"')
    assert aging.data_validations.dataValidation[0].formula1 == "Dash!$A$1:$A$3"
    assert aging["A2"].comment.text == "Who owes us"
    assert aging["F1"].hyperlink.location == "'Dash'!A1"
    assert aging["F2"].hyperlink.target == "https://example.com/"
    assert (aging.print_title_rows, aging.print_area) == ("$1:$2", "'Aging list'!$A$1:$F$20")
    assert [str(cells) for cells in aging.merged_cells.ranges] == ["A8:C8"]


def test_graft_keeps_the_runs_of_rich_text(grafted):
    cell = openpyxl.load_workbook(grafted, rich_text=True)["Aging list"]["F3"].value
    assert [str(part) for part in cell] == ["plain ", "bold"]
    assert cell[1].font.b


def test_graft_brings_the_chart_with_its_references(grafted):
    with zipfile.ZipFile(grafted) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
        drawing = archive.read("xl/worksheets/_rels/sheet3.xml.rels").decode()
    assert "'Aging list'!$B$3:$B$4" in chart
    assert "../drawings/drawing1.xml" in drawing


def test_graft_marks_dynamic_arrays(grafted):
    with zipfile.ZipFile(grafted) as archive:
        assert 'cm="1"' in archive.read("xl/worksheets/sheet3.xml").decode()
        assert 'name="XLDAPR"' in archive.read("xl/metadata.xml").decode()


def test_a_name_used_for_something_else_is_kept_to_the_grafted_sheets(grafted):
    names = Workbook.open(grafted).names
    assert names["AsOf"] == "Notes!$A$1"
    assert names["Dash!AsOf"] == names["'Aging list'!AsOf"] == "Dash!$B$1"
    assert names["Rate"] == "0.05"


def test_graft_twice_numbers_sheets_tables_and_formulas(grafted, template_path):
    book = Workbook.open(grafted)
    assert book.graft(Workbook.open(template_path), SHEETS) == ["Dash (2)", "Aging list (2)"]
    book.save()
    assert lint(Package.open(grafted)) == []
    assert book.sheet("Dash (2)").formulas()[5, 1] == "SUM(xlcredit_aging_2[Open])+'Aging list (2)'!B3"
    assert set(book.tables) == {"xlcredit_aging", "xlcredit_aging_2"}
    copy = openpyxl.load_workbook(grafted)["Aging list (2)"]
    assert copy["F1"].hyperlink.location == "'Dash (2)'!A1"
    assert copy.data_validations.dataValidation[0].formula1 == "'Dash (2)'!$A$1:$A$3"
    with zipfile.ZipFile(grafted) as archive:
        assert "'Aging list (2)'!$B$3:$B$4" in archive.read("xl/charts/chart2.xml").decode()
        blocks = [
            re.search(rb'idmap[^>]*data="(\d+)"', archive.read(f"xl/drawings/vmlDrawing{n}.vml"))[1]
            for n in (1, 2)
        ]
    assert len(set(blocks)) == 2


def test_graft_twice_adds_no_style_twice(grafted, template_path):
    with zipfile.ZipFile(grafted) as archive:
        before = archive.read("xl/styles.xml")
    book = Workbook.open(grafted)
    book.graft(Workbook.open(template_path), SHEETS)
    assert "xl/styles.xml" not in book.changed_parts()
    assert before.count(b"<xf ") > 4


def test_styles_that_were_there_keep_their_bytes_and_numbers(ledger_path, template_path):
    with zipfile.ZipFile(ledger_path) as archive:
        before = archive.read("xl/styles.xml").decode()
    book = Workbook.open(ledger_path)
    book.graft(Workbook.open(template_path), SHEETS)
    book.save()
    with zipfile.ZipFile(ledger_path) as archive:
        after = archive.read("xl/styles.xml").decode()
    for section in ("fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "cellStyles"):
        inner = re.search(f"<{section}[^>]*>(.*?)</{section}>", before, re.DOTALL)[1]
        assert f">{inner}" in after


def test_graft_before_the_first_tab_moves_what_counts_tabs(ledger_path, template_path, rewritten):
    with zipfile.ZipFile(ledger_path) as archive:
        xml = archive.read("xl/workbook.xml").decode()
    local = '<definedName name="Own" localSheetId="1">Notes!$A$1</definedName></definedNames>'
    xml = xml.replace("</definedNames>", local).replace(
        "<workbookView ", '<workbookView activeTab="1" firstSheet="1" '
    )
    path = rewritten(ledger_path, {"xl/workbook.xml": xml.encode()})
    book = Workbook.open(path)
    book.graft(Workbook.open(template_path), SHEETS, before_first=True)
    book.save()
    assert book.sheet_names == [*SHEETS, "Ledger", "Notes"]
    assert book.names["Notes!Own"] == "Notes!$A$1"
    assert openpyxl.load_workbook(path).active.title == "Notes"
    assert book.sheet("Ledger").values()[1][0] == "C1"


def test_graft_under_another_name_rewrites_references(ledger_path, template_path):
    book = Workbook.open(ledger_path)
    names = book.graft(Workbook.open(template_path), SHEETS, rename={"Aging list": "账龄", "Dash": "Ann's"})
    assert names == ["Ann's", "账龄"]
    assert book.sheet("Ann's").formulas()[5, 1] == "SUM(xlcredit_aging[Open])+账龄!B3"
    assert book.names["'Ann''s'!AsOf"] == "'Ann''s'!$B$1"
    assert book.sheet("账龄").values()[2][:2] == ["Ann", 1.0]


def test_grafted_sheets_can_be_written_before_and_after_the_save(ledger_path, template_path):
    book = Workbook.open(ledger_path)
    book.graft(Workbook.open(template_path), SHEETS)
    sheet = book.sheet("Aging list")
    sheet.write(3, 1, [["Cai", 7]])
    assert sheet.values()[2][:2] == ["Cai", 7]
    book.save()
    sheet.write(4, 1, [["Dee"]])
    book.save()
    assert [row[:2] for row in Workbook.open(ledger_path).sheet("Aging list").values()[2:4]] == [
        ["Cai", 7.0],
        ["Dee", 2.0],
    ]


@pytest.mark.parametrize(
    ("sheets", "rename", "message"),
    [
        (["No"], {}, "Accepted are: Dash, Aging list"),
        (["Dash", "dash"], {}, "asked for twice"),
        (["Dash"], {"Dash": "a/b"}, "1 to 31 characters"),
        (["Dash"], {}, "name aging list, xlcredit_aging, which do not come along"),
    ],
)
def test_graft_refuses_and_leaves_the_workbook_unchanged(ledger_path, template_path, sheets, rename, message):
    book = Workbook.open(ledger_path)
    with pytest.raises(WorkbookError, match=message):
        book.graft(Workbook.open(template_path), sheets, rename)
    assert book.changed_parts() == {}


def test_graft_refuses_a_protected_structure(ledger_path, template_path, rewritten):
    with zipfile.ZipFile(ledger_path) as archive:
        xml = archive.read("xl/workbook.xml").replace(
            b"<bookViews>", b'<workbookProtection lockStructure="1"/><bookViews>'
        )
    book = Workbook.open(rewritten(ledger_path, {"xl/workbook.xml": xml}))
    with pytest.raises(WorkbookError, match="structure is protected"):
        book.graft(Workbook.open(template_path), SHEETS)


def test_graft_refuses_a_sheet_with_a_pivot_table(ledger_path, shared_data):
    source = Workbook.open(shared_data / "workbooks" / "Open__RelationalPivotB6.xlsx")
    book = Workbook.open(ledger_path)
    pivot = next(name for name in source.sheet_names if _has_pivot(source, name))
    with pytest.raises(WorkbookError, match="holds a pivotTable"):
        book.graft(source, [pivot])
    assert book.changed_parts() == {}


def _has_pivot(book, name):
    from workbooks.package.content import relationships

    return any(r.kind == "pivotTable" for r in relationships(book._package, book.sheet(name).part))


def test_sheet_names_follow_the_rules_of_excel():
    for name in ("", "x" * 32, "a[b", "a:b", "'a", "a'", "History"):
        with pytest.raises(WorkbookError, match="1 to 31 characters"):
            check_sheet_name(name)
    assert free_sheet_name("x" * 31, {"x" * 31}) == "x" * 27 + " (2)"


def test_libreoffice_computes_the_grafted_sheets(grafted, recalculate):
    book = Workbook.open(grafted)
    book.sheet("Aging list").write(3, 1, [["Cai", 40]])
    book.save()
    made = openpyxl.load_workbook(recalculate(grafted), data_only=True)
    assert made["Dash"]["A5"].value == 40 + 2 + 40  # the open column, and its first cell again
    assert made["Aging list"]["C3"].value == 80
    assert made["Ledger"]["C7"].value == 100.5 * 15
