"""Places where content of a side may come to rest, who carries it on, and whether the other side reads there.

A place is a zone or a party. Whoever reads in a zone can carry what lies there to every zone that he reads in, to every
place that everybody reads, and to every party. The people of a party carry on what it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

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
        self.today = day = day_of(now)
        self._readers = {zone: readers_of(facts, tables, day) for zone, facts in tables.zones.items()}
        self._reads = {person: frozenset(facts.reads_on(day)) for person, facts in tables.people.items()}
        self._sides = {person: sides_of(projects, tables) for person, projects in self._reads.items()}
        self._zones_of: dict[PersonId, list[ZoneId]] = defaultdict(list)
        for zone, readers in sorted(self._readers.items()):
            for person in readers or ():
                self._zones_of[person].append(zone)
        self._open = [Place(zone=zone) for zone, readers in sorted(self._readers.items()) if readers is None]
        self._place_sides: dict[Place, frozenset[Side]] = {}
        self._parties = [Place(party=party) for party in sorted(tables.parties) if self._is_of_use(party)]

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
        return self._reads.get(person, frozenset())

    def sides_of(self, person: PersonId) -> frozenset[Side]:
        """Sides that the person works for."""
        return self._sides.get(person, frozenset())

    def is_theirs(self, person: PersonId) -> bool:
        """Whether the person works for the other side and not for this one."""
        sides = self.sides_of(person)
        return self.crossing.theirs in sides and self.crossing.ours not in sides

    def readers(self, place: Place) -> frozenset[PersonId] | None:
        """Who reads at a place; None means everybody."""
        return self._readers[place.zone] if place.zone else self._employees.get(place.party, NOBODY)

    def arrival(self, place: Place) -> str:
        """How the other side reads at a place; empty where it does not."""
        theirs, readers = self.crossing.theirs, self.readers(place)
        if theirs in self.sides_at(place):
            return f"home of side {theirs.name}" if place.zone else f"partner of side {theirs.name}"
        if readers is None:
            return "everybody reads there"
        some = sorted(person for person in readers if self.is_theirs(person))
        return f"{listed(some)} of side {theirs.name} read{'s' if len(some) == 1 else ''} there" if some else ""

    def onwards(self, start: Place) -> Iterator[tuple[Place, frozenset[PersonId]]]:
        """Every place to which somebody can carry what lies at `start`, and who."""
        people = self.readers(start) or NOBODY
        if not people:
            return
        by_zone: dict[ZoneId, list[PersonId]] = defaultdict(list)
        for person in sorted(people):
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
