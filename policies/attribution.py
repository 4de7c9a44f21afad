"""Whose content a document is: before deciding, at rest in a home, and to whom handling it exposes a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from policies.decision import Reason
from policies.flow import conflicts, sides_of
from policies.invariants import SUGGESTED
from policies.label import Label, Level, ProjectId
from policies.model import PersonId, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Exposure, Transfer

# The invariant by which content that is nobody's is held for whose it may be.
HELD_BY = "invariant:exposure"


def attribute(label: Label, *, origin: frozenset[ZoneId], session: ProjectId | None, tables: Tables) -> Label:
    """The label with the projects whose content it is taken to be, before deciding.

    What was recognised in it comes first, then the homes in which the same content was seen before, then the declared
    session. Readable content that is public is nobody's, and so is readable content below `sensitive` that was never
    seen in a home, or in homes of both sides (a form, a calendar). Opaque content is its origin's besides what was
    recognised.

    Args:
        label: As the classifiers gave it; its projects are those recognised by fingerprint or digest.
        origin: Zones in which the same content was seen before.
        session: Project that the person has declared to work for.
    """
    seen_in = _projects_of_zones(origin, tables)
    declared = frozenset({session} if session is not None and session in tables.projects else ())
    if label.reading.is_opaque:
        projects = (label.projects | seen_in) or declared
    elif label.projects or label.level is Level.PUBLIC:
        projects = label.projects
    elif label.level >= Level.SENSITIVE:
        projects = seen_in or declared
    else:
        sides = sides_of(seen_in, tables)
        projects = frozenset[ProjectId]() if conflicts(sides, sides) else seen_in
    return _at_level_of(replace(label, projects=projects), tables)


def label_at_rest(label: Label, zone: ZoneId, tables: Tables) -> Label:
    """What an allowed document becomes in a zone: in a home, the home's where it was nobody's; elsewhere unchanged."""
    facts = tables.zones.get(zone)
    is_public = label.level is Level.PUBLIC and not label.reading.is_opaque
    if facts is None or label.is_labelled or is_public or facts.kind not in (ZoneKind.HOME, ZoneKind.ENCLAVE):
        return label
    return _at_level_of(replace(label, projects=facts.projects), tables)


def exposures_of(label: Label, person: PersonId | None, at: datetime, tables: Tables) -> tuple[Exposure, ...]:
    """What handling a document of this label exposes a person to; nothing below the policy's exposure level."""
    if person is None or label.level < tables.exposure_level:
        return ()
    return tuple(Exposure(person=person, side=side, at=at) for side in sorted(sides_of(label.projects, tables)))


def at_stake(label: Label, transfer: Transfer, reasons: Iterable[Reason]) -> frozenset[ProjectId]:
    """Whose content it may be, for who looks into a stop: besides the label's, what held content looks like.

    Empty where nothing says whose it is. What was recognised is not doubted for a likeness.
    """
    found = transfer.suggestion
    if found is None:
        return label.projects
    sources = {reason.source for reason in reasons} if not label.projects else set[str]()
    counts = HELD_BY in sources or any(reason.key == SUGGESTED for reason in reasons)
    return label.projects | {found.project} if counts else label.projects


def _projects_of_zones(zones: Iterable[ZoneId], tables: Tables) -> frozenset[ProjectId]:
    known = (tables.zones[zone] for zone in zones if zone in tables.zones)
    return frozenset(project for facts in known for project in facts.projects)


def _at_level_of(label: Label, tables: Tables) -> Label:
    """Technical and opaque content of a project is of the project's level; other content keeps its own."""
    if label.level < Level.SENSITIVE and not label.reading.is_opaque:
        return label
    levels = (tables.projects[project].level for project in label.projects if project in tables.projects)
    return replace(label, level=max([label.level, *levels]))
