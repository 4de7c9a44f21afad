"""Who may read of a case, by tables alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.label import Label, Level, ProjectId
from policies.model import PersonId, ZoneId
from policies.tables import PersonFacts, Tables
from policies.transfer import Destination
from server.cases.visibility import may_read
from server.people.service import Asker, Role
from tests.unit.server.staging import NOW, Office

QSENSOR = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
BOTH = Label(projects=frozenset({ProjectId("qsensor"), ProjectId("gripper")}), level=Level.SENSITIVE)
STICK = Destination(zone=ZoneId("removable"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Office().tables()


def asker(person: str, *roles: Role) -> Asker:
    return Asker(name=person, person=PersonId(person), roles=frozenset(roles), expires=NOW)


def with_reads(tables: Tables, person: str, **reads: Level) -> Tables:
    facts = PersonFacts(accounts=frozenset({person}), reads={ProjectId(id): level for id, level in reads.items()})
    return replace(tables, people={**tables.people, PersonId(person): facts})


def test_an_admin_reads_nothing_even_as_a_member(tables: Tables) -> None:
    facts = with_reads(tables, "yamada", qsensor=Level.CONTROLLED)
    assert may_read(asker("yamada", Role.RESEARCHER), QSENSOR, None, STICK, facts)
    assert not may_read(asker("yamada", Role.ADMIN, Role.RESEARCHER), QSENSOR, None, STICK, facts)


def test_an_auditor_reads_no_case_even_as_a_member(tables: Tables) -> None:
    assert not may_read(asker("sato", Role.AUDITOR), QSENSOR, None, STICK, tables)


def test_a_member_below_the_label_s_level_does_not_read(tables: Tables) -> None:
    facts = with_reads(tables, "new", qsensor=Level.INTERNAL)
    assert not may_read(asker("new", Role.RESEARCHER), QSENSOR, None, STICK, facts)


def test_content_of_both_sides_needs_both(tables: Tables) -> None:
    assert may_read(asker("sato", Role.RESEARCHER), BOTH, None, STICK, tables)
    assert not may_read(asker("miller", Role.RESEARCHER), BOTH, None, STICK, tables)
    assert not may_read(asker("kato", Role.REVIEWER), BOTH, None, STICK, tables)
    assert may_read(asker("tanaka", Role.OFFICER), BOTH, None, STICK, tables)


def test_an_officer_by_role_alone_is_none(tables: Tables) -> None:
    assert not may_read(asker("kato", Role.OFFICER), QSENSOR, None, STICK, tables)


@pytest.mark.parametrize("project", ["gripper", "campus-energy"])
def test_an_officer_who_reads_on_the_other_side_or_at_the_destination_does_not(tables: Tables, project: str) -> None:
    there = Destination(zone=ZoneId("campus-energy"))
    assert may_read(asker("tanaka", Role.OFFICER), QSENSOR, None, there, tables)
    facts = with_reads(tables, "tanaka", **{project: Level.INTERNAL})
    assert not may_read(asker("tanaka", Role.OFFICER), QSENSOR, None, there, facts)


def test_a_nameless_account_is_not_the_nameless_subject(tables: Tables) -> None:
    assert not may_read(asker("", Role.RESEARCHER), Label(), None, STICK, tables)
    assert not may_read(asker("", Role.RESEARCHER), Label(), PersonId(""), STICK, tables)
