"""Write (wri), and Word before it had streams (for DOS; 1 and 2 for Windows): text lies in one run of bytes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.legacy import words
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PAGE = 128
TEXT_END_AT, PARAGRAPHS_AT, FOOTNOTES_AT, PAGES_AT = 0x0E, 0x12, 0x14, 0x60
MARK_AT = 16  # in a paragraph's properties: what it is
PICTURE = 0x10
FIELD_MARKS = str.maketrans(
    {"\x13": " ", "\x14": " ", "\x15": " ", "\x07": "\t", "\x0c": "\f", "\x1f": "", "\x1e": "-"}
)
COMPLEX, ENCRYPTED = 0x0004, 0x0100


def read_write(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text without pictures, which are parts where they are objects; names of fonts."""
    end = struct.unpack_from("<I", data, TEXT_END_AT)[0]
    is_write = struct.unpack_from("<H", data, PAGES_AT)[0] > 0
    draft.add_metadata("producer", "Write" if is_write else "Word for DOS")
    if not PAGE <= end <= len(data):
        raise ValueError("no text")
    text = bytearray()
    place = PAGE
    for number, (start, stop) in enumerate(_pictures(data, end, job) if is_write else (), start=1):
        text += data[place:start]
        job.child(draft, f"object-{number}", data[start:stop], depth)
        place = stop
    text += data[place:end]
    found = decode(bytes(text).replace(b"\0", b""))
    codec = found.encoding if found.is_certain or is_write else "cp850"
    draft.add_line(words.plain(bytes(text).replace(b"\0", b"").decode(codec, "replace")))
    draft.at("fonts and styles")
    for string in strings(data[end:]):
        draft.add_line(string)


def _pictures(data: bytes, end: int, job: Job) -> Iterator[tuple[int, int]]:
    """Runs of bytes that are pictures or objects, told by the properties of their paragraphs."""
    first, last = struct.unpack_from("<HH", data, PARAGRAPHS_AT)
    for number in range(first, max(first, last)):
        job.check_time()
        page = data[number * PAGE : (number + 1) * PAGE]
        if len(page) < PAGE:
            return
        start = struct.unpack_from("<I", page)[0]
        for index in range(min(page[-1], (PAGE - 5) // 6)):
            stop, offset = struct.unpack_from("<IH", page, 4 + 6 * index)
            properties = page[4 + offset + 1 : 4 + offset + 1 + page[4 + offset]] if 4 + offset < PAGE else b""
            if len(properties) > MARK_AT and properties[MARK_AT] & PICTURE and PAGE <= start < stop <= end:
                yield start, stop
            start = stop


def read_word(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Word 1 and 2 for Windows: text with notes and headers, strings of what stands behind it."""
    del job, depth
    flags = struct.unpack_from("<H", data, 0x0A)[0]
    if flags & ENCRYPTED:
        draft.degrade(Reading.OPAQUE, "encrypted", "Word")
        return
    start, end = struct.unpack_from("<II", data, 0x18)
    if not 0x20 <= start <= end <= len(data):
        raise ValueError("no text")
    text = decode(data[start:end].replace(b"\0", b"")).text
    draft.add_line(words.plain(text.translate(FIELD_MARKS)))
    draft.at("styles and what was replaced")
    for string in strings(data[end:]):
        draft.add_line(string)
    if flags & COMPLEX:  # saved in pieces, which are read in the order they lie in
        draft.degrade(Reading.PARTIAL, "payload", "saved in pieces")
