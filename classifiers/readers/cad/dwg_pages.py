"""The packed sections of a DWG of release 2004 and of 2010 to 2018: pages found by two maps, unpacked one by one.

Source: Open Design Alliance, Open Design Specification for .dwg files, version 5.4, chapter 4.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER = 0x80
HEADER_BYTES = 0x6C
PAGE_HEADER_BYTES = 32
FIRST_PAGE = 0x100
PAGE_KEY = 0x4164536B
PAGE_BYTES = 0x8000
PAGES = 200_000
SECTIONS = 200
PACKED = 2


class Section(NamedTuple):
    """A named section: its size, and where its pages lie (address, place in the section)."""

    size: int
    page_bytes: int
    is_packed: bool
    pages: list[tuple[int, int]]


def sections(data: bytes) -> dict[str, Section]:
    """Sections by name, such as `AcDb:SummaryInfo`.

    Raises:
        ValueError, struct.error, IndexError: damaged.
    """
    section_map_id = struct.unpack_from("<I", header(data), 0x5C)[0]
    addresses = {number: address for number, address, _ in pages(data)}
    described = _system_page(data, addresses[section_map_id])
    return _described(described, addresses)


def header(data: bytes) -> bytes:
    """The file's header as it is before it is masked.

    Raises:
        ValueError: there is none.
    """
    return _decrypted(data[HEADER : HEADER + HEADER_BYTES])


def pages(data: bytes) -> list[tuple[int, int, int]]:
    """Number, address and size of every page.

    Raises:
        ValueError, struct.error, IndexError: as `sections`.
    """
    map_address = struct.unpack_from("<Q", header(data), 0x54)[0] + 0x100
    return _addresses(_system_page(data, map_address))


def content(data: bytes, section: Section, *, most_bytes: int) -> bytes:
    """A section, unpacked; missing and damaged pages stay zeros.

    Raises:
        ValueError: it is larger than `most_bytes`.
    """
    if section.size > most_bytes:
        raise ValueError("section too large")
    whole = bytearray(section.size)
    for address, start in section.pages:
        if start >= section.size:
            continue
        size = struct.unpack("<I", _unmasked(data, address)[8:12])[0]
        packed = data[address + PAGE_HEADER_BYTES : address + PAGE_HEADER_BYTES + size]
        page = unpacked(packed, section.page_bytes) if section.is_packed else packed
        page = page[: section.size - start]
        whole[start : start + len(page)] = page
    return bytes(whole)


def _decrypted(head: bytes) -> bytes:
    seed = 1
    plain = bytearray()
    for byte in head:
        seed = (seed * 0x343FD + 0x269EC3) & 0xFFFFFFFF
        plain.append(byte ^ (seed >> 16 & 0xFF))
    if plain[:11] != b"AcFssFcAJMB":
        raise ValueError("no file header")
    return bytes(plain)


def _unmasked(data: bytes, address: int) -> bytes:
    mask = (PAGE_KEY ^ address) & 0xFFFFFFFF
    words = struct.unpack_from("<8I", data, address)
    return struct.pack("<8I", *(word ^ mask for word in words))


def _system_page(data: bytes, address: int) -> bytes:
    size, packed_size, kind = struct.unpack_from("<4xIII", data, address)
    if size > PAGES * 8:
        raise ValueError("map too large")
    packed = data[address + 20 : address + 20 + packed_size]
    return unpacked(packed, size) if kind == PACKED else packed[:size]


def _addresses(page_map: bytes) -> list[tuple[int, int, int]]:
    """Page number, address and size; gaps have negative numbers, carry four words more, and are left out."""
    found: list[tuple[int, int, int]] = []
    address, place = FIRST_PAGE, 0
    while place + 8 <= len(page_map) and len(found) < PAGES:
        number, size = struct.unpack_from("<ii", page_map, place)
        place += 8
        if number < 0:
            place += 16
        else:
            found.append((number, address, max(0, size)))
        address += max(0, size)
    return found


def _described(described: bytes, addresses: dict[int, int]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    (count,) = struct.unpack_from("<I", described, 0)
    place = 20
    for _ in range(min(count, SECTIONS)):
        size, pages, page_bytes, packed = struct.unpack_from("<QII4xI", described, place)
        name = described[place + 32 : place + 96].split(b"\0")[0].decode("ascii", "replace")
        place += 96
        lying = []
        for _ in range(min(pages, PAGES)):
            if place + 16 > len(described):
                break
            number, start = struct.unpack_from("<i4xQ", described, place)
            place += 16
            if number in addresses:
                lying.append((addresses[number], start))
        found[name] = Section(size, min(page_bytes, PAGE_BYTES), packed == PACKED, lying)
    return found


def unpacked(data: bytes, size: int) -> bytes:
    """Bytes packed as DWG does it: runs taken as they stand, and copies of what was unpacked before.

    Args:
        size: Most bytes to give.
    """
    out = bytearray()
    place, end = 0, len(data)
    try:
        place, run = _literal(data, place)
        out += data[place : place + run]
        place += run
        while place < end and len(out) < size:
            code = data[place]
            place += 1
            if code >= 0x40:
                length = (code >> 4) - 1
                back = (code >> 2 & 3) | data[place] << 2
                run = code & 3
                place += 1
            elif code >= 0x20:
                length, place = (code - 0x1E, place) if code > 0x20 else _long(data, place, 0x21)
                back, run, place = data[place] >> 2 | data[place + 1] << 6, data[place] & 3, place + 2
            elif code >= 0x10:
                if code == 0x11:
                    break
                length, place = ((code & 7) + 2, place) if code & 7 else _long(data, place, 9)
                back = (data[place] >> 2 | data[place + 1] << 6) + ((code & 8) << 11) + 0x3FFF
                run, place = data[place] & 3, place + 2
            else:
                break
            _copy(out, back + 1, min(length, size - len(out)))
            if run == 0:
                place, run = _literal(data, place)
            out += data[place : place + run]
            place += run
    except IndexError:
        pass  # cut off
    return bytes(out[:size])


def _copy(out: bytearray, back: int, length: int) -> None:
    if back > len(out):
        out += bytes(length)
        return
    start = len(out) - back
    while length > 0:
        piece = out[start : start + min(length, back)]
        out += piece
        length -= len(piece)


def _literal(data: bytes, place: int) -> tuple[int, int]:
    """Bytes to take as they stand: none where the next code is one of a copy."""
    code = data[place]
    if code & 0xF0:
        return place, 0
    if code:
        return place + 1, code + 3
    length, place = _long(data, place + 1, 0x0F)
    return place, length + 3


def _long(data: bytes, place: int, base: int) -> tuple[int, int]:
    length = base
    while data[place] == 0:
        length += 0xFF
        place += 1
    return length + data[place], place + 1
