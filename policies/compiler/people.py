"""What agents are told of people: up to which level they read what, and from which level they need a permit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from policies.label import Level
from policies.model import Membership, Person, PersonId, Policy, ProjectId, Status
from policies.tables import Grant, PersonFacts

# What a person may read whose clearance has run out: as one for whom none was ever recorded.
UNCLEARED = Level.INTERNAL
_DAY = timedelta(days=1)


def person_facts(policy: Policy) -> dict[PersonId, PersonFacts]:
    """The facts of every person of a policy."""
    memberships: dict[PersonId, list[tuple[ProjectId, Membership]]] = defaultdict(list)
    for project in policy.projects.values():
        for person, membership in project.members.items():
            memberships[person].append((project.id, membership))
    unknown = unknown_bound(policy)
    return {id_: _facts(person, memberships[id_], policy, unknown) for id_, person in policy.people.items()}


def unknown_bound(policy: Policy) -> Level | None:
    """From which level somebody of unknown status needs a permit: the strictest that any status has."""
    return min(policy.deemed_export.values(), default=None)


def _facts(
    person: Person, memberships: list[tuple[ProjectId, Membership]], policy: Policy, unknown: Level | None
) -> PersonFacts:
    grants = (grant for project, membership in memberships for grant in _grants(project, membership, person))
    bound = unknown if person.status is Status.UNKNOWN else policy.deemed_export.get(person.status)
    later = None
    if person.status_until is not None and person.status_until < date.max and unknown not in (None, bound):
        later = (unknown, person.status_until + _DAY)
    return PersonFacts(
        accounts=person.accounts,
        grants=tuple(sorted(grants, key=lambda grant: (grant.project, grant.since or date.min))),
        permit_from=bound,
        permit_from_later=later,
    )


def _grants(project: ProjectId, membership: Membership, person: Person) -> Iterator[Grant]:
    """One grant, or two where the clearance ends within the membership and that makes a difference."""
    cleared, uncleared = min(membership.level, person.clearance), min(membership.level, UNCLEARED)
    ends, since, until = person.clearance_until, membership.since, membership.until
    if ends is None or ends == date.max or cleared <= uncleared or (until is not None and until <= ends):
        yield Grant(project=project, level=cleared, since=since, until=until)
        return
    if since is None or since <= ends:
        yield Grant(project=project, level=cleared, since=since, until=ends)
    begins = ends + _DAY if since is None else max(since, ends + _DAY)
    yield Grant(project=project, level=uncleared, since=begins, until=until)
