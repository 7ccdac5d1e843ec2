"""The command as a user runs it: exit codes, what is printed, what is left on the disk."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from udfs.books.asked import Asked
from udfs.hosts import command_line, jobs

CSV = """Customer,Invoice no.,Invoice date,Due date,Currency,Amount,Open amount
Alpha,000123,2026-05-02,2026-06-01,EUR,"1,200.50","1,200.50"
=HYPERLINK("http://x"),A2,2026-04-02,2026-05-02,EUR,100.00,100.00
@SUM(A1),A3,2026-06-02,2026-07-02,EUR,50.25,0.00
Total,,,,,"1,350.75",
"""


@pytest.fixture
def csv(tmp_path) -> Path:
    path = tmp_path / "items.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def workbook(tmp_path) -> Path:
    """A workbook of the user's own: a ledger with a note, a formula, a validation and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "AR"
    for row in (
        ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"],
        ["Alpha", "1", "2026-05-02", "2026-06-01", 100.5],
        ["Beta", "2", "2026-06-02", "2026-07-02", 200],
    ):
        sheet.append(row)
    book.create_sheet("Mine")["A1"] = "=SUM(AR!E2:E3)"
    path = tmp_path / "mine.xlsx"
    book.save(path)
    return path


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_check_tells_mapping_and_control_total_and_changes_nothing(capsys, csv):
    before = digest(csv)
    code, out, _ = run(capsys, "check", csv, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["control"][0]["accepted"] == pytest.approx(1350.75)
    assert [row["field"] for row in told["mapping"]][:2] == ["customer_name", "document_no"]
    assert digest(csv) == before


def test_refresh_of_a_csv_makes_a_workbook_beside_it(capsys, csv):
    before = digest(csv)
    code, out, _ = run(capsys, "refresh", csv, "--as-of", "2026-06-30", "--json")
    told = json.loads(out)
    assert code == 0
    assert Path(told["path"]).name == "items xlcredit.xlsx"
    assert told["figures"]["open_total"] == pytest.approx(1300.50)  # 1,200.50 + 100.00 + 0
    assert digest(csv) == before


def test_refresh_of_a_csv_takes_amounts_without_currency_for_the_base_currency(capsys, csv):
    csv.write_text("Customer,Invoice no.,Invoice date,Due date,Amount\nAlpha,1,2026-05-01,2026-06-01,75.5\n")
    _, out, _ = run(capsys, "refresh", csv, "--as-of", "2026-06-30", "--currency", "CNY", "--json")
    assert json.loads(out)["figures"]["open_total"] == pytest.approx(75.5)


def test_refresh_never_makes_a_formula_of_text_from_a_ledger(capsys, csv):
    _, out, _ = run(capsys, "refresh", csv, "--as-of", "2026-06-30", "--json")
    book = openpyxl.load_workbook(json.loads(out)["path"])
    found = {
        str(cell.value): cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith(('=HYPERLINK("http', "@SUM(A1"))
    }
    assert found == {'=HYPERLINK("http://x")': "s", "@SUM(A1)": "s"}


def test_refresh_of_a_workbook_adds_our_sheets_and_touches_nothing_else(capsys, workbook):
    with zipfile.ZipFile(workbook) as package:
        before = {name: package.read(name) for name in package.namelist()}
    code, out, _ = run(capsys, "refresh", workbook, "--as-of", "2026-06-30", "--json")
    assert code == 0
    with zipfile.ZipFile(workbook) as package:
        changed = {name for name, content in before.items() if package.read(name) != content}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    }  # fmt: skip
    assert Path(json.loads(out)["backup"]).exists()
    assert openpyxl.load_workbook(workbook).sheetnames[:2] == ["AR", "Mine"]


def test_refresh_again_fills_the_same_sheets_and_adds_to_the_log(capsys, workbook):
    run(capsys, "refresh", workbook, "--as-of", "2026-06-30", "--json")
    first = openpyxl.load_workbook(workbook).sheetnames
    run(capsys, "refresh", workbook, "--as-of", "2026-07-31", "--json")
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames == first
    ref = book["Audit log"].tables["xlcredit_audit"].ref
    dates = [row[4].value.date().isoformat() for row in book["Audit log"][ref][1:]]
    assert dates == ["2026-06-30", "2026-07-31"]


def test_refresh_moves_on_from_a_date_it_chose_itself_and_stays_at_one_that_was_given(workbook):
    def refreshed(day, as_of=None):
        asked = Asked(as_of, None, datetime.combine(day, time(9)), "me")
        return jobs.refresh(workbook, None, asked, lambda _key: None).result.as_of

    assert refreshed(date(2026, 6, 10)) == date(2026, 6, 10)
    assert refreshed(date(2026, 6, 11)) == date(2026, 6, 11)
    assert refreshed(date(2026, 6, 12), as_of=date(2026, 5, 31)) == date(2026, 5, 31)
    assert refreshed(date(2026, 6, 13)) == date(2026, 5, 31)


def test_refresh_in_chinese_speaks_chinese(capsys, csv):
    code, out, _ = run(capsys, "refresh", csv, "--as-of", "2026-06-30", "--lang", "zh")
    assert code == 0
    assert "建议信用额度" in out


def test_new_writes_an_empty_workbook_and_never_over_a_file(capsys, tmp_path):
    path = tmp_path / "book.xlsx"
    assert run(capsys, "new", path)[0] == 0
    code, _, err = run(capsys, "new", path)
    assert code == 2
    assert "there is such a file already" in err


def test_eval_gives_value_or_reason(capsys):
    assert run(capsys, "eval", "=DSO(1200000,7300000,365)")[:2] == (0, "60.00\n")
    code, out, _ = run(capsys, "eval", "=DSO(1,0,365)", "--json")
    told = json.loads(out)
    assert code == 2
    assert told["reason"]


def test_functions_lists_the_catalogue_in_both_languages(capsys):
    english = json.loads(run(capsys, "functions", "--json")[1])
    chinese = json.loads(run(capsys, "functions", "--json", "--lang", "zh")[1])
    assert [entry["name"] for entry in english] == [entry["name"] for entry in chinese]
    assert "CREDITSCORE" in [entry["name"] for entry in english]


@pytest.mark.parametrize(
    ("as_of", "message"), [("31.10.2026", "A date such as 2026-10-31"), ("soon", "--as-of: got 'soon'")]
)
def test_a_wrong_date_is_refused_with_the_way_out(capsys, csv, as_of, message):
    code, _, err = run(capsys, "refresh", csv, "--as-of", as_of)
    assert code == 2
    assert message in " ".join(err.split())


def _empty_sheet(folder):
    openpyxl.Workbook().save(folder / "empty.xlsx")
    return folder / "empty.xlsx"


def _no_amounts(folder):
    book = openpyxl.Workbook()
    book.active.append(["Customer", "Invoice date"])
    book.active.append(["Alpha", "2026-01-01"])
    book.save(folder / "no amounts.xlsx")
    return folder / "no amounts.xlsx"


def _truncated(folder):
    whole = _empty_sheet(folder)
    path = folder / "half.xlsx"
    path.write_bytes(whole.read_bytes()[:2000])
    return path


def _bomb(folder):
    path = folder / "bomb.xlsx"
    shutil.copy(_empty_sheet(folder), path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/zeros.bin", "w", force_zip64=True) as part,
    ):
        block = bytes(1 << 20)
        for _ in range(3000):
            part.write(block)
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_empty_sheet, "no ledger was found"),
        (_no_amounts, "no ledger was found"),
        (_truncated, "half.xlsx"),
        (_bomb, "bomb.xlsx"),
    ],
)
def test_unusable_input_is_refused_and_left_as_it_was(capsys, tmp_path, make, message):
    path = make(tmp_path)
    before, listing = digest(path), sorted(tmp_path.iterdir())
    code, _, err = run(capsys, "refresh", path)
    assert code == 2
    assert message in " ".join(err.split())
    assert (digest(path), sorted(tmp_path.iterdir())) == (before, listing)


def test_a_missing_file_is_refused(capsys, tmp_path):
    code, _, err = run(capsys, "refresh", tmp_path / "gone.xlsx")
    assert code == 2
    assert "gone.xlsx" in err


def test_help_starts_without_pandas_or_xlwings():
    code = (
        "import sys; from udfs.hosts import command_line\n"
        "try: command_line.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'xlwings', 'lxml', 'formualizer'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "refresh" in done.stdout
