"""What people read and from when they need a permit, as clearances and declarations run out."""

from __future__ import annotations

from datetime import date

import pytest

from policies.compiler import compile_policy
from policies.label import Level, ProjectId
from policies.language import load_policy
from policies.model import PersonId
from policies.tables import Grant, PersonFacts

TEXT = """\
version: 1
organisation: Institute
contact: office
deemed_export: {DEEMED}
projects:
  q: {level: controlled, members: {sato: MEMBER}}
people:
  sato: {PERSON}
  tanaka: {}
  suzuki: {}
officers: {tanaka: {}, suzuki: {}}
"""
Q = ProjectId("q")


def facts_of(person: str = "", *, member: str = "controlled", deemed: str = "") -> PersonFacts:
    text = TEXT.replace("{DEEMED}", f"{{{deemed}}}").replace("MEMBER", member).replace("{PERSON}", f"{{{person}}}")
    return compile_policy(load_policy(text)).people[PersonId("sato")]


def levels(facts: PersonFacts, *days: str) -> list[Level | None]:
    return [facts.reads_on(date.fromisoformat(day)).get(Q) for day in days]


def test_a_clearance_without_end_gives_one_grant() -> None:
    facts = facts_of("clearance: sensitive")
    assert facts.grants == (Grant(project=Q, level=Level.SENSITIVE),)


def test_nobody_is_cleared_above_internal_unless_said() -> None:
    assert facts_of().grants == (Grant(project=Q, level=Level.INTERNAL),)


def test_a_clearance_that_ends_splits_the_grant() -> None:
    facts = facts_of("clearance: controlled, clearance_until: 2027-03-31")
    assert facts.grants == (
        Grant(project=Q, level=Level.CONTROLLED, until=date(2027, 3, 31)),
        Grant(project=Q, level=Level.INTERNAL, since=date(2027, 4, 1)),
    )
    assert levels(facts, "2027-03-31", "2027-04-01") == [Level.CONTROLLED, Level.INTERNAL]


def test_a_clearance_that_ends_within_the_membership() -> None:
    member = "{level: sensitive, since: 2026-04-01, until: 2028-03-31}"
    facts = facts_of("clearance: controlled, clearance_until: 2027-03-31", member=member)
    days = ["2026-03-31", "2026-04-01", "2027-03-31", "2027-04-01", "2028-03-31", "2028-04-01"]
    sensitive, internal = Level.SENSITIVE, Level.INTERNAL
    assert levels(facts, *days) == [None, sensitive, sensitive, internal, internal, None]


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("{since: 2027-04-01}", [Grant(project=Q, level=Level.INTERNAL, since=date(2027, 4, 1))]),
        ("{until: 2027-03-31}", [Grant(project=Q, level=Level.CONTROLLED, until=date(2027, 3, 31))]),
        ("internal", [Grant(project=Q, level=Level.INTERNAL)]),
    ],
)
def test_a_clearance_that_ends_outside_the_membership_splits_nothing(member: str, expected: list[Grant]) -> None:
    facts = facts_of("clearance: controlled, clearance_until: 2027-03-31", member=member)
    assert list(facts.grants) == expected


def test_a_clearance_below_internal_does_not_rise_when_it_ends() -> None:
    facts = facts_of("clearance: public, clearance_until: 2027-03-31")
    assert levels(facts, "2027-03-31", "2027-04-01") == [Level.PUBLIC, Level.PUBLIC]


def test_the_last_day_of_all_ends_nothing() -> None:
    facts = facts_of(
        "clearance: controlled, clearance_until: 9999-12-31, status: resident, status_until: 9999-12-31",
        deemed="unknown: internal",
    )
    assert facts.grants == (Grant(project=Q, level=Level.CONTROLLED),)
    assert facts.permit_from_later is None


def test_an_unknown_status_is_the_strictest_that_is_named() -> None:
    deemed = "non-resident: sensitive, specific-category-1: internal, unknown: controlled"
    assert facts_of(deemed=deemed).permit_from is Level.INTERNAL
    assert facts_of("status: unknown", deemed=deemed).permit_from is Level.INTERNAL
    assert facts_of("status: non-resident", deemed=deemed).permit_from is Level.SENSITIVE
    assert facts_of("status: specific-category-2", deemed=deemed).permit_from is None
    assert facts_of().permit_from is None


def test_an_expired_declaration_is_an_unknown_status() -> None:
    deemed = "non-resident: sensitive, specific-category-1: internal"
    facts = facts_of("status: non-resident, status_until: 2027-03-31", deemed=deemed)
    assert facts.permit_from is Level.SENSITIVE
    assert facts.permit_from_later == (Level.INTERNAL, date(2027, 4, 1))


def test_an_expiry_that_changes_nothing_is_not_told() -> None:
    facts = facts_of("status: non-resident, status_until: 2027-03-31", deemed="non-resident: sensitive")
    assert (facts.permit_from, facts.permit_from_later) == (Level.SENSITIVE, None)
