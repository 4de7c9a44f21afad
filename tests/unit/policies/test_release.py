"""What is signed, who may sign, and that a release survives the way over the wire."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import example_text
from policies.keys import public_text
from policies.language import load_policy
from policies.model import Channel, PartyId, PersonId, ProjectId, ZoneId
from policies.release import (
    LegalBasis,
    Release,
    ReleaseId,
    ReleaseTerms,
    approval_faults,
    count_approvals,
    is_cross_wall,
    is_on_receiving_side,
    sign_release,
    signed_bytes,
    terms_faults,
)
from policies.tables import Tables

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
    data = signed_bytes(TERMS)
    said = json.loads(data)
    assert list(said) == sorted(said) == sorted(field.name for field in dataclasses.fields(ReleaseTerms))
    assert said["since"] == "2026-11-02T09:00:00Z"
    assert "共同レビュー".encode() in data
    assert b", " not in data


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ReleaseTerms)])
def test_every_field_is_signed(field: str, tables: Tables) -> None:
    """Changing any one of them after signing makes both signatures fail."""
    was = getattr(TERMS, field)
    changes = {str: "changed", int: 7, tuple: ("cd" * 32,), datetime: SINCE + timedelta(hours=1)}
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
    assert signed_bytes(other) == signed_bytes(TERMS)


def test_the_wire_changes_nothing(tables: Tables) -> None:
    good = release(TERMS, "tanaka", "suzuki")
    back = msgspec.json.decode(msgspec.json.encode(good), type=Release)
    assert back == good
    assert approval_faults(back, tables) == ()


def test_a_time_without_a_zone_is_not_signed() -> None:
    with pytest.raises(PolicyError, match="no zone"):
        signed_bytes(dataclasses.replace(TERMS, until=datetime(2026, 11, 3)))  # noqa: DTZ001
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
    assert faults == ("release.not-an-approver: tanaka", "release.quorum: 1 of 2")


def test_an_officer_without_a_key_approves_nothing(tables: Tables) -> None:
    officers = tuple(dataclasses.replace(each, key="") for each in tables.officers)
    faults = approval_faults(release(TERMS, "tanaka", "suzuki"), dataclasses.replace(tables, officers=officers))
    assert faults[0] == "release.signature: tanaka"
