"""OneNote sections (one): every object that any revision of the section declares, and the files in it.

All lists of nodes are walked, not only those that the latest revision leads to, so what was deleted is read as well.

Source: MS-ONESTORE 2.4 to 2.6; MS-ONE 2.1.12 and 2.2.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import words
from classifiers.readers.moments import moment
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

REVISION_STORE = bytes.fromhex("3fdd9a101b91f549a5d01791edc8aed8")
FRAGMENT = bytes.fromhex("c4f4f7f5b17a56a4")
FILE_OBJECT = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
FRAGMENT_HEAD = 16
# Nodes that refer to a set of properties, and where the reference stands in them.
OBJECTS = frozenset({0x2D, 0x2E, 0x41, 0x42, 0x8C, 0xA4, 0xA5, 0xC4, 0xC5})
NODES = 500_000
PROPERTIES = 2_000_000
BYTES, SET_ARRAY, SET = 7, 16, 17
SIZES = {1: 0, 2: 0, 3: 1, 4: 2, 5: 4, 6: 8}
REFERENCES = frozenset({8, 10, 12})
REFERENCE_ARRAYS = frozenset({9, 11, 13})
EXTENDED_ASCII = 0x3498
# Last 16 bits but the type of a property's number: what it is called as a property of the part.
NAMED = {0x1CF3: "title", 0x1D3C: "title", 0x1D75: "author", 0x1D94: "author", 0x1D95: "last-author"}
TIMES = {0x1D09: "created", 0x1D7A: "modified"}
# Byte strings that are a text: of a paragraph, titles, authors, names and paths of files, links, alternative texts.
WORDED = frozenset({
    0x1C22, 0x1CF3, 0x1D3C, 0x1D75, 0x1D94, 0x1D95, 0x1DD7, 0x1D9C, 0x1D9D, 0x1E20, 0x1E58, 0x349B, 0x1C52, 0x345A,
    0x1C87, 0x1C88,
})  # fmt: skip
# Byte strings that hold no words: fonts are words of no interest but short, identities, hashes, ink.
WORDLESS = frozenset({0x3415, 0x1C4E, 0x1D48})


class Property(NamedTuple):
    """A property with bytes, or a number."""

    number: int
    value: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Texts of all pages and revisions, titles, authors, links; embedded files and pictures as parts."""
    if data[48:64] != REVISION_STORE:
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "payload", "OneNote as a stream of cells")
        return
    seen: set[str] = set()
    nodes = 0
    for reference in _references(data, job):
        nodes += 1
        for found in _properties(reference, job):
            _take(found, seen, draft)
    if not nodes:
        raise ValueError("no objects")
    _read_files(data, draft, job, depth)


def _take(found: Property, seen: set[str], draft: Draft) -> None:
    code = found.number & 0xFFFF
    if code in TIMES and len(found.value) in (4, 8):
        number = int.from_bytes(found.value, "little")
        # Seconds since 1980, or 100 ns since 1601.
        ticks = number * 10_000_000 + 119_600_064_000_000_000 if len(found.value) == 4 else number
        if TIMES[code] not in draft.metadata or code == 0x1D7A:
            draft.add_metadata(TIMES[code], moment(ticks))
        return
    if found.number >> 26 & 0x1F != BYTES or len(found.value) < 2 or code in WORDLESS:
        return
    for text in _texts(found, code):
        if code in NAMED:
            draft.add_metadata(NAMED[code], text)
        if text not in seen:
            seen.add(text)
            draft.add_line(text)


def _texts(found: Property, code: int) -> list[str]:
    if code == EXTENDED_ASCII:
        return [words.plain(found.value.decode("cp1252", "replace"))]
    if code in WORDED:
        text = words.plain(words.wide(found.value))
        if text.strip() and all(char.isprintable() or char in "\n\t\f" for char in text):
            return [text]
        return []
    return words.wide_runs(found.value)


def _references(data: bytes, job: Job) -> Iterator[bytes]:
    """The properties of every object that a node declares."""
    count = 0
    place = data.find(FRAGMENT)
    while place >= 0:
        job.check_time()
        node = place + FRAGMENT_HEAD
        while node + 4 <= len(data):
            head = struct.unpack_from("<I", data, node)[0]
            number, size = head & 0x3FF, head >> 10 & 0x1FFF
            if not number or number == 0xFF or size < 4:
                break
            count += 1
            if count > NODES:
                raise LimitReached("structure_items", NODES)
            if number in OBJECTS and head >> 27 & 0xF == 1:
                job.check_time()
                yield _referred(data, node + 4, head)
            node += size
        place = data.find(FRAGMENT, place + 8)


def _referred(data: bytes, place: int, head: int) -> bytes:
    """Bytes that a node's reference leads to."""
    start_kind, size_kind = head >> 23 & 3, head >> 25 & 3
    start_width, start_scale = ((8, 1), (4, 1), (2, 8), (4, 8))[start_kind]
    size_width, size_scale = ((4, 1), (8, 1), (1, 8), (2, 8))[size_kind]
    start = int.from_bytes(data[place : place + start_width], "little") * start_scale
    place += start_width
    size = int.from_bytes(data[place : place + size_width], "little") * size_scale
    return data[start : start + size] if start + size <= len(data) else b""


def _properties(data: bytes, job: Job) -> Iterator[Property]:
    """Every property of an object, those of sets inside it as well."""
    place = 0
    for number in range(3):  # ids of objects, of object spaces, of contexts
        if place + 4 > len(data):
            return
        head = struct.unpack_from("<I", data, place)[0]
        place += 4 + 4 * (head & 0xFFFFFF)
        has_no_spaces, has_contexts = head >> 31, head >> 30 & 1
        if has_no_spaces or (number == 1 and not has_contexts):
            break
    yield from Walk(data, place, job).run()


class Walk:
    """A set of properties, sets inside sets entered without recursion.

    Args:
        data: Properties of an object.
        place: Where the outer set begins.
        job: Whose clock counts.
    """

    def __init__(self, data: bytes, place: int, job: Job) -> None:
        self._data, self._place, self._job = data, place, job
        self._count = 0

    def run(self) -> Iterator[Property]:
        """Properties in order, as far as they are sound."""
        waiting: list[tuple[str, int]] = [("set", 0)]
        while waiting:
            kind, number = waiting.pop()
            self._count += 1
            if not self._count & 0x3FF:
                self._job.check_time()
            if self._count > PROPERTIES:
                raise LimitReached("structure_items", PROPERTIES)
            if kind == "set":
                numbers = self._numbers()
                waiting.extend(("property", item) for item in reversed(numbers))
                continue
            yield from self._value(number, waiting)

    def _numbers(self) -> tuple[int, ...]:
        count = self._take(2)
        raw = self._data[self._place : self._place + 4 * count]
        self._place += 4 * count
        if len(raw) < 4 * count:
            return ()
        return struct.unpack(f"<{count}I", raw)

    def _value(self, number: int, waiting: list[tuple[str, int]]) -> Iterator[Property]:
        kind = number >> 26 & 0x1F
        if kind in SIZES:
            size = SIZES[kind]
            yield Property(number, self._data[self._place : self._place + size])
            self._place += size
        elif kind == BYTES:
            size = self._take(4)
            yield Property(number, self._data[self._place : self._place + size])
            self._place += min(size, len(self._data))
        elif kind in REFERENCE_ARRAYS:
            self._place += 4
        elif kind == SET_ARRAY:
            count = self._take(4)
            if count:
                self._place += 4
                waiting.extend([("set", 0)] * min(count, max(0, len(self._data) - self._place)))
        elif kind == SET:
            waiting.append(("set", 0))
        elif kind not in REFERENCES and kind:
            waiting.clear()

    def _take(self, size: int) -> int:
        value = int.from_bytes(self._data[self._place : self._place + size], "little")
        self._place += size
        return value


def _read_files(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Embedded files and pictures, each behind its own mark."""
    place = data.find(FILE_OBJECT)
    number = 0
    while place >= 0:
        size = int.from_bytes(data[place + 16 : place + 24], "little")
        start = place + 36
        if start + size > len(data):
            draft.degrade(Reading.PARTIAL, "damaged", "an embedded file is cut off")
            size = len(data) - start
        number += 1
        job.child(draft, f"file-{number}", data[start : start + size], depth)
        place = data.find(FILE_OBJECT, start + size)
