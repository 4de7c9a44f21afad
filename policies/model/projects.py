"""Walls, projects and zones: what is kept apart, and where it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policies.label import Level, ProjectId
from policies.model.words import FefaResult, PartyId, PersonId, Publication, Stage, WallId, ZoneId, ZoneKind


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Side:
    """One part of a wall. Sides of different walls never conflict, whatever their names."""

    wall: WallId
    name: str

    @property
    def full_name(self) -> str:
        """The side with its wall, such as `us-cn/us`: what rules name it by."""
        return f"{self.wall}/{self.name}"

    def conflicts_with(self, other: Side) -> bool:
        """Whether content may not pass from one to the other."""
        return self.wall == other.wall and self.name != other.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A named set of sides every two of which conflict."""

    id: WallId
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fefa:
    """The judgement of a project's items by the Japanese control list (該非判定).

    Attributes:
        item: Item of the list, such as `別表第1の9項(7)`; empty where none applies.
        judge: Who judged.
        on: When; None where nobody has.
    """

    item: str = ""
    result: FefaResult = FefaResult.UNJUDGED
    judge: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What law and contract say about a project's content, in a period.

    Attributes:
        eccn: US Export Control Classification Number, or `EAR99`; empty where none.
        fefa: Judgement by the Japanese control list.
        cui: US Controlled Unclassified Information.
        origin_permission: Content leaves its own side's zones only with a permit (PRC export permission).
        secrecy_hold: A patent draft under 特許非公開 review: leaves its own zones for nobody.
        residency: ISO 3166 country in which the content must rest; empty where free.
        publication: How the project's papers get out.
        since, until: First and last day, Japan; None leaves that end open.
    """

    eccn: str = ""
    fefa: Fefa = field(default_factory=Fefa)
    cui: bool = False
    origin_permission: bool = False
    secrecy_hold: bool = False
    residency: str = ""
    publication: Publication = Publication.REVIEWED
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Up to which level a member reads a project's content, and when."""

    level: Level
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A joint-research project.

    Attributes:
        sides: At most one side of each wall; empty makes the project neutral.
        level: Level of its technical content, and the highest a member may read by membership alone.
        members: Person to what membership gives.
        homes: Patterns of shares and folders, such as `smb://fs1/qsensor/**`.
        funding: Who pays, as the policy names them, such as `nsf` or `kakenhi`.
        terms: As many as there are periods with other terms; where several are in force, the strictest counts.
    """

    id: ProjectId
    title: str = ""
    sides: frozenset[Side] = frozenset()
    level: Level = Level.INTERNAL
    fields: frozenset[str] = frozenset()
    stage: Stage | None = None
    funding: frozenset[str] = frozenset()
    partners: frozenset[PartyId] = frozenset()
    members: Mapping[PersonId, Membership] = field(default_factory=dict)
    homes: tuple[str, ...] = ()
    terms: tuple[Terms, ...] = ()
    since: date | None = None
    until: date | None = None


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
