"""Values as bytes between two Pythons: exact there and back, and refused when they are no message."""

from __future__ import annotations

import io
import math
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.hosts.calc.component import wire
from udfs.hosts.calc.component.errors import CODES, error_value

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(), max_size=8),  # half surrogates and NUL too
)
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=6)
)
VALUES = st.recursive(
    CELLS | BLOCKS.map(tuple), lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=8
)


def exactly(value):
    """A value with its types, so that 1, 1.0 and True, 0.0 and -0.0 are told apart."""
    return tuple(map(exactly, value)) if isinstance(value, tuple) else (type(value), repr(value))


@given(VALUES)
@settings(max_examples=60)
def test_values_come_back_as_they_were(value):
    assert exactly(wire.decode(wire.encode(value))) == exactly(value)


@pytest.mark.parametrize("code", CODES)
def test_an_error_value_keeps_its_code_alone_and_in_a_column(code):
    error = error_value(code)
    alone, (((found,), _),) = wire.decode(wire.encode((error, (((error,), (1.0,)),))))
    # The code stands in the lowest 32 bits of a number that is none, as LibreOffice's interpreter keeps it.
    assert [struct.pack(">d", each)[4:] for each in (alone, found)] == [struct.pack(">I", CODES[code])] * 2


def test_lists_and_derived_numbers_come_back_plain():
    numpy = pytest.importorskip("numpy")
    rows = [[numpy.float64(1.5), numpy.str_("A")], [numpy.float64(math.inf), numpy.str_("B")]]
    assert exactly(wire.decode(wire.encode(rows))) == exactly(((1.5, "A"), (math.inf, "B")))


def test_rows_of_different_length_and_nested_rows_survive():
    value = (((1.0,), (1.0, 2.0)), ((1.0, (2.0,)), (3.0, "x")), (), ((),))
    assert wire.decode(wire.encode(value)) == value


def test_a_record_is_no_tuple_of_cells():
    record = wire.Marked("reference", (7, "Sheet"))
    found = wire.decode(wire.encode((record, ((record, 1.0), (2.0, 3.0)))))
    assert type(found[0]) is wire.Marked
    assert found == (record, ((record, 1.0), (2.0, 3.0)))


@pytest.mark.parametrize(
    "value", [object(), b"bytes", {"a": 1}, 2**63, ((1.0,), (1j,))], ids=lambda value: type(value).__name__
)
def test_what_is_no_cell_is_refused(value):
    with pytest.raises(wire.WireError, match=r"is no value of a cell|beyond 64 bits"):
        wire.encode(value)


def test_endless_nesting_is_refused_on_both_sides():
    value: tuple[object, ...] = ()
    for _ in range(50):
        value = (value,)
    with pytest.raises(wire.WireError, match="nested deeper than 12"):
        wire.encode(value)
    with pytest.raises(wire.WireError, match="nested deeper than 12"):
        wire.decode(b"l\x01\x00\x00\x00" * 5000)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "breaks off"),
        (b"d\x00", "breaks off"),
        (b"?", "unknown mark"),
        (b"nn", "1 bytes too many"),
        (b"s\xff\xff\xff\xff", "breaks off"),
        (b"s\x01\x00\x00\x00\xff", "decode"),
        (b"l\xff\xff\xff\xff", "breaks off"),
        (b"b\xff\xff\xff\xff\xff\xff\xff\xffd", "cells in 10 bytes"),
        (b"b\x01\x00\x00\x00\x01\x00\x00\x00?", "unknown column"),
        (b"b\x01\x00\x00\x00\x01\x00\x00\x00x\x09", "unknown kind of cell 9"),
        (b"b\x02\x00\x00\x00\x01\x00\x00\x00s\x01\x00\x00\x00A", "1 texts where 2 belong"),
        (b"m\x01\x00\x00\x00xn", "a record without parts"),
    ],
)
def test_bytes_that_are_no_message_are_refused(payload, reason):
    with pytest.raises(wire.WireError, match=reason):
        wire.decode(payload)


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_any_bytes_are_a_value_or_refused(payload):
    try:
        value = wire.decode(payload)
    except wire.WireError:
        return
    assert exactly(wire.decode(wire.encode(value))) == exactly(value)


@given(VALUES, st.integers(0, 200), st.integers(1, 255))
@settings(max_examples=60)
def test_a_message_with_one_bad_byte_is_a_value_or_refused(value, place, change):
    payload = bytearray(wire.encode(value))
    payload[place % len(payload)] ^= change
    with suppress(wire.WireError):
        found = wire.decode(bytes(payload))
        assert exactly(wire.decode(wire.encode(found))) == exactly(found)


def test_frames_follow_each_other_and_end_with_the_stream():
    stream = io.BytesIO()
    for payload in (b"one", b"", b"three"):
        wire.write_frame(stream, payload)
    stream.seek(0)
    assert [wire.read_frame(stream) for _ in range(4)] == [b"one", b"", b"three", None]


@pytest.mark.parametrize(
    ("arrived", "reason"),
    [
        (b"Traceback (most", "not a message: b'Tracebac'"),
        (b"xlc", "breaks off: b'xlc'"),
        (b"x?", r"not a message: b'x\?'"),
        (struct.pack("=4sI", wire.MAGIC, 5) + b"abc", "a message of 5 bytes ended after 3"),
        (struct.pack("=4sI", wire.MAGIC, 1001), "a message of 1,001 bytes; at most 1,000 are taken"),
    ],
)
def test_what_is_no_frame_is_refused(arrived, reason):
    with pytest.raises(wire.WireError, match=reason):
        wire.read_frame(io.BytesIO(arrived), 1000)


def test_too_long_a_frame_is_not_sent_at_all():
    stream = io.BytesIO()
    with pytest.raises(wire.TooLong, match="a message of 5 bytes; at most 4 are taken"):
        wire.write_frame(stream, b"12345", 4)
    assert stream.getvalue() == b""
