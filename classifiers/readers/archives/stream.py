"""gzip, bzip2, xz, lzma: the one file inside."""

from __future__ import annotations

import bz2
import lzma
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

EXTRA_FLAG, NAME_FLAG, COMMENT_FLAG = 0x04, 0x08, 0x10
# The fields of programs that index their own streams are shorter.
EXTRA_BYTES = 64
NAME_CHARS = 200
BLOCK_BYTES = 256 * 1024
XZ_MEMORY_BYTES = 256 * 1024 * 1024


def read_stream(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The one file inside a compressed stream, all its members; what follows it as a part of its own."""
    inner = PurePosixPath(draft.name or "content").stem or "content"
    plain, rest, is_whole = _unpacked(data, draft.type, job)
    if draft.type == "application/gzip":
        inner = _read_gzip_head(data, draft, job, depth) or inner
    if plain or is_whole:
        job.child(draft, inner, plain, depth)
    if not is_whole:
        draft.degrade(Reading.PARTIAL if plain else Reading.FAILED, "damaged", "stream")
    if rest.strip(b"\0"):
        draft.find("trailing-data", str(len(rest)))
        job.child(draft, "trailing-data", rest, depth)


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


def _unpacked(data: bytes, kind: str, job: Job) -> tuple[bytes, bytes, bool]:
    """Plain bytes of all members, what follows the last, and whether all was whole."""
    limits = job.limits
    most = min(limits.part_bytes, job.bytes_left)
    blocks: list[bytes] = []
    size = 0
    rest = data
    while rest and (rest is data or _begins(rest, kind)):
        unpacker = _unpacker(kind)
        try:
            while not unpacker.eof:
                block, rest = _step(unpacker, rest)
                size += len(block)
                if size > max(limits.ratio_floor_bytes, limits.ratio * len(data)):
                    raise LimitReached("ratio", limits.ratio)
                if size > most:
                    raise LimitReached("part_bytes", limits.part_bytes)
                blocks.append(block)
                job.check_time()
                if not block and not rest and not unpacker.eof:
                    return b"".join(blocks), b"", False
            rest = unpacker.unused_data
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            return b"".join(blocks), b"", False
    return b"".join(blocks), rest, True


def _begins(rest: bytes, kind: str) -> bool:
    magic = {
        "application/gzip": b"\x1f\x8b",
        "application/x-bzip2": b"BZh",
        "application/x-xz": b"\xfd7zXZ",
        "application/x-lzma": b"\x5d\0\0",
    }
    return rest.startswith(magic[kind])


def _unpacker(kind: str) -> Any:
    if kind == "application/gzip":
        return zlib.decompressobj(wbits=31)
    if kind == "application/x-bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=XZ_MEMORY_BYTES)


def _step(unpacker: Any, packed: bytes) -> tuple[bytes, bytes]:
    """One bounded step: a block of plain bytes, and the packed bytes not yet used."""
    if hasattr(unpacker, "unconsumed_tail"):
        block = unpacker.decompress(packed, BLOCK_BYTES)
        return block, unpacker.unconsumed_tail
    block = unpacker.decompress(packed, BLOCK_BYTES)
    return block, b""
