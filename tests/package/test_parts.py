import os
import struct
import warnings
import zipfile

import pytest

from workbooks.package import Workbook
from workbooks.package.archive import Bounds
from workbooks.package.parts import Package
from xlcredit.errors import SourceError, WorkbookError
from xlcredit.texts import LANGUAGES


def test_open_and_write_without_a_change_gives_the_same_bytes(ledger_path):
    assert Package.open(ledger_path).to_bytes() == ledger_path.read_bytes()


def test_a_changed_part_leaves_the_compressed_bytes_of_the_others(ledger_path, tmp_path):
    package = Package.open(ledger_path)
    package.write("docProps/app.xml", b"<Properties/>")
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(package.to_bytes())
    again = Package.open(copy)
    same = [n for n in package.names if again.entry(n).record == Package.open(ledger_path).entry(n).record]
    assert sorted(set(package.names) - set(same)) == ["docProps/app.xml"]
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert archive.read("docProps/app.xml") == b"<Properties/>"


def test_entries_with_a_descriptor_behind_them_are_copied_whole(tmp_path):
    class Unseekable:  # makes zipfile write sizes behind the data, as streaming programmes do
        def __init__(self, stream):
            self.write, self.flush = stream.write, stream.flush

    path = tmp_path / "streamed.zip"
    with path.open("wb") as stream, zipfile.ZipFile(Unseekable(stream), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a/>" * 100)
        archive.writestr("b.xml", b"<b/>" * 100)
    package = Package(path.read_bytes())
    package.write("c.xml", b"<c/>")
    again = Package(package.to_bytes())
    assert [again.read(name) for name in "abc" for name in [f"{name}.xml"]] == [
        b"<a/>" * 100,
        b"<b/>" * 100,
        b"<c/>",
    ]


def test_read_finds_a_part_in_any_case(ledger_path):
    assert Package.open(ledger_path).read("XL/Workbook.xml").startswith(b"<?xml")


def test_a_part_written_and_removed_leaves_no_change(ledger_path):
    package = Package.open(ledger_path)
    package.write("xl/new.xml", b"<a/>")
    package.remove("xl/new.xml")
    assert package.changes() == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Customer;Amount\n1;2\n", "no Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "Excel 97-2003"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and no more", "damaged or cut off"),
    ],
)
def test_open_refuses_what_is_no_package(tmp_path, content, message):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        Workbook.open(path)


def test_open_refuses_a_missing_file(tmp_path):
    with pytest.raises(SourceError, match="is not there"):
        Workbook.open(tmp_path / "no.xlsx")


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_open_refuses_a_file_cut_off(ledger_path, keep):
    whole = ledger_path.read_bytes()
    ledger_path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(SourceError, match="damaged or cut off"):
        Workbook.open(ledger_path)


def test_read_refuses_a_part_whose_bytes_were_damaged(ledger_path):
    whole = bytearray(ledger_path.read_bytes())
    with zipfile.ZipFile(ledger_path) as archive:
        at = archive.getinfo("xl/workbook.xml").header_offset + 60
    whole[at : at + 8] = b"\0" * 8
    ledger_path.write_bytes(bytes(whole))
    with pytest.raises(SourceError, match="damaged or cut off"):
        Workbook.open(ledger_path)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/xl/evil.xml", "xl\\evil.xml", "C:/evil.xml", "xl//evil.xml"]
)
def test_open_refuses_names_that_point_outside(ledger_path, rewritten, name):
    path = rewritten(ledger_path, {"xl/evilevil.xml": b"<a/>"})
    longest = name.ljust(len("xl/evilevil.xml"), "x").encode()
    path.write_bytes(path.read_bytes().replace(b"xl/evilevil.xml", longest))
    with pytest.raises(SourceError, match="points outside"):
        Package.open(path)


def test_open_refuses_a_part_that_stands_twice(ledger_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of what the test wants
        with zipfile.ZipFile(ledger_path, "a") as archive:
            archive.writestr("XL/workbook.xml", b"<a/>")
    with pytest.raises(SourceError, match="stands in it twice"):
        Package.open(ledger_path)


def test_open_refuses_more_than_its_bounds(ledger_path):
    with pytest.raises(SourceError, match="at most 3 parts"):
        Package.open(ledger_path, Bounds(parts=3))
    with pytest.raises(SourceError, match="1,000 bytes"):
        Package.open(ledger_path, Bounds(total_bytes=1000))


def test_open_refuses_a_part_that_swells(ledger_path, rewritten):
    path = rewritten(ledger_path, {"xl/bomb.xml": b" " * 3_000_000})
    with pytest.raises(SourceError, match=r"unpacks to \d+ times"):
        Package.open(path, Bounds(ratio_from=1_000_000))


def test_read_never_unpacks_more_than_the_directory_says(ledger_path, rewritten):
    path = rewritten(ledger_path, {"xl/liar.xml": b" " * 500_000})
    whole = bytearray(path.read_bytes())
    at = whole.rindex(b"xl/liar.xml") - 46
    struct.pack_into("<L", whole, at + 24, 10)
    with pytest.raises(SourceError, match="damaged or cut off"):
        Package(bytes(whole)).read("xl/liar.xml")


def test_open_refuses_entries_that_share_their_bytes(ledger_path, rewritten):
    path = rewritten(ledger_path, {"xl/one.xml": b"<a/>", "xl/two.xml": b"<a/>"})
    whole = bytearray(path.read_bytes())
    first, second = (whole.rindex(name) - 46 for name in (b"xl/one.xml", b"xl/two.xml"))
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    with pytest.raises(SourceError, match="damaged or cut off"):
        Package(bytes(whole))


def test_open_refuses_a_signed_workbook(ledger_path, rewritten):
    path = rewritten(ledger_path, {"_xmlsignatures/sig1.xml": b"<a/>"})
    with pytest.raises(WorkbookError, match="digital signature"):
        Workbook.open(path)


def test_open_refuses_document_types_in_a_part(ledger_path, rewritten):
    bomb = b'<!DOCTYPE a [<!ENTITY e "x">]><workbook>&e;</workbook>'
    with pytest.raises(WorkbookError, match="not well formed"):
        _ = Workbook.open(rewritten(ledger_path, {"xl/workbook.xml": bomb})).sheet_names


def test_open_refuses_an_add_in(ledger_path, rewritten):
    with zipfile.ZipFile(ledger_path) as archive:
        types = archive.read("[Content_Types].xml")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    changed = types.replace(kind, b"application/vnd.ms-excel.addin.macroEnabled.main+xml")
    with pytest.raises(WorkbookError, match=r"Accepted are \.xlsx"):
        Workbook.open(rewritten(ledger_path, {"[Content_Types].xml": changed}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["Open__Photo Formats - CGM-O12-XL-Pictures.xlsx", "test_files__BlankSheetTypes.xlsb"]
)
def test_open_refuses_strict_and_binary_workbooks_in_both_languages(shared_data, name, language):
    with pytest.raises(WorkbookError) as caught:
        Workbook.open(shared_data / "workbooks" / name)
    assert name in caught.value.text(language)
    assert ("无损" if language == "zh" else "without loss") in caught.value.text(language)


@pytest.mark.skipif(os.name != "posix", reason="rights of a folder")
def test_open_says_when_a_path_is_a_folder(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        Workbook.open(tmp_path)
