"""Standing permissions: which of them counts for what is about to happen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from policies.label import ProjectId
from policies.model import PartyId, Permit, PersonId
from policies.tables import is_within


def permit_for_person(
    permits: Iterable[Permit], person: PersonId, projects: frozenset[ProjectId], today: date
) -> Permit | None:
    """A permit in force that lets the person have content of all `projects`; none covers content of no project."""
    return next((p for p in permits if person in p.persons and _covers(p, projects, today)), None)


def permit_for_party(
    permits: Iterable[Permit], party: PartyId, projects: frozenset[ProjectId], today: date
) -> Permit | None:
    """A permit in force that lets the party have content of all `projects`; none covers content of no project."""
    return next((p for p in permits if party in p.parties and _covers(p, projects, today)), None)


def _covers(permit: Permit, projects: frozenset[ProjectId], today: date) -> bool:
    return bool(projects) and projects <= permit.projects and is_within(permit.since, permit.until, today)
