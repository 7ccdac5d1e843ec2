from __future__ import annotations

import hashlib
import io

import numpy as np
import olefile
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workbooks.package.vba.compound_file import write_compound_file
from workbooks.package.vba.compound_reader import read_compound_file
from xlcredit.errors import ArgumentError

NAMES = st.text(st.characters(codec="ascii", exclude_characters="/\\:!\0"), min_size=1, max_size=31)
STREAMS = st.dictionaries(NAMES.map(str.upper), st.binary(max_size=200), max_size=40)


def opened(content):
    """Open a file in olefile, which raises at the least doubt."""
    found = olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE)
    assert found.parsing_issues == []
    return found


def by_olefile(content):
    """Return path and content of each stream, as olefile reads them."""
    found = opened(content)
    return {"/".join(path): found.openstream(path).read() for path in found.listdir()}


@given(STREAMS, STREAMS)
@hypothesis_settings(max_examples=60)
def test_write_any_streams_come_back_here_and_in_olefile(outer, inner):
    streams = outer | {f"storage of ours/{name}": content for name, content in inner.items()}
    written = write_compound_file(streams)
    assert read_compound_file(written) == streams
    assert by_olefile(written) == streams


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70_000])
def test_write_edge_sizes(size):
    streams = {"A": np.random.default_rng(size).bytes(size), "B": b"next"}
    assert (
        read_compound_file(write_compound_file(streams))
        == by_olefile(write_compound_file(streams))
        == streams
    )


# A table sector serves 64 KiB: the header lists 109 of them (7 MB), each list sector 127 more (8 MB).
@pytest.mark.parametrize(("megabytes", "lists"), [(6, 0), (8, 1), (17, 2)])
def test_write_large_file_lists_its_table_sectors(megabytes, lists):
    stream = np.random.default_rng(megabytes).bytes(megabytes << 20)
    written = write_compound_file({"large": stream, "small": b"x"})
    assert opened(written).num_difat_sectors == lists
    assert by_olefile(written)["large"] == stream
    assert read_compound_file(written)["large"] == stream


@pytest.mark.parametrize("full", [13_952, 30_208])  # 109 x 128 in the header alone, 236 x 128 with one list
def test_write_every_count_of_table_sectors_near_a_full_list_fits(full):
    for sectors in range(full - 260, full + 10, 15):
        content = bytes(sectors * 512)
        assert read_compound_file(write_compound_file({"a": content}))["a"] == content


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7, 8, 20, 64, 1000])
def test_write_directory_is_a_red_black_tree_in_order(count):
    names = [f"{'abcdefgh'[number % 8] * (number % 5 + 1)}{number}" for number in range(count)]
    entries = opened(write_compound_file(dict.fromkeys(names, b""))).direntries

    def walk(number, parent_colour):
        """Return the names in order and the count of black entries on every way down."""
        if number == olefile.NOSTREAM:
            return [], 0
        entry = entries[number]
        assert entry.color or parent_colour, "red below red"
        (left, left_blacks), (right, right_blacks) = (
            walk(side, entry.color) for side in (entry.sid_left, entry.sid_right)
        )
        assert left_blacks == right_blacks
        return [*left, entry.name, *right], left_blacks + entry.color

    top = entries[0].sid_child
    assert entries[top].color == 1
    assert walk(top, 1)[0] == sorted(names, key=lambda name: (len(name), name.upper()))


def test_write_holds_no_clock_and_no_chance():
    streams = {"PROJECT": b"p" * 5000, "VBA/dir": b"d"}
    written = write_compound_file(streams)
    assert written == write_compound_file(streams)
    entries = opened(written).direntries[:4]
    assert {(entry.createTime, entry.modifyTime, entry.clsid) for entry in entries} == {(0, 0, "")}
    # Fixed: a change of these bytes is a change of every add-in that is built.
    assert hashlib.sha256(written).hexdigest()[:16] == "34d23959185ff897"


@pytest.mark.parametrize("path", ["", "a/", "/a", "x" * 32, "a:b", "a\\b", "a!b", "\U0001f600" * 16])
def test_write_name_that_the_format_forbids(path):
    with pytest.raises(ArgumentError, match="1 to 31 characters"):
        write_compound_file({path: b""})


@pytest.mark.parametrize(
    "streams", [["a", "A"], ["a", "a/b"], ["a/b", "a/B"], ["a/b", "A"], ["a", "A/b"], ["a/b", "A/c"]]
)
def test_write_name_used_twice(streams):
    with pytest.raises(ArgumentError, match="each name once"):
        write_compound_file(dict.fromkeys(streams, b""))
