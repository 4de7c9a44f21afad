"""Whose content a document is taken to be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policies.attribution import attribute, exposures_of, label_at_rest
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.label import Label, Level, ProjectId, Reading
from policies.language import load_policy
from policies.model import PersonId, Side, WallId, ZoneId
from policies.tables import Tables

Q, G, E = ProjectId("qsensor"), ProjectId("gripper"), ProjectId("campus-energy")
HOME_Q, HOME_G, COMMON = ZoneId("qsensor"), ZoneId("gripper"), ZoneId("common")
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def label(*projects: ProjectId, level: Level = Level.INTERNAL, reading: Reading = Reading.FULL) -> Label:
    return Label(projects=frozenset(projects), level=level, reading=reading)


SENSITIVE = label(level=Level.SENSITIVE)
OPAQUE = label(reading=Reading.OPAQUE)

CASES = [
    ("recognised", label(Q, level=Level.SENSITIVE), {HOME_G}, G, {Q}, Level.CONTROLLED),
    ("recognised below sensitive", label(Q), set(), G, {Q}, Level.INTERNAL),
    ("origin before session", SENSITIVE, {HOME_Q}, G, {Q}, Level.CONTROLLED),
    ("origin, ordinary", label(), {HOME_Q}, None, {Q}, Level.INTERNAL),
    ("ordinary in homes of both sides", label(), {HOME_Q, HOME_G}, None, set(), Level.INTERNAL),
    ("sensitive in homes of both sides", SENSITIVE, {HOME_Q, HOME_G}, None, {Q, G}, Level.CONTROLLED),
    ("origin, public", label(level=Level.PUBLIC), {HOME_Q}, Q, set(), Level.PUBLIC),
    ("origin common", SENSITIVE, {COMMON}, None, set(), Level.SENSITIVE),
    ("origin unknown zone", SENSITIVE, {ZoneId("attic")}, None, set(), Level.SENSITIVE),
    ("session, sensitive", SENSITIVE, set(), Q, {Q}, Level.CONTROLLED),
    ("session, ordinary", label(), set(), Q, set(), Level.INTERNAL),
    ("session unknown", SENSITIVE, set(), ProjectId("vanished"), set(), Level.SENSITIVE),
    ("opaque, origin", OPAQUE, {HOME_Q}, G, {Q}, Level.CONTROLLED),
    ("opaque, both homes", OPAQUE, {HOME_Q, HOME_G}, None, {Q, G}, Level.CONTROLLED),
    ("opaque, session", OPAQUE, set(), G, {G}, Level.SENSITIVE),
    ("opaque, nothing", OPAQUE, set(), None, set(), Level.INTERNAL),
    ("opaque, recognised and origin", label(G, reading=Reading.FAILED), {HOME_Q}, None, {Q, G}, Level.CONTROLLED),
    ("sensitive in a project of lower level", SENSITIVE, set(), E, {E}, Level.SENSITIVE),
]


@pytest.mark.parametrize(("name", "given", "origin", "session", "projects", "level"), CASES, ids=[c[0] for c in CASES])
def test_attribute(
    name: str,
    given: Label,
    origin: set[ZoneId],
    session: ProjectId | None,
    projects: set[str],
    level: Level,
    tables: Tables,
) -> None:
    found = attribute(given, origin=frozenset(origin), session=session, tables=tables)
    assert (found.projects, found.level, found.reading) == (projects, level, given.reading)


@pytest.mark.parametrize(
    ("given", "zone", "projects", "level"),
    [
        (SENSITIVE, HOME_Q, {Q}, Level.CONTROLLED),
        (label(), HOME_Q, {Q}, Level.INTERNAL),
        (label(level=Level.PUBLIC), HOME_Q, set(), Level.PUBLIC),
        (label(E), HOME_Q, {E}, Level.INTERNAL),
        (SENSITIVE, COMMON, set(), Level.SENSITIVE),
        (SENSITIVE, ZoneId("attic"), set(), Level.SENSITIVE),
        (label(level=Level.PUBLIC, reading=Reading.OPAQUE), HOME_G, {G}, Level.SENSITIVE),
    ],
)
def test_at_rest(given: Label, zone: ZoneId, projects: set[str], level: Level, tables: Tables) -> None:
    found = label_at_rest(given, zone, tables)
    assert (found.projects, found.level) == (projects, level)


def test_exposures(tables: Tables) -> None:
    us = Side(wall=WallId("us-cn"), name="us")
    sato = PersonId("sato")
    (found,) = exposures_of(label(Q, level=Level.CONTROLLED), sato, NOW, tables)
    assert (found.person, found.side, found.at) == (sato, us, NOW)
    assert exposures_of(label(Q), sato, NOW, tables) == ()
    assert exposures_of(label(E, level=Level.SENSITIVE), sato, NOW, tables) == ()
    assert exposures_of(label(Q, level=Level.CONTROLLED), None, NOW, tables) == ()
