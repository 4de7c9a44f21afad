"""QuickDraw pictures of the Macintosh (PICT 2), as old Office files hold them: texts, strokes, bitmaps, remarks.

Invariant: a record that is not known by its name and its length ends the reading, and the picture is partial.

Source: Apple, Inside Macintosh: Imaging With QuickDraw, appendix A.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.trailing import read_rest
from classifiers.readers.vector.lettering import Lettering, system_encoding
from classifiers.readers.vector.pictbits import Bits
from classifiers.readers.vector.sheet import Sheet
from classifiers.readers.vector.shown import words_of
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BEGINNING = b"\0\x11\x02\xff\x0c\0"
FILE_HEAD_BYTES = 512
RECORDS = 500_000
LEAST_PX = 16  # smaller ones are patterns, in which no letter has room
DENSE_BYTES = 512
END = 0x00FF
# Bytes of records of a fixed length; those up to 0xFF that are not named here have none.
FIXED = {
    0x02: 8, 0x03: 2, 0x04: 1, 0x05: 2, 0x06: 4, 0x07: 4, 0x08: 2, 0x09: 8, 0x0A: 8, 0x0B: 4, 0x0C: 4, 0x0D: 2,
    0x0E: 4, 0x0F: 4, 0x10: 8, 0x11: 1, 0x15: 2, 0x16: 2, 0x1A: 6, 0x1B: 6, 0x1D: 6, 0x1F: 6, 0x20: 8, 0x21: 4,
    0x22: 6, 0x23: 2, 0xA0: 2,
    **dict.fromkeys((*range(0x30, 0x38), *range(0x40, 0x48), *range(0x50, 0x58)), 8),
    **dict.fromkeys(range(0x60, 0x68), 12), **dict.fromkeys(range(0x68, 0x70), 4),
}  # fmt: skip
# Those that state their length: all of it in its first word, in a word, in a long word.
SIZED = frozenset({0x01, *range(0x70, 0x78), *range(0x80, 0x88)})
WORD_SIZED = frozenset({*range(0x24, 0x28), *range(0x2C, 0x30), *range(0x92, 0x98), *range(0x9C, 0xA0),
                        *range(0xA2, 0xB0)})  # fmt: skip
BITMAPS = frozenset({0x90, 0x91, 0x98, 0x99, 0x9A, 0x9B})
PATTERNS = frozenset({0x12, 0x13, 0x14})
TEXTS = frozenset({0x28, 0x29, 0x2A, 0x2B})
SPACINGS, SPACING_BYTES = (0x2D, 0x2E), 8
RECTANGLE_BYTES = 10  # of a region that is one: all others are numbers behind it
FONT_NAME, FONT, TEXT_SIZE, REMARK = 0x2C, 0x03, 0x0D, 0xA1
COMPRESSED = 0x8200
JPEG = b"jpeg"
SYMBOL = 23


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole picture; bitmaps as parts. One with records that nobody knows is partial."""
    start = data.find(BEGINNING, 0, FILE_HEAD_BYTES + 16) - 10
    if start < 0:
        draft.degrade(Reading.FAILED, "damaged", "header")
        return
    add_strings(data[:start], draft)
    sheet = Sheet(draft, job, depth)
    player = _Player(data, start + 10, sheet, draft, job)
    try:
        is_whole = player.run()
    except (struct.error, ValueError, IndexError):
        is_whole = False
    player.write()
    sheet.finish()
    if not is_whole:
        add_strings(data[player.place :], draft)
        draft.degrade(Reading.PARTIAL, "damaged", "no end")
        return
    read_rest(data, player.place, draft, job, depth)


class _Player:
    """Follows the records' state: the font, where the last text and the pen are.

    Attributes:
        place: Of the record that is read.
    """

    def __init__(self, data: bytes, place: int, sheet: Sheet, draft: Draft, job: Job) -> None:
        self._data, self.place = data, place
        self._sheet, self._draft, self._job = sheet, draft, job
        self._fonts: dict[int, str] = {SYMBOL: "Symbol"}
        self._font, self._height = 0, 12
        self._at = (0, 0)
        self._pen = (0, 0)
        self._texts: list[tuple[bytes, tuple[int, int], Lettering]] = []

    def run(self) -> bool:
        """All records; whether the last one says that it is."""
        for number in range(RECORDS):
            if number % 1000 == 0:
                self._job.check_time()
            operation = struct.unpack_from(">H", self._data, self.place)[0]
            self.place += 2
            if operation == END:
                return True
            self._take(operation)
            self.place += self.place & 1
            if self.place > len(self._data):
                return False
        return False

    def write(self) -> None:
        """Put the texts down: what they are written in is told by all of them."""
        system = system_encoding([raw for raw, _, _ in self._texts])
        system = "mac_roman" if system == "cp1252" else system
        for raw, at, font in self._texts:
            self._sheet.counts["TEXT"] += 1
            self._sheet.write(font.text(raw, system), at, font.height)

    def _take(self, operation: int) -> None:
        if operation in BITMAPS:
            self._bitmap(operation)
        elif operation in PATTERNS:
            self._pattern()
        elif operation in TEXTS:
            self._text(operation)
        elif operation == REMARK:
            kind, size = struct.unpack_from(">HH", self._data, self.place)
            self.place += 4
            self._remark(self._next(size), kind)
        elif operation in SIZED:
            size = max(2, self._word())
            self._shape(operation, self._next(size))
        elif operation in WORD_SIZED:
            size = self._word()
            self.place += 2
            self._sized(operation, self._next(size))
        elif operation <= 0xCF:
            self._plain(operation, self._next(FIXED.get(operation, 0)))
        elif 0x0100 <= operation <= 0x7FFF:
            content = self._next(2 * (operation >> 8))
            if operation != 0x0C00:
                self._unknown(content)
        elif 0x8000 <= operation <= 0x80FF:
            pass
        else:
            size = struct.unpack_from(">I", self._data, self.place)[0]
            self.place += 4
            content = self._next(size)
            if operation != COMPRESSED or not self._compressed(content):
                self._unknown(content)

    def _word(self) -> int:
        value: int = struct.unpack_from(">H", self._data, self.place)[0]
        return value

    def _next(self, size: int) -> bytes:
        content = self._data[self.place : self.place + size]
        if len(content) < size:
            raise ValueError("cut off")
        self.place += size
        return content

    def _bitmap(self, operation: int) -> None:
        bits = Bits(self._data, self.place, operation, self._job)
        self.place = bits.place
        if bits.is_large:
            self._draft.degrade(Reading.PARTIAL, "limit.image_px", str(self._job.limits.image_px))
        if bits.hides:
            self._draft.degrade(Reading.PARTIAL, "payload", "bytes beside a bitmap")
        self._numbers(bits.region[RECTANGLE_BYTES:])
        self._sheet.counts["BITMAP"] += 1
        self._sheet.picture(bits.picture(LEAST_PX))

    def _pattern(self) -> None:
        """A pattern of colours: of one, or a small bitmap."""
        kind = self._word()
        self.place += 10
        if kind == 1:
            bits = Bits(self._data, self.place, 0, self._job)
            self.place = bits.place
            self._sheet.picture(bits.picture(LEAST_PX))
        else:
            self._next(6)

    def _text(self, operation: int) -> None:
        x, y = self._at
        if operation == 0x28:
            y, x = struct.unpack(">hh", self._next(4))
        else:
            x += self._next(1)[0] if operation in (0x29, 0x2B) else 0
            y += self._next(1)[0] if operation in (0x2A, 0x2B) else 0
        self._at = (x, y)
        raw = self._next(self._next(1)[0])
        font = Lettering(face=self._fonts.get(self._font, ""), height=float(self._height or 12))
        self._texts.append((raw, self._at, font))

    def _sized(self, operation: int, content: bytes) -> None:
        if operation == FONT_NAME and len(content) >= 3:
            end = 3 + content[2]
            self._fonts[int.from_bytes(content[:2], "big")] = content[3:end].decode("mac_roman")
            self._unknown(content[end:])
        elif operation not in SPACINGS or len(content) > SPACING_BYTES:
            self._unknown(content)

    def _plain(self, operation: int, content: bytes) -> None:
        if operation == FONT:
            self._font = int.from_bytes(content, "big")
        elif operation == TEXT_SIZE:
            self._height = int.from_bytes(content, "big")
        elif 0x20 <= operation <= 0x23:
            self._line(operation, content)
        elif len(content) == 8 and 0x30 <= operation < 0x58:
            top, left, bottom, right = struct.unpack(">hhhh", content)
            self._stroke("SHAPE", [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])

    def _line(self, operation: int, content: bytes) -> None:
        if not operation & 1:
            y, x = struct.unpack_from(">hh", content)
            self._pen = (x, y)
        y, x = struct.unpack(">hh" if operation < 0x22 else ">bb", content[0 if operation & 1 else 4 :])
        end = (x, y) if operation == 0x20 or operation == 0x21 else (self._pen[0] + y, self._pen[1] + x)
        self._stroke("LINE", [self._pen, end])
        self._pen = end

    def _shape(self, operation: int, content: bytes) -> None:
        """A way through points behind its length and its bounds; regions are not drawn."""
        if 0x70 <= operation < 0x78:
            values = struct.unpack_from(f">{(len(content) - 10) // 4 * 2}h", content, 10)
            self._stroke("POLYLINE", list(zip(values[1::2], values[::2], strict=True)))
        else:
            self._numbers(content[RECTANGLE_BYTES:])

    def _numbers(self, content: bytes) -> None:
        """What should be numbers: looked through for words, and told where it is dense."""
        self._unknown(content, is_told=dense_bytes(content, self._job) >= DENSE_BYTES)

    def _stroke(self, name: str, points: Sequence[tuple[int, int]]) -> None:
        self._sheet.counts[name] += 1
        self._sheet.stroke([(float(x), float(y)) for x, y in points])

    def _remark(self, content: bytes, kind: int) -> None:
        """What an application added: PostScript, or anything."""
        del kind
        if b" show" in content or content[:2] == b"%!":
            self._sheet.write_line(words_of(content).text)
        self._numbers(content)

    def _unknown(self, content: bytes, *, is_told: bool = True) -> None:
        if content.strip(b"\0"):
            add_strings(content, self._draft)
            if is_told:
                self._draft.degrade(Reading.PARTIAL, "payload", "a record that is not known")

    def _compressed(self, content: bytes) -> bool:
        """A picture of QuickTime, behind its description; whether it is one that can be shown."""
        place = content.find(JPEG) - 4
        if place < 0:
            return False
        size = int.from_bytes(content[place : place + 4], "big")
        picture = content[place + size :]
        if not picture.startswith(b"\xff\xd8\xff"):
            return False
        add_strings(content[: place + size], self._draft)
        self._sheet.picture(picture)
        return True
