"""Who reads where, as bit masks over people: what a proof asks thousands of times.

Computed from the tables alone, apart from the engine's own functions, so that each can be held against the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import chain
from operator import and_, or_

from policies.calendar import changes_of
from policies.label import Level, ProjectId
from policies.model import PartyId, PersonId, Publication, Side, ZoneId, ZoneKind
from policies.tables import Tables, is_within
from policies.transfer import Destination

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """Where content can come to rest or go: a zone of the policy or a party. Each is made once and is itself alone."""

    zone: ZoneId | None = None
    party: PartyId | None = None
    projects: frozenset[ProjectId]
    sides: frozenset[Side]
    is_enclave: bool = False

    @property
    def destination(self) -> Destination:
        """The place as a transfer names it."""
        return Destination(zone=self.zone, party=self.party)


class Places:
    """All places of a policy on one day, and which of them may cleanly take whose content."""

    def __init__(self, tables: Tables, day: date) -> None:
        self._tables, self._day = tables, day
        self._sides = {id_: facts.sides for id_, facts in tables.projects.items()}
        self._bits = {person: 1 << index for index, person in enumerate(sorted(tables.people))}
        self._may_read = self._masks_of_grants()
        self._members_of: dict[Side, int] = {}
        self._against_sides: dict[frozenset[Side], frozenset[Side]] = {}
        self.zones = tuple(
            Place(
                zone=id_,
                projects=facts.projects,
                sides=self.sides_of(facts.projects),
                is_enclave=facts.kind is ZoneKind.ENCLAVE,
            )
            for id_, facts in sorted(tables.zones.items())
        )
        self.parties = tuple(
            Place(party=id_, projects=facts.projects, sides=self.sides_of(facts.projects))
            for id_, facts in sorted(tables.parties.items())
        )
        # Everybody reads there: an upload to an address that the policy does not name.
        self.nowhere = Place(projects=frozenset(), sides=frozenset())
        self._readers = {place.zone: self._readers_of(place.zone) for place in self.zones if place.zone is not None}
        known = ((place, self._readers.get(place.zone)) for place in self.zones if place.zone is not None)
        self._read_zones = [(place, readers) for place, readers in known if readers is not None]
        self._party_places = {place.party: place for place in self.parties if place.party is not None}

    def sides_of(self, projects: Iterable[ProjectId]) -> frozenset[Side]:
        """All sides that these projects are on."""
        return frozenset(chain.from_iterable(self._sides.get(project, ()) for project in projects))

    def read_by(self, sides: Iterable[Side], place: Place, *, besides: Side) -> frozenset[Side]:
        """Those sides of which somebody reads there who reads nothing of `besides`; all, where everybody reads."""
        if place.party is not None:
            return frozenset()
        readers = self._readers[place.zone] if place.zone is not None else None
        if readers is None:
            return frozenset(sides)
        strangers = readers & ~self._members(besides)
        return frozenset(side for side in sides if strangers & self._members(side))

    def _members(self, side: Side) -> int:
        """Mask of who reads content of a side."""
        if side not in self._members_of:
            of_side = [p for p, own in self._sides.items() if side in own and p in self._may_read]
            self._members_of[side] = reduce(or_, (self._may_read[p][Level.PUBLIC] for p in of_side), 0)
        return self._members_of[side]

    def admitting(self, projects: frozenset[ProjectId], level: Level, among: Iterable[Place]) -> Iterator[Place]:
        """Those places into which neither a wall nor the floor stops the content."""
        sides = self.sides_of(projects)
        if not sides:
            yield from among
            return
        against = self._against(sides)
        is_torn = not sides.isdisjoint(against)
        clean = self._clean_places(projects, level)
        for place in among:
            if place not in clean and not sides <= place.sides:
                continue
            is_doubtful = is_torn or not place.sides.isdisjoint(against)
            if not is_doubtful or (place.is_enclave and not self.is_walled_off(projects, place)):
                yield place

    def _clean_places(self, projects: frozenset[ProjectId], level: Level) -> frozenset[Place]:
        """Every place that may cleanly take the content."""
        shares = self._shares(projects, level)
        if shares is None:
            return frozenset()
        may_read, partners = common(self._readers_of_share(*each) for each in shares), self._partners(shares)
        found = [zone for zone, readers in self._read_zones if not readers & ~may_read]
        return frozenset((*found, *(self._party_places[party] for party in partners if party in self._party_places)))

    def _shares(self, projects: frozenset[ProjectId], level: Level) -> list[tuple[ProjectId, Level]] | None:
        """Each project and the level of its share of the content; None where one of them does not run."""
        known = [self._tables.projects[project] for project in projects if project in self._tables.projects]
        if len(known) < len(projects) or not all(is_within(each.since, each.until, self._day) for each in known):
            return None
        is_accounted_for = level <= max((each.level for each in known), default=Level.PUBLIC)
        return [(p, min(level, self._tables.projects[p].level) if is_accounted_for else level) for p in projects]

    def _readers_of_share(self, project: ProjectId, level: Level) -> int:
        return self._may_read[project].get(level, 0)

    def _partners(self, shares: list[tuple[ProjectId, Level]]) -> frozenset[PartyId]:
        """Parties that are partners of every project, and each of them up to its share's level."""
        of_projects = [self._tables.projects[project] for project, _ in shares]
        if any(share > facts.level for (_, share), facts in zip(shares, of_projects, strict=True)):
            return frozenset()
        return frozenset.intersection(*(facts.partners for facts in of_projects))

    def _against(self, sides: frozenset[Side]) -> frozenset[Side]:
        if sides not in self._against_sides:
            walls = (self._tables.walls[side.wall].sides for side in sides if side.wall in self._tables.walls)
            each = (side for wall in walls for side in wall)
            self._against_sides[sides] = frozenset(s for s in each if any(s.conflicts_with(own) for own in sides))
        return self._against_sides[sides]

    def is_floored(self, projects: frozenset[ProjectId], level: Level, place: Place) -> bool:
        """Whether the content may not pass by any rule: it leaves a side of its own, and not cleanly."""
        return not self.sides_of(projects) <= place.sides and not self.is_clean(projects, level, place)

    def is_walled_off(self, projects: frozenset[ProjectId], place: Place) -> bool:
        """Whether a wall stands between the content and the place, or within the content outside an enclave."""
        facts = self._tables.zones.get(place.zone) if place.zone is not None else None
        inside = facts.projects if facts is not None and facts.kind is ZoneKind.ENCLAVE else frozenset[ProjectId]()
        outside = projects - inside
        there = place.sides | self.sides_of(projects)
        return any(one.conflicts_with(other) for one in self.sides_of(outside) for other in there)

    def is_clean(self, projects: frozenset[ProjectId], level: Level, place: Place) -> bool:
        """Whether everybody who reads in the place may read content of these projects, at `sensitive` or above."""
        if not projects:
            return True
        shares = self._shares(projects, level)
        if shares is None:
            return False
        if place.zone is not None:
            readers = self._readers[place.zone]
            if readers is None or readers & ~common(self._readers_of_share(*each) for each in shares):
                return False
        if place.party is None:
            return place.zone is not None
        return place.party in self._partners(shares)

    def is_closed(self, projects: frozenset[ProjectId]) -> bool:
        """Whether papers of one of the projects never get out."""
        terms = (each for p in projects if p in self._tables.projects for each in self._tables.projects[p].terms)
        return any(
            each.publication is Publication.CLOSED and is_within(each.since, each.until, self._day) for each in terms
        )

    def _masks_of_grants(self) -> dict[ProjectId, dict[Level, int]]:
        """Project and level to the mask of who may read content of it of that level."""
        masks: dict[ProjectId, dict[Level, int]] = defaultdict(lambda: dict.fromkeys(Level, 0))
        for person, facts in self._tables.people.items():
            bit = self._bits[person]
            for grant in facts.grants:
                if is_within(grant.since, grant.until, self._day):
                    masks[grant.project][grant.level] |= bit
        for levels in masks.values():
            above = 0
            for level in reversed(Level):
                levels[level] = above = above | levels[level]
        return masks

    def _readers_of(self, zone: ZoneId) -> int | None:
        """Mask of who can read there; None means everybody. Readers whom the tables do not know may read nothing."""
        facts = self._tables.zones[zone]
        if facts.readers is None:
            return None
        stranger = 1 << len(self._bits)
        if facts.kind is not ZoneKind.HOME:
            return self._mask(facts.readers, stranger)
        members = ever = 0
        for project in facts.projects:
            members |= self._may_read[project].get(Level.PUBLIC, 0)
            given = (id_ for id_, person in self._tables.people.items() if project in person.projects)
            ever |= self._mask(given, 0)
        return self._mask(facts.readers, stranger) & (members | ~ever)

    def _mask(self, people: Iterable[PersonId], unknown: int) -> int:
        mask = 0
        for person in people:
            mask |= self._bits.get(person, unknown)
        return mask


def facts_until(tables: Tables, day: date) -> date | None:
    """The last day from `day` on which everything with a period is in force as it is on `day`; None for ever."""
    after = [change for change in changes_of(tables) if change > day]
    return min(after) - _DAY if after else None


def common(masks: Iterable[int]) -> int:
    """The bits that all masks have; every bit where there are none."""
    return reduce(and_, masks, -1)
