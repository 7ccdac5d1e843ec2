"""The button that writes a claim: the customer of the selected row, a folder beside the workbook."""

from __future__ import annotations

import pytest

from udfs.books.selection import Selected, customer_at
from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts.excel.buttons import pressed


def told_at(book, row, column=0):
    """Select a cell of the Insurance table, press, and return what is said."""
    table = find_tables(book)["insurance"].range
    alerts = book.app.impl.alerts
    alerts.clear()
    table.sheet.range((table.row + row, table.column + column)).select()
    pressed("claim")
    (told,) = alerts
    return told


@pytest.mark.parametrize(("language", "folder"), [("en", "claim"), ("zh", "索赔")])
def test_the_customer_of_the_selected_row_gets_a_claim_file(open_sample, tmp_path, watch, language, folder):
    book = open_sample(language)
    rows = rows_of_table(find_tables(book)["insurance"])
    row = next(place for place, line in enumerate(rows, 1) if line["expected_recovery"] > 0)
    watched = watch(book)
    told = told_at(book, row, 3)
    (made,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert f" {folder} {rows[row - 1]['customer_id']} " in made.name
    assert sorted(path.suffix for path in made.iterdir()) == [".docx", ".xlsx"]
    assert (": agrees" if language == "en" else "：相符") in told
    assert watched.changed() == set()


def test_a_cell_of_no_customer_is_refused_with_the_way_out(open_sample, tmp_path):
    told = told_at(open_sample(), 0)
    assert "stands in no row of a customer. Select a cell in the customer's row" in told
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_customer_number_that_is_a_number_is_read_as_the_ledger_reads_it(open_sample):
    tables = find_tables(open_sample())
    cells = tables["customers"].range
    cells.sheet.range((cells.row + 1, cells.column)).value = 1001
    assert customer_at(Selected(cells.sheet, cells.row + 1, cells.column + 2), tables) == "1001"
    cells.sheet.range((cells.row + 1, cells.column)).value = None
    assert not customer_at(Selected(cells.sheet, cells.row + 1, cells.column + 2), tables)
