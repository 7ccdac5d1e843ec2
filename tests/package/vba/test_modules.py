from __future__ import annotations

import pytest

from workbooks.package.vba import VbaModule, read_vba_project
from xlcredit.errors import ArgumentError
from xlcredit.texts import use_language

# What Excel itself writes at the head of a module, as the projects in xlwings' files show it.
CLASS_HEAD = [
    'Attribute VB_Name = "Thing"',
    'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
    "Attribute VB_GlobalNameSpace = False",
    "Attribute VB_Creatable = False",
    "Attribute VB_PredeclaredId = False",
    "Attribute VB_Exposed = False",
    "Attribute VB_TemplateDerived = False",
    "Attribute VB_Customizable = False",
]


def stored_lines(name, source, kind):
    return VbaModule(name, source, kind).stored.split("\r\n")


def test_stored_standard_module_gets_its_name():
    assert stored_lines("Sums", "Sub A()\nEnd Sub", "standard") == [
        'Attribute VB_Name = "Sums"',
        "Sub A()",
        "End Sub",
        "",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_stored_lines_end_by_crlf(end):
    stored = VbaModule("Sums", f"Dim a{end}{end}Dim b{end}", "standard").stored
    assert stored == 'Attribute VB_Name = "Sums"\r\nDim a\r\n\r\nDim b\r\n'


def test_stored_class_gets_excels_attributes():
    assert stored_lines("Thing", "Public x", "class")[:-2] == CLASS_HEAD


@pytest.mark.parametrize(
    ("name", "number"), [("ThisWorkbook", "00020819"), ("Sheet1", "00020820"), ("Data", "00020820")]
)
def test_stored_document_says_what_it_belongs_to(name, number):
    lines = stored_lines(name, "", "document")
    assert lines[1] == f'Attribute VB_Base = "0{{{number}-0000-0000-C000-000000000046}}"'
    assert "Attribute VB_PredeclaredId = True" in lines
    assert "Attribute VB_Exposed = True" in lines


def test_stored_exported_class_loses_its_file_head_and_keeps_its_attributes():
    source = (
        "VERSION 1.0 CLASS\r\nBEGIN\r\n  MultiUse = -1  'True\r\nEND\r\n"
        'Attribute VB_Name = "Thing"\r\nAttribute VB_Exposed = True\r\n'
        'Attribute VB_Description = "a ""b""\\r\\nc"\r\nPublic x\r\n'
    )
    module = VbaModule("Thing", source, "class")
    expected = [line.replace("Exposed = False", "Exposed = True") for line in CLASS_HEAD]
    expected += ['Attribute VB_Description = "a ""b""\\r\\nc"', "Public x", ""]
    assert module.stored.split("\r\n") == expected
    assert module.description == 'a "b"\r\nc'
    assert module.code == "Public x\n"


def test_stored_is_its_own_source():
    for kind in ("standard", "class", "document"):
        once = VbaModule("Thing", "Dim x As Long\n\n", kind).stored
        assert VbaModule("Thing", once, kind).stored == once


def test_stored_attributes_of_procedures_stay_where_they_are():
    source = 'Sub A()\nAttribute A.VB_Description = "help"\nEnd Sub\n'
    assert stored_lines("Sums", source, "standard")[2] == 'Attribute A.VB_Description = "help"'


def test_stored_real_modules_as_excel_wrote_them(real_projects, xlwings_modules):
    by_name = {module.name: module for module in read_vba_project(real_projects["xlwings.xlam"])}
    compared = [module for module in xlwings_modules if module.name in by_name]
    assert len(compared) >= 10
    for module in compared:
        # The add-in's own file was saved by Excel; the exported files beside it are its sources.
        head = [
            line for line in by_name[module.name].source.split("\r\n") if line.startswith("Attribute VB_")
        ]
        assert module.stored.split("\r\n")[: len(head)] == head, module.name


@pytest.mark.parametrize(
    "name", ["", "1st", "with space", "a-b", "Größe", "表", "_x", "x" * 32, "Sub", "string", "a.b"]
)
def test_stored_illegal_name(name):
    with pytest.raises(ArgumentError, match="at most 31, and no reserved word"):
        _ = VbaModule(name, "", "standard").stored


@pytest.mark.parametrize("sign", ["é", "信", "\x00", "\x0c", "\u2028", "\x7f"])
def test_stored_what_is_not_ascii_is_named_with_its_line(sign):
    module = VbaModule("Texts", f"Option Explicit\nSub A()\n    x = {sign}\n", "standard")
    with pytest.raises(ArgumentError, match="VBA module Texts, line 3: holds"):
        _ = module.stored
    use_language("zh")
    with pytest.raises(ArgumentError, match="VBA 模块 Texts 第 3 行"):
        _ = module.stored


def test_stored_line_number_counts_the_attribute_lines_of_the_source():
    module = VbaModule("Texts", 'Attribute VB_Name = "Texts"\nDim é\n', "standard")
    with pytest.raises(ArgumentError, match="line 2: holds 'é'"):
        _ = module.stored


def test_stored_attribute_that_is_not_ascii_is_named():
    module = VbaModule("Thing", 'Attribute VB_Name = "Thing"\nAttribute VB_Description = "é"\n', "class")
    with pytest.raises(ArgumentError, match="Thing, line 2: holds 'é'"):
        _ = module.stored


def test_stored_longest_line():
    assert VbaModule("Sums", "'" * 1023, "standard").stored
    with pytest.raises(ArgumentError, match="line 1: has 1,024 characters"):
        _ = VbaModule("Sums", "'" * 1024, "standard").stored


def test_stored_name_that_the_source_contradicts():
    module = VbaModule("Sums", 'Attribute VB_Name = "Totals"\n', "standard")
    with pytest.raises(ArgumentError, match="VBA module Sums: its source says VB_Name = 'Totals'"):
        _ = module.stored
