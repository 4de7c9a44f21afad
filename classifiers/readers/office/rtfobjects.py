"""Pictures and objects in RTF: hexadecimal digits or raw bytes, unwrapped to the file that they are.

Source: Rich Text Format Specification 1.9.1; MS-OLEDS, section 2.2 (objects of OLE 1.0).
"""

from __future__ import annotations

import binascii
import re
import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.office.art import bitmap_of
from classifiers.readers.office.ole import NATIVE, unwrapped

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# What a program keeps for itself, as long as it is no longer than what programs do keep.
OWN = frozenset({"themedata", "datastore", "datafield", "svb"})
OWN_BYTES = 64 * 1024
ENDINGS = {
    "pngblip": "png", "jpegblip": "jpg", "emfblip": "emf", "wmetafile": "wmf", "dibitmap": "bmp", "wbitmap": "bmp",
    "macpict": "pict",
}  # fmt: skip
EMBEDDED = 2
MARKS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-")
RAW_BYTES = 16


class Objects:
    """Collects what stands in a binary destination, and hands it on when that ends."""

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self._draft, self._job, self._depth = draft, job, depth
        self._pieces: list[bytes] = []
        self._digits: list[bytes] = []
        self._count = 0
        self.kind = ""

    def begin(self, destination: str) -> None:
        """A destination opens; one within another ends that."""
        self.end(destination)
        self.kind = ""

    def take_hex(self, digits: bytes) -> None:
        """More hexadecimal digits."""
        self._digits.append(digits)

    def take_raw(self, data: bytes, destination: str) -> None:
        """Bytes as they are; outside pictures and objects they are a part of their own."""
        if destination in ("pict", "objdata", *OWN):
            self._settle()
            self._pieces.append(data)
        elif len(data) > RAW_BYTES:
            self._count += 1
            self._job.child(self._draft, f"binary-{self._count}", data, self._depth)

    def end(self, destination: str) -> None:
        """A destination is over."""
        self._settle()
        data = b"".join(self._pieces)
        self._pieces.clear()
        if not data or (destination in OWN and len(data) < OWN_BYTES):
            return
        self._count += 1
        if destination != "pict":
            self._read_object(data)
            return
        picture = bitmap_of(data) if self.kind == "dibitmap" else data
        self._job.child(self._draft, f"picture-{self._count}.{ENDINGS.get(self.kind, 'bin')}", picture, self._depth)

    def _settle(self) -> None:
        digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(self._digits))
        self._digits.clear()
        if len(digits) > 1:
            self._pieces.append(binascii.unhexlify(digits[: len(digits) // 2 * 2]))

    def _read_object(self, data: bytes) -> None:
        name, body = _native(data)
        if name in ("Package", "OLE2Link-") and body:
            names, body = unwrapped(bytes(4) + body, NATIVE)
            for text in names[1:]:
                self._draft.add_line(text)
            name = names[0] if names else name
        if not body:
            start = min((place for mark in MARKS if (place := data.find(mark)) >= 0), default=0)
            body = data[start:]
        self._job.child(self._draft, name or f"object-{self._count}", body, self._depth)


def _native(data: bytes) -> tuple[str, bytes]:
    """Class and bytes of an embedded object of OLE 1.0; empty where it is none."""
    if len(data) < 12 or struct.unpack_from("<I", data, 4)[0] != EMBEDDED:
        return "", b""
    place = 8
    words: list[str] = []
    for _ in range(3):
        size = int.from_bytes(data[place : place + 4], "little")
        if size > 4096:
            return "", b""
        words.append(decode(data[place + 4 : place + 4 + size].rstrip(b"\0")).text)
        place += 4 + size
    size = int.from_bytes(data[place : place + 4], "little")
    return words[0], data[place + 4 : place + 4 + size]
