"""A look-up of prints in memory: the smallest thing that builds what a family is asked about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from classifiers.detect.prints import Alike, Family, Print, Shared
from classifiers.detect.winnowing import Secret
from classifiers.document import Part

SECRET = Secret.of(b"a key that only this bench knows")
COMMON_FROM = 4
MAX_PLACES = 4


class Lookup:
    """Registered prints of one family.

    Args:
        is_weighed: Whether a hash that many registered documents hold weighs less, as in the index.
    """

    def __init__(self, family: Family, *, is_weighed: bool = True) -> None:
        self._family = family
        self._is_weighed = is_weighed
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._holders: Counter[int] = Counter()
        self.sizes: list[int] = []

    def register(self, made: Print) -> int:
        """Add a document; returns its number."""
        number = len(self.sizes)
        self.sizes.append(made.hashes.size)
        for value, place in zip(made.hashes.tolist(), made.places.tolist(), strict=True):
            self._places[value].append((number, place))
        self._holders.update(set(made.hashes.tolist()))
        return number

    def print_of(self, part: Part) -> Print:
        """The family's print of a part."""
        return self._family.prints(part, SECRET)

    def ask(self, made: Print) -> Iterator[tuple[int, Alike]]:
        """Registered documents that the family finds alike."""
        rows: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        seen: Counter[int] = Counter()
        for member, value in enumerate(made.hashes.tolist()):
            seen[value] += 1
            if value not in self._places or seen[value] > MAX_PLACES:
                continue
            weight = min(1.0, COMMON_FROM / self._holders[value]) if self._is_weighed else 1.0
            held: Counter[int] = Counter()
            for number, place in self._places[value]:
                held[number] += 1
                if held[number] <= MAX_PLACES:
                    rows[number].append((member, place, weight))
        for number, found in rows.items():
            members, theirs, weights = zip(*found, strict=True)
            shared = Shared(
                members=np.array(members, dtype=np.int64),
                theirs=np.array(theirs, dtype=np.int64),
                weights=np.array(weights, dtype=np.float64),
                registered=self.sizes[number],
            )
            alike = self._family.alike(made, shared)
            if alike is not None:
                yield number, alike
