"""Tells at once of most words that they do not stand in a long text: no three of their letters come together there."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

LONG_CHARS = 20_000
_DRAWERS_BITS = 20
_LETTERS = 3
_FACTORS = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))


class Sieve:
    """Which three letters stand together in a text; of a short one, which is gone through quickly anyway, nothing.

    Args:
        text: Of any script.
    """

    def __init__(self, text: str) -> None:
        self._seen: NDArray[np.bool_] | None = None
        if len(text) >= LONG_CHARS:
            self._seen = np.zeros(1 << _DRAWERS_BITS, dtype=np.bool_)
            self._seen[_drawers(text)] = True

    def may_pass(self, word: str) -> bool:
        """Whether the word may stand in the text; False only where it does not."""
        return self._seen is None or bool(self._seen[_drawers_of_word(word)].all())


@functools.cache
def _drawers_of_word(word: str) -> NDArray[np.uint32]:
    return _drawers(word)


def _drawers(text: str) -> NDArray[np.uint32]:
    """A number below 2 to the _DRAWERS_BITS for each three letters in a row, shape (n - 2,)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    count = max(0, codes.size - _LETTERS + 1)
    sums = np.zeros(count, dtype=np.uint32)
    for place, factor in enumerate(_FACTORS):
        sums += codes[place : place + count] * factor
    return sums >> np.uint32(32 - _DRAWERS_BITS)
