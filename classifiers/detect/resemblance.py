"""What is kept of a document so that a changed copy can be measured against the bytes it was copied from.

Unlike the fingerprints that find excerpts, this one sees every sign: only how wide a gap is and what it is made of is
folded away, so that a changed figure, point or sign counts, and a digit moved to the next cell as well. What cannot be
compared by its text must be the same byte for byte, or nothing is said.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

from classifiers.detect.likeness import Sketch
from classifiers.detect.winnowing import WIDE_FROM, winnowed
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Document, Part

# Fewer hashes than these, some 200 letters, and one changed word is a large share of very little.
MIN_HASHES = 40
MAX_TEXT_CHARS = 1_000_000
# A page with more lines than these shows something besides its words and their tables.
MAX_PATHS = 60
# One path can be a whole drawing; a line has 2 segments, a frame 5.
MAX_SEGMENTS = 400
_BETWEEN = chr(0xE100)
_EDGE = "".join(chr(0xE000 + place) for place in range(16))


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
