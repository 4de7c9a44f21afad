"""What every key of the language comes to, and what its absence does."""

from __future__ import annotations

from datetime import date

import pytest

from policies.label import Level, ProjectId
from policies.language import load_policy
from policies.language.loader import POLICY_KEYS
from policies.model import (
    ExposureReset,
    Fefa,
    FefaResult,
    Hours,
    LevelRange,
    ListEffect,
    Membership,
    Obligation,
    Owner,
    PartyId,
    PersonId,
    Policy,
    Publication,
    Quorums,
    ScreeningEntry,
    Selection,
    Side,
    SizeRange,
    Stage,
    Status,
    Terms,
    WallId,
    Weekday,
)

US = Side(wall=WallId("us-cn"), name="us")
FULL = """\
version: 7
organisation: Institute
contact: office
threshold: 2
quorum: 1
quorum_cross_wall: 2
quorum_controlled: 3
exposure_level: internal
exposure_days: 90
walls: {us-cn: {sides: [us, cn]}}
projects:
  q:
    title: 量子
    side: us
    level: controlled
    fields: [quantum]
    stage: prototype
    funding: [nsf, kakenhi]
    partners: [harbor]
    members:
      sato: sensitive
      ito: {level: internal, since: 2026-04-01, until: 2027-03-31}
      wang:
    homes: ["smb://FS1/Q/**", /srv/q/**]
    terms:
      - eccn: 3A001.a.5
        fefa: {item: 別表第1の9項(7), result: controlled, judge: 輸出管理室, on: 2026-03-01}
        cui: true
        secrecy_hold: true
        residency: JP
        publication: closed
        until: 2027-03-31
      - {eccn: EAR99, prc_export_permission: required, publication: open, since: 2027-04-01}
  n:
    members: [sato]
    terms: {fefa_item: 別表第1の2項, origin_permission: not-required}
parties:
  harbor:
    name: Harbor University
    aliases: [ハーバー大学, Harbor Univ.]
    domains: [Harbor.example]
    country: US
    owners: [{party: fund, percent: 33.5}, {party: board, percent: 66.5}]
    screening:
      - list: US Entity List
        effect: licence
        version: v3
        dated: 2026-09-01
        note: see text
        since: 2026-01-01
        until: 2027-12-31
  fund: {}
  board: {}
people:
  sato:
    accounts: [Sato, MINATO\\sato]
    employer: harbor
    clearance: controlled
    clearance_until: 2027-03-31
    status: specific-category-2
    declared: 2026-04-01
    status_until: 2027-03-31
    funding: [CN, NO]
    groups: [students, staff]
  ito: {}
  wang: {}
  tanaka: {}
  suzuki: {}
rules:
  - name: everything
    from:
      stage: [prototype, product]
      funding: nsf
      size: {least: 1.5 KiB, most: 2GB}
      level: {most: sensitive}
    to: {party: partner}
    person:
      group: [students]
      employer: harbor
      clearance: {least: sensitive}
      status: [non-resident, unknown]
      foreign_funding: CN
    persons: [sato, ito]
    hours: {from: 18:00, to: "07:00", days: [mon, fri]}
    verdict: justify
    obligations: [second-look, notify-pi]
  - {name: little, hours: {days: sun}, from: {size: {most: 0B}}, person: {clearance: internal}, verdict: hold}
permits:
  - {id: by-item, number: N, authority: METI, items: [3A001.a.5, 別表第1の9項(7)], parties: [harbor]}
exposure_resets:
  - {person: sato, side: us, on: 2026-05-01, by: ito, reason: returned everything}
officers: {tanaka: {}, suzuki: {}, wang: {signs_policy: false}}
reviewers: {ito: {projects: [q]}}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(FULL)


def test_numbers(policy: Policy) -> None:
    assert policy.quorums == Quorums(ordinary=1, cross_wall=2, controlled=3, listed=1)
    assert (policy.version, policy.exposure_level, policy.exposure_days) == (7, Level.INTERNAL, 90)


def test_quorums_by_risk_are_the_ordinary_one_unless_said() -> None:
    text = FULL.replace("quorum: 1\n", "quorum: 3\n").replace("cross_wall: 2", "cross_wall: 3")
    text = text.replace("quorum_controlled: 3\n", "")
    assert load_policy(text).quorums == Quorums(ordinary=3, cross_wall=3, controlled=3, listed=3)


def test_a_project(policy: Policy) -> None:
    project = policy.projects[ProjectId("q")]
    assert project.sides == {US}
    assert (project.stage, project.funding) == (Stage.PROTOTYPE, {"nsf", "kakenhi"})
    assert project.homes == ("/srv/q/**", "smb://FS1/Q/**")
    assert project.members == {
        PersonId("sato"): Membership(level=Level.SENSITIVE),
        PersonId("ito"): Membership(level=Level.INTERNAL, since=date(2026, 4, 1), until=date(2027, 3, 31)),
        PersonId("wang"): Membership(level=Level.CONTROLLED),
    }


def test_terms_by_period(policy: Policy) -> None:
    judged = Fefa(item="別表第1の9項(7)", result=FefaResult.CONTROLLED, judge="輸出管理室", on=date(2026, 3, 1))
    assert policy.projects[ProjectId("q")].terms == (
        Terms(
            eccn="3A001.a.5",
            fefa=judged,
            cui=True,
            secrecy_hold=True,
            residency="JP",
            publication=Publication.CLOSED,
            until=date(2027, 3, 31),
        ),
        Terms(eccn="EAR99", origin_permission=True, publication=Publication.OPEN, since=date(2027, 4, 1)),
    )


def test_terms_as_one_mapping(policy: Policy) -> None:
    assert policy.projects[ProjectId("n")].terms == (Terms(fefa=Fefa(item="別表第1の2項")),)
    assert policy.projects[ProjectId("n")].stage is None


def test_a_party(policy: Policy) -> None:
    party = policy.parties[PartyId("harbor")]
    assert party.aliases == ("ハーバー大学", "Harbor Univ.")
    assert party.domains == ("harbor.example",)
    shares = {owner.party: owner for owner in party.owners}
    assert shares == {
        "board": Owner(party=PartyId("board"), percent=66.5),
        "fund": Owner(party=PartyId("fund"), percent=33.5),
    }
    assert party.screening == (
        ScreeningEntry(
            list="US Entity List",
            effect=ListEffect.LICENCE,
            version="v3",
            dated=date(2026, 9, 1),
            note="see text",
            since=date(2026, 1, 1),
            until=date(2027, 12, 31),
        ),
    )


def test_a_person(policy: Policy) -> None:
    person = policy.people[PersonId("sato")]
    assert person.accounts == {"sato", "minato\\sato"}
    assert (person.clearance_until, person.status_until) == (date(2027, 3, 31), date(2027, 3, 31))
    assert person.status is Status.SPECIFIC_CATEGORY_2
    assert person.funding == {"CN", "NO"}
    assert person.groups == {"students", "staff"}


def test_a_rule(policy: Policy) -> None:
    rule = policy.rules[0]
    assert rule.source.sizes == SizeRange(least_bytes=1536, most_bytes=2_000_000_000)
    assert rule.source.levels == LevelRange(most=Level.SENSITIVE)
    assert rule.persons == {"sato", "ito"}
    assert rule.hours == Hours(
        weekdays=frozenset({Weekday.MONDAY, Weekday.FRIDAY}), since_minute=18 * 60, until_minute=7 * 60
    )
    assert rule.obligations == (Obligation.NOTIFY_PI, Obligation.SECOND_LOOK)
    assert rule.selection == Selection(
        groups=frozenset({"students"}),
        employers=frozenset({PartyId("harbor")}),
        clearances=LevelRange(least=Level.SENSITIVE),
        statuses=frozenset({Status.NON_RESIDENT, Status.UNKNOWN}),
        foreign_funding=frozenset({"CN"}),
        stages=frozenset({Stage.PROTOTYPE, Stage.PRODUCT}),
        project_funding=frozenset({"nsf"}),
    )


def test_ends_that_are_left_out_are_open(policy: Policy) -> None:
    rule = policy.rules[1]
    assert rule.hours == Hours(weekdays=frozenset({Weekday.SUNDAY}))
    assert rule.source.sizes == SizeRange(most_bytes=0)
    assert rule.selection == Selection(clearances=LevelRange(least=Level.INTERNAL, most=Level.INTERNAL))


def test_a_permit_by_items_alone(policy: Policy) -> None:
    (permit,) = policy.permits
    assert (permit.projects, permit.items) == (frozenset(), ("3A001.a.5", "別表第1の9項(7)"))


def test_an_exposure_reset(policy: Policy) -> None:
    assert policy.exposure_resets == (
        ExposureReset(
            person=PersonId("sato"), side=US, on=date(2026, 5, 1), by=PersonId("ito"), reason="returned everything"
        ),
    )


def test_every_key_of_the_language_is_a_key_of_the_policy() -> None:
    """The loader's list of keys names no key twice, and this file's policy uses most of them."""
    assert len(set(POLICY_KEYS)) == len(POLICY_KEYS)
    used = {line.split(":")[0] for line in FULL.splitlines() if line[:1].isalpha()}
    assert used <= set(POLICY_KEYS)
