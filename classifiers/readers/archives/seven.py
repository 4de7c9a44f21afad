"""The first header of a 7z, which a program that was stopped never wrote: made again from where the last one stands.

Source: 7zFormat.txt, of the LZMA SDK.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.largefile import LargeFile

START_BYTES = 32
VERSION_END = 8
# What the last header begins with: itself packed and its place, or the streams of the files.
BEGINNINGS = (b"\x17\x06", b"\x01\x04\x06")
LOOKED_THROUGH = 1024 * 1024


def rebuilt(data: bytes | LargeFile) -> bytes | None:
    """The archive with its first header; None where it has one, or no last header is found."""
    if not isinstance(data, bytes) or data[VERSION_END:START_BYTES].strip(b"\0"):
        return None
    places = [data.rfind(mark, max(START_BYTES, len(data) - LOOKED_THROUGH)) for mark in BEGINNINGS]
    place = max(places)
    if place < 0:
        return None
    start = struct.pack("<QQI", place - START_BYTES, len(data) - place, zlib.crc32(data[place:]))
    return data[:VERSION_END] + struct.pack("<I", zlib.crc32(start)) + start + data[START_BYTES:]
