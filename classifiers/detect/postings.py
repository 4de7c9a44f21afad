"""An inverted list in four arrays: which entries hold a hash. Made once, then only read; it may be mapped from a file.

Of a hash the upper `bits` are kept: the first of them name a bucket, whose place `directory` gives, the others stand
with each entry. So a hash of 37 bits costs two or four bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Entries of one hash beyond these are left out: what so many texts hold is evidence of nothing.
MAX_HOLDERS = 256
ENTRIES_PER_BUCKET = 4
_MIN_BUCKET_BITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Which entries hold a hash.

    Attributes:
        bits: How many upper bits of a hash are kept.
        directory: Where each bucket begins among the entries, shape (2 ** b + 1,).
        rests: What is kept of each hash beside its bucket, shape (n,).
        entries: Numbers of what holds it, shape (n,), in the order of hashes.
    """

    bits: int
    directory: NDArray[np.uint32]
    rests: NDArray[np.uint16] | NDArray[np.uint32]
    entries: NDArray[np.uint32]

    @classmethod
    def of(cls, values: NDArray[np.uint64], entries: NDArray[np.int64], *, bits: int) -> Postings:
        """The list of these pairs.

        Args:
            values: Upper `bits` of each hash as a number, shape (n,).
            entries: Below 2 ** 32, shape (n,).
        """
        if values.size >= 1 << 31 or (entries.size and int(entries.max()) >= 1 << 32):
            raise ModelError("too much is registered for one index", help="register projects in indexes of their own")
        order = np.lexsort((entries, values))
        values, entries = values[order], entries[order]
        first = np.searchsorted(values, values)
        is_kept = np.arange(values.size) - first < MAX_HOLDERS
        values, entries = values[is_kept], entries[is_kept]
        bucket_bits = _bucket_bits(values.size, bits)
        rest_bits = bits - bucket_bits
        buckets = (values >> np.uint64(rest_bits)).astype(np.int64)
        directory = np.searchsorted(buckets, np.arange((1 << bucket_bits) + 1)).astype(np.uint32)
        rests = values & np.uint64((1 << rest_bits) - 1)
        return cls(
            bits=bits,
            directory=directory,
            rests=rests.astype(np.uint16) if rest_bits <= 16 else rests.astype(np.uint32),
            entries=entries.astype(np.uint32),
        )

    def find(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every pair of an asked hash and an entry that holds it.

        Args:
            hashes: All 64 bits, shape (n,).

        Returns:
            Index of the asked hash and number of the entry, shapes (m,).
        """
        values = hashes >> np.uint64(64 - self.bits)
        buckets = (values >> np.uint64(self.rest_bits)).astype(np.int64)
        begins = self.directory.take(buckets).astype(np.int64)
        counts = self.directory.take(buckets + 1).astype(np.int64) - begins
        shifts = begins - np.cumsum(counts) + counts
        asked = np.repeat(np.arange(hashes.size), counts)
        at = shifts.take(asked)
        at += np.arange(asked.size)
        rests = (values & np.uint64((1 << self.rest_bits) - 1)).astype(self.rests.dtype)
        hits = np.flatnonzero(self.rests.take(at) == rests.take(asked))
        return asked.take(hits), self.entries.take(at.take(hits)).astype(np.int64)

    def pairs(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """All kept hashes as numbers of `bits` bits, ascending, and their entries."""
        edges = self.directory.astype(np.int64)
        counts = edges[1:] - edges[:-1]
        buckets = np.repeat(np.arange(counts.size, dtype=np.uint64), counts)
        return (buckets << np.uint64(self.rest_bits)) | self.rests.astype(np.uint64), self.entries.astype(np.int64)

    def between(self, start: int, end: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The same of the hashes from `start` to before `end`."""
        first, last = start >> self.rest_bits, min(-(-end >> self.rest_bits), self.directory.size - 1)
        edges = self.directory[first : last + 1].astype(np.int64)
        buckets = np.repeat(np.arange(first, last, dtype=np.uint64), edges[1:] - edges[:-1])
        held = slice(int(edges[0]), int(edges[-1]))
        values = (buckets << np.uint64(self.rest_bits)) | self.rests[held].astype(np.uint64)
        is_in = (values >= start) & (values < end)
        return values[is_in], self.entries[held][is_in].astype(np.int64)

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """The arrays under names that begin with `name`, for a file."""
        return {f"{name}.directory": self.directory, f"{name}.rests": self.rests, f"{name}.entries": self.entries}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[np.generic]], *, bits: int) -> Postings:
        """The list that `arrays` wrote."""
        return cls(
            bits=bits,
            directory=arrays[f"{name}.directory"],  # type: ignore[arg-type]
            rests=arrays[f"{name}.rests"],  # type: ignore[arg-type]
            entries=arrays[f"{name}.entries"],  # type: ignore[arg-type]
        )

    @property
    def rest_bits(self) -> int:
        """How many bits of a hash stand with each entry, beside its bucket."""
        return self.bits - ((self.directory.size - 1).bit_length() - 1)


def _bucket_bits(size: int, bits: int) -> int:
    """Some entries a bucket; more buckets where that lets what is left of a hash fit in two bytes, and is smaller."""
    wanted = max(_MIN_BUCKET_BITS, (size // ENTRIES_PER_BUCKET).bit_length() - 1, bits - 32)
    narrow = bits - 16
    return narrow if wanted < narrow and 2 * size > 4 << narrow else min(wanted, bits)
