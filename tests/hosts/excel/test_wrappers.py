"""The functions in cells as VBA: one for each entry, its arguments in order, no word that VBA keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
import vba_source

from udfs.arguments import one
from udfs.catalogue import catalogue
from udfs.hosts.excel.wrappers import MOST_ARGUMENTS, parameter_name, wrapper_module
from workbooks.package.vba.modules import RESERVED

WRAPPERS = {each.name: each for each in vba_source.procedures(wrapper_module(catalogue().values()))}


def test_every_entry_has_its_function_in_order() -> None:
    assert list(WRAPPERS) == list(catalogue())
    assert {(each.kind, each.returns, each.is_public) for each in WRAPPERS.values()} == {
        ("Function", "Variant", True)
    }


@pytest.mark.parametrize("name", catalogue())
def test_arguments_stand_in_order_and_optional_where_the_entry_says_so(name: str) -> None:
    entry, wrapper = catalogue()[name], WRAPPERS[name]
    expected = [
        f"Optional {argument.name}" if argument.optional else argument.name for argument in entry.arguments
    ]
    assert [each.replace("_value", "") for each in wrapper.parameters] == [
        each.replace("_value", "") for each in expected
    ]
    given = ", ".join(vba_source.parameter_names(wrapper))
    shared = "WhyAnswer(Array(" if name == "XLCWHY" else 'XlcCall("", Array('
    assert wrapper.body == (f"{name} = {shared}{given}))",)


def test_no_parameter_is_a_word_of_vba_or_the_functions_own_name() -> None:
    for name, wrapper in WRAPPERS.items():
        for parameter in vba_source.parameter_names(wrapper):
            assert parameter.lower() not in RESERVED | {name.lower()}


@pytest.mark.parametrize("word", ["end", "date", "rem", "string", "name", "text", "dso"])
def test_a_parameter_named_as_vba_does_not_allow_is_renamed(word: str) -> None:
    assert parameter_name(word, "DSO") == f"{word}_value"


@pytest.mark.parametrize("word", ["days", "number", "rule", "limit", "values", "cell"])
def test_a_free_word_keeps_its_name(word: str) -> None:
    assert parameter_name(word, "DSO") == word


def test_more_arguments_than_vba_takes_are_refused() -> None:
    many = tuple(one(f"figure_{number}", "number") for number in range(MOST_ARGUMENTS + 1))
    with pytest.raises(ValueError, match="DSO: 61 arguments, VBA takes 60"):
        wrapper_module([replace(catalogue()["DSO"], arguments=many)])
    most = wrapper_module([replace(catalogue()["DSO"], arguments=many[:MOST_ARGUMENTS])])
    assert most.count(" _\n") <= 2 * 24
    assert len(vba_source.procedures(most)[0].parameters) == MOST_ARGUMENTS
