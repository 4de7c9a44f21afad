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
from classifiers.detect.textsearch import COMMON_FROM, ROUNDING, first_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.detect.prints import Basis, Family, Print
    from classifiers.detect.shelf import Shelf

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


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
        hashes = asked.hashes[counting]
        order = np.argsort(hashes, kind="stable")
        hashes, members = hashes[order], counting[order]
        begins = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if hashes.size else order
        return cls(
            kinds=hashes[begins],
            worths=np.add.reduceat(worths[members], begins) if hashes.size else worths[:0],
            members=members,
            begins=np.concatenate([begins, [hashes.size]]),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The registered prints of one family on all shelves.

    Attributes:
        bases: Number of the first row of each shelf, shape (shelves + 1,).
    """

    basis: Basis
    shelves: Sequence[Shelf]
    bases: Whole

    @classmethod
    def of(cls, basis: Basis, shelves: Sequence[Shelf]) -> Held:
        """Those of one family."""
        prints = [one.segment.prints.get(basis) for one in shelves]
        sizes = [0 if one is None else one.document.size for one in prints]
        return cls(basis=basis, shelves=shelves, bases=np.cumsum([0, *sizes]))

    def pairs(self, kinds: NDArray[np.uint64]) -> Pairs:
        """Every pair of an asked hash and an entry of a document that can match."""
        found = []
        for shelf, base in zip(self.shelves, self.bases[:-1].tolist(), strict=True):
            if (prints := shelf.segment.prints.get(self.basis)) is not None:
                kind, entry = prints.hashes.find(kinds)
                row = prints.rows.of_entries(entry)
                document = prints.document.take(row)
                can_match = np.flatnonzero(shelf.is_there.take(document) & ~shelf.is_public.take(document))
                found.append((kind.take(can_match), entry.take(can_match), row.take(can_match) + base))
        none = np.empty(0, np.int64)
        kind, entry, row = found[0] if len(found) == 1 else map(np.concatenate, zip((none,) * 3, *found, strict=True))
        return Pairs(kind=kind, entry=entry, row=row)

    def lineages(self, rows: Whole) -> NDArray[np.uint64]:
        """Lineage of each row's document, shape (n,)."""
        found = np.empty(rows.size, np.uint64)
        number = np.searchsorted(self.bases, rows, side="right") - 1
        for shelf in np.unique(number).tolist():
            mine = number == shelf
            prints = self.shelves[shelf].segment.prints[self.basis]
            document = prints.document[rows[mine] - int(self.bases[shelf])]
            found[mine] = self.shelves[shelf].segment.documents.lineage[document]
        return found

    def shared(self, row: int, members: Whole, entries: Whole, weights: Floats) -> tuple[tuple[int, int], Shared]:
        """Shelf and number of a row's document, and what is shared with it, shapes (m,)."""
        shelf = int(np.searchsorted(self.bases, row, side="right")) - 1
        prints, at = self.shelves[shelf].segment.prints[self.basis], row - int(self.bases[shelf])
        one = Shared(
            members=members,
            theirs=prints.places[entries].astype(np.int64),
            weights=weights,
            registered=int(prints.rows.edges[at + 1] - prints.rows.edges[at]),
        )
        return (shelf, int(prints.document[at])), one


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Rows that are worth weighing, the likeliest first.

    Attributes:
        rows: Counted through all shelves, shape (c,).
        pairs: Indices of the pairs of each.
        weights: Weight of each kind, shape (k,).
        are_all: Whether there were no more of them.
    """

    rows: Whole
    pairs: tuple[Whole, ...]
    weights: Floats
    are_all: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The registered prints that an asked one may be like.

    Attributes:
        found: Shelf and number of each one's document, and what is shared with it; the likeliest first.
        are_all: Whether no more were worth weighing.
    """

    found: tuple[tuple[tuple[int, int], Shared], ...] = ()
    are_all: bool = True


def shared_prints(
    family: Family, asked: Print, shelves: Sequence[Shelf], is_public: NDArray[np.bool_] | None = None, *, most: int
) -> Sharing:
    """What the asked print shares with each registered one that it may be like.

    Args:
        is_public: Whether each of its hashes stands in a public document, so that it says nothing, shape (n,).
        most: So many registered ones are given. Sheets of one office share a frame; who shares more stands first.
    """
    counting = np.arange(asked.hashes.size) if is_public is None else np.flatnonzero(~is_public)
    worths = family.worths(asked)
    least = family.least_worth - ROUNDING
    if float(worths[counting].sum()) < least:
        return Sharing()
    ours, held = Asked.of(asked, worths, counting), Held.of(family.basis, shelves)
    found = held.pairs(ours.kinds)
    chosen = _candidates(ours, held, found, least=least, fewest=family.least_shared, most=most)
    shared = []
    for row, mine in zip(chosen.rows.tolist(), chosen.pairs, strict=True):
        members, entries = ours.spread(found.kind[mine], found.entry[mine])
        weights = chosen.weights[np.searchsorted(ours.kinds, asked.hashes[members])]
        shared.append(held.shared(row, members, entries, weights))
    return Sharing(found=tuple(shared), are_all=chosen.are_all)


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
            document = prints.document[prints.rows.of_entries(entries)]
            mask[members[shelf.is_there[document] & shelf.is_public[document]]] = True
    return mask


def _candidates(ours: Asked, held: Held, found: Pairs, *, least: float, fewest: int, most: int) -> Candidates:
    """Rows whose shared hashes may be worth the least that is wanted."""
    # First as if each hash were rare, and of this row alone: few rows are left to count more closely.
    likely = _of_rows_worth(found.row, ours.worths.take(found.kind), least, fewest)
    if not likely.size:
        return Candidates(rows=found.row[:0], pairs=(), weights=np.ones(ours.kinds.size))
    kind = found.kind[likely]
    rows, at = np.unique(found.row[likely], return_inverse=True)
    weights = _weights(found, held, np.unique(kind), ours.kinds.size)
    scores = _scores(at, kind, ours.worths * weights, rows.size)
    worth = np.argsort(-scores, kind="stable")
    worth = worth[scores[worth] >= least]
    best = worth[:most]
    return Candidates(
        rows=rows[best],
        pairs=tuple(likely[at == one] for one in best.tolist()),
        weights=weights,
        are_all=worth.size <= most,
    )


def _of_rows_worth(rows: Whole, worths: Floats, least: float, fewest: int) -> Whole:
    """Indices of the pairs, ascending, of rows whose pairs are so many and worth so much together."""
    # Most rows have a pair or two; of all that fall into one drawer with theirs there are too few as well.
    drawers = rows & ((1 << (2 * rows.size).bit_length()) - 1)
    some = np.flatnonzero((np.bincount(drawers) >= fewest).take(drawers))
    if some.size < fewest or not some.size:
        return np.empty(0, np.int64)
    order = some[np.argsort(rows.take(some))]
    inorder = rows[order]
    begins = np.flatnonzero(np.concatenate([[True], inorder[1:] != inorder[:-1]]))
    sizes = np.diff(begins, append=order.size)
    enough = sizes >= fewest
    if enough.any():
        enough &= np.add.reduceat(worths.take(order), begins) >= least
    return np.sort(order[np.repeat(enough, sizes)]) if enough.any() else np.empty(0, np.int64)


def _weights(found: Pairs, held: Held, wanted: Whole, count: int) -> Floats:
    """Weight of each kind, shape (count,): 1, and less from COMMON_FROM unlike documents on that hold it.

    Args:
        wanted: Kinds of which the weight is asked; the others' is 1.
    """
    is_common = np.zeros(count, dtype=np.bool_)
    is_common[wanted] = np.bincount(found.kind, minlength=count)[wanted] > COMMON_FROM
    mine = np.flatnonzero(is_common[found.kind])
    mine = mine[first_pairs(found.kind[mine], held.lineages(found.row[mine]))]
    times = np.bincount(found.kind[mine], minlength=count)
    return np.minimum(1.0, COMMON_FROM / np.maximum(times, 1))


def _scores(at: Whole, kind: Whole, worths: Floats, count: int) -> Floats:
    """What the kinds that each row holds are worth together, each once, shape (count,)."""
    keys = np.unique(at * worths.size + kind)
    return np.bincount(keys // worths.size, weights=worths[keys % worths.size], minlength=count).astype(np.float64)
