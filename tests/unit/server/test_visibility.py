"""Who may read of a case, by tables alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policies.flow import day_of
from policies.label import Label, Level, ProjectId
from policies.model import PersonId, ZoneId
from policies.tables import Grant, PersonFacts, Tables
from policies.transfer import Destination
from server.cases.visibility import may_read
from server.people.service import Asker, Role
from tests.unit.server.staging import NOW, Office

QSENSOR = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
BOTH = Label(projects=frozenset({ProjectId("qsensor"), ProjectId("gripper")}), level=Level.SENSITIVE)
STICK = Destination(zone=ZoneId("removable"))
TODAY = day_of(NOW)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Office().tables()


def asker(person: str, *roles: Role) -> Asker:
    return Asker(name=person, person=PersonId(person), roles=frozenset(roles), expires=NOW)


def with_reads(tables: Tables, person: str, **reads: Level) -> Tables:
    return with_grants(tables, person, *(Grant(project=ProjectId(id), level=level) for id, level in reads.items()))


def with_grants(tables: Tables, person: str, *grants: Grant) -> Tables:
    facts = PersonFacts(accounts=frozenset({person}), grants=grants)
    return replace(tables, people={**tables.people, PersonId(person): facts})


def test_an_admin_reads_nothing_even_as_a_member(tables: Tables) -> None:
    facts = with_reads(tables, "yamada", qsensor=Level.CONTROLLED)
    assert may_read(asker("yamada", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY)
    assert not may_read(asker("yamada", Role.ADMIN, Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY)


def test_an_auditor_reads_no_case_even_as_a_member(tables: Tables) -> None:
    assert not may_read(asker("sato", Role.AUDITOR), QSENSOR, None, STICK, tables, TODAY)


def test_a_member_below_the_label_s_level_does_not_read(tables: Tables) -> None:
    facts = with_reads(tables, "new", qsensor=Level.INTERNAL)
    assert not may_read(asker("new", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY)


def test_content_of_both_sides_needs_both(tables: Tables) -> None:
    assert may_read(asker("sato", Role.RESEARCHER), BOTH, None, STICK, tables, TODAY)
    assert not may_read(asker("miller", Role.RESEARCHER), BOTH, None, STICK, tables, TODAY)
    assert not may_read(asker("kato", Role.REVIEWER), BOTH, None, STICK, tables, TODAY)
    assert may_read(asker("tanaka", Role.OFFICER), BOTH, None, STICK, tables, TODAY)


def test_an_officer_by_role_alone_is_none(tables: Tables) -> None:
    assert not may_read(asker("kato", Role.OFFICER), QSENSOR, None, STICK, tables, TODAY)


@pytest.mark.parametrize("project", ["gripper", "campus-energy"])
def test_an_officer_who_reads_on_the_other_side_or_at_the_destination_does_not(tables: Tables, project: str) -> None:
    there = Destination(zone=ZoneId("campus-energy"))
    assert may_read(asker("tanaka", Role.OFFICER), QSENSOR, None, there, tables, TODAY)
    facts = with_reads(tables, "tanaka", **{project: Level.INTERNAL})
    assert not may_read(asker("tanaka", Role.OFFICER), QSENSOR, None, there, facts, TODAY)


def test_a_nameless_account_is_not_the_nameless_subject(tables: Tables) -> None:
    assert not may_read(asker("", Role.RESEARCHER), Label(), None, STICK, tables, TODAY)
    assert not may_read(asker("", Role.RESEARCHER), Label(), PersonId(""), STICK, tables, TODAY)


@pytest.mark.parametrize(
    ("since", "until", "reads"),
    [(None, TODAY, True), (TODAY, None, True), (None, TODAY - DAY, False), (TODAY + DAY, None, False)],
)
def test_only_who_is_a_member_today_reads(tables: Tables, since: date | None, until: date | None, reads: bool) -> None:
    grant = Grant(project=ProjectId("qsensor"), level=Level.CONTROLLED, since=since, until=until)
    facts = with_grants(tables, "new", grant)
    assert may_read(asker("new", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY) is reads


def test_a_level_of_yesterday_is_not_that_of_today(tables: Tables) -> None:
    grants = (
        Grant(project=ProjectId("qsensor"), level=Level.CONTROLLED, until=TODAY - DAY),
        Grant(project=ProjectId("qsensor"), level=Level.INTERNAL, since=TODAY),
    )
    facts = with_grants(tables, "new", *grants)
    assert may_read(asker("new", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY - DAY)
    assert not may_read(asker("new", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY)


def test_nobody_reads_of_a_project_that_has_ended_by_membership(tables: Tables) -> None:
    ended = replace(tables.projects[ProjectId("qsensor")], until=TODAY - DAY)
    facts = replace(tables, projects={**tables.projects, ProjectId("qsensor"): ended})
    assert not may_read(asker("miller", Role.RESEARCHER), QSENSOR, None, STICK, facts, TODAY)
    assert may_read(asker("kato", Role.REVIEWER), QSENSOR, None, STICK, facts, TODAY)


def test_an_officer_who_once_read_on_the_other_side_is_not_neutral(tables: Tables) -> None:
    grant = Grant(project=ProjectId("gripper"), level=Level.INTERNAL, until=TODAY - 400 * DAY)
    facts = with_grants(tables, "tanaka", grant)
    assert not may_read(asker("tanaka", Role.OFFICER), QSENSOR, None, STICK, facts, TODAY)
