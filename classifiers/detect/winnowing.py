"""Keyed winnowing: a few hashes of every stretch of text, the same wherever the stretch stands.

Without the key nobody can compute a hash for a text of their own and look it up. The hash is no proven pseudo-random
function; the key keeps the index from being a dictionary, the folder's permissions keep it from being read.

Source: Schleimer, Wilkerson, Aiken (2003), Winnowing: local algorithms for document fingerprinting.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

GRAM_NARROW = 16
GRAM_WIDE = 8
WINDOW = 8
WIDE_FROM = 0x2E80


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """The three numbers that a key becomes."""

    base: np.uint64
    before: np.uint64
    after: np.uint64

    @classmethod
    def of(cls, key: bytes) -> Secret:
        """The numbers of `key`, by BLAKE2b."""
        digest = hashlib.blake2b(b"sekimori winnowing", key=key[:64], digest_size=24).digest()
        base, before, after = (int.from_bytes(digest[i : i + 8], "little") for i in (0, 8, 16))
        return cls(base=np.uint64(base | 1), before=np.uint64(before), after=np.uint64(after))


def winnowed(text: str, secret: Secret) -> NDArray[np.uint64]:
    """Winnowed hashes of `text` as it stands, nothing folded and nothing left out, in its order, shape (n,).

    Every sign but the first and last 15 has a part in one of them at least.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    hashes = _grams(codes, codes >= WIDE_FROM, secret)
    return hashes[_winnow(hashes)] if hashes.size else hashes


def _grams(codes: NDArray[np.uint32], is_wide: NDArray[np.bool_], secret: Secret) -> NDArray[np.uint64]:
    """Hash of the gram at each place, which is shorter where it begins with a wide character."""
    count = codes.size - GRAM_WIDE + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    padded = np.concatenate([codes, np.zeros(GRAM_NARROW - GRAM_WIDE, np.uint32)])
    values = mixed(padded.astype(np.uint64) ^ secret.before)
    short = np.zeros(count, np.uint64)
    for offset in range(GRAM_WIDE):
        short = short * secret.base + values[offset : offset + count]
    long = short
    for offset in range(GRAM_WIDE, GRAM_NARROW):
        long = long * secret.base + values[offset : offset + count]
    return mixed(np.where(is_wide[:count], short, long) ^ secret.after)


def _winnow(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places of the least hash of every window, the rightmost of equals."""
    if hashes.size <= WINDOW:
        return np.array([hashes.size - 1 - int(np.argmin(hashes[::-1]))], dtype=np.int64)
    view = sliding_window_view(hashes[::-1], WINDOW)
    return np.unique(hashes.size - 1 - (np.arange(view.shape[0]) + np.argmin(view, axis=1))).astype(np.int64)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers whose every bit depends on every bit of the given ones, one to one (the finaliser of SplitMix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values
