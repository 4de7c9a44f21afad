"""One segment with who of it still counts: some of its documents were removed, replaced or declared public since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.merging import joined
from classifiers.detect.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifiers.detect.records import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A segment, and what changed of it. The two arrays are written in place, under the index's lock.

    Attributes:
        cards: Gives the card of a document.
        is_there, is_public: For each document, shape (documents,).
    """

    segment: Segment
    cards: Callable[[int], Card]
    is_there: NDArray[np.bool_]
    is_public: NDArray[np.bool_]

    @classmethod
    def of(cls, segment: Segment, cards: Callable[[int], Card]) -> Shelf:
        """A segment of which nothing changed yet."""
        count = segment.documents.count
        return cls(
            segment=segment,
            cards=cards,
            is_there=np.ones(count, dtype=np.bool_),
            is_public=np.array(segment.documents.is_public, dtype=np.bool_),
        )

    @property
    def count(self) -> int:
        """Documents that still count."""
        return int(self.is_there.sum())

    @property
    def matching(self) -> int:
        """Those of them that can match: the public ones do not."""
        return int((self.is_there & ~self.is_public).sum())

    def find(self, blind: bytes) -> int | None:
        """The document with this keyed digest, where it still counts."""
        found = [number for number in self.segment.documents.find(blind).tolist() if self.is_there[number]]
        return found[0] if found else None


def gathered(shelves: Sequence[Shelf]) -> tuple[Segment, list[Card]]:
    """What still counts on several shelves as one segment, and its cards."""
    segment = joined([shelf.segment for shelf in shelves], [shelf.is_there for shelf in shelves])
    kept = [(shelf, number) for shelf in shelves for number in np.flatnonzero(shelf.is_there).tolist()]
    public = np.concatenate([np.empty(0, np.bool_), *(shelf.is_public[shelf.is_there] for shelf in shelves)])
    segment.documents.is_public[:] = public
    return segment, [shelf.cards(number) for shelf, number in kept]
