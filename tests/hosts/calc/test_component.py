"""The component as LibreOffice runs it: from the extension's own package, with a UNO of our making."""

from __future__ import annotations

import importlib
import json
import sys
import types
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from udfs.hosts.calc.extension import build_extension

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def component(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module `functions` of the package in the extension, loaded anew, in a home without settings."""
    with zipfile.ZipFile(build_extension(tmp_path / "xlcredit.oxt")) as archive:
        archive.extractall(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "pythonpath"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    yield importlib.import_module("xlcredit_calc.functions")
    for name in [name for name in sys.modules if name.partition(".")[0] == "xlcredit_calc"]:
        del sys.modules[name]


@pytest.fixture
def functions(component: Any) -> Any:
    return component.Functions(None)


def bridge() -> Any:
    return importlib.import_module("xlcredit_calc.bridge")


def test_one_number_goes_back_as_a_block_of_one(functions: Any) -> None:
    assert functions.dso(((1200000.0,),), ((7300000.0,),), ((365.0,),)) == ((60.0,),)


def test_one_word_goes_back_plain_and_many_as_an_event(functions: Any, component: Any) -> None:
    assert functions.creditgrade(((90.0,),), None) == "A"
    several = functions.creditgrade(((90.0,), (10.0,)), None)
    assert type(several) is component.WordsResult
    assert several.rows == (("A",), ("E",))


@pytest.mark.parametrize(
    ("rows", "kind"), [((("A",), ("B",)), "[][]string"), ((("A",), (float("nan"),)), "[][]any")]
)
def test_event_carries_words_as_texts(
    component: Any, monkeypatch: pytest.MonkeyPatch, rows: Any, kind: str
) -> None:
    sheet: Any = types.ModuleType("com.sun.star.sheet")
    uno: Any = types.ModuleType("uno")
    sheet.ResultEvent, uno.Any, heard = types.SimpleNamespace, lambda *parts: parts, []
    for name in ("com", "com.sun", "com.sun.star"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "com.sun.star.sheet", sheet)
    monkeypatch.setitem(sys.modules, "uno", uno)
    result = component.WordsResult(rows)
    result.addResultListener(types.SimpleNamespace(modified=heard.append))
    assert [(event.Source, event.Value) for event in heard] == [(result, (kind, rows))]


def test_unknown_method_is_not_there(functions: Any) -> None:
    for name in ("nothing", "DSO", "__len__"):
        with pytest.raises(AttributeError, match=name):
            getattr(functions, name)


def test_cell_is_asked_about_by_what_it_shows_and_its_formula(functions: Any) -> None:
    cell = types.SimpleNamespace(getError=lambda: 503, getFormula=lambda: "=DSO(100;0;30)")
    assert functions.dso(((100.0,),), ((0.0,),), ((30.0,),)) != 0
    reason = functions.xlcwhy(types.SimpleNamespace(getCellByPosition=lambda _column, _row: cell))
    assert reason.startswith("DSO #NUM!: receivables / credit_sales")


def test_cell_that_shows_no_error_is_asked_about_by_its_value(functions: Any) -> None:
    cell = types.SimpleNamespace(getError=lambda: 0, getFormula=lambda: "7")
    area = types.SimpleNamespace(getCellByPosition=lambda _column, _row: cell, getDataArray=lambda: ((7.0,),))
    assert "7" not in functions.xlcwhy(area)


def test_nobody_who_answers_gives_an_error_and_the_reason(
    functions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge(), "package", lambda: None)
    functions.language = "zh"
    ((answer,),) = functions.dso(((1.0,),), ((1.0,),), ((1.0,),))
    assert answer != answer  # noqa: PLR0124  not a number: an error value
    cell = types.SimpleNamespace(getError=lambda: 519, getFormula=lambda: "=DSO(1;1;1)")
    reason = functions.xlcwhy(types.SimpleNamespace(getCellByPosition=lambda _column, _row: cell))
    assert reason.startswith("xlcredit 的函数没有响应")
    assert "calc.json" in reason


def test_answers_come_from_the_helper_where_our_package_is_not(
    functions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, helper = [], types.SimpleNamespace(call=lambda *call: asked.append(call) or 7.0)
    monkeypatch.setattr(bridge(), "package", lambda: None)
    monkeypatch.setattr(importlib.import_module("xlcredit_calc.client"), "connect", lambda: helper)
    assert functions.dso(1.0, 2.0, 3.0) == functions.dso(1.0, 2.0, 3.0) == ((7.0,),)
    assert asked == [("DSO", (1.0, 2.0, 3.0))] * 2


@pytest.mark.parametrize(("version", "count"), [("", 1), ("9.9", 0)])
def test_folder_of_the_package_is_used_for_the_same_python_only(
    component: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, count: int
) -> None:
    assert component
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / ".xlcredit").mkdir()
    settings = {"site_packages": str(tmp_path / "site"), "version": version}
    (tmp_path / "site").mkdir()
    (tmp_path / ".xlcredit" / "calc.json").write_text(json.dumps(settings), encoding="utf-8")
    assert bridge().package() is not None
    assert sys.path.count(settings["site_packages"]) == count


@pytest.mark.parametrize("content", ["", "[1]", "{"])
def test_settings_that_are_none_count_for_nothing(component: Any, tmp_path: Path, content: str) -> None:
    assert component
    (tmp_path / ".xlcredit").mkdir()
    (tmp_path / ".xlcredit" / "calc.json").write_text(content, encoding="utf-8")
    assert bridge().settings() == {}
