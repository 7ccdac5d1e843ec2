"""How the functions are declared: what Calc does with each type was found by trying in LibreOffice 25.2."""

from __future__ import annotations

import re

import pytest

from udfs.catalogue import catalogue
from udfs.hosts.calc.idl import argument_type, idl_text, method_of, result_of

BLOCK = "sequence< sequence<any> >"


def test_each_function_has_one_method() -> None:
    methods = re.findall(r"^\S.* (\w+)\(.*\);$", idl_text(), re.MULTILINE)
    assert methods == [name.lower() for name in catalogue()]


def test_required_arguments_are_blocks_and_others_may_be_left_out() -> None:
    types = [
        (argument.optional, argument_type(entry, argument))
        for entry in catalogue().values()
        for argument in entry.arguments
        if not entry.takes_errors
    ]
    assert set(types) == {(False, BLOCK), (True, "any")}


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("AGING", "sequence"),  # a table
        ("CREDITSCORE", "sequence"),  # one number or many
        ("CLAIMDATE", "sequence"),  # a date, though one of its examples shows it as text
        ("AGINGBUCKET", "any"),  # words, which a block would hide from COUNTIF
        ("DUNNINGSTAGE", "any"),
        ("CONCENTRATION", "any"),  # always one cell
        ("XLCWHY", "any"),
    ],
)
def test_result_is_declared_by_what_comes_back(name: str, result: str) -> None:
    assert result_of(catalogue()[name]) == result


def test_names_of_methods_stay_as_files_have_them() -> None:
    # A workbook in LibreOffice's own format holds "org.xlcredit.calc.Functions.dso".
    assert {method_of(entry) for entry in catalogue().values()} == {name.lower() for name in catalogue()}
