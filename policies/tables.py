"""The derived tables that agents and the server decide by: facts, and none of the reasons behind them.

Compiled from a `Policy` by `policies.compiler.compile_policy` on an officer's machine; a co-signer compiles the same
policy to the same bytes. No legal status, employer or funding is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.label import Level
from policies.model import (
    Defaults,
    Officer,
    PartyId,
    Permit,
    PersonId,
    ProjectId,
    Reviewer,
    Rule,
    ScreeningEntry,
    Side,
    Wall,
    WallId,
    ZoneId,
    ZoneKind,
)


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
    origin_permission: bool
    secrecy_hold: bool
    residency: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What an agent knows of a person.

    Attributes:
        accounts: Log-in names, folded to lower case.
        reads: Project to the highest level of it that the person may read.
        permit_from: Level at and above which content is handed to the person under a permit only; None where never.
            It does not say why.
        permit_from_later: The stricter bound, and the day from which it holds, when a declaration expires.
    """

    accounts: frozenset[str]
    reads: Mapping[ProjectId, Level]
    permit_from: Level | None = None
    permit_from_later: tuple[Level, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """What an agent knows of a party. `projects` are those it is a partner of."""

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
        readers: Who can read there; None means everybody.
        homes: Patterns that the agent resolves to folders.
    """

    kind: ZoneKind
    projects: frozenset[ProjectId]
    readers: frozenset[PersonId] | None
    country: str
    homes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that `decide` needs. The zone of a project's homes has the project's id."""

    version: int
    organisation: str
    contact: str
    walls: Mapping[WallId, Wall]
    projects: Mapping[ProjectId, ProjectFacts]
    people: Mapping[PersonId, PersonFacts]
    parties: Mapping[PartyId, PartyFacts]
    zones: Mapping[ZoneId, ZoneFacts]
    rules: tuple[Rule, ...]
    defaults: Defaults
    permits: tuple[Permit, ...]
    officers: tuple[Officer, ...]
    reviewers: tuple[Reviewer, ...]
    threshold: int
    quorum: int
    quorum_cross_wall: int
    exposure_level: Level
    exposure_days: int
    offline_valid_days: int
    recovery_recipient: str
