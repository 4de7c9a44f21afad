"""The woven sections of a DWG of release 2007: an error-correcting code over pages, and a packing of its own.

Source: Open Design Alliance, Open Design Specification for .dwg files, version 5.4, chapter 5.
"""

from __future__ import annotations

import itertools
import struct
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

HEADER = 0x80
HEADER_BLOCKS = 3
FIRST_PAGE = 0x480
BLOCK_BYTES = 255
SYSTEM_BYTES = 239  # of a block, the others are its code
DATA_BYTES = 251
WOVEN = 4
FIELDS = {BLOCK_BYTES - SYSTEM_BYTES: 0x169, BLOCK_BYTES - DATA_BYTES: 0x11D}  # polynomials, by bytes of code
PAGES = 200_000
SECTIONS = 200
MAP_BYTES = 8 * 1024 * 1024
HEADER_BYTES = 0x110
# What a run of so many bytes is put together from: places and sizes, the last piece of the source first as a rule.
PIECES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 1),), 2: ((1, 1), (0, 1)), 3: ((2, 1), (1, 1), (0, 1)), 4: ((0, 4),), 5: ((4, 1), (0, 4)),
    6: ((5, 1), (1, 4), (0, 1)), 7: ((6, 1), (5, 1), (1, 4), (0, 1)), 8: ((0, 8),), 9: ((8, 1), (0, 8)),
    10: ((9, 1), (1, 8), (0, 1)), 11: ((10, 1), (9, 1), (1, 8), (0, 1)), 12: ((8, 4), (0, 8)),
    13: ((12, 1), (8, 4), (0, 8)), 14: ((13, 1), (9, 4), (1, 8), (0, 1)),
    15: ((14, 1), (13, 1), (9, 4), (1, 8), (0, 1)), 16: ((8, 8), (0, 8)), 17: ((9, 8), (8, 1), (0, 8)),
    18: ((17, 1), (9, 8), (1, 8), (0, 1)), 19: ((18, 1), (17, 1), (16, 1), (8, 8), (0, 8)),
    20: ((16, 4), (8, 8), (0, 8)), 21: ((20, 1), (16, 4), (8, 8), (0, 8)),
    22: ((21, 1), (20, 1), (16, 4), (8, 8), (0, 8)), 23: ((22, 1), (21, 1), (20, 1), (16, 4), (8, 8), (0, 8)),
    24: ((16, 8), (8, 8), (0, 8)), 25: ((17, 8), (16, 1), (8, 8), (0, 8)),
    26: ((25, 1), (17, 8), (16, 1), (8, 8), (0, 8)), 27: ((26, 1), (25, 1), (17, 8), (16, 1), (8, 8), (0, 8)),
    28: ((24, 4), (16, 8), (8, 8), (0, 8)), 29: ((28, 1), (24, 4), (16, 8), (8, 8), (0, 8)),
    30: ((29, 1), (28, 1), (24, 4), (16, 8), (8, 8), (0, 8)),
    31: ((30, 1), (26, 4), (18, 8), (10, 8), (2, 8), (1, 1), (0, 1)), 32: ((24, 8), (16, 8), (8, 8), (0, 8)),
}  # fmt: skip


class Page(NamedTuple):
    """A page of a section: where it lies, and where its content belongs."""

    address: int
    size: int
    start: int
    unpacked_bytes: int
    packed_bytes: int


class Section(NamedTuple):
    """A named section.

    Attributes:
        has_lost: Whether the map of pages lacks some of it.
    """

    size: int
    is_woven: bool
    is_encrypted: bool
    pages: list[Page]
    has_lost: bool


def sections(data: bytes) -> dict[str, Section]:
    """Sections by name, such as `AcDb:SummaryInfo`.

    Raises:
        ValueError, struct.error, IndexError: damaged, or with a code that does not add up.
    """
    words, addresses = _maps(data)
    if words[24] not in addresses:
        raise ValueError("no map of sections")
    address, _ = addresses[words[24]]
    return _described(_system_page(data, address, words[22], words[25], words[27]), addresses)


def pages(data: bytes) -> list[tuple[int, int, int]]:
    """Number, address and size of every page; gaps have negative numbers.

    Raises:
        ValueError, struct.error, IndexError: as `sections`.
    """
    return [(number, address, size) for number, (address, size) in _maps(data)[1].items()]


def _maps(data: bytes) -> tuple[tuple[int, ...], dict[int, tuple[int, int]]]:
    words: tuple[int, ...] = struct.unpack_from(f"<{HEADER_BYTES // 8}Q", _header(data))
    return words, _addresses(_system_page(data, FIRST_PAGE + words[7], words[10], words[11], words[3]))


def content(data: bytes, section: Section, *, most_bytes: int, check_time: Callable[[], None]) -> bytes:
    """A section, unpacked.

    Args:
        check_time: Raises when the time is up.

    Raises:
        ValueError: it is larger than `most_bytes`, or a page of it is lost or damaged.
    """
    pages = section.pages
    if section.size > most_bytes or section.has_lost or section.is_encrypted:
        raise ValueError("section too large, lost or encrypted")
    if sum(page.unpacked_bytes for page in pages) > most_bytes or sum(page.size for page in pages) > len(data):
        raise ValueError("pages over each other")
    ordered = sorted(pages, key=lambda page: page.start)
    # Else what a drawing program shows there might be another page than what is read.
    if any(before.start + before.unpacked_bytes > after.start for before, after in itertools.pairwise(ordered)):
        raise ValueError("pages over each other")
    if section.size > sum(page.unpacked_bytes for page in pages):
        raise ValueError("section larger than its pages")
    whole = bytearray(section.size)
    for page in pages:
        check_time()
        if page.start >= section.size or page.packed_bytes > page.size:
            raise ValueError("page where there is none")
        found = _data_page(data, page, is_woven=section.is_woven)[: section.size - page.start]
        whole[page.start : page.start + len(found)] = found
    return bytes(whole)


def _header(data: bytes) -> bytes:
    woven = unwoven(data[HEADER : HEADER + HEADER_BLOCKS * BLOCK_BYTES], HEADER_BLOCKS, SYSTEM_BYTES)
    (size,) = struct.unpack_from("<i", woven, 24)
    rest = woven[32:]
    head = unpacked(rest[:size], HEADER_BYTES) if size > 0 else rest[:HEADER_BYTES]
    if len(head) < HEADER_BYTES:
        raise ValueError("header cut off")
    return head


def _system_page(data: bytes, address: int, packed_bytes: int, unpacked_bytes: int, repeats: int) -> bytes:
    if max(packed_bytes, unpacked_bytes, packed_bytes * repeats) > MAP_BYTES:
        raise ValueError("map too large")
    blocks = -(-(_padded(packed_bytes) * repeats) // SYSTEM_BYTES)
    woven = unwoven(data[address : address + blocks * BLOCK_BYTES], blocks, SYSTEM_BYTES)
    return _plain(woven, packed_bytes, unpacked_bytes)


def _data_page(data: bytes, page: Page, *, is_woven: bool) -> bytes:
    raw = data[page.address : page.address + page.size]
    if is_woven:
        raw = unwoven(raw, -(-_padded(page.packed_bytes) // DATA_BYTES), DATA_BYTES)
    found = _plain(raw, page.packed_bytes, page.unpacked_bytes)
    if len(found) < page.unpacked_bytes:
        raise ValueError("page cut off")
    return found


def _plain(data: bytes, packed_bytes: int, unpacked_bytes: int) -> bytes:
    if packed_bytes < unpacked_bytes:
        return unpacked(data[:packed_bytes], unpacked_bytes)
    return data[:unpacked_bytes]


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def unwoven(raw: bytes, blocks: int, kept_bytes: int) -> bytes:
    """Blocks one behind the other, of which `raw` has the first byte of each, then the second of each.

    Args:
        kept_bytes: Of each block of 255; the others are its code.

    Raises:
        ValueError: the code does not fit, so that a drawing program shows what it mends, and not what stands here.
    """
    if len(raw) < blocks * BLOCK_BYTES:
        raise ValueError("page cut off")
    table = np.frombuffer(raw, dtype=np.uint8, count=blocks * BLOCK_BYTES).reshape(BLOCK_BYTES, blocks)
    if not _is_sound(table, BLOCK_BYTES - kept_bytes):
        raise ValueError("page damaged")
    return table[:kept_bytes].T.tobytes()


def _is_sound(table: NDArray[np.uint8], code_bytes: int) -> bool:
    """Whether every block, taken as a polynomial, has the code's roots."""
    powers, logs = _field(FIELDS[code_bytes])
    for root in range(BLOCK_BYTES - code_bytes, BLOCK_BYTES):
        value = np.zeros(table.shape[1], dtype=np.uint8)
        for row in table:
            value = np.where(value, powers[(logs[value] + root) % BLOCK_BYTES], 0).astype(np.uint8) ^ row
        if value.any():
            return False
    return True


@cache
def _field(polynomial: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Powers of the field's generator, and their logarithms."""
    powers = np.zeros(BLOCK_BYTES, dtype=np.uint8)
    logs = np.zeros(BLOCK_BYTES + 1, dtype=np.int64)
    value = 1
    for power in range(BLOCK_BYTES):
        powers[power], logs[value] = value, power
        value <<= 1
        value ^= polynomial if value > BLOCK_BYTES else 0
    return powers, logs


def _addresses(page_map: bytes) -> dict[int, tuple[int, int]]:
    """Page number → address and size; gaps have negative numbers."""
    found: dict[int, tuple[int, int]] = {}
    address = FIRST_PAGE
    for size, number in struct.iter_unpack("<qq", page_map[: len(page_map) // 16 * 16][: 16 * PAGES]):
        if size < 0:
            raise ValueError("page of negative size")
        found[number] = (address, size)
        address += size
    return found


def _described(described: bytes, addresses: dict[int, tuple[int, int]]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    place = 0
    while place + 64 <= len(described) and len(found) < SECTIONS:
        size, _, encrypted, _, name_bytes, _, encoding, count = struct.unpack_from("<8Q", described, place)
        place += 64
        name = described[place : place + name_bytes].decode("utf-16-le", "replace").rstrip("\0")
        place += name_bytes
        pages: list[Page] = []
        for _ in range(min(count, PAGES)):
            start, _, number, unpacked_bytes, packed_bytes = struct.unpack_from("<QQqQQ16x", described, place)
            place += 56
            if number in addresses:
                pages.append(Page(*addresses[number], start, unpacked_bytes, packed_bytes))
        if name in found:
            raise ValueError("section twice")
        found[name] = Section(size, encoding == WOVEN, encrypted != 0, pages, len(pages) < count)
    return found


def unpacked(data: bytes, size: int) -> bytes:
    """Bytes packed as release 2007 does it: runs whose pieces are shuffled, and copies of what was unpacked before.

    Args:
        size: Most bytes to give.
    """
    out = bytearray()
    place, end, run = 1, len(data), 0
    try:
        code = data[0]
        if code & 0xF0 == 0x20:
            run, place = data[3] & 7, 4
        while place < end and len(out) < size:
            if not run:
                run, place = _literal(data, place, code)
            out += _shuffled(data[place : place + run])
            place += run
            if place >= end:
                break
            code, run, place = _copies(out, data, place, size)
    except IndexError:
        pass  # cut off
    return bytes(out[:size])


def _copies(out: bytearray, data: bytes, place: int, size: int) -> tuple[int, int, int]:
    """One copy or several; the code behind them, bytes of the run that follows where it says, and the place."""
    code, place = data[place], place + 1
    while True:
        length, back, code, place = _copy_of(data, place, code)
        if back > len(out):
            raise ValueError("copy of what is not there")
        _copy(out, back, min(length, size - len(out)))
        run = code & 7
        if run or place >= len(data):
            return code, run, place
        code, place = data[place], place + 1
        if code >> 4 == 0:
            return code, 0, place
        if code >> 4 == 0x0F:
            code &= 0x0F


def _copy_of(data: bytes, place: int, code: int) -> tuple[int, int, int, int]:
    """Length of a copy, how far back it begins, the code behind it, and the place behind that."""
    kind = code >> 4
    if kind == 0:
        following = data[place + 1]
        length = (code & 0x0F) + 0x13 + (following >> 3 & 0x10)
        return length, ((following & 0x78) << 5) + 1 + data[place], following, place + 2
    if kind == 1:
        following = data[place + 1]
        return (code & 0x0F) + 3, ((following & 0xF8) << 5) + 1 + data[place], following, place + 2
    if kind == 2:
        back = data[place] | data[place + 1] << 8
        if not code & 8:
            following = data[place + 2]
            return (code & 7) + (following & 0xF8), back, following, place + 3
        following = data[place + 3]
        length = (code & 7) + (data[place + 2] << 3) + ((following & 0xF8) << 8) + 0x100
        return length, back + 1, following, place + 4
    following = data[place]
    return kind, ((following & 0xF8) << 1) + (code & 0x0F) + 1, following, place + 1


def _copy(out: bytearray, back: int, length: int) -> None:
    if not back:
        raise ValueError("copy of itself")
    start = len(out) - back
    while length > 0:  # what is copied may be copied again, so that a long run of one byte takes few steps
        piece = out[start : start + length]
        out += piece
        length -= len(piece)


def _literal(data: bytes, place: int, code: int) -> tuple[int, int]:
    """Bytes of a run, and where it begins."""
    length = code + 8
    if length != 0x17:
        return length, place
    step = data[place]
    length, place = length + step, place + 1
    while step in (0xFF, 0xFFFF):
        step = data[place] | data[place + 1] << 8
        length, place = length + step, place + 2
        if step == 0xFF:
            break
    return length, place


def _shuffled(run: bytes) -> bytes:
    """A run as it was before it was packed, 32 bytes at a time."""
    whole = len(run) // 32 * 32
    parts = [run[start : start + 32] for start in range(0, whole, 32)]
    shuffled = [part[place : place + size] for part in parts for place, size in PIECES[32]]
    rest = run[whole:]
    shuffled += [rest[place : place + size] for place, size in PIECES.get(len(rest), ())]
    return b"".join(shuffled)
