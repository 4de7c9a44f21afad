"""What stands in the tables, and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from policies.bundle import encode_tables
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


SECRETIVE = """\
version: 1
organisation: Institute
contact: office
walls: {us-cn: {sides: [us, cn]}}
deemed_export: {specific-category-2: sensitive, unknown: sensitive}
parties: {harbor: {aliases: [Zanzibar Alias]}, quagga-works: {}}
projects:
  q:
    side: us
    stage: prototype
    funding: [okapi-fund]
    members: [sato]
    terms: {cui: true, fefa: {item: 別表第1の9項, result: not-controlled, judge: judge-tapir, on: 2026-02-03}}
people:
  sato:
    clearance: controlled
    status: specific-category-2
    declared: 2026-01-23
    funding: [ZW]
    groups: [zebra-group]
    employer: quagga-works
  tanaka: {status: resident}
  suzuki: {status: resident}
rules:
  - {name: first, person: {group: zebra-group, foreign_funding: ZW, status: specific-category-2}, verdict: block}
  - {name: second, from: {stage: prototype, funding: okapi-fund}, verdict: hold}
exposure_resets:
  - {person: sato, side: us, on: 2026-05-01, by: tanaka, reason: narwhal reason}
officers: {tanaka: {}, suzuki: {}}
"""
REASONS = (
    "specific-category", "resident", "2026-01-23", "ZW", "zebra", "okapi", "narwhal", "Zanzibar", "tapir", "2026-02-03",
    "prototype", "別表第1の9項",
)  # fmt: skip


def test_no_reason_reaches_the_bundle() -> None:
    written = encode_tables(tables_of(SECRETIVE)).decode("utf-8")
    assert [each for each in REASONS if each in written] == []
    # The party that employs is a party like any other; of whom it is the employer stands nowhere.
    assert written.count("quagga-works") == 1
    assert '"permit_from":"sensitive"' in written
    assert '"2026-05-01"' in written


def test_other_reasons_for_the_same_facts_give_the_same_bundle() -> None:
    other = (
        SECRETIVE.replace("specific-category-2", "non-resident")
        .replace("2026-01-23", "2025-12-31")
        .replace("ZW", "FR")
        .replace("zebra-group", "visitors")
        .replace("employer: quagga-works", "employer: harbor")
        .replace("narwhal reason", "another")
        .replace("by: tanaka", "by: suzuki")
        .replace("judge-tapir", "somebody")
        .replace("okapi-fund", "nsf")
        .replace("prototype", "product")
    )
    assert encode_tables(tables_of(other)) == encode_tables(tables_of(SECRETIVE))


def test_an_item_judged_not_to_control_is_no_item() -> None:
    def items(text: str) -> frozenset[str]:
        return tables_of(text).projects[ProjectId("q")].terms[0].items

    assert items(SECRETIVE) == frozenset()
    assert items(SECRETIVE.replace("not-controlled", "controlled")) == {"別表第1の9項"}
    assert items(SECRETIVE.replace("cui: true", "eccn: 3A901")) == {"3A901"}
    judged = "fefa: {item: 別表第1の9項, result: not-controlled, judge: judge-tapir, on: 2026-02-03}"
    unjudged = SECRETIVE.replace(judged, "fefa_item: 別表第1の2項")
    assert items(unjudged) == {"別表第1の2項"}
