"""gzip, zlib, bzip2, xz, lzma: the one file inside, as it is unpacked."""

from __future__ import annotations

import bz2
import itertools
import lzma
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.readers.large.source import Source, slices
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Generator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

EXTRA_FLAG, NAME_FLAG, COMMENT_FLAG = 0x04, 0x08, 0x10
# The fields of programs that index their own streams are shorter.
EXTRA_BYTES = 64
NAME_CHARS = 200
BLOCK_BYTES = 256 * 1024
XZ_MEMORY_BYTES = 256 * 1024 * 1024
MAGIC = {
    "application/gzip": b"\x1f\x8b",
    "application/x-bzip2": b"BZh",
    "application/x-xz": b"\xfd7zXZ",
    "application/x-lzma": b"\x5d\0\0",
}
MAGIC_BYTES = 5


def read_stream(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The one file inside a compressed stream, all its members; what follows it as a part of its own."""
    read_source(Source(slices(data)), draft, job, depth)


def read_source(source: Source, draft: Draft, job: Job, depth: int) -> None:
    """The same of a stream that goes by once."""
    inner = PurePosixPath(draft.name or "content").stem or "content"
    if draft.type == "application/gzip":
        inner = _read_gzip_head(source.head, draft, job, depth) or inner
    unpacking = Unpacking(source, draft.type, job)
    blocks = unpacking.blocks()
    first = next(blocks, None)
    if first is not None or unpacking.is_whole:
        job.child_of(draft, inner, itertools.chain((first or b"",), blocks), depth)
    if not unpacking.is_whole:
        draft.degrade(Reading.PARTIAL if unpacking.has_content else Reading.FAILED, "damaged", "stream")
        return
    rest = _without_padding(source)
    if rest:
        source.give_back(rest)
        before = source.place
        job.child_of(draft, "trailing-data", iter(source.block, b""), depth)
        draft.find("trailing-data", str(source.place - before))


def _without_padding(source: Source) -> bytes:
    """The first bytes that follow, zeros left out; none where nothing else follows."""
    while block := source.block():
        if block.strip(b"\0"):
            return block
    return b""


def _read_gzip_head(data: bytes, draft: Draft, job: Job, depth: int) -> str:
    """The name that the first member states; its comment becomes a property, an extra field a part.

    Source: RFC 1952, 2.3.1.
    """
    if len(data) < 12:
        return ""
    flags, place, name = data[3], 10, ""
    if flags & EXTRA_FLAG:
        end = place + 2 + int.from_bytes(data[place : place + 2], "little")
        if end - place > EXTRA_BYTES:
            draft.find("archive.extra", str(end - place))
            job.child(draft, "archive.extra", data[place + 2 : end], depth)
        place = end
    if flags & NAME_FLAG:
        name, place = _word(data, place)
    if flags & COMMENT_FLAG:
        draft.add_metadata("comment", _word(data, place)[0])
    return name[:NAME_CHARS]


def _word(data: bytes, place: int) -> tuple[str, int]:
    """Text up to a zero, and what comes after; empty where there is no zero."""
    end = data.find(b"\0", place)
    if end < 0:
        return "", len(data)
    raw = data[place:end]
    return (raw.decode("ascii") if raw.isascii() else decode(raw).text), end + 1


class Unpacking:
    """Plain bytes of all members of a stream.

    Attributes:
        is_whole: Whether the last member ended as it should.
        has_content: Whether any byte came out.
    """

    def __init__(self, source: Source, kind: str, job: Job) -> None:
        self._source, self._kind = source, kind
        self._meter = Meter(lambda: source.place, job)
        self.is_whole = True
        self.has_content = False

    def blocks(self) -> Generator[bytes, None, None]:
        """What comes out; ends early where the stream is damaged.

        Raises:
            LimitReached: too much for so few bytes, or the time is up.
        """
        while True:
            yield from self._member()
            if not self.is_whole or not self._begins_again():
                return

    def _member(self) -> Generator[bytes, None, None]:
        unpacker = _unpacker(self._kind)
        packed = b""
        try:
            while not unpacker.eof:
                is_over = False
                if not packed and getattr(unpacker, "needs_input", True):
                    packed = self._source.block()
                    is_over = not packed
                block = unpacker.decompress(packed, BLOCK_BYTES)
                packed = getattr(unpacker, "unconsumed_tail", b"")
                if is_over and not block and not unpacker.eof:
                    self.is_whole = False
                    return
                self._meter.count(len(block))
                if block:
                    self.has_content = True
                    yield block
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            self.is_whole = False
            return
        self._source.give_back(unpacker.unused_data)

    def _begins_again(self) -> bool:
        following = self._source.read(MAGIC_BYTES)
        self._source.give_back(following)
        mark = MAGIC.get(self._kind)
        return mark is not None and following.startswith(mark)


def _unpacker(kind: str) -> Any:
    if kind == "application/gzip":
        return zlib.decompressobj(wbits=31)
    if kind == "application/zlib":
        return zlib.decompressobj()
    if kind == "application/x-bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=XZ_MEMORY_BYTES)
