"""Text of Word 6 and 95: one run of bytes in the main stream, or pieces of it where it was saved quickly.

Source: Microsoft, "Word 6.0 Binary File Format".
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.legacy import words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGICS = (0xA5DC, 0xA5DB)
FIRST, LAST = 65, 105  # numbers of the format
COMPLEX = 0x0004
TEXT_AT, PIECES_AT = 0x18, 0x160
FIELD_MARKS = str.maketrans({
    "\x13": " ", "\x14": " ", "\x15": " ", "\x07": "\t", "\x0c": "\f", "\x0b": "\n", "\x1f": "", "\x1e": "-",
})  # fmt: skip


def text(document: bytes) -> str | None:
    """All text: body, notes, headers, comments; None where it is no such document or damaged.

    Args:
        document: The whole main stream.
    """
    if len(document) < PIECES_AT + 8:
        return None
    magic, number = struct.unpack_from("<HH", document)
    if magic not in MAGICS or not FIRST <= number <= LAST:
        return None
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    start, end = struct.unpack_from("<II", document, TEXT_AT)
    if flags & COMPLEX:
        raw = b"".join(_pieces(document))
    else:
        raw = document[start:end] if 0x20 <= start <= end <= len(document) else b""
    if not raw:
        return None
    return words.plain(decode(raw.replace(b"\0", b"")).text.translate(FIELD_MARKS))


def _pieces(document: bytes) -> Iterator[bytes]:
    """Runs of text in the order in which they are read."""
    start, size = struct.unpack_from("<II", document, PIECES_AT)
    table = document[start : start + size]
    place = 0
    while place + 3 <= len(table) and table[place] == 1:
        place += 3 + int.from_bytes(table[place + 1 : place + 3], "little")
    if place + 5 > len(table) or table[place] != 2:
        return
    plan = table[place + 5 : place + 5 + int.from_bytes(table[place + 1 : place + 5], "little")]
    count = max(0, (len(plan) - 4) // 12)
    total = 0
    for number in range(count):
        first, last = struct.unpack_from("<II", plan, 4 * number)
        at = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)[0]
        total += max(0, last - first)
        if last > first and total <= 2 * len(document):
            yield document[at : at + last - first]
