"""Where a program ends, by its own tables: what stands behind is no part of it.

Source: System V ABI, chapter 4 (ELF); Microsoft, PE Format, 2 to 5; Java Virtual Machine Specification, 4.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from classifiers.largefile import LargeFile

NO_BITS = 8
CERTIFICATES = 4
CLASS = b"\xca\xfe\xba\xbe"
# Bytes of a constant behind its tag; 1 is a word with its own length, 5 and 6 count as two.
CONSTANTS = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
NUMBERS = frozenset({3, 4, 5, 6})


class Pool(NamedTuple):
    """The constants of a class: its words, the bytes of its numbers, and where the list of them ends."""

    words: list[bytes]
    numbers: list[bytes]
    end: int


def end_of_elf(data: bytes | LargeFile) -> int:
    """The end of the last segment, section or table of an ELF; 0 where its head makes no sense."""
    head = data[:64]
    if len(head) < 52 or head[4] not in (1, 2) or head[5] not in (1, 2):
        return 0
    order, is_wide = "<" if head[5] == 1 else ">", head[4] == 2
    try:
        _, segments, sections, _, own, segment_bytes, segment_count, section_bytes, section_count, _ = (
            struct.unpack_from(order + ("QQQIHHHHHH" if is_wide else "IIIIHHHHHH"), head, 24)
        )
        ends: list[int] = [own, segments + segment_bytes * segment_count, sections + section_bytes * section_count]
        for index in range(segment_count):
            place = segments + index * segment_bytes
            row = data[place : place + (40 if is_wide else 20)]
            start, size = struct.unpack_from(order + ("8xQ16xQ" if is_wide else "4xI8xI"), row)
            ends.append(start + size)
        for index in range(section_count):
            place = sections + index * section_bytes
            row = data[place : place + (40 if is_wide else 24)]
            kind, start, size = struct.unpack_from(order + ("4xI16xQQ" if is_wide else "4xI8xII"), row)
            ends.append(0 if kind == NO_BITS else start + size)
    except struct.error:
        return 0
    return max(ends)


def end_of_pe(data: bytes | LargeFile) -> int:
    """The end of the last section or of the signatures of a Windows program; 0 for one of DOS."""
    head = int.from_bytes(data[60:64], "little")
    if data[head : head + 4] != b"PE\0\0":
        return 0
    try:
        sections, options = struct.unpack_from("<2xH12xH", data[head + 4 : head + 24])
        optional = data[head + 24 : head + 24 + options]
        directory = {0x10B: 96, 0x20B: 112}[int.from_bytes(optional[:2], "little")] + 8 * CERTIFICATES
        start, size = struct.unpack_from("<II", optional, directory) if len(optional) >= directory + 8 else (0, 0)
        ends: list[int] = [int.from_bytes(optional[60:64], "little"), start + size]
        for index in range(sections):
            place = head + 24 + options + 40 * index
            size, start = struct.unpack_from("<II", data[place + 16 : place + 24])
            ends.append(start + size if size else 0)
    except (struct.error, KeyError):
        return 0
    return max(ends)


def pool_of(data: bytes | LargeFile) -> Pool:
    """The constants of a Java class.

    Raises:
        ValueError: the list makes no sense or is cut off.
    """
    count, place, index = int.from_bytes(data[8:10], "big"), 10, 1
    words: list[bytes] = []
    numbers: list[bytes] = []
    while index < count:
        tag = int.from_bytes(data[place : place + 1], "big")
        if tag == 1:
            size = 2 + int.from_bytes(data[place + 1 : place + 3], "big")
            words.append(data[place + 3 : place + 1 + size])
        elif tag in CONSTANTS:
            size = CONSTANTS[tag]
            numbers += [data[place + 1 : place + 1 + size]] if tag in NUMBERS else []
        else:
            raise ValueError("no constant")
        index += 2 if tag in (5, 6) else 1
        place += 1 + size
    if place > len(data):
        raise ValueError("cut off")
    return Pool(words, numbers, place)


def end_of_class(data: bytes | LargeFile) -> int:
    """The end of the last attribute of a Java class; 0 where it makes no sense."""
    if not data.startswith(CLASS):
        return 0
    try:
        place = pool_of(data).end + 6
    except ValueError:
        return 0
    place += 2 + 2 * int.from_bytes(data[place : place + 2], "big")
    for _ in range(2):  # fields, methods
        count = int.from_bytes(data[place : place + 2], "big")
        place += 2
        for _ in range(count):
            place = _behind_attributes(data, place + 6)
            if place > len(data):
                return 0
    end = _behind_attributes(data, place)
    return end if end <= len(data) else 0


def _behind_attributes(data: bytes | LargeFile, place: int) -> int:
    """Where a list of attributes ends; behind the file where it is cut off."""
    count = int.from_bytes(data[place : place + 2], "big")
    place += 2
    for _ in range(count):
        if place + 6 > len(data):
            return len(data) + 1
        place += 6 + int.from_bytes(data[place + 2 : place + 6], "big")
    return place
