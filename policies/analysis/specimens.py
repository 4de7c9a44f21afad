"""Transfers made to a rule's measure: what it matches, spread over what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from policies.analysis.probe import CHANNEL_OF_KIND, Probe
from policies.analysis.reach import PARTNER, zones_to
from policies.label import Kind, Level, ProjectId
from policies.model import Channel, PartyId, PersonId, ZoneId, ZoneKind
from policies.tables import RuleFacts, Tables
from policies.transfer import Destination

EACH = 3
MOST = 96
OFF_SITE = (Channel.MAIL, Channel.HTTP, Channel.SSH, Channel.PRINT)


def specimens(rules: tuple[RuleFacts, ...], tables: Tables, *, most: int = MOST) -> Iterator[Probe]:
    """Transfers that all of these rules may match; the engine says whether they do.

    Args:
        rules: At least one.
        most: How many at most.
    """
    return islice(_all(rules, tables), most)


def _all(rules: tuple[RuleFacts, ...], tables: Tables) -> Iterator[Probe]:
    levels = [level for level in reversed(Level) if all(level in rule.source.levels for rule in rules)]
    kinds = _words([rule.source.kinds for rule in rules])
    markings = _words([rule.source.markings for rule in rules])
    fields = _words([rule.source.fields for rule in rules])
    sizes = max(rule.source.sizes.least_bytes for rule in rules)
    for owners, level, there in product(_owners(rules, tables), levels, _destinations(rules, tables)):
        for person, origin in product(_persons(rules, owners, tables), _origins(rules, tables)):
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
            and (not each.sides or each.sides & {side.name for side in facts.sides})
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


def _destinations(rules: tuple[RuleFacts, ...], tables: Tables) -> list[Destination]:
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
    return list(_anywhere(rules, tables))


def _parties(wanted: list[frozenset[str]], tables: Tables) -> list[PartyId]:
    every = sorted(tables.parties)
    fitting = [p for p in every if all(p in words or PARTNER in words for words in wanted)]
    return [p for p in fitting if tables.parties[p].projects][: 2 * EACH] or fitting[:EACH]


def _anywhere(rules: tuple[RuleFacts, ...], tables: Tables) -> Iterator[Destination]:
    """One zone and one party of each sort, and nowhere known."""
    countries = [rule.to.countries for rule in rules if rule.to.countries]
    zones: dict[object, ZoneId] = {}
    for zone, facts in sorted(tables.zones.items()):
        sides = frozenset(s for p in facts.projects if p in tables.projects for s in tables.projects[p].sides)
        if _fits(rules, facts.projects, frozenset(s.name for s in sides), facts.country, countries):
            zones.setdefault((facts.kind, sides), zone)
    parties: dict[object, PartyId] = {}
    for party, there in sorted(tables.parties.items()):
        sides = frozenset(s for p in there.projects if p in tables.projects for s in tables.projects[p].sides)
        if _fits(rules, there.projects, frozenset(s.name for s in sides), there.country, countries):
            parties.setdefault((sides, bool(there.screening), bool(there.projects)), party)
    yield from (Destination(zone=zone) for zone in zones.values())
    yield from (Destination(party=party) for party in parties.values())
    yield Destination()


def _fits(
    rules: tuple[RuleFacts, ...],
    projects: frozenset[ProjectId],
    sides: frozenset[str],
    country: str,
    countries: list[frozenset[str]],
) -> bool:
    asked = all(
        (not rule.to.projects or rule.to.projects & projects) and (not rule.to.sides or rule.to.sides & sides)
        for rule in rules
    )
    return asked and all(country in each for each in countries)


def _persons(rules: tuple[RuleFacts, ...], owners: frozenset[ProjectId], tables: Tables) -> list[PersonId | None]:
    named = [rule.persons for rule in rules if rule.persons]
    if named:
        common = sorted(frozenset.intersection(*named) & tables.people.keys())
        return [*common[:EACH]] if common else [None]
    members = (person for person, facts in sorted(tables.people.items()) if owners <= facts.projects)
    return [*islice(members, 1)] or [None]


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
