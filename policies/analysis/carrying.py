"""Places where content of a side may come to rest, who carries it on, and whether the other side reads there.

A place is a zone or a party. Whoever reads in a zone can carry what lies there to every zone that he reads in, to every
place that everybody reads, and to every party. The people of a party carry on what it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from policies.flow import day_of, readers_of, sides_of
from policies.model import PartyId, PersonId, ProjectId, Side, ZoneId
from policies.tables import Tables

Employees = Mapping[PartyId, frozenset[PersonId]]
NOBODY: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Whose content, and who should not get it."""

    ours: Side
    theirs: Side


NO_ZONE, NO_PARTY = ZoneId(""), PartyId("")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A zone or a party; the other is empty."""

    zone: ZoneId = NO_ZONE
    party: PartyId = NO_PARTY

    @property
    def name(self) -> str:
        """The id of the zone or the party."""
        return self.zone or self.party


def home_of(project: ProjectId) -> Place:
    """The zone of a project's homes."""
    return Place(zone=ZoneId(project))


class Ground:
    """The places of one policy on one day, as a crossing sees them.

    Args:
        employees: Party to its people, whom the tables do not tell.
        now: Aware UTC time.
    """

    def __init__(self, tables: Tables, employees: Employees, crossing: Crossing, now: datetime) -> None:
        self.tables = tables
        self.crossing = crossing
        self._employees = employees
        self.today = day_of(now)
        self._readers: dict[ZoneId, frozenset[PersonId] | None] = {}
        self._reads: dict[PersonId, frozenset[ProjectId]] = {}
        self._sides: dict[PersonId, frozenset[Side]] = {}
        self._place_sides: dict[Place, frozenset[Side]] = {}
        self._onwards: dict[Place, tuple[tuple[Place, frozenset[PersonId]], ...]] = {}

    @cached_property
    def _zones_of(self) -> Mapping[PersonId, list[ZoneId]]:
        zones_of: dict[PersonId, list[ZoneId]] = defaultdict(list)
        for zone in sorted(self.tables.zones):
            for person in self._readers_in(zone) or ():
                zones_of[person].append(zone)
        return zones_of

    @cached_property
    def _open(self) -> list[Place]:
        return [Place(zone=zone) for zone in sorted(self.tables.zones) if self._readers_in(zone) is None]

    @cached_property
    def _parties(self) -> list[Place]:
        return [Place(party=party) for party in sorted(self.tables.parties) if self._is_of_use(party)]

    def homes(self) -> tuple[ProjectId, ...]:
        """The projects whose content is not to cross."""
        ours = self.crossing.ours
        return tuple(sorted(p for p, facts in self.tables.projects.items() if ours in facts.sides))

    def sides_at(self, place: Place) -> frozenset[Side]:
        """Sides of the zone's projects, or of the party's partnerships."""
        found = self._place_sides.get(place)
        if found is None:
            self._place_sides[place] = found = sides_of(self.projects_at(place), self.tables)
        return found

    def projects_at(self, place: Place) -> frozenset[ProjectId]:
        """Projects of the zone, or of the party's partnerships."""
        return self.tables.zones[place.zone].projects if place.zone else self.tables.parties[place.party].projects

    def reads(self, person: PersonId) -> frozenset[ProjectId]:
        """Projects that the person reads on that day."""
        found = self._reads.get(person)
        if found is None:
            facts = self.tables.people.get(person)
            self._reads[person] = found = frozenset(facts.reads_on(self.today)) if facts is not None else frozenset()
        return found

    def sides_of(self, person: PersonId) -> frozenset[Side]:
        """Sides that the person works for."""
        found = self._sides.get(person)
        if found is None:
            self._sides[person] = found = sides_of(self.reads(person), self.tables)
        return found

    def is_theirs(self, person: PersonId) -> bool:
        """Whether the person works for the other side and not for this one."""
        sides = self.sides_of(person)
        return self.crossing.theirs in sides and self.crossing.ours not in sides

    def readers(self, place: Place) -> frozenset[PersonId] | None:
        """Who reads at a place; None means everybody."""
        return self._readers_in(place.zone) if place.zone else self._employees.get(place.party, NOBODY)

    def arrival(self, place: Place) -> str:
        """How the other side reads at a place; empty where it does not."""
        theirs, readers = self.crossing.theirs, self.readers(place)
        if theirs in self.sides_at(place):
            return f"home of side {theirs.name}" if place.zone else f"partner of side {theirs.name}"
        if readers is None:
            return "everybody reads there"
        some = sorted(person for person in readers if self.is_theirs(person))
        return f"{listed(some)} of side {theirs.name} read{'s' if len(some) == 1 else ''} there" if some else ""

    def onwards(self, start: Place) -> tuple[tuple[Place, frozenset[PersonId]], ...]:
        """Every place to which somebody can carry what lies at `start`, and who."""
        if start not in self._onwards:
            self._onwards[start] = tuple(self._carried_from(start))
        return self._onwards[start]

    def carriers(self, start: Place, end: Place) -> frozenset[PersonId]:
        """Who can carry what lies at `start` to `end`."""
        people, there = self.readers(start) or NOBODY, self.readers(end)
        if end.party:
            return people if self._is_of_use(end.party) else NOBODY
        return people if there is None else NOBODY if self._is_own(end) else people & there

    def _readers_in(self, zone: ZoneId) -> frozenset[PersonId] | None:
        if zone not in self._readers:
            self._readers[zone] = readers_of(self.tables.zones[zone], self.tables, self.today)
        return self._readers[zone]

    def _carried_from(self, start: Place) -> Iterator[tuple[Place, frozenset[PersonId]]]:
        people = self.readers(start) or NOBODY
        if not people:
            return
        by_zone: dict[ZoneId, list[PersonId]] = defaultdict(list)
        for person in people:
            for zone in self._zones_of.get(person, ()):
                by_zone[zone].append(person)
        for zone, carriers in sorted(by_zone.items()):
            place = Place(zone=zone)
            if place != start and not self._is_own(place):
                yield place, frozenset(carriers)
        yield from ((place, people) for place in (*self._open, *self._parties) if place != start)

    def _is_own(self, place: Place) -> bool:
        """Whether the place is of this side and not the other's: content there stands as it does at home."""
        sides = self.sides_at(place)
        return self.crossing.ours in sides and self.crossing.theirs not in sides

    def _is_of_use(self, party: PartyId) -> bool:
        """Whether content gets on by a party: it is the other side's, or its people work here."""
        theirs = self.crossing.theirs in sides_of(self.tables.parties[party].projects, self.tables)
        return theirs or any(self.sides_of(person) for person in self._employees.get(party, NOBODY))


def listed(names: list[PersonId] | tuple[PersonId, ...], most: int = 3) -> str:
    """Some names, and how many more."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
