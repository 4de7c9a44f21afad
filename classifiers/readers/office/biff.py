"""Records of an Excel 5 to 2003 workbook that calamine leaves out: comments, text boxes, headers, names, links.

Source: MS-XLS, sections 2.4 and 2.5.293 (strings).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

FILEPASS = 0x002F
CONTINUE = 0x003C
TXO = 0x01B6
SST = 0x00FC
BOF, CODE_PAGE, CHART = 0x0809, 0x0042, b"\x20\0"
DRAWINGS = (0x00EB, 0x00EC)
# Records that are one string, and where it stands; its length takes two bytes, or one.
STRINGS = {
    0x0014: (0, 2), 0x0015: (0, 2), 0x001C: (8, 2), 0x041E: (2, 2), 0x100D: (2, 1), 0x00CD: (0, 2), 0x005C: (0, 2),
    0x0207: (0, 2), 0x0204: (6, 2), 0x00D6: (6, 2),
}  # fmt: skip
CELLS = frozenset({0x0207, 0x0204, 0x00D6})
# Formulas, whose strings stand behind a mark.
FORMULAS = frozenset({0x0006, 0x0018, 0x0221, 0x04BC, 0x01B1, 0x01BE})
STRING_TOKEN = 0x17
# Records of many fields, some of them words: names, links, validation, external books and their cells, queries,
# scenarios, objects, later additions.
WORDED = frozenset({
    0x0018, 0x01B8, 0x0800, 0x01BE, 0x01AE, 0x0023, 0x005A, 0x0051, 0x0052, 0x00DC, 0x00AF, 0x089C, 0x005D, 0x0017,
    0x0803, 0x0864, 0x0867, 0x0868, 0x086D, 0x0871, 0x0872, 0x0875, 0x0876, 0x0877, 0x0878, 0x088C, 0x00B5, 0x00B0,
    0x00B1, 0x00B2, 0x00C6, 0x00C7, 0x00F0, 0x0100,
})  # fmt: skip
RECORDS = 2_000_000


def records(workbook: bytes) -> Iterator[tuple[int, bytes]]:
    """Every record: its kind and its bytes. Stops where the stream makes no sense."""
    place = 0
    for _ in range(RECORDS):
        if place + 4 > len(workbook):
            return
        kind, size = struct.unpack_from("<HH", workbook, place)
        yield kind, workbook[place + 4 : place + 4 + size]
        place += 4 + size


def is_encrypted(workbook: bytes) -> bool:
    """Whether the workbook's globals say that what follows is enciphered."""
    for number, (kind, _) in enumerate(records(workbook)):
        if kind == FILEPASS:
            return True
        if number > 20 or kind == 0x000A:
            return False
    return False


def loose_texts(workbook: bytes) -> Iterator[str]:
    """Text of comments, text boxes, headers, names, links, formulas and the table of strings."""
    old = _old_codec(workbook)
    left = 0  # characters of a text box that are still to come
    box: list[str] = []
    table: list[bytes] = []
    last = 0
    is_chart = False
    for kind, data in records(workbook):
        if kind == CONTINUE:
            if left > 0 and data:
                box.append(_chars(data[1:], data[0], ""))
                left -= len(data[1:]) // (2 if data[0] & 1 else 1)
            elif last == SST:
                table.append(data)
            continue
        if box:
            yield "".join(box)
            box.clear()
        left = struct.unpack_from("<H", data, 10)[0] if kind == TXO and len(data) >= 12 else 0
        last = kind
        if kind == SST:
            table = [data]
        elif kind in STRINGS and kind not in CELLS:
            yield _string(data, *STRINGS[kind], old)
        elif kind == BOF:
            is_chart = data[2:4] == CHART
        elif kind == 0x0203 and is_chart and len(data) >= 14:
            yield f"{struct.unpack_from('<d', data, 6)[0]:.15g}"
        if kind in FORMULAS:
            yield from _quoted(data)
        if kind in WORDED:
            yield from strings(data)
    yield "".join(box)
    yield from shared_strings(table)


def cell_texts(workbook: bytes) -> Iterator[str]:
    """Strings of cells that are not in the table of strings, and names of sheets."""
    old = _old_codec(workbook)
    for kind, data in records(workbook):
        if kind in CELLS:
            yield _string(data, *STRINGS[kind], old)
        elif kind == 0x0085:
            yield _string(data, 6, 1, old)


def cell_numbers(workbook: bytes) -> Iterator[str]:
    """Numbers in cells, those that formulas gave included."""
    for kind, data in records(workbook):
        if kind in (0x0203, 0x0006) and len(data) >= 14 and data[12:14] != b"\xff\xff":
            yield f"{struct.unpack_from('<d', data, 6)[0]:.15g}"
        elif kind == 0x027E and len(data) >= 10:
            yield rk_number(int.from_bytes(data[6:10], "little"))
        elif kind == 0x00BD:
            for place in range(6, len(data) - 5, 6):
                yield rk_number(int.from_bytes(data[place : place + 4], "little"))


def rk_number(raw: int) -> str:
    """A number as Excel packs it into 30 bits, in hundredths or not.

    Source: MS-XLS, section 2.5.217.
    """
    if raw & 2:
        value = float((raw >> 2) - (1 << 30 if raw & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
    return f"{value / 100 if raw & 1 else value:.15g}"


def is_whole(workbook: bytes) -> bool:
    """Whether a workbook of Excel 97 or later ends where its last record does."""
    end = 0
    last = -1
    for kind, data in records(workbook):
        end += 4 + len(data)
        last = kind if kind or data else last
    return bool(workbook) and workbook[5:6] >= b"\6" and last == 0x000A and end >= len(workbook) - 4


def pivot_texts(cache: bytes) -> Iterator[str]:
    """Strings of a pivot table's cache."""
    for kind, data in records(cache):
        if kind == 0x00CD:
            yield _string(data, 0, 2, "")
        elif kind in (0x00C7, 0x00C6):
            yield from strings(data)


def drawings(workbook: bytes) -> bytes:
    """The records of drawings in a row, and what continues them."""
    pieces: list[bytes] = []
    last = 0
    for kind, data in records(workbook):
        if kind in DRAWINGS or (kind == CONTINUE and last in DRAWINGS):
            pieces.append(data)
        last = kind if kind != CONTINUE else last
    return b"".join(pieces)


def shared_strings(pieces: list[bytes]) -> Iterator[str]:
    """Strings of the table, with the readings of kanji that stand behind them; it goes on over several records."""
    if not pieces or len(pieces[0]) < 8:
        return
    reader = _Pieces(pieces, 8)
    for _ in range(min(int.from_bytes(pieces[0][4:8], "little"), RECORDS)):
        head = reader.take(3)
        if len(head) < 3:
            return
        flags = head[2]
        runs = int.from_bytes(reader.take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(reader.take(4), "little") if flags & 4 else 0
        yield reader.chars(int.from_bytes(head[:2], "little"), flags)
        reader.take(4 * runs)
        reading = reader.take(extra) if extra < 0x10000 else b""
        size = int.from_bytes(reading[12:14], "little")  # behind two lengths, a font and a count of runs
        yield reading[14 : 14 + 2 * size].decode("utf-16-le", "ignore")


class _Pieces:
    """Bytes that go on over several records; characters that do begin with a new flag."""

    def __init__(self, pieces: list[bytes], place: int) -> None:
        self._pieces = pieces
        self._number = 0
        self._place = place

    def take(self, size: int) -> bytes:
        found = b""
        while len(found) < size and self._number < len(self._pieces):
            piece = self._pieces[self._number]
            found += piece[self._place : self._place + size - len(found)]
            self._place = min(len(piece), self._place + size)
            self._place = self._place if len(found) == size else len(piece)
            if self._place >= len(piece):
                self._number, self._place = self._number + 1, 0
        return found

    def chars(self, count: int, flags: int) -> str:
        words: list[str] = []
        is_first = True
        while count > 0 and self._number < len(self._pieces):
            piece = self._pieces[self._number]
            if not is_first and self._place == 0:
                flags, self._place = (piece[0] if piece else 0), 1
            width = 2 if flags & 1 else 1
            raw = piece[self._place : self._place + width * count]
            words.append(_chars(raw, flags, ""))
            count -= len(raw) // width
            self._place += len(raw)
            is_first = False
            if self._place >= len(piece):
                self._number, self._place = self._number + 1, 0
        return "".join(words)


def _old_codec(workbook: bytes) -> str:
    """The code page of a workbook before Excel 97, whose strings have no flags; empty for later ones."""
    codec = ""
    for number, (kind, data) in enumerate(records(workbook)):
        if number == 0 and (kind != BOF or data[1:2] >= b"\6"):
            return ""
        if kind == CODE_PAGE:
            codec = f"cp{int.from_bytes(data[:2], 'little')}"
            break
        if number > 40:
            break
    return {"cp32768": "mac_roman", "cp32769": "cp1252", "cp367": "ascii"}.get(codec, codec or "cp1252")


def _string(data: bytes, place: int, width: int, old: str) -> str:
    size = int.from_bytes(data[place : place + width], "little")
    if old:
        if data[:1] and place == 8:  # a comment before Excel 97: row, column, length, text
            return decode(data[6:], old).text
        place += width - 1 if width == 2 and not data[place + 1 : place + 2].strip(b"\0") else 0
        return decode(data[place + 1 :], old).text.strip("\0")
    flags = data[place + width] if place + width < len(data) else 0
    return _chars(data[place + width + 1 :][: size * (2 if flags & 1 else 1)], flags, old)


def _chars(raw: bytes, flags: int, old: str) -> str:
    return raw.decode("utf-16-le" if flags & 1 else old or "latin-1", "ignore")


def _quoted(data: bytes) -> Iterator[str]:
    """Strings that a formula spells out."""
    place = 0
    while (place := data.find(bytes((STRING_TOKEN,)), place)) >= 0 and place + 3 <= len(data):
        size, flags = data[place + 1], data[place + 2]
        raw = data[place + 3 : place + 3 + size * (2 if flags & 1 else 1)]
        text = _chars(raw, flags, "")
        if size > 1 and flags < 2 and len(text) == size and text.isprintable():
            yield text
            place += 3 + len(raw)
        else:
            place += 1
