"""Windows metafiles of 16 bits: texts in the character set of their font, bitmaps, remarks, strokes.

Source: [MS-WMF].
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.vector.bitmap import picture, split
from classifiers.readers.vector.lettering import Lettering, system_encoding
from classifiers.readers.vector.sheet import Sheet
from classifiers.readers.vector.shown import words_of
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PLACEABLE = b"\xd7\xcd\xc6\x9a"
RECORDS = 500_000
OBJECTS = 65_536
END = 0x0000
SELECT, DELETE, FONT = 0x012D, 0x01F0, 0x02FB
# Objects that take the first free place of the table, as fonts do.
CREATED = frozenset({0x00F7, 0x0142, 0x01F9, 0x02FA, 0x02FC, 0x06FF, 0x06FE, 0x02FD})
TEXT, EXTENDED_TEXT = 0x0521, 0x0A32
ORIGIN, EXTENT = 0x020B, 0x020C
MOVE, LINE = 0x0214, 0x0213
POLYGON, POLYLINE, POLYPOLYGON = 0x0324, 0x0325, 0x0538
BOXES = frozenset({0x041B, 0x0418, 0x061C})
ESCAPE, COMMENT = 0x0626, 0x000F
ENHANCED = b"WMFC\1\0\0\0"
# Where the bitmap begins, in bytes behind the record's head.
BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0940: 16, 0x0D33: 18, 0x0142: 4}
OLD_BITMAPS = frozenset({0x0922, 0x0B23})
GLYPHS, CLIPPED = 0x0010, 0x0006


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole metafile; one that is cut off or names letters by the numbers of their shapes is partial."""
    start = 22 if data.startswith(PLACEABLE) else 0
    if len(data) < start + 18 or data[start : start + 2] not in (b"\1\0", b"\2\0"):
        draft.degrade(Reading.FAILED, "damaged", "header")
        return
    sheet = Sheet(draft, job, depth)
    texts = [
        body for kind, body in itertools.islice(_records(data, start + 18), RECORDS) if kind in (TEXT, EXTENDED_TEXT)
    ]
    player = _Player(sheet, draft, system_encoding([_raw(body) for body in texts if len(body) > 8]))
    has_end = False
    for number, (kind, body) in enumerate(_records(data, start + 18)):
        if number % 1000 == 0:
            job.check_time()
        if kind == END or number >= RECORDS:
            has_end = kind == END
            break
        player.play(kind, body)
    player.finish()
    sheet.finish()
    if not has_end:
        draft.degrade(Reading.PARTIAL, "damaged", "no end")


def _records(data: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 6 <= len(data):
        size, kind = struct.unpack_from("<IH", data, place)
        end = place + 2 * size
        if size < 3 or end > len(data):
            if kind == END:
                yield kind, b""
            return
        yield kind, data[place + 6 : end]
        place = end


class _Player:
    """Follows the records' state: objects, the font in use, where the pen is."""

    def __init__(self, sheet: Sheet, draft: Draft, system: str) -> None:
        self._sheet, self._draft, self._system = sheet, draft, system
        self._enhanced: list[bytes] = []
        self._objects: dict[int, Lettering | None] = {}
        self._font = Lettering()
        self._pen = (0.0, 0.0)

    def play(self, kind: int, body: bytes) -> None:
        """One record; a damaged one is told of."""
        try:
            self._play(kind, body)
        except (struct.error, IndexError):
            self._draft.degrade(Reading.PARTIAL, "damaged", f"record {kind:04x}")

    def finish(self) -> None:
        """The same drawing as an enhanced metafile, which remarks may hold in pieces."""
        self._sheet.picture(b"".join(self._enhanced), "enhanced")

    def _play(self, kind: int, body: bytes) -> None:
        if kind == FONT:
            self._create(self._lettering(body))
        elif kind in CREATED:
            self._create(None)
        elif kind == SELECT:
            self._font = self._objects.get(_word(body, 0)) or self._font
        elif kind == DELETE:
            self._objects.pop(_word(body, 0), None)
        elif kind == TEXT:
            count = _word(body, 0)
            y, x = struct.unpack_from("<hh", body, 2 + count + count % 2)
            self._write(body[2 : 2 + count], x, y, ())
        elif kind == EXTENDED_TEXT:
            self._write_extended(body)
        elif kind == ESCAPE:
            self._escape(body)
        else:
            self._draw(kind, body)
        if kind in BITMAPS and len(body) > BITMAPS[kind]:
            self._sheet.picture(picture(*split(body[BITMAPS[kind] :])))
        elif kind in OLD_BITMAPS and len(body) > 40:
            self._draft.degrade(Reading.PARTIAL, "payload", "bitmap of a device")

    def _create(self, font: Lettering | None) -> None:
        place = next((place for place in range(OBJECTS) if place not in self._objects), OBJECTS)
        self._objects[place] = font

    def _lettering(self, body: bytes) -> Lettering:
        height = abs(struct.unpack_from("<h", body)[0])
        face = body[18:50].split(b"\0")[0]
        return Lettering(charset=body[13], face=face.decode("cp932", "ignore"), height=float(height or 12))

    def _write_extended(self, body: bytes) -> None:
        y, x, count, options = struct.unpack_from("<hhHH", body)
        start = 16 if options & CLIPPED else 8
        if options & GLYPHS:
            self._draft.degrade(Reading.PARTIAL, "payload", "letters by the numbers of their shapes")
            return
        end = start + count
        gaps = body[end + count % 2 :]
        steps = struct.unpack_from(f"<{count}h", gaps) if count and len(gaps) >= 2 * count else ()
        self._write(body[start:end], x, y, steps)

    def _write(self, raw: bytes, x: int, y: int, steps: tuple[int, ...]) -> None:
        if x == 0 and y == 0:
            x, y = int(self._pen[0]), int(self._pen[1])
        self._sheet.counts["TEXT"] += 1
        self._sheet.write(self._font.text(raw, self._system), (x, y), self._font.height, float(sum(steps)))

    def _escape(self, body: bytes) -> None:
        function, size = struct.unpack_from("<HH", body)
        content = body[4 : 4 + size]
        if function == COMMENT and content.startswith(ENHANCED):
            self._enhanced.append(content[34:])
        elif content[:2] == b"%!" or b" show" in content:
            self._sheet.write_line(words_of(content).text)
        elif function == COMMENT or len(content) > 16:
            add_strings(content, self._draft)

    def _draw(self, kind: int, body: bytes) -> None:
        sheet = self._sheet
        if kind in (MOVE, LINE):
            y, x = struct.unpack_from("<hh", body)
            if kind == LINE:
                sheet.counts["LINE"] += 1
                sheet.stroke([self._pen, (x, y)])
            self._pen = (x, y)
        elif kind in (POLYGON, POLYLINE):
            sheet.counts["POLYLINE"] += 1
            sheet.stroke(_points(body, 2, _word(body, 0), is_closed=kind == POLYGON))
        elif kind == POLYPOLYGON:
            counts = struct.unpack_from(f"<{_word(body, 0)}H", body, 2)
            place = 2 + 2 * len(counts)
            for count in counts:
                sheet.counts["POLYLINE"] += 1
                sheet.stroke(_points(body, place, count, is_closed=True))
                place += 4 * count
        elif kind in BOXES:
            bottom, right, top, left = struct.unpack_from("<hhhh", body, len(body) - 8)
            sheet.counts["SHAPE"] += 1
            sheet.stroke([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])


def _raw(body: bytes) -> bytes:
    """Bytes of a text record, in which the text stands early or late; the rest of it is no letter."""
    count = _word(body, 0)
    return body[2 : 2 + count] if 2 + count + 4 <= len(body) <= 2 + count + 5 else body[8 : 8 + _word(body, 4)]


def _word(body: bytes, place: int) -> int:
    value: int = struct.unpack_from("<H", body, place)[0]
    return value


def _points(body: bytes, place: int, count: int, *, is_closed: bool) -> list[tuple[float, float]]:
    values = struct.unpack_from(f"<{2 * count}h", body, place)
    points = [(float(x), float(y)) for x, y in zip(values[::2], values[1::2], strict=True)]
    return points + points[:1] if is_closed else points
