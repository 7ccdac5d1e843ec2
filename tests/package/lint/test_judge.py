"""The judge in use: its words, and what a save does with its findings."""

from __future__ import annotations

import re
import zipfile

import pytest
import xlsxwriter

from workbooks.package import Workbook
from workbooks.package.lint import Finding, lint
from workbooks.package.lint.references import box_of
from workbooks.package.parts import Package
from xlcredit.errors import WorkbookError
from xlcredit.texts import LANGUAGES, topic

SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words_that_say_what_is_accepted(language):
    words = {"en": "accepted", "zh": "须|只能|只有|应|最多|不能"}[language]
    for code in topic("lint"):
        text = Finding(code, "xl/workbook.xml", "GOT", "B2", "INSTEAD").text(language)
        assert text.startswith("xl/workbook.xml B2")
        assert re.search(words, text)
        assert not re.search(r"[{}]", text)


def test_a_sheet_grafted_twice_keeps_names_and_ids_of_tables_apart(template_path):
    book = Workbook.open(template_path)
    book.graft(book, ["Aging list"])
    assert lint(book._package) == []
    package = book._package
    path = next(name for name in package.names if name.endswith("table2.xml"))
    package.write(path, package.read(path).replace(b' id="2"', b' id="1"', 1))
    assert [finding.code for finding in lint(package)] == ["table_id_twice"]


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


def test_an_old_fault_stays_the_same_when_styles_are_appended(template_path, rewritten, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "green.xlsx") as green:
        rule = {"type": "blanks", "format": green.add_format({"bg_color": "#00FF00"})}
        green.add_worksheet("Green").conditional_format("A1:A3", rule)
    with zipfile.ZipFile(template_path) as archive:
        xml = archive.read(SHEET).replace(b'dxfId="0"', b'dxfId="9"')
    book = Workbook.open(rewritten(template_path, {SHEET: xml}))
    book.graft(Workbook.open(tmp_path / "green.xlsx"), ["Green"])  # brings a style: two are accepted then
    book.sheet("Aging list").write(30, 1, [["x"]])
    book.save()
    assert [finding.accepted for finding in lint(Package.open(book.path))] == ["0-1"]


@pytest.mark.parametrize("name", ["<c s='1' r='A1'>", '<x:c r="A1" s="9">', "<c>"])
def test_rows_however_written_are_read(ledger_path, rewritten, name):
    body = {
        "<c s='1' r='A1'>": '<row r="1"><c s="9" r="A1"><v>1</v></c><c s="0" r="B1"/></row>',
        '<x:c r="A1" s="9">': '<row ht="9" r="1"><c r="A1" s="9"><v>1</v></c></row><row r="3"/>',
        "<c>": '<row><c s="9"><v>1</v></c><c><v>2</v></c></row>',
    }[name]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    if ":" in name:
        xml = re.sub(r"<(/?)(?=\w)", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")
    path = rewritten(ledger_path, {SHEET: xml.encode()})
    assert {(one.code, one.got) for one in lint(Package.open(path))} == {("style_range", "9")}


def test_a_range_leaves_no_sheet():
    assert box_of("A1:XFD1048576") == (1, 1, 1_048_576, 16_384)
    assert [box_of(text) for text in ("A1048577", "XFE1", "C1:A1", "A1 B2", "", "A")] == [None] * 6
