import io

import openpyxl
import pytest
from python_calamine import CalamineError

from workbooks.package import Workbook, workbook
from workbooks.package.reading import SheetReader


def package_of(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_what_was_read_ahead_is_what_is_read_when_asked_for():
    source = package_of(Long=[["a", 1], [None, 2.5]], Short=[["b"]])
    reader = SheetReader(source)
    reader.begin("Long")
    assert reader.rows("Short") == [["b"]]
    assert reader.rows("Long") == SheetReader(source).rows("Long") == [["a", 1], [None, 2.5]]


def test_a_fault_met_ahead_is_told_when_the_sheet_is_asked_for():
    reader = SheetReader(b"no package")
    reader.begin("S")
    with pytest.raises(CalamineError, match="Cannot detect file format"):
        reader.rows("S")


def test_the_longest_sheet_is_read_ahead_and_short_books_are_not(monkeypatch, tmp_path):
    begun = []
    monkeypatch.setattr(SheetReader, "begin", lambda _self, name: begun.append(name))
    path = tmp_path / "book.xlsx"
    path.write_bytes(package_of(Short=[[1]], Long=[[number] for number in range(500)]))
    Workbook.open(path).read_ahead()
    monkeypatch.setattr(workbook, "LONG_SHEET", 1_000)
    Workbook.open(path).read_ahead()
    assert begun == ["Long"]
