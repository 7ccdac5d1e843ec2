"""Small workbooks made for the tests: a template rich in what must come along, and a user's ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import pytest
import xlsxwriter


def build_template(path):
    book = xlsxwriter.Workbook(path)
    front, aging = book.add_worksheet("Dash"), book.add_worksheet("Aging list")
    share = book.add_format(
        {"bold": True, "bg_color": "#112233", "num_format": '0.0"x"', "font_name": "Arial"}
    )
    red = book.add_format({"font_color": "#FF0000", "num_format": '0.00"!"'})
    money = book.add_format({"num_format": "#,##0.00"})
    front.write_row(0, 0, ["Customer", "Open", "Share"], share)
    front.write_formula("A5", "=SUM(xlcredit_aging[Open])+'Aging list'!B3", share, 4)
    front.write_dynamic_array_formula("H1:H2", "=_xlfn._xlws.SORT(xlcredit_aging[Open])", share, 1)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "='Aging list'!$B$2",
            "categories": "='Aging list'!$A$3:$A$4",
            "values": "='Aging list'!$B$3:$B$4",
        }
    )
    front.insert_chart("D5", chart)
    columns = [
        {"header": "Customer"},
        {"header": "Open"},
        {"header": "Twice", "formula": "=xlcredit_aging[[#This Row],[Open]]*2"},
    ]
    rows = [["Ann", 1], ["Bob", 2]]
    aging.add_table("A2:C4", {"name": "xlcredit_aging", "columns": columns, "data": rows})
    aging.write_column("B3", [1, 2], money)
    aging.conditional_format("B3:B4", {"type": "cell", "criteria": ">", "value": 1, "format": red})
    aging.data_validation("A3:A4", {"validate": "list", "source": "=Dash!$A$1:$A$3"})
    aging.write_comment("A2", "Who owes us")
    aging.write_url("F1", "internal:'Dash'!A1", string="To the front")
    aging.write_url("F2", "https://example.com/", string="Help")
    aging.write_rich_string("F3", "plain ", share, "bold")
    aging.repeat_rows(0, 1)
    aging.print_area("A1:F20")
    aging.merge_range("A8:C8", "Below", red)
    book.define_name("AsOf", "=Dash!$B$1")
    book.define_name("Rate", "=0.05")
    book.close()
    return path


def build_ledger(path, **options):
    book = xlsxwriter.Workbook(path, options)
    sheet, notes = book.add_worksheet("Ledger"), book.add_worksheet("Notes")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column("E:E", 12, day)
    sheet.set_row(9, 20, book.add_format({"italic": True}))
    sheet.write_row(0, 0, ["Customer", "Document", "Amount", "Disputed", "Due"])
    for row in range(1, 6):
        sheet.write_row(row, 0, [f"C{row}", f"00{row}", row * 100.5, row % 2 == 0])
        sheet.write_datetime(row, 4, dt.date(2026, 1, row), day)
    sheet.write_formula("C7", "=SUM(C2:C6)", None, 1507.5)
    sheet.write_formula("D7", "=NA()", None, "#N/A")
    notes.write("A1", "keep me")
    book.define_name("AsOf", "=Notes!$A$1")
    book.close()
    return path


@pytest.fixture
def template_path(tmp_path):
    return build_template(tmp_path / "template.xlsx")


@pytest.fixture
def ledger_path(tmp_path):
    return build_ledger(tmp_path / "ledger.xlsx")


@pytest.fixture
def contents():
    """A function path -> part name to (compressed size, checksum, bytes)."""

    def read(path: Path) -> dict[str, tuple[int, int, bytes]]:
        with zipfile.ZipFile(path) as archive:
            return {i.filename: (i.compress_size, i.CRC, archive.read(i)) for i in archive.infolist()}

    return read


@pytest.fixture
def rewritten(tmp_path):
    """A function (path, part -> new bytes or None to drop) -> path of a copy so changed."""

    def rewrite(path: Path, changes: dict[str, bytes | None], name: str = "rewritten.xlsx") -> Path:
        copy = tmp_path / name
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                content = changes.get(part, old.read(part))
                if content is not None:
                    new.writestr(part, content)
            for part in changes.keys() - set(old.namelist()):
                new.writestr(part, changes[part] or b"")
        return copy

    return rewrite


@pytest.fixture
def digest():
    return lambda path: hashlib.sha256(Path(path).read_bytes()).hexdigest()
