"""The derived tables that agents and the server decide by: facts, and none of the reasons behind them.

Compiled from a `Policy` by `policies.compiler.compile_policy` on an officer's machine; a co-signer compiles the same
policy to the same bytes. No legal status, employer or funding is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policies.label import Level, ProjectId
from policies.model import (
    Defaults,
    Endpoint,
    Hours,
    Obligation,
    Officer,
    PartyId,
    Permit,
    PersonId,
    Publication,
    Quorums,
    Reviewer,
    Rings,
    RuleName,
    ScreeningEntry,
    Side,
    Verdict,
    Wall,
    WallId,
    ZoneId,
    ZoneKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts:
    """What terms of a project an agent enforces, in a period.

    Attributes:
        items: ECCN and item of the Japanese list, where the project has them.
    """

    items: frozenset[str] = frozenset()
    origin_permission: bool = False
    secrecy_hold: bool = False
    residency: str = ""
    publication: Publication = Publication.REVIEWED
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """What an agent knows of a project.

    Attributes:
        until: Last day of the project; after it nobody reads by membership.
    """

    title: str
    sides: frozenset[Side]
    level: Level
    fields: frozenset[str]
    partners: frozenset[PartyId]
    terms: tuple[TermsFacts, ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Up to which level a person reads a project's content in a period: membership cut down to clearance."""

    project: ProjectId
    level: Level
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What an agent knows of a person.

    Attributes:
        accounts: Log-in names, folded to lower case.
        grants: By project and period; the periods of one project do not overlap.
        permit_from: Level at and above which content is handed to the person under a permit only; None where never.
            It does not say why.
        permit_from_later: The stricter bound, and the day from which it holds, when a declaration expires.
    """

    accounts: frozenset[str]
    grants: tuple[Grant, ...]
    permit_from: Level | None = None
    permit_from_later: tuple[Level, date] | None = None

    @property
    def projects(self) -> frozenset[ProjectId]:
        """Every project that the person ever reads, whatever the day."""
        return frozenset(grant.project for grant in self.grants)

    def reads_on(self, day: date) -> dict[ProjectId, Level]:
        """Project to the highest level of it that the person may read on a day in Japan."""
        return {grant.project: grant.level for grant in self.grants if is_within(grant.since, grant.until, day)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """What an agent knows of a party.

    Attributes:
        screening: Entries of the party and of those who own half of it or more.
        projects: Those it is a partner of.
    """

    name: str
    domains: tuple[str, ...]
    country: str
    screening: tuple[ScreeningEntry, ...]
    projects: frozenset[ProjectId]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """What an agent knows of a zone.

    Attributes:
        projects: Projects whose home it is; an enclave names those of both sides.
        readers: Who can read there; None means everybody. In a home, those whose membership is in force.
        homes: Patterns that the agent resolves to folders.
    """

    kind: ZoneKind
    projects: frozenset[ProjectId]
    readers: frozenset[PersonId] | None
    country: str
    homes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """A rule as agents decide by it: people and projects are named, whatever the officers chose them by.

    A rule whose choice changes with the days stands as several of the same name, whose periods do not overlap.
    """

    name: RuleName
    source: Endpoint
    to: Endpoint
    verdict: Verdict
    persons: frozenset[PersonId] = frozenset()
    obligations: tuple[Obligation, ...] = ()
    hours: Hours | None = None
    since: date | None = None
    until: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetFacts:
    """What a person handled of a side up to the end of a day, Japan, counts no longer."""

    person: PersonId
    side: Side
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that `decide` needs. The zone of a project's homes has the project's id.

    Attributes:
        emergency_hours: How long an emergency stop may last at most.
        rings: Where the rules are only watched, or only warn.
    """

    version: int
    organisation: str
    contact: str
    walls: Mapping[WallId, Wall]
    projects: Mapping[ProjectId, ProjectFacts]
    people: Mapping[PersonId, PersonFacts]
    parties: Mapping[PartyId, PartyFacts]
    zones: Mapping[ZoneId, ZoneFacts]
    rules: tuple[RuleFacts, ...]
    defaults: Defaults
    permits: tuple[Permit, ...]
    officers: tuple[Officer, ...]
    reviewers: tuple[Reviewer, ...]
    threshold: int
    quorums: Quorums
    exposure_level: Level
    exposure_days: int
    exposure_resets: tuple[ResetFacts, ...]
    offline_valid_days: int
    recovery_recipient: str
    emergency_hours: int = 4
    rings: Rings = field(default_factory=Rings)


def is_within(since: date | None, until: date | None, day: date) -> bool:
    """Whether a day is in the period, both ends included."""
    return (since is None or since <= day) and (until is None or day <= until)
