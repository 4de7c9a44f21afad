"""DICOM: every element of the header, nested ones too; pixels are not decoded.

Source: NEMA PS3.5, chapters 6 and 7; PS3.10.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import add_runs, add_strings
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

LONG = frozenset({b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"})
TEXTS = frozenset(
    {
        b"AE",
        b"AS",
        b"CS",
        b"DA",
        b"DS",
        b"DT",
        b"IS",
        b"LO",
        b"LT",
        b"PN",
        b"SH",
        b"ST",
        b"TM",
        b"UC",
        b"UI",
        b"UR",
        b"UT",
    }
)
NUMBERS = {b"US": "H", b"SS": "h", b"UL": "I", b"SL": "i", b"FL": "f", b"FD": "d"}
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END, PIXELS = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD), (0x7FE0, 0x0010)
CHARACTERS, SYNTAX = (0x0008, 0x0005), (0x0002, 0x0010)
IMPLICIT, BIG, DEFLATED = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
CODECS = {
    "ISO_IR 192": "utf-8", "GB18030": "gb18030", "GBK": "gb18030", "ISO_IR 13": "shift_jis",
    "ISO 2022 IR 13": "shift_jis", "ISO_IR 100": "latin-1", "ISO 2022 IR 87": "iso2022_jp_2",
    "ISO 2022 IR 159": "iso2022_jp_2", "ISO 2022 IR 149": "euc_kr",
}  # fmt: skip
PROPERTIES = {
    (0x0008, 0x0070): "producer",
    (0x0008, 0x0080): "company",
    (0x0008, 0x0090): "author",
    (0x0008, 0x1030): "title",
    (0x0008, 0x103E): "subject",
    (0x0008, 0x0020): "created",
    (0x0010, 0x4000): "comments",
}
ELEMENTS = 500_000
VALUES = 64


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All elements; of a file that is cut off those before the cut."""
    del depth
    reader = _Reader(data, draft, job)
    try:
        reader.run()
    except (struct.error, EOFError):
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        add_strings(data[reader.place :], draft)


class _Reader:
    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self.place = 132 if data[128:132] == b"DICM" else 0
        if self.place:
            add_strings(data[:128], draft)
        self._data, self._draft, self._job = data, draft, job
        self._order, self._codec, self._syntax = "<", "", ""
        self._is_explicit = True

    def run(self) -> None:
        """Element by element; sequences are entered by reading on inside them, so nothing nests."""
        for number in range(ELEMENTS):
            if number % 2_000 == 0:
                self._job.check_time()
            if self.place + 8 > len(self._data):
                return
            group = int.from_bytes(self._data[self.place : self.place + 2], "little")
            if group != 2 and self._syntax:
                self._choose()
            self._element()
        self._draft.degrade(Reading.PARTIAL, "limit.entries", str(ELEMENTS))

    def _choose(self) -> None:
        """What holds behind the first group."""
        self._is_explicit = self._syntax != IMPLICIT
        self._order = ">" if self._syntax == BIG else "<"
        if self._syntax == DEFLATED:
            self._draft.degrade(Reading.PARTIAL, "payload", "deflated")
        self._syntax = ""

    def _element(self) -> None:
        data, place = self._data, self.place
        tag = struct.unpack_from(f"{self._order}HH", data, place)
        kind = data[place + 4 : place + 6]
        if tag[0] == 0xFFFE or not self._is_explicit or not (kind.isalpha() and kind.isupper()):
            size, start, kind = struct.unpack_from(f"{self._order}I", data, place + 4)[0], place + 8, b""
        elif kind in LONG:
            size, start = struct.unpack_from(f"{self._order}I", data, place + 8)[0], place + 12
        else:
            size, start = struct.unpack_from(f"{self._order}H", data, place + 6)[0], place + 8
        if tag in (ITEM, ITEM_END, SEQUENCE_END):
            self.place = start
            return
        if kind == b"SQ" or (size == UNDEFINED and tag != PIXELS):
            self.place = start
            return
        self._draft.cad["ELEMENT"] += 1
        if tag == PIXELS:
            self._pixels(start, size)
            return
        if size > len(data) - start:
            raise EOFError
        self.place = start + size
        self._keep(tag, kind, data[start : start + size])

    def _keep(self, tag: tuple[int, int], kind: bytes, body: bytes) -> None:
        label = f"({tag[0]:04X},{tag[1]:04X})"
        if kind in NUMBERS:
            step = struct.calcsize(NUMBERS[kind])
            values = struct.iter_unpack(self._order + NUMBERS[kind], body[: len(body) // step * step])
            self._draft.add_line(
                f"{label} " + " ".join(f"{value[0]:g}" for value, _ in zip(values, range(VALUES), strict=False))
            )
        elif kind in TEXTS or (kind in (b"", b"UN") and _is_text(body)):
            text = self._decoded(body)
            self._draft.add_line(f"{label} {text}")
            if tag == SYNTAX:
                self._syntax = text
            elif tag == CHARACTERS:
                self._codec = next((CODECS[name] for name in reversed(text.split("\\")) if name in CODECS), "")
            elif tag in PROPERTIES:
                self._draft.add_metadata(PROPERTIES[tag], text)
        else:
            self._draft.add_line(label)
            add_strings(body, self._draft)

    def _decoded(self, body: bytes) -> str:
        body = body.rstrip(b"\0 ")
        if self._codec:
            return body.decode(self._codec, "replace")
        return body.decode("ascii") if body.isascii() else decode(body).text

    def _pixels(self, start: int, size: int) -> None:
        """The picture itself: packed as it is in most files, its letters cannot be read here."""
        end = len(self._data) if size == UNDEFINED else min(len(self._data), start + size)
        add_runs(self._data[start:end], self._draft)
        self._draft.find("image.no-ocr")
        if size != UNDEFINED and start + size > len(self._data):
            self._draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        self._draft.degrade(Reading.PARTIAL, "payload", "pixels")
        self.place = end


def _is_text(body: bytes) -> bool:
    return bool(body) and all(byte >= 0x20 or byte in b"\t\r\n\f\x1b\0" for byte in body[:2_000]) and len(body) > 1
