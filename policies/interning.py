"""The tables with names turned into bit positions, so that sets of people and sides are integers.

Worked out once for a bundle, whatever the day; `policies.day` adds what depends on one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Generic, TypeVar

from policies.label import Level, ProjectId
from policies.model import PersonId, Side
from policies.tables import Tables

POLICY_TIMEZONE = timezone(timedelta(hours=9), "JST")
# A content with its masks takes some 1.5 kB at 2,000 people: this keeps an agent small whatever documents hold.
MEMO_SIZE = 4_096
_DAY = timedelta(days=1)

# A set with more names than that comes seldom, and takes more to keep than to work out again.
KEPT_NAMES = 16

Name = TypeVar("Name", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(dict[Key, Value], Generic[Key, Value]):
    """Values made once for each key. Emptied when `most` stand in it: documents choose the keys, and could be many."""

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[Key], Value], most: int = MEMO_SIZE) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._make(key)
        return value


class SetMemo(Memo[frozenset[Name], Value], Generic[Name, Value]):
    """The same for sets of names. A large set is worked out each time: thousands of them would fill an agent."""

    __slots__ = ()

    def __missing__(self, key: frozenset[Name]) -> Value:
        return super().__missing__(key) if len(key) <= KEPT_NAMES else self._make(key)


class Bits(Generic[Name]):
    """Names of one sort as bit positions, in the order given."""

    __slots__ = ("bit", "names")

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self.bit = {name: 1 << place for place, name in enumerate(self.names)}

    def mask(self, names: Iterable[Name]) -> int:
        """The bits of these names; one that is not interned has none."""
        mask, bit = 0, self.bit
        for name in names:
            mask |= bit.get(name, 0)
        return mask

    def named(self, mask: int) -> Iterator[Name]:
        """The names of a mask, in their order."""
        while mask:
            lowest = mask & -mask
            yield self.names[lowest.bit_length() - 1]
            mask ^= lowest


class Interned:
    """What every day's view of the same tables shares.

    Attributes:
        people: Everybody whom the tables name, sorted, those who only stand in a zone's list included.
        everybody: Mask of all of them.
        sides: Every side, sorted.
        sides_of: Project to the mask of its sides.
        against: Mask of sides to the mask of all sides that conflict with one of them.
        grants: Project to (person's bit, rank of the level, first day, last day).
        bounds: Rank of a level to the mask of people who need a permit from it on, whatever the day.
        later_bounds: (day from which it holds, rank, person's bit), where a declaration ends.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.people = Bits(sorted(_people(tables)))
        self.everybody = (1 << len(self.people.names)) - 1
        self.sides = Bits(sorted(_sides(tables)))
        self.sides_of = {id_: self.sides.mask(facts.sides) for id_, facts in tables.projects.items()}
        self.against: Memo[int, int] = Memo(self._against)
        self.grants = self._grants()
        self.bounds, self.later_bounds = self._bounds()

    def pairs(self, ours: int, theirs: int) -> Iterator[tuple[Side, Side]]:
        """Every pair of sides, one of each mask, that a wall keeps apart; sorted."""
        for side in self.sides.named(ours):
            for other in self.sides.named(theirs & self.against[self.sides.bit[side]]):
                yield side, other

    def _against(self, mask: int) -> int:
        ours = tuple(self.sides.named(mask))
        return self.sides.mask(other for other in self.sides.names if any(side.conflicts_with(other) for side in ours))

    def _grants(self) -> dict[ProjectId, list[tuple[int, int, date | None, date | None]]]:
        grants: dict[ProjectId, list[tuple[int, int, date | None, date | None]]] = {}
        for person, facts in self.tables.people.items():
            bit = self.people.bit[person]
            for grant in facts.grants:
                grants.setdefault(grant.project, []).append((bit, grant.level.rank, grant.since, grant.until))
        return grants

    def _bounds(self) -> tuple[tuple[int, ...], list[tuple[date, int, int]]]:
        least, later = [0] * len(Level), []
        for person, facts in self.tables.people.items():
            if facts.permit_from is not None:
                least[facts.permit_from.rank] |= self.people.bit[person]
            if facts.permit_from_later is not None:
                level, day = facts.permit_from_later
                later.append((day, level.rank, self.people.bit[person]))
        return upwards(least), later


def upwards(masks: Iterable[int]) -> tuple[int, ...]:
    """Masks by rank, each with those of all lower ranks."""
    found, whole = [], 0
    for mask in masks:
        whole |= mask
        found.append(whole)
    return tuple(found)


def start_of(day: date) -> datetime:
    """The moment at which a day begins in Japan."""
    return datetime.combine(day, time(), POLICY_TIMEZONE)


def end_of(day: date) -> datetime:
    """The moment at which a day has ended in Japan; the last that there is, for a day without a next."""
    return datetime.combine(day, time.max, POLICY_TIMEZONE) if day == date.max else start_of(day + _DAY)


def _people(tables: Tables) -> set[PersonId]:
    return set(tables.people).union(*(zone.readers for zone in tables.zones.values() if zone.readers is not None))


def _sides(tables: Tables) -> set[Side]:
    declared = {side for wall in tables.walls.values() for side in wall.sides}
    return declared.union(*(facts.sides for facts in tables.projects.values()))
