"""Messages between LibreOffice's Python and the helper process: values as bytes, in frames of known length.

Nothing that arrives is run or looked up: bytes become numbers, texts, flags, blanks, rows and `Marked`
records, or are refused. A column of one kind, as most are, is packed as one array; numbers keep every bit, so
that an error value, which to Calc is a number that is none, stays the one it is.
"""

from __future__ import annotations

import struct
from array import array
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST = 256 * 1024 * 1024
"""Bytes of the longest message: a million rows of four columns take a quarter of it."""
PROTOCOL = 1
"""Of the messages; a helper process that speaks another one is of another version."""
MAGIC = b"xlc1"
_HEADER = struct.Struct("=4sI")
_NUMBER, _WHOLE = struct.Struct("=d"), struct.Struct("=q")
_COUNT, _SHAPE = struct.Struct("=I"), struct.Struct("=II")
_DEEPEST = 12
_NONE, _FALSE, _TRUE, _FLOAT, _INT, _TEXT = range(6)
_KINDS = {type(None): _NONE, bool: _TRUE, float: _FLOAT, int: _INT, str: _TEXT}
_BETWEEN = "\0"  # a cell holds none


class WireError(ValueError):
    """A value that cannot be sent, or bytes that are no message."""


class TooLong(WireError):  # noqa: N818  a kind of WireError
    """A message beyond the largest that is taken.

    Parameters
    ----------
    size, largest : int
        [bytes]
    """

    def __init__(self, size: int, largest: int) -> None:
        super().__init__(f"a message of {size:,} bytes; at most {largest:,} are taken")
        self.size, self.largest = size, largest


class BrokenOff(WireError):  # noqa: N818  a kind of WireError
    """A message whose sender ended in the middle of it."""


class Marked(NamedTuple):
    """A record that is no cell: its kind, and its parts."""

    kind: str
    parts: tuple[Any, ...]


_NESTED = frozenset({tuple, list, Marked})


def write_frame(stream: Any, payload: bytes, largest: int = LARGEST) -> None:
    """Send one message.

    Parameters
    ----------
    stream : binary file
        Where to.
    payload : bytes
        From `encode`.
    largest : int
        [bytes]

    Raises
    ------
    TooLong
        When it is longer; nothing is sent.
    OSError
        When nobody listens.
    """
    if len(payload) > largest:
        raise TooLong(len(payload), largest)
    stream.write(_HEADER.pack(MAGIC, len(payload)) + payload)
    stream.flush()


def read_frame(stream: Any, largest: int = LARGEST) -> bytes | None:
    """Wait for one message.

    Parameters
    ----------
    stream : binary file
        Where from.
    largest : int
        [bytes]

    Returns
    -------
    bytes or None
        None when the other side has ended, between two messages.

    Raises
    ------
    WireError
        When what arrives is no message; `BrokenOff` when it ended in the middle of one, `TooLong`.
    """
    header = stream.read(_HEADER.size)
    if not header:
        return None
    if header[:4] != MAGIC[: len(header)]:
        raise WireError(f"not a message: {header!r}")
    if len(header) < _HEADER.size:
        raise BrokenOff(f"a message that breaks off: {header!r}")
    size = _HEADER.unpack(header)[1]
    if size > largest:
        raise TooLong(size, largest)
    payload: bytes = stream.read(size)
    if len(payload) < size:
        raise BrokenOff(f"a message of {size} bytes ended after {len(payload)}")
    return payload


def encode(value: Any) -> bytes:
    """Return a value as bytes.

    Parameters
    ----------
    value : object
        None, bool, float, int of 64 bits, str, `Marked`, or a tuple or list of such values.

    Returns
    -------
    bytes
        For `decode`.

    Raises
    ------
    WireError
        When it holds anything else.

    Examples
    --------
    >>> decode(encode(("DSO", ((1.5, None), ("A", True)))))
    ('DSO', ((1.5, None), ('A', True)))
    """
    parts: list[bytes] = []
    _put(value, parts, 0)
    return b"".join(parts)


def decode(payload: bytes) -> Any:
    """Return the value that bytes stand for.

    Parameters
    ----------
    payload : bytes
        From anywhere.

    Returns
    -------
    object
        As `encode` took it; lists come back as tuples.

    Raises
    ------
    WireError
        When they stand for none.

    Examples
    --------
    >>> decode(b"?")
    Traceback (most recent call last):
    udfs.hosts.calc.component.wire.WireError: unknown mark b'?'
    """
    reader = _Reader(payload)
    value = reader.value(0)
    if reader.place != len(payload):
        raise WireError(f"{len(payload) - reader.place} bytes too many")
    return value


def replaced(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a value with all in it that is no cell changed.

    Parameters
    ----------
    value : object
        Tuples and lists are looked into.
    change : callable
        What is no cell, to what stands in its place.

    Returns
    -------
    object
        Cells as they were.

    Examples
    --------
    >>> replaced((1.0, ("A", 2j)), str)
    (1.0, ('A', '2j'))
    """
    kind = type(value)
    if kind in _KINDS:
        return value
    if kind is tuple or kind is list:
        if set(map(type, value)) <= _KINDS.keys():
            return value
        return tuple([replaced(each, change) for each in value])
    return change(value)


def _put(value: Any, parts: list[bytes], depth: int) -> None:
    """Add the bytes of one value."""
    kind = type(value)
    if kind is float:
        parts.append(b"d" + _NUMBER.pack(value))
    elif kind is str:
        _put_text(b"s", value, parts)
    elif value is None:
        parts.append(b"n")
    elif kind is bool:
        parts.append(b"t" if value else b"f")
    elif kind is int:
        parts.append(b"i" + _whole(value))
    elif kind is Marked:
        _put_text(b"m", value.kind, parts)
        _put(value.parts, parts, _deeper(depth))
    elif isinstance(value, (tuple, list)):
        _put_sequence(value, parts, _deeper(depth))
    else:
        _put(_plain(value), parts, depth)


def _put_sequence(rows: Any, parts: list[bytes], depth: int) -> None:
    """Add the bytes of a tuple; rows of cells of one length go column by column."""
    width = _width(rows)
    if not width:
        parts.append(b"l" + _COUNT.pack(len(rows)))
        for each in rows:
            _put(each, parts, depth)
        return
    parts.append(b"b" + _SHAPE.pack(len(rows), width))
    for column in zip(*rows):  # noqa: B905  of one length, and older Pythons know no `strict`
        _put_column(column, parts)


def _width(rows: Any) -> int:
    """Return how many cells each row has; 0 when these are not rows of cells of one length."""
    if not rows or not set(map(type, rows)) <= {tuple, list}:
        return 0
    widths = set(map(len, rows))
    nested = _NESTED & set(map(type, chain.from_iterable(rows)))
    return 0 if nested or len(widths) != 1 else int(widths.pop())


def _put_column(column: Any, parts: list[bytes]) -> None:
    """Add the bytes of a column of cells."""
    kinds = set(map(type, column))
    if kinds == {float}:
        parts.append(b"d" + array("d", column).tobytes())
        return
    if kinds == {str}:
        _put_texts(column, parts)
        return
    if not kinds <= _KINDS.keys():
        column = [cell if type(cell) in _KINDS else _plain(cell) for cell in column]
    parts.append(b"x" + bytes(_FALSE if cell is False else _KINDS[type(cell)] for cell in column))
    parts.append(array("d", [cell for cell in column if type(cell) is float]).tobytes())
    parts.extend(_whole(cell) for cell in column if type(cell) is int)
    texts = [cell for cell in column if type(cell) is str]
    if texts:
        _put_texts(texts, parts)


def _put_texts(texts: Any, parts: list[bytes]) -> None:
    """Add the bytes of one or more texts: in one piece if none holds what separates them."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) == len(texts) - 1:
        _put_text(b"s", joined, parts)
        return
    parts.append(b"S")
    for text in texts:
        _put_text(b"", text, parts)


def _put_text(mark: bytes, text: str, parts: list[bytes]) -> None:
    """Add the bytes of one text; half a surrogate pair, which LibreOffice can hold, survives."""
    encoded = text.encode("utf-8", "surrogatepass")
    parts.append(mark + _COUNT.pack(len(encoded)) + encoded)


def _whole(value: int) -> bytes:
    """Return a whole number as bytes."""
    try:
        return _WHOLE.pack(value)
    except struct.error:
        raise WireError("a whole number beyond 64 bits") from None


def _plain(value: Any) -> Any:
    """Return a value of a derived kind, as NumPy's float is, as the plain one."""
    for kind in (float, str, bool, int):
        if isinstance(value, kind):
            return kind(value)
    raise WireError(f"{type(value).__name__} is no value of a cell")


def _deeper(depth: int) -> int:
    """Count one floor more."""
    if depth >= _DEEPEST:
        raise WireError(f"nested deeper than {_DEEPEST}")
    return depth + 1


class _Reader:
    """Goes through the bytes of one message and never beyond them."""

    def __init__(self, payload: bytes) -> None:
        self.payload, self.place = payload, 0

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        start, self.place = self.place, self.place + size
        if self.place > len(self.payload):
            raise WireError("a message that breaks off")
        return self.payload[start : self.place]

    def count(self) -> int:
        """Return the next count."""
        return int(_COUNT.unpack(self.take(4))[0])

    def text(self) -> str:
        """Return the next text."""
        try:
            return self.take(self.count()).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise WireError(str(error)) from None

    def value(self, depth: int) -> Any:
        """Return the next value."""
        mark = self.take(1)
        if mark == b"d":
            return _NUMBER.unpack(self.take(8))[0]
        if mark in _FIXED:
            return _FIXED[mark]
        read = _READ.get(mark)
        if read is None:
            raise WireError(f"unknown mark {mark!r}")
        return read(self, _deeper(depth))

    def single(self, _depth: int) -> str:
        """Return the text that is next."""
        return self.text()

    def whole(self, _depth: int) -> int:
        """Return the whole number that is next."""
        return int(_WHOLE.unpack(self.take(8))[0])

    def several(self, depth: int) -> tuple[Any, ...]:
        """Return the values that are next."""
        return tuple([self.value(depth) for _ in range(self.count())])

    def marked(self, depth: int) -> Marked:
        """Return the next record."""
        kind, parts = self.text(), self.value(depth)
        if not isinstance(parts, tuple):
            raise WireError("a record without parts")
        return Marked(kind, parts)

    def block(self, _depth: int) -> tuple[tuple[Any, ...], ...]:
        """Return rows of cells; each takes a byte at least, so a short message cannot stand for many."""
        rows, width = _SHAPE.unpack(self.take(_SHAPE.size))
        if not rows or rows * width > len(self.payload):
            raise WireError(f"{rows} x {width} cells in {len(self.payload)} bytes")
        return tuple(zip(*[self.column(rows) for _ in range(width)]))  # noqa: B905  as above

    def column(self, rows: int) -> Any:
        """Return the cells of one column."""
        mark = self.take(1)
        if mark == b"d":
            return self.numbers("d", rows)
        if mark in b"sS":
            return self.texts(mark, rows)
        if mark == b"x":
            return self.mixed(self.take(rows))
        raise WireError(f"unknown column {mark!r}")

    def numbers(self, code: str, size: int) -> list[Any]:
        """Return numbers."""
        found = array(code)
        found.frombytes(self.take(size * found.itemsize))
        return found.tolist()

    def texts(self, mark: bytes, size: int) -> list[str]:
        """Return texts."""
        found = self.text().split(_BETWEEN) if mark == b"s" else [self.text() for _ in range(size)]
        if len(found) != size:
            raise WireError(f"{len(found)} texts where {size} belong")
        return found

    def mixed(self, kinds: bytes) -> list[Any]:
        """Return cells of several kinds, each taken from those of its own."""
        floats = self.numbers("d", kinds.count(_FLOAT))
        whole = self.numbers("q", kinds.count(_INT))
        count = kinds.count(_TEXT)
        texts = self.texts(self.take(1), count) if count else []
        sources: list[Iterator[Any]] = [repeat(None), repeat(False), repeat(True)]
        sources += [iter(floats), iter(whole), iter(texts)]
        if max(kinds) >= len(sources):
            raise WireError(f"unknown kind of cell {max(kinds)}")
        return [next(sources[kind]) for kind in kinds]


_FIXED = {b"n": None, b"t": True, b"f": False}
_READ = {
    b"s": _Reader.single,
    b"i": _Reader.whole,
    b"l": _Reader.several,
    b"b": _Reader.block,
    b"m": _Reader.marked,
}
