"""Transfers under a policy: mostly ordinary work, some of it going where it should not."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.model import Channel, ListEffect, PartyId, PersonId, Side, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
MARKINGS = ("cui", "jp-gokuhi", "jp-hi", "cn-neibu", "distribution-d")
OFFICE = (Kind.ADMINISTRATIVE, Kind.CORRESPONDENCE, Kind.TEACHING, Kind.WEB, Kind.PAPER, Kind.OTHER)
TECHNICAL = (Kind.DRAWING, Kind.SPECIFICATION, Kind.DATASHEET, Kind.NOTEBOOK, Kind.SOURCE_CODE, Kind.DATA)
FIELDS = ("quantum", "robotics", "materials", "sensors", "energy", "optics")
OUTBOUND = (Channel.MAIL, Channel.HTTP, Channel.SSH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One transfer with what is known of its content and of its people."""

    transfer: Transfer
    label: Label
    exposure: tuple[Exposure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """The tables once more, as lists to choose from."""

    chance: random.Random
    tables: Tables
    people: list[PersonId]
    projects: list[ProjectId]
    parties: list[PartyId]
    listed: list[PartyId]
    open_zones: list[ZoneId]
    members: dict[ProjectId, list[PersonId]]


_Move = tuple[PersonId | None, Label, Channel, Destination]


def sized_transfers(tables: Tables, count: int = 10_000, *, seed: int = 1) -> list[Sample]:
    """That many transfers. Out of 100 some 55 are of nobody's content and 24 stay in their project's home.

    The others go to partners, to other parties (listed ones among them), to sticks and places that nobody named, to
    the other side of a wall; some are opaque, or hold content of two projects.
    """
    stage = _stage(tables, random.Random(seed))
    moves: list[Callable[[_Stage], _Move]] = [_ordinary, _at_home, _to_partner, _to_party, _outside, _crossing, _mixed]
    chosen = stage.chance.choices(moves, (55, 24, 7, 4, 5, 3, 2), k=count)
    return [_sample(number, move(stage), stage) for number, move in enumerate(chosen)]


def _stage(tables: Tables, chance: random.Random) -> _Stage:
    members: dict[ProjectId, list[PersonId]] = {project: [] for project in tables.projects}
    for person, facts in tables.people.items():
        for project in sorted(facts.projects):
            members[project].append(person)
    listed = [
        id_ for id_, party in tables.parties.items() if any(e.effect is ListEffect.PROHIBIT for e in party.screening)
    ]
    return _Stage(
        chance=chance,
        tables=tables,
        people=list(tables.people),
        projects=[project for project, people in members.items() if people],
        parties=list(tables.parties),
        listed=listed or list(tables.parties),
        open_zones=[zone for zone in tables.zones if ProjectId(zone) not in tables.projects],
        members=members,
    )


def _ordinary(stage: _Stage) -> _Move:
    """A form, a mail, a calendar: nobody's content, to anywhere."""
    chance = stage.chance
    kinds = frozenset({chance.choice(OFFICE)} if chance.random() < 0.9 else ())
    label = Label(level=chance.choice((Level.PUBLIC, Level.INTERNAL)), kinds=kinds, fields=_fields(chance, 0.1))
    if chance.random() < 0.02:
        label = Label(reading=Reading.OPAQUE)
    if chance.random() < 0.5:
        zone = chance.choice(stage.open_zones) if chance.random() < 0.6 else ZoneId(chance.choice(stage.projects))
        return chance.choice(stage.people), label, Channel.SHARE, Destination(zone=zone)
    party = chance.choice(stage.parties) if chance.random() < 0.6 else None
    return chance.choice(stage.people), label, chance.choice(OUTBOUND), Destination(party=party)


def _at_home(stage: _Stage) -> _Move:
    project = stage.chance.choice(stage.projects)
    return _member(stage, project), _label(stage, project), Channel.SHARE, Destination(zone=ZoneId(project))


def _to_partner(stage: _Stage) -> _Move:
    project = stage.chance.choice(stage.projects)
    partners = sorted(stage.tables.projects[project].partners) or stage.parties
    where = Destination(party=stage.chance.choice(partners))
    return _member(stage, project), _label(stage, project), stage.chance.choice(OUTBOUND), where


def _to_party(stage: _Stage) -> _Move:
    project = stage.chance.choice(stage.projects)
    where = Destination(party=stage.chance.choice(stage.listed if stage.chance.random() < 0.4 else stage.parties))
    return _member(stage, project), _label(stage, project), stage.chance.choice(OUTBOUND), where


def _outside(stage: _Stage) -> _Move:
    """To a stick, a common place, a sync folder, or a site that the policy does not name."""
    chance = stage.chance
    project = chance.choice(stage.projects)
    where, channel = Destination(), chance.choice(OUTBOUND)
    if chance.random() < 0.7:
        zone = chance.choice([*stage.open_zones, ZoneId("removable")])
        channel = {"removable": Channel.REMOVABLE, "cloud-sync": Channel.SYNC}.get(zone, Channel.SHARE)
        where = Destination(zone=zone)
    return _member(stage, project), _label(stage, project), channel, where


def _crossing(stage: _Stage) -> _Move:
    """Into a home of any other project, which is often across a wall."""
    project, other = stage.chance.choice(stage.projects), stage.chance.choice(stage.projects)
    where = Destination(zone=ZoneId(other))
    return _member(stage, project), _label(stage, project), Channel.SHARE, where


def _mixed(stage: _Stage) -> _Move:
    """Content of two projects, as in a container."""
    project, other = stage.chance.choice(stage.projects), stage.chance.choice(stage.projects)
    label = _label(stage, project).join(_label(stage, other))
    enclaves = [zone for zone in stage.open_zones if stage.tables.zones[zone].projects]
    zone = stage.chance.choice([ZoneId(project), ZoneId(other), *enclaves])
    return _member(stage, project), label, Channel.SHARE, Destination(zone=zone)


def _member(stage: _Stage, project: ProjectId) -> PersonId | None:
    """Somebody of the project; now and then somebody else, or nobody whom the policy knows."""
    draw = stage.chance.random()
    if draw < 0.04:
        return None
    return stage.chance.choice(stage.people if draw < 0.1 else stage.members[project])


def _label(stage: _Stage, project: ProjectId) -> Label:
    chance, facts = stage.chance, stage.tables.projects[project]
    if chance.random() < 0.05:
        return Label(projects=frozenset({project}), level=facts.level, reading=Reading.OPAQUE)
    is_technical = chance.random() < 0.6
    return Label(
        projects=frozenset({project}),
        level=facts.level if is_technical else chance.choice((Level.PUBLIC, Level.INTERNAL, Level.INTERNAL)),
        kinds=frozenset(chance.sample(TECHNICAL if is_technical else OFFICE, 1 if chance.random() < 0.8 else 2)),
        fields=facts.fields if is_technical else frozenset(),
        markings=frozenset({chance.choice(MARKINGS)} if chance.random() < 0.15 else ()),
    )


def _fields(chance: random.Random, share: float) -> frozenset[str]:
    return frozenset({chance.choice(FIELDS)} if chance.random() < share else ())


def _sample(number: int, move: _Move, stage: _Stage) -> Sample:
    person, label, channel, where = move
    chance = stage.chance
    declared = next(iter(sorted(label.projects)), None) if chance.random() < 0.3 else None
    home = frozenset(ZoneId(project) for project in label.projects)
    is_new = not home or chance.random() < 0.4
    transfer = Transfer(
        id=TransferId(f"T-{number}"),
        subject=Subject(
            person=person,
            account=person or "somebody",
            known_by=KnownBy.EVENT if person else KnownBy.UNKNOWN,
        ),
        channel=channel,
        object=TransferObject(
            digest=hashlib.sha256(b"%d" % number).hexdigest(), name=f"{number}.pdf", size_bytes=_size(chance)
        ),
        destination=where,
        at=NOW,
        session=declared,
        session_since=NOW - timedelta(hours=chance.randint(1, 9)) if declared else None,
        origin=frozenset() if is_new else home,
        is_new=is_new,
        agent="agent-1",
    )
    return Sample(transfer=transfer, label=label, exposure=_exposure(person, stage))


def _size(chance: random.Random) -> int:
    return int(10 ** chance.uniform(2, 8))


def _exposure(person: PersonId | None, stage: _Stage) -> tuple[Exposure, ...]:
    """What an agent remembers: this person's sides, and those of some others who use the same machine."""
    chance = stage.chance
    people = [person] if person is not None and chance.random() < 0.6 else []
    people += chance.sample(stage.people, chance.choice((0, 0, 0, 1, 3)))
    return tuple(
        Exposure(person=each, side=side, at=NOW - timedelta(days=chance.randint(0, 500)))
        for each in people
        for side in sorted(_sides(each, stage))
    )


def _sides(person: PersonId, stage: _Stage) -> frozenset[Side]:
    projects = stage.tables.people[person].projects
    return frozenset(side for project in projects for side in stage.tables.projects[project].sides)
