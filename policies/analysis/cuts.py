"""Single changes to a policy, and which of them cut a way: made, compiled and followed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from policies.analysis.carrying import Crossing, Employees, Ground, Place
from policies.analysis.guards import Guard, Guards
from policies.analysis.paths import Found, Search, Step, Way, find_ways, follow
from policies.compiler import compile_policy
from policies.model import PartyId, PersonId, Policy, ProjectId, ZoneId

MOST_CARRIERS = 4
MOST_IN_CUT = 3
MOST_TRIED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Change:
    """Something taken out of a policy.

    Attributes:
        what: `member`, `zone-person`, `partner`, `employer`, `rule` or `permit`.
        name: Who or what is taken out.
        of: What it is taken out of; empty for a rule and a permit.
    """

    what: str
    name: str
    of: str = ""

    def said(self) -> str:
        """The change in words."""
        if self.what == "employer":
            return f"take `{self.name}`, whom `{self.of}` employs, out of its projects"
        words = {"member": "member", "zone-person": "person", "partner": "partner"}
        if self.what in words:
            return f"take {words[self.what]} `{self.name}` out of `{self.of}`"
        return f"remove {self.what} `{self.name}`"


class Cutter:
    """Makes changes and looks whether ways are still there.

    Args:
        crossing: The crossing that all ways are of.
        now: Aware UTC time.
    """

    def __init__(self, policy: Policy, crossing: Crossing, now: datetime) -> None:
        self._policy = policy
        self._crossing = crossing
        self._now = now
        self._changed: dict[frozenset[Change], Guards] = {}

    def guards(self, changes: frozenset[Change] = frozenset()) -> Guards:
        """The policy with some changes made, ready to be asked."""
        if changes not in self._changed:
            policy = changed(self._policy, changes)
            ground = Ground(compile_policy(policy), employees_of(policy), self._crossing, self._now)
            self._changed[changes] = Guards(ground, self._now)
        return self._changed[changes]

    def cuts(self, way: Way) -> tuple[Change, ...]:
        """Every single change after which the way is not there, or better guarded."""
        return tuple(change for change in self.candidates(way) if self.is_cut(way, frozenset({change})))

    def is_cut(self, way: Way, changes: frozenset[Change]) -> bool:
        """Whether after these changes nobody carries content along these places, or it is better guarded."""
        there = follow(way.places, way.project, self.guards(changes))
        return there is None or there.guard > way.guard

    def candidates(self, way: Way) -> tuple[Change, ...]:
        """What on the way could be taken out."""
        found: dict[Change, None] = {}
        for step in way.steps:
            found |= dict.fromkeys(self._of_step(step))
        found |= dict.fromkeys(self._of_end(way))
        return tuple(found)

    def minimal_cut(self, ways: Sequence[Way]) -> tuple[Change, ...]:
        """The fewest changes, at most three, that cut all these ways; empty where there are none so few."""
        cutting = [frozenset(self.cuts(way)) for way in ways]
        if not cutting or not all(cutting):
            return ()
        every = sorted(set().union(*cutting))
        tried = 0
        for size in range(1, MOST_IN_CUT + 1):
            for chosen in combinations(every, size):
                tried += 1
                if tried > MOST_TRIED:
                    return ()
                if all(cuts.intersection(chosen) for cuts in cutting):
                    return chosen
        return ()

    def search(self, changes: frozenset[Change], search: Search) -> Found:
        """All ways that are left after some changes."""
        return find_ways(self.guards(changes), search)

    def _of_step(self, step: Step) -> Iterator[Change]:
        for person in step.carriers[:MOST_CARRIERS] if len(step.carriers) <= MOST_CARRIERS else ():
            yield from self._of_reading(person, step.start)
            if step.end.zone:
                yield from self._of_reading(person, step.end)
        for answer in step.answers:
            if answer.by.startswith("rule:") and answer.guard is Guard.NOTHING:
                yield Change(what="rule", name=answer.by.removeprefix("rule:"))
        concerned = (step.end.party, *step.carriers[:1])
        for permit in self._policy.permits:
            if {*permit.parties, *permit.persons} & set(concerned):
                yield Change(what="permit", name=permit.id)

    def _of_reading(self, person: PersonId, place: Place) -> Iterator[Change]:
        """What lets a person read at a place."""
        if place.party:
            yield Change(what="employer", name=person, of=place.party)
            return
        zone = self._policy.zones.get(place.zone)
        if zone is not None and zone.persons is not None and person in zone.persons:
            yield Change(what="zone-person", name=person, of=place.zone)
        project = self._policy.projects.get(ProjectId(place.zone))
        if project is not None and person in project.members:
            yield Change(what="member", name=person, of=project.id)

    def _of_end(self, way: Way) -> Iterator[Change]:
        """What lets the other side read at the end."""
        end, ground = way.places[-1], self.guards().ground
        theirs = [person for person in sorted(ground.readers(end) or ()) if ground.is_theirs(person)]
        if len(theirs) <= MOST_CARRIERS and ground.crossing.theirs not in ground.sides_at(end):
            for person in theirs:
                yield from self._of_reading(person, end)
        for project in sorted(ground.projects_at(end)) if end.party else ():
            if ground.crossing.theirs in ground.tables.projects[project].sides:
                yield Change(what="partner", name=end.party, of=project)


def employees_of(policy: Policy) -> Employees:
    """Party to the people it employs."""
    parties = {person.employer for person in policy.people.values() if person.employer is not None}
    people = policy.people.values()
    return {party: frozenset(each.id for each in people if each.employer == party) for party in parties}


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
