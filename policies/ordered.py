"""Closed sets of words with an order."""

from __future__ import annotations

from enum import StrEnum


class OrderedStrEnum(StrEnum):
    """A `StrEnum` whose members compare by their order of definition, first is least.

    `str` would compare them by spelling, which is a silent mistake for levels and verdicts.

    Attributes:
        rank: Position in the order of definition, from 0. A plain attribute: deciding asks for it at every step.
    """

    rank: int

    def __init__(self, _word: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: object) -> bool:
        return self.rank < self._rank_of(other)

    def __le__(self, other: object) -> bool:
        return self.rank <= self._rank_of(other)

    def __gt__(self, other: object) -> bool:
        return self.rank > self._rank_of(other)

    def __ge__(self, other: object) -> bool:
        return self.rank >= self._rank_of(other)

    def _rank_of(self, other: object) -> int:
        if not isinstance(other, type(self)):
            raise TypeError(f"cannot compare {type(self).__name__} with {type(other).__name__}")
        return other.rank
