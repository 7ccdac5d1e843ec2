from __future__ import annotations

import contextlib
import struct
import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workbooks.package.vba import compound_reader
from workbooks.package.vba.compound_file import write_compound_file
from workbooks.package.vba.compound_reader import read_compound_file
from xlcredit.errors import WorkbookError

STREAMS = {"PROJECT": b"p" * 700, "VBA/dir": b"d" * 300, "VBA/Sums": b"s" * 9000}
SOUND = write_compound_file(STREAMS)
TABLE, DIRECTORY, LIST_START, LIST_COUNT, FIRST_TABLE = 0x2C, 0x30, 0x44, 0x48, 0x4C


def number_at(offset):
    return struct.unpack_from("<I", SOUND, offset)[0]


def changed(*changes):
    """Return the sound file with some numbers replaced: (offset, value)."""
    content = bytearray(SOUND)
    for offset, value in changes:
        struct.pack_into("<I", content, offset, value)
    return bytes(content)


def table_offset(sector):
    """Where the allocation table says what follows a sector."""
    return (number_at(FIRST_TABLE) + 1) * 512 + 4 * sector


def entry_offset(name):
    """Where the directory's line of a name starts."""
    return SOUND.index(name.encode("utf-16-le") + b"\0\0")


BIG = struct.unpack_from("<I", SOUND, entry_offset("Sums") + 0x74)[0]  # first sector of the 9000 bytes
ROOT_START = struct.unpack_from("<I", SOUND, entry_offset("Root Entry") + 0x74)[0]
BROKEN = {
    "empty": (b"", "no compound file"),
    "a zip": (b"PK\3\4" + bytes(600), "no compound file"),
    "header cut off": (SOUND[:300], "cut off"),
    "cut off": (SOUND[:3000], "cut off"),
    "half": (SOUND[: len(SOUND) // 1024 * 512], "cut off"),
    "version 4": (SOUND[:26] + b"\4" + SOUND[27:], "version 4"),
    "other sector size": (SOUND[:30] + b"\x0c" + SOUND[31:], "unusual sectors"),
    "other small limit": (changed((0x38, 64)), "unusual sectors"),
    "chain in a circle": (changed((table_offset(BIG + 3), BIG)), "do not form a chain"),
    "chain onto itself": (changed((table_offset(BIG), BIG)), "do not form a chain"),
    "chain too short": (changed((table_offset(BIG + 3), 0xFFFFFFFE)), "do not form a chain"),
    "chain into another": (changed((table_offset(BIG + 3), ROOT_START)), "do not form a chain"),
    "chain outside": (changed((table_offset(BIG), 0x00FFFFFF)), "cut off"),
    "directory in a circle": (
        changed((table_offset(number_at(DIRECTORY)), number_at(DIRECTORY))),
        "do not form a chain",
    ),
    "directory outside": (changed((DIRECTORY, 0x1234567)), "cut off"),
    "no directory": (changed((DIRECTORY, 0xFFFFFFFE)), "directory is damaged"),
    "table count too high": (changed((TABLE, 0xFFFF)), "do not form a chain"),
    "table outside": (changed((FIRST_TABLE, 99_999)), "cut off"),
    "list in a circle": (changed((LIST_START, 0), (LIST_COUNT, 0xFFFFFFFF)), "cut off|do not form a chain"),
    "stream of 4 GB": (changed((entry_offset("Sums") + 0x78, 0xFFFFFFF0)), "do not form a chain"),
    "small chain outside": (changed((entry_offset("PROJECT") + 0x74, 9999)), "do not form a chain"),
    "small chain shared": (changed((entry_offset("dir") + 0x74, 0)), "do not form a chain"),
    "tree in a circle": (changed((entry_offset("dir") + 0x48, 1)), "directory is damaged"),
    "tree outside": (changed((entry_offset("dir") + 0x44, 77)), "directory is damaged"),
    "root is no root": (
        SOUND[: entry_offset("Root Entry") + 0x42] + b"\1" + SOUND[entry_offset("Root Entry") + 0x43 :],
        "directory is damaged",
    ),
    "name too long": (changed((entry_offset("dir") + 0x40, 0x0102_0100)), "directory is damaged"),
}


def test_read_sound_file():
    assert read_compound_file(SOUND) == STREAMS


@pytest.mark.parametrize("case", BROKEN)
def test_read_damaged_file_is_refused_at_once(case):
    content, words = BROKEN[case]
    start = time.perf_counter()
    with pytest.raises(WorkbookError, match=words):
        read_compound_file(content)
    assert time.perf_counter() - start < 1


def test_read_too_large_file(monkeypatch):
    monkeypatch.setattr(compound_reader, "LARGEST_FILE", 5000)
    with pytest.raises(WorkbookError, match="at most 5,000"):
        read_compound_file(SOUND)


@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 4), st.integers(0, 0xFFFFFFFF)), min_size=1, max_size=4)
)
@hypothesis_settings(max_examples=60)
def test_read_any_damage_gives_streams_or_a_refusal(changes):
    with contextlib.suppress(WorkbookError):
        assert sum(map(len, read_compound_file(changed(*changes)).values())) <= len(SOUND)


@given(st.binary(max_size=2000))
@hypothesis_settings(max_examples=60)
def test_read_anything_after_a_header(content):
    with contextlib.suppress(WorkbookError):
        assert sum(map(len, read_compound_file(SOUND[:512] + content).values())) <= len(content) + 512


def test_read_real_projects(real_projects):
    for name, project in real_projects.items():
        assert {"PROJECT", "VBA/dir", "VBA/_VBA_PROJECT", "VBA/ThisWorkbook"} <= set(
            read_compound_file(project)
        ), name
