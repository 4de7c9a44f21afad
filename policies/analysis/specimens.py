"""Transfers made to a rule's measure: what it matches, spread over what it leaves open."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from policies.analysis.probe import CHANNEL_OF_KIND, Probe
from policies.analysis.reach import PARTNER, zones_to
from policies.flow import sides_of
from policies.label import Kind, Level, ProjectId
from policies.model import Channel, PartyId, PersonId, ZoneId, ZoneKind
from policies.tables import PartyFacts, RuleFacts, Tables, ZoneFacts
from policies.transfer import Destination

EACH = 3
MOST = 96
OFF_SITE = (Channel.MAIL, Channel.HTTP, Channel.SSH, Channel.PRINT)


class Specimens:
    """Makes transfers to the measure of rules of one policy's tables; what they all ask of the tables is kept."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._people = sorted(tables.people.items())
        self._reads = {person: facts.projects for person, facts in self._people}
        self._member_of: dict[frozenset[ProjectId], PersonId | None] = {}
        self._zones = [_zone(zone, facts, tables) for zone, facts in sorted(tables.zones.items())]
        parties: dict[object, _There] = {}
        for party, facts in sorted(tables.parties.items()):
            there = _party(party, facts, tables)
            parties.setdefault((there.projects, there.country, there.sort), there)
        self._parties = [*parties.values()]

    def of(self, *rules: RuleFacts, most: int = MOST) -> Iterator[Probe]:
        """Transfers that all of these rules, at least one, may match, at most so many; the engine says if they do."""
        return islice(_all(rules, self), most)

    def anywhere(self, rules: tuple[RuleFacts, ...]) -> Iterator[Destination]:
        """One zone and one party of each sort to which the rules may speak, and nowhere known."""
        for places in (self._zones, self._parties):
            yield from {there.sort: there.destination for there in reversed(places) if there.fits(rules)}.values()
        yield Destination()

    def member_of(self, owners: frozenset[ProjectId]) -> PersonId | None:
        """Somebody who reads all these projects."""
        if owners not in self._member_of:
            members = (person for person, projects in self._reads.items() if owners <= projects)
            self._member_of[owners] = next(members, None)
        return self._member_of[owners]


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """A place to go to, as rules see it, and the sort of which one stands for all."""

    destination: Destination
    projects: frozenset[ProjectId]
    sides: frozenset[str]
    country: str
    sort: Hashable

    def fits(self, rules: tuple[RuleFacts, ...]) -> bool:
        """Whether every rule may speak of it."""
        return all(
            (not rule.to.projects or rule.to.projects & self.projects)
            and (not rule.to.sides or rule.to.sides & self.sides)
            and (not rule.to.countries or self.country in rule.to.countries)
            for rule in rules
        )


def _zone(zone: ZoneId, facts: ZoneFacts, tables: Tables) -> _There:
    sides = sides_of(facts.projects, tables)
    return _There(
        destination=Destination(zone=zone),
        projects=facts.projects,
        sides=frozenset(side.full_name for side in sides),
        country=facts.country,
        sort=(facts.kind, sides),
    )


def _party(party: PartyId, facts: PartyFacts, tables: Tables) -> _There:
    sides = sides_of(facts.projects, tables)
    return _There(
        destination=Destination(party=party),
        projects=facts.projects,
        sides=frozenset(side.full_name for side in sides),
        country=facts.country,
        sort=(sides, bool(facts.screening), bool(facts.projects)),
    )


def _all(rules: tuple[RuleFacts, ...], made: Specimens) -> Iterator[Probe]:
    tables = made.tables
    levels = [level for level in reversed(Level) if all(level in rule.source.levels for rule in rules)]
    kinds = _words([rule.source.kinds for rule in rules])
    markings = _words([rule.source.markings for rule in rules])
    fields = _words([rule.source.fields for rule in rules])
    sizes = max(rule.source.sizes.least_bytes for rule in rules)
    for owners, level, there in product(_owners(rules, tables), levels, _destinations(rules, made)):
        for person, origin in product(_persons(rules, owners, made), _origins(rules, tables)):
            for channel in _channels(rules, there, tables):
                yield Probe(
                    person=person,
                    projects=owners,
                    level=level,
                    kinds=frozenset(map(Kind, kinds)),
                    markings=markings,
                    fields=fields,
                    origin=origin,
                    zone=there.zone,
                    party=there.party,
                    channel=channel,
                    size_bytes=sizes,
                )


def _words(wanted: list[frozenset[str]] | list[frozenset[Kind]]) -> frozenset[str]:
    """A word for each rule, one for all where they share one."""
    asked = [frozenset(map(str, words)) for words in wanted if words]
    if not asked:
        return frozenset()
    common = frozenset.intersection(*asked)
    return frozenset({min(common)}) if common else frozenset(min(words) for words in asked)


def _owners(rules: tuple[RuleFacts, ...], tables: Tables) -> list[frozenset[ProjectId]]:
    asked = [rule.source for rule in rules if rule.source.projects or rule.source.sides]
    fitting = [
        project
        for project, facts in sorted(tables.projects.items())
        if all(
            (not each.projects or project in each.projects)
            and (not each.sides or each.sides & {side.full_name for side in facts.sides})
            for each in asked
        )
    ]
    if asked:
        joined = frozenset(min(each.projects) for each in asked if each.projects)
        return [frozenset({project}) for project in fitting[:EACH]] or [joined]
    spread = _one_each(fitting, tables)
    return [frozenset(), *(frozenset({project}) for project in spread)]


def _one_each(projects: Iterable[ProjectId], tables: Tables) -> list[ProjectId]:
    """One project of each side and one of none."""
    by_sides = {tables.projects[project].sides: project for project in projects}
    return sorted(by_sides.values())


def _destinations(rules: tuple[RuleFacts, ...], made: Specimens) -> list[Destination]:
    tables = made.tables
    zones = [zones_to(rule.to, tables) for rule in rules if rule.to.zones or rule.to.zone_kinds]
    parties = [rule.to.parties for rule in rules if rule.to.parties]
    found: list[Destination] = []
    if zones:
        found += [Destination(zone=ZoneId(zone)) for zone in sorted(frozenset.intersection(*zones)) if zone][:EACH]
    if parties:
        found += [Destination(party=party) for party in _parties(parties, tables)]
    if zones and parties:
        return [Destination(zone=zone.zone, party=party.party) for zone in found for party in found if party.party]
    if found:
        return found
    return list(made.anywhere(rules))


def _parties(wanted: list[frozenset[str]], tables: Tables) -> list[PartyId]:
    every = sorted(tables.parties)
    fitting = [p for p in every if all(p in words or PARTNER in words for words in wanted)]
    return [p for p in fitting if tables.parties[p].projects][: 2 * EACH] or fitting[:EACH]


def _persons(rules: tuple[RuleFacts, ...], owners: frozenset[ProjectId], made: Specimens) -> list[PersonId | None]:
    named = [rule.persons for rule in rules if rule.persons]
    if named:
        common = sorted(frozenset.intersection(*named) & made.tables.people.keys())
        return [*common[:EACH]] if common else [None]
    return [made.member_of(owners)]


def _origins(rules: tuple[RuleFacts, ...], tables: Tables) -> list[frozenset[ZoneId]]:
    wanted: list[frozenset[ZoneId]] = []
    for rule in rules:
        if rule.source.zones:
            wanted.append(frozenset({min(rule.source.zones)}))
        elif rule.source.zone_kinds:
            kinds = rule.source.zone_kinds
            fitting = (zone for zone, facts in sorted(tables.zones.items()) if facts.kind in kinds)
            wanted.append(frozenset(islice(fitting, 1)))
    return [frozenset(zone for zones in wanted for zone in zones)]


def _channels(rules: tuple[RuleFacts, ...], there: Destination, tables: Tables) -> list[Channel]:
    named = [rule.to.channels for rule in rules if rule.to.channels]
    if named:
        return sorted(frozenset.intersection(*named))[:2]
    facts = tables.zones.get(there.zone) if there.zone is not None else None
    kind = facts.kind if facts else ZoneKind.PARTY
    return [CHANNEL_OF_KIND.get(kind, Channel.SHARE)]
