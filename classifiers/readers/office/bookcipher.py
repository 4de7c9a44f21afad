"""Workbooks of Excel 5 to 2003 that are locked with the password that Excel tries by itself.

Source: MS-XLS, sections 2.2.10 and 2.4.117; MS-OFFCRYPTO, section 2.3.7.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.office.biff import BOFS, BOUND_SHEET, FILEPASS, records
from classifiers.readers.office.keys import crypto_api_keys, rc4, rc4_keys

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1024
# Records that are never enciphered: where the stream begins, who uses it, how it is locked, revisions.
OPEN = frozenset({*BOFS, FILEPASS, 0x00E1, 0x0138, 0x0139, 0x0194, 0x0195, 0x0196})
SHEET_PLACE_BYTES = 4
# Key and verifier of Excel's own password, and the bytes that are made from it.
XOR_MARK = bytes.fromhex("59b30a9a")
XOR_BYTES = bytes.fromhex("876b9ae21ee305621e699660986e9404")

# Each byte turned by five bits.
TURNED = bytes((value >> 5 | value << 3) & 0xFF for value in range(256))


def deciphered(stream: bytes, lock: bytes) -> bytes | None:
    """The stream as it was before; none where it takes a password that somebody has to know.

    Args:
        stream: A stream of records: the workbook's, or that of a pivot table's cache.
        lock: The workbook's record of how it is enciphered.
    """
    if XOR_MARK in (lock, lock[2:]) and len(lock) in (4, 6):
        return _assembled(stream, xored(stream, XOR_BYTES))
    kind, major = struct.unpack_from("<HH", lock) if len(lock) >= 54 else (0, 0)
    if kind != 1:
        return None
    try:
        key_of = rc4_keys(lock[6:54]) if major == 1 else crypto_api_keys(lock[6:])
    except (struct.error, ValueError):
        return None
    return _assembled(stream, _streamed(stream, key_of)) if key_of else None


def _streamed(stream: bytes, key_of: Callable[[int], bytes]) -> bytes:
    """Every block of 1,024 bytes deciphered with a key of its own, heads of records and all."""
    return b"".join(
        rc4(key_of(number), stream[place : place + BLOCK]) for number, place in enumerate(range(0, len(stream), BLOCK))
    )


def xored(stream: bytes, key: bytes) -> bytes:
    """Every record's bytes deciphered by the older way.

    Args:
        stream: The stream of records.
        key: 16 bytes, made from a password.
    """
    pieces: list[bytes] = []
    place = 0
    for _, data in records(stream):
        place += 4
        first = (place + len(data)) % len(key)
        mask = (key[first:] + key[:first]) * (len(data) // len(key) + 1)
        mixed = int.from_bytes(data, "little") ^ int.from_bytes(mask[: len(data)], "little")
        pieces += [bytes(4), mixed.to_bytes(len(data), "little").translate(TURNED)]
        place += len(data)
    return b"".join(pieces)


def _assembled(stream: bytes, plain: bytes) -> bytes:
    """Heads of records as they stand, and what follows from the deciphered stream where it is enciphered."""
    pieces: list[bytes] = []
    place = 0
    for kind, data in records(stream):
        start, end = place + 4, place + 4 + len(data)
        kept = len(data) if kind in OPEN else SHEET_PLACE_BYTES if kind == BOUND_SHEET else 0
        pieces += [stream[place : start + kept], plain[start + kept : end]]
        place = end
    return b"".join(pieces)
