"""ROOT: every key of a file, with the names and titles in what stands under it.

Source: CERN, ROOT I/O, TFile and TKey; the block headers of its compression.
"""

from __future__ import annotations

import lzma
import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.binary import add_runs, add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.unpacking import LZ4_MOST_BYTES, UnpackFault, lz4, zstd
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BLOCK_BYTES = 9
LZ4_SUM_BYTES = 8
LARGE_VERSION = 1000
BIG_FILE = 1_000_000
VERSION = re.compile(rb"\0[\x02-\x05]|\x03\xec")
LARGE_MARK = b"\x03\xec"
# A string as an object: what every object begins with, then its length.
STRING, STRING_HEAD_BYTES, COUNTED = "TObjString", 16, b"\x40"
BASKET, BLOB = "TBasket", "RBlob"


class Key(NamedTuple):
    """What stands at one place of the file."""

    kind: str
    name: str
    title: str
    size: int
    body: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All keys, in the order they stand in the file; baskets hold numbers."""
    del depth
    reader = _Reader(data, draft, job)
    version = int.from_bytes(data[4:8], "big")
    wide = 8 if version >= BIG_FILE else 4
    draft.add_metadata("version", f"{version % BIG_FILE // 10000}.{version % 10000 // 100:02}/{version % 100:02}")
    place, end = int.from_bytes(data[8:12], "big"), int.from_bytes(data[12 : 12 + wide], "big")
    if end > len(data) or not 0 < place <= len(data):
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    place = reader.read_keys(place, min(end, len(data)))
    if rest := data[place:].strip(b"\0"):
        draft.degrade(Reading.PARTIAL, "payload", f"{len(rest)} bytes outside of keys")
        add_strings(rest, draft)


class _Reader:
    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self._data, self._draft, self._job = data, draft, job
        self._left_bytes = job.bytes_left

    def read_keys(self, place: int, end: int) -> int:
        """Read from key to key, and say where that ended."""
        while place + 4 <= end:
            self._job.check_time()
            size = int.from_bytes(self._data[place : place + 4], "big", signed=True)
            if size < 0:  # given up: older content may still stand there
                add_runs(self._data[place + 4 : place - size], self._draft)
            key = _key(self._data[place : place + size]) if 0 < size <= len(self._data) - place else None
            if key is not None:
                self._take(key)
            elif size >= 0:
                following = self._next_key(place, end)
                if gap := self._data[place:following].strip(b"\0"):
                    self._draft.degrade(Reading.PARTIAL, "damaged", "gap between keys")
                    add_strings(gap, self._draft)
                place = following
                continue
            place += abs(size)
        return min(place, end)

    def _next_key(self, place: int, end: int) -> int:
        """Where the next key begins: each one names its own place."""
        for number, match in enumerate(VERSION.finditer(self._data, place + 4, end)):
            if number % 10_000 == 0:
                self._job.check_time()
            start, wide = match.start() - 4, 8 if match.group() == LARGE_MARK else 4
            if start > place and int.from_bytes(self._data[start + 18 : start + 18 + wide], "big") == start:
                return start
        return end

    def _take(self, key: Key) -> None:
        draft = self._draft
        draft.cad[key.kind[:60] or "FREE"] += 1
        draft.at(key.name)
        draft.add_line(f"{key.kind} {key.name} {key.title}")
        if key.kind == "TFile" and key.title and "title" not in draft.metadata:
            draft.add_metadata("title", key.title)
        body = key.body if len(key.body) >= key.size else self._unpacked(key)
        if key.kind == BLOB:
            draft.degrade(Reading.PARTIAL, "payload", "RNTuple")
        if key.kind in (BASKET, BLOB):
            add_runs(body, draft)
        else:
            if key.kind == STRING and body[:1] == COUNTED:
                draft.add_line(_string(body, STRING_HEAD_BYTES)[0])
            add_strings(body, draft)

    def _unpacked(self, key: Key) -> bytes:
        """The object, block by block; what is packed by a method that is not at hand stays unread, and is told."""
        pieces, place = [], 0
        while place + BLOCK_BYTES <= len(key.body):
            method = key.body[place : place + 2]
            packed_size = int.from_bytes(key.body[place + 3 : place + 6], "little")
            size = int.from_bytes(key.body[place + 6 : place + 9], "little")
            block = key.body[place + BLOCK_BYTES : place + BLOCK_BYTES + packed_size]
            self._left_bytes -= size
            if self._left_bytes < 0:
                raise LimitReached("total_bytes", self._job.limits.total_bytes)
            try:
                if method == b"ZL":
                    pieces.append(zlib.decompressobj().decompress(block, size or 1))
                elif method == b"XZ":
                    pieces.append(lzma.LZMADecompressor().decompress(block, size or 1))
                elif method == b"ZS":
                    pieces.append(zstd(block, size or 1))
                elif method == b"L4" and size <= LZ4_MOST_BYTES:
                    pieces.append(lz4(block[LZ4_SUM_BYTES:], size or 1))
                else:
                    self._draft.degrade(Reading.PARTIAL, "payload", f"packed by {word(method)[:2]}")
            except (zlib.error, lzma.LZMAError, UnpackFault):
                self._draft.degrade(Reading.PARTIAL, "damaged", "packed")
            place += BLOCK_BYTES + packed_size
        return b"".join(pieces)


def _key(data: bytes) -> Key | None:
    """A key and its object; None where the bytes are none."""
    if len(data) < 26:
        return None
    version, size = int.from_bytes(data[4:6], "big"), int.from_bytes(data[6:10], "big")
    head_bytes = int.from_bytes(data[14:16], "big")
    place = 18 + (16 if version > LARGE_VERSION else 8)
    texts = []
    for _ in range(3):
        text, place = _string(data, place)
        texts.append(text)
    if place > head_bytes or head_bytes > len(data):
        return None
    return Key(texts[0], texts[1], texts[2], size, data[head_bytes:])


def _string(data: bytes, place: int) -> tuple[str, int]:
    size = data[place] if place < len(data) else 0
    place += 1
    if size == 0xFF:
        size = int.from_bytes(data[place : place + 4], "big")
        place += 4
    return word(data[place : place + size]), place + size
