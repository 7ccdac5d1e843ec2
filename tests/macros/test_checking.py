"""Check data: mapping, issues and control totals, and nothing else."""

from __future__ import annotations

import openpyxl
import pytest

from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts.closed import open_book
from udfs.hosts.excel.buttons import pressed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_writes_the_tables_of_the_check_only(open_sample, watch, language):
    book = open_sample(language)
    table = find_tables(book)["ledger"]
    place = table.range
    amount = place.column + [*table.header_row_range.raw_value[0]].index(
        {"en": "Amount", "zh": "金额"}[language]
    )
    place.sheet.range((place.row + 1, amount)).raw_value = "a hundred"
    watched = watch(book)
    pressed("check_data")
    assert {"issues", "control"} <= watched.changed() <= {"map", "issues", "control"}
    found = rows_of_table(find_tables(book)["issues"])
    assert "a hundred" in [row["value"] for row in found]


def test_check_tells_the_control_total_in_words(open_sample):
    book = open_sample()
    pressed("check_data")
    (told,) = book.app.impl.alerts
    rows = rows_of_table(find_tables(book)["control"])
    for row in rows:  # accepted + set aside = total of the sheet
        assert row["accepted"] + row["set_aside"] == pytest.approx(row["sheet_total"])
        assert f"{row['currency']}: sheet {row['sheet_total']:,.2f} =" in told
    assert "Read from Ledger:" in told


def test_check_of_a_foreign_workbook_tells_and_changes_nothing(foreign, watch):
    watched = watch(foreign)
    pressed("check_data")
    assert watched.changed() == set()
    (told,) = foreign.app.impl.alerts
    assert "Read from AR: 2 rows, 2 accepted." in told
    assert "300.50 = accepted 300.50 + set aside 0.00" in told  # 100.5 + 200
    assert told.endswith("Nothing was changed.")


def test_check_of_a_workbook_without_a_ledger_says_so(tmp_path):
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    book = open_book(tmp_path / "empty.xlsx")
    book.set_mock_caller()
    book.app.impl.alerts.clear()
    pressed("check_data")
    assert book.app.impl.alerts[0].startswith("No ledger was found.")


def test_a_ledger_without_a_usable_row_is_checked_all_the_same(open_sample):
    book = open_sample()
    for name in ("ledger", "payments"):
        place = find_tables(book)[name].range
        bottom = place.row + place.shape[0] - 1
        place.sheet.range(
            (place.row + 1, place.column), (bottom, place.column + place.shape[1])
        ).clear_contents()
    table = find_tables(book)["ledger"].range
    table.sheet.range((table.row + 1, table.column), (table.row + 1, table.column + 2)).raw_value = [
        ["C1", "Alpha", "no amount"]
    ]
    pressed("check_data")
    assert rows_of_table(find_tables(book)["issues"])[0]["severity"] in ("Error", "Warning")
    assert "0 accepted" in book.app.impl.alerts[0]
