"""Tables in their one spelling, and metadata that only officers can make."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Metadata, Root, Targets

from policies.bundle import (
    decode_tables,
    encode_tables,
    missing_signatures,
    new_root,
    new_snapshot,
    new_targets,
    new_timestamp,
    read_root,
    root_digest,
    server_key_of,
    sign_metadata,
    verify_bundle,
)
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import example_text
from policies.keys import public_text
from policies.language import load_policy
from policies.model import Policy

EXPIRES = datetime(2027, 11, 2, tzinfo=UTC)


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def policy_of(*officers: str) -> Policy:
    keys = {name: public_text(key_of(name)) for name in officers or ("tanaka", "suzuki", "mori")}
    return load_policy(example_text(officers=keys, reviewers={}, recovery=""))


SERVER = key_of("server").public_key().public_bytes_raw()


def bundle_of(*signers: str, policy: Policy | None = None) -> tuple[Metadata[Root], Metadata[Targets], bytes]:
    policy = policy or policy_of()
    tables = encode_tables(compile_policy(policy))
    root = new_root(policy, SERVER, expires=EXPIRES)
    targets = new_targets(tables, policy.version, expires=EXPIRES)
    for signer in signers:
        sign_metadata(root, key_of(signer))
        sign_metadata(targets, key_of(signer))
    return root, targets, tables


def test_a_bundle_of_two_officers_verifies() -> None:
    root, targets, tables = bundle_of("tanaka", "mori")
    assert missing_signatures(root, root) == missing_signatures(root, targets) == 0
    assert verify_bundle(root.to_bytes(), targets.to_bytes(), tables) == compile_policy(policy_of())


def test_one_signature_is_not_enough_and_strangers_do_not_count() -> None:
    root, targets, tables = bundle_of("tanaka", "stranger", "server")
    assert missing_signatures(root, root) == 1
    with pytest.raises(PolicyError, match=r"root\.json lacks 1 of 2 officers' signatures"):
        verify_bundle(root.to_bytes(), targets.to_bytes(), tables)


def test_signing_twice_counts_once() -> None:
    root, targets, _ = bundle_of("tanaka", "tanaka")
    assert missing_signatures(root, targets) == 1
    assert SSlibKey.from_crypto(key_of("tanaka").public_key()).keyid in root.signatures
    assert SSlibKey.from_crypto(key_of("mori").public_key()).keyid not in root.signatures


def test_the_digest_does_not_change_with_signatures() -> None:
    unsigned, _, _ = bundle_of()
    signed, _, _ = bundle_of("tanaka", "mori")
    assert root_digest(unsigned.to_bytes()) == root_digest(signed.to_bytes())
    assert root_digest(signed.to_bytes()).startswith("sha256:")


@pytest.mark.parametrize("officer", ["tanaka", "suzuki", "mori"])
def test_the_digest_changes_with_any_officers_key(officer: str) -> None:
    root, _, _ = bundle_of()
    officers = tuple(
        dataclasses.replace(each, key=public_text(key_of("new"))) if each.person == officer else each
        for each in policy_of().officers
    )
    other, _, _ = bundle_of(policy=dataclasses.replace(policy_of(), officers=officers))
    assert root_digest(root.to_bytes()) != root_digest(other.to_bytes())


def test_changed_tables_are_found() -> None:
    root, targets, tables = bundle_of("tanaka", "mori")
    changed = tables.replace(b'"ordinary":2', b'"ordinary":1')
    with pytest.raises(PolicyError, match="not the file that the officers signed"):
        verify_bundle(root.to_bytes(), targets.to_bytes(), changed)


@pytest.mark.parametrize("name", ["root", "targets"])
def test_changed_metadata_is_found(name: str) -> None:
    root, targets, tables = bundle_of("tanaka", "mori")
    files = {"root": root.to_bytes(), "targets": targets.to_bytes()}
    changed = json.loads(files[name])
    changed["signed"]["expires"] = "2099-01-01T00:00:00Z"
    files[name] = json.dumps(changed).encode()
    with pytest.raises(PolicyError, match=rf"{name}\.json lacks 2 of 2"):
        verify_bundle(files["root"], files["targets"], tables)


def test_a_root_of_other_people_is_found() -> None:
    """Signed well, but by keys that the tables do not speak of."""
    officers = tuple(
        dataclasses.replace(each, key=public_text(key_of(f"evil-{each.person}"))) for each in policy_of().officers
    )
    evil = dataclasses.replace(policy_of(), officers=officers)
    root = new_root(evil, SERVER, expires=EXPIRES)
    _, targets, tables = bundle_of()
    for person in ("tanaka", "mori"):
        sign_metadata(root, key_of(f"evil-{person}"))
        sign_metadata(targets, key_of(f"evil-{person}"))
    with pytest.raises(PolicyError, match="are not those of the policy's officers"):
        verify_bundle(root.to_bytes(), targets.to_bytes(), tables)


def test_a_lower_threshold_in_the_root_is_found() -> None:
    root = new_root(dataclasses.replace(policy_of(), threshold=1), SERVER, expires=EXPIRES)
    _, targets, tables = bundle_of("tanaka")
    sign_metadata(root, key_of("tanaka"))
    with pytest.raises(PolicyError, match="are not those of the policy's officers"):
        verify_bundle(root.to_bytes(), targets.to_bytes(), tables)


def test_one_officers_key_under_two_names_counts_once() -> None:
    root, targets, tables = bundle_of("tanaka", "mori")
    raw = json.loads(root.to_bytes())
    (first, *_) = raw["signed"]["roles"]["root"]["keyids"]
    raw["signed"]["keys"]["0" * 64] = copy.deepcopy(raw["signed"]["keys"][first])
    raw["signed"]["roles"]["root"]["keyids"].append("0" * 64)
    forged: Metadata[Root] = Metadata.from_dict(raw)
    sign_metadata(forged, key_of("tanaka"))
    sign_metadata(forged, key_of("mori"))
    with pytest.raises(PolicyError, match="are not those of the policy's officers"):
        verify_bundle(forged.to_bytes(), targets.to_bytes(), tables)


def test_the_version_is_the_policys() -> None:
    root, _, tables = bundle_of("tanaka", "mori")
    targets = new_targets(tables, 7, expires=EXPIRES)
    for name in ("tanaka", "mori"):
        sign_metadata(targets, key_of(name))
    with pytest.raises(PolicyError, match=r"tables have version 1, targets\.json says 7"):
        verify_bundle(root.to_bytes(), targets.to_bytes(), tables)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"signed": {"_type": "root"}}', b"[" * 100_000])
def test_garbage_is_refused(data: bytes) -> None:
    root, _, tables = bundle_of("tanaka", "mori")
    with pytest.raises(PolicyError):
        read_root(data)
    with pytest.raises(PolicyError):
        verify_bundle(root.to_bytes(), data, tables)
    with pytest.raises(PolicyError):
        decode_tables(data)


def test_metadata_of_another_role_is_refused() -> None:
    root, targets, tables = bundle_of("tanaka", "mori")
    with pytest.raises(PolicyError, match=r"root\.json is `targets` metadata"):
        verify_bundle(targets.to_bytes(), root.to_bytes(), tables)


def test_tables_have_one_spelling() -> None:
    tables = encode_tables(compile_policy(policy_of()))
    assert encode_tables(decode_tables(tables)) == tables
    with pytest.raises(PolicyError, match="canonical"):
        decode_tables(json.dumps(json.loads(tables)).encode())
    with pytest.raises(PolicyError, match="canonical"):
        decode_tables(tables.replace(b'{"contact"', b'{"added":1,"contact"'))


def test_tables_hold_no_status_and_no_employer() -> None:
    tables = encode_tables(compile_policy(policy_of())).decode()
    for word in ("non-resident", "specific-category", "resident", "employer", "clearance"):
        assert word not in tables


def test_the_server_signs_freshness_and_nothing_else() -> None:
    root, targets, _ = bundle_of("tanaka", "mori")
    snapshot = new_snapshot(targets.signed.version, 4, expires=EXPIRES)
    sign_metadata(snapshot, key_of("server"))
    timestamp = new_timestamp(snapshot.to_bytes(), 9, expires=EXPIRES)
    sign_metadata(timestamp, key_of("server"))
    assert missing_signatures(root, snapshot) == missing_signatures(root, timestamp) == 0
    timestamp.signed.snapshot_meta.verify_length_and_hashes(snapshot.to_bytes())
    assert server_key_of(root) == SERVER
    sign_metadata(targets, key_of("server"))
    assert len(targets.signatures) == 3
    other = new_targets(b"{}", 1, expires=EXPIRES)
    sign_metadata(other, key_of("server"))
    assert missing_signatures(root, other) == 2


def test_an_officer_without_a_key_stops_the_root() -> None:
    with pytest.raises(PolicyError, match="officer `mori` has no key yet"):
        new_root(policy_of("tanaka", "suzuki"), SERVER, expires=EXPIRES)


def test_a_server_key_of_another_length_is_refused() -> None:
    with pytest.raises(PolicyError, match="not 32 bytes"):
        new_root(policy_of(), b"short", expires=EXPIRES)


def test_expiry_in_any_zone_is_the_same_instant() -> None:
    east = EXPIRES.astimezone(datetime.fromisoformat("2026-01-01T00:00:00+09:00").tzinfo)
    assert new_root(policy_of(), SERVER, expires=east).signed.expires == EXPIRES
    with pytest.raises(PolicyError, match="without a zone"):
        new_root(policy_of(), SERVER, expires=EXPIRES.replace(tzinfo=None) + timedelta(days=1))
