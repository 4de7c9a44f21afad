"""Extended records of a DWG before release 2007: the properties of the drawing, and strings of any program.

A record's values stand one behind the other in bytes, which begin at any bit: a group code, and for strings their
length, a code page and the bytes.

Source: Open Design Alliance, Open Design Specification for .dwg files, version 5.4, chapter 20 (XRECORD).
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COOKIE = b"DWGPROPS COOKIE"
PROPERTIES = {2: "title", 3: "subject", 4: "author", 6: "comments", 7: "keywords", 8: "last-author", 9: "revision"}
LINK_BASE = 1
CUSTOM = range(300, 310)
STRINGS = (range(10), range(100, 103), range(300, 310), range(410, 420), range(430, 440), range(470, 480),
           range(1000, 1010))  # fmt: skip
SIZES = ((range(10, 60), 8), (range(60, 80), 2), (range(90, 100), 4), (range(140, 150), 8), (range(170, 180), 2),
         (range(280, 300), 1))  # fmt: skip
CODE_PAGES = 47
VALUES = 200
# A code below 1,100, a length below 4,096 and a code page, with characters behind them.
FRAMED = re.compile(rb"(?=(.[\0-\4].[\0-\x0f][\0-\x2e][\x20-\x7e\x80-\xff]{3}))", re.DOTALL)
CONTROL = re.compile(rb"[\x00-\x1f]")
HEAD_BYTES = 5


def properties(shifted: bytes) -> Iterator[tuple[int, bytes]]:
    """Values of the record of properties by their code, without the cookie that it begins with."""
    start = shifted.find(COOKIE)
    if start < 0:
        return
    place = start + len(COOKIE)
    for _ in range(VALUES):
        if place + HEAD_BYTES > len(shifted):
            return
        code, length = struct.unpack_from("<HH", shifted, place)
        if _is_string(code) and shifted[place + 4] < CODE_PAGES and place + HEAD_BYTES + length <= len(shifted):
            yield code, shifted[place + HEAD_BYTES : place + HEAD_BYTES + length]
            place += HEAD_BYTES + length
            continue
        size = next((size for codes, size in SIZES if code in codes), 0)
        if not size:
            return
        place += 2 + size


def strings(shifted: bytes) -> Iterator[bytes]:
    """Strings of any record: behind a code for strings, their length and a code page, no control among them."""
    last = 0
    for match in FRAMED.finditer(shifted):
        place = match.start()
        if place < last:
            continue
        code, length = struct.unpack_from("<HH", shifted, place)
        found = shifted[place + HEAD_BYTES : place + HEAD_BYTES + length]
        if length >= 3 and _is_string(code) and len(found) == length and CONTROL.search(found) is None:
            last = place + HEAD_BYTES + length
            yield found


def _is_string(code: int) -> bool:
    return any(code in codes for codes in STRINGS)
