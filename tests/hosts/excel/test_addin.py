import io
import re

import pytest
from oletools.olevba import VBA_Parser
from python_calamine import CalamineWorkbook

from udfs.catalogue import catalogue
from udfs.hosts.excel.addin import RIBBON_PART, addin_bytes, build_addin
from udfs.hosts.excel.bridge import bridge_modules
from udfs.hosts.excel.help_sheet import help_rows
from udfs.hosts.excel.vba_modules import vba_modules
from workbooks.package.content import ensure_content_type
from workbooks.package.lint import lint
from workbooks.package.parts import Package
from workbooks.package.vba import read_vba_project


@pytest.fixture(scope="module")
def package() -> Package:
    return Package(addin_bytes())


def test_equal_sources_give_equal_bytes(tmp_path):
    first, second = (build_addin(tmp_path / name).read_bytes() for name in ("a.xlam", "b.xlam"))
    assert first == second == addin_bytes()


def test_the_linter_finds_nothing(package):
    assert lint(package) == []


def test_it_is_an_add_in_with_a_ribbon(package):
    types = package.read("[Content_Types].xml").decode()
    assert re.findall(r'PartName="/xl/workbook.xml" ContentType="([^"]+)"', types) == [
        "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    ]
    relations = package.read("_rels/.rels").decode()
    assert f'Target="{RIBBON_PART}"' in relations
    assert "2007/relationships/ui/extensibility" in relations


def test_document_modules_bear_the_code_names_of_the_workbook(package):
    documents = [m.name for m in read_vba_project(package.read("xl/vbaProject.bin")) if m.kind == "document"]
    workbook, sheet = (package.read(f"xl/{name}.xml").decode() for name in ("workbook", "worksheets/sheet1"))
    names = re.findall(r'<(?:workbookPr|sheetPr)[^>]* ?codeName="(\w+)"', workbook + sheet)
    assert sorted(names) == sorted(documents)


def test_an_outside_reader_finds_every_function_in_the_vba():
    parser = VBA_Parser("xlcredit.xlam", data=addin_bytes())
    code = "\n".join(source for *_, source in parser.extract_macros())
    wrapped = set(re.findall(r"(?im)^(?:Public )?Function ([A-Z]+)\(", code))
    assert set(catalogue()) <= wrapped
    assert "RunPython" in code


def test_every_text_of_the_wizard_stands_on_the_sheet(package):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(package.to_bytes())).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    assert rows == [[*row, *[""] * (len(rows[0]) - len(row))] for row in help_rows()]


def test_libreoffice_lists_every_module(vba_office):
    modules = [module for module in (*vba_modules(), *bridge_modules()) if module.kind != "document"]
    listed = vba_office.libraries(modules)["Trial"]
    assert {module.name for module in modules} <= set(listed)
    assert "AGING = XlcCall(" in listed["Wrappers"]


def test_libreoffice_opens_the_file_as_a_workbook(convert, tmp_path):
    # It opens no add-in, not even one that Excel wrote: the type of the workbook is all that is changed.
    package = Package(addin_bytes())
    ensure_content_type(package, "xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    book = tmp_path / "xlcredit.xlsm"
    book.write_bytes(package.to_bytes())
    csv = convert(book, "csv:Text - txt - csv (StarCalc):44,34,76")
    lines = csv.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "kind,key,en,zh,note"
    assert any(line.startswith("label,refresh_all,Refresh all,全部刷新") for line in lines)
