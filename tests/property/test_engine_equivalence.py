"""That an engine decides the same whatever it has decided before, however its tables came, and whatever names are."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import random
import types
import typing
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from policies.bundle import decode_tables, encode_tables
from policies.compiler import compile_policy
from policies.decision import Decision, Reason
from policies.engine import Engine, decide
from policies.engine.conclusion import conclude
from policies.examples import load_example
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import load_policy
from policies.model import (
    Channel,
    Endpoint,
    LevelRange,
    PartyId,
    PersonId,
    Publication,
    ScreeningEntry,
    Side,
    SizeRange,
    Verdict,
    WallId,
    ZoneId,
)
from policies.tables import RuleFacts, Tables, TermsFacts, is_within
from policies.transfer import Destination, Exposure, Subject, Transfer, TransferId, TransferObject

EDITS = (
    (
        "terms: {eccn: 3A901, cui: true}",
        "terms: [{eccn: 3A901, publication: open}, {residency: JP, since: 2026-12-01}]",
    ),
    ("terms: {prc_export_permission: required}", "terms: {prc_export_permission: required, publication: closed}"),
    ("miller: controlled, ito", "miller: {level: controlled, until: 2026-11-30}, ito"),
    (
        "clearance: controlled, status: resident}\n  miller",
        "clearance: controlled, clearance_until: 2026-12-05}\n  miller",
    ),
    ("    projects: [gripper]\n    persons", "    items: [別表第1の6項]\n    projects: [gripper]\n    persons"),
    ("country: NL}", "country: NL, owners: [{party: ironpeak-works, percent: 60}]}"),
    ("domains: [ironpeak.example]", "domains: [ironpeak.example]\n    country: KR"),
    (
        "partners: []\n",
        "partners: [redcliff-institute, open-preprints]\n    terms: {secrecy_hold: true, until: 2026-11-20}\n",
    ),
    ("permits:\n", "exposure_resets: [{person: sato, side: us, on: 2026-10-20, by: lin, reason: done}]\npermits:\n"),
    ("  removable:", "  joint: {kind: enclave, projects: [qsensor, gripper], persons: [sato]}\n  removable:"),
    ("accounts: [wang]", "accounts: [wang], groups: [students]"),
    (
        "rules:\n",
        """rules:
  - {name: big, from: {size: {least: 10MB}, kind: [data, drawing]}, to: {channel: [http, ssh]}, verdict: justify}
  - {name: night, to: {channel: http}, hours: {from: "22:00", to: "06:00", days: [mon, fri]}, verdict: notify}
  - {name: students, person: {group: students}, to: {country: [US, CN]}, verdict: hold, until: 2026-11-25}
  - {name: fields, from: {field: [quantum, robotics], marking: cui}, verdict: block, obligations: [notify-pi]}
  - {name: quantum-papers, from: {field: quantum, kind: paper}, to: {party: [partner, aoki-heavy]}, verdict: allow}
  - {name: from-common, from: {zone: common}, to: {zone_kind: [removable, home]}, verdict: notify}
  - {name: into-us, from: {side: us, zone_kind: home}, to: {side: us}, verdict: notify, persons: [sato, miller]}
  - {name: coating-home, to: {project: [coating, bearing]}, from: {level: {most: internal}}, verdict: notify}
""",
    ),
)


def rich_text() -> str:
    text = load_example()
    for old, new in EDITS:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


COMPILED: Tables = compile_policy(load_policy(rich_text()))
BEGIN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
Move = tuple[Transfer, Label, tuple[Exposure, ...], datetime]


class Chance:
    """Random transfers under the tables, many of them odd; the same for the same seed."""

    def __init__(self, seed: int, tables: Tables = COMPILED) -> None:
        chance = self._chance = random.Random(seed)
        projects = [*sorted(tables.projects), ProjectId("vanished")]
        people = [*sorted(tables.people), PersonId("stranger"), None]
        zones = [*sorted(tables.zones), ZoneId("attic")]
        parties = [*sorted(tables.parties), PartyId("nowhere")]
        sides = [side for wall in tables.walls.values() for side in wall.sides]
        self._objects = [
            TransferObject(digest=hashlib.sha256(b"%d" % n).hexdigest(), name="x", size_bytes=n)
            for n in (0, 10**7 - 1, 10**7)
        ]
        self._subjects = [Subject(person=person) for person in people]
        self._destinations = [Destination(zone=zone) for zone in zones] + [
            Destination(party=party) for party in parties
        ]
        self._destinations += [Destination(zone=z, party=p) for z, p in itertools.product(zones[::3], parties[::2])]
        self._destinations += [Destination()]
        self._origins = (
            [frozenset[ZoneId]()] * 4
            + [frozenset({ZoneId("common")})]
            + [frozenset(chance.sample(zones, k)) for k in (1, 1, 1, 2)]
        )
        self._sessions: list[ProjectId | None] = [None, None, None, *projects]
        self._labels = [
            Label(
                projects=frozenset(chance.sample(projects, chance.choice((0, 0, 1, 1, 1, 2, 3)))),
                level=chance.choice(list(Level)),
                fields=frozenset(chance.sample(["quantum", "robotics", "energy"], chance.choice((0, 1, 2)))),
                kinds=frozenset(chance.sample(list(Kind), chance.choice((0, 1, 1, 2)))),
                markings=frozenset(chance.sample(["cui", "jp-gokuhi"], chance.choice((0, 0, 1, 2)))),
                reading=chance.choice([*Reading, Reading.FULL, Reading.FULL, Reading.FULL]),
            )
            for _ in range(500)
        ]
        # What offices send every day, which chance seldom puts together.
        kinds = (Kind.ADMINISTRATIVE, Kind.PAPER)
        self._labels += [
            Label(projects=frozenset({project}), level=Level.INTERNAL, kinds=frozenset({kind}))
            for project, kind in itertools.product(projects, kinds)
        ]
        self._exposures = [
            tuple(
                Exposure(person=PersonId(chance.choice(people) or "x"), side=chance.choice(sides), at=_ago(chance, 400))
                for _ in range(chance.choice((0, 0, 1, 3, 6)))
            )
            for _ in range(300)
        ]
        self._times = [BEGIN + timedelta(hours=chance.randint(0, 24 * 40)) for _ in range(40)]

    def moves(self, count: int) -> typing.Iterator[Move]:
        pick = self._pick
        for number in range(count):
            # Stay on one day for a while, as agents do.
            now = self._times[number // 500 % len(self._times)]
            transfer = Transfer(
                id=TransferId("T"),
                subject=pick(self._subjects),
                channel=pick(_CHANNELS),
                object=pick(self._objects),
                destination=pick(self._destinations),
                at=now,
                session=pick(self._sessions),
                session_since=pick(_SINCE),
                origin=pick(self._origins),
                is_new=pick(_BOTH),
            )
            yield transfer, pick(self._labels), pick(self._exposures), now

    def _pick(self, values: Any) -> Any:
        return values[int(self._chance.random() * len(values))]


_CHANNELS = tuple(Channel)
_BOTH = (True, False)
_SINCE = (None, BEGIN - timedelta(days=30), BEGIN)


def _ago(chance: random.Random, days: int) -> datetime:
    return BEGIN - timedelta(days=chance.randint(-5, days))


def test_compiled_decoded_and_traced_decide_alike() -> None:
    """The bundle that agents fetch and the compiled policy, decided and walked, on 100,000 random transfers."""
    compiled, decoded = Engine(COMPILED), Engine(decode_tables(encode_tables(COMPILED)))
    seen: Counter[str] = Counter()
    for transfer, label, exposure, now in Chance(1).moves(100_000):
        decision = compiled.decide(transfer, label, exposure, (), now)
        assert decision == decoded.decide(transfer, label, exposure, (), now)
        facts, *invariants, table = compiled.walk(transfer, label, exposure, now)
        spoken = [step for step in (*invariants, facts, table) if step.reasons]
        assert decision == conclude(spoken)
        seen[decision.rule] += 1
        seen[table.reasons[0].source] += 1
    assert {"default:publication", "default:labelled", "default:unlabelled", "default:clean"} <= seen.keys()
    assert {f"rule:{rule.name}" for rule in COMPILED.rules} <= seen.keys()
    assert sum(rule.startswith("invariant:") for rule in seen) == 6


def test_a_warm_engine_decides_as_a_fresh_one() -> None:
    warm = Engine(COMPILED, memo_size=3)
    for transfer, label, exposure, now in Chance(2).moves(300):
        assert warm.decide(transfer, label, exposure, (), now) == decide(transfer, label, exposure, (), COMPILED, now)


# --- names


IDS = {ProjectId: "project", PersonId: "person", PartyId: "party", ZoneId: "project", WallId: "wall"}


def other(name: str) -> str:
    """Another name: sorted the other way round, so that nothing can hang on the order of names."""
    return "".join(chr(0x2000 - ord(sign)) for sign in name)


def renamed(value: Any, hint: Any) -> Any:
    """The same value with every id another; ids are known by their types, never by what they look like."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint in IDS:
        return other(value)
    if origin in (types.UnionType, typing.Union):
        inner = next(part for part in parts if part is not types.NoneType)
        return None if value is None else renamed(value, inner)
    if origin is frozenset:
        return frozenset(renamed(item, parts[0]) for item in value)
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(renamed(item, parts[0]) for item in value)
    if origin is Mapping or origin is typing.get_origin(Mapping[str, str]):
        return {renamed(key, parts[0]): renamed(item, parts[1]) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value))
        fields = {
            field.name: renamed(getattr(value, field.name), hints[field.name]) for field in dataclasses.fields(value)
        }
        return _odd_ones(value, dataclasses.replace(value, **fields))
    return value


def _odd_ones(old: Any, new: Any) -> Any:
    """Three fields hold ids beside other words."""
    if isinstance(old, Endpoint):
        parties = frozenset(party if party == "partner" else other(party) for party in old.parties)
        sides = frozenset("/".join((other(wall), name)) for wall, name in (each.split("/") for each in old.sides))
        return dataclasses.replace(new, parties=parties, sides=sides)
    if isinstance(old, ScreeningEntry):
        return dataclasses.replace(new, owner=other(old.owner))
    return new


def meaning(decision: Decision, name: Callable[[str], str]) -> tuple[Any, ...]:
    """A decision without the order of its reasons, and with its names through `name`."""
    named = {"project", "person", "party", "zone", "owner", "wall"}

    def facts(reason: Reason) -> frozenset[tuple[str, Any]]:
        said = dict(reason.facts)
        projects = frozenset(map(name, said.pop("projects", "").split(", ") if "projects" in said else ()))
        return frozenset({*((k, name(v) if k in named else v) for k, v in said.items()), ("projects", projects)})

    reasons = Counter((reason.key, reason.verdict, reason.source, facts(reason)) for reason in decision.reasons)
    return decision.verdict, decision.rule, reasons, decision.obligations, len(decision.errors)


def test_names_decide_nothing() -> None:
    tables: Tables = renamed(COMPILED, Tables)
    assert other("sato") in tables.people
    assert not COMPILED.people.keys() & tables.people.keys()
    assert not COMPILED.zones.keys() & tables.zones.keys()
    ours, theirs = Engine(COMPILED), Engine(tables)
    for transfer, label, exposure, now in Chance(3).moves(3_000):
        decision = ours.decide(transfer, label, exposure, (), now)
        again = theirs.decide(
            renamed(transfer, Transfer), renamed(label, Label), renamed(exposure, tuple[Exposure, ...]), (), now
        )
        assert meaning(decision, other) == meaning(again, str)


# --- the table, by the letter


def matches(rule: RuleFacts, move: Move, tables: Tables) -> bool:
    """Whether a rule speaks of a transfer: slowly, one thing after the other, as docs/policy.md says it."""
    transfer, label, _, now = move
    stops, there = rule.verdict.stops, transfer.destination
    zone, party = tables.zones.get(there.zone or ZoneId("")), tables.parties.get(there.party or PartyId(""))
    sink = (zone.projects if zone else frozenset()) | (party.projects if party else frozenset())
    japan = now + timedelta(hours=9)
    origins = [tables.zones[each] for each in transfer.origin if each in tables.zones]
    pairs: list[tuple[frozenset[Any], frozenset[Any]]] = [
        (rule.source.kinds, label.kinds),
        (rule.source.fields, label.fields),
        (rule.source.markings, label.markings),
        (rule.source.projects, label.projects),
        (rule.source.sides, _side_names(label.projects, tables)),
        (rule.source.zones, transfer.origin),
        (rule.source.zone_kinds, frozenset(facts.kind for facts in origins)),
        (rule.to.zones, frozenset({there.zone} - {None})),
        (rule.to.zone_kinds, frozenset({zone.kind} if zone else ())),
        (rule.to.projects, sink),
        (rule.to.sides, _side_names(sink, tables)),
        (rule.to.countries, frozenset(place.country for place in (zone, party) if place is not None)),
    ]
    for wanted, found in pairs:
        is_met = bool(wanted & found) if stops else bool(found) and found <= wanted
        if wanted and not is_met:
            return False
    return (
        label.level in rule.source.levels
        and transfer.object.size_bytes in rule.source.sizes
        and (not rule.to.channels or transfer.channel in rule.to.channels)
        and is_within(rule.since, rule.until, japan.date())
        and _is_in_hours(rule, japan)
        and _is_person(rule, move, tables)
        and _is_party(rule, label, there.party, tables)
    )


def _side_names(projects: frozenset[ProjectId], tables: Tables) -> frozenset[str]:
    return frozenset(s.full_name for p in projects if p in tables.projects for s in tables.projects[p].sides)


def _is_in_hours(rule: RuleFacts, japan: datetime) -> bool:
    if rule.hours is None:
        return True
    minute = japan.hour * 60 + japan.minute
    since, until = rule.hours.since_minute, rule.hours.until_minute
    days = {day.rank for day in rule.hours.weekdays} or set(range(7))
    if since < until:
        return japan.weekday() in days and since <= minute < until
    return (japan.weekday() in days and minute >= since) or ((japan.weekday() - 1) % 7 in days and minute < until)


def _is_person(rule: RuleFacts, move: Move, tables: Tables) -> bool:
    person, label = move[0].subject.person, move[1]
    if not rule.persons:
        return True
    if person in tables.people:
        return person in rule.persons
    is_ordinary = not label.projects and label.level < Level.SENSITIVE and not label.reading.is_opaque
    return rule.verdict.stops and not is_ordinary


def _is_party(rule: RuleFacts, label: Label, party: PartyId | None, tables: Tables) -> bool:
    if not rule.to.parties:
        return True
    if party is None or party not in tables.parties:
        return False
    is_partner = bool(label.projects) and label.projects <= tables.parties[party].projects
    return party in rule.to.parties or ("partner" in rule.to.parties and is_partner)


def test_the_table_matches_by_the_letter() -> None:
    """The first rule that matches by masks is the first by the letter, and where none does there is none."""
    engine, seen = Engine(COMPILED), Counter[str]()
    for move in Chance(4).moves(8_000):
        expected = next((rule for rule in COMPILED.rules if matches(rule, move, COMPILED)), None)
        (reason,) = engine.walk(*move)[-1].reasons
        said = reason.facts.get("rule", "")
        assert said == (expected.name if expected else ""), (move, reason)
        seen[said] += 1
    assert len(seen) >= len({rule.name for rule in COMPILED.rules})


def test_the_order_of_rules_that_never_meet_changes_nothing() -> None:
    chance = random.Random(5)
    for _ in range(12):
        first, second = chance.sample(_CHANNELS, 2)
        pair = [_random_rule(chance, channel) for channel in (first, second)]
        one = Engine(dataclasses.replace(COMPILED, rules=(*pair, *COMPILED.rules)))
        two = Engine(dataclasses.replace(COMPILED, rules=(*reversed(pair), *COMPILED.rules)))
        for transfer, label, exposure, now in Chance(chance.randint(0, 99)).moves(150):
            decision = one.decide(transfer, label, exposure, (), now)
            assert decision == two.decide(transfer, label, exposure, (), now)


def _random_rule(chance: random.Random, channel: Channel) -> RuleFacts:
    source = Endpoint(
        kinds=frozenset(chance.sample(list(Kind), chance.choice((0, 2)))),
        levels=LevelRange(least=chance.choice(list(Level))),
        sizes=SizeRange(least_bytes=chance.choice((0, 10))),
    )
    verdict, to = chance.choice(list(Verdict)), Endpoint(channels=frozenset({channel}))
    return RuleFacts(name=f"only-{channel}", source=source, to=to, verdict=verdict)  # type: ignore[arg-type]


# --- what a policy writes down


@pytest.mark.parametrize("stricter", [Publication.REVIEWED, Publication.CLOSED])
def test_a_further_term_never_loosens(stricter: Publication) -> None:
    term = TermsFacts(publication=stricter, origin_permission=True, residency="JP")
    projects = {id_: dataclasses.replace(f, terms=(*f.terms, term)) for id_, f in COMPILED.projects.items()}
    before, after = Engine(COMPILED), Engine(dataclasses.replace(COMPILED, projects=projects))
    for move in Chance(6).moves(1_500):
        transfer, label, exposure, now = move
        loose = before.decide(transfer, label, exposure, (), now).verdict
        assert after.decide(transfer, label, exposure, (), now).verdict >= loose


def test_an_entry_on_a_list_never_loosens() -> None:
    entry = ScreeningEntry(list="ours", effect=next(iter(COMPILED.parties["redcliff-institute"].screening)).effect)  # type: ignore[index]
    parties = {id_: dataclasses.replace(f, screening=(*f.screening, entry)) for id_, f in COMPILED.parties.items()}
    before, after = Engine(COMPILED), Engine(dataclasses.replace(COMPILED, parties=parties))
    for transfer, label, exposure, now in Chance(7).moves(1_500):
        loose = before.decide(transfer, label, exposure, (), now).verdict
        assert after.decide(transfer, label, exposure, (), now).verdict >= loose


def test_days_follow_each_other_whatever_the_order_of_asking() -> None:
    """A decision of a day is the same when days are asked for to and fro, more of them than are kept."""
    engine = Engine(COMPILED)
    moves = list(itertools.islice(Chance(8).moves(20_000), 0, 20_000, 490))
    forth = [engine.decide(t, label, exposure, (), now) for t, label, exposure, now in moves]
    back = [engine.decide(t, label, exposure, (), now) for t, label, exposure, now in reversed(moves)]
    assert forth == back[::-1]
    assert len({move[3].date() for move in moves}) > 10


def test_the_example_is_rich_enough() -> None:
    assert Side(wall=WallId("us-cn"), name="us") in {reset.side for reset in COMPILED.exposure_resets}
    assert any(entry.owner for facts in COMPILED.parties.values() for entry in facts.screening)
    assert any(grant.until == date(2026, 11, 30) for grant in COMPILED.people[PersonId("miller")].grants)
