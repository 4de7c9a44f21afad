"""Small, dense, random policies: everything that a policy can say, on days close to each other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from policies.label import Kind, Level, ProjectId
from policies.model import (
    Channel,
    Defaults,
    Endpoint,
    ExposureReset,
    Fefa,
    FefaResult,
    Hours,
    LevelRange,
    ListEffect,
    Membership,
    Obligation,
    Owner,
    Party,
    PartyId,
    Permit,
    PermitId,
    Person,
    PersonId,
    Policy,
    Project,
    Publication,
    Ring,
    Rings,
    Rule,
    RuleName,
    ScreeningEntry,
    Selection,
    Side,
    SizeRange,
    Stage,
    Status,
    Terms,
    Verdict,
    Wall,
    WallId,
    Weekday,
    Zone,
    ZoneId,
    ZoneKind,
)

FIRST = date(2026, 11, 1)
DAYS = 8
JAPAN_OFFSET = timedelta(hours=9)
US, CN, EU = (Side(wall=WallId("us-cn"), name=name) for name in ("us", "cn", "eu"))
AOKI, BLUEFIN = (Side(wall=WallId("makers"), name=name) for name in ("us", "bluefin"))  # no kin of the other `us`
WALLS = {
    WallId("us-cn"): Wall(id=WallId("us-cn"), sides=(CN, EU, US)),
    WallId("makers"): Wall(id=WallId("makers"), sides=(AOKI, BLUEFIN)),
}
PROJECTS = tuple(map(ProjectId, ("optics", "gripper", "qsensor", "coating", "bearing", "energy", "tower")))
SIDES = (
    frozenset({US}), frozenset({CN}), frozenset({US}), frozenset({AOKI}), frozenset({BLUEFIN, US}),
    frozenset[Side](), frozenset({EU}),
)  # fmt: skip
PEOPLE = tuple(map(PersonId, ("sato", "ito", "wang", "chen", "miller", "mori", "lin")))
PARTIES = tuple(map(PartyId, ("harbor", "jianghai", "ironpeak", "greyrock", "holding", "kita")))
ITEMS = ("3A901", "EAR99", "外為令別表の7項", "別表第1の9項")
LISTS = ("Entity List", "own list")
GROUPS, COUNTRIES, FUNDERS = ("students", "visitors"), ("JP", "US", "CN"), ("nsf", "kakenhi")
FIELDS, MARKINGS = ("quantum", "robotics", "energy"), ("cui", "jp-gokuhi")
MEGABYTE = 10**6
AGENTS = ("A-0001", "A-0002", "A-0003")

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance, with the habits that policies and transfers are made by."""

    chance: random.Random

    def some(self, words: Sequence[Word], most: int = 2, *, least: int = 0) -> frozenset[Word]:
        return frozenset(self.chance.sample(list(words), min(len(words), self.chance.randint(least, most))))

    def one(self, words: Sequence[Word]) -> Word:
        return words[int(self.chance.random() * len(words))]

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def named(self, words: Sequence[Word], share: float, most: int = 2) -> frozenset[Word]:
        """Mostly nothing, which means anything."""
        return self.some(words, most, least=1) if self.often(share) else frozenset()

    def day(self) -> date:
        return FIRST + timedelta(days=self.chance.randint(0, DAYS - 1))

    def end(self, share: float = 0.25) -> date | None:
        return self.day() if self.often(share) else None

    def period(self, share: float = 0.25) -> tuple[date | None, date | None]:
        since, until = self.end(share), self.end(share)
        if since is not None and until is not None and until < since:
            return until, since
        return since, until

    def levels(self, share: float) -> LevelRange:
        if not self.often(share):
            return LevelRange()
        one, other = sorted((self.one(list(Level)), self.one(list(Level))))
        return LevelRange(least=one, most=other)


def random_policy(seed: int) -> Policy:
    """A policy of seven people; the same for the same seed."""
    dice = Dice(random.Random(seed))
    projects = {each: _project(dice, each, sides) for each, sides in zip(PROJECTS, SIDES, strict=True)}
    zones = {zone.id: zone for zone in _zones(dice)}
    return Policy(
        version=1,
        organisation="Institute",
        contact="Office",
        walls=WALLS,
        projects=projects,
        parties={each: _party(dice, each) for each in PARTIES},
        people={each: _person(dice, each) for each in PEOPLE},
        zones=zones,
        rules=tuple(_rule(dice, number, sorted(zones)) for number in range(14)),
        defaults=Defaults(
            labelled=dice.one((Verdict.HOLD, Verdict.HOLD, Verdict.ALLOW, Verdict.JUSTIFY, Verdict.BLOCK)),
            unlabelled=dice.one((Verdict.ALLOW, Verdict.ALLOW, Verdict.NOTIFY, Verdict.HOLD)),
        ),
        permits=tuple(_permit(dice, number) for number in range(6)),
        exposure_days=dice.one((3, 30)),
        exposure_resets=tuple(
            ExposureReset(person=dice.one(PEOPLE), side=dice.one((US, CN)), on=dice.day(), by=PEOPLE[0], reason="x")
            for _ in range(4)
        ),
        rings=_rings(seed, sorted(zones)),
        deemed_export={
            status: dice.one((Level.INTERNAL, Level.SENSITIVE, Level.SENSITIVE, Level.CONTROLLED))
            for status in dice.some(list(Status), 4)
        },
    )  # fmt: skip


def _rings(seed: int, zones: list[ZoneId]) -> Rings:
    """In one policy of four; by dice of their own, so that everything else falls as it would without."""
    dice = Dice(random.Random(f"rings {seed}"))
    if seed % 4 != 3:
        return Rings()
    return Rings(
        default=dice.one(list(Ring)), zones={each: dice.one(list(Ring)) for each in dice.some(zones, 3)},
        agents={agent: dice.one(list(Ring)) for agent in dice.some(AGENTS)},
    )  # fmt: skip


def _project(dice: Dice, project: ProjectId, sides: frozenset[Side]) -> Project:
    level = dice.one((Level.INTERNAL, Level.SENSITIVE, Level.CONTROLLED, Level.CONTROLLED))
    since, until = dice.period(0.1)
    return Project(
        id=project, sides=sides, level=level, since=since, until=until, funding=dice.some(FUNDERS),
        stage=dice.one((None, *Stage)), partners=dice.some(PARTIES), terms=tuple(_terms(dice) for _ in range(2)),
        members={person: _membership(dice, level) for person in dice.some(PEOPLE, 5, least=1)},
        homes=(f"smb://fs1/{project}/**",),
    )  # fmt: skip


def _membership(dice: Dice, level: Level) -> Membership:
    since, until = dice.period(0.15)
    granted = dice.one([each for each in Level if each <= level]) if dice.often(0.2) else level
    return Membership(level=granted, since=since, until=until)


def _terms(dice: Dice) -> Terms:
    since, until = dice.period(0.5)
    return Terms(
        eccn=dice.one(("", *ITEMS[:2])), fefa=Fefa(item=dice.one(("", *ITEMS[2:])), result=dice.one(list(FefaResult))),
        origin_permission=dice.often(0.12), secrecy_hold=dice.often(0.08), since=since, until=until,
        residency=dice.one(COUNTRIES) if dice.often(0.12) else "",
        publication=dice.one((Publication.OPEN, Publication.OPEN, Publication.REVIEWED, Publication.CLOSED)),
    )  # fmt: skip


def _party(dice: Dice, party: PartyId) -> Party:
    owners = tuple(
        Owner(party=each, percent=dice.one((10.0, 25.0, 49.9, 50.0, 16.7, 33.3, 60.0)))
        for each in sorted(dice.some([other for other in PARTIES if other != party], 3))
    )
    entries = tuple(_entry(dice) for _ in range(dice.one((0, 0, 0, 1, 2))))
    return Party(id=party, country=dice.one(COUNTRIES), owners=owners, screening=entries)


def _entry(dice: Dice) -> ScreeningEntry:
    since, until = dice.period(0.3)
    return ScreeningEntry(list=dice.one(LISTS), effect=dice.one(list(ListEffect)), since=since, until=until)


def _person(dice: Dice, person: PersonId) -> Person:
    return Person(
        id=person, accounts=frozenset({person}), employer=dice.one((None, *PARTIES)), groups=dice.some(GROUPS),
        clearance=dice.one((Level.CONTROLLED, Level.CONTROLLED, Level.CONTROLLED, *Level)), clearance_until=dice.end(),
        status=dice.one((Status.RESIDENT, Status.RESIDENT, Status.RESIDENT, *Status)), status_until=dice.end(),
        funding=dice.some(COUNTRIES),
    )  # fmt: skip


def _zones(dice: Dice) -> Iterator[Zone]:
    def zone(name: str, kind: ZoneKind, projects: Sequence[str], persons: frozenset[PersonId] | None) -> Zone:
        named = frozenset(map(ProjectId, projects))
        return Zone(id=ZoneId(name), kind=kind, projects=named, persons=persons, country=dice.one(COUNTRIES))

    yield zone("common", ZoneKind.COMMON, (), dice.some(PEOPLE, 6, least=1))
    yield zone("open", dice.one((ZoneKind.COMMON, ZoneKind.MACHINE)), (), None)
    yield zone("joint", ZoneKind.ENCLAVE, ("qsensor", "gripper"), dice.some(PEOPLE, 3, least=1))
    yield zone("bench", ZoneKind.MACHINE, (dice.one(PROJECTS),), dice.some(PEOPLE, least=1))
    yield zone("annex", ZoneKind.HOME, ("qsensor", "optics"), dice.one((None, dice.some(PEOPLE, 4, least=1))))
    yield zone("lounge", ZoneKind.HOME, (), dice.some(PEOPLE, 3, least=1))
    yield zone("cloud", ZoneKind.SYNC, dice.one(((), ("energy",))), dice.one((None, dice.some(PEOPLE, least=1))))
    yield zone("outer", dice.one((ZoneKind.PARTY, ZoneKind.UNKNOWN)), (), dice.one((None, dice.some(PEOPLE, least=1))))
    if dice.often(0.5):
        yield zone("removable", ZoneKind.REMOVABLE, (), None)


def _rule(dice: Dice, number: int, zones: list[ZoneId]) -> Rule:
    every, kinds = [*zones, *map(ZoneId, PROJECTS)], [Kind.PAPER, Kind.DRAWING, Kind.ADMINISTRATIVE, Kind.WEB]
    stages, verdict = list(Stage), dice.one(list(Verdict))
    side_names = [f"{side.wall}/{side.name}" for wall in WALLS.values() for side in wall.sides]
    source = Endpoint(
        projects=dice.named(PROJECTS, 0.2, 4), sides=dice.named(side_names, 0.12), zones=dice.named(every, 0.1, 4),
        zone_kinds=dice.named(list(ZoneKind), 0.05, 3), kinds=dice.named(kinds, 0.25, 3),
        fields=dice.named(FIELDS, 0.12), markings=dice.named(MARKINGS, 0.1), levels=dice.levels(0.3),
        sizes=_sizes(dice),
    )  # fmt: skip
    to = Endpoint(
        projects=dice.named(PROJECTS, 0.08, 3), sides=dice.named(side_names, 0.08), zones=dice.named(every, 0.15, 5),
        zone_kinds=dice.named(list(ZoneKind), 0.1, 3), parties=dice.named(["partner", "partner", *PARTIES], 0.2, 4),
        countries=dice.named(COUNTRIES, 0.12), channels=dice.named(list(Channel), 0.3, 4),
    )  # fmt: skip
    since, until = dice.period(0.15)
    obligations = (dice.one(list(Obligation)),) if dice.often(0.3) else ()
    return Rule(
        name=RuleName(f"rule-{number}"), source=source, to=to, verdict=verdict, persons=dice.named(PEOPLE, 0.12, 4),
        selection=_selection(dice, stages), obligations=obligations, hours=_hours(dice), since=since, until=until,
    )  # fmt: skip


def _selection(dice: Dice, stages: list[Stage]) -> Selection:
    return Selection(
        groups=dice.named(GROUPS, 0.08), employers=dice.named(PARTIES, 0.06, 4), clearances=dice.levels(0.1),
        statuses=dice.named([Status.RESIDENT, Status.UNKNOWN, Status.NON_RESIDENT], 0.08),
        foreign_funding=dice.named(COUNTRIES, 0.06), stages=dice.named(stages, 0.1, 4),
        project_funding=dice.named(FUNDERS, 0.08),
    )  # fmt: skip


def _sizes(dice: Dice) -> SizeRange:
    if not dice.often(0.12):
        return SizeRange()
    return SizeRange(least_bytes=dice.one((0, MEGABYTE)), most_bytes=dice.one((None, MEGABYTE, 2 * MEGABYTE)))


def _hours(dice: Dice) -> Hours | None:
    if not dice.often(0.15):
        return None
    since, until = dice.one((0, 540, 1320)), dice.one((0, 360, 540, 1080, 1440))
    return Hours(weekdays=dice.some(list(Weekday), 3), since_minute=since, until_minute=until)


def _permit(dice: Dice, number: int) -> Permit:
    since, until = dice.period(0.3)
    projects, items = dice.some(PROJECTS, 3), tuple(sorted(dice.some(ITEMS, 3))) if dice.often(0.5) else ()
    return Permit(
        id=PermitId(f"P-{number}"), number="1", authority="METI", projects=projects, items=items,
        persons=dice.some(PEOPLE, 5), parties=dice.some(PARTIES, 4), since=since, until=until,
    )  # fmt: skip
