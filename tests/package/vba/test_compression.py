from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from workbooks.package.vba.compression import compress, decompress
from xlcredit.errors import WorkbookError

# MS-OVBA 3.2: the three published examples.
PUBLISHED = {
    b"abcdefghijklmnopqrstuv.": "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72"
    " 73 74 75 76 2E",
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa": "01 2F B0 00 23 61 61 61 62 63 64 65 82"
    " 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 20 6D 6E 6F 70 06 71 02 70 04 00 72 73 74 75 76 10 77"
    " 78 79 7A 00 2C",
    b"a" * 73: "01 03 B0 02 61 45 00",
}


def noise(seed, size):
    return np.random.default_rng(seed).bytes(size)


PIECES = st.one_of(
    st.binary(max_size=9000),
    st.lists(st.sampled_from([b"    End If\r\n", b"Dim x As Long\r\n", b"\r\n", b"'"]), max_size=900).map(
        b"".join
    ),
    # Nothing to shorten: the sizes about 3640 are those that neither fit a packed chunk nor fill a raw one.
    st.builds(noise, st.integers(0, 99), st.integers(3500, 4200)),
)


@pytest.mark.parametrize("source", PUBLISHED, ids=len)
def test_compress_published_examples(source):
    assert compress(source) == bytes.fromhex(PUBLISHED[source])
    assert decompress(bytes.fromhex(PUBLISHED[source])) == source


@pytest.mark.parametrize("size", [0, 1, 2, 3, 3640, 3641, 4095, 4096, 4097, 8192, 12289])
@pytest.mark.parametrize("kind", ["random", "repeated"])
def test_compress_edge_sizes_come_back_here_and_in_oletools(size, kind):
    source = noise(size, size) if kind == "random" else (b"abcdefg" * 2000)[:size]
    assert decompress(compress(source)) == source
    assert decompress_stream(bytearray(compress(source))) == source


@given(PIECES)
@hypothesis_settings(max_examples=60)
def test_compress_any_bytes_come_back_here_and_in_oletools(source):
    packed = compress(source)
    assert decompress(packed) == source
    assert decompress_stream(bytearray(packed)) == source


def test_compress_repetition_is_small_and_noise_grows_by_headers_only():
    assert len(compress(b"x" * 409_600)) == 1 + 100 * 6  # a chunk: header 2, flags 1, letter 1, one copy 2
    assert len(compress(noise(7, 409_600))) == 1 + 100 * (2 + 4096)


def test_compress_real_modules(xlwings_modules):
    for module in xlwings_modules:
        source = module.source.encode("ascii")
        packed = compress(source)
        assert decompress(packed) == source, module.name
        assert decompress_stream(bytearray(packed)) == source, module.name
        assert len(packed) < len(source) * 0.7, module.name


def test_decompress_limit_stops_a_bomb():
    bomb = compress(b"\0" * 1_000_000)
    assert len(bomb) < 1500
    with pytest.raises(WorkbookError, match=r"Accepted are at most 65,536"):
        decompress(bomb, limit=1 << 16)


BROKEN = {
    "empty": b"",
    "no signature": b"\x02\x03\xb0\x02\x61\x45\x00",
    "half a header": b"\x01\x03",
    "chunk cut off": compress(b"a" * 73)[:-1],
    "wrong chunk signature": b"\x01\x03\x80\x02\x61\x45\x00",
    "raw chunk too short": b"\x01" + struct.pack("<H", 0x3000 | 9) + b"x" * 10,
    "copy before the start": b"\x01\x02\xb0\x01\x00\x00",
    "copy from before the chunk": b"\x01\x03\xb0\x02\x61\x45\x10",
    "half a copy": b"\x01\x02\xb0\x02\x61\x45",
    "copies over 4096": b"\x01\x05\xb0\x06\x61\xfc\x0f\xff\x0f",
    "letters over 4096": b"\x01\x05\xb0\x02\x61\xfc\x0f\x61\x61",
}


@pytest.mark.parametrize("case", BROKEN)
def test_decompress_damaged_container_is_refused(case):
    with pytest.raises(WorkbookError, match="packed text is damaged"):
        decompress(BROKEN[case])


@given(st.binary(max_size=300), st.integers(0, 299), st.integers(0, 255))
@hypothesis_settings(max_examples=60)
def test_decompress_changed_byte_gives_bytes_or_a_refusal(source, place, byte):
    packed = bytearray(compress(source))
    packed[place % len(packed)] = byte
    with contextlib.suppress(WorkbookError):
        assert len(decompress(bytes(packed))) <= 4096
