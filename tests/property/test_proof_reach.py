"""What `policy prove` says of chains, held against every transfer of small random policies, decided one by one."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest

from policies.analysis.proof import Outcome, prove
from policies.attribution import attribute, label_at_rest
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.flow import day_of, readers_of, sides_of
from policies.label import Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, Side, Verdict, WallId, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Destination, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SIDES = ["us", "cn", "eu"]
PEOPLE = ["ann", "bob", "cho", "dan"]
BYTES = TransferObject(digest=hashlib.sha256(b"x").hexdigest(), name="x", size_bytes=0)
Lying = tuple[ZoneId, frozenset[ProjectId]]


def small_policy(seed: int) -> Tables:
    """Two to five projects, up to three zones, two parties and five rules, many of them careless."""
    chance = random.Random(seed)
    projects: dict[str, object] = {}
    for index in range(chance.randint(2, 5)):
        side = dict(enumerate(SIDES[:2])).get(index) or chance.choice(["", "", *SIDES])
        level = chance.choice(["sensitive", "sensitive", "controlled", "internal"])
        members = [each for each in PEOPLE if chance.random() < 0.6] or ["ann"]
        partners = [each for each in ("alpha", "beta") if chance.random() < 0.3]
        facts = {"title": "P", "level": level, "members": dict.fromkeys(members, level), "partners": partners}
        projects[f"p{index}"] = facts | ({"side": side} if side else {})
    zones: dict[str, object] = {}
    for index in range(chance.randint(0, 3)):
        kind = chance.choice(["machine", "common", "enclave"])
        named = chance.sample(sorted(projects), k=2 if kind == "enclave" else chance.randint(0, 1))
        readers = {"persons": [each for each in PEOPLE if chance.random() < 0.5] or ["ann"]}
        zones[f"z{index}"] = {"kind": kind} | ({"projects": named} if named else {}) | readers
    places = [*projects, *zones]
    rules = [
        {
            "name": f"r{index}",
            "from": chance.choice([{"project": chance.choice(sorted(projects))}, {"zone": chance.choice(places)}]),
            "to": chance.choice([{}, {"zone": chance.choice(places)}, {"party": "beta"}, {"channel": "http"}]),
            "verdict": chance.choice(["allow", "notify", "justify", "hold", "block"]),
        }
        for index in range(chance.randint(0, 5))
    ]
    named_people = {each: {"accounts": [each], "clearance": "controlled", "status": "resident"} for each in PEOPLE}
    text = {
        "version": 1, "organisation": "O", "contact": "c", "threshold": 2, "walls": {"w": {"sides": SIDES}},
        "projects": projects, "people": named_people, "zones": zones,
        "parties": {"alpha": {"name": "A", "country": "US"}, "beta": {"name": "B", "country": "CN"}},
        "rules": [{key: value for key, value in rule.items() if value} for rule in rules],
        "default": {"labelled": "hold", "unlabelled": chance.choice(["hold", "hold", "allow"])},
        "officers": {each: {"key": ""} for each in PEOPLE},
    }  # fmt: skip
    return compile_policy(load_policy(json.dumps(text)))


def reached(tables: Tables, ours: Side) -> set[Side]:
    """Other sides that content of ours gets to, by trying every transfer from wherever it lies."""
    engine, found = Engine(tables), set[Side]()
    lying: list[Lying] = [(zone, content) for zone in starts(tables, ours) for content in contents(tables, ours)]
    seen = set(lying)
    while lying:
        zone, content = lying.pop()
        for transfer, label in transfers(tables, zone, content):
            if engine.decide(transfer, label, (), (), NOW).verdict >= Verdict.HOLD:
                continue
            named = transfer.destination
            met = met_at(tables, named, ours)
            found |= met
            rests = label.projects or (label_at_rest(label, named.zone, tables).projects if named.zone else frozenset())
            if named.zone and not met and (named.zone, rests) not in seen:
                seen.add((named.zone, rests))
                lying.append((named.zone, rests))
    return found


def starts(tables: Tables, ours: Side) -> list[ZoneId]:
    zones = (zone for zone, facts in tables.zones.items() if ours in sides_of(facts.projects, tables))
    return [zone for zone in zones if not met_at(tables, Destination(zone=zone), ours)]


def contents(tables: Tables, ours: Side) -> list[frozenset[ProjectId]]:
    return [frozenset({project}) for project, facts in tables.projects.items() if ours in facts.sides]


def transfers(tables: Tables, zone: ZoneId, content: frozenset[ProjectId]) -> Iterator[tuple[Transfer, Label]]:
    """Every hop of what lies in a zone: recognised still, or no longer; by session, where nothing else says whose."""
    places = [Destination(zone=each) for each in tables.zones] + [Destination(party=each) for each in tables.parties]
    ways = [*product(places, (Channel.SHARE, Channel.HTTP)), (Destination(), Channel.HTTP)]
    guises = [(content, None), *((frozenset[ProjectId](), each) for each in (None, *tables.projects))]
    for (projects, session), level, (place, channel) in product(guises, (Level.SENSITIVE, Level.CONTROLLED), ways):
        transfer = Transfer(
            id=TransferId("t"), subject=Subject(), channel=channel, object=BYTES, destination=place, at=NOW,
            session=session, origin=frozenset({zone}), is_new=False,
        )  # fmt: skip
        seen = Label(projects=projects, level=max([level, *(tables.projects[each].level for each in projects)]))
        yield transfer, attribute(seen, origin=transfer.origin, session=session, tables=tables)


def met_at(tables: Tables, named: Destination, ours: Side) -> set[Side]:
    """Other sides that are met where it goes."""
    others = {side for side in tables.walls[ours.wall].sides if side != ours}
    if named.party is not None:
        return others & sides_of(tables.parties[named.party].projects, tables)
    if named.zone is None:
        return others
    facts = tables.zones[named.zone]
    own, readers = sides_of(facts.projects, tables), readers_of(facts, tables, day_of(NOW))
    if facts.kind is ZoneKind.ENCLAVE and ours in own:
        return set()
    if readers is None:
        return others
    sides = [sides_of(tables.people[person].reads_on(day_of(NOW)), tables) for person in readers]
    return others & own.union(*(each for each in sides if ours not in each))


@pytest.mark.parametrize("block", range(4))
def test_prove_misses_no_chain_that_trying_everything_finds(block: int) -> None:
    outcomes = []
    for seed in range(block * 12, block * 12 + 12):
        tables = small_policy(seed)
        [wall] = prove(tables, NOW, representatives=3).walls
        for ours in tables.walls[WallId("w")].sides:
            found = reached(tables, ours)
            for pair in wall.pairs:
                if pair.ours == ours:
                    outcomes.append(pair.chains.outcome)
                    assert pair.chains.outcome is not Outcome.UNCONFIRMED, seed
                    assert pair.theirs not in found or not pair.chains.outcome.holds, (seed, pair)
    assert len(set(outcomes)) > 1  # some cross and some do not
