"""What is signed, who may sign, and that a release survives the way over the wire."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.compiler import compile_policy
from policies.engine import Engine
from policies.errors import PolicyError
from policies.examples import example_text
from policies.keys import public_text
from policies.label import Label, Level
from policies.language import load_policy
from policies.model import Channel, ListEffect, PartyId, PersonId, ProjectId, Quorums, ScreeningEntry, ZoneId
from policies.release import (
    Approval,
    LegalBasis,
    Release,
    ReleaseId,
    ReleaseTerms,
    Risk,
    approval_bytes,
    approval_fault,
    approval_faults,
    count_approvals,
    is_cross_wall,
    is_on_receiving_side,
    needed_approvals,
    release_faults,
    risks_of,
    sign_release,
    terms_bytes,
    terms_faults,
)
from policies.tables import Tables
from policies.transfer import Destination, KnownBy, Resemblance, Subject, Transfer, TransferId, TransferObject

SINCE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TERMS = ReleaseTerms(
    id=ReleaseId("R-1"),
    case="C-TEST0001",
    requester=PersonId("sato"),
    purpose="共同レビュー",
    digests=("ab" * 32,),
    names=("図面.pdf",),
    channel=Channel.SHARE,
    agent="agent-1",
    person=PersonId("sato"),
    projects=(ProjectId("qsensor"),),
    recipient="江海大学",
    end_use="review",
    item="EAR99",
    basis=LegalBasis.EAR_LICENCE,
    basis_number="D1234",
    basis_date="2026-10-01",
    since=SINCE,
    until=SINCE + timedelta(days=2),
    zone=ZoneId("gripper"),
    path="a/図面.pdf",
)


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@pytest.fixture(scope="module")
def tables() -> Tables:
    keys = {name: public_text(key_of(name)) for name in ("tanaka", "suzuki", "mori")}
    return compile_policy(load_policy(example_text(officers=keys, reviewers={}, recovery="")))


def release(terms: ReleaseTerms, *officers: str) -> Release:
    approvals = tuple(sign_release(terms, PersonId(name), key_of(name)) for name in officers)
    return Release(terms=terms, approvals=approvals)


def test_what_is_signed_is_canonical_json_of_every_field() -> None:
    data = terms_bytes(TERMS)
    said = json.loads(data)
    assert list(said) == sorted(said) == sorted(field.name for field in dataclasses.fields(ReleaseTerms))
    assert said["since"] == "2026-11-02T09:00:00Z"
    assert "共同レビュー".encode() in data
    assert b", " not in data


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ReleaseTerms)])
def test_every_field_is_signed(field: str, tables: Tables) -> None:
    """Changing any one of them after signing makes both signatures fail."""
    was = getattr(TERMS, field)
    changes = {
        str: "changed",
        int: 7,
        type(None): "controlled",
        tuple: ("cd" * 32,),
        datetime: SINCE + timedelta(hours=1),
    }
    new = {"channel": Channel.HTTP, "basis": LegalBasis.CONTRACT, "party": PartyId("open-preprints")}.get(
        field, changes.get(type(was), "changed")
    )
    good = release(TERMS, "tanaka", "suzuki")
    assert approval_faults(good, tables) == ()
    forged = dataclasses.replace(good, terms=dataclasses.replace(TERMS, **{field: new}))
    assert "release.signature: tanaka" in approval_faults(forged, tables)
    assert not count_approvals(forged, tables).is_enough


def test_the_same_instant_in_another_zone_is_the_same() -> None:
    jst = timezone(timedelta(hours=9))
    other = dataclasses.replace(TERMS, since=TERMS.since.astimezone(jst), until=TERMS.until.astimezone(jst))
    assert terms_bytes(other) == terms_bytes(TERMS)


def test_the_wire_changes_nothing(tables: Tables) -> None:
    good = release(TERMS, "tanaka", "suzuki")
    back = msgspec.json.decode(msgspec.json.encode(good), type=Release)
    assert back == good
    assert approval_faults(back, tables) == ()


def test_a_time_without_a_zone_is_not_signed() -> None:
    with pytest.raises(PolicyError, match="no zone"):
        terms_bytes(dataclasses.replace(TERMS, until=datetime(2026, 11, 3)))  # noqa: DTZ001
    assert terms_faults(dataclasses.replace(TERMS, until=datetime(2026, 11, 3))) == (  # noqa: DTZ001
        "release.malformed: time without a zone",
    )


@pytest.mark.parametrize("changes", [{"uses": 0}, {"digests": ()}, {"digests": ("AB" * 32,)}, {"zone": None}])
def test_terms_that_nobody_should_sign(changes: dict[str, object]) -> None:
    assert terms_faults(dataclasses.replace(TERMS, **changes))  # type: ignore[arg-type]


def test_cross_wall() -> None:
    tables = compile_policy(load_policy(example_text(officers={}, reviewers={}, recovery="")))
    to = {"zone": None, "party": None}
    cases = [
        ({}, True),
        ({"zone": ZoneId("qsensor")}, False),
        ({**to, "zone": ZoneId("removable")}, True),
        ({**to, "party": PartyId("jianghai-university")}, True),
        ({**to, "party": PartyId("harbor-university")}, False),
        ({**to, "party": PartyId("unheard-of")}, True),
        ({"projects": (ProjectId("campus-energy"),)}, False),
        ({"projects": (ProjectId("qsensor"), ProjectId("gripper")), "zone": ZoneId("common")}, True),
    ]
    for changes, expected in cases:
        assert is_cross_wall(dataclasses.replace(TERMS, **changes), tables) is expected, changes  # type: ignore[arg-type]


def test_the_receiving_side(tables: Tables) -> None:
    assert is_on_receiving_side(PersonId("wang"), TERMS, tables)
    assert not is_on_receiving_side(PersonId("miller"), TERMS, tables)
    assert not is_on_receiving_side(PersonId("tanaka"), TERMS, tables)
    to_party = dataclasses.replace(TERMS, zone=None, party=PartyId("jianghai-university"))
    assert is_on_receiving_side(PersonId("chen"), to_party, tables)


def test_a_bad_approval_beside_enough_good_ones_is_told_and_does_not_count(tables: Tables) -> None:
    good = release(TERMS, "tanaka", "suzuki")
    forged = dataclasses.replace(good.approvals[0], officer=PersonId("mori"))
    count = count_approvals(dataclasses.replace(good, approvals=(forged, *good.approvals)), tables)
    assert count.is_enough
    assert count.counted == ("tanaka", "suzuki")
    assert count.faults == ("release.signature: mori",)


def test_an_officer_who_only_signs_the_policy_does_not_approve(tables: Tables) -> None:
    officers = tuple(dataclasses.replace(each, approves=each.person != "tanaka") for each in tables.officers)
    faults = approval_faults(release(TERMS, "tanaka", "suzuki"), dataclasses.replace(tables, officers=officers))
    assert faults == ("release.not-an-approver: tanaka", "release.quorum: 1 of 2 (cross-wall)")


def test_an_officer_without_a_key_approves_nothing(tables: Tables) -> None:
    officers = tuple(dataclasses.replace(each, key="") for each in tables.officers)
    faults = approval_faults(release(TERMS, "tanaka", "suzuki"), dataclasses.replace(tables, officers=officers))
    assert faults[0] == "release.signature: tanaka"


def test_an_approval_signs_its_officer_and_its_way(tables: Tables) -> None:
    said = json.loads(approval_bytes(TERMS, PersonId("tanaka"), "webauthn"))
    assert said["terms"] == json.loads(terms_bytes(TERMS))
    assert (said["officer"], said["by"]) == ("tanaka", "webauthn")
    web = sign_release(TERMS, PersonId("tanaka"), key_of("tanaka"), by="webauthn")
    assert approval_fault(web, TERMS, tables) == ""
    restated = dataclasses.replace(web, by="cli")
    assert approval_fault(restated, TERMS, tables) == "release.signature: tanaka"


def test_a_signature_over_the_terms_alone_is_none(tables: Tables) -> None:
    bare = base64.b64encode(key_of("tanaka").sign(terms_bytes(TERMS))).decode()
    fault = approval_fault(Approval(officer=PersonId("tanaka"), signature=bare), TERMS, tables)
    assert fault == "release.signature: tanaka"


def test_the_highest_quorum_counts_and_is_named(tables: Tables) -> None:
    for quorums, changes, expected in (
        (Quorums(), {}, (2, Risk.CROSS_WALL)),
        (Quorums(controlled=3), {}, (3, Risk.CONTROLLED)),
        (Quorums(controlled=3, cross_wall=4), {}, (4, Risk.CROSS_WALL)),
        (Quorums(controlled=3), {"projects": (ProjectId("gripper"),)}, (2, Risk.ORDINARY)),
        (Quorums(controlled=3), {"projects": (ProjectId("gripper"),), "level": Level.CONTROLLED}, (3, Risk.CONTROLLED)),
        (Quorums(controlled=3), {"projects": (ProjectId("unheard-of"),)}, (3, Risk.CONTROLLED)),
        (Quorums(listed=3), {"zone": None, "party": PartyId("ironpeak-works")}, (3, Risk.LISTED)),
    ):
        terms = dataclasses.replace(TERMS, **changes)  # type: ignore[arg-type]
        assert needed_approvals(terms, dataclasses.replace(tables, quorums=quorums)) == expected


@pytest.mark.parametrize(
    ("since", "until", "counts"), [(3, None, True), (None, 2, True), (6, None, False), (None, 1, False)]
)
def test_a_list_entry_counts_if_it_is_in_force_on_a_day_of_the_release(
    since: int | None, until: int | None, counts: bool, tables: Tables
) -> None:
    entry = ScreeningEntry(
        list="own",
        effect=ListEffect.FLAG,
        since=date(2026, 11, since) if since else None,
        until=date(2026, 11, until) if until else None,
    )
    party = dataclasses.replace(tables.parties[PartyId("harbor-university")], screening=(entry,))
    listed = dataclasses.replace(tables, parties={**tables.parties, PartyId("harbor-university"): party})
    terms = dataclasses.replace(TERMS, zone=None, party=PartyId("harbor-university"))
    assert (Risk.LISTED in risks_of(terms, listed)) is counts


@pytest.mark.parametrize("percent", [-1, 51])
def test_a_share_that_nobody_may_leave_open(percent: int) -> None:
    assert terms_faults(dataclasses.replace(TERMS, changed_percent=percent))


@pytest.mark.parametrize(
    ("shares", "allowed", "expected"),
    [
        ((4.0,), 5, ()),
        ((9.0, 4.0), 5, ()),
        ((5.01,), 5, ("release.changed: 5.1 % of 5 %",)),
        ((float("nan"),), 5, ("release.changed: nan % of 5 %",)),
        ((), 5, ("release.digest: cdcdcdcdcdcdcdcd",)),
        ((4.0,), 0, ("release.digest: cdcdcdcdcdcdcdcd",)),
    ],
)
def test_a_changed_copy(shares: tuple[float, ...], allowed: int, expected: tuple[str, ...], tables: Tables) -> None:
    terms = dataclasses.replace(TERMS, changed_percent=allowed)
    alike = tuple(Resemblance(digest="ab" * 32, changed_percent=share) for share in shares)
    copy = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=PersonId("sato"), known_by=KnownBy.OWNER),
        channel=Channel.SHARE,
        object=TransferObject(digest="cd" * 32, name="図面.pdf", size_bytes=1, resembles=alike),
        destination=Destination(zone=ZoneId("gripper"), path="a/図面.pdf"),
        at=SINCE,
        agent="agent-1",
    )
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    signed = release(terms, "tanaka", "suzuki")
    assert release_faults(signed, copy, label, tables, SINCE) == expected


def test_releases_of_other_content_are_not_even_verified(tables: Tables) -> None:
    """An agent knows hundreds; what speaks of something else costs no signature, and cannot stand in the way."""
    other = dataclasses.replace(TERMS, digests=("ef" * 32,), path="b.pdf")
    unreadable = Release(terms=other, approvals=None)  # type: ignore[arg-type]
    moved = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=TERMS.person),
        channel=TERMS.channel,
        object=TransferObject(digest=TERMS.digests[0], name="x", size_bytes=1),
        destination=Destination(zone=TERMS.zone, party=TERMS.party, path=TERMS.path),
        at=SINCE,
        agent=TERMS.agent,
    )
    label = Label(projects=frozenset(TERMS.projects), level=Level.SENSITIVE)
    releases = (unreadable, release(TERMS, "tanaka", "suzuki"))
    decision = Engine(tables).decide(moved, label, (), releases, SINCE + timedelta(hours=1))
    assert (decision.rule, decision.errors) == (f"release:{TERMS.id}", ())
