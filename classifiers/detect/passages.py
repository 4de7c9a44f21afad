"""The text family: what is kept of a registered text, what is asked of a new one, and which runs they share.

Places are measured in units: a letter or digit is one, a wide character (kana, kanji) two, for it says about as much.
A registered text is cut into blocks of 8 units, and of each a keyed byte is kept, in order; at every sixth block a
hash of the 16 units from there, its anchor, goes to an inverted list. Of an asked text the hashes at *every* place are
looked up, so that a run that both hold is found wherever it stands: 66 units hold an anchor whole, wherever the
registered text was cut, and with it the blocks that prove the run.

Guarantee: where `GUARANTEED_UNITS` units in a row of a registered text are pasted into another, the text is found,
unless the run repeats itself or is a phrase that everybody uses. These are 68 letters and digits, or 34 wide
characters, or a mixture: 100 Latin or 50 Chinese or Japanese characters of ordinary text hold as many.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.alignment import Run, runs
from classifiers.detect.folding import fold
from classifiers.detect.prints import Alike, Basis, LeftOut, Print
from classifiers.detect.winnowing import mixed

if TYPE_CHECKING:
    from classifiers.detect.prints import Shared
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Part

BLOCK_UNITS = 8
ANCHOR_UNITS = 16
BLOCKS_PER_ANCHOR = 6
ANCHOR_STEP = BLOCK_UNITS * BLOCKS_PER_ANCHOR
# A wide character that lies across the edge of a block moves it by one unit at either end.
GUARANTEED_UNITS = ANCHOR_STEP + ANCHOR_UNITS + 4
OFFSET_STEP = 32
# Powers for texts of so many letters are kept, half a megabyte of them.
USUAL_SIZE = 32_768
# A run of fewer blocks is a phrase, unless there are several unlike ones that together make as many as these.
MIN_RUN = 6.5
MIN_SMALL_RUN = 3.5
MIN_SMALL_RUNS_TOTAL = 16.0
# A run of so many says enough, whatever comes again in it.
SURE_RUN = 64.0
# A gram that is the same so many letters on says nothing of where it stands.
MAX_PERIOD = 6
MIN_CHANGES = 4
MIN_PAIRS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Grams:
    """A folded text with the hashes at each of its characters.

    Attributes:
        codes: The folded characters, shape (n,).
        units: Where each character begins, in units, shape (n,).
        size_units: Units of the whole text.
        blocks: Byte of the block that begins at each character, shape (n + 1,); 0 where the text ends before, and at n.
        anchors: Hash of the 16 units that begin there, shape (n,).
        has_anchor: Whether the text has so many from there, shape (n,).
        at_unit: Index of the first character that begins at or after a unit, shape (size_units + 1,).
        starts, ends: Where the block of each begins and ends in the original text, shape (n,).
    """

    codes: NDArray[np.uint32]
    units: NDArray[np.int64]
    size_units: int
    blocks: NDArray[np.uint8]
    anchors: NDArray[np.uint64]
    has_anchor: NDArray[np.bool_]
    at_unit: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a registered text.

    Attributes:
        blocks: A byte for each block, in order, shape (b,); 0 where the block says nothing.
        anchors: A hash for every sixth block, shape (ceil(b / 6),).
        is_anchor: Whether each is looked for, shape as `anchors`.
        offsets: Index in the original text of the character at each 32nd unit, shape (ceil(b / 4),).
    """

    blocks: NDArray[np.uint8]
    anchors: NDArray[np.uint64]
    is_anchor: NDArray[np.bool_]
    offsets: NDArray[np.int64]


class Passages:
    """The text family.

    Args:
        common: Anchors of phrases that everybody uses, ascending, as `common_anchors` gives them.
        most_chars: Characters of a text that are taken.
    """

    basis = Basis.TEXT

    def __init__(self, common: NDArray[np.uint64], *, most_chars: int) -> None:
        self._common, self._most_chars = common, most_chars

    def prints(self, part: Part, secret: Secret) -> Print:
        """The block at each character of a part's text."""
        return as_print(self.grams(part.text, secret))

    def grams(self, text: str, secret: Secret) -> Grams:
        """As the function of this name, of so much of the text as is taken."""
        return grams(text[: self._most_chars], secret)

    def left_out(self, text: str) -> tuple[LeftOut, ...]:
        """Whether more of a text stands behind what is taken."""
        return (LeftOut(what="chars", figure=self._most_chars),) if len(text) > self._most_chars else ()

    def keep(self, text: str, secret: Secret) -> Kept | None:
        """What is kept of a text to be registered; None where it has not one block that says anything."""
        made = self.grams(text, secret)
        telling = _varied(made) & ~self._is_common(made)
        cut = made.at_unit[: made.size_units : BLOCK_UNITS]
        cut = cut[cut < made.units.size]
        blocks = np.where(telling[cut], made.blocks[cut], 0).astype(np.uint8)
        if not blocks.any():
            return None
        chosen = cut[::BLOCKS_PER_ANCHOR]
        wanted = made.has_anchor[chosen] & telling[chosen]
        offsets = made.starts[cut[:: OFFSET_STEP // BLOCK_UNITS]]
        return Kept(blocks=blocks, anchors=made.anchors[chosen], is_anchor=wanted, offsets=offsets)

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        """The runs that are long enough to mean something, alone or together."""
        found = runs(asked.places[shared.members], shared.theirs, shared.members, shared.weights)
        long = _telling(asked, found)
        if not long:
            return None
        total = float(asked.places[-1] + 1) / BLOCK_UNITS if asked.places.size else 0.0
        covered = sum(_covered(asked, run) for run in long)
        return Alike(containment=min(1.0, covered / max(1.0, total)), runs=tuple(run.members for run in long))

    def _is_common(self, made: Grams) -> NDArray[np.bool_]:
        """Whether the block at each character lies within a phrase that everybody uses, shape (n,)."""
        count = made.units.size
        if not self._common.size or not count:
            return np.zeros(count, dtype=np.bool_)
        place = np.minimum(np.searchsorted(self._common, made.anchors), self._common.size - 1)
        is_phrase = (self._common[place] == made.anchors) & made.has_anchor
        first, last = np.arange(count)[is_phrase], _after(made, ANCHOR_UNITS)[is_phrase]
        covered = np.zeros(count + 1, dtype=np.int64)
        np.add.at(covered, first, 1)
        np.add.at(covered, last, -1)
        outside = np.concatenate([[0], np.cumsum(np.cumsum(covered[:count]) == 0)])
        is_common: NDArray[np.bool_] = outside[_after(made, BLOCK_UNITS)] == outside[:count]
        return is_common


def common_anchors(phrases: tuple[str, ...], secret: Secret) -> NDArray[np.uint64]:
    """Anchors at every place of these phrases, ascending."""
    made = [grams(phrase, secret) for phrase in phrases]
    return np.unique(np.concatenate([one.anchors[one.has_anchor] for one in made] or [np.empty(0, np.uint64)]))


def as_print(made: Grams) -> Print:
    """The blocks of a text in the form that all families share."""
    return Print(hashes=made.blocks[:-1].astype(np.uint64), places=made.units, starts=made.starts, ends=made.ends)


def grams(text: str, secret: Secret) -> Grams:
    """A text folded, with the hashes at each of its characters."""
    folded = fold(text)
    count = folded.codes.size
    widths = np.where(folded.is_wide, 2, 1)
    edges = np.concatenate([[0], np.cumsum(widths)])
    units, size = edges[:-1], int(edges[-1])
    # What begins behind the end begins at the end.
    begins = np.full(size + 1 + ANCHOR_UNITS, count, dtype=np.int64)
    begins[edges] = np.arange(count + 1)
    wide = np.flatnonzero(folded.is_wide)
    begins[units[wide] + 1] = wide + 1
    block_ends, anchor_ends = begins[BLOCK_UNITS:].take(units), begins[ANCHOR_UNITS:].take(units)
    sums, inverse = _sums(folded.codes, secret)
    blocks = np.zeros(count + 1, dtype=np.uint8)
    whole = int(np.searchsorted(units, size - BLOCK_UNITS, side="right"))
    hashed = mixed(((sums.take(block_ends[:whole]) - sums[:whole]) * inverse[:whole]) ^ secret.after)
    blocks[:whole] = np.maximum(hashed >> np.uint64(56), np.uint64(1))
    anchors = mixed(((sums.take(anchor_ends) - sums[:-1]) * inverse) ^ (secret.after ^ secret.base))
    return Grams(
        codes=folded.codes,
        units=units,
        size_units=size,
        blocks=blocks,
        anchors=anchors,
        has_anchor=units <= size - ANCHOR_UNITS,
        at_unit=begins[: size + 1],
        starts=folded.places,
        ends=folded.places[block_ends - 1] + 1 if count else folded.places,
    )


def _sums(codes: NDArray[np.uint32], secret: Secret) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Sums of the characters times the powers of the key's base, and the powers' inverses: a polynomial hash of any
    stretch is then one subtraction and one multiplication, however long it is."""
    values = mixed(codes.astype(np.uint64) ^ secret.before)
    if codes.size <= USUAL_SIZE:
        powers, inverses = (each[: codes.size] for each in _usual_powers(int(secret.base)))
    else:
        powers, inverses = _powers(int(secret.base), codes.size)
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    np.cumsum(values * powers, dtype=np.uint64, out=sums[1:])
    return sums, inverses


@functools.lru_cache(maxsize=4)
def _usual_powers(base: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Those that most texts need, made once for a key."""
    made = _powers(base, USUAL_SIZE)
    for each in made:
        each.flags.writeable = False
    return made


def _powers(base: int, size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Powers of an odd number from the 0th on, and their inverses, modulo 2 to the 64th, shapes (size,)."""
    made = []
    for factor in (base, pow(base, -1, 1 << 64)):
        factors = np.full(size, factor, dtype=np.uint64)
        factors[:1] = 1
        made.append(np.cumprod(factors, dtype=np.uint64))
    return made[0], made[1]


def _varied(made: Grams) -> NDArray[np.bool_]:
    """Whether the 16 units from each character on do more than repeat themselves, shape (n,)."""
    codes, count = made.codes, made.codes.size
    telling = np.ones(count, dtype=np.bool_)
    ends = _after(made, ANCHOR_UNITS)
    for period in range(1, min(MAX_PERIOD, count - 1) + 1):
        # How many letters before each differ from the one a period on; the last ones have none to differ from.
        differs = np.concatenate([[0], np.cumsum(codes[period:] != codes[:-period])])
        first = np.minimum(np.arange(count), differs.size - 1)
        last = np.minimum(np.maximum(first, ends - period), differs.size - 1)
        # Of few pairs, as eight wide characters have, one that differs says as much as two of many.
        needed = np.where(last - first >= MIN_PAIRS, 2, 1) if period > 1 else MIN_CHANGES
        # At the text's end there are fewer, and all of them must then differ.
        telling &= differs[last] - differs[first] >= np.minimum(needed, last - first)
    return telling


def _after(made: Grams, units: int) -> NDArray[np.int64]:
    """Index of the first character that begins so many units after each, shape (n,)."""
    return made.at_unit[np.minimum(made.units + units, made.size_units)]


def _telling(asked: Print, found: list[Run]) -> list[Run]:
    """The runs, heaviest first, that say more than a phrase, alone or together.

    What comes again within a run or in several of them counts once: a phrase at ten places says no more than at one.
    """
    if not found or found[0].weight >= SURE_RUN:
        return [run for run in found if run.weight >= MIN_SMALL_RUN]
    held = [(run, _held(asked, run)) for run in found if run.weight >= MIN_SMALL_RUN]
    held = [(run, keys) for run, keys in held if run.weight * _unlike(keys) >= MIN_SMALL_RUN]
    if not held:
        return []
    if _together(held) >= MIN_SMALL_RUNS_TOTAL:
        return [run for run, _ in held]
    return [run for run, keys in held if run.weight * _unlike(keys) >= MIN_RUN]


def _together(held: list[tuple[Run, NDArray[np.uint64]]]) -> float:
    """Weight of the runs, of each the share that no heavier one says: what is added to a text never takes from it."""
    sizes = np.array([keys.size for _, keys in held])
    _, first = np.unique(np.concatenate([keys for _, keys in held]), return_index=True)
    fresh = np.bincount(np.repeat(np.arange(sizes.size), sizes)[first], minlength=sizes.size)
    weights = np.array([run.weight for run, _ in held])
    return float((weights * np.where(sizes > 0, fresh / np.maximum(sizes, 1), 1.0)).sum())


def _unlike(keys: NDArray[np.uint64]) -> float:
    """Share of these that are left if each counts once."""
    return float(np.unique(keys).size / keys.size) if keys.size else 1.0


def _held(asked: Print, run: Run) -> NDArray[np.uint64]:
    """What the 16 units are from each character on that a run holds whole, shape (n,); near the end of a stretch none.

    A byte each of their beginning, middle and end. Blocks alone would not do, which are cut elsewhere each time.
    """
    members, hashes = run.members, asked.hashes
    is_next = np.diff(asked.places[members]) <= BLOCK_UNITS + 1
    is_inside = is_next[:-1] & is_next[1:]
    first, last = members[:-2][is_inside], members[1:-1][is_inside]
    at = np.repeat(last - np.cumsum(last - first), last - first) + np.arange(int((last - first).sum()))
    middle, end = (asked.places.searchsorted(asked.places[at] + far) for far in (BLOCK_UNITS // 2, BLOCK_UNITS))
    keys: NDArray[np.uint64] = (hashes[at] << np.uint64(16)) | (hashes[middle] << np.uint64(8)) | hashes[end]
    return keys


def _covered(asked: Print, run: Run) -> float:
    """Blocks of the asked text that a run stands for."""
    places = asked.places[run.members]
    return float(min(places[-1] - places[0] + BLOCK_UNITS, 2 * BLOCK_UNITS * places.size)) / BLOCK_UNITS
