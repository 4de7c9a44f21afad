"""The ordered table: rules as the officers write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from policies.label import Kind, Level, ProjectId
from policies.model.words import (
    Channel,
    Obligation,
    PartyId,
    PersonId,
    RuleName,
    Stage,
    Status,
    Verdict,
    Weekday,
    ZoneId,
    ZoneKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRange:
    """Levels that a rule matches, both ends included."""

    least: Level = Level.PUBLIC
    most: Level = Level.CONTROLLED

    def __contains__(self, level: object) -> bool:
        return isinstance(level, Level) and self.least <= level <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRange:
    """Sizes in bytes that a rule matches, both ends included; None leaves the upper end open."""

    least_bytes: int = 0
    most_bytes: int | None = None

    def __contains__(self, size_bytes: object) -> bool:
        if not isinstance(size_bytes, int):
            return False
        return self.least_bytes <= size_bytes and (self.most_bytes is None or size_bytes <= self.most_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When in the week a rule is in force, in Japan.

    Attributes:
        weekdays: Empty means every day; counted by the day on which the hours begin.
        since_minute, until_minute: Minutes after midnight, the first included, the second not; where the second is
            the lower, the hours go past midnight.
    """

    weekdays: frozenset[Weekday] = frozenset()
    since_minute: int = 0
    until_minute: int = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One half of a rule: what it matches of the content (`from`) or of the destination (`to`).

    An empty set matches anything. Sides are named with their walls, such as `us-cn/us`. `partner` in `parties` means: a
    partner of every project of the label.
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
    sizes: SizeRange = field(default_factory=SizeRange)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """People and projects that a rule speaks of by what the office recorded. All that is named must hold.

    Only the compiler reads it: agents get the people and projects that it comes to, never why.
    """

    groups: frozenset[str] = frozenset()
    employers: frozenset[PartyId] = frozenset()
    clearances: LevelRange = field(default_factory=LevelRange)
    statuses: frozenset[Status] = frozenset()
    foreign_funding: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    project_funding: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the ordered table; the first that matches gives the table's verdict."""

    name: RuleName
    source: Endpoint
    to: Endpoint
    verdict: Verdict
    persons: frozenset[PersonId] = frozenset()
    selection: Selection = field(default_factory=Selection)
    obligations: tuple[Obligation, ...] = ()
    hours: Hours | None = None
    since: date | None = None
    until: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the table says where no rule matches an unclean flow of labelled content, or an unlabelled one."""

    labelled: Verdict = Verdict.HOLD
    unlabelled: Verdict = Verdict.ALLOW
