import sys
from importlib.resources import files

import pytest
from xlwings.utils import prepare_sys_path

from udfs.hosts.excel.bridge import bridge_modules, fitted
from udfs.hosts.excel.vba_modules import vba_modules
from xlcredit.errors import HostError


def original() -> str:
    return files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("utf-8").replace("\r\n", "\n")


def changed_lines() -> list[str]:
    before = original().split("\n")
    return [line for line in fitted(original()).split("\n") if line not in before]


def test_only_the_named_lines_of_xlwings_are_changed():
    lines = changed_lines()
    assert 'Public Const PROJECT_NAME As String = "xlcredit"' in lines
    assert "Option Private Module" in lines
    others = [line for line in lines if "PROJECT_NAME As" not in line and "Private" not in line]
    others = [line for line in others if "tail = " not in line and "LIBRARY FOLDER" not in line]
    assert all("ThisWorkbook" in line or line.endswith('GetConfig("SHAREPOINT_WIN")') for line in others)


def test_no_workbook_on_top_chooses_the_program_that_is_started():
    # A sheet or a file xlcredit.conf beside a mailed workbook must not name an interpreter.
    module = fitted(original())
    for name in ("GetConfig", "GetDirectoryConfigFilePath", "XLPyCommand"):
        body = module[module.index(f"\nFunction {name}(") :]
        assert "ActiveWorkbook" not in body[: body.index("\nEnd Function")]


def test_the_button_still_gets_the_workbook_on_top():
    assert '"BOOK_CALLER", ActiveWorkbook' in source_of("ExcelHost")


def source_of(name: str) -> str:
    return next(module.source for module in vba_modules() if module.name == name)


def test_python_does_not_search_the_folder_that_excel_works_in(monkeypatch):
    # `python -c` searches it first unless told -P; a blank path, which xlwings puts in front, is the same.
    start = fitted(original())
    start = start[start.index("\nFunction XLPyCommand(") :]
    start = start[: start.index("\nEnd Function")]
    assert 'tail = " -P -B -c ""import sys, os;"' in start
    (handed,) = [line for line in start.split("\n") if "PYTHONPATH = AddExcelDir" in line]
    given = "False" + ";" * handed.count('";"')
    monkeypatch.setattr("sys.path", ["kept"])
    prepare_sys_path(given)
    assert sys.path == ["kept"]
    prepare_sys_path(f"{given};")  # as xlwings itself has it
    assert sys.path == ["", "kept"]


def test_the_library_is_looked_for_where_the_settings_say():
    folder = 'GetConfig("LIBRARY FOLDER", ParentFolder(ParentFolder(PYTHON_WIN)))'
    assert fitted(original()).count(f'LoadLibrary({folder} + "\\" + XLPyDLLName)') == 1


def test_licences_travel_with_the_modules():
    module, dictionary = bridge_modules()
    assert "BSD 3-clause" in module.source
    assert "MIT" in dictionary.source
    assert (module.kind, dictionary.kind) == ("standard", "class")
    assert dictionary.source.startswith('Attribute VB_Name = "Dictionary"')


def test_another_xlwings_is_refused():
    with pytest.raises(HostError, match="not the text this version fits"):
        fitted(original().replace("PROJECT_NAME As String", "NAME_OF_PROJECT As String"))
    with pytest.raises(HostError, match="GetConfig"):
        fitted(original().replace("Function GetConfig(", "Function ReadConfig("))
