"""What agents are told of projects, parties and zones."""

from __future__ import annotations

from collections import defaultdict

from policies.compiler.ownership import inherited_entries
from policies.label import ProjectId
from policies.model import FefaResult, PartyId, Policy, Project, Terms, Zone, ZoneId, ZoneKind
from policies.tables import PartyFacts, ProjectFacts, TermsFacts, ZoneFacts

REMOVABLE = ZoneId("removable")


def project_facts(project: Project) -> ProjectFacts:
    """What agents are told of a project."""
    return ProjectFacts(
        title=project.title,
        sides=project.sides,
        level=project.level,
        fields=project.fields,
        partners=project.partners,
        terms=tuple(_terms_facts(terms) for terms in project.terms),
        since=project.since,
        until=project.until,
    )


def _terms_facts(terms: Terms) -> TermsFacts:
    # An item that was judged not to control the content asks for no permit; one that nobody judged may.
    judged = "" if terms.fefa.result is FefaResult.NOT_CONTROLLED else terms.fefa.item
    return TermsFacts(
        items=frozenset(item for item in (terms.eccn, judged) if item),
        origin_permission=terms.origin_permission,
        secrecy_hold=terms.secrecy_hold,
        residency=terms.residency,
        publication=terms.publication,
        since=terms.since,
        until=terms.until,
    )


def party_facts(policy: Policy) -> dict[PartyId, PartyFacts]:
    """What agents are told of each party; who is owned by half by a listed party stands on its list as well."""
    inherited = inherited_entries(policy.parties)
    partnerships: dict[PartyId, set[ProjectId]] = defaultdict(set)
    for project in policy.projects.values():
        for party in project.partners:
            partnerships[party].add(project.id)
    return {
        party.id: PartyFacts(
            name=party.name,
            domains=party.domains,
            country=party.country,
            screening=(*party.screening, *inherited.get(party.id, ())),
            projects=frozenset(partnerships[party.id]),
        )
        for party in policy.parties.values()
    }


def zones_of(policy: Policy) -> dict[ZoneId, ZoneFacts]:
    """The projects' homes, the named zones, and removable media, which is always there."""
    homes = {ZoneId(project.id): _home_facts(project) for project in policy.projects.values()}
    named = {zone.id: _zone_facts(zone) for zone in policy.zones.values()}
    return {REMOVABLE: _removable(), **homes, **named}


def _home_facts(project: Project) -> ZoneFacts:
    return ZoneFacts(
        kind=ZoneKind.HOME,
        projects=frozenset({project.id}),
        readers=frozenset(project.members),
        country="JP",
        homes=project.homes,
    )


def _zone_facts(zone: Zone) -> ZoneFacts:
    return ZoneFacts(
        kind=zone.kind, projects=zone.projects, readers=zone.persons, country=zone.country, homes=zone.homes
    )


def _removable() -> ZoneFacts:
    nobody: frozenset[ProjectId] = frozenset()
    return ZoneFacts(kind=ZoneKind.REMOVABLE, projects=nobody, readers=None, country="", homes=())
