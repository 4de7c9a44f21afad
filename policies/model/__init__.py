"""The nouns of a policy, as the officers write them.

A `Policy` knows people's recorded status and is read on officers' machines only. Agents and the server get the
`Tables` compiled from it (see `policies.tables`), which hold derived facts and no reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.label import Kind, Level, ProjectId
from policies.model.people import ExposureReset, Officer, Owner, Party, Permit, Person, Reviewer, ScreeningEntry
from policies.model.projects import Fefa, Membership, Project, Side, Terms, Wall, Zone
from policies.model.rings import Ring, Rings
from policies.model.table import Defaults, Endpoint, Hours, LevelRange, Rule, Selection, SizeRange
from policies.model.words import (
    Channel,
    FefaResult,
    ListEffect,
    Obligation,
    PartyId,
    PermitId,
    PersonId,
    Publication,
    RuleName,
    Stage,
    Status,
    Verdict,
    WallId,
    Weekday,
    ZoneId,
    ZoneKind,
)

__all__ = [
    "Channel", "Defaults", "Endpoint", "ExposureReset", "Fefa", "FefaResult", "Hours", "Kind", "Level", "LevelRange",
    "ListEffect", "Membership", "Obligation", "Officer", "Owner", "Party", "PartyId", "Permit", "PermitId", "Person",
    "PersonId", "Policy", "Project", "ProjectId", "Publication", "Quorums", "Reviewer", "Ring", "Rings", "Rule",
    "RuleName", "ScreeningEntry", "Selection", "Side", "SizeRange", "Stage", "Status", "Terms", "Verdict", "Wall",
    "WallId", "Weekday", "Zone", "ZoneId", "ZoneKind",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorums:
    """Approvals that a release needs, by its risk; where several apply, the highest counts.

    Attributes:
        ordinary: Every release.
        cross_wall: One that lifts a wall.
        controlled: One of content of a project whose level is `controlled`.
        listed: One to a party that stands on a screening list.
    """

    ordinary: int = 2
    cross_wall: int = 2
    controlled: int = 2
    listed: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the officers wrote, checked and whole.

    Attributes:
        version: Raised by one with every signed change; agents refuse an older one.
        contact: Whom a stopped sender may ask, as the notices print it.
        threshold: Officers' signatures that a policy needs.
        exposure_level: From which level handling content counts as exposure to its side.
        exposure_days: After how many days it no longer counts.
        exposure_resets: What reviewers found to count no longer, earlier than that.
        deemed_export: From which level a status needs a permit; a status not named needs none, but an unknown one
            is treated as the strictest that is named.
        offline_valid_days: How long a verified bundle stays good without the server.
        emergency_hours: How long an emergency stop may last at most.
        rings: Where the rules are only watched, or only warn.
        recovery_recipient: age recipient that every hold is encrypted to besides the agent's own.
    """

    version: int
    organisation: str
    contact: str
    walls: Mapping[WallId, Wall] = field(default_factory=dict)
    projects: Mapping[ProjectId, Project] = field(default_factory=dict)
    parties: Mapping[PartyId, Party] = field(default_factory=dict)
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    zones: Mapping[ZoneId, Zone] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
    permits: tuple[Permit, ...] = ()
    officers: tuple[Officer, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    threshold: int = 2
    quorums: Quorums = field(default_factory=Quorums)
    exposure_level: Level = Level.SENSITIVE
    exposure_days: int = 365
    exposure_resets: tuple[ExposureReset, ...] = ()
    deemed_export: Mapping[Status, Level] = field(default_factory=dict)
    offline_valid_days: int = 30
    emergency_hours: int = 4
    rings: Rings = field(default_factory=Rings)
    recovery_recipient: str = ""
