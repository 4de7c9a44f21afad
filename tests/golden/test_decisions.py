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

from policies.analysis.case_text import read_case
from policies.analysis.cases import CASE_DIGEST, Case
from policies.analysis.trials import try_case
from policies.attribution import attribute
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Label
from policies.language import KeyRing, load_policy
from policies.model import PersonId
from policies.release import LegalBasis, Release, ReleaseId, ReleaseTerms, sign_release
from policies.tables import Tables
from policies.transfer import Resemblance, Transfer

CASES = sorted(Path(__file__).parent.joinpath("decisions").glob("*.yaml"))
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DIGEST = CASE_DIGEST
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
    way = "webauthn" if said.get("by_web") or said.get("restated_way") else "cli"
    officers = map(PersonId, said.get("by", ["suzuki", "tanaka"]))
    approvals = tuple(sign_release(terms, officer, officer_key(officer), by=way) for officer in officers)
    for index, by in enumerate(said.get("signed_with", [])):
        raw = sign_release(terms, PersonId(by), officer_key(by)).signature
        approvals = (*approvals[:index], replace(approvals[index], signature=raw), *approvals[index + 1 :])
    if said.get("garbage"):
        approvals = tuple(replace(each, signature=base64.b64encode(bytes(64)).decode()) for each in approvals)
    if said.get("restated_way"):
        approvals = tuple(replace(each, by="cli") for each in approvals)
    return Release(
        terms=changed(terms, said.get("forged", {})), approvals=approvals, revoked=said.get("revoked", False)
    )


def a_copy(case: Case, changed_percent: float) -> Case:
    """The case with a copy of the released document that differs from it so much."""
    known = Resemblance(digest=case.transfer.object.digest, changed_percent=changed_percent)
    copy = replace(case.transfer.object, digest=hashlib.sha256(b"a copy").hexdigest(), resembles=(known,))
    return replace(case, transfer=replace(case.transfer, object=copy))


def changed(terms: ReleaseTerms, fields: dict[str, Any]) -> ReleaseTerms:
    if not fields:
        return terms
    return msgspec.convert({**msgspec.to_builtins(terms), **fields}, type=ReleaseTerms)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_decision(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    case = read_case(text, default_at=NOW, name=path.name, more_keys=("policy", "release", "uses", "resembles"))
    tables = tables_of(said)
    label = attribute(case.label, origin=case.transfer.origin, session=case.transfer.session, tables=tables)
    releases = (release_of(said["release"], case.transfer, label),) if "release" in said else ()
    if "resembles" in said:
        case = a_copy(case, said["resembles"])

    trial = try_case(case, Engine(tables), releases=releases, uses=said.get("uses", 0))

    assert trial.differences == ()


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


def test_every_invariant_names_a_case() -> None:
    rules = {yaml.safe_load(path.read_text(encoding="utf-8"))["expect"]["rule"] for path in CASES}
    names = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")
    assert {f"invariant:{name}" for name in names} <= rules
