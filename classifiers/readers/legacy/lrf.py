"""Books of Sony readers (lrf): objects of tags; text in streams, packed and masked where they say so."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import words
from classifiers.readers.markup import xml_root
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MASK_AT, COUNT_AT, TABLE_AT, INFO_AT, INFO = 0x0A, 0x10, 0x18, 0x4C, 0x54
TEXT, PICTURE, FONT = 0x0A, 0x11, 0x19
STREAM_FLAGS, STREAM_SIZE, STREAM_START = 0xF554, 0xF504, 0xF505
PACKED, MASKED, MASKED_BYTES = 0x100, 0x200, 0x400
OBJECTS = 200_000
# Tags that break a line, and lengths of the contents of tags that stand in a text.
BREAKS = frozenset({0xF5A1, 0xF5A2, 0xF5D2})
LENGTHS = {
    0x11: 2, 0x12: 2, 0x13: 2, 0x14: 2, 0x15: 2, 0x17: 4, 0x18: 4, 0x19: 2, 0x1A: 2, 0x1B: 2, 0x1C: 2, 0x1D: 2,
    0x31: 2, 0x32: 2, 0x33: 2, 0x34: 4, 0x35: 2, 0x36: 2, 0x37: 4, 0x38: 2, 0x39: 2, 0x3A: 2, 0x3C: 2, 0x3D: 2,
    0x3E: 2, 0x46: 2, 0x47: 2, 0x48: 2, 0x49: 8, 0x4A: 8, 0x4B: 4, 0x75: 2, 0x76: 2, 0x77: 2, 0x78: 8, 0xA1: 4,
    0xA5: 4, 0xA6: 4, 0xA7: 4, 0xA9: 4, 0xC3: 2, 0xC5: 2, 0xC6: 2, 0xC8: 2, 0xCA: 2, 0xD1: 12, 0xD4: 2, 0xD7: 14,
    0xDD: 2, 0xF1: 2,
}  # fmt: skip
COUNTED = 0xCC  # a run of text whose length stands before it
PROPERTIES = {
    "Title": "title", "Author": "author", "Publisher": "publisher", "Category": "category", "FreeText": "comments",
    "Producer": "producer", "CreationDate": "created", "Creator": "creator",
}  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text and properties; pictures and fonts as parts."""
    _add_properties(data, draft, job)
    mask = struct.unpack_from("<H", data, MASK_AT)[0]
    count, table = struct.unpack_from("<QQ", data, COUNT_AT)
    if count > OBJECTS:
        raise LimitReached("structure_items", OBJECTS)
    for number in range(min(count, max(0, len(data) - table) // 16)):
        job.check_time()
        start, size = struct.unpack_from("<II", data, table + 16 * number + 4)
        kind, content = _object(data[start : start + size], mask, job)
        if kind == TEXT and content:
            draft.add_text(text(content))
        elif kind in (PICTURE, FONT) and content:
            job.child(draft, f"{'picture' if kind == PICTURE else 'font'}-{number}", content, depth)
    draft.add_text("\n")


def _add_properties(data: bytes, draft: Draft, job: Job) -> None:
    size = struct.unpack_from("<H", data, INFO_AT)[0]
    raw = zlib.decompressobj().decompress(data[INFO + 4 : INFO + size], job.limits.xml_bytes)
    try:
        root = xml_root(raw)
    except (etree.XMLSyntaxError, ValueError):
        draft.degrade(Reading.PARTIAL, "damaged", "properties")
        return
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in PROPERTIES and (element.text or "").strip():
            draft.add_metadata(PROPERTIES[name], element.text)
        draft.add_line((element.text or "").strip())


def _object(raw: bytes, mask: int, job: Job) -> tuple[int, bytes]:
    """Kind of an object, and its stream, unmasked and unpacked; empty where it has none."""
    if len(raw) < 8:
        return 0, b""
    kind = struct.unpack_from("<H", raw, 6)[0]
    flags_at = raw.find(STREAM_FLAGS.to_bytes(2, "little"))
    size_at = raw.find(STREAM_SIZE.to_bytes(2, "little"), flags_at)
    start = raw.find(STREAM_START.to_bytes(2, "little"), size_at)
    if min(flags_at, size_at, start) < 0:
        return kind, b""
    flags = struct.unpack_from("<H", raw, flags_at + 2)[0]
    size = struct.unpack_from("<I", raw, size_at + 2)[0]
    content = raw[start + 2 : start + 2 + size]
    if flags & MASKED:
        content = _unmasked(content, size, mask, is_short=kind in (PICTURE, FONT))
    if flags & PACKED:
        most = job.limits.part_bytes
        content = zlib.decompressobj().decompress(content[4:], most + 1)
        if len(content) > most:
            raise LimitReached("part_bytes", most)
    return kind, content


def _unmasked(content: bytes, size: int, mask: int, *, is_short: bool) -> bytes:
    key = (size % mask + 0x0F) & 0xFF if mask else 0
    end = min(MASKED_BYTES, size) if is_short and size > MASKED_BYTES else size
    return bytes(byte ^ key for byte in content[:end]) + content[end:]


def text(content: bytes) -> str:
    """Text of a stream: characters of 16 bits, and tags, which begin with 0xF5 in their high byte."""
    return words.plain("".join(_pieces(content)))


def _pieces(content: bytes) -> Iterator[str]:
    place = start = 0
    while place + 2 <= len(content):
        unit = struct.unpack_from("<H", content, place)[0]
        if unit >> 8 != 0xF5:
            place += 2
            continue
        yield content[start:place].decode("utf-16-le", "replace")
        place += 2
        tag = unit & 0xFF
        if tag == COUNTED:
            size = int.from_bytes(content[place : place + 2], "little")
            yield content[place + 2 : place + 2 + size].decode("utf-16-le", "replace")
            place += 2 + size
        else:
            place += LENGTHS.get(tag, 0)
        if unit in BREAKS:
            yield "\n"
        start = place
    yield content[start : start + ((len(content) - start) & ~1)].decode("utf-16-le", "replace")
