"""What is let in: kinds told by content, bounds held before anything is unpacked."""

from __future__ import annotations

import zipfile

import pytest
import xlsxwriter

from workbooks.admission import Limits, admit, refuse_large
from workbooks.uncalculated import uncalculated_cells
from xlcredit.errors import SourceError
from xlcredit.texts import LANGUAGES


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["Customer", "Amount"])
        sheet.write_row("A2000", ["Alpha", 5])
        sheet.write_blank("ZZ2500", None, workbook.add_format({"bold": True}))
    return path


def test_the_kind_is_told_by_the_first_bytes(tmp_path, book):
    text = tmp_path / "text.xlsx"
    text.write_text("a,b\n", encoding="utf-8")
    old = tmp_path / "old.csv"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"))
    assert [admit(path) for path in (book, text, old)] == ["package", "text", "container"]


def test_a_bound_on_cells_counts_those_with_a_value(book):
    # A1:B2000 hold values; ZZ2500 is formatted and blank. Columns of one letter may count as 26.
    assert admit(book, Limits(cells=2000 * 26)) == "package"
    with pytest.raises(SourceError, match=r"book.xlsx: sheet 'sheet1' reaches to row 2,000"):
        admit(book, Limits(cells=3999))


@pytest.mark.parametrize(
    "limits", [Limits(parts=3), Limits(unpacked_bytes=1000), Limits(ratio=1, ratio_from=0)]
)
def test_a_bound_on_the_package_names_the_file_in_both_languages(book, limits):
    with pytest.raises(SourceError, match=r"book\.xlsx: unpacked it would have") as caught:
        admit(book, limits)
    for language in LANGUAGES:
        assert caught.value.text(language).startswith("book.xlsx")


def test_a_zip_of_something_else_is_unknown(tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("photo.jpg", b"x")
    with pytest.raises(SourceError, match=r"photos\.zip: the kind of file is not known"):
        admit(path)


def test_the_bound_itself_is_still_allowed(tmp_path):
    refuse_large(tmp_path / "a.xlsx", "S", (10, 10), Limits(cells=100))
    with pytest.raises(SourceError, match="110 cells"):
        refuse_large(tmp_path / "a.xlsx", "S", (11, 10), Limits(cells=100))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b'<c r="E4"><f>1+1</f><v></v></c>', [(4, 5)]),  # openpyxl
        (b'<c r="E4"><f>1+1</f><v/></c>', [(4, 5)]),
        (b'<c r="E4" s="3"><f ca="1">1+1</f></c>', [(4, 5)]),
        (b'<c r="E4"><f t="shared" si="0"/></c>', [(4, 5)]),
        (b'<c r="E4" t="str"><f>""</f><v></v></c>', []),  # Excel: the result is an empty text
        (b'<c r="E4"><f>1+1</f><v>2</v></c>', []),
        (b'<c r="E4" s="3"/>', []),
    ],
)
def test_formulas_without_a_value_are_found(cell, found):
    assert list(uncalculated_cells(b'<row r="4"><c r="A4"><v>1</v></c>' + cell + b"</row>")) == found
