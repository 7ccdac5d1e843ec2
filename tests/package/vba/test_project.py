from __future__ import annotations

import functools
import hashlib
import io
import re
import struct

import numpy as np
import olefile
import pytest
from oletools.olevba import VBA_Parser, decompress_stream

from workbooks.package.vba import VbaModule, compression, read_vba_project, vba_project
from workbooks.package.vba.compound_file import write_compound_file
from workbooks.package.vba.compound_reader import read_compound_file
from workbooks.package.vba.compression import compress, decompress
from workbooks.package.vba.encryption import project_key, reveal
from xlcredit.errors import ArgumentError, WorkbookError

ENDINGS = {"standard": "bas", "class": "cls", "document": "cls"}


def by_olevba(content):
    """Return source by file name, as oletools' scanner reads a project."""
    parser = VBA_Parser("vbaProject.bin", data=content)
    try:
        return {name: source for _, _, name, source in parser.extract_macros()}
    finally:
        parser.close()


def warnings_of(caplog):
    """Return what olevba complained of, but for what it always says of files in memory."""
    return [message for message in caplog.messages if "files in memory" not in message]


def assert_reads_back(modules, content):
    """Compare with both readers."""
    found = read_vba_project(content)
    assert [(m.name, m.kind, m.source) for m in found] == [(m.name, m.kind, m.stored) for m in modules]
    assert by_olevba(content) == {f"{m.name}.{ENDINGS[m.kind]}": m.stored for m in modules}


def test_vba_project_reads_back(modules, caplog):
    caplog.set_level("WARNING", logger="olevba")  # silent unless asked
    content = vba_project(modules, name="Example")
    assert_reads_back(modules, content)
    found = olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE)
    assert found.parsing_issues == []
    assert warnings_of(caplog) == []


def test_vba_project_of_xlwings_own_modules(xlwings_modules, caplog):
    caplog.set_level("WARNING", logger="olevba")
    content = vba_project(xlwings_modules, name="Example")
    assert_reads_back(xlwings_modules, content)
    for module, found in zip(xlwings_modules, read_vba_project(content), strict=True):
        body = re.split(r"(?m)^Attribute VB_.*\r\n", module.source)[-1]
        assert len(body) > 0.8 * len(module.source) > 0
        assert found.source.removesuffix("\r\n").endswith(body.removesuffix("\r\n")), module.name
    assert warnings_of(caplog) == []


def test_vba_project_made_again_of_what_was_read_is_the_same(modules, xlwings_modules):
    content = vba_project([*modules, *xlwings_modules], name="Example")
    assert vba_project(read_vba_project(content), name="Example") == content


def test_vba_project_bytes_are_fixed(modules):
    # A change of these bytes is a change of every add-in that is built: it must be meant.
    digest = hashlib.sha256(vba_project(modules, name="Example")).hexdigest()
    assert digest[:16] == "2c86580aa7983b9a"


def test_vba_project_streams_hold_what_the_specification_says(modules):
    streams = read_compound_file(vba_project(modules, name="Example"))
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("CC 61 FF FF 00 00 00")
    assert decompress(streams["VBA/Sums"]).startswith(b'Attribute VB_Name = "Sums"\r\nOption Explicit\r\n')
    # MS-OVBA 2.3.3: the name in the code page, the name in Unicode, both ended by zero; zeros at the end.
    assert streams["PROJECTwm"].endswith(b"Counter\0C\0o\0u\0n\0t\0e\0r\0\0\0\0\0")
    lines = streams["PROJECT"].decode("ascii").split("\r\n")
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=Sums",
        "Class=Counter",
        'Name="Example"',
    ]
    key = project_key(lines[0].removeprefix('ID="').rstrip('"'))
    values = {
        name: reveal(value.strip('"')) for name, _, value in (line.partition("=") for line in lines[8:11])
    }
    assert {name: value.content for name, value in values.items()} == {
        "CMG": bytes(4),
        "DPB": b"\0",
        "GC": b"\xff",
    }
    assert {value.project_key for value in values.values()} == {key}


def records(content):
    """Return number and content of the `dir` records, read by rule (MS-OVBA 2.3.4.2), not by our reader."""
    packed = read_compound_file(content)["VBA/dir"]
    unpacked, place, found = decompress_stream(bytearray(packed)), 0, []
    while place < len(unpacked):
        number, size = struct.unpack_from("<HI", unpacked, place)
        size += 2 * (number == 9)
        found.append((number, bytes(unpacked[place + 6 : place + 6 + size])))
        place += 6 + size
    return found


def test_vba_project_records_come_in_the_specified_order(modules):
    found = records(vba_project(modules, name="Example"))
    module = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C]
    assert [number for number, _ in found] == [
        *(0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C),
        *(0x16, 0x3E, 0x0D, 0x16, 0x3E, 0x0D, 0x0F, 0x13),
        *(*module, 0x22, 0x2B, *module, 0x22, 0x2B, *module, 0x21, 0x2B, *module, 0x22, 0x2B),
        0x10,
    ]
    values = dict(found)
    assert (values[0x03], values[0x04], values[0x0F]) == (b"\xe4\x04", b"Example", b"\4\0")
    assert {content for number, content in found if number == 0x31} == {bytes(4)}


def test_vba_project_refers_to_what_excels_own_projects_refer_to(modules, real_projects):
    def libraries(content):
        return {value[4 : value.index(b"#", 4)] for number, value in records(content) if number == 0x0D}

    ours = libraries(vba_project(modules, name="Example"))
    assert ours == libraries(real_projects["xlwings.xlam"])
    assert len(ours) == 2


def test_read_vba_project_real_files_as_oletools_reads_them(real_projects):
    for name, content in real_projects.items():
        found = {
            f"{module.name}.{ENDINGS[module.kind]}": module.source for module in read_vba_project(content)
        }
        assert found == by_olevba(content), name
        for path, stream in read_compound_file(content).items():
            if path == "VBA/dir":
                assert decompress(stream) == decompress_stream(bytearray(stream)), name


def test_vba_project_with_many_modules():
    modules = [VbaModule(f"Part{number}", f"'{number}\n" * 150, "standard") for number in range(1000)]
    assert_reads_back(modules, vba_project(modules, name="Example"))


def test_vba_project_with_large_modules(monkeypatch):
    # Nine modules of a megabyte that packing cannot shrink. They repeat one piece, so it is packed once.
    monkeypatch.setattr(compression, "_chunk", functools.cache(compression._chunk))
    letters = np.random.default_rng(1).integers(33, 127, (8, 510), dtype=np.uint8)
    piece = "".join(row.tobytes().decode("ascii") + "\r\n" for row in letters)
    modules = [VbaModule(f"Large{number}", piece * 256, "standard") for number in range(9)]
    content = vba_project(modules, name="Example")
    assert olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE).num_difat_sectors == 1
    assert len(content) > 9 << 20
    assert_reads_back(modules, content)


@pytest.mark.parametrize("names", [["Sums", "sums"], ["Example"], ["dir"], ["VBA"], ["Office"], ["stdole"]])
def test_vba_project_name_that_is_taken(names):
    with pytest.raises(ArgumentError, match=f"VBA module: name '{names[-1]}' is already"):
        vba_project([VbaModule(name, "", "standard") for name in names], name="Example")


@pytest.mark.parametrize("name", ["", "1st", "two words", "Excel", "vba", "x" * 32, "Sub", "é"])
def test_vba_project_illegal_project_name(name):
    with pytest.raises(ArgumentError, match="VBA project: name"):
        vba_project([], name=name)


def test_vba_project_names_module_and_line_of_what_is_not_ascii(modules):
    with pytest.raises(ArgumentError, match="VBA module Words, line 2: holds '逾'"):
        vba_project([*modules, VbaModule("Words", 'Dim a\na = "逾期"\n', "standard")], name="Example")


def test_read_vba_project_in_another_code_page(modules):
    streams = read_compound_file(vba_project(modules, name="Example"))
    unpacked = decompress(streams["VBA/dir"]).replace(
        b"\3\0\2\0\0\0\xe4\4", b"\3\0\2\0\0\0" + struct.pack("<H", 936)
    )
    streams["VBA/dir"] = compress(unpacked)
    streams["VBA/Sums"] = compress("' 信用\r\n".encode("gbk"))
    assert read_vba_project(write_compound_file(streams))[2].source == "' 信用\r\n"


def without(name):
    streams = read_compound_file(vba_project([VbaModule("Sums", "", "standard")], name="Example"))
    return write_compound_file({path: content for path, content in streams.items() if path != name})


def with_records(change):
    streams = read_compound_file(vba_project([VbaModule("Sums", "", "standard")], name="Example"))
    streams["VBA/dir"] = compress(change(decompress(streams["VBA/dir"])))
    return write_compound_file(streams)


BROKEN = {
    "no dir": (lambda: without("VBA/dir"), "stream 'VBA/dir' is missing"),
    "no PROJECT": (lambda: without("PROJECT"), "stream 'PROJECT' is missing"),
    "no module": (lambda: without("VBA/Sums"), "stream 'VBA/Sums' is missing"),
    "records cut off": (lambda: with_records(lambda held: held[:-3]), "list of modules is damaged"),
    "record too long": (
        lambda: with_records(lambda held: held.replace(b"\3\0\2\0\0\0", b"\3\0\2\0\0\x7f")),
        "list of modules is damaged",
    ),
    "no end": (lambda: with_records(lambda held: held[:-6]), "list of modules is damaged"),
    "module without offset": (
        lambda: with_records(lambda held: held.replace(b"\x31\0\4\0\0\0", b"\x30\0\4\0\0\0")),
        "list of modules is damaged",
    ),
    "offset outside": (
        lambda: with_records(lambda held: held.replace(b"\x31\0\4\0\0\0\0\0", b"\x31\0\4\0\0\0\0\x7f")),
        "packed text is damaged",
    ),
    "unknown code page": (
        lambda: with_records(lambda held: held.replace(b"\3\0\2\0\0\0\xe4\4", b"\3\0\2\0\0\0\x01\0")),
        "code page 1",
    ),
    "not packed": (
        lambda: write_compound_file({"PROJECT": b"", "VBA/dir": b"plain"}),
        "packed text is damaged",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_read_vba_project_damaged(case):
    build, words = BROKEN[case]
    with pytest.raises(WorkbookError, match=words):
        read_vba_project(build())
