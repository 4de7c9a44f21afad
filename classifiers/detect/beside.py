"""Blocks round a place, eight of them in one number, so that all are compared at once.

A block is a byte, and 0 is none. Of two such numbers the blocks that are the same are found in a few steps for all
eight, without a row of its own for each block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EIGHT = 8
Numbers = NDArray[np.uint64]
Whole = NDArray[np.int64]

_LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH = np.uint64(0x8080808080808080)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


def eights(blocks: NDArray[np.uint8], at: Whole) -> Numbers:
    """The eight blocks from each place on, the first in the lowest byte; none beyond either end.

    Args:
        blocks: Shape (b,).
        at: From -8 to b, shape (n,).

    Returns:
        Shape (n,).
    """
    is_whole = (at >= 0) & (at <= blocks.size - EIGHT)
    if blocks.size >= EIGHT and is_whole.all():
        return _overlapping(blocks)[at]
    found = np.zeros(at.size, dtype=np.uint64)
    if blocks.size >= EIGHT:
        found[is_whole] = _overlapping(blocks)[at[is_whole]]
    edge = at[~is_whole, None] + np.arange(EIGHT)
    is_there = (edge >= 0) & (edge < blocks.size)
    bytes_of = np.where(is_there, blocks.take(edge, mode="clip"), 0) if blocks.size else np.zeros(edge.shape)
    found[~is_whole] = np.ascontiguousarray(bytes_of, dtype=np.uint8).view("<u8").ravel()
    return found


def eights_by_unit(blocks: NDArray[np.uint8], step: int) -> Numbers:
    """At each unit the block there and the seven that follow it at a distance of `step` units each.

    Args:
        blocks: The block at each unit, shape (u,), u > 7 * step.

    Returns:
        Shape (u - 7 * step,).
    """
    two = blocks[:-step] | blocks[step:].astype(np.uint16) << np.uint16(8)
    four = two[: -2 * step] | two[2 * step :].astype(np.uint32) << np.uint32(16)
    eight: Numbers = four[: -4 * step] | four[4 * step :].astype(np.uint64) << np.uint64(32)
    return eight


def same(one: Numbers, other: Numbers) -> Numbers:
    """The blocks that are in both and the same, none of them 0: 0x80 in the byte of each, shape (n,)."""
    apart = one ^ other
    is_same = ~(((apart & _LOW) + _LOW) | apart)
    is_some = ((one & _LOW) + _LOW) | one
    found: Numbers = is_same & is_some & _HIGH
    return found


def first_only(kept: Whole) -> Numbers:
    """All bits of so many of the first blocks, 0 to 8, shape (n,)."""
    return ~(_ALL << (kept.astype(np.uint64) * np.uint64(8)))


def last_only(kept: Whole) -> Numbers:
    """All bits of so many of the last blocks, 0 to 8, shape (n,)."""
    return ~(_ALL >> (kept.astype(np.uint64) * np.uint64(8)))


def blocks_at(*places: int) -> np.uint64:
    """What `same` shows of these blocks of the eight."""
    return np.uint64(sum(0x80 << 8 * place for place in places))


def _overlapping(blocks: NDArray[np.uint8]) -> Numbers:
    """The same bytes as a number for each place but the last seven; nothing is copied."""
    return np.ndarray(blocks.size - EIGHT + 1, dtype="<u8", buffer=blocks, strides=(1,))
