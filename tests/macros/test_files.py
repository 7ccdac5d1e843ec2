"""New template and Freeze to values: new files beside the workbook, which itself stays as it is."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from udfs.books.frozen import freeze
from udfs.hosts.closed import open_book
from udfs.hosts.excel.buttons import pressed
from workbooks.package.lint import lint_file
from xlcredit.errors import WorkbookError

NOW = datetime(2026, 11, 2, 9, 30)


@pytest.mark.parametrize(("language", "name"), [("en", "Credit control"), ("zh", "信用管理")])
def test_new_template_is_written_beside_the_workbook_in_its_language(open_sample, watch, language, name):
    book = open_sample(language)
    watched = watch(book)
    folder = Path(book.fullname).parent
    pressed("new_template")
    book.set_mock_caller()
    pressed("new_template")
    assert {path.name for path in folder.glob(f"{name}*")} == {f"{name}.xlsx", f"{name} (2).xlsx"}
    assert watched.changed() == set()
    assert open_book(folder / f"{name}.xlsx").sheets[0].name == {"en": "Dashboard", "zh": "总览"}[language]


@pytest.fixture
def formulas(tmp_path) -> Path:
    """A workbook whose cells call our functions in every way a file can hold."""
    path = tmp_path / "calc.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    share = book.add_format({"num_format": "0.0%"})
    sheet.write_row("A1", [600, 7300, 365])
    sheet.write_formula("E1", "=DSO(A1,B1,C1)/100", share, 0.3)
    sheet.write_formula("E2", '=CREDITGRADE(90)&" <&> "', None, "A <&> ")
    sheet.write_dynamic_array_formula("E3:F4", "=CONCENTRATION(A1:C1,A1:C1)", None, "Measure")
    sheet.write_formula("E6", "=DSO(1,0,1)", None, "#NUM!")
    sheet.write_formula("E7", "=MyScore*2", None, 60)
    sheet.write_formula("E8", "=SUM(A1:C1)", None, 8265)
    sheet.write_formula("E9", "=DSO(A1,B1,C1)>0", None, True)
    book.define_name("MyScore", "=DSO(S!$A$1,S!$B$1,S!$C$1)")
    book.close()
    return path


def cells(path):
    sheet = openpyxl.load_workbook(path)["S"]
    return {cell.coordinate: cell.value for row in sheet["E1:F9"] for cell in row if cell.value is not None}


def test_a_frozen_copy_keeps_values_and_styles_and_lists_the_formulas(formulas, tmp_path):
    before = formulas.read_bytes()
    done = freeze(formulas, tmp_path / "frozen.xlsx", NOW)
    assert (done.count, done.left) == (6, ())
    assert formulas.read_bytes() == before
    found = cells(done.path)
    assert found["E1"] == pytest.approx(0.3)
    assert (found["E2"], found["E3"], found["E6"], found["E7"]) == ("A <&> ", "Measure", "#NUM!", 60)
    assert found["E8"] == "=SUM(A1:C1)"
    assert found["E9"] is True
    copy = openpyxl.load_workbook(done.path)
    assert copy["S"]["E1"].number_format == "0.0%"
    listed = [row for row in copy["Frozen formulas"].iter_rows(values_only=True) if row[0] == "S"]
    assert ("S", "E7", "=MyScore*2", 60) in listed
    assert [row[1] for row in listed] == ["E1", "E2", "E3", "E6", "E7", "E9"]


def test_a_frozen_copy_carries_its_stamp(samples, tmp_path):
    done = freeze(samples["en"], tmp_path / "frozen.xlsx", NOW)
    sheet = openpyxl.load_workbook(done.path)["Frozen formulas"]
    stamp = {row[0]: row[1] for row in sheet.iter_rows(min_row=4, max_row=9, max_col=2, values_only=True)}
    own = openpyxl.load_workbook(samples["en"], data_only=True)
    assert stamp["As-of date"] == datetime(2026, 10, 31)
    assert stamp["Policy"] == own["Dashboard"]["F3"].value
    assert stamp["Frozen at"] == NOW
    assert len(stamp["Fingerprint of the source"]) == 16


def test_a_frozen_copy_changes_only_the_sheets_that_called_us(formulas, tmp_path):
    done = freeze(formulas, tmp_path / "frozen.xlsx", NOW)
    with zipfile.ZipFile(formulas) as old, zipfile.ZipFile(done.path) as new:
        kept = {n for n in old.namelist() if n in new.namelist() and old.read(n) == new.read(n)}
        assert "xl/theme/theme1.xml" in kept
        assert set(old.namelist()) - kept <= {
            "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
            "xl/worksheets/sheet1.xml",
        }  # fmt: skip
        sheet = new.read("xl/worksheets/sheet1.xml").decode()
    assert 'cm="1"' not in sheet
    assert "CONCENTRATION" not in sheet


def test_a_formula_that_was_never_calculated_is_computed_before_it_is_frozen(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "S"
    book.active["E1"] = "=DSO(600,7300,365)"
    book.active["E2"] = "=UNKNOWNFUNCTION(DSO(600,7300,365))"
    book.save(tmp_path / "new.xlsx")
    done = freeze(tmp_path / "new.xlsx", tmp_path / "frozen.xlsx", NOW)
    assert (done.count, done.left) == (1, ("S!E2",))
    assert cells(done.path) == {"E1": pytest.approx(30.0), "E2": "=UNKNOWNFUNCTION(DSO(600,7300,365))"}


def test_freeze_refuses_its_own_file_and_another_ending(formulas, tmp_path):
    with pytest.raises(WorkbookError, match="that is the file being read"):
        freeze(formulas, formulas, NOW)
    with pytest.raises(WorkbookError, match="a copy with the same ending"):
        freeze(formulas, tmp_path / "frozen.xlsm", NOW)


@pytest.mark.parametrize(("language", "name"), [("en", "values"), ("zh", "数值版")])
def test_the_button_freezes_what_was_last_saved(open_sample, watch, language, name):
    book = open_sample(language)
    watched = watch(book)
    source = Path(book.fullname)
    pressed("freeze_values")
    assert source.with_name(f"{source.stem} {name}.xlsx").exists()
    assert watched.changed() == set()
    assert str(source.stem) in book.app.impl.alerts[0]


def test_a_workbook_that_is_not_on_the_disk_is_not_frozen(foreign):
    Path(foreign.fullname).unlink()
    pressed("freeze_values")
    assert foreign.app.impl.alerts[0].startswith("mine.xlsx: the workbook was never saved")


def test_a_frozen_copy_has_no_fault_in_its_package(formulas, tmp_path):
    done = freeze(formulas, tmp_path / "frozen.xlsx", NOW)
    assert list(lint_file(done.path)) == []
