"""Where an asked text and the registered ones share more than a phrase.

An anchor that both hold points to a place in a registered text; the blocks on either side of it say at once whether
more is shared there than those sixteen letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.beside import EIGHT, blocks_at, eights, eights_by_unit, first_only, last_only, same
from classifiers.detect.passages import ANCHOR_STEP, BLOCK_UNITS, BLOCKS_PER_ANCHOR

if TYPE_CHECKING:
    from classifiers.detect.passages import Grams
    from classifiers.detect.segment import Texts
    from classifiers.detect.shelf import Shelf

Whole = NDArray[np.int64]

# In a text of more places than these, an anchor that comes again and again is asked for at its first few places only.
MANY_PLACES = 10_000
MAX_PLACES_OF_ONE = 8
# Of eight blocks before an anchor and nine from it on so many must be shared; a phrase of 16 to 31 letters gives three.
MIN_BESIDE = 4
# The anchor itself is two blocks, and one of the two before it or behind it must be shared as well.
NEAR = 2
NEAR_BEFORE, NEAR_AFTER = blocks_at(6, 7), blocks_at(2, 3)
# The same four of the eight blocks of which the anchor is the third and the fourth.
NEAR_BOTH = blocks_at(0, 1, 4, 5)
MARGIN_UNITS = (EIGHT + 1) * BLOCK_UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Anchors that an asked text shares with the texts of one shelf, each where more than a phrase is shared.

    Attributes:
        asked: Index of the asked character, shape (n,).
        rows: Row of the registered text, shape (n,).
        diagonals: How many units later it stands there, shape (n,).
        beside: How many blocks are shared there, shape (n,).
        lineage: Lineage of the row's document, shape (n,).
        is_public: Whether its document is public, shape (n,).
        is_cut: Whether there were more than may be looked at.
    """

    asked: NDArray[np.int64]
    rows: NDArray[np.int64]
    diagonals: NDArray[np.int64]
    beside: NDArray[np.int64]
    lineage: NDArray[np.uint64]
    is_public: NDArray[np.bool_]
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An asked text as it is looked up.

    Attributes:
        made: Its hashes.
        places: Characters at which an anchor is asked for, shape (p,).
        blocks: The block at each unit, and none beyond the text as far as is looked there, shape (u,).
        eights: Each with the seven that follow it.
    """

    made: Grams
    places: Whole
    blocks: NDArray[np.uint8]
    eights: NDArray[np.uint64]

    @classmethod
    def of(cls, made: Grams) -> Asked:
        """A text, as `grams` gives it."""
        beyond = np.zeros(MARGIN_UNITS, dtype=np.uint8)
        blocks = np.concatenate([beyond, made.blocks[made.at_unit], beyond])
        return cls(made=made, places=_places(made), blocks=blocks, eights=eights_by_unit(blocks, BLOCK_UNITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theirs:
    """What stands round some anchors of registered texts: eight blocks before each, eight from it on, and the next."""

    before: NDArray[np.uint64]
    after: NDArray[np.uint64]
    ninth: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Texts, rows: Whole, slots: Whole) -> _Theirs:
        """Those of the anchors at `slots` of `rows`, shapes (n,); none of another text's."""
        first = slots * BLOCKS_PER_ANCHOR
        at = texts.block_at.take(rows) + first
        left = texts.block_at.take(rows + 1) - at
        return cls(
            before=eights(texts.blocks, at - EIGHT) & last_only(np.minimum(first, EIGHT)),
            after=eights(texts.blocks, at) & first_only(np.minimum(left, EIGHT)),
            ninth=np.where(left > EIGHT, texts.blocks.take(at + EIGHT, mode="clip"), 0).astype(np.uint8),
        )


def shared_hits(asked: Asked, shelf: Shelf, most: int) -> Hits:
    """Anchors of `asked` that texts of `shelf` hold, where more than a phrase is shared.

    Args:
        most: Of more places that share an anchor, those in stretches that the fewest texts hold are looked at.
    """
    texts, made = shelf.segment.texts, asked.made
    which, entries = texts.anchors.find(made.anchors.take(asked.places))
    places = asked.places.take(which)
    rows = texts.anchor_rows.of_entries(entries)
    is_cut = False
    if entries.size > most:
        is_there = shelf.is_there[texts.document[rows]]
        places, entries, rows = places[is_there], entries[is_there], rows[is_there]
        is_cut = places.size > most
        rarest = _rarest(places, made, most)
        places, entries, rows = places[rarest], entries[rarest], rows[rarest]
    slots = entries - texts.anchor_rows.edges.take(rows)
    units = made.units.take(places)
    near = _near(asked, units, texts, rows, slots)
    places, rows, slots, units = (each.take(near) for each in (places, rows, slots, units))
    chosen, units, beside = _beside(asked, units, _Theirs.of(texts, rows, slots))
    is_there = shelf.is_there[texts.document[rows[chosen]]]
    chosen, units, beside = chosen[is_there], units[is_there], beside[is_there]
    documents = texts.document[rows[chosen]]
    return Hits(
        asked=places[chosen],
        rows=rows[chosen],
        diagonals=slots[chosen] * ANCHOR_STEP - units,
        beside=beside,
        lineage=np.asarray(shelf.segment.documents.lineage[documents]),
        is_public=shelf.is_public[documents],
        is_cut=is_cut,
    )


def _near(asked: Asked, units: Whole, texts: Texts, rows: Whole, slots: Whole) -> Whole:
    """Which anchors may have a shared block beside them: most coincidences end with the anchor."""
    theirs = eights(texts.blocks, texts.block_at.take(rows) + (slots * BLOCKS_PER_ANCHOR - NEAR))
    shared = np.zeros(units.size, dtype=np.uint64)
    for late in (0, 1):
        shared |= same(theirs, asked.eights.take(units + (MARGIN_UNITS - late - NEAR * BLOCK_UNITS)))
    return np.flatnonzero(shared & NEAR_BOTH)


def _beside(asked: Asked, units: Whole, theirs: _Theirs) -> tuple[Whole, Whole, Whole]:
    """Anchors beside which enough is shared, where each stands in the asked text, and how many blocks are shared.

    A wide character across the edge of a block makes the registered place one unit later than its number says; what
    stands before the run there is not known here, so both are tried.
    """
    found = []
    for late in (0, 1):
        at = units + (MARGIN_UNITS - late)
        before = same(theirs.before, asked.eights.take(at - EIGHT * BLOCK_UNITS))
        after = same(theirs.after, asked.eights.take(at))
        ninth = (theirs.ninth == asked.blocks.take(at + EIGHT * BLOCK_UNITS)) & (theirs.ninth != 0)
        counts = np.bitwise_count(before) + np.bitwise_count(after) + ninth
        # Where no block beside the anchor is shared, those farther off are another text's.
        is_more = (counts >= MIN_BESIDE) & (((before & NEAR_BEFORE) | (after & NEAR_AFTER)) != 0)
        chosen = np.flatnonzero(is_more)
        found.append((chosen, units[chosen] - late, counts[chosen].astype(np.int64)))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))  # type: ignore[return-value]


def _places(made: Grams) -> NDArray[np.int64]:
    """Characters at which an anchor is asked for. A long text that only repeats itself, as a table of one row does,
    would else meet each registered one like it at every place."""
    asked = np.flatnonzero(made.has_anchor)
    if asked.size <= MANY_PLACES:
        return asked
    hashes = made.anchors[asked]
    # Equal ones fall into one drawer: only what stands in a full one may come that often.
    drawers = (hashes >> np.uint64(64 - (2 * asked.size).bit_length())).astype(np.int64)
    many = np.flatnonzero((np.bincount(drawers) > MAX_PLACES_OF_ONE)[drawers])
    order = many[np.argsort(hashes[many], kind="stable")]
    inorder = hashes[order]
    is_late = np.arange(inorder.size) - np.searchsorted(inorder, inorder) >= MAX_PLACES_OF_ONE
    return np.delete(asked, order[is_late])


def _rarest(asked: NDArray[np.int64], made: Grams, most: int) -> NDArray[np.int64]:
    """Which `most` hits to look at: those in windows that the fewest texts hold, so that a licence or a form that a
    thousand documents share hides nothing that stands behind it."""
    windows = made.units[asked] // ANCHOR_STEP
    held = np.bincount(windows)[windows] if asked.size else windows
    return np.sort(np.argsort(held, kind="stable")[:most])
