"""Snappy in frames (`.sz`): the file inside.

Own, since it is short. A frame holds at most 64 KiB, so nothing grows beyond what the meter sees.

Source: google/snappy, framing_format.txt and format_description.txt.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from classifiers.readers.large.source import Source, slices
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Generator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PACKED, PLAIN, SKIPPED_FROM = 0x00, 0x01, 0x80
FRAME_BYTES = 65_536
CHECKSUM_BYTES = 4


class SnappyFault(Exception):
    """Packed bytes that make no sense."""


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The one file inside."""
    read_source(Source(slices(data)), draft, job, depth)


def read_source(source: Source, draft: Draft, job: Job, depth: int) -> None:
    """The same of a stream that goes by once."""
    faults: list[SnappyFault] = []
    name = PurePosixPath(draft.name or "content").stem or "content"
    job.child_of(draft, name, _blocks(source, job, faults), depth)
    if faults:
        draft.degrade(Reading.PARTIAL, "damaged", "stream")


def _blocks(source: Source, job: Job, faults: list[SnappyFault]) -> Generator[bytes, None, None]:
    meter = Meter(lambda: source.place, job)
    try:
        while head := source.read(4):
            kind, size = head[0], int.from_bytes(head[1:4], "little")
            body = source.read(size)
            if len(head) < 4 or len(body) < size:
                raise SnappyFault("cut off")
            if kind in (PACKED, PLAIN):
                block = body[CHECKSUM_BYTES:] if kind == PLAIN else unpacked(body[CHECKSUM_BYTES:])
                meter.count(len(block))
                yield block
            elif kind < SKIPPED_FROM:
                raise SnappyFault("unknown frame")
    except SnappyFault as fault:
        faults.append(fault)


def unpacked(packed: bytes, most_bytes: int = FRAME_BYTES) -> bytes:
    """The plain bytes of one frame, or of a bare block that holds at most `most_bytes`.

    Raises:
        SnappyFault: they are none.
    """
    size, place = _length(packed, most_bytes)
    out = bytearray()
    while place < len(packed) and len(out) < size:
        tag = packed[place]
        place += 1
        if tag & 3 == 0:
            length = tag >> 2
            if length >= 60:
                width = length - 59
                length = int.from_bytes(packed[place : place + width], "little")
                place += width
            out += packed[place : place + length + 1]
            place += length + 1
            continue
        length = (tag >> 2 & 7) + 4 if tag & 3 == 1 else (tag >> 2) + 1
        width = {1: 1, 2: 2, 3: 4}[tag & 3]
        distance = int.from_bytes(packed[place : place + width], "little")
        distance |= (tag >> 5) << 8 if tag & 3 == 1 else 0
        place += width
        if not 0 < distance <= len(out):
            raise SnappyFault("a copy from before the beginning")
        for _ in range(length):
            out.append(out[-distance])
    if len(out) != size:
        raise SnappyFault("another length")
    return bytes(out)


def _length(packed: bytes, most_bytes: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(packed[:5]):
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            if value > most_bytes:
                break
            return value, place + 1
    raise SnappyFault("no length")
