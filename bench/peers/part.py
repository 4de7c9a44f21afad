"""The part of the wall that other policy engines can express, as plain facts that each of them gets in its own form.

In it: the wall invariant by sides, enclaves included; parties with a `prohibit` entry; the ordered table, first match,
with every dimension that stands in it. Left out, and so done by ours alone: readers and clean flows with the floor for
what leaves its side, exposure, licences and flags, deemed export, origin terms and permits, opaque content, facts that
are missing, releases, obligations, reasons. Peers are thus asked for less than half of what ours answers.

What ours derives from a transfer beforehand is given to the peers ready made: kinds of origin zones, the day, whether
an unknown subject matters. Rules that are out of their hours at the time of the bench are left out for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bench.policy_size import Sample
from policies.flow import POLICY_TIMEZONE, day_of, sides_of
from policies.label import Level, Reading
from policies.model import Endpoint, Hours, ListEffect, Side, Verdict, ZoneId
from policies.tables import RuleFacts, Tables, is_within

WALL, SCREENING, NO_RULE = "wall", "screening", "no-rule"
# No id is spelt in capitals.
NOBODY = "NOBODY"
_DAY_MINUTES = 24 * 60
_DAYS = (date.min.toordinal(), date.max.toordinal())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One rule as conditions that must all hold; a dimension that the rule leaves open has none.

    Attributes:
        sets: Dimension to the words that it names; a rule that stops wants any of them, another one nothing besides.
        partner: Whether a partner of every project of the content will do in place of a named party.
    """

    name: str
    verdict: Verdict
    least: int
    most: int
    since: int
    until: int
    least_bytes: int
    most_bytes: int | None
    sets: dict[str, frozenset[str]]
    partner: bool

    @property
    def stops(self) -> bool:
        """Whether the bytes would not arrive."""
        return self.verdict.stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A destination: a zone, a party, or what nobody named.

    Attributes:
        hostile: Projects whose content a wall keeps out of here; those that an enclave names are not.
        enclave: Projects that the enclave names, where it is one.
    """

    zone: str = ""
    party: str = ""
    kind: str = ""
    country: str | None = None
    projects: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    hostile: frozenset[str] = frozenset()
    enclave: frozenset[str] = frozenset()
    is_prohibited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is asked of every engine."""

    rules: tuple[Match, ...]
    sinks: dict[str, Sink]
    walls: dict[str, dict[str, frozenset[str]]]
    sides: dict[str, frozenset[str]]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One transfer in plain words.

    Attributes:
        sink: Key of `Part.sinks`; empty for an unknown one.
        person: `NOBODY` where the tables know none.
        stops_unknown: Whether a rule that stops a named person also stops an unknown one with this content.
    """

    level: int
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    markings: tuple[str, ...]
    projects: tuple[str, ...]
    origins: tuple[str, ...]
    origin_kinds: tuple[str, ...]
    channel: str
    sink: str
    person: str
    stops_unknown: bool
    today: int
    size_bytes: int


def part_of(tables: Tables, now: datetime) -> Part:
    """The part of a policy that the peers express, at a time."""
    today = day_of(now)
    projects_on = {
        str(wall.id): {side.full_name: _projects_on(side, tables) for side in wall.sides}
        for wall in tables.walls.values()
    }
    return Part(
        rules=tuple(_match(rule) for rule in tables.rules if rule.hours is None or _is_in(rule.hours, now)),
        sinks={"": Sink(), **_zones(tables), **_parties(tables, today)},
        walls=projects_on,
        sides={id_: frozenset(side.full_name for side in facts.sides) for id_, facts in tables.projects.items()},
        people=tuple(tables.people),
    )


def _projects_on(side: Side, tables: Tables) -> frozenset[str]:
    return frozenset(id_ for id_, facts in tables.projects.items() if side in facts.sides)


def _is_in(hours: Hours, now: datetime) -> bool:
    """Whether a time is in a rule's hours; those over midnight belong to the day on which they begin."""
    here = now.astimezone(POLICY_TIMEZONE)
    minute, today = here.hour * 60 + here.minute, here.weekday()
    ends = hours.until_minute + (_DAY_MINUTES if hours.until_minute <= hours.since_minute else 0)
    begun = ((minute, today), (minute + _DAY_MINUTES, (today - 1) % 7))
    return any(
        hours.since_minute <= passed < ends and (not hours.weekdays or day in {each.rank for each in hours.weekdays})
        for passed, day in begun
    )


def _match(rule: RuleFacts) -> Match:
    source, to = rule.source, rule.to
    return Match(
        name=rule.name,
        verdict=rule.verdict,
        least=source.levels.least.rank,
        most=source.levels.most.rank,
        since=rule.since.toordinal() if rule.since else _DAYS[0],
        until=rule.until.toordinal() if rule.until else _DAYS[1],
        least_bytes=source.sizes.least_bytes,
        most_bytes=source.sizes.most_bytes,
        sets={name: frozenset(map(str, words)) for name, words in _dimensions(rule, source, to) if words},
        partner="partner" in to.parties,
    )


def _dimensions(rule: RuleFacts, source: Endpoint, to: Endpoint) -> Iterable[tuple[str, Iterable[str]]]:
    """Every dimension but levels, days and sizes; what is soonest to fail comes first."""
    yield "projects", source.projects
    yield "to_parties", to.parties - {"partner"} or (to.parties and {NOBODY})
    yield "persons", rule.persons
    yield "channels", to.channels
    yield "kinds", source.kinds
    yield "markings", source.markings
    yield "fields", source.fields
    yield "to_countries", to.countries
    yield "to_zones", to.zones
    yield "to_kinds", to.zone_kinds
    yield "sides", source.sides
    yield "to_projects", to.projects
    yield "to_sides", to.sides
    yield "origins", source.zones
    yield "origin_kinds", source.zone_kinds


def _zones(tables: Tables) -> dict[str, Sink]:
    return {
        f"zone/{id_}": Sink(
            zone=id_,
            kind=facts.kind,
            country=facts.country,
            projects=frozenset(facts.projects),
            sides=frozenset(side.full_name for side in sides_of(facts.projects, tables)),
            hostile=_hostile(facts.projects, tables) - (facts.projects if facts.kind == "enclave" else frozenset()),
            enclave=frozenset(facts.projects) if facts.kind == "enclave" else frozenset(),
        )
        for id_, facts in tables.zones.items()
    }


def _parties(tables: Tables, today: date) -> dict[str, Sink]:
    return {
        f"party/{id_}": Sink(
            party=id_,
            country=facts.country,
            projects=frozenset(facts.projects),
            sides=frozenset(side.full_name for side in sides_of(facts.projects, tables)),
            hostile=_hostile(facts.projects, tables),
            is_prohibited=any(
                entry.effect is ListEffect.PROHIBIT and is_within(entry.since, entry.until, today)
                for entry in facts.screening
            ),
        )
        for id_, facts in tables.parties.items()
    }


def _hostile(projects: Iterable[Any], tables: Tables) -> frozenset[str]:
    """Projects with a side that conflicts with one of these projects' sides."""
    theirs = sides_of(projects, tables)
    return frozenset(
        id_
        for id_, facts in tables.projects.items()
        if any(ours.conflicts_with(other) for ours in facts.sides for other in theirs)
    )


def question_of(sample: Sample, tables: Tables) -> Question:
    """The facts of one transfer that the peers are given."""
    transfer, label = sample.transfer, sample.label
    where, person = transfer.destination, transfer.subject.person
    if where.zone is not None and where.party is not None:
        raise ValueError(f"transfer {transfer.id} names a zone and a party, which the peers are not asked")
    sink = f"zone/{where.zone}" if where.zone in tables.zones else ""
    sink = f"party/{where.party}" if where.party in tables.parties else sink
    is_ordinary = not label.projects and label.level < Level.SENSITIVE and label.reading < Reading.OPAQUE
    return Question(
        level=label.level.rank,
        kinds=tuple(sorted(map(str, label.kinds))),
        fields=tuple(sorted(label.fields)),
        markings=tuple(sorted(label.markings)),
        projects=tuple(sorted(label.projects)),
        origins=tuple(sorted(transfer.origin)),
        origin_kinds=tuple(sorted({str(tables.zones[ZoneId(zone)].kind) for zone in transfer.origin})),
        channel=str(transfer.channel),
        sink=sink,
        person=person if person is not None and person in tables.people else NOBODY,
        stops_unknown=not is_ordinary,
        today=day_of(transfer.at).toordinal(),
        size_bytes=transfer.object.size_bytes,
    )
