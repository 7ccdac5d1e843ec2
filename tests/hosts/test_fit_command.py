"""`xlcredit fit` as a user runs it: what is written, what is told, what is refused."""

from __future__ import annotations

import csv
import hashlib
import json
import sys

import numpy as np
import openpyxl
import pytest

from udfs.books import editions, fitted_card
from udfs.books.inputs import read_policy
from udfs.books.tables import find_tables
from udfs.hosts import command_line
from udfs.hosts.closed import open_book
from workbooks.template import build_template
from xlcredit.credit.scorecard import scores_alone

pytest.importorskip("lightgbm")

SAMPLE = ("--sample", "Old customers", "--target", "Bad")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The template as the code of today builds it."""
    return build_template("en", tmp_path_factory.mktemp("template") / "template.xlsx")


@pytest.fixture(autouse=True)
def built(monkeypatch, template):
    for module in (editions, fitted_card):
        monkeypatch.setattr(module, "template_path", lambda _language: template)


@pytest.fixture(scope="module")
def rows():
    chance = np.random.default_rng(11)
    debt, visits = chance.random(600).round(4), chance.random(600).round(4)
    is_bad = chance.random(600) < 0.05 + 0.3 * (debt > 0.6) + 0.2 * (visits > 0.5)
    lines = zip(debt.tolist(), visits.tolist(), is_bad.tolist(), strict=True)
    return [["Debt ratio", "Visits", "Town", "Bad"], *([d, v, "Ulm", int(bad)] for d, v, bad in lines)]


@pytest.fixture
def workbook(tmp_path, rows):
    book = openpyxl.Workbook()
    book.active.title = "Old customers"
    for row in rows:
        book.active.append(row)
    book.create_sheet("Mine")["A1"] = "=1+1"
    path = tmp_path / "mine.xlsx"
    book.save(path)
    return path


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def policy_of(path):
    return read_policy(find_tables(open_book(path)))


def test_a_workbook_gets_the_card_and_scores_by_it(capsys, workbook):
    code, out, _ = run(capsys, "fit", workbook, *SAMPLE, "--lang", "en", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["rows"] == 600
    assert told["figures"].keys() == {"cross_validated", "in_sample"}
    assert told["left_out"] == [{"name": "Town", "reason": "no numbers (600 rows hold text)"}]
    policy = policy_of(workbook)
    assert policy.scorecard.method == "fitted"
    assert policy.grades.fitted.A == told["thresholds"]["A"] == 80.8
    factors = [factor.model_dump(mode="json") for factor in policy.points_table.factors]
    assert factors == told["factors"]  # to the last bit, by way of the sheet
    low, high = scores_alone({"debt_ratio": [0.1, 0.9], "Visits": [0.5, 0.5]}, policy)
    assert low - high > 10
    assert openpyxl.load_workbook(workbook)["Mine"]["A1"].value == "=1+1"


def test_a_second_fit_replaces_the_card_and_leaves_other_items_alone(capsys, workbook, tmp_path):
    run(capsys, "fit", workbook, *SAMPLE)
    book = openpyxl.load_workbook(workbook)
    sheet = book["Policy"]
    value = next(row for row in sheet.iter_rows() if row[0].value == "limits.step")[2]
    value.value = 5_000
    book.save(workbook)
    out = tmp_path / "second.xlsx"
    code, _, _ = run(capsys, "fit", workbook, *SAMPLE, "--higher-is-worse", "Visits", "--out", out)
    policy = policy_of(out)
    assert (code, policy.limits.step) == (0, 5_000)
    assert policy.points_table != policy_of(workbook).points_table
    visits = next(factor for factor in policy.points_table.factors if factor.name == "Visits")
    assert list(visits.points) == sorted(visits.points, reverse=True)


def test_a_csv_makes_a_workbook_and_says_what_the_card_is_worth(capsys, tmp_path, rows):
    path = tmp_path / "old.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    code, out, _ = run(capsys, "fit", path, "--target", "Bad", "--lang", "en")
    assert code == 0
    for words in (
        "What the card is worth",
        "cross-validated",
        "Debt ratio",
        "Left out: Town",
        "Refresh the workbook",
    ):
        assert words in out
    assert policy_of(tmp_path / "old xlcredit.xlsx").scorecard.method == "fitted"


def test_too_few_bads_are_refused_and_nothing_is_written(capsys, workbook):
    book = openpyxl.load_workbook(workbook)
    book["Old customers"].delete_rows(100, 600)
    book.save(workbook)
    before = hashlib.sha256(workbook.read_bytes()).hexdigest()
    code, _, err = run(
        capsys, "fit", workbook, "--sample", "Old customers", "--target", "Bad", "--lang", "en"
    )
    assert code == 2
    assert "At least 50 are needed" in err
    assert hashlib.sha256(workbook.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--sample", "Old"), "no outcome is named"),
        (("--sample", "Old", "--target", "Bad"), "The workbook has the sheets Old customers, Mine"),
        (("--sample", "Old customers", "--target", "Late"), "no column is called 'Late'"),
    ],
)
def test_a_slip_is_answered_with_the_way_out(capsys, workbook, words, message):
    code, _, err = run(capsys, "fit", workbook, *words, "--lang", "en")
    assert code == 2
    assert message in " ".join(err.split())


def test_without_the_extra_the_way_to_get_it_is_told(capsys, workbook, monkeypatch):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    code, _, err = run(
        capsys, "fit", workbook, "--sample", "Old customers", "--target", "Bad", "--lang", "en"
    )
    assert code == 2
    assert 'pip install "xlcredit[fit]"' in err


def test_a_ledger_that_is_too_short_is_refused(capsys, tmp_path):
    path = tmp_path / "items.csv"
    path.write_text(
        "Customer,Invoice no.,Invoice date,Due date,Currency,Amount\n"
        "Alpha,1,2026-05-02,2026-06-01,EUR,120.50\nBeta,2,2026-06-02,2026-07-02,EUR,99.00\n",
        encoding="utf-8",
    )
    code, _, err = run(capsys, "fit", path, "--lang", "en")
    assert code == 2
    assert "the ledger is too short to fit a card" in err
    assert sorted(tmp_path.iterdir()) == [path]
