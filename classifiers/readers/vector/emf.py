"""Enhanced metafiles: texts of the old and the new drawing interface, bitmaps, remarks, strokes.

Source: [MS-EMF]; [MS-EMFPLUS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.vector.bitmap import picture
from classifiers.readers.vector.emfplus import Plus
from classifiers.readers.vector.lettering import Lettering
from classifiers.readers.vector.sheet import Sheet
from classifiers.readers.vector.shown import words_of
from classifiers.readers.vector.strokes import Strokes
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

RECORDS = 500_000
HEADER, END = 1, 14
SELECT, DELETE, FONT = 37, 40, 82
TEXT_A, TEXT_W, POLYTEXT_A, POLYTEXT_W, SMALL_TEXT = 83, 84, 96, 97, 108
COMMENT = 70
ESCAPES = frozenset({102, 105, 106, 110})
# Where a record says the place and size of a bitmap's header and of its pixels.
BITMAPS = {76: 84, 77: 84, 78: 84, 114: 84, 116: 84, 79: 96, 80: 48, 81: 48, 93: 16, 94: 16}
GLYPHS, SMALL, NO_BOX = 0x10, 0x200, 0x100
PLUS, PUBLIC, SPOOL = b"EMF+", b"GDIC", b"\0\0\0\0"
OLD_METAFILE, BEGIN_GROUP, SEVERAL_FORMATS = 0x80000001, 0x2, 0x40000004
FORMATS = 32


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole metafile; one that is cut off or names letters by the numbers of their shapes is partial."""
    sheet = Sheet(draft, job, depth)
    player = _Player(sheet, draft)
    has_end = False
    for number, record in enumerate(_records(data)):
        if number % 1000 == 0:
            job.check_time()
        kind = struct.unpack_from("<I", record)[0]
        if kind == END or number >= RECORDS:
            has_end = kind == END
            break
        player.play(kind, record)
    player.finish()
    sheet.finish()
    if not has_end:
        draft.degrade(Reading.PARTIAL, "damaged", "no end")


def _records(data: bytes) -> Iterator[bytes]:
    place = 0
    while place + 8 <= len(data):
        size = struct.unpack_from("<I", data, place + 4)[0]
        if size < 8 or size % 4 or place + size > len(data):
            return
        yield data[place : place + size]
        place += size


class _Player:
    """Follows the records' state: fonts, and what draws strokes."""

    def __init__(self, sheet: Sheet, draft: Draft) -> None:
        self._sheet, self._draft = sheet, draft
        self._fonts: dict[int, Lettering] = {}
        self._font = Lettering()
        self._strokes = Strokes(sheet)
        self._plus = Plus(sheet, draft)

    def play(self, kind: int, record: bytes) -> None:
        """One record; a damaged one is told of."""
        try:
            self._play(kind, record)
        except (struct.error, IndexError):
            self._draft.degrade(Reading.PARTIAL, "damaged", f"record {kind}")

    def finish(self) -> None:
        """Texts of the newer interface that the older did not draw as well."""
        self._plus.finish()

    def _play(self, kind: int, record: bytes) -> None:
        if kind == HEADER:
            self._describe(record)
        elif kind == FONT:
            self._create_font(record)
        elif kind == SELECT:
            self._font = self._fonts.get(_long(record, 8), self._font)
        elif kind == DELETE:
            self._fonts.pop(_long(record, 8), None)
        elif kind in (TEXT_A, TEXT_W):
            self._write(record, 36, is_wide=kind == TEXT_W)
        elif kind in (POLYTEXT_A, POLYTEXT_W):
            for place in range(min(_long(record, 36), len(record) // 40)):
                self._write(record, 40 + 40 * place, is_wide=kind == POLYTEXT_W)
        elif kind == SMALL_TEXT:
            self._write_small(record)
        elif kind == COMMENT:
            self._comment(record[12 : 12 + _long(record, 8)])
        elif kind in ESCAPES:
            add_strings(record[8:], self._draft)
        else:
            self._strokes.play(kind, record)
        if kind in BITMAPS:
            self._take_bitmap(record, BITMAPS[kind])

    def _describe(self, record: bytes) -> None:
        count, place = struct.unpack_from("<II", record, 60)
        words = record[place : place + 2 * count].decode("utf-16-le", "ignore").split("\0")
        # The program and the title, parted by a NUL.
        for key, value in zip(("producer", "title"), (word for word in words if word.strip()), strict=False):
            self._draft.add_metadata(key, value)

    def _create_font(self, record: bytes) -> None:
        height = abs(struct.unpack_from("<i", record, 12)[0])
        face = record[40:104].decode("utf-16-le", "ignore").split("\0")[0]
        self._fonts[_long(record, 8)] = Lettering(charset=record[35], face=face, height=float(height or 12))

    def _write(self, record: bytes, place: int, *, is_wide: bool) -> None:
        x, y, count, start, options = struct.unpack_from("<iiIII", record, place)
        steps_at = struct.unpack_from("<I", record, place + 36)[0]
        if options & GLYPHS:
            self._lose_glyphs(count)
            return
        raw = record[start : start + count * (2 if is_wide else 1)]
        steps = record[steps_at : steps_at + 4 * count] if steps_at else b""
        width = float(sum(struct.unpack(f"<{count}I", steps))) if len(steps) == 4 * count else 0.0
        self._put(raw, x, y, width, is_wide=is_wide)

    def _write_small(self, record: bytes) -> None:
        x, y, count, options = struct.unpack_from("<iiII", record, 8)
        start = 36 if options & NO_BOX else 52
        if options & GLYPHS:
            self._lose_glyphs(count)
            return
        is_wide = not options & SMALL
        self._put(record[start : start + count * (2 if is_wide else 1)], x, y, 0.0, is_wide=is_wide)

    def _put(self, raw: bytes, x: int, y: int, width: float, *, is_wide: bool) -> None:
        font = self._font
        text = font.named(raw.decode("utf-16-le", "ignore")) if is_wide else font.text(raw)
        self._sheet.counts["TEXT"] += 1
        scale = self._strokes.scale
        self._sheet.write(text, self._strokes.placed(x, y), font.height * scale, width * scale)

    def _lose_glyphs(self, count: int) -> None:
        if count:
            self._draft.degrade(Reading.PARTIAL, "payload", "letters by the numbers of their shapes")

    def _take_bitmap(self, record: bytes, place: int) -> None:
        info_at, info_bytes, bits_at, bits_bytes = struct.unpack_from("<IIII", record, place)
        info, bits = record[info_at : info_at + info_bytes], record[bits_at : bits_at + bits_bytes]
        self._sheet.picture(picture(info, bits))

    def _comment(self, content: bytes) -> None:
        if content.startswith(PLUS):
            self._plus.play(content[4:])
        elif content.startswith(PUBLIC):
            self._public(content)
        elif content[:2] == b"%!":
            self._sheet.write_line(words_of(content).text)
        elif not content.startswith(SPOOL):
            add_strings(content, self._draft)

    def _public(self, content: bytes) -> None:
        kind = _long(content, 4)
        if kind == OLD_METAFILE:
            size = _long(content, 20)
            self._sheet.picture(content[24 : 24 + size], "metafile")
        elif kind == BEGIN_GROUP:
            count = _long(content, 24)
            self._sheet.write_line(content[28 : 28 + 2 * count].decode("utf-16-le", "ignore"))
        elif kind == SEVERAL_FORMATS:
            for place in range(min(FORMATS, _long(content, 24))):
                size, start = struct.unpack_from("<II", content, 28 + 16 * place + 8)
                # Counted from the identifier of the remark.
                self._sheet.picture(content[start : start + size], "format")


def _long(record: bytes, place: int) -> int:
    value: int = struct.unpack_from("<I", record, place)[0]
    return value
