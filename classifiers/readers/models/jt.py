"""JT: header, table of contents, and the segments, packed ones unpacked and searched for words.

Source: ISO 14306:2017, JT file format specification, clauses 6 and 7.
"""

from __future__ import annotations

import lzma
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.draft import LimitReached
from classifiers.readers.models.payload import Packed, add_words, read_payload, short_text, tell_partial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VERSION_BYTES = 80
SEGMENT_HEAD = 24
ENTRIES = 50_000
LZMA_BYTES = 64 * 1024 * 1024
STEP_BYTES = 1024 * 1024
XZ_MARK = b"\xfd7zXZ\0"
NAMES = {1: "LOGICAL_SCENE_GRAPH", 2: "JT_BREP", 3: "PMI", 4: "METADATA", 6: "SHAPE", 17: "XT_BREP", 18: "WIREFRAME",
         20: "ULP", 24: "LWPA", 30: "STEP_BREP"}  # fmt: skip
PART = re.compile(r"([^\n;]{1,200})\.(?:part|asm|prt)(?:;\d+)+:?")
WIDE_RUN = re.compile(rb"(?:[\x20-\x7e]\0|[\x00-\xff][\x30\x4e-\x9f\xff]){3,}")


class Segment(NamedTuple):
    """Where a segment's data stands, behind its head."""

    kind: int
    start: int
    end: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Version, counts of segments, words of all, names of parts and assemblies; shapes are not decoded."""
    version = short_text(data[:VERSION_BYTES])
    draft.add_line(version)
    draft.add_metadata("version", version)
    packed = Packed(len(data), job)
    parts: dict[str, None] = {}
    spans: list[tuple[int, int]] = []
    for segment in _segments(data):
        job.check_time()
        draft.cad[NAMES.get(segment.kind, "SHAPE_LOD" if 7 <= segment.kind <= 16 else f"SEGMENT_{segment.kind}")] += 1
        content = data[segment.start : segment.end]
        unpacked = _unpacked(content, packed, job)
        draft.at(f"segment {NAMES.get(segment.kind, segment.kind)}")
        if unpacked:
            add_words(unpacked, draft, job)
            parts.update(dict.fromkeys(_parts(unpacked)))
        else:
            read_payload(content, draft, job, depth, packed)
            parts.update(dict.fromkeys(_parts(content)))
        spans.append((segment.start, segment.end))
    draft.at("between segments")
    for content in _between(data, spans):
        read_payload(content, draft, job, depth, packed)
    draft.add_names(blocks=parts)
    tell_partial(draft, "JT")


def _between(data: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    """What no segment covers."""
    place = 0
    for start, end in sorted(spans):
        if start - place > SEGMENT_HEAD:
            yield data[place:start]
        place = max(place, end)
    yield data[place:]


def _segments(data: bytes) -> Iterator[Segment]:
    """By the table of contents; none where that makes no sense."""
    if len(data) < VERSION_BYTES + 9:
        return
    order = ">" if data[VERSION_BYTES] else "<"
    numbers = re.search(rb"Version (\d+)\.", data[:VERSION_BYTES])
    is_wide = bool(numbers) and int(numbers.group(1) if numbers else 0) >= 10
    place = struct.unpack_from(f"{order}{'q' if is_wide and len(data) > 93 else 'i'}", data, VERSION_BYTES + 5)[0]
    if not 0 < place <= len(data) - 4:
        return
    count = struct.unpack_from(f"{order}i", data, place)[0]
    entry = struct.Struct(f"{order}16s{'q' if is_wide else 'i'}iI")
    for number in range(max(0, min(count, ENTRIES, (len(data) - place - 4) // entry.size))):
        _, start, size, attributes = entry.unpack_from(data, place + 4 + number * entry.size)
        if start >= 0 and SEGMENT_HEAD < size <= len(data) - start:
            yield Segment(attributes >> 24 & 0xFF, start + SEGMENT_HEAD, start + size)


def _unpacked(content: bytes, packed: Packed, job: Job) -> bytes:
    """What a packed segment holds: behind a flag, a length and the number of the method; empty where it is none."""
    for order in ("<", ">"):
        if len(content) < 10:
            return b""
        flag, size, method = struct.unpack_from(f"{order}iiB", content)
        if flag not in (2, 3) or not 0 < size <= len(content) - 8:
            continue
        if method == 2:
            return packed.inflate(content, 9)[0]
        if method == 3:
            return _unpacked_lzma(content[9 : 8 + size], packed, job)
        return content[9:] if method == 1 else b""
    return b""


def _unpacked_lzma(content: bytes, packed: Packed, job: Job) -> bytes:
    form = lzma.FORMAT_XZ if content.startswith(XZ_MARK) else lzma.FORMAT_ALONE
    found: list[bytes] = []
    size = 0
    try:
        machine = lzma.LZMADecompressor(form, memlimit=LZMA_BYTES)
        block = machine.decompress(content, STEP_BYTES)
        while block or not (machine.eof or machine.needs_input):
            size += len(block)
            packed.count(len(block))
            if size > job.limits.part_bytes:
                raise LimitReached("part_bytes", job.limits.part_bytes)
            found.append(block)
            if machine.eof or machine.needs_input:
                break
            block = machine.decompress(b"", STEP_BYTES)
    except (lzma.LZMAError, EOFError):
        return b"".join(found)
    return b"".join(found)


def _parts(content: bytes) -> Iterator[str]:
    """Names of parts and assemblies, as programs write them: `bracket.part;0;0:`."""
    for run in WIDE_RUN.finditer(content):
        for match in PART.finditer(run.group().decode("utf-16-le", "ignore")):
            yield match.group(1)
