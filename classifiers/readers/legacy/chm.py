"""Compiled HTML help (chm): a directory of files, most of them in one LZX stream that is reset at intervals."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy.lzx import Decoder
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

STORAGE = "::DataSpace/Storage/MSCompressed/"
CONTENT, CONTROL = STORAGE + "Content", STORAGE + "ControlData"
RESETS = STORAGE + "Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable"
HEADER, CHUNK_HEAD, LIST_HEAD = 0x60, 0x14, 20
# Files that the compiler makes out of the others: an index of words, tables of links, positions.
MADE = re.compile(r"/(?:#(?!STRINGS|SYSTEM)|\$)")
# Texts of the project: contents, index, first topic, title, window, compiled file, compiler, font.
SYSTEM_TEXTS = {0: "", 1: "", 2: "", 3: "title", 5: "", 6: "", 9: "producer", 14: "", 16: ""}
FRAME = 0x8000


class Entry(NamedTuple):
    """A file inside; `section` 0 lies as it is, 1 in the LZX stream."""

    name: str
    section: int
    start: int
    size: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every page, picture, table of contents and index as a part; words of the compiler's own tables."""
    entries = list(_entries(data, job))
    content_at = struct.unpack_from("<Q", data, 0x58)[0] if data[4] >= 3 else _behind_directory(data)
    plain = data[content_at:]
    inside = {entry.name: entry for entry in entries}
    body, is_whole = _body(plain, inside, job) if CONTENT in inside else (b"", True)
    if not is_whole:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    for entry in sorted(entries, key=lambda entry: (entry.section, entry.start)):
        if entry.name.endswith("/") or entry.name.startswith("::") or not entry.size:
            continue
        if entry.section and entry.start + entry.size > len(body) and is_whole:
            draft.degrade(Reading.PARTIAL, "damaged", "a file beyond the end")
        content = (body if entry.section else plain)[entry.start : entry.start + entry.size]
        if entry.name == "/#SYSTEM":
            _add_system(content, draft)
        elif entry.name == "/#STRINGS":
            draft.add_line(decode(content.replace(b"\0", b"\n")).text)
        elif not MADE.match(entry.name) and content:
            job.child(draft, entry.name, content, depth)


def _behind_directory(data: bytes) -> int:
    start, size = struct.unpack_from("<QQ", data, 0x48)
    return int(start + size)


def _add_system(content: bytes, draft: Draft) -> None:
    """What the project said of itself: a number, a length and a value, one after the other."""
    place = 4
    while place + 4 <= len(content):
        code, size = struct.unpack_from("<HH", content, place)
        value = content[place + 4 : place + 4 + size]
        place += 4 + size
        if code in SYSTEM_TEXTS and value.rstrip(b"\0"):
            text = decode(value.rstrip(b"\0")).text
            draft.add_line(text)
            if SYSTEM_TEXTS[code]:
                draft.add_metadata(SYSTEM_TEXTS[code], text)


def _entries(data: bytes, job: Job) -> Iterator[Entry]:
    """Files of the directory, in the chunks that list them."""
    if data[:4] != b"ITSF" or len(data) < HEADER:
        raise ValueError("no ITSF")
    place = struct.unpack_from("<Q", data, 0x48)[0]
    if data[place : place + 4] != b"ITSP":
        raise ValueError("no directory")
    head, _, size = struct.unpack_from("<III", data, place + 8)
    count = struct.unpack_from("<I", data, place + 44)[0]
    if not LIST_HEAD < size <= 0x100000:
        raise ValueError("no chunks")
    listed = 0
    for number in range(min(count, len(data) // size + 1)):
        chunk = data[place + head + number * size : place + head + (number + 1) * size]
        if chunk[:4] != b"PMGL":
            continue
        free = struct.unpack_from("<I", chunk, 4)[0]
        job.check_time()
        for entry in _listed(chunk[LIST_HEAD : max(LIST_HEAD, len(chunk) - free)]):
            listed += 1
            if listed > job.limits.entries:
                raise LimitReached("entries", job.limits.entries)
            yield entry


def _listed(chunk: bytes) -> Iterator[Entry]:
    place = 0
    while place < len(chunk):
        size, place = _number(chunk, place)
        name = chunk[place : place + size].decode("utf-8", "replace")
        section, place = _number(chunk, place + size)
        start, place = _number(chunk, place)
        length, place = _number(chunk, place)
        if place > len(chunk) or not size:
            return
        yield Entry(name, section, start, length)


def _number(chunk: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place behind it."""
    value = 0
    for _ in range(9):
        if place >= len(chunk):
            return value, place + 1
        byte = chunk[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return value, place


def _body(plain: bytes, inside: dict[str, Entry], job: Job) -> tuple[bytes, bool]:
    """The LZX stream unpacked, and whether all of it was.

    Raises:
        LimitReached: it is too large.
    """
    packed = _content(plain, inside[CONTENT])
    control, table = _content(plain, inside[CONTROL]), _content(plain, inside[RESETS])
    version, interval, window = struct.unpack_from("<III", control, 8)
    scale = FRAME if version >= 2 else 1
    window_bits = (window * scale).bit_length() - 1
    count, _, head, total = struct.unpack_from("<IIIQ", table, 4)
    places = [
        struct.unpack_from("<Q", table, head + 8 * number)[0] for number in range(min(count, (len(table) - head) // 8))
    ]
    if total > job.limits.part_bytes:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    every = max(1, interval * scale // FRAME)
    out = bytearray()
    is_whole = True
    for number in range(0, len(places), every):
        end = places[number + every] if number + every < len(places) else len(packed)
        size = min(every * FRAME, total - len(out))
        try:
            piece = Decoder(window_bits, job).decode(packed[places[number] : end], size)
        except ValueError:
            piece = b""
        is_whole &= len(piece) == size
        out += piece.ljust(size, b"\0")
    return bytes(out), is_whole


def _content(plain: bytes, entry: Entry) -> bytes:
    return plain[entry.start : entry.start + entry.size]
