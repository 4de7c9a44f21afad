"""The officers' signed policy: verified before it is stored, delivered as The Update Framework's files, kept fresh.

Invariants of this module:

1. Nothing is published that agents would refuse: signatures, thresholds, this server's online key, the chain of roots.
2. What was published is never rolled back: an older or another policy of the same version is refused.
3. Snapshot and timestamp are made here, with the online key, and renewed at half of their life; they change nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, Row, insert, select
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root

from policies.bundle import (
    decode_tables,
    new_snapshot,
    new_timestamp,
    read_root,
    read_targets,
    root_digest,
    server_key_of,
    sign_metadata,
    verify_bundle,
)
from policies.errors import PolicyError
from policies.keys import public_text
from policies.tables import Tables
from server.bundles.tables import bundle_files
from server.database import Database
from server.errors import Refused
from server.ledger.service import Fact, Ledger, Record
from server.settings import Settings

logger = logging.getLogger("sekimori.server")


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleState:
    """What is published.

    Attributes:
        digest: Digest of the root, as officers hand it to whoever enrols agents.
        root_expires, targets_expires: When the officers must have signed again.
    """

    version: int
    published: datetime
    tables: Tables
    digest: str
    root_expires: datetime
    targets_expires: datetime


class Bundles:
    """The published policy in the database."""

    def __init__(self, database: Database, ledger: Ledger, online_key: Ed25519PrivateKey, settings: Settings) -> None:
        self._database = database
        self._ledger = ledger
        self._key = online_key
        self._settings = settings
        self._decoded: tuple[bytes, Tables | None] | None = None

    @property
    def public_key(self) -> str:
        """The online key's public half, standard base64: officers name it in the root."""
        return public_text(self._key)

    def publish(self, root_json: bytes, targets_json: bytes, tables_json: bytes, actor: str, now: datetime) -> Tables:
        """Verify and store a signed policy, and make its snapshot and timestamp.

        Raises:
            Refused: `bundle`, saying what is wrong; or `bundle-rollback`.
        """
        try:
            tables = verify_bundle(root_json, targets_json, tables_json)
            root, targets = read_root(root_json), read_targets(targets_json)
            is_ours = server_key_of(root) == self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        except (PolicyError, ValueError, KeyError) as error:
            raise Refused("bundle", str(error), help=error.help if isinstance(error, PolicyError) else "") from error
        if not is_ours:
            advice = "sign it with the key that `sekimori server public-key` prints"
            raise Refused("bundle", "root.json does not name this server's online key", help=advice)
        for name, metadata in (("root.json", root), ("targets.json", targets)):
            if metadata.signed.is_expired(now):
                raise Refused("bundle", f"{name} has expired", help="the officers sign it again with `sekimori sign`")
        with self._database.write() as connection:
            _check_order(connection, root, targets_json, tables.version)
            self._store(connection, root, root_json, targets_json, tables_json, tables, now)
            digests: dict[str, Fact] = {"root": root_digest(root_json), "policy": tables.version}
            record = Record(kind="bundle.published", at=now, actor=actor, facts=digests)
            self._ledger.append(connection, [record])
        return tables

    def tables(self, connection: Connection) -> Tables | None:
        """The published tables; None where nothing is published yet, or nothing that this version can read."""
        row = _newest(connection, "tables")
        if row is None:
            return None
        if self._decoded is None or self._decoded[0] != row.body:
            self._decoded = (row.body, _readable(row.body))
        return self._decoded[1]

    def is_unreadable(self) -> bool:
        """Whether what is published was signed for a version of this program that wrote tables otherwise."""
        with self._database.read() as connection:
            return self.tables(connection) is None and _newest(connection, "tables") is not None

    def required_tables(self, connection: Connection) -> Tables:
        """The published tables.

        Raises:
            Refused: `no-policy`.
        """
        tables = self.tables(connection)
        if tables is None:
            raise _no_policy() if _newest(connection, "tables") is None else _unreadable_policy()
        return tables

    def root(self, connection: Connection) -> bytes:
        """The newest root.

        Raises:
            Refused: `no-policy`.
        """
        row = _newest(connection, "root")
        if row is None:
            raise _no_policy()
        return bytes(row.body)

    def state(self) -> BundleState | None:
        """What is published; None where nothing is."""
        with self._database.read() as connection:
            return self._state(connection) if self.tables(connection) is not None else None

    def required_state(self) -> BundleState:
        """What is published.

        Raises:
            Refused: `no-policy`.
        """
        with self._database.read() as connection:
            return self._state(connection)

    def _state(self, connection: Connection) -> BundleState:
        tables, row = self.required_tables(connection), _newest(connection, "tables")
        root, targets = self.root(connection), _newest(connection, "targets")
        if row is None or targets is None:
            raise _no_policy()
        return BundleState(
            version=tables.version,
            published=row.at,
            tables=tables,
            digest=root_digest(root),
            root_expires=read_root(root).signed.expires,
            targets_expires=targets.expires_at,
        )

    def file(self, role: str, version: int | None) -> bytes:
        """A file of the published bundle.

        Args:
            role: `root`, `targets`, `snapshot`, `timestamp` or `tables`.
            version: None for the newest.

        Raises:
            Refused: `no-policy`, or `not-found`.
        """
        with self._database.read() as connection:
            row = _newest(connection, role) if version is None else _one(connection, role, version)
            if row is None and _newest(connection, "root") is None:
                raise _no_policy()
        if row is None:
            raise Refused("not-found", "there is no such file in the bundle")
        return bytes(row.body)

    def refresh(self, now: datetime) -> None:
        """Make a new snapshot and timestamp where they are at half of their life."""
        with self._database.read() as connection:
            if not self._due(connection, now):
                return
        with self._database.write() as connection:
            targets = _newest(connection, "targets")
            if targets is not None and self._due(connection, now):
                self._freshen(connection, targets.version, now)

    def _due(self, connection: Connection, now: datetime) -> bool:
        timestamp, snapshot = _newest(connection, "timestamp"), _newest(connection, "snapshot")
        if timestamp is None or snapshot is None:
            return False
        return bool(
            now >= timestamp.expires_at - self._timestamp_life / 2
            or now >= snapshot.expires_at - self._snapshot_life / 2
        )

    @property
    def _timestamp_life(self) -> timedelta:
        return timedelta(hours=self._settings.timestamp_hours)

    @property
    def _snapshot_life(self) -> timedelta:
        return timedelta(days=self._settings.snapshot_days)

    def _store(
        self,
        connection: Connection,
        root: Metadata[Root],
        root_json: bytes,
        targets_json: bytes,
        tables_json: bytes,
        tables: Tables,
        now: datetime,
    ) -> None:
        targets = read_targets(targets_json)
        _put(connection, "root", root.signed.version, root_json, root.signed.expires, now)
        _put(connection, "targets", tables.version, targets_json, targets.signed.expires, now)
        _put(connection, "tables", tables.version, tables_json, None, now)
        self._freshen(connection, tables.version, now)

    def _freshen(self, connection: Connection, targets_version: int, now: datetime) -> None:
        timestamp_row, snapshot_row = _newest(connection, "timestamp"), _newest(connection, "snapshot")
        expires = now + self._snapshot_life
        snapshot = new_snapshot(targets_version, 1 + (snapshot_row.version if snapshot_row else 0), expires=expires)
        sign_metadata(snapshot, self._key)
        body = snapshot.to_bytes()
        _put(connection, "snapshot", snapshot.signed.version, body, expires, now)
        expires = now + self._timestamp_life
        timestamp = new_timestamp(body, 1 + (timestamp_row.version if timestamp_row else 0), expires=expires)
        sign_metadata(timestamp, self._key)
        _put(connection, "timestamp", timestamp.signed.version, timestamp.to_bytes(), expires, now)
        for role in ("snapshot", "timestamp"):
            _forget_older(connection, role)


def _check_order(connection: Connection, root: Metadata[Root], targets_json: bytes, version: int) -> None:
    old_root, old_targets = _newest(connection, "root"), _newest(connection, "targets")
    if old_root is None or old_targets is None:
        return
    if version < old_targets.version:
        message = f"policy version {old_targets.version} is published, this is version {version}"
        raise Refused("bundle-rollback", message, help="raise `version` in the policy and sign it again")
    is_same = read_targets(targets_json).signed.targets == read_targets(old_targets.body).signed.targets
    if version == old_targets.version and not is_same:
        message = f"another policy of version {version} is published"
        raise Refused("bundle-rollback", message, help="raise `version` in the policy and sign it again")
    _check_root_order(read_root(old_root.body), root)


def _check_root_order(old: Metadata[Root], new: Metadata[Root]) -> None:
    """A root follows the one before it: the next version, signed by a threshold of the old officers too."""
    if new.signed_bytes == old.signed_bytes:
        return
    if new.signed.version != old.signed.version + 1:
        message = f"root version {old.signed.version} is published, this is another of version {new.signed.version}"
        raise Refused("bundle-rollback", message, help="a changed root has the next version")
    try:
        old.signed.verify_delegate("root", new.signed_bytes, new.signatures)
    except UnsignedMetadataError as error:
        message = "the new root is not signed by a threshold of the officers of the root before it"
        raise Refused("bundle", message, help="the officers of before sign it too") from error


def _newest(connection: Connection, role: str) -> Row[Any] | None:
    where = bundle_files.c.role == role
    return connection.execute(
        select(bundle_files).where(where).order_by(bundle_files.c.version.desc()).limit(1)
    ).first()


def _one(connection: Connection, role: str, version: int) -> Row[Any] | None:
    where = (bundle_files.c.role == role) & (bundle_files.c.version == version)
    return connection.execute(select(bundle_files).where(where)).first()


def _put(connection: Connection, role: str, version: int, body: bytes, expires: datetime | None, now: datetime) -> None:
    where = (bundle_files.c.role == role) & (bundle_files.c.version == version)
    values = {"body": body, "expires_at": expires, "at": now}
    if not connection.execute(bundle_files.update().where(where).values(**values)).rowcount:
        connection.execute(insert(bundle_files).values(role=role, version=version, **values))


def _forget_older(connection: Connection, role: str) -> None:
    newest = _newest(connection, role)
    if newest is not None:
        older = (bundle_files.c.role == role) & (bundle_files.c.version < newest.version)
        connection.execute(bundle_files.delete().where(older))


def _no_policy() -> Refused:
    advice = "the officers run `sekimori sign`; then: sekimori server publish --data DIR BUNDLE"
    return Refused("no-policy", "no policy is published yet", help=advice)


def _readable(body: bytes) -> Tables | None:
    try:
        return decode_tables(body)
    except PolicyError:
        logger.error("the published policy was signed for another version of this program: sign and publish it again")
        return None


def _unreadable_policy() -> Refused:
    advice = "the officers raise `version`, run `sekimori sign`; then: sekimori server publish --data DIR BUNDLE"
    return Refused("no-policy", "the published policy was signed for another version of this program", help=advice)
