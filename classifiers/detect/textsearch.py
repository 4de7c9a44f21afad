"""Looks for the runs that an asked text shares with the registered texts of some shelves.

Where more than a phrase is shared (`hits`), it is weighed: a stretch that several documents hold counts less for each,
and one that a public document holds not at all. Then the likeliest texts are compared whole, along the diagonals found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.hits import Asked, shared_hits
from classifiers.detect.passages import ANCHOR_STEP, BLOCK_UNITS, MIN_RUN, OFFSET_STEP, as_print
from classifiers.detect.prints import LeftOut, Shared
from classifiers.detect.winnowing import mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.detect.bounds import Bounds
    from classifiers.detect.passages import Grams, Passages
    from classifiers.detect.prints import Alike, Print
    from classifiers.detect.shelf import Shelf

COMMON_FROM = 4
# Sums of the same numbers in another order differ by less.
ROUNDING = 1e-6
MAX_PUBLIC_CANDIDATES = 64
# So many versions of one document are compared; the others say the same.
MAX_VERSIONS = 3
MAX_DIAGONALS = 24
# A text that shares one anchor alone is worth comparing from so many on: the shortest run that is promised gives seven.
MIN_BESIDE_ALONE = 6
# A run round one anchor is no longer than this many blocks; texts that share too few for a run are no loss.
BLOCKS_ROUND_ANCHOR = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A registered text of which the asked one holds runs.

    Attributes:
        spans: For each run where it stands in the asked text and in the registered one, in characters.
    """

    shelf: int
    document: int
    containment: float
    spans: tuple[tuple[int, int, int, int], ...]


class TextSearch:
    """One asked text before some shelves.

    Args:
        made: The asked text.
        family: Decides which runs mean something.
        bounds: How much of it is looked at.
    """

    def __init__(self, made: Grams, family: Passages, shelves: Sequence[Shelf], bounds: Bounds) -> None:
        self._made, self._family, self._shelves, self._bounds = made, family, shelves, bounds
        self._print = as_print(made)
        asked = Asked.of(made) if made.size_units else None
        self._hits = [shared_hits(asked, shelf, bounds.text_hits) for shelf in shelves] if asked is not None else []
        self._windows = made.units // ANCHOR_STEP
        self._weights = self._common()
        self._are_left = False

    @property
    def size(self) -> int:
        """Folded characters of the asked text."""
        return int(self._made.units.size)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was not looked at, as far as it has been asked for."""
        cut = []
        if any(hits.is_cut for hits in self._hits):
            cut.append(LeftOut(what="hits", figure=self._bounds.text_hits))
        if self._are_left:
            cut.append(LeftOut(what="documents", figure=self._bounds.text_documents))
        return tuple(cut)

    def published(self) -> NDArray[np.bool_]:
        """Whether each asked character stands in a run that a public document holds, shape (n,)."""
        held = np.zeros(self._made.units.size + 1, dtype=np.int64)
        for shelf, row in self._candidates(is_public=True, most=MAX_PUBLIC_CANDIDATES):
            alike, _ = self._compared(shelf, row, np.ones(self._made.units.size))
            for run in alike.runs if alike else ():
                last = self._made.at_unit[min(int(self._made.units[run[-1]]) + BLOCK_UNITS, self._made.size_units)]
                held[run[0]] += 1
                held[last] -= 1
        return np.cumsum(held)[:-1] > 0

    def found(self, published: NDArray[np.bool_]) -> list[Found]:
        """Registered texts of which the asked one holds runs that are not public, shape of `published` (n,)."""
        weights = np.where(published, 0.0, self._weights)
        found = []
        for shelf, row in self._candidates(is_public=False, most=self._bounds.text_documents):
            alike, shared = self._compared(shelf, row, weights)
            if alike is not None:
                spans = _spans(self._print, shared, alike, self._shelves[shelf].segment.texts.offsets(row))
                document = int(self._shelves[shelf].segment.texts.document[row])
                found.append(Found(shelf=shelf, document=document, containment=alike.containment, spans=spans))
        return found

    def _common(self) -> NDArray[np.float64]:
        """Weight of each asked character: 1, and less from COMMON_FROM unlike documents on that hold the stretch.

        A document that holds a whole window of the asked text has just one anchor there, so anchors count documents.
        """
        found = [hits for hits in self._hits if hits.asked.size]
        if not found:
            return np.ones(self._made.units.size)
        windows = np.concatenate([self._windows[hits.asked] for hits in found])
        lineages = np.concatenate([hits.lineage for hits in found])
        windows = windows[first_pairs(windows, lineages)]
        held = np.bincount(windows, minlength=int(self._windows[-1]) + 1)
        weights: NDArray[np.float64] = np.minimum(1.0, COMMON_FROM / np.maximum(held, 1))[self._windows]
        return weights

    def _candidates(self, *, is_public: bool, most: int) -> list[tuple[int, int]]:
        """Shelf and row of the texts that share the most, best first, few of one lineage."""
        chosen: list[tuple[int, int]] = []
        versions: dict[int, int] = {}
        for loss, number, row, lineage in sorted(self._scored(is_public=is_public)):
            versions[lineage] = versions.get(lineage, 0) + 1
            if versions[lineage] > MAX_VERSIONS:
                continue
            if len(chosen) == most:
                self._are_left |= not is_public and -loss * BLOCKS_ROUND_ANCHOR >= MIN_RUN
                break
            chosen.append((number, row))
        return chosen

    def _scored(self, *, is_public: bool) -> list[tuple[float, int, int, int]]:
        """Less the weight of the windows that are shared, shelf, row and lineage of each text that shares enough."""
        scored: list[tuple[float, int, int, int]] = []
        for number, hits in enumerate(self._hits):
            mine = hits.is_public == is_public
            if not mine.any():
                continue
            windows = int(self._windows[-1]) + 1
            keys = np.unique(hits.rows[mine] * windows + self._windows[hits.asked[mine]])
            first = np.searchsorted(self._windows, keys % windows)
            rows, which = np.unique(keys // windows, return_inverse=True)
            scores = np.bincount(which, weights=self._weights[first])
            most_beside = np.zeros(rows.size, dtype=np.int64)
            np.maximum.at(most_beside, np.searchsorted(rows, hits.rows[mine]), hits.beside[mine])
            is_worth_it = (np.bincount(which) > 1) | (most_beside >= MIN_BESIDE_ALONE)
            rows, scores = rows[is_worth_it], scores[is_worth_it]
            lineages = self._shelves[number].segment.documents.lineage[self._document(number, rows)]
            scored += [
                (-score, number, row, lineage)
                for score, row, lineage in zip(scores.tolist(), rows.tolist(), lineages.tolist(), strict=True)
            ]
        return scored

    def _document(self, shelf: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._shelves[shelf].segment.texts.document[rows].astype(np.int64)

    def _compared(self, shelf: int, row: int, weights: NDArray[np.float64]) -> tuple[Alike | None, Shared]:
        """The two texts whole, along the diagonals of the anchors that they share."""
        hits, texts, made = self._hits[shelf], self._shelves[shelf].segment.texts, self._made
        diagonals, counts = np.unique(hits.diagonals[hits.rows == row], return_counts=True)
        diagonals = diagonals[np.argsort(-counts, kind="stable")[:MAX_DIAGONALS]][:, None]
        blocks = texts.blocks[int(texts.block_at[row]) : int(texts.block_at[row + 1])]
        # Block j of theirs stands at unit 8 j - diagonal of ours, if anywhere.
        numbers = np.maximum(0, diagonals // BLOCK_UNITS) + np.arange(made.size_units // BLOCK_UNITS + 2)[None, :]
        units = numbers * BLOCK_UNITS - diagonals
        is_inside = (numbers < blocks.size) & (units >= 0) & (units < made.size_units)
        ours = made.at_unit[np.where(is_inside, units, made.size_units)]
        theirs = blocks[np.where(is_inside, numbers, 0)]
        is_shared = is_inside & (made.blocks[ours] == theirs) & (theirs != 0)
        is_shared &= _has_neighbour(is_shared)
        members = ours[is_shared]
        shared = Shared(
            members=members,
            theirs=numbers[is_shared] * BLOCK_UNITS,
            weights=weights[members],
            registered=int(np.count_nonzero(blocks)),
        )
        may_be_alike = float(shared.weights.sum()) > MIN_RUN - ROUNDING
        return (self._family.alike(self._print, shared) if may_be_alike else None), shared


def first_pairs(numbers: NDArray[np.int64], lineages: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Indices of one of each pair of a number and a lineage that are the same, shape (m,)."""
    # Sorted by what is different for any two pairs, for all that chance can do.
    order: NDArray[np.int64]
    _, order = np.unique(mixed(numbers.astype(np.uint64)) ^ mixed(~lineages), return_index=True)
    return order


def _has_neighbour(is_shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one of the two before or the two after is shared as well; a block alone may be shared by chance."""
    near = np.zeros_like(is_shared)
    for distance in (1, 2):
        near[:, distance:] |= is_shared[:, :-distance]
        near[:, :-distance] |= is_shared[:, distance:]
    return near


def _spans(
    asked: Print, shared: Shared, alike: Alike, offsets: NDArray[np.int64]
) -> tuple[tuple[int, int, int, int], ...]:
    """Where each run begins and ends in both texts, in characters."""
    spans = []
    diagonals = shared.theirs - asked.places[shared.members]
    for run in alike.runs:
        mine = np.isin(shared.members, run)
        usual = np.median(diagonals[mine])
        first = int(asked.places[run[0]] + _nearest(diagonals[mine & (shared.members == run[0])], usual))
        last = int(asked.places[run[-1]] + _nearest(diagonals[mine & (shared.members == run[-1])], usual))
        spans.append(
            (
                int(asked.starts[run[0]]),
                int(asked.ends[run].max()),
                offset_of(offsets, first),
                max(offset_of(offsets, first), offset_of(offsets, last + BLOCK_UNITS)),
            )
        )
    return tuple(spans)


def _nearest(values: NDArray[np.int64], to: float) -> int:
    return int(values[np.argmin(np.abs(values - to))])


def offset_of(offsets: NDArray[np.int64], unit: int) -> int:
    """Index in the registered text of the character at `unit`; between two kept offsets, in proportion."""
    known = np.arange(offsets.size) * OFFSET_STEP
    if unit > known[-1]:
        return int(offsets[-1]) + min(unit - int(known[-1]), OFFSET_STEP)
    return int(np.interp(unit, known, offsets))
