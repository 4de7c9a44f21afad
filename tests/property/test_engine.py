"""What holds of every decision, whatever is moved by whomever and wherever to."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.attribution import attribute, label_at_rest
from policies.bundle import decode_tables, encode_tables
from policies.compiler import compile_policy
from policies.engine import decide, strictest, walk
from policies.examples import load_example
from policies.flow import conflicts, day_of, sides_of
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import PolicyFaults, load_policy
from policies.model import (
    Channel,
    Endpoint,
    LevelRange,
    PartyId,
    PersonId,
    Rule,
    RuleName,
    Side,
    Verdict,
    WallId,
    ZoneId,
    ZoneKind,
)
from policies.tables import Tables
from policies.transfer import Destination, Exposure, Subject, Suggestion, Transfer, TransferId, TransferObject

TABLES: Tables = compile_policy(load_policy(load_example()))
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SIDES = [side for wall in TABLES.walls.values() for side in wall.sides]

maybe = st.none
projects = st.sampled_from([*sorted(TABLES.projects), ProjectId("vanished")])
people = st.sampled_from([*sorted(TABLES.people), PersonId("stranger")])
zones = st.sampled_from([*sorted(TABLES.zones), ZoneId("attic")])
parties = st.sampled_from([*sorted(TABLES.parties), PartyId("nowhere")])

LABELS = st.builds(
    Label,
    projects=st.frozensets(projects, max_size=2),
    level=st.sampled_from(Level),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=2),
    markings=st.frozensets(st.sampled_from(["cui", "public-release"]), max_size=1),
    reading=st.sampled_from(Reading),
)
TRANSFERS = st.builds(
    Transfer,
    id=st.just(TransferId("T-1")),
    subject=st.builds(Subject, person=maybe() | people),
    session=maybe() | projects,
    channel=st.sampled_from(Channel),
    object=st.just(TransferObject(digest=hashlib.sha256(b"x").hexdigest(), name="x", size_bytes=1)),
    origin=st.frozensets(zones, max_size=2),
    destination=st.builds(Destination, zone=maybe() | zones, party=maybe() | parties),
    is_new=st.booleans(),
    at=st.just(NOW),
    agent=st.just("agent-1"),
)
EXPOSURES = st.lists(
    st.builds(
        Exposure,
        person=people,
        side=st.sampled_from(SIDES),
        at=st.integers(-400, 10).map(lambda days: NOW + timedelta(days=days)),
    ),
    max_size=3,
).map(tuple)
ENDPOINTS_FROM = st.builds(
    Endpoint,
    projects=st.frozensets(projects, max_size=1),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=2),
    levels=st.builds(LevelRange, least=st.sampled_from(Level)),
)
ENDPOINTS_TO = st.builds(
    Endpoint,
    zones=st.frozensets(zones, max_size=1),
    zone_kinds=st.frozensets(st.sampled_from(ZoneKind), max_size=1),
    channels=st.frozensets(st.sampled_from(Channel), max_size=2),
)


def rules(verdicts: list[Verdict]) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        name=st.just(RuleName("added")),
        source=ENDPOINTS_FROM,
        to=ENDPOINTS_TO,
        verdict=st.sampled_from(verdicts),
        persons=st.frozensets(people, max_size=1),
    )


def with_rule(rule: Rule, position: int) -> Tables:
    position %= len(TABLES.rules) + 1
    return dataclasses.replace(TABLES, rules=(*TABLES.rules[:position], rule, *TABLES.rules[position:]))


@given(TRANSFERS, LABELS, EXPOSURES)
def test_decide_is_total_and_says_why(transfer: Transfer, label: Label, exposure: tuple[Exposure, ...]) -> None:
    decision = decide(transfer, label, exposure, (), TABLES, NOW)
    assert decision.reasons[0].source == decision.rule
    assert decision.reasons[0].verdict is decision.verdict is max(reason.verdict for reason in decision.reasons)
    assert not (decision.errors and not decision.verdict.stops)
    assert decision == decide(transfer, label, exposure, (), TABLES, NOW)


@settings(max_examples=400)
@given(TRANSFERS, LABELS, EXPOSURES, projects, st.floats(0, 1))
def test_a_suggestion_never_makes_a_verdict_milder_and_never_blocks(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], project: ProjectId, p: float
) -> None:
    likened = dataclasses.replace(transfer, suggestion=Suggestion(project=project, p=p))
    before = decide(transfer, label, exposure, (), TABLES, NOW)
    after = decide(likened, label, exposure, (), TABLES, NOW)
    assert after.verdict >= before.verdict
    assert before.verdict is Verdict.ALLOW or all(reason in after.reasons for reason in before.reasons)
    if after.verdict > before.verdict:
        assert after.verdict is Verdict.HOLD
        assert transfer.is_new
        assert label.level >= Level.SENSITIVE
        assert any(each.person == transfer.subject.person for each in exposure)


@given(TRANSFERS, LABELS, EXPOSURES, rules([Verdict.BLOCK]), st.integers(0, 10))
def test_adding_a_block_rule_never_loosens(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], rule: Rule, position: int
) -> None:
    before = decide(transfer, label, exposure, (), TABLES, NOW)
    after = decide(transfer, label, exposure, (), with_rule(rule, position), NOW)
    assert after.verdict >= before.verdict


@given(TRANSFERS, LABELS, EXPOSURES, rules([*Verdict]), st.integers(0, 10))
def test_no_rule_lifts_an_invariant(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], rule: Rule, position: int
) -> None:
    strongest = max(
        (r.verdict for step in walk(transfer, label, exposure, TABLES, NOW)[:-1] for r in step.reasons),
        default=Verdict.ALLOW,
    )
    assert decide(transfer, label, exposure, (), with_rule(rule, position), NOW).verdict >= strongest


@given(TRANSFERS, LABELS, rules([Verdict.ALLOW, Verdict.NOTIFY]))
def test_content_never_enters_the_other_side(transfer: Transfer, label: Label, rule: Rule) -> None:
    zone = TABLES.zones.get(transfer.destination.zone or ZoneId(""))
    theirs = sides_of(zone.projects, TABLES) if zone else frozenset[Side]()
    if conflicts(sides_of(label.projects, TABLES), theirs):
        assert decide(transfer, label, (), (), with_rule(rule, 0), NOW).verdict is Verdict.BLOCK


@given(TRANSFERS, LABELS, rules([Verdict.ALLOW, Verdict.NOTIFY]))
def test_nobody_opens_what_is_of_a_side_that_the_person_reads_nothing_of(
    transfer: Transfer, label: Label, rule: Rule
) -> None:
    opened = dataclasses.replace(transfer, channel=Channel.PROCESS)
    person = TABLES.people.get(transfer.subject.person or PersonId(""))
    read = sides_of(person.reads_on(day_of(NOW)), TABLES) if person else frozenset[Side]()
    is_public = label.level is Level.PUBLIC and not label.reading.is_opaque
    if not is_public and not sides_of(label.projects, TABLES) <= read:  # no lane is open
        assert decide(opened, label, (), (), with_rule(rule, 0), NOW).verdict >= Verdict.HOLD


@given(TRANSFERS, LABELS, EXPOSURES, st.sampled_from(SIDES), people)
def test_more_exposure_never_loosens(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], side: Side, person: PersonId
) -> None:
    more = (*exposure, Exposure(person=person, side=side, at=NOW))
    before = decide(transfer, label, exposure, (), TABLES, NOW)
    assert decide(transfer, label, more, (), TABLES, NOW).verdict >= before.verdict


@given(people, st.sampled_from(sorted(TABLES.projects)), EXPOSURES, st.sampled_from([Kind.ADMINISTRATIVE, Kind.PAPER]))
def test_an_ordinary_new_document_is_never_stopped_in_a_home(
    person: PersonId, home: ProjectId, exposure: tuple[Exposure, ...], kind: Kind
) -> None:
    for level in (Level.PUBLIC, Level.INTERNAL):
        for subject in (Subject(person=person), Subject()):
            transfer = Transfer(
                id=TransferId("T-1"),
                subject=subject,
                channel=Channel.SHARE,
                object=TransferObject(digest="0" * 64, name="x", size_bytes=1),
                destination=Destination(zone=ZoneId(home)),
                at=NOW,
            )
            label = Label(level=level, kinds=frozenset({kind}))
            assert decide(transfer, label, exposure, (), TABLES, NOW).verdict is Verdict.ALLOW


@given(LABELS, st.frozensets(zones, max_size=2), maybe() | projects)
def test_attribution_only_adds(label: Label, origin: frozenset[ZoneId], session: ProjectId | None) -> None:
    attributed = attribute(label, origin=origin, session=session, tables=TABLES)
    assert attributed.dominates(label)
    assert attribute(attributed, origin=origin, session=session, tables=TABLES) == attributed


@given(LABELS, zones)
def test_rest_only_adds(label: Label, zone: ZoneId) -> None:
    assert label_at_rest(label, zone, TABLES).dominates(label)


@given(TRANSFERS, st.lists(LABELS, min_size=1, max_size=3))
def test_the_strictest_part_decides(transfer: Transfer, labels: list[Label]) -> None:
    decisions = [decide(transfer, label, (), (), TABLES, NOW) for label in labels]
    assert strictest(decisions).verdict is max(decision.verdict for decision in decisions)


@given(st.permutations(sorted(TABLES.projects)), st.permutations(sorted(TABLES.people)))
@settings(max_examples=20)
def test_tables_have_one_spelling(project_order: list[ProjectId], people_order: list[PersonId]) -> None:
    shuffled = dataclasses.replace(
        TABLES,
        projects={id_: TABLES.projects[id_] for id_ in project_order},
        people={id_: TABLES.people[id_] for id_ in people_order},
    )
    assert encode_tables(shuffled) == encode_tables(TABLES)
    assert decode_tables(encode_tables(shuffled)) == TABLES


@given(st.text(max_size=60))
def test_no_short_text_is_a_policy_and_none_breaks_the_reader(text: str) -> None:
    with pytest.raises(PolicyFaults) as caught:
        load_policy(text)
    assert all(fault.line >= 1 and fault.column >= 1 for fault in caught.value.faults)


def test_the_wall_that_the_example_declares() -> None:
    assert Side(wall=WallId("us-cn"), name="us") in SIDES
