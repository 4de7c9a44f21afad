"""Records of the newer drawing interface inside an enhanced metafile: texts and pictures.

Source: [MS-EMFPLUS] 2.3.4 (drawing) and 2.2.2 (objects).
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.readers.vector.bitmap import from_pixels
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.vector.sheet import Sheet

OBJECT, DRAW_STRING, DRAW_GLYPHS, COMMENT = 0x4008, 0x401C, 0x4036, 0x4003
IMAGE = 5
CONTINUED = 0x8000
BITMAP, METAFILE = 1, 2
RAW, PACKED = 0, 1
BY_CHARACTER = 1
DEPTHS = {0x00021808: 24, 0x00022009: 32, 0x0026200A: 32, 0x000E200B: 32}
OBJECT_BYTES = 64 * 1024 * 1024
BLANKS = re.compile(r"\s+")


class Plus:
    """Takes these records as the remarks that hold them go by."""

    def __init__(self, sheet: Sheet, draft: Draft) -> None:
        self._sheet, self._draft = sheet, draft
        self._texts: list[str] = []
        self._pieces: list[bytes] = []  # of an object that goes on
        self._kept_bytes = 0

    def play(self, records: bytes) -> None:
        """All records of one remark."""
        place = 0
        while place + 12 <= len(records):
            kind, flags, size, used = struct.unpack_from("<HHII", records, place)
            if size < 12 or place + size > len(records):
                self._draft.degrade(Reading.PARTIAL, "damaged", "EMF+ record")
                return
            self._play(kind, flags, records[place + 12 : place + min(size, 12 + used)])
            place += size

    def _play(self, kind: int, flags: int, body: bytes) -> None:
        if kind == OBJECT:
            self._take_object(flags, body)
        elif kind == DRAW_STRING:
            self._sheet.counts["TEXT"] += 1
            count = struct.unpack_from("<I", body, 8)[0]
            self._texts.append(body[28 : 28 + 2 * count].decode("utf-16-le", "ignore"))
        elif kind == DRAW_GLYPHS:
            self._take_glyphs(body)
        elif kind == COMMENT:
            self._texts.append(body.decode("utf-16-le", "ignore") if b"\0" in body else body.decode("latin-1"))

    def _take_glyphs(self, body: bytes) -> None:
        _, options, _, count = struct.unpack_from("<IIII", body)
        if options & BY_CHARACTER:
            self._sheet.counts["TEXT"] += 1
            self._texts.append(body[16 : 16 + 2 * count].decode("utf-16-le", "ignore"))
        elif count:
            self._draft.degrade(Reading.PARTIAL, "payload", "letters by the numbers of their shapes")

    def _take_object(self, flags: int, body: bytes) -> None:
        """An object, of which a large one comes in several records, each with the size of the whole."""
        if flags & CONTINUED and len(body) > 4:
            self._keep(body[4:])
            return
        # The last piece of one that went on is not marked; it follows right behind.
        content = b"".join([*self._pieces, body])
        self._pieces, self._kept_bytes = [], 0
        if flags >> 8 & 0x7F == IMAGE:
            self._take_image(content)

    def _keep(self, piece: bytes) -> None:
        self._kept_bytes += len(piece)
        if self._kept_bytes <= OBJECT_BYTES:
            self._pieces.append(piece)

    def _take_image(self, content: bytes) -> None:
        kind = struct.unpack_from("<I", content, 4)[0]
        if kind == METAFILE:
            size = struct.unpack_from("<I", content, 12)[0]
            self._sheet.picture(content[16 : 16 + size], "metafile")
        elif kind == BITMAP:
            width, height, stride, pixels, packing = struct.unpack_from("<iiiII", content, 8)
            if packing == PACKED:
                self._sheet.picture(content[28:])
            elif pixels in DEPTHS:
                self._sheet.picture(from_pixels(width, height, stride, DEPTHS[pixels], content[28:]))
            else:
                self._draft.degrade(Reading.PARTIAL, "payload", "pixels of an EMF+ picture")

    def finish(self) -> None:
        """Write down the texts that the older interface did not draw as well."""
        if self._pieces:
            self._take_object(IMAGE << 8, b"")
        drawn = BLANKS.sub("", self._sheet.text)
        for text in dict.fromkeys(self._texts):
            if BLANKS.sub("", text) not in drawn:
                self._sheet.write_line(text)
