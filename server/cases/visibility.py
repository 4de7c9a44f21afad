"""Who may read of a case. Pure: tables, label and roles in, answer out.

The walls hold here as they do for files: details are for those who may read the source, for reviewers to whom the
evidence is sealed, and for officers who must sign and stand on no conflicting side. Running the server gives nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from agent.wire import TransferEvent
from policies.attribution import at_stake
from policies.flow import is_running
from policies.flow import may_read as may_read_project
from policies.invariants import SUGGESTED
from policies.label import Label
from policies.model import PersonId, ProjectId, Side
from policies.tables import Tables
from policies.transfer import Destination
from server.people.service import Asker, Role


def may_read(
    asker: Asker, label: Label, subject: PersonId | None, to: Destination, tables: Tables, today: date
) -> bool:
    """Whether the asker may read a case's details.

    Args:
        label: The stopped content's label.
        subject: Whose transfer it was.
        to: Where the content was going.
        today: The day in Japan, by which memberships and clearances count.
    """
    if asker.has(Role.ADMIN):
        return False
    if asker.has(Role.OFFICER) and is_neutral_officer(asker.person, label, to, tables):
        return True
    if asker.has(Role.REVIEWER) and is_reviewer_of(asker.person, label, tables):
        return True
    if not asker.has(Role.RESEARCHER, Role.REVIEWER, Role.OFFICER):
        return False
    if not label.is_labelled:
        return bool(asker.person) and asker.person == subject
    return reads_all(asker.person, label, tables, today)


def may_read_case(asker: Asker, event: TransferEvent, tables: Tables, today: date) -> bool:
    """Whether the asker may read the details of what an agent stopped.

    Besides who may read content of its label: a reviewer to whom evidence is sealed because a likeness held it. Who may
    say whether content is a project's is who knows that project.
    """
    subject, to = event.transfer.subject.person, event.transfer.destination
    if may_read(asker, event.label, subject, to, tables, today):
        return True
    if asker.has(Role.ADMIN) or not asker.has(Role.REVIEWER):
        return False
    projects = at_stake(event.label, event.transfer, event.decision.reasons)
    return projects <= tables.projects.keys() and is_reviewer_of(
        asker.person, replace(event.label, projects=projects), tables
    )


def told_to(asker: Asker, event: TransferEvent, tables: Tables, today: date) -> TransferEvent:
    """The event as the asker may read it: whose content it looks to be is for those who may read that project's.

    Args:
        event: Of a case whose details the asker may read.
    """
    found = event.transfer.suggestion
    if found is None:
        return event
    as_if = replace(event.label, projects=frozenset({found.project}))
    if found.project in tables.projects and may_read(
        asker, as_if, event.transfer.subject.person, event.transfer.destination, tables, today
    ):
        return event
    reasons = tuple(reason for reason in event.decision.reasons if reason.key != SUGGESTED)
    return msgspec.structs.replace(
        event,
        transfer=replace(event.transfer, suggestion=None),
        decision=msgspec.structs.replace(event.decision, reasons=reasons),
    )


def reads_all(person: PersonId, label: Label, tables: Tables, today: date) -> bool:
    """Whether the tables let a person read every project of the label at its level, today."""
    return all(
        project in tables.projects
        and is_running(tables.projects[project], today)
        and may_read_project(person, project, label.level, tables, today)
        for project in label.projects
    )


def is_reviewer_of(person: PersonId, label: Label, tables: Tables) -> bool:
    """Whether evidence of this label is sealed to a person."""
    return label.is_labelled and any(
        reviewer.person == person and label.projects <= reviewer.projects for reviewer in tables.reviewers
    )


def is_neutral_officer(person: PersonId, label: Label, to: Destination, tables: Tables) -> bool:
    """Whether a person approves releases and reads nothing that conflicts with the label or lies where it was going.

    What the person read once or will read counts too: it can only keep somebody out.
    """
    if not any(officer.person == person and officer.approves for officer in tables.officers):
        return False
    facts = tables.people.get(person)
    reads = set(facts.projects) - label.projects if facts else set()
    if reads & receiving_projects(to, tables):
        return False
    return not any(_conflict(mine, theirs, tables) for mine in reads for theirs in label.projects)


def receiving_projects(to: Destination, tables: Tables) -> frozenset[ProjectId]:
    """Projects that own the destination."""
    zone = tables.zones.get(to.zone) if to.zone else None
    party = tables.parties.get(to.party) if to.party else None
    return (zone.projects if zone else frozenset()) | (party.projects if party else frozenset())


def _conflict(first: ProjectId, second: ProjectId, tables: Tables) -> bool:
    return any(
        one.conflicts_with(other) for one in _sides(first, tables) for other in _sides(second, tables)
    )  # fmt: skip


def _sides(project: ProjectId, tables: Tables) -> frozenset[Side]:
    facts = tables.projects.get(project)
    return facts.sides if facts else frozenset()
