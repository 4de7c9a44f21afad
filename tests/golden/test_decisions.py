"""One readable file a case: a transfer under the example policy, and what is decided of it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.attribution import attribute, label_at_rest
from policies.compiler import compile_policy
from policies.engine import decide
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import KeyRing, load_policy
from policies.model import Channel, PartyId, PersonId, Side, WallId, ZoneId
from policies.release import LegalBasis, Release, ReleaseId, ReleaseTerms, sign_release
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject

CASES = sorted(Path(__file__).parent.joinpath("decisions").glob("*.yaml"))
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DIGEST = hashlib.sha256(b"the document of every case").hexdigest()
OFFICERS = ("tanaka", "suzuki", "mori")


def officer_key(officer: str) -> Ed25519PrivateKey:
    """A key made from the officer's name, for these cases alone."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(officer.encode()).digest())


def tables_of(case: dict[str, Any]) -> Tables:
    text = load_example()
    for old, new in case.get("policy", []):
        assert old in text, f"the example holds no `{old}`"
        text = text.replace(old, new)
    ring = KeyRing(officers={officer: public_text(officer_key(officer)) for officer in OFFICERS})
    return compile_policy(load_policy(text, overrides=ring))


def label_of(case: dict[str, Any]) -> Label:
    said = case.get("label", {})
    return Label(
        projects=frozenset(map(ProjectId, said.get("projects", []))),
        level=Level(said.get("level", "internal")),
        fields=frozenset(said.get("fields", [])),
        kinds=frozenset(map(Kind, said.get("kinds", []))),
        markings=frozenset(said.get("markings", [])),
        reading=Reading(said.get("reading", "full")),
    )


def transfer_of(case: dict[str, Any]) -> Transfer:
    said = case["transfer"]
    person = said.get("person")
    origin = frozenset(map(ZoneId, said.get("origin", [])))
    return Transfer(
        id=TransferId("T-1"),
        subject=Subject(
            person=PersonId(person) if person else None, known_by=KnownBy.OWNER if person else KnownBy.UNKNOWN
        ),
        channel=Channel(said.get("channel", "share")),
        object=TransferObject(digest=DIGEST, name="document", size_bytes=10),
        destination=Destination(
            zone=ZoneId(said["zone"]) if "zone" in said else None,
            party=PartyId(said["party"]) if "party" in said else None,
            path=said.get("path", "document"),
        ),
        at=NOW,
        session=ProjectId(said["session"]) if "session" in said else None,
        origin=origin,
        is_new=said.get("new", not origin and not case.get("label", {}).get("projects")),
        agent="agent-1",
    )


def exposure_of(case: dict[str, Any]) -> tuple[Exposure, ...]:
    found = []
    for said in case.get("exposure", []):
        wall, name = said["side"].split("/")
        at = NOW - timedelta(days=said.get("days_ago", 1))
        found.append(Exposure(person=PersonId(said["person"]), side=Side(wall=WallId(wall), name=name), at=at))
    return tuple(found)


def release_of(said: dict[str, Any], transfer: Transfer, label: Label) -> Release:
    """A release for this very transfer, but for what the case changes before (`terms`) or after signing (`forged`)."""
    right = ReleaseTerms(
        id=ReleaseId("R-1"),
        case="C-TEST0001",
        requester=PersonId("miller"),
        purpose="annual review at the partner",
        digests=(DIGEST,),
        names=("document",),
        channel=transfer.channel,
        agent=transfer.agent,
        person=transfer.subject.person,
        projects=tuple(sorted(label.projects)),
        recipient="Harbor University, Dr. Lee, US",
        end_use="joint design review",
        item="3A901",
        basis=LegalBasis.METI_LICENCE,
        basis_number="METI-2026-0001",
        basis_date="2026-10-01",
        since=NOW - timedelta(hours=1),
        until=NOW + timedelta(days=2),
        zone=transfer.destination.zone,
        party=transfer.destination.party,
        path=transfer.destination.path,
    )
    terms = changed(right, said.get("terms", {}))
    approvals = tuple(sign_release(terms, PersonId(o), officer_key(o)) for o in said.get("by", ["suzuki", "tanaka"]))
    for index, by in enumerate(said.get("signed_with", [])):
        raw = sign_release(terms, PersonId(by), officer_key(by)).signature
        approvals = (*approvals[:index], replace(approvals[index], signature=raw), *approvals[index + 1 :])
    if said.get("garbage"):
        approvals = tuple(replace(each, signature=base64.b64encode(bytes(64)).decode()) for each in approvals)
    if said.get("by_web"):
        approvals = tuple(replace(each, by="webauthn") for each in approvals)
    return Release(
        terms=changed(terms, said.get("forged", {})), approvals=approvals, revoked=said.get("revoked", False)
    )


def changed(terms: ReleaseTerms, fields: dict[str, Any]) -> ReleaseTerms:
    if not fields:
        return terms
    return msgspec.convert({**msgspec.to_builtins(terms), **fields}, type=ReleaseTerms)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_decision(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case.keys() <= {"about", "policy", "label", "transfer", "exposure", "release", "uses", "now_days", "expect"}
    tables, transfer = tables_of(case), transfer_of(case)
    label = attribute(label_of(case), origin=transfer.origin, session=transfer.session, tables=tables)
    releases = (release_of(case["release"], transfer, label),) if "release" in case else ()
    uses = {ReleaseId("R-1"): case.get("uses", 0)}
    now = NOW + timedelta(days=case.get("now_days", 0))

    decision = decide(transfer, label, exposure_of(case), releases, tables, now, uses=uses)

    expect = case["expect"]
    assert expect.keys() <= {"verdict", "rule", "reasons", "errors", "at_rest", "attributed", "obligations"}
    assert (decision.verdict, decision.rule) == (expect["verdict"], expect["rule"])
    if "reasons" in expect:
        assert [reason.key for reason in decision.reasons] == expect["reasons"]
    keys = [error.split(":")[0] for error in decision.errors]
    assert keys == expect.get("errors", [])
    assert list(decision.obligations) == expect.get("obligations", list(decision.obligations))
    if "attributed" in expect:
        assert facts(label) == expect["attributed"]
    if "at_rest" in expect:
        assert facts(label_at_rest(label, transfer.destination.zone, tables)) == expect["at_rest"]


def facts(label: Label) -> dict[str, Any]:
    return {"projects": sorted(label.projects), "level": str(label.level)}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


def test_every_invariant_names_a_case() -> None:
    rules = {yaml.safe_load(path.read_text(encoding="utf-8"))["expect"]["rule"] for path in CASES}
    names = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")
    assert {f"invariant:{name}" for name in names} <= rules
