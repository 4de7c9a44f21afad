"""Rules with the people and projects that their selections come to, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from policies.compiler.people import UNCLEARED
from policies.label import Level, ProjectId
from policies.model import Person, PersonId, Policy, Project, Rule, Selection, Status
from policies.tables import RuleFacts, is_within

_DAY = timedelta(days=1)
NO_SELECTION = Selection()


def rule_facts(rule: Rule, policy: Policy) -> Iterator[RuleFacts]:
    """The rule as agents decide by it: once for each period in which its selection comes to the same.

    In a period in which the selection comes to nobody, or to no project, the rule does not stand.
    """
    projects = _projects(rule, policy)
    if projects is None:
        return
    if not _names_people(rule.selection):
        yield _facts(rule, projects, rule.persons, rule.since, rule.until)
        return
    for since, until in _periods(rule, policy):
        day = since or until or date.min
        persons = frozenset(id_ for id_, person in policy.people.items() if _is_chosen(person, rule, day))
        if persons:
            yield _facts(rule, projects, persons, since, until)


def _facts(
    rule: Rule,
    projects: frozenset[ProjectId],
    persons: frozenset[PersonId],
    since: date | None,
    until: date | None,
) -> RuleFacts:
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


def _is_chosen(person: Person, rule: Rule, day: date) -> bool:
    chosen = rule.selection
    return (
        (not rule.persons or person.id in rule.persons)
        and (not chosen.groups or bool(chosen.groups & person.groups))
        and (not chosen.employers or person.employer in chosen.employers)
        and (not chosen.foreign_funding or bool(chosen.foreign_funding & person.funding))
        and (not chosen.statuses or _status_on(person, day) in chosen.statuses)
        and _clearance_on(person, day) in chosen.clearances
    )


def _status_on(person: Person, day: date) -> Status:
    return person.status if is_within(None, person.status_until, day) else Status.UNKNOWN


def _clearance_on(person: Person, day: date) -> Level:
    return person.clearance if is_within(None, person.clearance_until, day) else min(person.clearance, UNCLEARED)


def _periods(rule: Rule, policy: Policy) -> Iterator[tuple[date | None, date | None]]:
    """The rule's period, cut after each day on which a status or a clearance that it asks for ends."""
    chosen, ends = rule.selection, set[date]()
    for person in policy.people.values():
        ends |= {person.status_until} if chosen.statuses and person.status_until else set()
        asks_clearance = chosen.clearances != NO_SELECTION.clearances
        ends |= {person.clearance_until} if asks_clearance and person.clearance_until else set()
    since = rule.since
    for end in sorted(ends):
        if (since is None or since <= end) and (rule.until is None or end < rule.until):
            yield since, end
            since = end + _DAY
    yield since, rule.until
