"""Which single changes to a policy cut a way: made and followed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations

from policies.analysis.carrying import Crossing, Employees, Ground, Place
from policies.analysis.guards import Guard, Guards
from policies.analysis.paths import Found, Search, Step, Way, find_ways, guard_along
from policies.analysis.removals import Change, without
from policies.compiler import compile_policy
from policies.model import PersonId, Policy, ProjectId

MOST_CARRIERS = 4
MOST_IN_CUT = 3
MOST_TRIED = 2_000


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
        self._tables = compile_policy(policy)
        self._employees = employees_of(policy)
        self._guards: tuple[frozenset[Change], Guards] | None = None
        self._base = self._made(frozenset())

    def guards(self, changes: frozenset[Change] = frozenset()) -> Guards:
        """The policy with some changes made, ready to be asked; but for none, those asked for last are kept."""
        if not changes:
            return self._base
        if self._guards is None or self._guards[0] != changes:
            self._guards = (changes, self._made(changes))
        return self._guards[1]

    def _made(self, changes: frozenset[Change]) -> Guards:
        ground = Ground(without(self._tables, changes), self._employees, self._crossing, self._now)
        return Guards(ground, self._now)

    def cuts(self, *ways: Way) -> tuple[tuple[Change, ...], ...]:
        """For each way, every single change after which it is not there, or better guarded."""
        candidates = [self.candidates(way) for way in ways]
        concerned: dict[Change, list[int]] = {}
        for number, changes in enumerate(candidates):
            for change in changes:
                concerned.setdefault(change, []).append(number)
        cutting = {
            (number, change)
            for change, numbers in concerned.items()
            for number in numbers
            if self.is_cut(ways[number], frozenset({change}))
        }
        return tuple(
            tuple(change for change in changes if (number, change) in cutting)
            for number, changes in enumerate(candidates)
        )

    def is_cut(self, way: Way, changes: frozenset[Change]) -> bool:
        """Whether after these changes nobody carries content along these places, or it is better guarded."""
        left = guard_along(way.places, way.project, self.guards(changes))
        return left is None or left > way.guard

    def candidates(self, way: Way) -> tuple[Change, ...]:
        """What on the way could be taken out."""
        found: dict[Change, None] = {}
        for step in way.steps:
            found |= dict.fromkeys(self._of_step(step))
        found |= dict.fromkeys(self._of_end(way))
        return tuple(found)

    def minimal_cut(self, cuts: Sequence[Sequence[Change]]) -> tuple[Change, ...]:
        """The fewest changes, at most three, that cut every way of which the cuts are given; empty if none so few do.

        A way that only several changes together cut is not seen to.
        """
        cutting = [frozenset(each) for each in cuts]
        if not cutting or not all(cutting):
            return ()
        every = sorted(set().union(*cutting))
        tried = 0
        for size in range(1, MOST_IN_CUT + 1):
            for chosen in combinations(every, size):
                tried += 1
                if tried > MOST_TRIED:
                    return ()
                if all(each.intersection(chosen) for each in cutting):
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
