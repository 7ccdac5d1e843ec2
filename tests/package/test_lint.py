import re
import zipfile

import pytest

from workbooks.package import Workbook
from workbooks.package.lint import Finding, lint
from workbooks.package.parts import Package
from xlcredit.errors import WorkbookError
from xlcredit.texts import LANGUAGES, topic

SHEET, TABLE, BOOK = "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/workbook.xml"


def test_a_sound_workbook_has_no_findings(template_path, ledger_path):
    assert lint(Package.open(template_path)) == lint(Package.open(ledger_path)) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [  # one fault each, of kinds that make Excel offer a repair
        (SHEET, "</sheetData>", "</sheetData", "malformed"),
        (SHEET, '<row r="4"', '<row r="3"', "row_order"),
        (SHEET, '<c r="B3"', '<c r="A3"', "cell_order"),
        (SHEET, 's="3"', 's="99"', "style_range"),
        (SHEET, 'dxfId="0"', 'dxfId="9"', "difference_range"),
        (SHEET, 'ref="A8:C8"', 'ref="A3:C3"', "table_merged"),
        (SHEET, 'r:id="rId1"', 'r:id="rId77"', "relation_absent"),
        (SHEET, "xlcredit_aging[[#This Row],[Open]]*2", "FILTER(A3:A4,B3:B4)", "function_prefix"),
        (SHEET, "[[#This Row],[Open]]", "[[#This Row],Open]", "structured_reference"),
        (SHEET, "<mergeCells", "<pageMargins/><mergeCells", "element_order"),
        (TABLE, 'name="Open"', 'name="Closed"', "table_header"),
        (TABLE, 'name="Open"', 'name="Customer"', "table_column_twice"),
        (TABLE, 'ref="A2:C4"', 'ref="A2:D4"', "table_width"),
        (BOOK, 'name="Dash"', 'name="Aging list"', "sheet_twice"),
        (BOOK, 'name="Dash"', 'name="a:b"', "sheet_name_illegal"),
        (BOOK, 'sheetId="2"', 'sheetId="1"', "sheet_id_twice"),
        (BOOK, 'r:id="rId2"', 'r:id="rId99"', "sheet_without_part"),
        (BOOK, 'name="Rate"', 'name="A1"', "name_illegal"),
        (BOOK, 'name="Rate"', 'name="AsOf"', "name_twice"),
        (BOOK, 'name="Rate"', 'name="xlcredit_aging"', "table_name_twice"),
        (BOOK, 'localSheetId="1"', 'localSheetId="7"', "name_without_sheet"),
        ("[Content_Types].xml", "/xl/theme/theme1.xml", "/xl/theme/theme9.xml", "content_type_orphan"),
        ("xl/_rels/workbook.xml.rels", "theme/theme1.xml", "theme/theme9.xml", "relation_broken"),
        ("xl/_rels/workbook.xml.rels", 'Id="rId3"', 'Id="rId4"', "relation_twice"),
    ],
)
def test_lint_finds_the_fault(template_path, rewritten, part, old, new, code):  # noqa: PLR0917  a table of cases
    with zipfile.ZipFile(template_path) as archive:
        xml = archive.read(part).decode()
    assert old in xml
    path = rewritten(template_path, {part: xml.replace(old, new).encode()})
    assert code in {finding.code for finding in lint(Package.open(path))}


def test_lint_finds_a_part_without_content_type(template_path, rewritten):
    path = rewritten(template_path, {"xl/odd.odd": b"x"})
    assert Finding("no_content_type", "xl/odd.odd") in lint(Package.open(path))


def test_lint_finds_tables_that_overlap_or_share_an_id(template_path):
    book = Workbook.open(template_path)
    book.graft(book, ["Aging list"])
    package = book._package
    path = next(n for n in package.names if n.endswith("table2.xml"))
    package.write(path, package.read(path).replace(b' id="2"', b' id="1"', 1))
    assert "table_id_twice" in {finding.code for finding in lint(package)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(language):
    for code in topic("workbook")["lint"]:
        text = Finding(code, "xl/workbook.xml", "B2").text(language)
        assert "xl/workbook.xml" in text
        assert not re.search(r"[{}]", text)


def test_save_refuses_a_package_that_came_out_faulty(ledger_path, monkeypatch, digest):
    from workbooks.package import rows

    before = digest(ledger_path)
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(50, 1, [["x"]])
    whole = rows.patched_body
    monkeypatch.setattr(rows, "patched_body", lambda *a: whole(*a) + b'<row r="2"/>')
    with pytest.raises(WorkbookError, match="row 2 is repeated or out of order"):
        book.save()
    assert digest(ledger_path) == before


def test_faults_that_were_there_before_do_not_stop_a_save(template_path, rewritten):
    with zipfile.ZipFile(template_path) as archive:
        xml = archive.read(SHEET).replace(b'dxfId="0"', b'dxfId="9"')
    book = Workbook.open(rewritten(template_path, {SHEET: xml}))
    book.sheet("Aging list").write(30, 1, [["x"]])
    book.save()
    assert Workbook.open(book.path).sheet("Aging list").values()[29][0] == "x"
