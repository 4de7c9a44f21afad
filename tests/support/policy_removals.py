"""Single things taken out of a policy, as an officer would in its text: what `removals.without` is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from policies.analysis.removals import Change
from policies.model import PartyId, PersonId, Policy, ProjectId, ZoneId


def changed(policy: Policy, changes: frozenset[Change]) -> Policy:
    """The policy with some things taken out."""
    for change in sorted(changes):
        policy = _MAKERS[change.what](policy, change)
    return policy


def _without_member(policy: Policy, change: Change) -> Policy:
    project = policy.projects[ProjectId(change.of)]
    members = {person: each for person, each in project.members.items() if person != change.name}
    return replace(policy, projects={**policy.projects, project.id: replace(project, members=members)})


def _without_zone_person(policy: Policy, change: Change) -> Policy:
    zone = policy.zones[ZoneId(change.of)]
    persons = (zone.persons or frozenset()) - {PersonId(change.name)}
    return replace(policy, zones={**policy.zones, zone.id: replace(zone, persons=persons)})


def _without_partner(policy: Policy, change: Change) -> Policy:
    project = policy.projects[ProjectId(change.of)]
    partners = project.partners - {PartyId(change.name)}
    return replace(policy, projects={**policy.projects, project.id: replace(project, partners=partners)})


def _without_employee(policy: Policy, change: Change) -> Policy:
    for project in policy.projects.values():
        policy = _without_member(policy, Change(what="member", name=change.name, of=project.id))
    return policy


def _without_rule(policy: Policy, change: Change) -> Policy:
    return replace(policy, rules=tuple(rule for rule in policy.rules if rule.name != change.name))


def _without_permit(policy: Policy, change: Change) -> Policy:
    return replace(policy, permits=tuple(permit for permit in policy.permits if permit.id != change.name))


_MAKERS: dict[str, Callable[[Policy, Change], Policy]] = {
    "member": _without_member,
    "zone-person": _without_zone_person,
    "partner": _without_partner,
    "employer": _without_employee,
    "rule": _without_rule,
    "permit": _without_permit,
}
