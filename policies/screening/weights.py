"""How much a word says: the rarer on the lists, the more."""

from __future__ import annotations

import math
from collections.abc import Mapping

from policies.screening.glossary import WEAK_WORDS, place_words, places

PLACE_WEIGHT = 5.0
WEAK_WEIGHT = 0.8
NUMBER_WEIGHT = 7.0


class Weights:
    """Weight of words by how many of the listed names hold them."""

    def __init__(self, frequency: Mapping[str, int], *, total: int) -> None:
        self._frequency = frequency
        self._total = max(total, 1)
        self._most = math.log(1 + self._total)

    def of(self, word: str) -> float:
        """Weight of a word; one that no list holds is as rare as can be."""
        if word.isdigit():
            return NUMBER_WEIGHT
        if word in WEAK_WORDS or word == "集团":
            return WEAK_WEIGHT
        count = self._frequency.get(word, 0)
        weight = math.log(1 + self._total / count) if count else self._most
        if word in ("china", "中国"):
            return weight
        return max(weight, PLACE_WEIGHT) if word in place_words() or word in places() else weight
