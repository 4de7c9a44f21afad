"""Hashed character n-grams and words, in numpy alone: the same hash trains and scores."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
_GRAMS = (2, 3, 4)
MAX_SPELLED = 24
_DIGITS = re.compile(r"\d")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEEDS = tuple(np.uint64(0xD6E8FEB86659FD93 * (2 * n + 1) & (1 << 64) - 1) for n in range(9))


def grams(text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Sparse vector of `text` (as `plain` returns it): n-grams of 2 to 4 characters, and whole words.

    Digits count as one character, case is folded.

    Returns:
        Buckets, ascending, and weights: logarithmic counts, scaled so that the vector's length is 1.
    """
    codes = np.frombuffer(_DIGITS.sub("0", text.lower()).encode("utf-32-le", "replace"), dtype=np.uint32)
    if codes.size < max(_GRAMS):
        return np.empty(0, np.int32), np.empty(0, np.float32)
    hashes = [_ngrams(codes.astype(np.uint64), n) for n in _GRAMS]
    buckets = np.concatenate([*hashes, _words(codes.astype(np.uint64))])
    found, counts = np.unique((_mix(buckets) >> np.uint64(48)).astype(np.int32), return_counts=True)
    weights = np.log1p(counts.astype(np.float64))
    return found, (weights / np.sqrt(np.dot(weights, weights))).astype(np.float32)


def spelled(text: str, wanted: frozenset[int]) -> dict[int, str]:
    """What buckets stand for in a text: the first run of characters, widened to whole Latin words, that falls in each.

    Args:
        text: As `grams` was given it.
        wanted: Buckets; those of neighbouring words alone stay unspelled.
    """
    lower = text.lower()
    codes = np.frombuffer(_DIGITS.sub("0", lower).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    found: dict[int, str] = {}
    if codes.size != len(lower) or codes.size < max(_GRAMS):
        return found
    sought = np.array(sorted(wanted), dtype=np.int64)
    for n in reversed(_GRAMS):
        buckets = (_mix(_ngrams(codes, n)) >> np.uint64(48)).astype(np.int64)
        for place in np.flatnonzero(np.isin(buckets, sought)).tolist():
            bucket = int(buckets[place])
            if bucket not in found:
                found[bucket] = _widened(lower, place, place + n)
    return found


def _widened(text: str, start: int, end: int) -> str:
    """The stretch with the rest of the Latin words that it cuts, at most MAX_SPELLED characters."""
    while start > 0 and end - start < MAX_SPELLED and _is_latin(text[start]) and _is_latin(text[start - 1]):
        start -= 1
    while end < len(text) and end - start < MAX_SPELLED and _is_latin(text[end - 1]) and _is_latin(text[end]):
        end += 1
    return text[start:end].strip()


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _ngrams(codes: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    values = np.full(codes.size - n + 1, _SEEDS[n], dtype=np.uint64)
    for offset in range(n):
        values = values * _MIX + codes[offset : codes.size - n + 1 + offset]
    return values


def _words(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes of the runs of Latin letters, and of each with the next one."""
    is_letter = (codes >= ord("a")) & (codes <= ord("z"))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_letter.astype(np.int8), [0]])))
    starts, ends = edges[0::2], edges[1::2]
    if starts.size == 0:
        return np.empty(0, np.uint64)
    lengths = ends - starts
    last = np.cumsum(lengths)
    place = np.arange(last[-1]) - np.repeat(last - lengths, lengths)
    letters = _mix(np.arange(128, dtype=np.uint64)).take(codes[is_letter].view(np.int64))
    places = _mix(np.arange(int(lengths.max()), dtype=np.uint64) + _SEEDS[6]).take(place)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * places, dtype=np.uint64)])
    words = _mix(sums[last] - sums[last - lengths]) + _SEEDS[7]
    return np.concatenate([words, words[:-1] * _MIX + words[1:] + _SEEDS[8]])


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(32))
