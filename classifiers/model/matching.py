"""Counts thousands of telling words in one pass: Latin ones as whole words, others as substrings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIRST_WIDE = 0x2E80
MAX_TERM_CHARS = 10
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEED = np.uint64(0x2545F4914F6CDD1D)
_SIEVE_BITS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """Lists of words, ready to be counted; g lists.

    Attributes:
        latin: Word, or two words joined by a space, to the lists that hold it.
        wide: Hashes of the other terms, ascending, shape (w,). wide_lists: Their lists, -1 where fewer, shape (w, m).
        ends: Whether the hash of any other term of so many characters begins like this, by length and beginning,
            shape (MAX_TERM_CHARS + 1, 1 << 16). goes_on: The same of terms that are longer, by their first characters.
    """

    count: int
    latin: Mapping[str, tuple[int, ...]]
    wide: NDArray[np.uint64]
    wide_lists: NDArray[np.int16]
    ends: NDArray[np.bool_]
    goes_on: NDArray[np.bool_]

    def counts(self, words: Counter[str], pairs: Counter[str], codes: NDArray[np.uint32]) -> NDArray[np.float64]:
        """How often words of each list stand in a text.

        Args:
            words: Lower-case words. pairs: Neighbours, joined by a space.
            codes: The text's code points, shape (n,).

        Returns:
            Shape (2, g): occurrences, and the sum of log(1 + occurrences) over the words of a list, by which no word
            speaks for the whole by being repeated.
        """
        places, found = self._latin(words, pairs)
        wide_places, wide_found = self._wide(codes)
        places = np.concatenate([places, wide_places])
        found = np.concatenate([found, wide_found])
        return np.stack([np.bincount(places, values, self.count + 1)[:-1] for values in (found, np.log1p(found))])

    def _latin(self, words: Counter[str], pairs: Counter[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Lists of the words found, and how often each was; in a fixed order, by which sums come out the same."""
        hits = [
            (place, found[word])
            for found in (words, pairs)
            for word in sorted(self.latin.keys() & found.keys())
            for place in self.latin[word]
        ]
        pairs_of = np.array(hits, dtype=np.int64).reshape(len(hits), 2)
        return pairs_of[:, 0], pairs_of[:, 1].astype(np.float64)

    def _wide(self, codes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The same for terms of other scripts; the list after the last stands for none."""
        starts = np.flatnonzero(codes >= FIRST_WIDE)
        if starts.size == 0 or self.wide.size == 0:
            return np.empty(0, np.int64), np.empty(0)
        padded = np.concatenate([codes, np.zeros(MAX_TERM_CHARS, codes.dtype)]).astype(np.uint64)
        values = np.full(starts.size, _SEED)
        found = []
        for length in range(1, MAX_TERM_CHARS + 1):
            values = (values + padded.take(starts + (length - 1))) * _MIX
            mixed = values ^ (values >> np.uint64(29))
            drawers = (mixed >> np.uint64(_SIEVE_BITS)).view(np.int64)
            likely = mixed[self.ends[length].take(drawers)]
            place = np.minimum(np.searchsorted(self.wide, likely), self.wide.size - 1)
            found.append(place[self.wide[place] == likely])
            # Few places of a text begin like any longer term: only these are gone on with.
            begun = np.flatnonzero(self.goes_on[length].take(drawers))
            starts, values = starts.take(begun), values.take(begun)
        terms, times = np.unique(np.concatenate(found), return_counts=True)
        lists = self.wide_lists[terms].astype(np.int64)
        return np.where(lists < 0, self.count, lists).ravel(), np.repeat(times.astype(np.float64), lists.shape[1])


def word_lists(lists: Mapping[str, str]) -> WordLists:
    """Make ready lists of words that stand apart by blanks; `_` joins two words."""
    latin: dict[str, tuple[int, ...]] = {}
    wide: dict[int, tuple[int, ...]] = {}
    ends, goes_on = np.zeros((2, MAX_TERM_CHARS + 1, 1 << (64 - _SIEVE_BITS)), dtype=np.bool_)
    for place, entries in enumerate(lists.values()):
        for entry in sorted(set(entries.split())):
            if entry.isascii():
                word = entry.replace("_", " ")
                latin[word] = (*latin.get(word, ()), place)
            else:
                *begun, key = _hashes(entry[:MAX_TERM_CHARS])
                wide[key] = (*wide.get(key, ()), place)
                ends[len(begun) + 1, key >> _SIEVE_BITS] = True
                for length, beginning in enumerate(begun, start=1):
                    goes_on[length, beginning >> _SIEVE_BITS] = True
    most = max((len(places) for places in wide.values()), default=1)
    hashes = np.array(sorted(wide), dtype=np.uint64)
    rows = [[*wide[int(key)], *([-1] * (most - len(wide[int(key)])))] for key in hashes]
    return WordLists(
        count=len(lists),
        latin=latin,
        wide=hashes,
        wide_lists=np.array(rows, dtype=np.int16).reshape(len(rows), most),
        ends=ends,
        goes_on=goes_on,
    )


def _hashes(term: str) -> list[int]:
    """Of the term's first character, of its first two, and so on to the whole."""
    value, found = int(_SEED), []
    for sign in term:
        value = (value + ord(sign)) * int(_MIX) & (1 << 64) - 1
        found.append(value ^ (value >> 29))
    return found
