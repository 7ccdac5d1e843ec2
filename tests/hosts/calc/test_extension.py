"""The extension as a file: complete, the same from the same sources, and the one that is shipped."""

from __future__ import annotations

import ast
import io
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from udfs.catalogue import catalogue
from udfs.hosts.calc import types_library
from udfs.hosts.calc.extension import build_extension, extension_bytes
from udfs.hosts.calc.idl import idl_text
from xlcredit.errors import HostError
from xlcredit.texts import entry

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "workbooks" / "built" / "xlcredit.oxt"
COMPONENT = sorted((ROOT / "udfs" / "hosts" / "calc" / "component").glob("*.py"))
writes_types = pytest.mark.skipif(types_library.find_writer() is None, reason="unoidl-write is not installed")


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(extension_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_part_of_the_list_is_there(parts: dict[str, bytes]) -> None:
    manifest = ET.fromstring(parts["META-INF/manifest.xml"])
    listed = {value for node in manifest for name, value in node.attrib.items() if name.endswith("full-path")}
    assert {"CalcAddIns.xcu", "Addons.xcu", "xlcredit.rdb", "xlcredit.components"} <= listed
    assert listed <= parts.keys()


def test_every_xml_part_is_well_formed_and_what_it_names_is_there(parts: dict[str, bytes]) -> None:
    for name in (name for name in parts if name.endswith((".xml", ".xcu", ".components"))):
        for node in ET.fromstring(parts[name]).iter():
            place = node.get("{http://www.w3.org/1999/xlink}href", node.get("uri"))
            assert place is None or place in parts, name


def test_description_names_us_in_both_languages(parts: dict[str, bytes]) -> None:
    text = parts["description.xml"].decode()
    assert all(words in text for words in entry("calc_cells.extension").values())
    assert parts["LICENSE.txt"] == (ROOT / "LICENSE").read_bytes()
    assert 'identifier value="org.xlcredit.calc"' in text


def test_what_the_component_is_told_is_the_catalogue(parts: dict[str, bytes]) -> None:
    told: dict[str, object] = {}
    exec(parts["pythonpath/xlcredit_calc/built.py"], told)  # noqa: S102  our own
    assert list(told["FUNCTIONS"]) == list(catalogue())  # type: ignore[call-overload]
    assert told["TAKE_REFERENCES"] == ["XLCWHY"]


@pytest.mark.parametrize("path", COMPONENT, ids=lambda path: path.name)
def test_component_needs_nothing_but_python_and_uno(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for part in node.body
        for inner in ast.walk(part)
    }
    needed = set()
    for node in ast.walk(tree):
        if node not in hidden and isinstance(node, ast.Import):
            needed |= {name.name.partition(".")[0] for name in node.names}
        elif node not in hidden and isinstance(node, ast.ImportFrom):
            needed.add((node.module or "").partition(".")[0])
    assert needed <= set(sys.stdlib_module_names) | {"uno", "unohelper", "com"}


def test_equal_sources_give_equal_bytes() -> None:
    assert extension_bytes() == extension_bytes()


@writes_types
def test_shipped_extension_is_what_these_sources_give(parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BUILT) as archive:
        shipped = {name: archive.read(name) for name in archive.namelist()}
    changed = sorted(name for name in parts.keys() | shipped.keys() if parts.get(name) != shipped.get(name))
    assert changed == [], "workbooks/built/xlcredit.oxt is older than its sources: run python run.py build"
    assert BUILT.read_bytes() == extension_bytes()


def test_without_the_tool_the_shipped_types_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(types_library, "find_writer", lambda: None)
    with zipfile.ZipFile(BUILT) as archive:
        declarations = archive.read("xlcredit.idl").decode()
        assert types_library.types_library(declarations) == archive.read("xlcredit.rdb")


def test_without_the_tool_other_functions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(types_library, "find_writer", lambda: None)
    with pytest.raises(HostError, match="unoidl-write"):
        types_library.types_library(idl_text().replace("dso(", "dsox("))


@writes_types
def test_declarations_that_are_none_are_refused() -> None:
    with pytest.raises(HostError, match=r"(?s)refused.*syntax error"):
        types_library.types_library("module org { interface XBroken { any a_b(); }; };")


def test_build_replaces_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "xlcredit.oxt"
    path.write_bytes(b"old")
    assert build_extension(path) == path
    assert path.read_bytes() == extension_bytes()
    assert list(tmp_path.iterdir()) == [path]
