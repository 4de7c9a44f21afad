"""The bundle that agents fetch: tables and the metadata of The Update Framework (TUF) that carries them. No I/O.

Invariants of this module:

1. The same policy gives the same bytes: `encode_tables` is canonical, and `decode_tables` refuses any other spelling.
2. Root and targets are signed by the officers who sign the policy, with its threshold; snapshot and timestamp by the
   server's online key, which can deliver and delay, and change nothing.
3. `root_digest` is over the signed part alone, so that it stays the same while signatures are added.

Source: TUF specification 1.0, sections 2.1 and 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, MetaFile, Role, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from policies.errors import PolicyError
from policies.keys import RAW_KEY_BYTES, load_public
from policies.model import Officer, Policy
from policies.tables import Tables

TABLES_PATH = "tables.json"
OFFICERS_ROLES = ("root", "targets")
ONLINE_ROLES = ("snapshot", "timestamp")

_Signed = TypeVar("_Signed", Root, Targets, Snapshot, Timestamp)


def encode_tables(tables: Tables) -> bytes:
    """The tables as canonical JSON: sorted keys and sets, no white space, UTF-8."""
    return msgspec.json.encode(tables, order="sorted")


def decode_tables(data: bytes) -> Tables:
    """The tables that `encode_tables` wrote.

    Raises:
        PolicyError: not tables, or not in their one canonical spelling.
    """
    try:
        tables = msgspec.json.decode(data, type=Tables)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PolicyError("the tables cannot be read", help="compile the policy again with `sekimori sign`") from error
    if encode_tables(tables) != data:
        raise PolicyError("the tables are not in their canonical form", help="compile them with this version")
    return tables


def root_digest(root_json: bytes) -> str:
    """What officers hand to whoever enrols an agent: `sha256:<hex>` over the root's signed part."""
    return "sha256:" + hashlib.sha256(read_root(root_json).signed_bytes).hexdigest()


def new_root(
    policy: Policy | Tables, server_public_key: bytes, *, expires: datetime, version: int = 1
) -> Metadata[Root]:
    """A root for the policy's officers, not yet signed.

    Args:
        server_public_key: Raw Ed25519 public key of the server's online key, 32 bytes.
        expires: Aware time.

    Raises:
        PolicyError: an officer has no key yet, or the server's key is none.
    """
    root = Root(version=version, expires=_utc(expires), consistent_snapshot=False)
    signers = _signing_officers(policy.officers)
    for officer in signers:
        for role in OFFICERS_ROLES:
            root.add_key(_tuf_key(load_public(officer.key)), role)
    for role in ONLINE_ROLES:
        root.add_key(_tuf_key(_server_key(server_public_key)), role)
    for role in OFFICERS_ROLES:
        root.roles[role].threshold = policy.threshold
    return Metadata(root)


def new_targets(tables_bytes: bytes, version: int, *, expires: datetime) -> Metadata[Targets]:
    """Targets that name the tables by length and SHA-256, not yet signed. `version` is the policy's."""
    file = TargetFile.from_data(TABLES_PATH, tables_bytes, ["sha256"])
    return Metadata(Targets(version=version, expires=_utc(expires), targets={TABLES_PATH: file}))


def new_snapshot(targets_version: int, version: int, *, expires: datetime) -> Metadata[Snapshot]:
    """A snapshot that names the version of `targets.json`; the server signs it."""
    meta = {"targets.json": MetaFile(version=targets_version)}
    return Metadata(Snapshot(version=version, expires=_utc(expires), meta=meta))


def new_timestamp(snapshot_json: bytes, version: int, *, expires: datetime) -> Metadata[Timestamp]:
    """A timestamp that names the snapshot by version, length and SHA-256; the server signs it."""
    snapshot: Metadata[Snapshot] = _read(snapshot_json, Snapshot)
    meta = MetaFile.from_data(snapshot.signed.version, snapshot_json, ["sha256"])
    return Metadata(Timestamp(version=version, expires=_utc(expires), snapshot_meta=meta))


def sign_metadata(metadata: Metadata[_Signed], key: Ed25519PrivateKey) -> None:
    """Add the key's signature, or replace the one it made before."""
    metadata.sign(CryptoSigner(key, _tuf_key(key.public_key())), append=True)


def missing_signatures(root: Metadata[Root], metadata: Metadata[_Signed]) -> int:
    """How many signatures the threshold of `metadata`'s role still lacks; 0 where it is met."""
    result = root.signed.get_verification_result(metadata.signed.type, metadata.signed_bytes, metadata.signatures)
    return result.missing


def read_root(data: bytes) -> Metadata[Root]:
    """A root from its bytes. Raises PolicyError where it is none."""
    return _read(data, Root)


def read_targets(data: bytes) -> Metadata[Targets]:
    """Targets from their bytes. Raises PolicyError where they are none."""
    return _read(data, Targets)


def verify_bundle(root_json: bytes, targets_json: bytes, tables_bytes: bytes) -> Tables:
    """The tables, where a threshold of their own officers signed them.

    Whether these are the officers to trust is for the caller to know, by `root_digest`. Expiry is not judged here.

    Raises:
        PolicyError: saying what is wrong.
    """
    root, targets = read_root(root_json), read_targets(targets_json)
    _check_signatures(root, root, "root.json")
    _check_signatures(root, targets, "targets.json")
    file = targets.signed.targets.get(TABLES_PATH)
    if file is None:
        raise PolicyError(f"targets.json does not name `{TABLES_PATH}`")
    try:
        file.verify_length_and_hashes(tables_bytes)
    except LengthOrHashMismatchError as error:
        raise PolicyError("tables.json is not the file that the officers signed", help="fetch it again") from error
    tables = decode_tables(tables_bytes)
    if tables.version != targets.signed.version:
        raise PolicyError(f"tables have version {tables.version}, targets.json says {targets.signed.version}")
    _check_same_officers(root.signed, tables)
    return tables


def server_key_of(root: Metadata[Root]) -> bytes:
    """The server's raw public key, as the root names it."""
    (keyid,) = root.signed.roles["timestamp"].keyids or ("",)
    public = root.signed.keys[keyid].keyval["public"]
    return bytes.fromhex(public)


def _check_signatures(root: Metadata[Root], metadata: Metadata[_Signed], name: str) -> None:
    missing = missing_signatures(root, metadata)
    if missing:
        threshold = root.signed.roles[metadata.signed.type].threshold
        raise PolicyError(
            f"{name} lacks {missing} of {threshold} officers' signatures",
            help="a co-signer adds one with `sekimori sign --cosign DIR`",
        )


def _check_same_officers(root: Root, tables: Tables) -> None:
    """The root's keys and thresholds must be those that the signed tables speak of."""
    wanted = {_tuf_key(load_public(officer.key)).keyid for officer in _signing_officers(tables.officers)}
    for name in OFFICERS_ROLES:
        role: Role = root.roles[name]
        if set(role.keyids) != wanted or role.threshold != tables.threshold:
            raise PolicyError(f"the keys of `{name}` are not those of the policy's officers", help="sign a new root")
    for keyid, key in root.keys.items():
        if SSlibKey(keyid, key.keytype, key.scheme, key.keyval) != key or not _is_own_id(keyid, key.keyval["public"]):
            raise PolicyError("root.json holds a key under a name that is not its own")


def _is_own_id(keyid: str, public_hex: str) -> bool:
    return _tuf_key(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))).keyid == keyid


def _signing_officers(officers: Iterable[Officer]) -> list[Officer]:
    signers = [officer for officer in officers if officer.signs_policy]
    for officer in signers:
        if not officer.key:
            advice = "make one with `sekimori key new --out FILE` and write the line it prints into the policy"
            raise PolicyError(f"officer `{officer.person}` has no key yet", help=advice)
    return signers


def _server_key(raw: bytes) -> Ed25519PublicKey:
    if len(raw) != RAW_KEY_BYTES:
        raise PolicyError("the server's public key is not 32 bytes", help="print it with `sekimori server public-key`")
    return Ed25519PublicKey.from_public_bytes(raw)


def _tuf_key(key: Ed25519PublicKey) -> SSlibKey:
    return SSlibKey.from_crypto(key)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise PolicyError("an expiry without a zone")
    return at.astimezone(UTC)


def _read(data: bytes, kind: type[_Signed]) -> Metadata[_Signed]:
    name = f"{kind.type}.json"
    try:
        metadata: Metadata[Any] = Metadata.from_bytes(data)
    except (DeserializationError, RecursionError) as error:
        raise PolicyError(f"{name} cannot be read", help="fetch it again") from error
    if not isinstance(metadata.signed, kind):
        raise PolicyError(f"{name} is `{metadata.signed.type}` metadata")
    return metadata
