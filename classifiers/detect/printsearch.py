"""Finds the registered prints of one family that share enough with an asked one for the family to weigh it.

Most registered documents share a number or two with an asked one, and nothing else. So each hash is looked up once, and
of the rows that hold one only those go on whose shared hashes can together be worth what the family wants at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.prints import Shared
from classifiers.detect.textsearch import COMMON_FROM, MAX_CANDIDATES, first_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.detect.prints import Basis, Family, Print
    from classifiers.detect.segment import Prints
    from classifiers.detect.shelf import Shelf

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Sheets of one office share a frame; the one that shares more stands before them.
MAX_COSTLY_CANDIDATES = 24
# Sums of the same numbers in another order differ by less.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An asked print, each of its hashes once.

    Attributes:
        kinds: The hashes, shape (k,).
        worths: What each is worth at most where it is shared, shape (k,).
        members: Indices into the print of those that count, by kind, shape (n,).
        begins: Where those of each kind begin in `members`, shape (k + 1,).
    """

    kinds: NDArray[np.uint64]
    worths: Floats
    members: Whole
    begins: Whole

    @classmethod
    def of(cls, asked: Print, worths: Floats, counting: Whole) -> Asked:
        """The print; `worths` of each of its hashes, shape (n,), and indices of those that count, ascending."""
        kinds, kind = np.unique(asked.hashes[counting], return_inverse=True)
        kind = kind.ravel()
        return cls(
            kinds=kinds,
            worths=np.bincount(kind, weights=worths[counting], minlength=kinds.size).astype(np.float64),
            members=counting[np.argsort(kind, kind="stable")],
            begins=np.concatenate([[0], np.cumsum(np.bincount(kind, minlength=kinds.size))]),
        )

    def spread(self, kind: Whole, entry: Whole) -> tuple[Whole, Whole]:
        """Member and entry of every pair of a kind and an entry, a pair for each member of the kind, ascending."""
        counts = self.begins[kind + 1] - self.begins[kind]
        ends = np.cumsum(counts)
        at = np.arange(counts.sum()) + np.repeat(self.begins[kind] - ends + counts, counts)
        members, entries = self.members[at], np.repeat(entry, counts)
        order = np.lexsort((entries, members))
        return members[order], entries[order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Kinds of asked hashes with the entries that hold them, of one shelf or several, shape (n,) each.

    Attributes:
        row: Counted through all shelves.
    """

    kind: Whole
    entry: Whole
    row: Whole
    lineage: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Rows that are worth weighing, the likeliest first.

    Attributes:
        rows: Counted through all shelves, shape (c,).
        pairs: Indices of the pairs of each.
        weights: Weight of each kind, shape (k,).
    """

    rows: Whole
    pairs: tuple[Whole, ...]
    weights: Floats


def shared_prints(
    family: Family, asked: Print, shelves: Sequence[Shelf], is_public: NDArray[np.bool_] | None = None
) -> list[tuple[tuple[int, int], Shared]]:
    """What the asked print shares with each registered one that it may be like, the likeliest first.

    Args:
        is_public: Whether each of its hashes stands in a public document, so that it says nothing, shape (n,).

    Returns:
        Shelf and number of the document, and what is shared.
    """
    counting = np.arange(asked.hashes.size) if is_public is None else np.flatnonzero(~is_public)
    ours = Asked.of(asked, family.worths(asked), counting)
    if float(ours.worths.sum()) < family.least_worth - ROUNDING:
        return []
    held = [one.segment.prints.get(family.basis) for one in shelves]
    bases = np.cumsum([0, *(0 if one is None else one.document.size for one in held)])
    found = _joined(
        [
            _pairs(ours.kinds, prints, shelf, base)
            for prints, shelf, base in zip(held, shelves, bases[:-1].tolist(), strict=True)
            if prints is not None
        ]
    )
    most = MAX_COSTLY_CANDIDATES if family.is_costly else MAX_CANDIDATES
    chosen = _candidates(ours, found, least=family.least_worth - ROUNDING, most=most)
    shared = []
    for row, mine in zip(chosen.rows.tolist(), chosen.pairs, strict=True):
        shelf = int(np.searchsorted(bases, row, side="right")) - 1
        prints, at = shelves[shelf].segment.prints[family.basis], row - int(bases[shelf])
        members, entries = ours.spread(found.kind[mine], found.entry[mine])
        one = Shared(
            members=members,
            theirs=prints.places[entries].astype(np.int64),
            weights=chosen.weights[np.searchsorted(ours.kinds, asked.hashes[members])],
            registered=int(prints.at[at + 1] - prints.at[at]),
        )
        shared.append(((shelf, int(prints.document[at])), one))
    return shared


def holds_prints(basis: Basis, shelves: Sequence[Shelf]) -> bool:
    """Whether there is any registered print of this family, so that it is worth making one."""
    return any(basis in shelf.segment.prints for shelf in shelves)


def holds_public(basis: Basis, shelves: Sequence[Shelf]) -> bool:
    """Whether a public document has a print of this family."""
    held = [(shelf, shelf.segment.prints.get(basis)) for shelf in shelves]
    return any(bool(shelf.is_public[prints.document].any()) for shelf, prints in held if prints is not None)


def public_hashes(basis: Basis, asked: Print, shelves: Sequence[Shelf]) -> NDArray[np.bool_]:
    """Whether each hash of the asked print stands in a public document, shape (n,)."""
    mask = np.zeros(asked.hashes.size, dtype=np.bool_)
    for shelf in shelves:
        if (prints := shelf.segment.prints.get(basis)) is not None:
            members, entries = prints.hashes.find(asked.hashes)
            document = prints.document[_rows(prints, entries)]
            mask[members[shelf.is_there[document] & shelf.is_public[document]]] = True
    return mask


def _candidates(ours: Asked, found: Pairs, *, least: float, most: int) -> Candidates:
    """Rows whose shared hashes may be worth the least that is wanted."""
    rows, at = np.unique(found.row, return_inverse=True)
    at = at.ravel()
    # First as if each hash were rare, and of this row alone: few rows are left to count more closely.
    likely = np.flatnonzero((np.bincount(at, weights=ours.worths[found.kind], minlength=rows.size) >= least)[at])
    if not likely.size:
        return Candidates(rows=rows[:0], pairs=(), weights=np.ones(ours.kinds.size))
    at, kind = at[likely], found.kind[likely]
    weights = _weights(found, np.unique(kind), ours.kinds.size)
    scores = _scores(at, kind, ours.worths * weights, rows.size)
    best = np.argsort(-scores, kind="stable")[:most]
    best = best[scores[best] >= least]
    return Candidates(rows=rows[best], pairs=tuple(likely[at == one] for one in best.tolist()), weights=weights)


def _rows(prints: Prints, entries: Whole) -> Whole:
    """The row of each entry."""
    return np.searchsorted(prints.at, entries, side="right").astype(np.int64) - 1


def _pairs(kinds: NDArray[np.uint64], prints: Prints, shelf: Shelf, base: int) -> Pairs:
    """Every pair of an asked hash and an entry of a document that can match."""
    kind, entry = prints.hashes.find(kinds)
    row = _rows(prints, entry)
    document = prints.document[row]
    can_match = shelf.is_there[document] & ~shelf.is_public[document]
    lineage = shelf.segment.documents.lineage[document[can_match]]
    return Pairs(kind=kind[can_match], entry=entry[can_match], row=row[can_match] + base, lineage=lineage)


def _joined(pairs: Sequence[Pairs]) -> Pairs:
    if len(pairs) == 1:
        return pairs[0]
    none = np.empty(0, np.int64)
    return Pairs(
        kind=np.concatenate([none, *(one.kind for one in pairs)]),
        entry=np.concatenate([none, *(one.entry for one in pairs)]),
        row=np.concatenate([none, *(one.row for one in pairs)]),
        lineage=np.concatenate([none.astype(np.uint64), *(one.lineage for one in pairs)]),
    )


def _weights(found: Pairs, wanted: Whole, count: int) -> Floats:
    """Weight of each kind, shape (count,): 1, and less from COMMON_FROM unlike documents on that hold it.

    Args:
        wanted: Kinds of which the weight is asked; the others' is 1.
    """
    is_common = np.zeros(count, dtype=np.bool_)
    is_common[wanted] = np.bincount(found.kind, minlength=count)[wanted] > COMMON_FROM
    mine = np.flatnonzero(is_common[found.kind])
    mine = mine[first_pairs(found.kind[mine], found.lineage[mine])]
    held = np.bincount(found.kind[mine], minlength=count)
    return np.minimum(1.0, COMMON_FROM / np.maximum(held, 1))


def _scores(at: Whole, kind: Whole, worths: Floats, count: int) -> Floats:
    """What the kinds that each row holds are worth together, each once, shape (count,)."""
    keys = np.unique(at * worths.size + kind)
    return np.bincount(keys // worths.size, weights=worths[keys % worths.size], minlength=count).astype(np.float64)
