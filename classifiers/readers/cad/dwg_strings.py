"""Every string of a DWG's objects, whatever their kind: dictionaries, records, leaders and tables that nobody decoded.

From release 2007 on an object keeps its strings together at its end; before, they stand among its other bits, each
behind its length.

Source: Open Design Alliance, Open Design Specification for .dwg files, version 5.4, chapters 2, 20 and 23.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OBJECTS = 2_000_000
OBJECT_BYTES = 16 * 1024 * 1024
STRINGS = 100_000  # of one object
SHORTEST = 5
TRIED_UNCHECKED = 1_000  # lengths, between two looks at the clock
RUN = re.compile(rb"[\x20-\x7e\x80-\xff]{5,}")
WORDY = 0.6
WRITTEN_SCORE = 0.4
HEAD_CHARS = 24
ASCII_WORDS = re.compile(r"[A-Za-z0-9_.:\\/()' ,;-]+")


def offsets(handles: bytes) -> Iterator[int]:
    """Where objects begin, by the map of handles."""
    place = 0
    for _ in range(OBJECTS):
        if place + 2 > len(handles):
            return
        size = int.from_bytes(handles[place : place + 2], "big")
        if size <= 2:
            return
        end = min(place + size, len(handles))
        place += 2
        offset = 0
        while place < end:
            _, place = _modular(handles, place, is_signed=False)
            step, place = _modular(handles, place, is_signed=True)
            offset += step
            yield offset
        place = end + 2


def _modular(data: bytes, place: int, *, is_signed: bool) -> tuple[int, int]:
    """A number of 7 bits a byte, the lowest first, and the place behind it."""
    value, shift = 0, 0
    while place < len(data) and shift < 63:
        byte = data[place]
        place += 1
        if byte & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            continue
        if is_signed:
            value |= (byte & 0x3F) << shift
            return (-value if byte & 0x40 else value), place
        return value | byte << shift, place
    return value, place


def kept_strings(objects: bytes, offset: int, *, has_handle_size: bool) -> Iterator[str]:
    """Strings at the end of the object at `offset`, from release 2007 on.

    Args:
        has_handle_size: Whether the object's head says how long its handles are, as from release 2010 on.
    """
    if not 0 <= offset < len(objects) - 4:
        return
    size, place = _modular_short(objects, offset)
    handle_bits = 0
    if has_handle_size:
        handle_bits, place = _modular(objects, place, is_signed=False)
    body = objects[place : place + size]
    if size > OBJECT_BYTES or len(body) < size or size < 4:
        return
    bits = Bits(body)
    end = 8 * size - handle_bits if has_handle_size else _bit_size(bits)
    yield from _string_stream(bits, end)


def _modular_short(data: bytes, place: int) -> tuple[int, int]:
    value, shift = 0, 0
    while place + 2 <= len(data) and shift < 45:
        (word,) = struct.unpack_from("<H", data, place)
        place += 2
        value |= (word & 0x7FFF) << shift
        shift += 15
        if not word & 0x8000:
            break
    return value, place


class Bits:
    """Bits of an object, the highest of a byte first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.count = 8 * len(data)

    def take(self, start: int, count: int) -> int:
        """`count` bits from `start` on, as a number; 0 where there are not so many."""
        if start < 0 or start + count > self.count:
            return 0
        end = (start + count + 7) // 8
        number = int.from_bytes(self._data[start // 8 : end], "big")
        return number >> (8 * end - start - count) & ((1 << count) - 1)

    def taken(self, start: int, size_bytes: int) -> bytes:
        """Bytes that begin at any bit."""
        return self.take(start, 8 * size_bytes).to_bytes(size_bytes, "big")

    def short(self, start: int) -> tuple[int, int]:
        """A packed number of up to 16 bits, and the bit behind it."""
        form = self.take(start, 2)
        if form == 0:
            return int.from_bytes(self.taken(start + 2, 2), "little"), start + 18
        if form == 1:
            return self.take(start + 2, 8), start + 10
        return (0, start + 2) if form == 2 else (256, start + 2)


def _bit_size(bits: Bits) -> int:
    """Bits of an object of release 2007 up to its handles: they stand behind its type."""
    _, place = bits.short(0)
    return int.from_bytes(bits.taken(place, 4), "little")


def _string_stream(bits: Bits, end: int) -> Iterator[str]:
    flag = end - 1
    if not 17 < end <= bits.count or not bits.take(flag, 1):
        return
    start = flag - 16
    size = int.from_bytes(bits.taken(start, 2), "little")
    if size & 0x8000:
        start -= 16
        size = size & 0x7FFF | int.from_bytes(bits.taken(start, 2), "little") << 15
    place, last = start - size, start
    if place < 0:
        return
    for _ in range(STRINGS):
        if place + 2 > last:
            return
        length, place = bits.short(place)
        if place + 16 * length > last:
            return
        if length:
            yield bits.taken(place, 2 * length).decode("utf-16-le", "replace").rstrip("\0")
        place += 16 * length
    raise ValueError("too many strings")


def scattered_strings(data: bytes, encoding: str, check_time: Callable[[], None]) -> Iterator[str]:
    """Strings that stand behind their lengths at any bit, before release 2007; few that are none get through.

    Args:
        check_time: Raises when the time is up; noise without any string takes long too.
    """
    for shifted in shifts(data):
        for run in RUN.finditer(shifted):
            yield from _behind_lengths(shifted, run.start() - 1, run.end(), encoding, check_time)


def shifts(data: bytes) -> Iterator[bytes]:
    """Bytes as they are and as they begin at each other bit.

    With a shift, byte `n` begins at bit `8 * (n - 1) + shift` of the data, or at its own place without one.
    """
    number = int.from_bytes(data, "big")
    for shift in range(8):
        yield (number >> (8 - shift) if shift else number).to_bytes(len(data), "big")


def _behind_lengths(data: bytes, start: int, end: int, encoding: str, check_time: Callable[[], None]) -> Iterator[str]:
    place = max(1, start)
    tried = 0
    while place < end - SHORTEST:
        length = data[place]
        if SHORTEST <= length <= end - place - 1 and data[place - 1] & 3 == 1:
            tried += 1
            if tried % TRIED_UNCHECKED == 0:
                check_time()
            text = data[place + 1 : place + 1 + length].decode(encoding, "replace")
            if is_wordy(text):
                yield text
                place += length
        place += 1


def is_wordy(text: str) -> bool:
    """Whether characters are words and not chance: of one script, with letters among them, hardly anything else."""
    if len(text) < SHORTEST or "\ufffd" in text:
        return False
    if text.isascii():
        return ASCII_WORDS.fullmatch(text) is not None and sum(map(str.isalpha, text)) >= WORDY * len(text)
    plain = text.encode("ascii", "ignore").decode("ascii")
    if plain and ASCII_WORDS.fullmatch(plain) is None:
        return False
    # Hardly any noise gets beyond its beginning, and there is far more noise than writing.
    head = text[:HEAD_CHARS]
    if not head.isascii() and _score(head) < WRITTEN_SCORE / 2:
        return False
    return _score(text) >= WRITTEN_SCORE


def _score(text: str) -> float:
    return plausibility(text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True)
