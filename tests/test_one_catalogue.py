"""One catalogue: its names and arguments are those of the bodies, the wrappers, the help and the pages."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from udfs.catalogue import Entry, catalogue
from udfs.hosts.excel import worksheet
from udfs.hosts.excel.help_sheet import help_rows
from udfs.hosts.excel.wrappers import parameter_name, wrapper_module
from xlcredit.texts import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

Calls = dict[str, list[tuple[str, bool]]]
WIZARD_LENGTH = 255


def of_catalogue(entry: Entry) -> list[tuple[str, bool]]:
    return [(each.name, each.optional) for each in entry.arguments]


def in_bodies() -> Calls:
    return {
        name: [
            (each.name, each.default is not inspect.Parameter.empty)
            for each in inspect.signature(entry.body).parameters.values()
        ]
        for name, entry in catalogue().items()
    }


def in_wrappers() -> Calls:
    source = wrapper_module(catalogue().values()).replace("_\n", "")
    found = re.findall(r"(?m)^Public Function (\w+)\((.*)\) As Variant$", source)
    own = {
        (name, parameter_name(each.name, name)): each.name
        for name, entry in catalogue().items()
        for each in entry.arguments
    }
    return {
        name: [
            (own[name, part.split()[-1]], part.strip().startswith("Optional "))
            for part in arguments.split(",")
            if part.strip()
        ]
        for name, arguments in found
    }


def in_reference_page(page: str) -> Calls:
    found = re.findall(r"(?m)^### (\w+)\n\n`\w+\((.*)\)`$", page)
    return {
        name: [(part.strip("[]"), part.startswith("[")) for part in arguments.split(", ") if part]
        for name, arguments in found
    }


def test_one_catalogue_in_every_place(project_root: Path) -> None:
    wanted = {name: of_catalogue(entry) for name, entry in catalogue().items()}
    assert len(wanted) >= 55
    assert in_bodies() == wanted
    assert in_wrappers() == wanted
    assert in_reference_page((project_root / "docs" / "functions.md").read_text(encoding="utf-8")) == wanted
    assert all(callable(getattr(worksheet, name)) for name in wanted)
    readme = (project_root / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\[(\w+)\]\(docs/functions\.md#\w+\)", readme) == list(wanted)


def test_the_wizard_has_a_text_for_every_function_and_argument_in_both_languages() -> None:
    rows = help_rows()
    languages = {language: rows[0].index(language) for language in LANGUAGES}
    texts = {(row[0], row[1]): row for row in rows}
    for name, entry in catalogue().items():
        keys = [
            ("function", name),
            *(("argument", f"{name}.{at}") for at in range(1, len(entry.arguments) + 1)),
        ]
        for key in keys:
            assert all(0 < len(texts[key][place]) <= WIZARD_LENGTH for place in languages.values()), key
