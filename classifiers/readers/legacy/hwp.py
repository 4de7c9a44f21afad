"""Hangul word processor 5 (hwp): records in streams of an OLE file, packed, and enciphered where distributed.

Source: Hancom, "Hwp Document File Formats 5.0", revision 1.3.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.moments import moment
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SIGNATURE = b"HWP Document File"
COMPRESSED, PASSWORD, DISTRIBUTED, DRM = 0x1, 0x2, 0x4, 0x10
LOCKED = PASSWORD | DRM | 0x100 | 0x400  # the last two: by certificate
TAG_BITS, SIZE_SHIFT, LONG_SIZE = 0x3FF, 20, 0xFFF
BINARY_DATA, DISTRIBUTION, PARAGRAPH, LIST_HEADER = 0x12, 0x1C, 0x43, 0x48
# Records that are numbers only; all others are searched for words.
NUMBERS = frozenset({0x10, 0x11, 0x14, 0x15, 0x18, 0x19, 0x1E, 0x42, 0x44, 0x45, 0x46, 0x48, 0x49, 0x4A, 0x4B, 0x4D})
# Control characters of one place; all the others below 32 take eight.
SINGLE = {0: "", 10: "\n", 13: "\n", 24: "-", 25: "", 26: "", 27: "", 28: "", 29: "", 30: "\u00a0", 31: " "}
TAB = 9
SUMMARY = "\x05HwpSummaryInformation"
PROPERTIES = {
    2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "last-author", 9: "revision",
    12: "created", 13: "modified", 20: "date",
}  # fmt: skip
WIDE_TEXT, FILE_TIME = 31, 64
SUMMARY_CHARS = 20_000
KNOWN = re.compile(
    r"FileHeader|DocInfo|BodyText|ViewText|BinData|PrvText|PrvImage|Scripts|DocOptions|\x05|Bibliography"
)
SEED_WORDS = 214013, 2531011  # of the generator that hides the key


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Body with tables, notes and boxes, styles, properties, scripts; pictures and objects as parts."""
    with open_ole(data) as ole:
        header = stream(ole, "FileHeader")
        if not header.startswith(SIGNATURE) or len(header) < 40:
            raise ValueError("no file header")
        flags = struct.unpack_from("<I", header, 36)[0]
        draft.add_metadata("version", ".".join(str(byte) for byte in reversed(header[32:36])))
        read_properties(ole, draft)
        _add_summary(ole, draft)
        if flags & LOCKED:
            draft.degrade(Reading.OPAQUE, "encrypted", "Hangul")
            return
        File(ole, flags, draft, job, depth).read()


class File:
    """The streams of one document.

    Args:
        ole: The open file.
        flags: Of its header.
        draft: Takes the words.
        job: Whose limits count.
        depth: Containers around it.
    """

    def __init__(self, ole: Any, flags: int, draft: Draft, job: Job, depth: int) -> None:
        self._ole, self._flags, self._draft, self._job, self._depth = ole, flags, draft, job, depth

    def read(self) -> None:
        """Sections first, then what stands around them."""
        paths = sorted(self._ole.listdir(), key=_section_order)
        body = "ViewText" if self._flags & DISTRIBUTED and self._ole.exists("ViewText") else "BodyText"
        for path in paths:
            self._job.check_time()
            name = "/".join(path)
            if path[0] == body:
                self._draft.at(f"section {_section_order(path)[1] + 1}")
                self._read_section(stream(self._ole, *path), name)
            elif name == "DocInfo":
                self._draft.at("styles")
                self._read_records(self._inflated(stream(self._ole, *path)))
            elif path[0] == "BinData" and len(path) == 2:
                self._job.child(self._draft, path[1], self._inflated(stream(self._ole, *path)), self._depth)
            elif name == "PrvImage":
                self._job.child(self._draft, "preview", stream(self._ole, *path), self._depth)
            elif not self._read_aside(path):
                self._draft.degrade(Reading.PARTIAL, "payload", "streams of an unknown kind")
        known = [path for path in paths if KNOWN.match(path[0])]
        read_inner(Rest(self._ole, known), self._draft, self._job, self._depth, skip=())

    def _read_aside(self, path: list[str]) -> bool:
        """Whether a stream beside body, styles and pictures is understood."""
        data = stream(self._ole, *path)
        self._draft.at("/".join(path).strip("\x05"))
        if path[0] == "PrvText":
            self._draft.add_line(words.plain(words.wide(data)))
        elif path[0] == "Scripts" and path[-1].startswith("DefaultJScript"):
            for text in words.wide_runs(self._inflated(data)):
                self._draft.add_line(text)
        elif path[0] in ("DocOptions", "Bibliography", "XMLTemplate", "DocHistory"):
            add_strings(self._inflated(data), self._draft)
            words.add_wide(self._inflated(data), self._draft)
            return path[0] in ("DocOptions", "Bibliography")
        return bool(KNOWN.match(path[0]))

    def _read_section(self, data: bytes, name: str) -> None:
        if name.startswith("ViewText"):
            data = deciphered(data)
        self._read_records(self._inflated(data))

    def _read_records(self, data: bytes) -> None:
        for tag, content in records(data):
            if tag == PARAGRAPH:
                self._draft.add_line(paragraph(content))
            elif tag not in NUMBERS and len(content) > 6:
                for text in dict.fromkeys([*words.counted(content), *words.wide_runs(content)]):
                    self._draft.add_line(text)
            self._job.check_time()

    def _inflated(self, data: bytes) -> bytes:
        if not self._flags & COMPRESSED:
            return data
        most = self._job.limits.part_bytes
        packer = zlib.decompressobj(-15)
        try:
            plain = packer.decompress(data, most + 1)
        except zlib.error:
            return data
        if len(plain) > most:
            raise LimitReached("part_bytes", most)
        if not packer.eof:
            self._draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        return plain


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each record of a stream.

    Raises:
        ValueError: one goes beyond the end.
    """
    place = 0
    while place + 4 <= len(data):
        head = struct.unpack_from("<I", data, place)[0]
        place += 4
        size = head >> SIZE_SHIFT
        if size == LONG_SIZE and place + 4 <= len(data):
            size = struct.unpack_from("<I", data, place)[0]
            place += 4
        if place + size > len(data):
            raise ValueError("cut off")
        yield head & TAG_BITS, data[place : place + size]
        place += size


def paragraph(content: bytes) -> str:
    """Text of a paragraph; controls of eight places are taken out."""
    text = content[: len(content) & ~1].decode("utf-16-le", "surrogatepass")
    units = memoryview(content[: len(content) & ~1]).cast("H")
    if all(unit >= 32 for unit in units):
        return text
    pieces: list[str] = []
    place = start = 0
    while place < len(units):
        unit = units[place]
        if unit >= 32:
            place += 1
            continue
        pieces.append(content[2 * start : 2 * place].decode("utf-16-le", "replace"))
        pieces.append(SINGLE.get(unit, "\t" if unit == TAB else " "))
        place += 1 if unit in SINGLE else 8
        start = place
    pieces.append(content[2 * start : 2 * len(units)].decode("utf-16-le", "replace"))
    return "".join(pieces)


def deciphered(data: bytes) -> bytes:
    """A section of a document for distribution, whose key stands hidden before it.

    The first record holds 256 bytes: a seed, and behind it what a generator of random numbers, begun with it, hides.
    """
    tag, hidden = next(records(data), (0, b""))
    if tag != DISTRIBUTION or len(hidden) < 256:
        raise ValueError("no key")
    seed = state = struct.unpack_from("<I", hidden)[0]
    plain = bytearray(hidden)
    left = mask = 0
    for index in range(256):
        if not left:
            state = (state * SEED_WORDS[0] + SEED_WORDS[1]) & 0xFFFFFFFF
            mask = (state >> 16) & 0xFF
            state = (state * SEED_WORDS[0] + SEED_WORDS[1]) & 0xFFFFFFFF
            left = ((state >> 16) & 0xF) + 1
        if index >= 4:
            plain[index] ^= mask
        left -= 1
    start = 4 + (seed & 0xF)
    body = data[4 + len(hidden) :] if len(hidden) < LONG_SIZE else data[8 + len(hidden) :]
    cipher = Cipher(algorithms.AES(bytes(plain[start : start + 16])), modes.ECB())  # noqa: S305 - as the format has it
    engine = cipher.decryptor()
    return engine.update(body[: len(body) & ~15]) + engine.finalize()


def _section_order(path: list[str]) -> tuple[int, int, str]:
    """Body first, in the order of its sections."""
    number = re.fullmatch(r"Section(\d{1,6})", path[-1])
    return (0 if number else 1, int(number.group(1)) if number else 0, "/".join(path))


def _add_summary(ole: Any, draft: Draft) -> None:
    """Properties by their numbers: texts end where their first NUL stands, whatever their count says."""
    data = stream(ole, SUMMARY)
    if len(data) < 56:
        return
    start = struct.unpack_from("<I", data, 44)[0]
    section = data[start:]
    count = struct.unpack_from("<I", section, 4)[0] if len(section) >= 8 else 0
    for index in range(min(count, len(section) // 8)):
        if 16 + 8 * index > len(section):
            return
        number, offset = struct.unpack_from("<II", section, 8 + 8 * index)
        kind, value = int.from_bytes(section[offset : offset + 4], "little"), section[offset + 4 :]
        name = PROPERTIES.get(number)
        if name and kind == WIDE_TEXT:
            draft.add_metadata(name, words.wide(value[4:SUMMARY_CHARS]))
        elif name and kind == FILE_TIME:
            draft.add_metadata(name, moment(int.from_bytes(value[:8], "little")))
