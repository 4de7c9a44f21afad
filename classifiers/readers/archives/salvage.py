"""Members of a zip found by their own headers, where no directory lists them."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.largefile import LargeFile
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from classifiers.readers.zips import ENCRYPTED_FLAG, LOCAL_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BLOCK_BYTES = 256 * 1024
DESCRIPTOR_FLAG = 0x8
DESCRIPTOR = b"PK\7\x08"
DESCRIPTORS_TRIED = 1_000


class Salvaged(NamedTuple):
    """A member as far as it could be had; `fault` says what is wrong, and is empty where nothing is."""

    name: str
    content: bytes
    fault: str
    detail: str = ""


def read_salvaged(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> int:
    """Every member that begins somewhere in `data`, as a part; says how many."""
    count = 0
    for member in salvage(data, job):
        count += 1
        if count > job.limits.entries:
            raise LimitReached("entries", job.limits.entries)
        draft.add_line(member.name)
        if member.content:
            job.child(draft, member.name, member.content, depth)
        if member.fault:
            job.opaque_child(draft, member.name, len(member.content), member.fault, member.detail)
    return count


def salvage(data: bytes | LargeFile, job: Job) -> Iterator[Salvaged]:
    """Members by their local headers, in the order they stand.

    Raises:
        LimitReached: they unpack to too much, or the time is up.
    """
    meter = Meter(len(data), job)
    place = data.find(LOCAL_HEADER)
    while place >= 0 and place + 30 <= len(data):
        job.check_time()
        flags, method = _word(data, place + 6, 2), _word(data, place + 8, 2)
        packed, name_size = _word(data, place + 18, 4), _word(data, place + 26, 2)
        start = place + 30 + name_size + _word(data, place + 28, 2)
        following = data.find(LOCAL_HEADER, start)
        has_size = bool(packed) and start + packed <= len(data)
        described = 0 if has_size or method or not flags & DESCRIPTOR_FLAG else _described(data, start)
        packed, has_size = (described, True) if described else (packed, has_size)
        end = start + packed if has_size else (following if following >= 0 else len(data))
        name = _name(data[place + 30 : place + 30 + name_size])
        if name and not name.endswith("/"):
            most = job.limits.part_bytes
            # What is in memory may be looked through to its end; of a large file no more is taken there.
            taken = min(end, start + most + 1) if isinstance(data, LargeFile) else end
            yield _member(name, data[start:taken], method, flags, meter, most)
        place = data.find(LOCAL_HEADER, max(end, start) if packed else start)


def _described(data: bytes | LargeFile, start: int) -> int:
    """Bytes of a stored member whose size stands behind it, in a descriptor that says just that many; 0 for none."""
    place = start
    for _ in range(DESCRIPTORS_TRIED):
        place = data.find(DESCRIPTOR, place)
        if place < 0:
            return 0
        if _word(data, place + 8, 4) == _word(data, place + 12, 4) == place - start:
            return place - start
        place += 4
    return 0


def _member(name: str, packed: bytes, method: int, flags: int, meter: Meter, most_bytes: int) -> Salvaged:
    if flags & ENCRYPTED_FLAG:
        return Salvaged(name, b"", "encrypted", "zip")
    if method == zipfile.ZIP_STORED:
        meter.count(len(packed))
        return Salvaged(name, packed[:most_bytes], "" if len(packed) <= most_bytes else "limit.part_bytes")
    if method != zipfile.ZIP_DEFLATED:
        return Salvaged(name, b"", "archive.method", str(method))
    unpacker = zlib.decompressobj(-15)
    blocks: list[bytes] = []
    size = 0
    try:
        for offset in range(0, len(packed), BLOCK_BYTES):
            block = unpacker.decompress(packed[offset : offset + BLOCK_BYTES], most_bytes - size + 1)
            meter.count(len(block))
            blocks.append(block)
            size += len(block)
            if size > most_bytes:
                return Salvaged(name, b"".join(blocks)[:most_bytes], "limit.part_bytes", str(most_bytes))
            if unpacker.eof:
                return Salvaged(name, b"".join(blocks), "")
    except zlib.error:
        return Salvaged(name, b"".join(blocks), "damaged", "broken")
    return Salvaged(name, b"".join(blocks), "damaged", "cut off")


def _name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode(raw).text


def _word(data: bytes | LargeFile, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "little")
