"""How much of a document is not what it was: a changed copy measured against the bytes it was copied from.

Unlike the fingerprints that find excerpts, this one sees every sign: only how wide a gap is and what it is made of is
folded away, so that a changed figure, point or sign counts, and a digit moved to the next cell as well. What cannot be
compared by its text must be the same byte for byte, or nothing is said.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from classifiers.detect.winnowing import WIDE_FROM, winnowed
from policies.label import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifiers.detect.winnowing import Secret
    from classifiers.document import Document, Part

# Fewer hashes than these, some 200 letters, and one changed word is a large share of very little.
MIN_HASHES = 40
MAX_TEXT_CHARS = 1_000_000
# A file may grow by so much without a word: containers are packed anew whenever they are saved.
SLACK_BYTES = 4096
# A page with more lines than these shows something besides its words and their tables.
MAX_PATHS = 60
# One path can be a whole drawing; a line has 2 segments, a frame 5.
MAX_SEGMENTS = 400
_PAIR = np.uint64(0x9E3779B97F4A7C15)
_BETWEEN = chr(0xE100)
_EDGE = "".join(chr(0xE000 + place) for place in range(16))


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
    def values(self) -> NDArray[np.uint64]:
        """The hashes, shape (n,)."""
        return np.frombuffer(self.hashes, dtype="<u8")


def sketch(document: Document, secret: Secret) -> Sketch | None:
    """The sketch of a document; None where its text is not the whole of it, or too little to measure."""
    root = document.parts[0]
    texts = [part for part in document.parts if _is_told_by_its_text(part)]
    if document.reading is not Reading.FULL or root.cad or _has_pictures(root):
        return None
    if not root.text and len(document.parts) == 1:
        return None
    text = _BETWEEN.join(part.text for part in texts)
    if len(text) > MAX_TEXT_CHARS:
        return None
    hashes = winnowed(_EDGE + _without_layout(text) + _EDGE, secret)
    if hashes.size < MIN_HASHES:
        return None
    # The file itself differs in any copy; of what lies in it, only what is told by its text may.
    rest = sorted(part.digest for part in document.parts[1:] if not _is_told_by_its_text(part))
    same = hashlib.sha256("\n".join([root.type, *rest]).encode()).hexdigest()
    return Sketch(size_bytes=root.size_bytes, same=same, hashes=hashes.astype("<u8").tobytes())


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


def _is_told_by_its_text(part: Part) -> bool:
    return bool(part.text) and not part.cad and not _has_pictures(part)


def _has_pictures(part: Part) -> bool:
    """Whether a page shows what its text does not say; a count that is not known (-1) is a raster."""
    return any(
        page.images != 0 or not 0 <= page.paths <= MAX_PATHS or not 0 <= page.segments <= MAX_SEGMENTS
        for page in part.pages
    )


def _without_layout(text: str) -> str:
    """The text with one space for each gap that parts words or figures, and none where lines are merely broken.

    Where the cells of a table lie close together, the gap alone says which digit belongs to which figure.
    """
    words = text.split()
    gaps = [" " if _parts(left[-1], right[0]) else "" for left, right in pairwise(words)]
    return "".join(piece for pair in zip(words, [*gaps, ""], strict=True) for piece in pair)


def _parts(left: str, right: str) -> bool:
    """Whether a gap between these signs means something: not beside Chinese or Japanese, but for figures."""
    is_narrow = ord(left) < WIDE_FROM and ord(right) < WIDE_FROM
    return is_narrow or (left.isnumeric() and right.isnumeric())


def _share_found(asked: NDArray[np.uint64], known: NDArray[np.uint64]) -> float:
    """Share of the asked hashes that stand beside the same neighbour in the other, no more often than there."""
    ours, theirs = _pairs(asked), _pairs(known)
    kinds, counts = np.unique(theirs, return_counts=True)
    if ours.size == 0 or kinds.size == 0:
        return 0.0
    place = np.minimum(np.searchsorted(kinds, ours), kinds.size - 1)
    most = np.where(kinds[place] == ours, counts[place], 0)
    is_found = _ranks(ours) < most
    hashes = np.zeros(asked.size, dtype=np.bool_)
    hashes[:-1] |= is_found
    hashes[1:] |= is_found
    return float(hashes.mean())


def _pairs(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One value for every two neighbours, shape (n - 1,)."""
    return hashes[:-1] * _PAIR ^ hashes[1:]


def _ranks(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many equal values stand before each, shape (n,)."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]]
    first = np.maximum.accumulate(np.where(begins, np.arange(values.size), 0))
    ranks = np.empty(values.size, dtype=np.int64)
    ranks[order] = np.arange(values.size) - first
    return ranks
