"""A small workbook for the hosts: a sheet of ours, a user's sheet, names, and formulas of every fate."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = ["Customer", "Date", "Amount", "Note"]


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    ours, user = book.add_worksheet("Ledger"), book.add_worksheet("User's own")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    ours.write_row(1, 1, HEADERS)
    for number in range(4):
        ours.write_row(2 + number, 1, [f"C{number}"])
        ours.write_datetime(2 + number, 2, dt.datetime(2026, 1, 1 + number), day)
        ours.write(2 + number, 3, 100.0 * number)
    columns = [{"header": name} for name in HEADERS]
    ours.add_table(1, 1, 5, 4, {"name": "xlcredit_ledger", "columns": columns})
    ours.write_formula("H1", "=SUM(xlcredit_ledger[Amount])", None, -1)
    ours.write_formula("H2", "=UNKNOWNFUNCTION(H1)", None, 7)
    ours.write_formula("H3", "=H2*2", None, -1)
    ours.write_formula("H4", '=INDIRECT("H1")', None, "")
    ours.write_formula("H5", "=IFERROR(H4,0)+1", None, -1)
    ours.write_formula("H6", "=SEQUENCE(3)", None, -1)
    user.write_row(0, 0, ["a", "b", 5])
    user.write_formula("A3", "=DSO(600,7300,365)", None, -1)
    user.write_formula("A4", "=C1*2", None, 999)
    user.write_formula("A5", "=Ledger!H1+1", None, -1)
    book.define_name("AsOf", "=Ledger!$C$3")
    book.define_name("Rate", "=0.05")
    book.close()
    return path
