"""What Calc shows of the functions: each with its name, help and arguments, in both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from udfs.catalogue import Entry, catalogue
from udfs.hosts.calc.add_in_xcu import add_in_xcu
from udfs.hosts.calc.idl import argument_name

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def named(node: ET.Element, name: str) -> ET.Element:
    return next(child for child in node if child.get(f"{OOR}name") == name)


def words(node: ET.Element, name: str) -> dict[str | None, str | None]:
    return {value.get(LANG): value.text for value in named(node, name)}


@pytest.fixture(scope="module")
def functions() -> ET.Element:
    root = ET.fromstring(add_in_xcu())
    return named(named(named(root, "AddInInfo"), "org.xlcredit.calc.Functions"), "AddInFunctions")


def test_every_function_is_there_in_the_order_of_the_catalogue(functions: ET.Element) -> None:
    assert [node.get(f"{OOR}name") for node in functions] == [name.lower() for name in catalogue()]


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.name)
def test_function_has_its_words_in_both_languages(functions: ET.Element, entry: Entry) -> None:
    node = named(functions, entry.name.lower())
    assert words(node, "DisplayName") == {"en-US": entry.name, "zh-CN": entry.name}
    assert words(node, "CompatibilityName") == {"en-US": entry.name}
    assert words(node, "Description") == {"en-US": entry.sentence("en"), "zh-CN": entry.sentence("zh")}
    arguments = named(node, "Parameters")
    assert len(arguments) == len(entry.arguments)
    for argument in entry.arguments:
        shown = words(named(arguments, argument_name(argument)), "Description")
        assert shown == {
            "en-US": entry.help_of(argument.name, "en"),
            "zh-CN": entry.help_of(argument.name, "zh"),
        }
