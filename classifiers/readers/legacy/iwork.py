"""Pages, Numbers and Keynote: archives of messages (iwa, from 2013 on) by all their texts; older ones as XML.

Source: an archive is frames of Snappy without their checksums; a message is fields as Protocol Buffers write them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached
from classifiers.readers.zips import BoundedZip, member_name
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ENDING = ".iwa"
LEVELS, FIELDS = 12, 2_000_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every text in the archives of messages; all other members as parts."""
    package = BoundedZip(data, job)
    for info in package.infos:
        job.check_time()
        name = member_name(info)
        content = package.unpack(info)
        if not name.endswith(ENDING):
            job.child(draft, name, content, depth)
            continue
        draft.at(name)
        try:
            add_archive(content, draft, job)
        except (ValueError, IndexError):
            draft.degrade(Reading.PARTIAL, "damaged", "an archive of messages")


def add_archive(content: bytes, draft: Draft, job: Job) -> None:
    """Texts of one archive, each once, in the order they stand."""
    seen: set[str] = set()
    for text in texts(unpacked(content, job), job):
        if text not in seen:
            seen.add(text)
            draft.add_line(text)


def unpacked(content: bytes, job: Job) -> bytes:
    """Frames, one after the other.

    Raises:
        ValueError: no such frames, or cut off.
        LimitReached: more comes out than allowed.
    """
    out = bytearray()
    place = 0
    while place < len(content):
        size = int.from_bytes(content[place + 1 : place + 4], "little")
        if content[place] or place + 4 + size > len(content):
            raise ValueError("no frame")
        out += _snappy(content[place + 4 : place + 4 + size], job)
        if len(out) > job.limits.part_bytes:
            raise LimitReached("part_bytes", job.limits.part_bytes)
        place += 4 + size
    return bytes(out)


def _snappy(packed: bytes, job: Job) -> bytes:
    size, place = _varint(packed, 0)
    if size > job.limits.part_bytes:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    out = bytearray()
    while place < len(packed):
        tag = packed[place]
        place += 1
        kind = tag & 3
        if kind == 0:
            length = tag >> 2
            if length >= 60:
                width = length - 59
                length = int.from_bytes(packed[place : place + width], "little")
                place += width
            out += packed[place : place + length + 1]
            place += length + 1
            continue
        if kind == 1:
            length, back = (tag >> 2 & 7) + 4, tag >> 5 << 8 | packed[place]
            place += 1
        else:
            width = 2 if kind == 2 else 4
            length, back = (tag >> 2) + 1, int.from_bytes(packed[place : place + width], "little")
            place += width
        if not 0 < back <= len(out):
            raise ValueError("before the beginning")
        for _ in range(length):
            out.append(out[-back])
    if len(out) != size:
        raise ValueError("another length")
    return bytes(out)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, place
    raise ValueError("no number")


def texts(data: bytes, job: Job) -> Iterator[str]:
    """Texts of every message and of messages inside them: fields that are UTF-8 without controls."""
    waiting = [(data, 0, 0)]
    count = 0
    while waiting:
        message, place, level = waiting.pop()
        while place < len(message):
            count += 1
            if not count & 0x3FF:
                job.check_time()
            if count > FIELDS:
                raise LimitReached("structure_items", FIELDS)
            field = _field(message, place, is_archive=level == 0)
            if field is None:
                break
            place, content = field
            if content is None:
                continue
            text = _text(content)
            if text:
                yield text
            elif level < LEVELS and len(content) > 1:
                waiting.append((message, place, level))
                message, place, level = content, 0, level + 1


def _field(message: bytes, place: int, *, is_archive: bool) -> tuple[int, bytes | None] | None:
    """Place behind a field, and its content where it has bytes; None where there is no field."""
    try:
        if is_archive:  # a head of a stated length, then the messages that it lists
            size, start = _varint(message, place)
            head = message[start : start + size]
            total = sum(_sizes(head))
            end = start + size + total
            return (end, message[start + size : end]) if size and end <= len(message) else None
        key, place = _varint(message, place)
        kind = key & 7
        if kind == 0:
            return _varint(message, place)[1], None
        if kind == 2:
            size, start = _varint(message, place)
            return (start + size, message[start : start + size]) if start + size <= len(message) else None
    except (IndexError, ValueError):
        return None
    width = {1: 8, 5: 4}.get(kind)
    return None if width is None or not key >> 3 else (place + width, None)


def _sizes(head: bytes) -> Iterator[int]:
    """Lengths of the messages that a head lists: its second field, and the third of that."""
    place = 0
    while place < len(head):
        found = _field(head, place, is_archive=False)
        if found is None:
            return
        key = head[place]
        place, content = found
        if key == 0x12 and content:
            yield from (size for number, size in _numbers(content) if number == 3)


def _numbers(message: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(message):
        key, after = _varint(message, place)
        found = _field(message, place, is_archive=False)
        if found is None:
            return
        if key & 7 == 0:
            yield key >> 3, _varint(message, after)[0]
        place = found[0]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text and all(char.isprintable() or char in "\n\t\r\u2028\u2029\ufffc" for char in text) else ""
