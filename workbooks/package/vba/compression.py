"""The packing of source text and records in a VBA project (MS-OVBA 2.4.1), both directions.

A container is one signature byte and chunks; a chunk holds up to 4096 bytes, packed as literals and as copies
of what the same chunk already gave, or raw where packing would not make it smaller.
"""

from __future__ import annotations

import struct

from xlcredit.errors import WorkbookError

SIGNATURE = b"\x01"
CHUNK_SIZE = 4096
SHORTEST_COPY = 3
TOKENS_A_GROUP = 8
HEADER_SIZE = TOKEN_SIZE = 2
RAW_HEADER, PACKED_HEADER = 0x3000, 0xB000  # the three signature bits, and the bit that says packed
SIGNATURE_BITS, PACKED_BIT, SIZE_BITS = 0x7000, 0x8000, 0x0FFF
LARGEST_UNPACKED = 1 << 26  # a megabyte of source is much; this only stops a bomb


def compress(source: bytes) -> bytes:
    """Pack bytes into a container.

    Parameters
    ----------
    source : bytes
        Any bytes.

    Returns
    -------
    bytes
        The container; the same input always gives the same bytes.

    Notes
    -----
    Each copy is the longest one, the nearest among equals, as in MS-OVBA 2.4.1.3.19.4. A raw chunk always
    stands for 4096 bytes; a shorter last piece that packing cannot shrink would come back with zeros behind
    it, so it is split into two packed chunks instead. Text never needs that.

    Examples
    --------
    >>> compress(b"a" * 73).hex(" ")
    '01 03 b0 02 61 45 00'
    >>> decompress(compress(b"Option Explicit"))
    b'Option Explicit'
    """
    starts = range(0, len(source), CHUNK_SIZE)
    return SIGNATURE + b"".join(_chunk(source[start : start + CHUNK_SIZE]) for start in starts)


def _chunk(piece: bytes) -> bytes:
    """Return one chunk with its header, or two where a short piece does not fit into one."""
    packed = _pack(piece)
    if len(packed) <= CHUNK_SIZE:
        return struct.pack("<H", PACKED_HEADER | (len(packed) - 1)) + packed
    if len(piece) == CHUNK_SIZE:
        return struct.pack("<H", RAW_HEADER | (CHUNK_SIZE - 1)) + piece
    middle = len(piece) // 2
    return _chunk(piece[:middle]) + _chunk(piece[middle:])


def _pack(piece: bytes) -> bytes:
    """Return the token groups of one piece."""
    groups, position = bytearray(), 0
    while position < len(piece):
        flags, tokens = 0, bytearray()
        for bit in range(TOKENS_A_GROUP):
            if position >= len(piece):
                break
            length, offset = _longest_copy(piece, position)
            if length:
                flags |= 1 << bit
                tokens += struct.pack(
                    "<H", ((offset - 1) << _length_bits(position)) | (length - SHORTEST_COPY)
                )
            else:
                tokens.append(piece[position])
            position += length or 1
        groups.append(flags)
        groups += tokens
    return bytes(groups)


def _length_bits(position: int) -> int:
    """Return how many bits of a copy token hold the length, at a position of the unpacked chunk."""
    return 16 - max((position - 1).bit_length(), 4)


def _longest_copy(piece: bytes, position: int) -> tuple[int, int]:
    """Return length and distance of the longest earlier run that continues here, zeros when there is none."""
    best, offset = 0, 0
    room = min(len(piece) - position, (1 << _length_bits(position)) + SHORTEST_COPY - 1) if position else 0
    wanted = SHORTEST_COPY
    while wanted <= room:
        # The run may reach into itself, but must start before this position.
        found = piece.rfind(piece[position : position + wanted], 0, position + wanted - 1)
        if found < 0:
            break
        best, offset = wanted, position - found
        while best < room and piece[found + best] == piece[position + best]:
            best += 1
        wanted = best + 1
    return best, offset


def decompress(container: bytes, *, limit: int = LARGEST_UNPACKED) -> bytes:
    """Unpack a container.

    Parameters
    ----------
    container : bytes
        What `compress` or an Office programme wrote.
    limit : int, optional
        Most bytes accepted unpacked. [bytes]

    Returns
    -------
    bytes
        The unpacked bytes.

    Raises
    ------
    WorkbookError
        When the signature is missing, a chunk is cut off or breaks the format, or the limit is passed.
    """
    if container[:1] != SIGNATURE:
        raise WorkbookError("vba.packing_broken", position=0)
    unpacked, position = bytearray(), 1
    while position < len(container):
        if len(container) - position < HEADER_SIZE:
            raise WorkbookError("vba.packing_broken", position=position)
        (header,) = struct.unpack_from("<H", container, position)
        body = container[position + 2 : position + 3 + (header & SIZE_BITS)]
        if header & SIGNATURE_BITS != RAW_HEADER or len(body) != (header & SIZE_BITS) + 1:
            raise WorkbookError("vba.packing_broken", position=position)
        unpacked += _unpack(body, position) if header & PACKED_BIT else _raw(body, position)
        position += 2 + len(body)
        if len(unpacked) > limit:
            raise WorkbookError("vba.too_large", size=len(unpacked), limit=limit)
    return bytes(unpacked)


def _raw(body: bytes, where: int) -> bytes:
    """Return the bytes of a raw chunk, which always holds 4096."""
    if len(body) != CHUNK_SIZE:
        raise WorkbookError("vba.packing_broken", position=where)
    return body


def _unpack(body: bytes, where: int) -> bytearray:
    """Return what a packed chunk stands for."""
    chunk, position = bytearray(), 0
    while position < len(body):
        flags = body[position]
        position += 1
        for bit in range(TOKENS_A_GROUP):
            if position >= len(body):
                break
            if flags >> bit & 1:
                _copy(chunk, body[position : position + 2], where)
                position += 2
            else:
                chunk.append(body[position])
                position += 1
    if len(chunk) > CHUNK_SIZE:
        raise WorkbookError("vba.packing_broken", position=where)
    return chunk


def _copy(chunk: bytearray, token: bytes, where: int) -> None:
    """Append the run that a copy token names."""
    bits = _length_bits(len(chunk)) if chunk else 0
    number = int.from_bytes(token, "little")
    offset, length = (number >> bits) + 1, (number & ((1 << bits) - 1)) + SHORTEST_COPY
    if len(token) < TOKEN_SIZE or offset > len(chunk):
        raise WorkbookError("vba.packing_broken", position=where)
    start = len(chunk) - offset
    run = chunk[start : start + length]
    chunk += (run * (length // len(run) + 1))[:length]
