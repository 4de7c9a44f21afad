"""DGN of MicroStation 7 (elements in a row) and 8 (a compound file): as the same drawing in DXF, and strings."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings, strings
from classifiers.readers.cad.dwg import decoded, read_decoded
from classifiers.readers.office.ole import open_ole, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
STREAMS = 2_000
STREAM_BYTES = 32 * 1024 * 1024
# Where the packed bytes of a stream begin, by kinds of streams.
STARTS = (0, 16, 22)
STRINGS_CHARS = 200_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words, levels, cells, dimensions and one raster; of version 8 also properties; every string beside them."""
    drawing = decoded(data, draft, job)
    if drawing is not None:
        draft.add_metadata("producer", drawing.application or "")
        read_decoded(drawing, draft, job, depth)
    else:
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "payload", "DGN")
    if data.startswith(OLE_HEAD):
        _read_streams(data, draft, job)
    elif drawing is not None:
        _read_elements(data, draft)


def _read_elements(data: bytes, draft: Draft) -> None:
    """Strings of version 7 that the drawing does not show: the files that it refers to, with their folders."""
    draft.at("elements")
    found = dict.fromkeys(text for text in strings(data) if any(char.isalpha() for char in text))
    words = "\n".join(found)
    draft.add_line(words[:STRINGS_CHARS])
    if len(words) > STRINGS_CHARS:
        draft.degrade(Reading.PARTIAL, "limit.strings", str(STRINGS_CHARS))


def _read_streams(data: bytes, draft: Draft, job: Job) -> None:
    """Strings that no element shows: names, descriptions, what a program keeps for itself."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        draft.at("streams")
        seen: set[str] = set()
        left = STRINGS_CHARS
        for path in ole.listdir()[:STREAMS]:
            job.check_time()
            if path[-1].startswith("\x05"):
                continue
            for text in strings(_unpacked(stream(ole, *path))):
                if text not in seen and any(char.isalpha() for char in text) and left > 0:
                    seen.add(text)
                    left -= len(text)
                    draft.add_line(text)
        if left <= 0:
            draft.degrade(Reading.PARTIAL, "limit.strings", str(STRINGS_CHARS))


def _unpacked(data: bytes) -> bytes:
    """A stream without its compression; as it stands where it has none."""
    for start in STARTS:
        if data[start : start + 1] == b"x":
            try:
                return zlib.decompressobj().decompress(data[start:], STREAM_BYTES)
            except zlib.error:
                continue
    return data
