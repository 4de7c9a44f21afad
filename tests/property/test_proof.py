"""What the solver is told of a transfer is what the engine says of it, whatever is moved and wherever to."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.analysis.proof import prove
from policies.analysis.proof.places import Place, Places
from policies.analysis.proof.table import TableEncoding, arrives
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.flow import POLICY_TIMEZONE, day_of
from policies.label import Kind, Label, Level
from policies.language import load_policy
from policies.model import (
    Channel,
    Defaults,
    Endpoint,
    Hours,
    LevelRange,
    PersonId,
    RuleName,
    SizeRange,
    Verdict,
    Weekday,
    ZoneId,
    ZoneKind,
)
from policies.tables import RuleFacts, Tables
from policies.transfer import Destination, Subject, Transfer, TransferId, TransferObject

TEXT = load_example().replace(
    "zones:\n",
    "zones:\n"
    "  meeting: {kind: enclave, projects: [qsensor, gripper], persons: [sato]}\n"
    "  bench: {kind: machine, persons: [sato, ito]}\n"
    "  rig: {kind: machine, projects: [coating], persons: [ito]}\n",
    1,
)
TABLES: Tables = compile_policy(load_policy(TEXT))
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FIELDS, MARKINGS = ["quantum", "materials"], ["cui", "jp-gokuhi"]

projects = st.sampled_from(sorted(TABLES.projects))
people = st.sampled_from(sorted(TABLES.people))
zones = st.sampled_from(sorted(TABLES.zones))
parties = st.sampled_from(sorted(TABLES.parties))
sides = st.sampled_from(["us-cn/us", "us-cn/cn", "makers/aoki", "makers/bluefin"])

LABELS = st.builds(
    Label,
    projects=st.frozensets(projects, min_size=1, max_size=2),
    level=st.sampled_from([Level.SENSITIVE, Level.CONTROLLED]),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=1),
    fields=st.frozensets(st.sampled_from(FIELDS), max_size=1),
    markings=st.frozensets(st.sampled_from(MARKINGS), max_size=1),
)
DESTINATIONS = st.builds(Destination, zone=zones) | st.builds(Destination, party=parties)
ENDPOINTS_FROM = st.builds(
    Endpoint,
    projects=st.frozensets(projects, max_size=2),
    sides=st.frozensets(sides, max_size=1),
    zones=st.frozensets(zones, max_size=1),
    zone_kinds=st.frozensets(st.sampled_from([ZoneKind.HOME, ZoneKind.MACHINE]), max_size=1),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=3),
    fields=st.frozensets(st.sampled_from(FIELDS), max_size=1),
    markings=st.frozensets(st.sampled_from(MARKINGS), max_size=1),
    levels=st.builds(LevelRange, least=st.sampled_from(Level)),
    sizes=st.builds(SizeRange, least_bytes=st.integers(0, 5), most_bytes=st.none() | st.integers(5, 9)),
)
ENDPOINTS_TO = st.builds(
    Endpoint,
    projects=st.frozensets(projects, max_size=2),
    sides=st.frozensets(sides, max_size=1),
    zones=st.frozensets(zones, max_size=1),
    zone_kinds=st.frozensets(st.sampled_from(ZoneKind), max_size=2),
    parties=st.frozensets(parties | st.just("partner"), max_size=1),
    countries=st.frozensets(st.sampled_from(["US", "CN", "JP"]), max_size=2),
    channels=st.frozensets(st.sampled_from(Channel), max_size=4),
)
HOURS = st.builds(
    Hours,
    weekdays=st.frozensets(st.sampled_from(Weekday), max_size=3),
    since_minute=st.sampled_from([0, 600, 1110, 1320]),
    until_minute=st.sampled_from([360, 1100, 1200, 1440]),
)
RULES = st.lists(
    st.builds(
        RuleFacts,
        name=st.just(RuleName("made")),
        source=ENDPOINTS_FROM | st.just(Endpoint()),
        to=ENDPOINTS_TO | st.just(Endpoint()),
        verdict=st.sampled_from(Verdict),
        persons=st.frozensets(people, max_size=2),
        hours=st.none() | HOURS,
    ),
    max_size=5,
).map(tuple)
VERDICTS = st.sampled_from(Verdict)


def transfer(
    label: Label,
    destination: Destination,
    channel: Channel,
    person: PersonId | None,
    origin: frozenset[ZoneId],
    size: int,
) -> Transfer:
    del label
    return Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=person),
        channel=channel,
        object=TransferObject(digest=hashlib.sha256(b"x").hexdigest(), name="x", size_bytes=size),
        destination=destination,
        origin=origin,
        is_new=False,
        at=NOW,
    )


def place_of(places: Places, destination: Destination) -> Place:
    named = (destination.zone, destination.party)
    return next(each for each in (*places.zones, *places.parties) if (each.zone, each.party) == named)


def loosest(tables: Tables) -> Tables:
    return dataclasses.replace(tables, rules=(), defaults=Defaults(labelled=Verdict.ALLOW, unlabelled=Verdict.ALLOW))


ENGINE = Engine(loosest(TABLES))
PLACES = Places(TABLES, day_of(NOW))


@given(LABELS, DESTINATIONS, st.sampled_from(Channel), st.none() | people)
@settings(max_examples=200)
def test_what_the_engine_lets_arrive_the_encoding_lets_arrive(
    label: Label, destination: Destination, channel: Channel, person: PersonId | None
) -> None:
    decision = ENGINE.decide(transfer(label, destination, channel, person, frozenset(), 1), label, (), (), NOW)
    place = place_of(PLACES, destination)
    is_admitted = place in set(PLACES.admitting(label.projects, label.level, PLACES.zones + PLACES.parties))
    if arrives(decision.verdict):
        assert is_admitted
    if PLACES.is_walled_off(label.projects, place):
        assert decision.verdict is Verdict.BLOCK
        assert not is_admitted
    elif PLACES.is_floored(label.projects, label.level, place):
        assert decision.verdict >= Verdict.HOLD
        assert not is_admitted
    reads_cleanly = PLACES.is_clean(label.projects, label.level, place)
    default = Engine(dataclasses.replace(loosest(TABLES), defaults=Defaults(labelled=Verdict.BLOCK)))
    said = default.walk(transfer(label, destination, channel, person, frozenset(), 1), label, (), NOW)[-1]
    said_clean = said.reasons[0].key == "default.clean"
    # Who opens it in a process reads it too; the encoding speaks of places alone.
    assert reads_cleanly if said_clean else not reads_cleanly or channel is Channel.PROCESS


@given(
    RULES,
    st.builds(Defaults, labelled=VERDICTS, unlabelled=VERDICTS),
    LABELS,
    DESTINATIONS,
    st.sampled_from(Channel),
    st.none() | people,
    st.none() | zones,
    st.integers(0, 10),
)
@settings(max_examples=100, deadline=None)
def test_the_table_says_the_same_as_formulas(
    rules: tuple[RuleFacts, ...],
    defaults: Defaults,
    label: Label,
    destination: Destination,
    channel: Channel,
    person: PersonId | None,
    origin: ZoneId | None,
    size: int,
) -> None:
    tables = dataclasses.replace(TABLES, rules=rules, defaults=defaults)
    encoding, place = TableEncoding(tables, PLACES, day_of(NOW), z3), place_of(PLACES, destination)
    if PLACES.is_floored(label.projects, label.level, place):
        return
    origins = frozenset({origin} if origin else ())
    moved = transfer(label, destination, channel, person, origins, size)
    said = Engine(tables).walk(moved, label, (), NOW)[-1].reasons[0].verdict
    default = Verdict.ALLOW if PLACES.is_clean(label.projects, label.level, place) else defaults.labelled
    mask = encoding.matching(label.projects, label.level, place)
    given_values = concrete(encoding, label, channel, person, origins, size)
    for in_order in (True, False):
        formula = encoding.passes(mask, is_default_passing=arrives(default), in_order=in_order)
        passes = z3.is_true(z3.simplify(z3.substitute(formula, *given_values)))
        if in_order and channel is not Channel.PROCESS:
            assert passes is arrives(said)
        elif arrives(said):
            assert passes


def concrete(
    encoding: TableEncoding,
    label: Label,
    channel: Channel,
    person: PersonId | None,
    origin: frozenset[ZoneId],
    size: int,
) -> list[tuple[object, object]]:
    """The open side's variables with the values of one transfer."""
    side = encoding.open_side

    def place(values: list[object], chosen: frozenset[object]) -> int:
        return next((index for index, value in enumerate(values, 1) if value in chosen), 0)

    classes = [index for index, (_, members) in enumerate(side.persons, 1) if person in members]
    local_minute = NOW.astimezone(POLICY_TIMEZONE).weekday() * 1440 + 18 * 60 + 30
    values = {
        side.kind: place(list(side.kinds), frozenset(label.kinds)),
        side.field: place(list(side.fields), frozenset(label.fields)),
        side.marking: place(list(side.markings), frozenset(label.markings)),
        side.origin: place(list(side.zones), frozenset(origin)),
        side.channel: side.channels.index(channel),
        side.person: classes[0] if classes else 0,
        side.size: size,
        side.minute: local_minute,
    }
    return [(variable, z3.IntVal(value)) for variable, value in values.items()]


@given(RULES)
@settings(max_examples=12, deadline=None)
def test_no_rules_open_a_wall_for_one_transfer(rules: tuple[RuleFacts, ...]) -> None:
    proof = prove(dataclasses.replace(TABLES, rules=rules), NOW, representatives=5)
    assert all(pair.crossing.outcome.holds for wall in proof.walls for pair in wall.pairs)
    assert all(wall.both_sides.outcome.holds for wall in proof.walls)


@given(RULES, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_a_counterexample_is_real_and_a_proof_in_any_order_survives_every_order(
    rules: tuple[RuleFacts, ...], chance: object
) -> None:
    defaults = Defaults(labelled=Verdict.HOLD, unlabelled=Verdict.HOLD)
    before = prove(dataclasses.replace(TABLES, rules=rules, defaults=defaults), NOW, representatives=1)
    shuffled = list(rules)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    after = prove(dataclasses.replace(TABLES, rules=tuple(shuffled), defaults=defaults), NOW, representatives=1)
    for one, other in zip(pairs_of(before), pairs_of(after), strict=True):
        assert one.chains.outcome != "unconfirmed"
        assert all(arrives(hop.decision.verdict) for hop in one.chains.hops)
        assert (one.chains.outcome == "proved") is (other.chains.outcome == "proved")


def pairs_of(proof: object) -> list[object]:
    return [pair for wall in proof.walls for pair in wall.pairs]  # type: ignore[attr-defined]
