"""SolidWorks since 2015: named streams, each packed by itself, one behind the other.

Source: observed by many; each stream is a header as in zip without its mark, then a name whose bytes have their bits
turned, then raw deflate.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.modelmarks import SOLIDWORKS, turned
from classifiers.readers.models.elements import stream, words_of
from classifiers.readers.models.payload import Packed, add_bitmap, add_pictures, add_words, read_payload, tell_partial
from classifiers.readers.models.propertysets import Property
from classifiers.readers.models.storage import take_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 26
NAME_BYTES = 1_024
MARKS = 200_000
CORE = {"creator": "author", "lastmodifiedby": "last-author", "created": "created", "modified": "modified",
        "title": "title", "subject": "subject", "keywords": "keywords", "description": "comments",
        "category": "category", "company": "company", "manager": "manager", "application": "producer"}  # fmt: skip


class Chunk(NamedTuple):
    """A named stream, unpacked."""

    name: str
    content: bytes
    start: int
    end: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Properties, preview, words and pictures of every stream; the part's shape is not decoded."""
    packed = Packed(len(data), job)
    read_until, between = 0, list[bytes]()
    for chunk in _chunks(data, packed, job):
        draft.cad["STREAM"] += 1
        draft.add_line(chunk.name)
        draft.at(chunk.name)
        _read_chunk(chunk, draft, job, depth, packed)
        between.append(data[read_until : chunk.start])
        read_until = chunk.end
    draft.at("between streams")
    if not draft.cad["STREAM"]:
        read_payload(data, draft, job, depth, packed)
    else:
        add_words(b"\n".join([*between, data[read_until:]]), draft, job)
    tell_partial(draft, "SolidWorks")


def _chunks(data: bytes, packed: Packed, job: Job) -> Iterator[Chunk]:
    """Every stream whose header, name and length fit."""
    key = data[7] if len(data) > 7 else 0
    place = data.find(SOLIDWORKS)
    for count in range(MARKS):
        if place < 0 or place + HEADER_BYTES > len(data):
            return
        if count % 1_000 == 0:
            job.check_time()
        size, whole, name_size = struct.unpack_from("<3I", data, place + 14)
        start = place + HEADER_BYTES + name_size
        name = turned(data[place + HEADER_BYTES : start], key) if name_size <= NAME_BYTES else ""
        end = place + 1
        if name and size and whole and start + size <= len(data):
            content, _ = packed.inflate(data[start : start + size], is_raw=True)
            if content:
                end = start + size
                yield Chunk(name, content, place, end)
        place = data.find(SOLIDWORKS, end)


def _read_chunk(chunk: Chunk, draft: Draft, job: Job, depth: int, packed: Packed) -> None:
    content = chunk.content
    if content[:4] == b"\x89PNG" or content[:3] == b"\xff\xd8\xff":
        add_pictures(content, draft, job, depth)
    elif content[4:8] == b"\x28\0\0\0" and "preview" in chunk.name.lower():
        add_bitmap(content[4:], draft, job, depth)
    elif content.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:2] in (b"<?", b"<\0"):
        stream(content, _Properties(draft, job, depth), draft, job)
    else:
        read_payload(content, draft, job, depth, packed)


class _Properties:
    """Takes the elements of any XML in the file: words, and properties with their names."""

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self._draft = draft
        self._job = job
        self._depth = depth
        self._names: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element's attributes."""
        del name
        own = attributes.get("name") or attributes.get("Name") or ""
        self._names.append(own)
        value = attributes.get("value") or attributes.get("Value") or ""
        if own and value:
            take_property(Property(own, value, b""), self._draft, self._job, self._depth)
        for text in attributes.values():
            if len(text) > 1:
                self._draft.add_line(words_of(text))

    def finish(self, name: str, text: str) -> None:
        """Take an element's text: a property's value where it, or what it stands in, has a name."""
        own = self._names.pop() if self._names else ""
        above = own or (self._names[-1] if self._names else "")
        if not text:
            return
        if name.lower() in CORE:
            self._draft.add_metadata(CORE[name.lower()], text)
            self._draft.add_line(text)
        elif above:
            take_property(Property(above, text, b""), self._draft, self._job, self._depth)
        else:
            self._draft.add_line(words_of(text))

    def say(self, text: str) -> None:
        """A comment."""
        self._draft.add_line(words_of(text))
