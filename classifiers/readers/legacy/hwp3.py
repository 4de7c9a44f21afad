"""Hangul word processor 3 (hwp): paragraphs of 16-bit characters in Johab, packed as a whole.

Notes, headers and hidden comments are read where they stand. Boxes and tables have no fixed layout: from the first one
on the rest is searched for words.

Source: Hancom, "Hwp Document File Formats 3.0", revision 1.2.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SIGNATURE, INFO, SUMMARY = 30, 128, 1008
CIPHER_AT, PACKED_AT, BLOCK_AT = 96, 124, 126
PROPERTIES = ("title", "subject", "author", "date", "keywords", "keywords-2", "comments", "comments-2", "comments-3")
PROPERTY_BYTES = 112
LANGUAGES, FONT_NAME, STYLE, STYLE_NAME = 7, 40, 238, 20
PARAGRAPH, SHAPE, LINE, LETTER_SHAPE = 43, 187, 14, 31
# Bytes behind a control character.
CONTROLS = {
    6: 40,
    7: 82,
    8: 94,
    9: 6,
    18: 6,
    19: 6,
    20: 6,
    21: 6,
    22: 22,
    23: 8,
    24: 4,
    25: 4,
    26: 244,
    28: 62,
    30: 2,
    31: 2,
}
FIELD, BOOKMARK, END = 5, 6, 13
# Controls with paragraphs of their own, and bytes between the control and these.
NESTED = {15: 14, 16: 16, 17: 20}
SHOWN = {9: "\t", 24: "-", 30: "\u00a0", 31: " "}
PARAGRAPHS, LEVELS = 500_000, 8


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Body with notes and headers, properties, names of fonts and styles; partial where boxes or pictures stand."""
    del depth
    info = data[SIGNATURE : SIGNATURE + INFO]
    if struct.unpack_from("<H", info, CIPHER_AT)[0]:
        draft.degrade(Reading.OPAQUE, "encrypted", "Hangul")
        return
    place = SIGNATURE + INFO
    for number, name in enumerate(PROPERTIES):
        start = place + PROPERTY_BYTES * number
        draft.add_metadata(name, letters(data[start : start + PROPERTY_BYTES]))
    body = data[place + SUMMARY + struct.unpack_from("<H", info, BLOCK_AT)[0] :]
    Text(_inflated(body, job) if info[PACKED_AT] else body, draft, job).read()


def _inflated(body: bytes, job: Job) -> bytes:
    most = job.limits.part_bytes
    plain = zlib.decompressobj(-15).decompress(body, most + 1)
    if len(plain) > most:
        raise LimitReached("part_bytes", most)
    return plain


def letters(raw: bytes) -> str:
    """Text of 16-bit characters, up to the first NUL."""
    found = []
    for (code,) in struct.iter_unpack("<H", raw[: len(raw) & ~1]):
        if not code:
            break
        found.append(letter(code))
    return "".join(found)


def letter(code: int) -> str:
    """A character: ASCII, or a syllable in Johab; U+FFFD for the program's own symbols."""
    if code < 0x80:
        return chr(code) if code >= 0x20 else ""
    return code.to_bytes(2, "big").decode("johab", "replace")[:1] if code >= 0x8000 else "\ufffd"


class Text:
    """The unpacked body.

    Args:
        body: Fonts, styles, paragraphs, what stands behind them.
        draft: Takes the words.
        job: Whose clock counts.
    """

    def __init__(self, body: bytes, draft: Draft, job: Job) -> None:
        self._body, self._draft, self._job = body, draft, job
        self._place = 0
        self._is_lost = self._has_symbols = False
        self._level = 0  # notes inside notes

    def read(self) -> None:
        """Paragraphs first; names behind them."""
        names = self._names()
        count = 0
        self._draft.at("body")
        while not self._is_lost:
            count += 1
            self._job.check_time()
            if count > PARAGRAPHS:
                raise LimitReached("structure_items", PARAGRAPHS)
            if not self._read_paragraph():
                break
        rest = self._body[self._place :]
        if self._is_lost or len(rest.strip(b"\0")) > 8:
            self._draft.at("boxes, pictures and links")
            self._search(rest)
            self._draft.degrade(Reading.PARTIAL, "payload", "boxes, pictures or links")
        if self._has_symbols:
            self._draft.degrade(Reading.PARTIAL, "encoding.damaged", "symbols of the program's own")
        self._draft.at("fonts and styles")
        for name in names:
            self._draft.add_line(name)

    def _take(self, size: int) -> bytes:
        found = self._body[self._place : self._place + size]
        if len(found) < size:
            raise ValueError("cut off")
        self._place += size
        return found

    def _number(self) -> int:
        return int.from_bytes(self._take(2), "little")

    def _names(self) -> list[str]:
        """Names of fonts and styles, each once."""
        names: list[str] = []
        for _ in range(LANGUAGES):
            names.extend(_narrow(self._take(FONT_NAME)) for _ in range(self._number()))
        names.extend(_narrow(self._take(STYLE)[:STYLE_NAME]) for _ in range(self._number()))
        return list(dict.fromkeys(names))

    def _read_paragraph(self) -> bool:
        """Whether there was one: an empty one ends a note, and the last of them the text."""
        head = self._take(PARAGRAPH)
        has_shape = not head[0]
        count, lines, mixed = struct.unpack_from("<HHB", head, 1)
        if not count:
            return False
        self._take((SHAPE if has_shape else 0) + LINE * lines)
        for _ in range(count if mixed else 0):
            if self._take(1) != b"\x01":
                self._take(LETTER_SHAPE)
        pieces: list[str] = []
        self._letters(count, pieces)
        text = "".join(pieces)
        self._has_symbols |= "\ufffd" in text
        self._draft.add_line(text)
        return True

    def _letters(self, count: int, pieces: list[str]) -> None:
        while count > 0:
            code = self._number()
            count -= 1
            if code >= 32 or code in (END, 0):
                pieces.append(letter(code))
            elif code in CONTROLS:
                self._take(CONTROLS[code])
                pieces.append(SHOWN.get(code, " "))
                count -= 3 if code == BOOKMARK else CONTROLS[code] // 2
            elif code == FIELD:
                self._take(2 + int.from_bytes(self._take(4), "little"))
                count -= 3
            elif code in NESTED and self._level < LEVELS:
                self._take(NESTED[code])
                count -= 3
                self._nested(pieces)
            else:
                self._is_lost = True
                return

    def _nested(self, pieces: list[str]) -> None:
        """Paragraphs of a note, up to the empty one behind them."""
        self._draft.add_line("".join(pieces))
        pieces.clear()
        self._level += 1
        for _ in range(PARAGRAPHS):
            self._job.check_time()
            if self._is_lost or not self._read_paragraph():
                break
        self._level -= 1

    def _search(self, rest: bytes) -> None:
        """Runs of letters and syllables, at even and odd places."""
        for start in (0, 1):
            run: list[str] = []
            self._job.check_time()
            for (code,) in struct.iter_unpack("<H", rest[start : start + ((len(rest) - start) & ~1)]):
                found = letter(code) if code >= 0x20 and (code < 0x7F or code >= 0x8000) else ""
                if found and found != "\ufffd":
                    run.append(found)
                    continue
                if len(run) > 2:
                    self._draft.add_line("".join(run))
                run = []


def _narrow(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("johab", "replace")
