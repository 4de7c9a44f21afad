"""Two policies' tables, what both have, and transfers made to the measure of what they say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations, islice, product
from math import prod
from typing import Any, TypeVar

from policies.analysis.probe import CHANNEL_OF_KIND, Probe
from policies.analysis.reach import meets
from policies.analysis.specimens import Specimens
from policies.flow import sides_of
from policies.label import Kind, Level, ProjectId, Reading
from policies.model import Channel, PartyId, PersonId, Side, ZoneId
from policies.tables import PersonFacts, RuleFacts, Tables, ZoneFacts

SPECIMENS = 24
MOST_PEOPLE = 50
MOST_PLACES = 20
MOST_PAIRS = 1_000
EACH_PAIR = 3
_PEOPLE = 6
_READINGS = (Reading.FULL, Reading.OPAQUE)
_Place = tuple[ZoneId | None, PartyId | None]
_Id = TypeVar("_Id", bound=str)
_Facts = TypeVar("_Facts")


class Pair:
    """Two policies' tables, and what both have."""

    def __init__(self, old: Tables, new: Tables) -> None:
        self._old = old
        self._new = new
        self._old_rules, self._new_rules = plain(old.rules), plain(new.rules)
        self._rules: tuple[RuleFacts, ...] = tuple(dict.fromkeys((*self._old_rules, *self._new_rules)))
        self._named = frozenset(_names(old)) | frozenset(_names(new))
        self._people = {p for p in new.people if p in old.people and _differ(old.people[p], new.people[p])}
        self._projects = self._classes(old.projects, new.projects, self._project_class, self._touched_projects())
        self._zones = self._classes(old.zones, new.zones, self._zone_class, self._touched_zones())
        self._parties = self._classes(old.parties, new.parties, self._party_class, frozenset())
        self._members: dict[ProjectId, PersonId] = {}
        for person in sorted(old.people.keys() & new.people.keys()):
            for project in old.people[person].projects & new.people[person].projects:
                self._members.setdefault(project, person)

    def unshared(self) -> dict[str, tuple[str, ...]]:
        """Ids that one of the two has alone."""
        old, new = self._old, self._new
        pairs: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
            ("project", {*old.projects}, {*new.projects}),
            ("person", {*old.people}, {*new.people}),
            ("zone", {*old.zones} - {*old.projects}, {*new.zones} - {*new.projects}),
            ("party", {*old.parties}, {*new.parties}),
        )
        return {what: tuple(sorted({*ours} ^ {*theirs})) for what, ours, theirs in pairs if {*ours} != {*theirs}}

    def directed(self) -> Iterator[Probe]:
        """What is made to the measure of a rule, or of somebody who is known otherwise than before."""
        ours, theirs = Specimens(self._old), Specimens(self._new)
        news = frozenset(self._new_rules)
        for one, other in self._overlapping():
            made = theirs if one in news else ours
            yield from (probe for probe in made.of(one, other, most=EACH_PAIR) if self._is_shared(probe))
        for rule in self._rules:
            made = theirs if rule in news else ours
            yield from (probe for probe in made.of(rule, most=SPECIMENS) if self._is_shared(probe))
        for person in sorted(self._people)[:MOST_PEOPLE]:
            yield from self._of_person(person)
        for place in self._changed_places()[:MOST_PLACES]:
            yield from self._of_place(place)

    def _overlapping(self) -> Iterator[tuple[RuleFacts, RuleFacts]]:
        """Each rule that came, left, moved or says otherwise, beside each that may match the same transfers."""
        blocks = SequenceMatcher(None, self._old_rules, self._new_rules, autojunk=False).get_opcodes()
        changed = dict.fromkeys(
            rule
            for tag, since, until, first, last in blocks
            if tag != "equal"
            for rule in (*self._new_rules[first:last], *self._old_rules[since:until])
        )
        pairs = ((one, other) for one in changed for other in self._rules if one != other)
        return islice((pair for pair in pairs if meets(*pair, self._new)), MOST_PAIRS)

    def grids(self) -> Iterator[tuple[int, Callable[[int], Probe]]]:
        """Each grid of transfers: how many there are, and which is the n-th."""
        places = self._places()
        contents: list[ProjectId | None] = [None, *self._projects]
        near = [(p, place) for p in self._projects for place in self._near(p)]
        sizes = (len(contents), len(places), len(Level), len(_READINGS))
        yield (
            len(near) * len(Level) * len(_READINGS),
            lambda index: self._at(*near[index // 8], index // 2 % 4, index % 2),
        )
        total = prod(sizes)

        def base(index: int) -> Probe:
            index, reading = divmod(index, sizes[3])
            index, level = divmod(index, sizes[2])
            index, place = divmod(index, sizes[1])
            return self._at(contents[index], places[place], level, reading)

        yield total, base
        otherwise = [*self._otherwise()]
        count = len(otherwise)
        yield total * count, lambda index: _with(base(index // count), otherwise[index % count])
        pairs = [(one, other) for one, other in combinations(otherwise, 2) if not one.keys() & other.keys()]
        if pairs:
            yield total * len(pairs), lambda index: _with(base(index // len(pairs)), *pairs[index % len(pairs)])

    def _at(self, project: ProjectId | None, place: _Place, level: int, reading: int) -> Probe:
        zone, party = place
        return Probe(
            person=self._member(project),
            projects=frozenset({project} if project else ()),
            level=[*Level][level],
            reading=_READINGS[reading],
            zone=zone,
            party=party,
            channel=self._channel(zone),
        )

    def _of_person(self, person: PersonId) -> Iterator[Probe]:
        """What somebody writes into the homes that he reads now or read before, with and without a session."""
        both = (self._old.people[person], self._new.people[person])
        homes = sorted({project for facts in both for project in facts.projects} & self._shared_projects())
        sides = [frozenset[Side](), *(frozenset({side}) for side in self._sides())]
        for home, session, exposed in product(homes, (None, *homes), sides):
            new = Probe(person=person, session=session, exposed=exposed, zone=ZoneId(home), level=Level.SENSITIVE)
            yield new
            yield replace(new, reading=Reading.OPAQUE)
            yield replace(new, projects=frozenset({home}))
            yield replace(new, projects=frozenset({home}), channel=Channel.PROCESS)

    def _changed_places(self) -> list[_Place]:
        """Zones and parties of which the policies say otherwise who reads there and what they are."""
        old, new = self._old, self._new
        zones = (z for z in sorted(old.zones.keys() & new.zones.keys()) if _seen(old.zones[z]) != _seen(new.zones[z]))
        parties = (p for p in sorted(old.parties.keys() & new.parties.keys()) if old.parties[p] != new.parties[p])
        return [*((zone, None) for zone in zones), *((None, party) for party in parties)]

    def _of_place(self, place: _Place) -> Iterator[Probe]:
        """What people of every sort put there, of theirs and of nobody's."""
        zone, party = place
        facts = [each.zones[zone] if zone else each.parties[PartyId(party or "")] for each in (self._old, self._new)]
        projects = sorted({project for each in facts for project in each.projects} & self._shared_projects())
        near = [*projects, *self._one_of_each_side()]
        people = [None, *dict.fromkeys(self._member(project) for project in near)]
        sides = [frozenset[Side](), *(frozenset({side}) for side in self._sides())]
        contents = [frozenset[ProjectId](), *(frozenset({project}) for project in dict.fromkeys(near))]
        for person, content, level, reading, exposed in product(people, contents, Level, _READINGS, sides):
            if person is not None or not exposed:
                yield Probe(
                    person=person,
                    projects=content,
                    level=level,
                    reading=reading,
                    exposed=exposed,
                    zone=zone,
                    party=party,
                    channel=self._channel(zone),
                )

    def _one_of_each_side(self) -> list[ProjectId]:
        """A project of each side and one of none, of those that somebody reads."""
        return sorted({self._new.projects[project].sides: project for project in sorted(self._members)}.values())

    def _shared_projects(self) -> set[ProjectId]:
        return {*self._old.projects} & {*self._new.projects}

    def _near(self, project: ProjectId) -> list[_Place]:
        """A project's own home and partners."""
        partners = [p for p in sorted(self._new.projects[project].partners) if p in self._old.parties][:2]
        return [(ZoneId(project), None), *((None, party) for party in partners)]

    def _places(self) -> list[_Place]:
        return [*((zone, None) for zone in self._zones), *((None, party) for party in self._parties), (None, None)]

    def _otherwise(self) -> Iterator[Mapping[str, Any]]:
        """One thing of a transfer, in every way that a rule asks for, and in one that none does."""
        rules = self._rules
        kinds = {kind for rule in rules for kind in rule.source.kinds}
        yield from ({"kinds": frozenset({kind})} for kind in (*sorted(kinds), Kind.OTHER))
        channels = {channel for rule in rules for channel in rule.to.channels}
        yield from ({"channel": channel} for channel in sorted({*channels, Channel.PROCESS}))
        yield from ({"fields": frozenset({f})} for f in sorted({f for rule in rules for f in rule.source.fields}))
        yield from ({"markings": frozenset({m})} for m in sorted({m for rule in rules for m in rule.source.markings}))
        sizes = {size for rule in rules for size in (rule.source.sizes.least_bytes, rule.source.sizes.most_bytes)}
        yield from ({"size_bytes": size} for size in sorted(size for size in sizes if size))
        yield from ({"person": person} for person in (None, *self._persons()))
        yield from ({"exposed": frozenset({side})} for side in self._sides())

    def _persons(self) -> list[PersonId]:
        named = sorted({p for rule in self._rules for p in rule.persons if p in self._new.people} & {*self._old.people})
        return [*dict.fromkeys((*sorted(self._people)[:_PEOPLE], *named[:_PEOPLE]))]

    def _sides(self) -> list[Side]:
        walls = (wall for id_, wall in self._new.walls.items() if id_ in self._old.walls)
        return [side for wall in walls for side in wall.sides]

    def _member(self, project: ProjectId | None) -> PersonId | None:
        """Somebody whom both policies let read the project."""
        return self._members.get(project) if project is not None else None

    def _channel(self, zone: ZoneId | None) -> Channel:
        return CHANNEL_OF_KIND.get(self._new.zones[zone].kind, Channel.SHARE) if zone is not None else Channel.MAIL

    def _is_shared(self, probe: Probe) -> bool:
        old, new = self._old, self._new
        return (
            (probe.person is None or (probe.person in old.people and probe.person in new.people))
            and all(p in old.projects and p in new.projects for p in probe.projects)
            and (probe.zone is None or (probe.zone in old.zones and probe.zone in new.zones))
            and (probe.party is None or (probe.party in old.parties and probe.party in new.parties))
            and all(zone in old.zones and zone in new.zones for zone in probe.origin)
        )

    def _classes(
        self,
        old: Mapping[_Id, _Facts],
        new: Mapping[_Id, _Facts],
        class_of: Callable[[str], Hashable],
        touched: frozenset[str],
    ) -> list[_Id]:
        """Those that differ, and one for each class of those that do not."""
        found: dict[Hashable, _Id] = {}
        for name in sorted(old.keys() & new.keys()):
            same = old[name] == new[name] and name not in touched
            found.setdefault(class_of(name) if same else ("itself", name), name)
        return [*found.values()]

    def _touched_projects(self) -> frozenset[str]:
        """Projects that somebody reads otherwise than before, and those that a rule or permit that differs names."""
        touched = {grant for person in self._people for grant in _moved_grants(self._old, self._new, person)}
        permits = {*self._old.permits} ^ {*self._new.permits}
        return frozenset(touched) | frozenset(p for permit in permits for p in permit.projects)

    def _touched_zones(self) -> frozenset[str]:
        """Zones where somebody reads who is known otherwise than before."""
        zones = self._new.zones.items()
        return frozenset(zone for zone, facts in zones if facts.readers is not None and facts.readers & self._people)

    def _name(self, name: str) -> str | None:
        return name if name in self._named else None

    def _project_class(self, name: str) -> Hashable:
        known = self._new.projects[ProjectId(name)]
        return (known.sides, known.level, known.terms, known.since, known.until, bool(known.partners), self._name(name))

    def _zone_class(self, name: str) -> Hashable:
        zone = self._new.zones[ZoneId(name)]
        sides = sides_of(zone.projects, self._new)
        return (zone.kind, sides, zone.country, zone.readers is None, self._name(name))

    def _party_class(self, name: str) -> Hashable:
        party = self._new.parties[PartyId(name)]
        sides = sides_of(party.projects, self._new)
        effects = frozenset((entry.effect, entry.since, entry.until) for entry in party.screening)
        return (sides, party.country, effects, bool(party.projects), self._name(name))


def plain(rules: tuple[RuleFacts, ...]) -> tuple[RuleFacts, ...]:
    """Rules without the lines where they stand."""
    return tuple(replace(rule, line=0) for rule in rules)


def _with(probe: Probe, *changes: Mapping[str, Any]) -> Probe:
    for change in changes:
        probe = replace(probe, **change)
    return probe if probe.person is not None else replace(probe, exposed=frozenset(), session=None)


def _seen(zone: ZoneFacts) -> ZoneFacts:
    return replace(zone, homes=())


def _differ(old: PersonFacts, new: PersonFacts) -> bool:
    return replace(old, accounts=frozenset()) != replace(new, accounts=frozenset())


def _moved_grants(old: Tables, new: Tables, person: PersonId) -> Iterator[ProjectId]:
    yield from (grant.project for grant in {*old.people[person].grants} ^ {*new.people[person].grants})


def _names(tables: Tables) -> Iterable[str]:
    for rule in tables.rules:
        yield from (*rule.source.projects, *rule.source.zones, *rule.to.projects, *rule.to.zones, *rule.to.parties)
    for permit in tables.permits:
        yield from (*permit.projects, *permit.parties)
