"""What stands in the tables, and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from policies.compiler import compile_policy
from policies.examples import load_example
from policies.label import Level, ProjectId
from policies.language import load_policy
from policies.model import PartyId, PersonId, ZoneId, ZoneKind
from policies.tables import Tables

DAY = date(2026, 11, 2)


def tables_of(text: str) -> Tables:
    return compile_policy(load_policy(text))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return tables_of(load_example())


def test_reading_is_membership_cut_to_clearance(tables: Tables) -> None:
    sato = tables.people[PersonId("sato")]
    levels = {"qsensor": Level.CONTROLLED, "gripper": Level.SENSITIVE, "campus-energy": Level.INTERNAL}
    assert sato.reads_on(DAY) == levels
    lower = tables_of(
        load_example().replace("sato: {accounts: [sato], clearance: controlled", "sato: {clearance: sensitive")
    )
    assert lower.people[PersonId("sato")].reads_on(DAY)[ProjectId("qsensor")] is Level.SENSITIVE


def test_status_becomes_a_bound_without_its_reason(tables: Tables) -> None:
    assert tables.people[PersonId("sato")].permit_from is None
    assert tables.people[PersonId("miller")].permit_from is Level.SENSITIVE
    wang = tables.people[PersonId("wang")]
    assert wang.permit_from is None
    assert wang.permit_from_later == (Level.SENSITIVE, date(2028, 4, 1))


def test_homes_have_their_projects_id_and_its_members(tables: Tables) -> None:
    home = tables.zones[ZoneId("qsensor")]
    assert (home.kind, home.projects, home.readers) == (ZoneKind.HOME, {"qsensor"}, {"sato", "miller", "ito"})
    assert home.homes == ("smb://fs1/qsensor/**",)


def test_removable_media_exist_always_and_everybody_reads_them(tables: Tables) -> None:
    without = tables_of(load_example().replace("  removable: {kind: removable}\n", ""))
    for each in (tables, without):
        zone = each.zones[ZoneId("removable")]
        assert (zone.kind, zone.readers, zone.projects) == (ZoneKind.REMOVABLE, None, frozenset())


def test_parties_know_their_projects(tables: Tables) -> None:
    assert tables.parties[PartyId("harbor-university")].projects == {"qsensor"}
    assert tables.parties[PartyId("open-preprints")].projects == frozenset()
