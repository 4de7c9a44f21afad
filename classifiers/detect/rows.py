"""Rows of different lengths behind one another, whose entries are counted through all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

MAX_STEP = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where each row begins, and which row an entry is in, without a search through all of them.

    Attributes:
        edges: Where each row begins, and where the last one ends, shape (r + 1,).
        step: About the length of a row.
        first: Row of every `step`-th entry.
    """

    edges: Whole
    step: int
    first: NDArray[np.int32]

    @classmethod
    def of(cls, edges: Whole) -> Rows:
        """Rows by their edges, ascending from 0."""
        count = int(edges[-1])
        step = max(1, min(MAX_STEP, count // max(1, edges.size - 1)))
        first = np.searchsorted(edges, np.arange(0, count, step), side="right") - 1
        return cls(edges=edges, step=step, first=first.astype(np.int32))

    def of_entries(self, entries: Whole) -> Whole:
        """The row of each entry, shape (n,)."""
        rows = self.first.take(entries // self.step).astype(np.int64)
        behind = np.flatnonzero(self.edges.take(rows + 1) <= entries)
        if behind.size:
            rows[behind] += 1
            behind = behind[self.edges[rows[behind] + 1] <= entries[behind]]
            rows[behind] = np.searchsorted(self.edges, entries[behind], side="right") - 1
        return rows
