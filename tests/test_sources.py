"""Ledger files of every kind: encodings, delimiters, addresses, and what is refused and why."""

from __future__ import annotations

import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from workbooks.sources import Limits, read_grids, source_hash
from xlcredit.errors import SourceError
from xlcredit.ledger import read_ledger
from xlcredit.ledger.cells import NEVER_CALCULATED

ROWS = [["客户", "金额"], ["甲公司", "007"]]
CSV = "客户,金额\r\n甲公司,007\r\n"


def write(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_text_is_read_in_every_encoding(tmp_path, encoding):
    grid = read_grids(write(tmp_path / "台账.csv", CSV.encode(encoding)))[0]
    assert (grid.sheet_name, grid.rows) == ("台账", ROWS)


def test_utf_16_without_a_mark_and_western_letters(tmp_path):
    assert read_grids(write(tmp_path / "a.txt", "Name,Amount\nA,1\n".encode("utf-16-le")))[0].rows[1] == [
        "A",
        "1",
    ]
    western = "Kunde;Betrag\nMüller & Söhne;1.234,50\nCafé é;2\n".encode("cp1252")
    assert read_grids(write(tmp_path / "b.csv", western))[0].rows[1] == ["Müller & Söhne", "1.234,50"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    rows = [["Name", "Amount"], ["A", "1.5"], ["B", "2.5"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert read_grids(write(tmp_path / "x.tsv", text.encode()))[0].rows == rows


def test_a_declared_delimiter_quotes_and_uneven_rows(tmp_path):
    grid = read_grids(write(tmp_path / "x.csv", b'sep=;\nName;Note\n"A;B";"two\nlines"\nC\n'))[0]
    assert grid.rows == [["Name", "Note"], ["A;B", "two\nlines"], ["C", ""]]
    assert grid.first_row == 2


def workbook(path, fill):
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("Ledger"))
    return path


def test_values_and_addresses_are_those_of_the_sheet(tmp_path):
    def fill(book, sheet):
        sheet.write_row("C5", ["Name", "Date", "Amount", "Flag"])
        sheet.write_string("C6", "=text")
        sheet.write_datetime("D6", date(2026, 1, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number("E6", 7)
        sheet.write_boolean("F6", True)

    path = workbook(tmp_path / "x.xlsx", fill)
    grid = read_grids(path)[0]
    assert grid.rows[1] == ["=text", date(2026, 1, 5), 7.0, True]
    # the independent reader
    cell = openpyxl.load_workbook(path)["Ledger"][grid.address(1, 2)]
    assert (grid.address(1, 2), cell.value) == ("E6", 7)


def test_a_formula_that_was_never_calculated_is_marked_and_set_aside(tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Customer", "Due date", "Amount"])
    book.active.append(["A", date(2026, 1, 5), 5])
    book.active.append(["A", date(2026, 1, 6), "=C2*2"])
    book.save(path)
    grid = read_grids(path)[0]
    assert grid.rows[2][2] == NEVER_CALCULATED
    ledger = read_ledger([grid], today=date(2026, 2, 1))
    assert next(i for i in ledger.issues if i.code == "amount_uncalculated").cell == "C3"


def test_source_hash_is_the_file_s_sha256(tmp_path):
    # published: SHA-256 of "abc" begins ba7816bf 8f01cfea (FIPS 180-2, appendix B.1)
    assert source_hash(write(tmp_path / "x.csv", b"abc")) == "ba7816bf8f01cfea"


def refused(path, match, **options):
    with pytest.raises(SourceError, match=match):
        read_grids(path, **options)


def test_what_is_no_file_is_refused(tmp_path):
    refused(tmp_path / "none.xlsx", "no such file")
    refused(tmp_path, "a folder")
    refused(write(tmp_path / "x.csv", b""), "is empty")
    with pytest.raises(SourceError, match="no such file"):
        source_hash(tmp_path / "none.xlsx")


def test_unknown_kinds_are_refused(tmp_path):
    refused(write(tmp_path / "x.xls", b"<html><table><tr><td>1</td></tr></table></html>"), "web page")
    refused(
        write(tmp_path / "x.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x01" * 50),
        "not known|cannot be read",
    )
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as package:
        package.writestr("hello.txt", "hello")
    refused(tmp_path / "x.xlsx", "kind of file is not known")


def test_an_encrypted_package_is_refused(tmp_path):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    refused(write(tmp_path / "x.xlsx", head + "EncryptedPackage".encode("utf-16-le")), "password")


def test_a_truncated_package_is_refused(tmp_path):
    path = workbook(tmp_path / "x.xlsx", lambda _, sheet: sheet.write_row("A1", ["a", 1]))
    refused(write(tmp_path / "cut.xlsx", path.read_bytes()[:-200]), "damaged")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b" " * 60_000_000)
    refused(path, "unpacked it would have 1 parts and 60,000,000 bytes")
    refused(path, "unpacked", limits=Limits(unpacked_bytes=1000))


def test_a_stray_cell_far_away_is_refused_not_filled_in(tmp_path):
    def fill(_, sheet):
        sheet.write_row("A1", ["Customer", "Amount"])
        sheet.write("XFD1048576", 1)

    refused(workbook(tmp_path / "x.xlsx", fill), r"17,179,869,184 cells.*Ctrl\+End")


def test_a_text_file_beyond_the_bound_is_refused(tmp_path):
    path = write(tmp_path / "x.csv", b"a,b\n" * 100)
    refused(path, "Accepted are up to", limits=Limits(cells=50))
    assert len(read_grids(path, limits=Limits(cells=200))[0].rows) == 100


def test_messages_are_chinese_too(tmp_path):
    with pytest.raises(SourceError) as caught:
        read_grids(tmp_path / "none.xlsx")
    assert "文件不存在" in caught.value.text("zh")


@pytest.mark.shared
def test_a_password_protected_xls_is_refused(shared_data, tmp_path):
    content = bytearray((shared_data / "sap_fi_export" / "export.xls").read_bytes())
    # BOF of the workbook stream (0x0809, 16 bytes); the record after it becomes FilePass (0x002F)
    place = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[place : place + 2] = b"\x2f\x00"
    refused(write(tmp_path / "x.xls", bytes(content)), "password")


@pytest.mark.libreoffice
@pytest.mark.parametrize(("ending", "output"), [("ods", "ods:calc8"), ("xls", "xls:MS Excel 97")])
def test_other_formats_hold_the_same_values(tmp_path, convert, ending, output):
    def fill(_, sheet):
        sheet.write_row("B3", ["客户", "金额", "备注"])
        sheet.write_row("B4", ["甲公司", 7.5, "007"])

    path = workbook(tmp_path / "x.xlsx", fill)
    grid, same = read_grids(path)[0], read_grids(convert(path, output))[0]
    assert same.rows == grid.rows == [["客户", "金额", "备注"], ["甲公司", 7.5, "007"]], ending
    assert same.address(0, 0) == grid.address(0, 0) == "B3"
