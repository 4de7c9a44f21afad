"""How much of a document is not what it was, by the sketches of both. Needs neither of them, and no numerals library.

Two hashes that stand beside one another count as one sign: a word that was moved leaves both of its gaps behind.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import msgspec

# A file may grow by so much without a word: containers are packed anew whenever they are saved.
SLACK_BYTES = 4096


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a document to measure copies of it. Keyed: without the key it says nothing of the text.

    Attributes:
        same: Digest over the file's type and those parts that a copy must have byte for byte.
        hashes: Winnowed hashes of the text, in its order, uint64 little-endian.
    """

    size_bytes: int
    same: str
    hashes: bytes

    @property
    def values(self) -> array[int]:
        """The hashes, in their order."""
        values = array("Q", self.hashes)
        if sys.byteorder == "big":
            values.byteswap()
        return values


def changed_percent(copy: Sketch, original: Sketch) -> float | None:
    """How much of a copy, or of what it was copied from, is not in the other; the worse of the two, 0 to 100.

    Both must have been made with the same key.

    Returns:
        None where something that has no text of its own differs: how much of that changed nobody can say.
    """
    if copy.same != original.same:
        return None
    new, old = copy.values, original.values
    found = min(_share_found(new, old), _share_found(old, new))
    grown = max(0, copy.size_bytes - original.size_bytes - SLACK_BYTES) / max(1, copy.size_bytes)
    return 100 * max(1 - found, grown)


def _share_found(asked: array[int], known: array[int]) -> float:
    """Share of the asked hashes that stand beside the same neighbour in the other, no more often than there."""
    left = Counter(pairwise(known))
    found = {end for place in _found(asked, left) for end in (place, place + 1)}
    return len(found) / len(asked) if asked else 0.0


def _found(asked: array[int], left: Counter[tuple[int, int]]) -> Iterator[int]:
    """Places of the asked pairs of which there are any left."""
    for place, pair in enumerate(pairwise(asked)):
        if left[pair] > 0:
            left[pair] -= 1
            yield place
