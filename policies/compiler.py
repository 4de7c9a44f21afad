"""Policy to tables: the derived facts that agents get, and none of the reasons behind them."""

from __future__ import annotations

from datetime import date, timedelta

from policies.label import Level, ProjectId
from policies.model import PartyId, Person, PersonId, Policy, Project, Status, Zone, ZoneId, ZoneKind
from policies.tables import PartyFacts, PersonFacts, ProjectFacts, Tables, ZoneFacts

REMOVABLE = ZoneId("removable")


def compile_policy(policy: Policy) -> Tables:
    """The tables of a policy. The same policy gives the same tables; no clock and no chance is asked."""
    return Tables(
        version=policy.version,
        organisation=policy.organisation,
        contact=policy.contact,
        walls=dict(policy.walls),
        projects={project.id: _project_facts(project) for project in policy.projects.values()},
        people={person: _person_facts(policy, person) for person in policy.people},
        parties={party: _party_facts(policy, party) for party in policy.parties},
        zones=_zones(policy),
        rules=policy.rules,
        defaults=policy.defaults,
        permits=policy.permits,
        officers=policy.officers,
        reviewers=policy.reviewers,
        threshold=policy.threshold,
        quorum=policy.quorum,
        quorum_cross_wall=policy.quorum_cross_wall,
        exposure_level=policy.exposure_level,
        exposure_days=policy.exposure_days,
        offline_valid_days=policy.offline_valid_days,
        recovery_recipient=policy.recovery_recipient,
    )


def _project_facts(project: Project) -> ProjectFacts:
    return ProjectFacts(
        title=project.title,
        sides=project.sides,
        level=project.level,
        fields=project.fields,
        partners=project.partners,
        origin_permission=project.terms.origin_permission,
        secrecy_hold=project.terms.secrecy_hold,
        residency=project.terms.residency,
        since=project.since,
        until=project.until,
    )


def _person_facts(policy: Policy, id_: PersonId) -> PersonFacts:
    person = policy.people[id_]
    reads = {
        project.id: min(project.members[id_], person.clearance)
        for project in policy.projects.values()
        if id_ in project.members
    }
    bound = policy.deemed_export.get(person.status)
    return PersonFacts(
        accounts=person.accounts, reads=reads, permit_from=bound, permit_from_later=_later(policy, person)
    )


def _later(policy: Policy, person: Person) -> tuple[Level, date] | None:
    """What holds once the recorded status has run out: what the policy asks of an unknown one."""
    unknown = policy.deemed_export.get(Status.UNKNOWN)
    if person.status_until is None or unknown is None:
        return None
    return unknown, person.status_until + timedelta(days=1)


def _party_facts(policy: Policy, id_: PartyId) -> PartyFacts:
    party = policy.parties[id_]
    return PartyFacts(
        name=party.name,
        domains=party.domains,
        country=party.country,
        screening=party.screening,
        projects=frozenset(project.id for project in policy.projects.values() if id_ in project.partners),
    )


def _zones(policy: Policy) -> dict[ZoneId, ZoneFacts]:
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
