"""What Calc shows of the functions, and under which names it knows them: the part ``CalcAddIns.xcu``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.catalogue import catalogue
from udfs.hosts.calc.idl import IMPLEMENTATION, argument_name, method_of
from udfs.hosts.calc.registry import component_data, node, part_bytes, prop
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from udfs.catalogue import Entry
    from xlcredit.texts import Language


def add_in_xcu() -> bytes:
    """Return the part that names the functions and their arguments and explains them.

    Returns
    -------
    bytes
        XML in UTF-8. The name for exchange with other programs is the plain one, so that formulas of .xlsx
        files are found by it and saved with it.

    Examples
    --------
    >>> "到期日".encode() in add_in_xcu()
    True
    """
    root = component_data("CalcAddIns", "org.openoffice.Office")
    implementation = node(node(root, "AddInInfo", new=False), IMPLEMENTATION)
    functions = node(implementation, "AddInFunctions", new=False)
    for entry in catalogue().values():
        _add_function(functions, entry)
    return part_bytes(root)


def _add_function(functions: ET.Element, entry: Entry) -> None:
    """Add one function with its arguments."""
    function = node(functions, method_of(entry))
    prop(function, "DisplayName", dict.fromkeys(LANGUAGES, entry.name))
    prop(function, "Description", {language: entry.sentence(language) for language in LANGUAGES})
    prop(function, "Category", "Add-In")
    prop(function, "CategoryDisplayName", {language: _category(entry, language) for language in LANGUAGES})
    prop(function, "CompatibilityName", {"en": entry.name})
    arguments = node(function, "Parameters", new=False)
    for argument in entry.arguments:
        shown = node(arguments, argument_name(argument))
        prop(shown, "DisplayName", dict.fromkeys(LANGUAGES, argument.name))
        helps = {language: entry.help_of(argument.name, language) for language in LANGUAGES}
        prop(shown, "Description", helps)


def _category(entry: Entry, language: Language) -> str:
    """Return the category of a function, as Excel shows it too."""
    group = say(f"catalogue.groups.{entry.group}", language)
    return say("excel.category.name", language, group=group)
