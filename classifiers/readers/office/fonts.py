"""Fonts embedded in documents: known for sound ones by their tables, and read for the names that they carry.

Source: ISO/IEC 14496-22 (tables, names); ECMA-376, 17.8.1 and ECMA-388, 9.1.7.3 (how embedded ones are veiled).
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND = (b"\0\1\0\0", b"OTTO", b"true")
IDENTIFIER = re.compile(r"([0-9A-Fa-f]{8})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{12})")
VEILED_BYTES = 32
SLACK_BYTES = 1024
NAMES = 2_000


def font_names(data: bytes, file_name: str, keys: tuple[str, ...] = ()) -> list[str] | None:
    """Words in a font; None where the bytes are no sound font, or hold more than its tables.

    Args:
        file_name: An identifier in it is the key of a veiled font.
        keys: Further identifiers that may be its key.
    """
    for key in (file_name, *keys):
        plain = _unveiled(data, key)
        tables = _tables(plain)
        if tables:
            return list(_names(plain, tables.get(b"name", (0, 0))[0]))
    return None


def _unveiled(data: bytes, key: str) -> bytes:
    found = None if data.startswith(SOUND) else IDENTIFIER.search(key)
    if found is None:
        return data
    mask = bytes.fromhex("".join(found.groups()))[::-1] * 2
    return bytes(one ^ other for one, other in zip(data[:VEILED_BYTES], mask, strict=False)) + data[VEILED_BYTES:]


def _tables(data: bytes) -> dict[bytes, tuple[int, int]]:
    """Place and length of each table; none where they do not lie within the file or leave much of it over."""
    count = int.from_bytes(data[4:6], "big")
    if not data.startswith(SOUND) or not 4 <= count <= 64 or len(data) < 12 + 16 * count:
        return {}
    tables: dict[bytes, tuple[int, int]] = {}
    for number in range(count):
        name, _, place, size = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if place + size > len(data):
            return {}
        tables[name] = (place, size)
    end = max(place + size for place, size in tables.values())
    held = sum(size for _, size in tables.values())
    return tables if len(data) - end < SLACK_BYTES and held > len(data) - SLACK_BYTES - 20 * count else {}


def _names(data: bytes, place: int) -> Iterator[str]:
    count, start = struct.unpack_from(">HH", data, place + 2) if 0 < place <= len(data) - 6 else (0, 0)
    seen: set[str] = set()
    for number in range(min(count, NAMES)):
        entry = data[place + 6 + 12 * number : place + 18 + 12 * number]
        if len(entry) < 12:
            return
        system, _, _, _, size, offset = struct.unpack(">HHHHHH", entry)
        raw = data[place + start + offset : place + start + offset + size]
        text = raw.decode("mac_roman" if system == 1 else "utf-16-be", "ignore").strip()
        if text and text not in seen:
            seen.add(text)
            yield text
