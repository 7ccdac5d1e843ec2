"""The obfuscation of the three protection values in a VBA project's text (MS-OVBA 2.4.3), both directions.

It hides nothing (the key is in the file): Office writes its flags this way, so a project without them is
refused.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from xlcredit.errors import WorkbookError

VERSION = 2
HEAD_SIZE, LENGTH_SIZE = 3, 4


class Concealed(NamedTuple):
    """What an obfuscated value holds: its seed, the project's key, the filler bytes and the value."""

    seed: int
    project_key: int
    filler: bytes
    content: bytes


def project_key(project_id: str) -> int:
    """Return the key that a project's identifier gives.

    Parameters
    ----------
    project_id : str
        The identifier with its braces.

    Returns
    -------
    int
        Sum of its bytes, 0 to 255.

    Examples
    --------
    >>> project_key("{917DED54-440B-4FD1-A5C1-74ACF261E600}")
    223
    """
    return sum(project_id.encode("ascii")) & 0xFF


def conceal(content: bytes, *, seed: int, key: int, filler: int = 0) -> str:
    r"""Obfuscate a value.

    Parameters
    ----------
    content : bytes
        The value.
    seed : int
        0 to 255; any one does, and two of its bits say how many filler bytes there are.
    key : int
        The project's key, 0 to 255.
    filler : int, optional
        The value of those bytes, 0 to 255; they mean nothing.

    Returns
    -------
    str
        Hexadecimal text for the `PROJECT` stream.

    Examples
    --------
    >>> conceal(b"\xff", seed=0x15, key=project_key("{917DED54-440B-4FD1-A5C1-74ACF261E600}"), filler=7)
    '1517CAF1D6F9D7F9D706'
    """
    concealed, plain_before = bytearray((seed, seed ^ VERSION, seed ^ key)), key
    for plain in bytes([filler]) * _filler_length(seed) + struct.pack("<I", len(content)) + content:
        concealed.append(plain ^ ((concealed[-2] + plain_before) & 0xFF))
        plain_before = plain
    return concealed.hex().upper()


def reveal(text: str) -> Concealed:
    r"""Read an obfuscated value.

    Parameters
    ----------
    text : str
        Hexadecimal text of a `CMG`, `DPB` or `GC` line.

    Returns
    -------
    Concealed
        Its seed, key, filler and content.

    Raises
    ------
    WorkbookError
        When the text is no such value.

    Examples
    --------
    >>> reveal("1517CAF1D6F9D7F9D706").content
    b'\xff'
    """
    try:
        concealed = bytes.fromhex(text)
    except ValueError:
        raise WorkbookError("vba.value_broken", got=text) from None
    if len(concealed) < HEAD_SIZE or concealed[0] ^ concealed[1] != VERSION:
        raise WorkbookError("vba.value_broken", got=text)
    seed, key = concealed[0], concealed[0] ^ concealed[2]
    plain_before, plain = key, bytearray()
    for position in range(HEAD_SIZE, len(concealed)):
        plain_before = concealed[position] ^ ((concealed[position - 2] + plain_before) & 0xFF)
        plain.append(plain_before)
    filler, rest = bytes(plain[: _filler_length(seed)]), bytes(plain[_filler_length(seed) :])
    if rest[:LENGTH_SIZE] != struct.pack("<I", len(rest) - LENGTH_SIZE if len(rest) >= LENGTH_SIZE else 0):
        raise WorkbookError("vba.value_broken", got=text)
    return Concealed(seed, key, filler, rest[LENGTH_SIZE:])


def _filler_length(seed: int) -> int:
    """Return how many filler bytes a seed asks for."""
    return (seed & 6) // 2
