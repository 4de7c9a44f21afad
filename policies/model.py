"""The nouns of a policy, as the officers write them.

A `Policy` knows people's recorded status and is read on officers' machines only. Agents and the server get the
`Tables` compiled from it (see `policies.tables`), which hold derived facts and no reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from policies.label import Kind, Level, ProjectId
from policies.ordered import OrderedStrEnum

WallId = NewType("WallId", str)
PersonId = NewType("PersonId", str)
PartyId = NewType("PartyId", str)
ZoneId = NewType("ZoneId", str)
RuleName = NewType("RuleName", str)
PermitId = NewType("PermitId", str)

__all__ = [
    "Channel", "Defaults", "Endpoint", "Kind", "Level", "LevelRange", "ListEffect", "Officer", "Party", "PartyId",
    "Permit", "PermitId", "Person", "PersonId", "Policy", "Project", "ProjectId", "Reviewer", "Rule", "RuleName",
    "ScreeningEntry", "Side", "Status", "Terms", "Verdict", "Wall", "WallId", "Zone", "ZoneId", "ZoneKind",
]  # fmt: skip


class Verdict(OrderedStrEnum):
    """What happens to a transfer; later is stricter."""

    ALLOW = "allow"
    NOTIFY = "notify"
    JUSTIFY = "justify"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def stops(self) -> bool:
        """Whether the bytes do not arrive (`justify` waits for the sender's reason)."""
        return self >= Verdict.JUSTIFY


class Channel(StrEnum):
    """How bytes move."""

    SHARE = "share"
    REMOVABLE = "removable"
    SYNC = "sync"
    HTTP = "http"
    MAIL = "mail"
    SSH = "ssh"
    PRINT = "print"
    PROCESS = "process"


class Status(StrEnum):
    """A person's legal status as the export-control office recorded it (FEFA, specific categories 特定類型)."""

    RESIDENT = "resident"
    NON_RESIDENT = "non-resident"
    SPECIFIC_CATEGORY_1 = "specific-category-1"
    SPECIFIC_CATEGORY_2 = "specific-category-2"
    SPECIFIC_CATEGORY_3 = "specific-category-3"
    UNKNOWN = "unknown"


class ListEffect(OrderedStrEnum):
    """What an entry on a screening list asks for; later is stricter."""

    FLAG = "flag"
    LICENCE = "licence"
    PROHIBIT = "prohibit"


class ZoneKind(StrEnum):
    """What sort of place bytes rest in or go to."""

    HOME = "home"
    COMMON = "common"
    ENCLAVE = "enclave"
    MACHINE = "machine"
    REMOVABLE = "removable"
    SYNC = "sync"
    PARTY = "party"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Side:
    """One part of a wall. Sides of different walls never conflict, whatever their names."""

    wall: WallId
    name: str

    def conflicts_with(self, other: Side) -> bool:
        """Whether content may not pass from one to the other."""
        return self.wall == other.wall and self.name != other.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A named set of sides every two of which conflict."""

    id: WallId
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What law and contract say about a project's content.

    Attributes:
        eccn: US Export Control Classification Number, or `EAR99`; empty where none.
        fefa_item: Item of the Japanese control list (該非判定), empty where not judged or not controlled.
        cui: US Controlled Unclassified Information.
        origin_permission: Content leaves its own side's zones only with a permit (PRC export permission).
        secrecy_hold: A patent draft under 特許非公開 review: leaves its own zones for nobody.
        residency: ISO 3166 country in which the content must rest; empty where free.
    """

    eccn: str = ""
    fefa_item: str = ""
    cui: bool = False
    origin_permission: bool = False
    secrecy_hold: bool = False
    residency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A joint-research project.

    Attributes:
        sides: At most one side of each wall; empty makes the project neutral.
        level: Level of its technical content, and the highest a member may read by membership alone.
        members: Person to the highest level that membership gives.
        homes: Patterns of shares and folders, such as `smb://fs1/qsensor/**`.
    """

    id: ProjectId
    title: str = ""
    sides: frozenset[Side] = frozenset()
    level: Level = Level.INTERNAL
    fields: frozenset[str] = frozenset()
    stage: str = ""
    partners: frozenset[PartyId] = frozenset()
    members: Mapping[PersonId, Level] = field(default_factory=dict)
    homes: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningEntry:
    """One entry of a screening list that a party stands on."""

    list: str
    effect: ListEffect
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation that a transfer can reach."""

    id: PartyId
    name: str = ""
    domains: tuple[str, ...] = ()
    country: str = ""
    screening: tuple[ScreeningEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with accounts. Judged by membership, clearance and recorded status, never by name."""

    id: PersonId
    accounts: frozenset[str] = frozenset()
    employer: PartyId | None = None
    clearance: Level = Level.INTERNAL
    status: Status = Status.UNKNOWN
    declared: date | None = None
    status_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A place that the policy names besides the projects' homes.

    Attributes:
        persons: Who can read there; None means everybody, known or not.
        projects: Projects whose home it is; only an enclave may name projects of both sides of a wall.
        country: ISO 3166 country in which it stands.
    """

    id: ZoneId
    kind: ZoneKind
    projects: frozenset[ProjectId] = frozenset()
    persons: frozenset[PersonId] | None = None
    country: str = "JP"
    homes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRange:
    """Levels that a rule matches, both ends included."""

    least: Level = Level.PUBLIC
    most: Level = Level.CONTROLLED

    def __contains__(self, level: object) -> bool:
        return isinstance(level, Level) and self.least <= level <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One half of a rule: what it matches of the content (`from`) or of the destination (`to`).

    An empty set matches anything. `partner` in `parties` means: a partner of every project of the label.
    """

    projects: frozenset[ProjectId] = frozenset()
    sides: frozenset[str] = frozenset()
    zones: frozenset[ZoneId] = frozenset()
    zone_kinds: frozenset[ZoneKind] = frozenset()
    parties: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    fields: frozenset[str] = frozenset()
    markings: frozenset[str] = frozenset()
    levels: LevelRange = field(default_factory=LevelRange)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the ordered table; the first that matches gives the table's verdict."""

    name: RuleName
    source: Endpoint
    to: Endpoint
    verdict: Verdict
    persons: frozenset[PersonId] = frozenset()
    obligations: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the table says where no rule matches an unclean flow of labelled content, or an unlabelled one."""

    labelled: Verdict = Verdict.HOLD
    unlabelled: Verdict = Verdict.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A standing permission by an authority or a contract; satisfies invariants 3 to 5."""

    id: PermitId
    number: str
    authority: str
    projects: frozenset[ProjectId]
    persons: frozenset[PersonId] = frozenset()
    parties: frozenset[PartyId] = frozenset()
    items: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who signs: the policy, releases or both.

    Attributes:
        key: Raw Ed25519 public key, standard base64.
        signs_policy: Counts towards the threshold of the policy, permits and models.
        approves: Counts towards the quorum of releases.
    """

    person: PersonId
    key: str
    signs_policy: bool = True
    approves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody to whom evidence is sealed.

    Attributes:
        recipient: age recipient (`age1…`) of the reviewer's key.
        projects: Projects whose evidence the reviewer may see; all sides of one wall together never.
    """

    person: PersonId
    recipient: str
    projects: frozenset[ProjectId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the officers wrote, checked and whole.

    Attributes:
        version: Raised by one with every signed change; agents refuse an older one.
        contact: Whom a stopped sender may ask, as the notices print it.
        threshold: Officers' signatures that a policy needs.
        quorum: Approvals that a release needs.
        quorum_cross_wall: The same where it lifts a wall.
        exposure_level: From which level handling content counts as exposure to its side.
        exposure_days: After how many days it no longer counts.
        deemed_export: From which level a status needs a permit; a status not named needs none.
        offline_valid_days: How long a verified bundle stays good without the server.
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
    quorum: int = 2
    quorum_cross_wall: int = 2
    exposure_level: Level = Level.SENSITIVE
    exposure_days: int = 365
    deemed_export: Mapping[Status, Level] = field(default_factory=dict)
    offline_valid_days: int = 30
    recovery_recipient: str = ""
