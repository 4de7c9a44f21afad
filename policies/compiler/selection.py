"""Rules with the people and projects that their selections come to, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from policies.compiler.people import UNCLEARED
from policies.label import Level, ProjectId
from policies.model import Person, PersonId, Policy, Project, Rule, Selection, Status
from policies.tables import RuleFacts, is_within

_DAY = timedelta(days=1)
NO_SELECTION = Selection()

_Phase = tuple[date | None, date | None, frozenset[PersonId]]


class Selector:
    """What selections come to in one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._by_group = _index({id_: person.groups for id_, person in policy.people.items()})
        self._by_funding = _index({id_: person.funding for id_, person in policy.people.items()})
        employers = {id_: person.employer for id_, person in policy.people.items()}
        self._by_employer = _index({id_: {each} if each else set[str]() for id_, each in employers.items()})
        self._phases: dict[Selection, tuple[_Phase, ...]] = {}

    def facts(self, rule: Rule) -> Iterator[RuleFacts]:
        """The rule as agents decide by it: once for each period in which its selection comes to the same.

        In a period in which the selection comes to nobody, or to no project, the rule does not stand.
        """
        projects = _projects(rule, self._policy)
        if projects is None:
            return
        if not _names_people(rule.selection):
            yield _facts(rule, projects, (rule.since, rule.until, rule.persons))
            return
        for phase in _joined(self._named(rule)):
            if phase[2]:
                yield _facts(rule, projects, phase)

    def _named(self, rule: Rule) -> Iterator[_Phase]:
        """The selection's phases, cut down to the rule's own days and people."""
        for since, until, persons in self._phases_of(rule.selection):
            begins = max((day for day in (since, rule.since) if day is not None), default=None)
            ends = min((day for day in (until, rule.until) if day is not None), default=None)
            if begins is None or ends is None or begins <= ends:
                yield begins, ends, persons & rule.persons if rule.persons else persons

    def _phases_of(self, chosen: Selection) -> tuple[_Phase, ...]:
        """Whom a selection comes to, in periods that together are all days; the same for all rules that say it."""
        wanted = replace(chosen, stages=frozenset(), project_funding=frozenset())
        if wanted not in self._phases:
            self._phases[wanted] = tuple(_phases(self._candidates(wanted), wanted))
        return self._phases[wanted]

    def _candidates(self, chosen: Selection) -> list[Person]:
        """Those of whom all holds that does not change with the days."""
        named = set(self._policy.people)
        for index, wanted in (
            (self._by_group, chosen.groups),
            (self._by_employer, chosen.employers),
            (self._by_funding, chosen.foreign_funding),
        ):
            if wanted:
                named &= {id_ for each in wanted for id_ in index.get(each, ())}
        return [self._policy.people[id_] for id_ in sorted(named)]


def _index(words: Mapping[PersonId, frozenset[str] | set[str]]) -> dict[str, set[PersonId]]:
    index: dict[str, set[PersonId]] = defaultdict(set)
    for person, each in words.items():
        for word in each:
            index[word].add(person)
    return index


def _facts(rule: Rule, projects: frozenset[ProjectId], phase: _Phase) -> RuleFacts:
    since, until, persons = phase
    return RuleFacts(
        name=rule.name,
        source=replace(rule.source, projects=projects),
        to=rule.to,
        verdict=rule.verdict,
        persons=persons,
        obligations=rule.obligations,
        hours=rule.hours,
        since=since,
        until=until,
        line=rule.line,
    )


def _projects(rule: Rule, policy: Policy) -> frozenset[ProjectId] | None:
    """The projects that the rule's content is of; empty for any, None where the selection comes to no project."""
    chosen = rule.selection
    if not chosen.stages and not chosen.project_funding:
        return rule.source.projects
    named = frozenset(project.id for project in policy.projects.values() if _is_chosen_project(project, chosen))
    wanted = named & rule.source.projects if rule.source.projects else named
    return wanted or None


def _is_chosen_project(project: Project, chosen: Selection) -> bool:
    at_stage = not chosen.stages or project.stage in chosen.stages
    return at_stage and (not chosen.project_funding or bool(chosen.project_funding & project.funding))


def _names_people(chosen: Selection) -> bool:
    return chosen != replace(NO_SELECTION, stages=chosen.stages, project_funding=chosen.project_funding)


def _phases(candidates: list[Person], chosen: Selection) -> Iterator[_Phase]:
    """The candidates of whom the changing part holds, cut where that changes for one of them."""
    always, ends = set[PersonId](), set[date]()
    changing: list[Person] = []
    for person in candidates:
        cuts = [
            end for end in _ends(person) if _is_chosen(person, chosen, end) != _is_chosen(person, chosen, end + _DAY)
        ]
        if cuts:
            changing.append(person)
            ends.update(cuts)
        elif _is_chosen(person, chosen, date.min):
            always.add(person.id)
    since = None
    for until in (*sorted(ends), None):
        day = since or until or date.min
        yield since, until, frozenset(always | {each.id for each in changing if _is_chosen(each, chosen, day)})
        since = until + _DAY if until is not None else None


def _ends(person: Person) -> list[date]:
    """Days after which something of a person changes; after the last day there is nothing."""
    return [end for end in (person.status_until, person.clearance_until) if end is not None and end < date.max]


def _is_chosen(person: Person, chosen: Selection, day: date) -> bool:
    has_status = not chosen.statuses or _status_on(person, day) in chosen.statuses
    return has_status and _clearance_on(person, day) in chosen.clearances


def _status_on(person: Person, day: date) -> Status:
    return person.status if is_within(None, person.status_until, day) else Status.UNKNOWN


def _clearance_on(person: Person, day: date) -> Level:
    return person.clearance if is_within(None, person.clearance_until, day) else min(person.clearance, UNCLEARED)


def _joined(phases: Iterator[_Phase]) -> Iterator[_Phase]:
    """Phases that follow each other with the same people as one."""
    open_: _Phase | None = None
    for phase in phases:
        if open_ is not None and open_[2] == phase[2]:
            open_ = (open_[0], phase[1], phase[2])
        else:
            if open_ is not None:
                yield open_
            open_ = phase
    if open_ is not None:
        yield open_
