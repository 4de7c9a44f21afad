"""What PKZIP 1 packed by: shrinking (method 1) and imploding (method 6).

Own, since no library for Python has them. Bounded by the size that the directory states; every loop ends where the
packed bytes do.

Source: PKWARE APPNOTE.TXT 6.3.10, 5.1 Shrinking, 5.3 Imploding.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

BLOCK_BYTES = 64 * 1024
FIRST_CODE, MOST_CODES, MOST_BITS = 257, 1 << 13, 13
CONTROL = 256
# Flags of an imploded member.
LARGE_WINDOW, LITERAL_TREE = 0x02, 0x04
WINDOW_BYTES = 8192


class _Bits:
    """Bits of a string of bytes, the lowest first."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self._data, self._place = data, place
        self._held = self._count = 0

    def take(self, count: int) -> int:
        """The next bits as a number.

        Raises:
            zipfile.BadZipFile: there are no more.
        """
        while self._count < count:
            if self._place >= len(self._data):
                raise zipfile.BadZipFile("packed bytes end too early")
            self._held |= self._data[self._place] << self._count
            self._place += 1
            self._count += 8
        value = self._held & (1 << count) - 1
        self._held >>= count
        self._count -= count
        return value


def unshrunk(packed: bytes, size_bytes: int) -> Generator[bytes, None, None]:
    """Blocks of a shrunk member: LZW whose table is cleared in part."""
    bits = _Bits(packed)
    parents: dict[int, int] = {}
    lasts: dict[int, int] = {}
    free = list(range(MOST_CODES - 1, FIRST_CODE - 1, -1))
    width, size = 9, 0
    previous = bits.take(width) if size_bytes else 0
    if previous > 0xFF:
        raise zipfile.BadZipFile("no first byte")
    out = bytearray([previous] if size_bytes else b"")
    first = previous
    while size + len(out) < size_bytes:
        code = bits.take(width)
        if code == CONTROL:
            match bits.take(width):
                case 1 if width < MOST_BITS:
                    width += 1
                case 2:
                    _clear_leaves(parents, free)
                case _:
                    raise zipfile.BadZipFile("unknown control code")
            continue
        word = _word(code, parents, lasts, previous, first)
        first = word[0]
        out += word
        if free:
            new = free.pop()
            parents[new], lasts[new] = previous, first
        previous = code
        if len(out) >= BLOCK_BYTES:
            size += len(out)
            yield bytes(out)
            out.clear()
    yield bytes(out[: size_bytes - size])


def _word(code: int, parents: dict[int, int], lasts: dict[int, int], previous: int, first: int) -> bytes:
    """The bytes that a code stands for; one that is not there yet is the previous one and its own first byte."""
    tail = bytearray()
    if code > 0xFF and code not in parents:
        tail.append(first)
        code = previous
    for _ in range(MOST_CODES):
        if code <= 0xFF:
            tail.append(code)
            tail.reverse()
            return bytes(tail)
        if code not in parents:
            break
        tail.append(lasts[code])
        code = parents[code]
    raise zipfile.BadZipFile("a code that stands for nothing")


def _clear_leaves(parents: dict[int, int], free: list[int]) -> None:
    inner = set(parents.values())
    for code in [code for code in parents if code not in inner]:
        del parents[code]
    free[:] = [code for code in range(MOST_CODES - 1, FIRST_CODE - 1, -1) if code not in parents]


def exploded(packed: bytes, size_bytes: int, flags: int) -> Generator[bytes, None, None]:
    """Blocks of an imploded member: copies from a window, by Shannon-Fano trees.

    Args:
        flags: General purpose bits of the member.
    """
    has_literals = bool(flags & LITERAL_TREE)
    place = 0
    trees: list[dict[tuple[int, int], int]] = []
    for symbols in (256, 64, 64) if has_literals else (64, 64):
        tree, place = _tree(packed, place, symbols)
        trees.append(tree)
    bits = _Bits(packed, place)
    low_bits = 7 if flags & LARGE_WINDOW else 6
    out = bytearray()
    given = left = 0  # of `out`: what was given already; bytes that went before it
    while left + len(out) < size_bytes:
        if bits.take(1):
            out.append(_symbol(bits, trees[0]) if has_literals else bits.take(8))
        else:
            low = bits.take(low_bits)
            distance = (_symbol(bits, trees[-1]) << low_bits | low) + 1
            length = _symbol(bits, trees[-2])
            length += bits.take(8) if length == 63 else 0
            for _ in range(length + (3 if has_literals else 2)):
                out.append(out[-distance] if distance <= len(out) else 0)
        if len(out) - given >= BLOCK_BYTES:
            yield bytes(out[given : size_bytes - left])
            left += len(out) - WINDOW_BYTES
            del out[:-WINDOW_BYTES]
            given = WINDOW_BYTES
    yield bytes(out[given : max(given, size_bytes - left)])


def _tree(packed: bytes, place: int, symbols: int) -> tuple[dict[tuple[int, int], int], int]:
    """Codes by length and value, and where the table ends."""
    if place >= len(packed):
        raise zipfile.BadZipFile("no tree")
    count = packed[place] + 1
    lengths = [(entry & 15) + 1 for entry in packed[place + 1 : place + 1 + count] for _ in range((entry >> 4) + 1)]
    if len(lengths) != symbols:
        raise zipfile.BadZipFile("a tree of another size")
    codes: dict[tuple[int, int], int] = {}
    code = step = last = 0
    for length, symbol in sorted(((length, symbol) for symbol, length in enumerate(lengths)), reverse=True):
        code += step
        if length != last:
            last, step = length, 1 << 16 - length
        if code > 0xFFFF:
            raise zipfile.BadZipFile("a tree of too many codes")
        codes[length, code >> 16 - length] = symbol
    return codes, place + 1 + count


def _symbol(bits: _Bits, tree: dict[tuple[int, int], int]) -> int:
    value = 0
    for length in range(1, 17):
        value = value << 1 | bits.take(1)
        symbol = tree.get((length, value))
        if symbol is not None:
            return symbol
    raise zipfile.BadZipFile("a code that is in no tree")
