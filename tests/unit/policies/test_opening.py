"""Who may open a document where it rests."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime

import pytest

from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.flow import day_of, may_read
from policies.label import Label, Level, ProjectId, Reading
from policies.language import load_policy
from policies.model import Ring, Rings
from policies.tables import Tables

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def test_what_is_nobodys_or_public_is_for_everybody(tables: Tables) -> None:
    engine, project = Engine(tables), next(iter(tables.projects))
    for label in (Label(), Label(projects=frozenset({project}), level=Level.PUBLIC)):
        found = engine.openers(label, None, NOW)
        assert found.may_strangers
        assert found.people == frozenset(tables.people)


def test_an_unread_document_of_a_project_is_never_taken_for_public(tables: Tables) -> None:
    project = next(iter(tables.projects))
    label = Label(projects=frozenset({project}), level=Level.PUBLIC, reading=Reading.OPAQUE)
    assert not Engine(tables).openers(label, None, NOW).may_strangers


def test_the_content_of_a_project_that_nobody_knows_is_for_nobody(tables: Tables) -> None:
    found = Engine(tables).openers(Label(projects=frozenset({ProjectId("gone")}), level=Level.INTERNAL), None, NOW)
    assert (found.people, found.may_strangers) == (frozenset(), False)


def test_nobody_opens_what_membership_or_clearance_does_not_let_them_read(tables: Tables) -> None:
    engine, day, seen = Engine(tables), day_of(NOW), set()
    for pair, level in itertools.product(itertools.combinations_with_replacement(tables.projects, 2), Level):
        if level is Level.PUBLIC:
            continue
        highest = max(tables.projects[project].level for project in pair)
        label = Label(projects=frozenset(pair), level=level)
        found = engine.openers(label, None, NOW)
        assert not found.may_strangers
        for person, facts in tables.people.items():
            shares = (
                min(level, tables.projects[project].level) if level <= highest else level for project in set(pair)
            )
            reads = all(
                may_read(person, project, share, tables, day) for project, share in zip(set(pair), shares, strict=True)
            )
            needs_permit = facts.permit_from is not None and facts.permit_from <= level
            if person in found.people:
                assert reads
            elif reads:
                assert needs_permit
            seen.add((person in found.people, reads, needs_permit))
    assert {(True, True, False), (False, False, False)} <= seen


def test_content_at_a_level_that_needs_a_permit_is_not_opened_without_one(tables: Tables) -> None:
    project = ProjectId("qsensor") if "qsensor" in tables.projects else next(iter(tables.projects))
    label = Label(projects=frozenset({project}), level=Level.INTERNAL)
    reader = min(Engine(tables).openers(label, None, NOW).people)
    bound = dataclasses.replace(tables.people[reader], permit_from=Level.INTERNAL)
    stricter = dataclasses.replace(tables, people={**tables.people, reader: bound}, permits=())
    assert reader not in Engine(stricter).openers(label, None, NOW).people


def test_a_ring_that_only_watches_keeps_nobody_of_the_same_side_out_and_everybody_of_the_other(tables: Tables) -> None:
    project, facts = next((name, facts) for name, facts in tables.projects.items() if facts.sides)
    label = Label(projects=frozenset({project}), level=Level.INTERNAL)
    enforced = Engine(tables).openers(label, None, NOW).people
    softer = dataclasses.replace(tables, rings=Rings(default=Ring.OBSERVE))
    watched = Engine(softer).openers(label, None, NOW)
    same_side = {
        person
        for person, each in tables.people.items()
        if any(tables.projects[name].sides & facts.sides for name in each.reads_on(day_of(NOW)))
    }
    assert enforced <= watched.people <= same_side
    assert not watched.may_strangers
    assert Engine(softer).openers(label, None, NOW, agent="a").people == watched.people


def test_what_was_released_to_a_zone_is_opened_by_its_readers(tables: Tables) -> None:
    """Neither by more people than read there, nor by one whom the law asks a permit of."""
    engine = Engine(tables)
    project = next(iter(tables.projects))
    label = Label(projects=frozenset({project}), level=Level.INTERNAL)
    own = engine.openers(label, None, NOW).people
    homes = [
        (zone, facts.readers) for zone, facts in tables.zones.items() if facts.readers and not facts.readers <= own
    ]
    assert homes
    for zone, readers in homes:
        before, after = (engine.openers(label, zone, NOW, is_released=each) for each in (False, True))
        assert before.people < after.people <= before.people | readers
        assert not after.may_strangers
        newcomer = min(after.people - before.people)
        bound = dataclasses.replace(tables.people[newcomer], permit_from=Level.INTERNAL)
        stricter = dataclasses.replace(tables, people={**tables.people, newcomer: bound}, permits=())
        assert newcomer not in Engine(stricter).openers(label, zone, NOW, is_released=True).people
