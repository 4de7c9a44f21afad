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

from classifiers.detect.folding import fold

GRAM_NARROW = 16
GRAM_WIDE = 8
WINDOW = 8
MIN_CHANGES = 4
WIDE_FROM = 0x2E80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Selected hashes of one text, in its order.

    Attributes:
        hashes: Shape (n,).
        places: Where each stands in the folded text, shape (n,), ascending.
        starts, ends: Where each begins and ends in the original text, shape (n,).
        is_wide: Whether each begins with a wide character: half as many of those say as much, shape (n,).
    """

    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    is_wide: NDArray[np.bool_]

    def only(self, keep: NDArray[np.bool_]) -> Fingerprint:
        """The hashes where `keep`, shape (n,), says so."""
        return Fingerprint(
            hashes=self.hashes[keep],
            places=self.places[keep],
            starts=self.starts[keep],
            ends=self.ends[keep],
            is_wide=self.is_wide[keep],
        )

    @property
    def size(self) -> int:
        """Number of hashes."""
        return int(self.hashes.size)


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


def fingerprint(text: str, secret: Secret) -> Fingerprint:
    """Winnowed hashes of `text`.

    Any run of 15 wide or 23 narrow folded characters that two texts share gives them at least one hash in common.
    """
    folded = fold(text)
    hashes, gram, keep = _grams(folded.codes, folded.is_wide, secret)
    if hashes.size == 0:
        none = np.empty(0, np.int64)
        return Fingerprint(
            hashes=np.empty(0, np.uint64), places=none, starts=none, ends=none, is_wide=np.empty(0, np.bool_)
        )
    chosen = _winnow(hashes)
    chosen = chosen[keep[chosen]]
    last = np.minimum(chosen + gram[chosen], folded.codes.size) - 1
    return Fingerprint(
        hashes=hashes[chosen],
        places=chosen,
        starts=folded.places[chosen],
        ends=folded.places[last] + 1,
        is_wide=folded.is_wide[chosen],
    )


def winnowed(text: str, secret: Secret) -> NDArray[np.uint64]:
    """Winnowed hashes of `text` as it stands, nothing folded and nothing left out, in its order, shape (n,).

    Every sign but the first and last 15 has a part in one of them at least.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    hashes, _, _ = _grams(codes, codes >= WIDE_FROM, secret)
    return hashes[_winnow(hashes)] if hashes.size else hashes


def all_hashes(text: str, secret: Secret) -> NDArray[np.uint64]:
    """Every hash that could be selected from `text`, ascending."""
    folded = fold(text)
    return np.unique(_grams(folded.codes, folded.is_wide, secret)[0])


def _grams(
    codes: NDArray[np.uint32], is_wide: NDArray[np.bool_], secret: Secret
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.bool_]]:
    """Hash of the gram at each place, its length, and whether it is varied enough to tell anything."""
    count = codes.size - GRAM_WIDE + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.bool_)
    padded = np.concatenate([codes, np.zeros(GRAM_NARROW - GRAM_WIDE, np.uint32)])
    values = _mix(padded.astype(np.uint64) ^ secret.before)
    short = np.zeros(count, np.uint64)
    for offset in range(GRAM_WIDE):
        short = short * secret.base + values[offset : offset + count]
    long = short
    for offset in range(GRAM_WIDE, GRAM_NARROW):
        long = long * secret.base + values[offset : offset + count]
    wide = is_wide[:count]
    gram = np.where(wide, GRAM_WIDE, GRAM_NARROW).astype(np.int64)
    changes = np.concatenate([[0, 0], np.cumsum(padded[1:] != padded[:-1])])
    keep = (changes[np.arange(count) + gram] - changes[np.arange(count) + 1]) >= MIN_CHANGES
    keep &= wide | (np.arange(count) + GRAM_NARROW <= codes.size)
    return _mix(np.where(wide, short, long) ^ secret.after), gram, keep


def _winnow(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places of the least hash of every window, the rightmost of equals."""
    if hashes.size <= WINDOW:
        return np.array([hashes.size - 1 - int(np.argmin(hashes[::-1]))], dtype=np.int64)
    view = sliding_window_view(hashes[::-1], WINDOW)
    return np.unique(hashes.size - 1 - (np.arange(view.shape[0]) + np.argmin(view, axis=1))).astype(np.int64)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
