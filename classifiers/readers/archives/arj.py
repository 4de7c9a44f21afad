"""arj: every file inside, methods 0 to 4.

Methods 1 to 3 are the method `-lh6-` of lzh, and pylhasa unpacks them; method 4 is unpacked here.

Source: R. Jung, TECHNOTE.TXT of ARJ 2.86, for the headers.
"""

from __future__ import annotations

import importlib
import struct
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.archives.names import Names
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MARK = b"\x60\xea"
HEADER_BYTES = 2600
GARBLED, VOLUME, CONTINUED = 0x01, 0x04, 0x08
FOLDER, LABEL, CHAPTER = 3, 4, 5
BLOCK_BYTES = 128 * 1024
# Copies of method 4 reach back less far.
WINDOW_BYTES = 16 * 1024


class ArjFault(Exception):
    """A header or a member that makes no sense."""


class Header(NamedTuple):
    """What stands before the archive or a member.

    Attributes:
        content: Where the member's packed bytes begin.
    """

    flags: int
    method: int
    kind: int
    packed_bytes: int
    size_bytes: int
    checksum: int
    name: str
    comment: str
    content: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every member as a part; garbled ones are opaque."""
    names = Names(draft)
    meter = Meter(len(data), job)
    end = len(data)
    try:
        end = _read_members(data, names, meter, draft, job, depth)
    except ArjFault as fault:
        draft.degrade(Reading.PARTIAL if draft.chars else Reading.OPAQUE, "damaged", str(fault))
    rest = data[end:].strip(b"\0\r\n\x1a ")
    if rest:
        draft.find("trailing-data", str(len(rest)))
        job.child(draft, "trailing-data", data[end:], depth)


def _read_members(data: bytes, names: Names, meter: Meter, draft: Draft, job: Job, depth: int) -> int:
    main = _header(data, 0)
    if main is None:
        raise ArjFault("no header")
    draft.add_metadata("comment", main.comment)
    if main.flags & VOLUME:
        draft.degrade(Reading.PARTIAL, "archive.volume", "one of several")
    place = main.content
    for count in range(job.limits.entries + 1):
        job.check_time()
        header = _header(data, place)
        if header is None:
            return place + 4
        if count == job.limits.entries:
            raise LimitReached("entries", job.limits.entries)
        place = header.content + header.packed_bytes
        draft.add_line(header.comment)
        if header.kind in (FOLDER, LABEL, CHAPTER):
            draft.add_line(header.name)
            continue
        names.tell(header.name)
        _read_member(data, header, meter, draft, job, depth)
    return place


def _read_member(data: bytes, header: Header, meter: Meter, draft: Draft, job: Job, depth: int) -> None:
    if header.flags & GARBLED:
        job.opaque_child(draft, header.name, header.size_bytes, "encrypted", "arj")
        return
    if header.flags & (VOLUME | CONTINUED):
        draft.degrade(Reading.PARTIAL, "archive.volume", "one of several")
    packed = data[header.content : header.content + header.packed_bytes]
    try:
        job.child_of(draft, header.name, _checked(_unpacked(packed, header), header, meter), depth, keeps_damaged=True)
    except ArjFault as fault:
        finding = "archive.method" if header.method > 4 else "damaged"
        job.opaque_child(draft, header.name, header.size_bytes, finding, str(fault))


def _header(data: bytes, place: int) -> Header | None:
    """The header at a place; None where it is the empty one that ends an archive.

    Raises:
        ArjFault: there is none, or its checksum is another.
    """
    if data[place : place + 2] != MARK:
        raise ArjFault("cut off" if place >= len(data) else "no header")
    size = int.from_bytes(data[place + 2 : place + 4], "little")
    if size == 0:
        return None
    body = data[place + 4 : place + 4 + size]
    after = place + 4 + size
    if not 30 <= size <= HEADER_BYTES or zlib.crc32(body) != int.from_bytes(data[after : after + 4], "little"):
        raise ArjFault("header")
    after += 4
    while extra := int.from_bytes(data[after : after + 2], "little"):
        after += 2 + extra + 4
        if after > len(data):
            raise ArjFault("header")
    flags, method, kind = body[4], body[5], body[6]
    packed_bytes, size_bytes, checksum = struct.unpack_from("<III", body, 12)
    name, _, rest = body[body[0] :].partition(b"\0")
    comment = rest.partition(b"\0")[0]
    return Header(flags, method, kind, packed_bytes, size_bytes, checksum, _text(name), _text(comment), after + 2)


def _text(raw: bytes) -> str:
    return raw.decode("ascii") if raw.isascii() else decode(raw).text


def _checked(blocks: Iterator[bytes], header: Header, meter: Meter) -> Generator[bytes, None, None]:
    found = 0
    for block in blocks:
        meter.count(len(block))
        found = zlib.crc32(block, found)
        yield block
    if found != header.checksum:
        raise ArjFault("another checksum")


def _unpacked(packed: bytes, header: Header) -> Iterator[bytes]:
    if len(packed) < header.packed_bytes:
        raise ArjFault("cut off")
    match header.method:
        case 0:
            return iter((packed,))
        case 1 | 2 | 3:
            return _from_lzh(packed, header.size_bytes)
        case 4:
            return _fastest(packed, header.size_bytes)
        case other:
            raise ArjFault(str(other))


def _from_lzh(packed: bytes, size_bytes: int) -> Generator[bytes, None, None]:
    """The packed bytes as the one member of an lzh, whose own checksum nobody looks at."""
    try:
        lhasa: Any = importlib.import_module("pylhasa")
    except ImportError as error:
        raise ArjFault("no library") from error
    body = b"-lh6-" + struct.pack("<IIIBBB", len(packed), size_bytes, 0, 0x20, 0, 1) + b"x" + bytes(2)
    whole = bytes((len(body), sum(body) & 0xFF)) + body + packed + b"\0"
    left = size_bytes
    try:
        with next(iter(lhasa.open_bytes(whole))).open() as stream:
            while left and (block := stream.read(min(left, BLOCK_BYTES))):
                left -= len(block)
                yield block
    except (lhasa.PylhasaError, OSError, ValueError, RuntimeError, StopIteration) as error:
        raise ArjFault(type(error).__name__) from error


def _fastest(packed: bytes, size_bytes: int) -> Generator[bytes, None, None]:
    """Method 4: literals and copies, whose lengths and distances are numbers of ones and then bits."""
    total = len(packed) * 8
    place = 0

    def take(count: int) -> int:
        nonlocal place
        if place + count > total:
            raise ArjFault("cut off")
        window = packed[place // 8 : (place + count + 7) // 8]
        value = int.from_bytes(window, "big") >> (-(place + count) % 8) & (1 << count) - 1
        place += count
        return value

    def number(first: int, last: int) -> int:
        value, width = 0, first
        while width < last and take(1):
            value += 1 << width
            width += 1
        return value + take(width)

    out = bytearray()
    given = left = 0  # of `out`: what was given already; bytes that went before it
    while left + len(out) < size_bytes:
        if len(out) - given >= BLOCK_BYTES:
            yield bytes(out[given:])
            left += len(out) - WINDOW_BYTES
            del out[:-WINDOW_BYTES]
            given = WINDOW_BYTES
        length = number(0, 7)
        if length == 0:
            out.append(take(8))
            continue
        distance = number(9, 13) + 1
        if distance > len(out):
            raise ArjFault("a copy from before the beginning")
        for _ in range(length + 2):
            out.append(out[-distance])
    yield bytes(out[given : max(given, size_bytes - left)])
