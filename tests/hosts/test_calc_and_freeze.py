"""`xlcredit calc` and `xlcredit freeze`: what they write, what they say, what they refuse."""

from __future__ import annotations

import json

import openpyxl
import pytest

from udfs.hosts import command_line


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "S"
    book.active["A1"] = "=DSO(600,7300,365)"
    book.active["A2"] = "=SUM(1,2)"
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def shown(path, *cells):
    return [openpyxl.load_workbook(path, data_only=True)["S"][cell].value for cell in cells]


def test_calc_computes_our_functions_and_keeps_a_backup(capsys, path):
    code, out, _ = run(capsys, "calc", path, "--json")
    told = json.loads(out)
    assert (code, told["calculated"], told["not_evaluated"]) == (0, 1, [])
    assert shown(path, "A1") == [pytest.approx(30.0)]  # 600 / 7300 x 365
    assert openpyxl.load_workbook(path)["S"]["A1"].value == "=DSO(600,7300,365)"
    assert shown(told["backup"], "A1") == [None]


def test_calc_writes_elsewhere_and_names_what_is_left_to_excel(capsys, path, tmp_path):
    book = openpyxl.load_workbook(path)
    book["S"]["A3"] = "=UNKNOWNFUNCTION(DSO(1,2,3))"
    book.save(path)
    code, out, _ = run(capsys, "calc", path, "--out", tmp_path / "out.xlsx")
    assert code == 1
    assert "1 formulas computed." in out
    assert "S!A3" in out
    assert shown(path, "A1") == [None]


def test_calc_refuses_to_write_over_its_source_by_name(capsys, path):
    code, _, err = run(capsys, "calc", path, "--out", path)
    assert code == 2
    assert "that is the file being read" in err


@pytest.mark.parametrize(("language", "name", "words"), [
    ("en", "book values.xlsx", "1 formulas became values"),
    ("zh", "book 数值版.xlsx", "有 1 个公式已转为数值"),
])  # fmt: skip
def test_freeze_writes_a_copy_beside_the_workbook(capsys, path, language, name, words):
    before = path.read_bytes()
    code, out, _ = run(capsys, "freeze", path, "--lang", language)
    assert code == 0
    assert words in out.replace("\n", "")
    assert shown(path.with_name(name), "A1") == [pytest.approx(30.0)]
    assert openpyxl.load_workbook(path.with_name(name))["S"]["A1"].value == pytest.approx(30.0)
    assert openpyxl.load_workbook(path.with_name(name))["S"]["A2"].value == "=SUM(1,2)"
    assert path.read_bytes() == before


def test_freeze_tells_what_it_did_as_json(capsys, path, tmp_path):
    code, out, _ = run(capsys, "freeze", path, "--out", tmp_path / "f.xlsx", "--json")
    assert (code, json.loads(out)) == (0, {"path": str(tmp_path / "f.xlsx"), "frozen": 1, "left": []})


@pytest.mark.parametrize(("out", "reason"), [("book.xlsx", "being read"), ("f.csv", "the same ending")])
def test_freeze_refuses_its_source_and_another_ending(capsys, path, out, reason):
    code, _, err = run(capsys, "freeze", path, "--out", path.with_name(out))
    assert code == 2
    assert reason in err
