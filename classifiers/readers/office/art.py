"""Pictures in drawings of old Office files, wherever they stand in a stream.

Source: MS-ODRAW, section 2.2.23 (blips).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Kind → ending, whether packed, and the instances that hold a second identifier.
BLIPS = {
    0xF01A: ("emf", True, (0x3D5,)), 0xF01B: ("wmf", True, (0x217,)), 0xF01C: ("pict", True, (0x543,)),
    0xF01D: ("jpg", False, (0x46B, 0x6E3)), 0xF01E: ("png", False, (0x6E1,)), 0xF01F: ("bmp", False, (0x7A9,)),
    0xF029: ("tif", False, (0x6E5,)), 0xF02A: ("jpg", False, (0x46B, 0x6E3)),
}  # fmt: skip
METAFILE_HEAD = 34
PICTURES = 1_000


def read_pictures(data: bytes, prefix: str, draft: Draft, job: Job, depth: int) -> None:
    """Every picture as a part, named by `prefix` and its number."""
    place = count = 0
    while (place := data.find(b"\xf0", place)) >= 0:
        start, place = place - 3, place + 1
        if (
            start < 0
            or start + 8 > len(data)
            or data[start + 2] not in (0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x29, 0x2A)
        ):
            continue
        head, kind, size = struct.unpack_from("<HHI", data, start)
        ending, is_packed, second = BLIPS[kind]
        body = data[start + 8 : start + 8 + size]
        skipped = 32 if head >> 4 in second else 16
        if head & 0x0F or size <= skipped + 1 or len(body) < size or not _is_sound(head >> 4, second):
            continue
        picture = _unpacked(body[skipped:], job) if is_packed else body[skipped + 1 :]
        picture = bitmap_of(picture) if ending == "bmp" else picture
        if picture:
            count += 1
            if count > PICTURES:
                raise LimitReached("parts", PICTURES)
            job.child(draft, f"{prefix}-{count}.{ending}", picture, depth)
            place = start + 8 + size


def bitmap_of(data: bytes) -> bytes:
    """A bitmap with the head of a file, which those in documents lack; other bytes as they are."""
    size = int.from_bytes(data[:4], "little")
    if size not in (12, 40, 52, 56, 64, 108, 124) or len(data) <= size:
        return data
    bits, colours = (10, 0) if size == 12 else (14, int.from_bytes(data[32:36], "little"))
    depth = int.from_bytes(data[bits : bits + 2], "little")
    if not colours and depth <= 8:
        colours = 1 << depth
    offset = 14 + size + min(colours, 256) * (3 if size == 12 else 4)
    return struct.pack("<2sIHHI", b"BM", 14 + len(data), 0, 0, offset) + data


def _is_sound(instance: int, second: tuple[int, ...]) -> bool:
    """Whether an instance is one that such a picture has: its first, or the one beside it with two identifiers."""
    return any(instance in (known, known - 1) for known in second)


def _unpacked(body: bytes, job: Job) -> bytes:
    if len(body) <= METAFILE_HEAD or body[32] == 0xFE:
        return body[METAFILE_HEAD:]
    try:
        return zlib.decompressobj().decompress(body[METAFILE_HEAD:], job.limits.part_bytes)
    except zlib.error:
        return b""
