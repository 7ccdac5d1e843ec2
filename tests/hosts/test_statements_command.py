from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from udfs.hosts.command_line import main
from workbooks.package.lint import lint_file
from xlcredit.texts import use_language

ROWS = [
    ["Account", "2025", "2024"], ["Current assets", 190, 160], ["Current liabilities", 100, 120],
    ["Total assets", 620, 600], ["Total liabilities", 280, 300], ["Retained earnings", 30, 20],
    ["Total equity", 340, 300], ["Sales", 440, 400], ["Interest expense", 5, 5],
    ["Profit before tax", 50, 25], ["Net profit", 40, 20],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _language():
    yield
    use_language(None)


@pytest.fixture
def accounts(tmp_path):
    """Write the accounts of two years to a file."""
    path = tmp_path / "accounts.xlsx"
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main(["statements", *map(str, arguments)])
    return left.value.code


@pytest.mark.parametrize(("language", "sheet"), [("en", "Statements"), ("zh", "报表分期分析")])
def test_the_workbook_holds_tables_charts_and_lists(accounts, tmp_path, capsys, language, sheet):
    out = tmp_path / "book.xlsx"
    assert run(accounts, "--out", out, "--lang", language) == 1  # cash and other accounts are missing
    assert str(out) in capsys.readouterr().out
    assert lint_file(out) == []
    with zipfile.ZipFile(out) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        tables = [name for name in package.namelist() if name.startswith("xl/tables/")]
    assert (len(charts), len(tables)) == (8, 2)  # no days of the cash cycle without stock and payables
    values = CalamineWorkbook.from_path(out).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    words = {str(value) for row in values for value in row}
    assert {"Altman Z'' 1995", "grey"} <= words or {"Altman Z''（1995）", "灰色区"} <= words
    assert 1.9 in {value for row in values for value in row}  # current ratio 190 / 100


def test_json_gives_periods_scores_and_zones(accounts, tmp_path, capsys):
    assert run(accounts, "--out", tmp_path / "book.xlsx", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    first = found["periods"][0]
    assert (first["period"], first["basis"]) == ("2025-12-31", "year")
    assert first["ratios"]["debt_ratio"] == pytest.approx(280 / 620)
    assert first["scores"]["altman_z_1968"] is None
    assert first["zones"]["zmijewski_1984"] == "safe"
    assert found["accounts"]["equity"] == "Total equity"


def test_an_older_workbook_is_kept_as_a_backup(accounts, tmp_path):
    out = tmp_path / "book.xlsx"
    run(accounts, "--out", out)
    before = out.read_bytes()
    run(accounts, "--out", out, "--lang", "zh")
    assert (tmp_path / "book.backup.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "book.xls"], "a workbook is written as .xlsx"),
        (["--out", "book.xlsx", "--year-end", "13"], "--year-end: got 13"),
        (["--out", "book.xlsx", "--price-index", "0"], "--price-index: got 0"),
        (["--out", "accounts.xlsx"], "would overwrite a statement it is made from"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(accounts, monkeypatch, capsys, options, message):
    monkeypatch.chdir(accounts.parent)
    before = accounts.read_bytes()
    assert run(accounts, *options) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in accounts.parent.iterdir()] == ["accounts.xlsx"]
    assert accounts.read_bytes() == before


def test_a_file_without_accounts_is_refused(tmp_path, capsys):
    path = tmp_path / "ledger.csv"
    path.write_text("Customer,Amount\nA,5\n", encoding="utf-8")
    assert run(path, "--out", tmp_path / "book.xlsx") == 2
    assert "no account names were recognised" in " ".join(capsys.readouterr().err.split())


@pytest.mark.shared
def test_a_hundred_quarters_in_one_sheet(shared_data, tmp_path, capsys):
    paths = sorted((shared_data / "cn_statements").glob("*.xlsx"))
    out = tmp_path / "book.xlsx"
    assert run(*paths, "--out", out, "--lang", "zh") == 0
    assert lint_file(out) == []
    with zipfile.ZipFile(out) as package:
        assert sum(name.startswith("xl/charts/chart") for name in package.namelist()) == 9
    assert "提示" in capsys.readouterr().out
