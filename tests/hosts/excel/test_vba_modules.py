"""The VBA of the add-in as text: what Excel's compiler, its limits and the functions in cells ask of it."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import pytest
import vba_source

from udfs import values
from udfs.actions import ACTIONS
from udfs.catalogue import catalogue
from udfs.hosts.excel.bridge import bridge_modules
from udfs.hosts.excel.help_sheet import CODE_NAME, SHEET_NAME, help_rows
from udfs.hosts.excel.vba_modules import vba_modules
from udfs.hosts.excel.worksheet import ERRORS_GIVEN
from workbooks.package.vba import VbaModule, vba_project

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_PROCEDURE = 64 * 1024
MOST_CONTINUATIONS = 24
MODULES = {module.name: module for module in vba_modules()}
SOURCES = {name: module.code for name, module in MODULES.items()}


def public_names() -> dict[str, str]:
    """Procedures, variables and constants that every module sees, in small letters, and where they stand."""
    found = {}
    for name, source in SOURCES.items():
        for procedure in vba_source.procedures(source):
            if procedure.is_public and MODULES[name].kind == "standard":
                found[procedure.name.lower()] = name
        for line in vba_source.code_lines(source):
            if line.startswith("Public "):
                found |= {each.lower(): name for each in vba_source.declared(line)}
    return found


def module_names(source: str) -> set[str]:
    """What a module declares for itself, in small letters."""
    names = {procedure.name for procedure in vba_source.procedures(source)}
    for line in vba_source.code_lines(source):
        if line.startswith(("Private ", "Public ")):
            names |= set(vba_source.declared(line))
    return {name.lower() for name in names}


def bridge_names() -> set[str]:
    """Public procedures of xlwings' module, in small letters; some stand twice, for other programmes."""
    heads = re.findall(r"(?m)^\s*(?:Public )?(?:Function|Sub) (\w+)", bridge_modules()[0].code)
    return {name.lower() for name in heads}


def test_modules_are_the_documents_classes_and_modules_of_the_add_in() -> None:
    kinds = {name: module.kind for name, module in MODULES.items()}
    assert (kinds["ThisWorkbook"], kinds[CODE_NAME]) == ("document", "document")
    assert kinds["ExcelEvents"] == "class"
    assert list(kinds.values()).count("standard") == len(kinds) - 3


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_module_keeps_within_what_vba_can_read(name: str) -> None:
    source = MODULES[name].source
    assert source.isascii()
    assert max((len(line) for line in source.splitlines()), default=0) <= 125
    for statement in re.findall(r"(?:.* _\n)+", source):
        assert statement.count("\n") <= MOST_CONTINUATIONS
    for procedure in vba_source.procedures(source):
        assert len("\n".join(procedure.body)) < LONGEST_PROCEDURE
        assert vba_source.unbalanced(procedure) == []


@pytest.mark.parametrize("name", sorted(set(SOURCES) - {CODE_NAME}))
def test_every_word_of_a_module_is_declared(name: str) -> None:
    assert "Option Explicit" in SOURCES[name]
    bridge = {"xlpy", "runpython", "getconfig"}  # of xlwings' module
    known = set(public_names()) | module_names(SOURCES[name]) | bridge | {"excelevents"}
    unknown = {
        procedure.name: words
        for procedure in vba_source.procedures(SOURCES[name])
        if (words := vba_source.unknown_words(procedure, known))
    }
    assert not unknown


def test_the_check_of_words_finds_a_slip() -> None:
    source = (
        "Option Explicit\nSub Go()\n    Dim place As Long\n    plcae = 1\n    For place = 1 To 2\nEnd Sub\n"
    )
    procedure = vba_source.procedures(source)[0]
    assert vba_source.unknown_words(procedure, set()) == {"plcae"}
    assert vba_source.unbalanced(procedure) == ["For"]


def test_xlwings_has_what_is_called_of_it() -> None:
    assert {"xlpy", "runpython", "getconfig"} <= bridge_names()


def test_no_name_is_taken_twice() -> None:
    names = [
        procedure.name.lower()
        for name, source in SOURCES.items()
        for procedure in vba_source.procedures(source)
        if procedure.is_public and MODULES[name].kind == "standard"
    ]
    assert len(names) == len(set(names))
    assert set(names) & bridge_names() == set()
    modules = {name.lower() for name in SOURCES} | {"xlwings", "dictionary", "xlcredit"}
    assert set(names) & modules == set()


def test_no_word_of_the_code_looks_like_a_function_in_cells() -> None:
    # VBA keeps one spelling for each word of a project: a variable "dso" would turn the function into "dso".
    functions = {name.lower() for name in catalogue()}
    for name, source in SOURCES.items():
        words = {word for line in vba_source.code_lines(source) for word in re.findall(r"[A-Za-z]\w*", line)}
        assert {word for word in words if word.lower() in functions} <= set(catalogue()), name


def test_only_the_functions_of_the_catalogue_show_in_cells() -> None:
    for name, module in MODULES.items():
        if module.kind == "standard" and name not in ("Wrappers", "Ribbon"):
            assert "Option Private Module" in module.source, name
    # A sub with parameters shows neither in cells nor in the list of macros.
    assert {(each.kind, bool(each.parameters)) for each in vba_source.procedures(SOURCES["Ribbon"])} == {
        ("Sub", True),
        ("Sub", False),
    }
    assert [each.name for each in vba_source.procedures(SOURCES["Ribbon"]) if not each.parameters] == [
        "RenewTexts"
    ]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_parameters_take_what_callers_have(name: str) -> None:
    # A Variant given to a typed parameter by reference does not compile; arrays cannot go by value.
    for procedure in vba_source.procedures(SOURCES[name]):
        for parameter in procedure.parameters:
            fits = (
                parameter.startswith("ByVal ")
                or " As " not in parameter
                or parameter.endswith("As Variant")
                or "()" in parameter
                or parameter in ("answer As String", "ribbon As Object", "control As Object")
            )
            assert fits, f"{procedure.name}: {parameter}"


def test_error_values_are_those_of_the_one_door() -> None:
    pairs = re.findall(r'Case "(#[^"]+)"\s+ErrorValue = CVErr\((\d+)\)', SOURCES["CallAnswers"])
    # COM hands an error over as 0x800A0000 plus its number, signed.
    numbers = {int(number) + 0x800A0000 - 2**32: text for text, number in pairs}
    assert numbers == {number: text for number, text in values.ERROR_NUMBERS.items() if text in ERRORS_GIVEN}


def test_texts_and_buttons_that_the_code_asks_for_exist() -> None:
    rows = {(row[0], row[1]) for row in help_rows()}
    source = "\n".join(module.source for module in MODULES.values())
    asked = set(re.findall(r'TextOf\("text", "(\w+)"\)', source))
    assert asked == {key for kind, key in rows if kind == "text"}
    kinds = set(re.findall(r'(?:TextOf|NoteOf)\("(\w+)"', source))
    assert kinds <= {kind for kind, _ in rows}
    assert f'HELP_SHEET_NAME As String = "{SHEET_NAME}"' in source
    keys = {action.key for action in ACTIONS}
    assert set(re.findall(r'Private Const (?:FIX_LINKS|LANGUAGE) As String = "(\w+)"', source)) <= keys


def test_olevba_reads_every_module_as_it_was_written(tmp_path: Path) -> None:
    modules = [*vba_modules(), *bridge_modules()]
    path = tmp_path / "vbaProject.bin"
    path.write_bytes(vba_project(modules, name="xlcredit"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oletools calls its own parser by old names
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
    read = {name.rpartition("/")[2]: source for _, name, _, source in parser.extract_macros()}
    parser.close()
    assert {VbaModule(name, source, "standard").code.strip() for name, source in read.items()} == {
        module.code.strip() for module in modules
    }
