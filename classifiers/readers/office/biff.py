"""Records of a workbook of Excel 2 to 2003, and the words in them beside cells: comments, boxes, headers, names, links.

Source: MS-XLS, sections 2.1.4 and 2.4.
"""

from __future__ import annotations

import heapq
import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.office.biffstrings import chars, codec_of, quoted, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator

BOFS = (0x0009, 0x0209, 0x0409, 0x0809)
EOF = 0x000A
FILEPASS = 0x002F
CODE_PAGE = 0x0042
BOUND_SHEET = 0x0085
CONTINUE = 0x003C
TXO = 0x01B6
NOTE = 0x001C
DRAWINGS = (0x00EB, 0x00EC)
# Records that are one string, and where it stands; its length takes two bytes, or one.
STRINGS = {0x0014: (0, 2), 0x0015: (0, 2), NOTE: (8, 2), 0x041E: (2, 2), 0x100D: (2, 1), 0x00CD: (0, 2), 0x005C: (0, 2)}
# Formulas, whose strings stand behind a mark.
FORMULAS = frozenset({0x0006, 0x0206, 0x0406, 0x0018, 0x0218, 0x0221, 0x04BC, 0x01B1, 0x01BE})
# Records of many fields, some of them words: names, links, validation, external books and their cells, queries,
# scenarios, objects, later additions.
WORDED = frozenset({
    0x0018, 0x0218, 0x01B8, 0x0800, 0x01BE, 0x01AE, 0x0023, 0x0223, 0x005A, 0x0051, 0x0052, 0x00DC, 0x00AF, 0x089C,
    0x005D, 0x0017, 0x0803, 0x0864, 0x0867, 0x0868, 0x086D, 0x0871, 0x0872, 0x0875, 0x0876, 0x0877, 0x0878, 0x088C,
    0x00B5, 0x00B0, 0x00B1, 0x00B2, 0x00C6, 0x00C7, 0x00F0, 0x0100,
})  # fmt: skip
RECORDS = 2_000_000


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Every record of a stream: its kind and its bytes."""
    place = 0
    for _ in range(RECORDS):
        if place + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def book_records(workbook: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Every record of a workbook: where it stands, its kind and its bytes.

    Behind the end of a sheet that no other follows, the walk goes on where the list of sheets says that one
    begins: there Excel looks.
    """
    starts: list[int] = []
    seen: set[int] = set()
    place, depth, is_closed = 0, 0, False
    for _ in range(RECORDS):
        kind, size = struct.unpack_from("<HH", workbook, place) if place + 4 <= len(workbook) else (-1, 0)
        if kind < 0 or (is_closed and kind not in BOFS):
            while starts and starts[0] in seen:
                heapq.heappop(starts)
            if not starts:
                return
            place, depth, is_closed = heapq.heappop(starts), 0, False
            seen.add(place)
            continue
        data = workbook[place + 4 : place + 4 + size]
        if kind in BOFS:
            depth, is_closed = depth + 1, False
            seen.add(place)
        elif kind == EOF:
            depth -= 1
            is_closed = depth <= 0
        elif kind == BOUND_SHEET and len(data) >= 6:
            heapq.heappush(starts, int.from_bytes(data[:4], "little"))
        yield place, kind, data
        place += 4 + size


def filepass(workbook: bytes) -> bytes | None:
    """How the rest of the workbook is enciphered; none where it is not."""
    for number, (kind, data) in enumerate(records(workbook)):
        if kind == FILEPASS:
            return data
        if number > 20 or kind == EOF:
            return None
    return None


def loose_texts(workbook: bytes) -> Iterator[str]:
    """Text of comments, text boxes, headers, names, links and formulas."""
    old = old_codec(workbook)
    left = 0  # characters of a text box that are still to come
    box: list[str] = []
    for _, kind, data in book_records(workbook):
        if kind == CONTINUE:
            if left > 0 and data:
                box.append(chars(data[1:], data[0]))
                left -= len(data[1:]) // (2 if data[0] & 1 else 1)
            continue
        if box:
            yield "".join(box)
            box.clear()
        left = struct.unpack_from("<H", data, 10)[0] if kind == TXO and len(data) >= 12 else 0
        if kind == NOTE and old:
            yield decode(data[6:], old).text  # behind row, column and length
        elif kind in STRINGS:
            yield text_at(data, *STRINGS[kind], old)
        if kind in FORMULAS:
            yield from quoted(data)
        if kind in WORDED:
            yield from strings(data)
    yield "".join(box)


def rk_number(raw: int) -> str:
    """A number as Excel packs it into 30 bits, in hundredths or not.

    Source: MS-XLS, section 2.5.217.
    """
    if raw & 2:
        value = float((raw >> 2) - (1 << 30 if raw & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
    return f"{value / 100 if raw & 1 else value:.15g}"


def pivot_texts(cache: bytes) -> Iterator[str]:
    """Strings of a pivot table's cache."""
    for kind, data in records(cache):
        if kind == 0x00CD:
            yield text_at(data, 0, 2, "")
        elif kind in (0x00C7, 0x00C6):
            yield from strings(data)


def drawings(workbook: bytes) -> bytes:
    """The records of drawings in a row, and what continues them."""
    pieces: list[bytes] = []
    last = 0
    for _, kind, data in book_records(workbook):
        if kind in DRAWINGS or (kind == CONTINUE and last in DRAWINGS):
            pieces.append(data)
        last = kind if kind != CONTINUE else last
    return b"".join(pieces)


def old_codec(workbook: bytes) -> str:
    """The codec of a workbook before Excel 97, whose strings have no flags; empty for later ones."""
    for number, (kind, data) in enumerate(records(workbook)):
        if number == 0 and (kind not in BOFS or (kind == BOFS[-1] and data[1:2] >= b"\6")):
            return ""
        if kind == CODE_PAGE:
            return codec_of(int.from_bytes(data[:2], "little"))
        if number > 40:
            break
    return "cp1252"
