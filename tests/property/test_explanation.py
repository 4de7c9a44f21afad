"""That an explanation's facts are the engine's: who may not read, what counts, who needs a permit, which rule spoke."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from policies.analysis.explanation import Explanation, explain
from policies.analysis.question import Question, scene_of
from policies.analysis.said import Said
from policies.compiler import compile_policy
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import load_policy
from policies.model import Channel, PartyId, PersonId, ZoneId
from policies.packs import PACKS, load_pack
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
EACH = 250


def drawn(tables: Tables, chance: random.Random) -> Question:
    """A transfer that somebody could try, now or in the years around."""
    now = NOW + timedelta(days=chance.randint(-400, 900))
    person = chance.choice([None, *tables.people])
    projects = list(tables.projects)
    label = Label(
        projects=frozenset(map(ProjectId, chance.sample(projects, chance.choice((0, 1, 1, 1, 2))))),
        level=chance.choice(list(Level)),
        fields=frozenset(),
        kinds=frozenset(chance.sample(list(Kind), chance.choice((0, 1, 2)))),
        markings=frozenset(),
        reading=chance.choice((Reading.FULL, Reading.FULL, Reading.OPAQUE)),
    )
    sides = [side for wall in tables.walls.values() for side in wall.sides]
    exposure = tuple(
        Exposure(
            person=PersonId(person), side=chance.choice(sides), at=now - timedelta(days=chance.choice((0, 1, 800)))
        )
        for _ in range(chance.choice((0, 1, 2)))
        if person is not None
    )
    session = chance.choice([None, *projects])
    destination = Destination(
        zone=chance.choice([None, *map(ZoneId, tables.zones), ZoneId("nowhere")]),
        party=chance.choice([None, None, *map(PartyId, tables.parties)]),
        path="",
    )
    transfer = Transfer(
        id=TransferId("t"),
        subject=Subject(person=PersonId(person) if person else None, account="", known_by=KnownBy.OWNER),
        session=session,
        session_since=now - timedelta(hours=chance.randint(1, 48)) if session else None,
        channel=chance.choice(list(Channel)),
        object=TransferObject(digest="0" * 64, name="d", size_bytes=1),
        origin=frozenset(),
        destination=destination,
        is_new=chance.random() < 0.5,
        at=now,
    )
    return Question(transfer=transfer, recognised=label, exposure=exposure, now=now)


def told(found: Explanation, source: str, key: str, fact: str) -> set[str]:
    """What sentences of one key about one check say in a fact."""
    saw = [each for check in found.checks if check.source == source for each in check.looked_at]
    return {str(each.facts[fact]) for each in saw if isinstance(each, Said) and each.key == key}


def given(found: Explanation, source: str, key: str, fact: str) -> set[str]:
    """What the engine's reasons of one key say in a fact."""
    reasons = [reason for step in found.steps if step.source == source for reason in step.reasons]
    return {reason.facts[fact] for reason in reasons if reason.key == key}


def test_the_facts_are_the_engines() -> None:
    chance, seen = random.Random(20261102), {"unclean": 0, "exposed": 0, "bound": 0, "rule": 0}
    for pack in PACKS:
        tables = compile_policy(load_policy(load_pack(pack).policy))
        for _ in range(EACH):
            question = drawn(tables, chance)
            found, scene = explain(question, tables), scene_of(question, tables)
            readers = found.readership.readers
            assert found.readership.is_clean == scene.flow.is_clean, question
            assert not readers or all(each.may_read for each in readers) == scene.flow.is_clean, question
            exposed = given(found, "invariant:exposure", "exposure.may-carry", "from")
            assert exposed <= told(found, "invariant:exposure", "saw.exposed", "side"), question
            bound = given(found, "invariant:deemed-export", "deemed-export.no-permit", "person")
            assert bound <= told(found, "invariant:deemed-export", "saw.bound", "person"), question
            rules = {rule.name for rule in found.rules if rule.has_matched}
            assert rules == {reason.facts["rule"] for reason in found.table if "rule" in reason.facts}, question
            seen["unclean"] += not scene.flow.is_clean
            seen["exposed"] += bool(exposed)
            seen["bound"] += bool(bound)
            seen["rule"] += bool(rules)
    assert min(seen.values()) > 20, seen
