"""Tells at once of most words that they do not stand in a text: no three of their letters come together there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONG_CHARS = 20_000
_DRAWERS_BITS, _FEW_DRAWERS_BITS = 20, 16
_LETTERS = 3
_FACTORS = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that are sought in many texts; those of fewer than three letters pass every sieve.

    Attributes:
        count: How many there are. long: Which of them have three letters, shape (w,).
        sums: A number for each three letters of these, one word after the other. begins: Where each begins, shape (w,).
    """

    count: int
    long: NDArray[np.int64]
    sums: NDArray[np.uint32]
    begins: NDArray[np.int64]

    @classmethod
    def of(cls, words: tuple[str, ...]) -> Words:
        """The words, ready to be sought."""
        sums = [_sums(word) for word in words]
        sizes = np.array([one.size for one in sums], dtype=np.int64)
        return cls(
            count=len(words),
            long=np.flatnonzero(sizes),
            sums=np.concatenate([np.empty(0, np.uint32), *sums]),
            begins=(np.cumsum(sizes) - sizes)[sizes > 0],
        )


class Sieve:
    """Which three letters stand together in a text.

    Args:
        text: Of any script.
    """

    def __init__(self, text: str) -> None:
        bits = _DRAWERS_BITS if len(text) >= LONG_CHARS else _FEW_DRAWERS_BITS
        self._shift = np.uint32(32 - bits)
        self._seen = np.zeros(1 << bits, dtype=np.bool_)
        self._seen[_sums(text) >> self._shift] = True

    def passing(self, words: Words) -> list[int]:
        """Which of the words may stand in the text, ascending; the others do not."""
        passes = np.ones(words.count, dtype=np.bool_)
        if words.long.size:
            seen = self._seen.take(words.sums >> self._shift)
            passes[words.long] = np.logical_and.reduceat(seen, words.begins)
        found: list[int] = np.flatnonzero(passes).tolist()
        return found


def _sums(text: str) -> NDArray[np.uint32]:
    """A number for each three letters in a row, shape (n - 2,)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    count = max(0, codes.size - _LETTERS + 1)
    sums = np.zeros(count, dtype=np.uint32)
    for place, factor in enumerate(_FACTORS):
        sums += codes[place : place + count] * factor
    return sums
