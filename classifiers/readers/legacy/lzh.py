"""Blocks of LZ77 and Huffman codes as LHA's method `-lh5-` writes them, alone, without an archive around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy.bits import Bits, code_table

if TYPE_CHECKING:
    from classifiers.readers.job import Job

LETTERS, LENGTHS, DISTANCES = 510, 19, 14
LETTER_WIDTH, LENGTH_WIDTH = 16, 16
SHORTEST = 3
GAP = 3  # after three lengths of code lengths stands how many zeros follow


def unpacked(packed: bytes, job: Job, most_bytes: int) -> bytes:
    """What was packed.

    Raises:
        ValueError: no such blocks, or cut off.
        LimitReached: more comes out than allowed, or the time is up.
    """
    bits = Bits(packed)
    out = bytearray()
    while not bits.is_over:
        count = bits.take(16)
        if not count or bits.is_over:
            break
        job.check_time()
        lengths = _table(_lengths(bits, 5, LENGTHS, GAP), LENGTH_WIDTH)
        letters = _table(_letters(bits, lengths), LETTER_WIDTH)
        distances = _table(_lengths(bits, 4, DISTANCES, -1), LENGTH_WIDTH)
        for _ in range(count):
            if bits.is_over:
                raise ValueError("cut off")
            _step(bits, letters, distances, out)
            if len(out) > most_bytes:
                raise LimitReached("part_bytes", most_bytes)
    return bytes(out)


def _step(bits: Bits, letters: list[int] | int, distances: list[int] | int, out: bytearray) -> None:
    letter = _symbol(bits, letters, LETTER_WIDTH)
    if letter < 256:
        out.append(letter)
        return
    length = letter - 256 + SHORTEST
    slot = _symbol(bits, distances, LENGTH_WIDTH)
    back = (1 << (slot - 1)) + bits.take(slot - 1) if slot > 1 else slot
    start = len(out) - back - 1
    if start < 0:
        out.extend(b" " * min(length, -start))
        length -= min(length, -start)
        start = max(0, start)
    for index in range(start, start + length):
        out.append(out[index])


def _symbol(bits: Bits, table: list[int] | int, width: int) -> int:
    if isinstance(table, int):
        return table
    found = table[bits.peek(width)]
    if found < 0:
        raise ValueError("no such code")
    bits.skip(found & 31)
    return found >> 5


def _table(lengths: list[int] | int, width: int) -> list[int] | int:
    return lengths if isinstance(lengths, int) else code_table(lengths, width)


def _lengths(bits: Bits, width: int, most: int, gap: int) -> list[int] | int:
    count = bits.take(width)
    if not count:
        return bits.take(width)
    lengths: list[int] = []
    while len(lengths) < min(count, most):
        length = bits.take(3)
        while length >= 7 and length < LENGTH_WIDTH and bits.take(1):
            length += 1
        lengths.append(length)
        if len(lengths) == gap:
            lengths.extend([0] * bits.take(2))
    return lengths


def _letters(bits: Bits, table: list[int] | int) -> list[int] | int:
    count = bits.take(9)
    if not count:
        return bits.take(9)
    lengths: list[int] = []
    while len(lengths) < min(count, LETTERS):
        if bits.is_over:
            raise ValueError("cut off")
        kind = _symbol(bits, table, LENGTH_WIDTH)
        if kind > 2:
            lengths.append(kind - 2)
        else:
            lengths.extend([0] * (1, 3 + bits.take(4) if kind == 1 else 0, 20 + bits.take(9) if kind == 2 else 0)[kind])
    return lengths[:LETTERS]
