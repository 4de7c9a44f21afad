"""Visio before 2013 (vsd, vss, vst): a tree of streams that pointers lead to, most of them packed; shapes in chunks.

Every stream is unpacked and searched; texts of shapes are taken by their chunks first.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MAGIC = b"Visio (TM) Drawing"
MAIN = "VisioDocument"
VERSION_AT, TRAILER_AT = 0x1A, 0x24
WIDE_FROM = 11  # from this version on texts are UTF-16
LONG_FROM = 6  # from this version on pointers and chunk heads are longer
COMPRESSED = 0x02
TRAILER, TEXT, TEXT_AT = 0x14, 0x0E, 8
CHUNK_HEAD, OLD_CHUNK_HEAD = 19, 12
UNTRAILED = frozenset({0x1F, 0xC9, 0x2D, 0xD1})
FURTHER = frozenset({0x64, 0x65, 0x66, 0x69, 0x6A, 0x6B, 0x6F, 0x71, 0x92, 0xA9, 0xB4, 0xB6, 0xB9, 0xC7})
TRAILED = frozenset({0x71, 0x70, 0x6B, 0x6A, 0x69, 0x66, 0x65, 0x2C})
LEAST_STREAMS = 4  # a drawing without any page has more
POINTERS, LEVELS = 100_000, 12
WINDOW, LEAD = 4096, 18
OLD_POINTER_PLACES = {0x1D: 30, 0x4E: 30, 0x1E: 54, 0x14: 130}
# Streams of pictures and objects, told by how they begin.
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"\xd7\xcd\xc6\x9a", b"\xd0\xcf\x11\xe0")


class Pointer(NamedTuple):
    """Where a stream lies."""

    kind: int
    start: int
    size: int
    form: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Texts of shapes, names of pages, layers and masters, properties, macros' source; pictures as parts."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        main = stream(ole, MAIN)
        if not main.startswith(MAGIC):
            raise ValueError("no drawing")
        walk = Walk(main, draft, job, depth)
        try:
            walk.run()
        except (struct.error, IndexError, ValueError) as error:
            walk.add_words(main)
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        if walk.streams < LEAST_STREAMS:
            walk.add_words(main)
            draft.degrade(Reading.PARTIAL, "damaged", "streams")
        read_inner(Rest(ole, [[MAIN]]), draft, job, depth, skip=())
    draft.cad["TEXT"] += walk.texts
    draft.cad["STREAM"] += walk.streams


class Walk:
    """The streams of a drawing, entered without recursion.

    Args:
        main: The whole main stream.
        draft: Takes the words.
        job: Whose limits count.
        depth: Containers around it.
    """

    def __init__(self, main: bytes, draft: Draft, job: Job, depth: int) -> None:
        self._main, self._draft, self._job, self._depth = main, draft, job, depth
        self._version = main[VERSION_AT]
        self._seen: set[str] = set()
        self._done: set[tuple[int, int]] = set()
        self._bytes = 0
        self._mark = b""  # four bytes before a packed stream, which belong to its first chunk
        self.texts = self.streams = 0

    def run(self) -> None:
        """Everything that the trailer leads to; what nothing leads to is searched as it lies."""
        trailer = self._pointer(self._main, TRAILER_AT)
        self._draft.add_metadata("version", str(self._version))
        waiting = [(trailer, 0)]
        count = 0
        while waiting:
            pointer, level = waiting.pop()
            count += 1
            self._job.check_time()
            if count > POINTERS:
                raise LimitReached("structure_items", POINTERS)
            if (pointer.start, pointer.size) in self._done or not pointer.size:
                continue
            if pointer.start + pointer.size > len(self._main):
                self._draft.degrade(Reading.PARTIAL, "damaged", "a stream beyond the end")
                self.add_words(self._main)
                continue
            self._done.add((pointer.start, pointer.size))
            content = self._content(pointer)
            self.streams += 1
            if level < LEVELS and self._has_pointers(pointer):
                waiting.extend((found, level + 1) for found in reversed(self._pointers(pointer, content)))
                self.add_words(content)
            elif pointer.form >> 4 in (0xD, 0xC, 0x8):
                self._read_chunks(self._mark + content)
            else:
                self._read_other(content)

    def _pointer(self, data: bytes, place: int) -> Pointer:
        if self._version >= LONG_FROM:
            kind, _, start, size, form = struct.unpack_from("<IIIIH", data, place)
        else:
            kind, form, _, start, size = struct.unpack_from("<HHIII", data, place)
        return Pointer(kind, start, size, form)

    def _has_pointers(self, pointer: Pointer) -> bool:
        if pointer.kind == TRAILER:
            return True
        if self._version < LONG_FROM and pointer.kind in OLD_POINTER_PLACES:
            return True
        return pointer.kind != 0x16 and pointer.form >> 4 == 0x5

    def _pointers(self, pointer: Pointer, content: bytes) -> list[Pointer]:
        """Pointers of a stream, behind what else stands in it."""
        is_long = self._version >= LONG_FROM
        if is_long:
            place = struct.unpack_from("<I", content, 0)[0]
            count = struct.unpack_from("<I", content, place)[0]
            place, width = place + 8, 18
        else:
            place = OLD_POINTER_PLACES.get(pointer.kind, 10)
            count = struct.unpack_from("<H", content, place)[0]
            place, width = place + 2, 16
        count = min(count, max(0, len(content) - place) // width)
        return [self._pointer(content, place + width * number) for number in range(count)]

    def _content(self, pointer: Pointer) -> bytes:
        raw = self._main[pointer.start : pointer.start + pointer.size]
        self._mark = b""
        if not pointer.form & COMPRESSED:
            return raw
        plain = unpacked(raw, self._job)
        self._bytes += len(plain)
        if self._bytes > self._job.limits.total_bytes:
            raise LimitReached("total_bytes", self._job.limits.total_bytes)
        self._mark = plain[:4]
        return plain[4:]

    def _read_chunks(self, content: bytes) -> None:
        for kind, chunk in self._chunks(content):
            if kind == TEXT:
                self._add_text(chunk)
        self.add_words(content)

    def _chunks(self, content: bytes) -> Iterator[tuple[int, bytes]]:
        """Type and content of each chunk, as far as they can be told apart."""
        place = 0
        head = CHUNK_HEAD if self._version >= LONG_FROM else OLD_CHUNK_HEAD
        while place + head <= len(content):
            if head == CHUNK_HEAD:
                kind, _, trailer, size, marks, last = struct.unpack_from("<IIIIHB", content, place)
            else:
                kind, _, _, _, trailer, size = struct.unpack_from("<HHBBHI", content, place)
                marks = last = 0
            if size > len(content) - place - head:
                return
            yield kind, content[place + head : place + head + size]
            place = self._next(content, place + head + size, self._gap(kind, trailer, marks, last))

    def _gap(self, kind: int, trailer: int, marks: int, last: int) -> int:
        """Bytes between a chunk and the next one, as its head says."""
        if self._version < LONG_FROM or kind in UNTRAILED:
            return 0
        gap = 8 if trailer or kind in TRAILED else 0
        if self._version < WIDE_FROM:
            return gap
        level = marks & 0xFF
        is_marked = level == 2 and (last == 0x55 or (last == 0x54 and kind == 0xAA))
        if trailer or is_marked or (level == 3 and last not in (0x50, 0x54)):
            gap += 4
        if kind in FURTHER and gap not in (4, 12):
            gap += 4
        return gap

    def _next(self, content: bytes, place: int, gap: int) -> int:
        """Where the next chunk begins: where its head says, or a few bytes away from there."""
        if self._version < LONG_FROM:
            return place + gap
        for guess in (gap, 0, 4, 8, 12):
            head = content[place + guess : place + guess + CHUNK_HEAD]
            if len(head) < CHUNK_HEAD:
                continue
            kind, _, _, size = struct.unpack_from("<IIII", head)
            if 0 < kind < 0x100 and size <= len(content) - place - guess - CHUNK_HEAD:
                return place + guess
        return len(content)

    def _add_text(self, chunk: bytes) -> None:
        body = chunk[TEXT_AT:]
        text = words.wide(body) if self._version >= WIDE_FROM else decode(body.split(b"\0", 1)[0]).text
        self.texts += 1
        self._add(words.plain(text).strip())

    def _read_other(self, content: bytes) -> None:
        for start in (0, 4, 8):
            if content[start:].startswith(PICTURES):
                self._job.child(self._draft, f"picture-{self.streams}", content[start:], self._depth)
                return
        self._read_chunks(content)

    def add_words(self, content: bytes) -> None:
        """Words anywhere in a stream, each once."""
        for text in [*strings(content), *words.wide_runs_anywhere(content)]:
            self._add(text)

    def _add(self, text: str) -> None:
        if text and text not in self._seen:
            self._seen.add(text)
            self._draft.add_line(text)


def unpacked(packed: bytes, job: Job) -> bytes:
    """A stream: letters, and copies out of a window of 4,096 bytes, told by the bits of a byte before eight of them."""
    out = bytearray()
    window = bytearray(WINDOW)
    place = write = 0
    while place < len(packed):
        if not place & 0x3FF:
            job.check_time()
        flags = packed[place]
        place += 1
        for bit in range(8):
            if place >= len(packed):
                break
            if flags >> bit & 1:
                window[write] = packed[place]
                out.append(packed[place])
                write = (write + 1) % WINDOW
                place += 1
                continue
            if place + 1 >= len(packed):
                return bytes(out)
            low, high = packed[place], packed[place + 1]
            place += 2
            start = (low | (high & 0xF0) << 4) + LEAD
            for step in range((high & 0x0F) + 3):
                byte = window[(start + step) % WINDOW]
                window[write] = byte
                out.append(byte)
                write = (write + 1) % WINDOW
        if len(out) > job.limits.part_bytes:
            raise LimitReached("part_bytes", job.limits.part_bytes)
    return bytes(out)
