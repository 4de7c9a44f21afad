"""PowerPoint 97 to 2003.

Source: MS-PPT, sections 2.2 to 2.10.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.office.art import read_pictures
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TEXTS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1", 0x0FBA: "utf-16-le"}
# Containers whose text stands at a place of its own; what comments hold stands within a slide's.
SLIDE, NOTES, MASTER, HANDOUT, COMMENT, SLIDE_INFO, STORAGE = 0x03EE, 0x03F0, 0x03F8, 0x0FC9, 0x2EE0, 0x03F9, 0x1011
DOCUMENT = 0x03E8
PLACES = {SLIDE: "slide {}", NOTES: "slide {}, notes", MASTER: "master", HANDOUT: "handout", DOCUMENT: "outline",
    COMMENT: "slide {}, comments"}  # fmt: skip
# Holds records, comments among them, though it does not say so.
TAGGED = 0x138B
HIDDEN_FLAG = 0x0004
ENCRYPTED_TOKEN = 0xF3D1C4DF
RECORDS = 500_000


class Record(NamedTuple):
    """One record; a container's body is what follows."""

    kind: int
    instance: int
    is_container: bool
    body: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text of slides, notes, comments and masters; pictures and embedded files as parts."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        user = stream(ole, "Current User")
        is_locked = len(user) >= 16 and int.from_bytes(user[12:16], "little") == ENCRYPTED_TOKEN
        if is_locked or ole.exists("EncryptedSummary") or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "PowerPoint")
            return
        slides = stream(ole, "PowerPoint Document")
        _read_slides(slides, draft, job, depth)
        if not slides:
            for name in ("PP40", "PP97_DUALSTORAGE"):
                add_strings(stream(ole, name), draft)
            draft.degrade(Reading.PARTIAL, "payload", "PowerPoint 4 or older")
        read_pictures(stream(ole, "Pictures"), "picture", draft, job, depth)
        read_inner(ole, draft, job, depth, skip=("PowerPoint Document", "Current User", "Pictures"))


def _read_slides(slides: bytes, draft: Draft, job: Job, depth: int) -> None:
    counts = {SLIDE: 0, NOTES: 0}
    objects = 0
    for record in _records(slides):
        if record.kind in PLACES and record.is_container:
            counts[record.kind] = counts.get(record.kind, 0) + 1
            draft.at(PLACES[record.kind].format(counts[NOTES if record.kind == NOTES else SLIDE]))
        elif record.kind in TEXTS and not record.is_container:
            text = record.body.decode(TEXTS[record.kind], "ignore")
            draft.add_line(text.replace("\r", "\n").replace("\x0b", "\n"))
        elif record.kind == SLIDE_INFO and len(record.body) >= 12:
            if int.from_bytes(record.body[10:12], "little") & HIDDEN_FLAG:
                draft.find("hidden", "slide")
        elif record.kind == STORAGE:
            job.check_time()
            objects += 1
            embedded = _inflated(record.body[4:], job) if record.instance == 1 else record.body
            if embedded:
                job.child(draft, f"object-{objects}", embedded, depth)


def _records(slides: bytes) -> Iterator[Record]:
    """Every record, containers entered, without recursion."""
    place = 0
    for _ in range(RECORDS):
        if place + 8 > len(slides):
            return
        version, kind, size = struct.unpack_from("<HHI", slides, place)
        place += 8
        is_container = version & 0x0F == 0x0F or kind == TAGGED
        yield Record(kind, version >> 4, is_container, b"" if is_container else slides[place : place + size])
        place += 0 if is_container else size


def _inflated(packed: bytes, job: Job) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, min(job.limits.part_bytes, job.bytes_left))
    except zlib.error:
        return b""
    if inflater.unconsumed_tail:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    return plain
