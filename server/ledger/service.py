"""Appending to the ledger, in the transaction of what is recorded."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, Row, insert, select

from server.ledger.merkle import Frontier
from server.ledger.proof import FORMAT, Checkpoint, Export, ExportedRecord, checkpoint_bytes, commitment
from server.ledger.tables import ledger_checkpoints, ledger_records

SALT_BYTES = 16

Fact = str | int | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that happened.

    Attributes:
        kind: What, such as `event.transfer`, `case.denied`, `release.approved`.
        actor: Who: `user:NAME`, `agent:ID` or `server`.
        facts: Ids, digests, verdicts. No document text, no file names.
    """

    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def encode(self) -> str:
        """JSON with sorted keys. The commitment is to these very bytes, so no other spelling has to be the same."""
        body: dict[str, Any] = {
            "kind": self.kind,
            "at": self.at.isoformat(),
            "actor": self.actor,
            "facts": dict(self.facts),
        }
        return msgspec.json.encode(body, order="sorted").decode()


class Ledger:
    """The server's log.

    Args:
        key: The ledger's signing key.
        origin: Name of the log, in every checkpoint.
        entropy: Source of salts; `secrets.token_bytes` but in tests.
    """

    def __init__(
        self, key: Ed25519PrivateKey, *, origin: str, entropy: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._key = key
        self._origin = origin
        self._entropy = entropy

    @property
    def public_key(self) -> str:
        """Raw Ed25519 public key, standard base64."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def append(self, connection: Connection, records: Sequence[Record]) -> int:
        """Add records and sign the new head. Only inside `Database.write`.

        Returns:
            The index of the first record.
        """
        frontier = _head_frontier(connection)
        first = frontier.size
        rows = []
        for record in records:
            salt, text = self._entropy(SALT_BYTES), record.encode()
            committed = commitment(salt, text).hex()
            rows.append({"index": frontier.size, "salt": salt.hex(), "record": text, "commitment": committed})
            frontier = frontier.append(committed.encode())
        if rows:
            connection.execute(insert(ledger_records), rows)
            self._sign(connection, frontier, records[-1].at)
        return first

    def checkpoint(self, connection: Connection) -> Checkpoint | None:
        """The head; None where nothing was recorded yet."""
        row = connection.execute(_CHECKPOINTS.order_by(ledger_checkpoints.c.size.desc()).limit(1)).first()
        return None if row is None else _checkpoint_of(row, self._origin)

    def export(self, connection: Connection) -> Export:
        """The whole log, for `verify_export`."""
        return export_log(connection, key=self.public_key, origin=self._origin)

    def _sign(self, connection: Connection, frontier: Frontier, at: datetime) -> None:
        bare = Checkpoint(origin=self._origin, size=frontier.size, root=frontier.root().hex(), at=at.isoformat())
        signature = base64.b64encode(self._key.sign(checkpoint_bytes(bare))).decode()
        row = {"size": bare.size, "root": bare.root, "at": bare.at, "signature": signature}
        connection.execute(insert(ledger_checkpoints), {**row, "frontier": frontier.encode()})


_CHECKPOINTS = select(
    ledger_checkpoints.c.size, ledger_checkpoints.c.root, ledger_checkpoints.c.at, ledger_checkpoints.c.signature
)


def export_log(connection: Connection, *, key: str, origin: str) -> Export:
    """The whole log as it stands in the database, checked by nobody yet."""
    columns = ledger_records.c
    rows = connection.execute(
        select(columns.index, columns.salt, columns.record, columns.commitment).order_by(columns.index)
    )
    records = tuple(
        ExportedRecord(index=index, salt=_text(salt), record=_text(record), commitment=_text(committed) or "")
        for index, salt, record, committed in rows
    )
    points = connection.execute(_CHECKPOINTS.order_by(ledger_checkpoints.c.size)).all()
    checkpoints = [_checkpoint_of(row, origin) for row in points]
    head = checkpoints.pop() if checkpoints else Checkpoint(origin=origin, size=0, root="", at="")
    return Export(format=FORMAT, key=key, checkpoint=head, checkpoints=tuple(checkpoints), records=records)


def _text(value: object) -> str | None:
    # SQLite keeps whatever somebody put there, bytes too; verifying must find that, not trip over it.
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else cast("str | None", value)


def _checkpoint_of(row: Row[int, str, str, str], origin: str) -> Checkpoint:
    size, root, at, signature = row
    return Checkpoint(origin=origin, size=size, root=root, at=at, signature=signature)


def _head_frontier(connection: Connection) -> Frontier:
    columns = (ledger_checkpoints.c.size, ledger_checkpoints.c.frontier)
    row = connection.execute(select(*columns).order_by(ledger_checkpoints.c.size.desc()).limit(1)).first()
    return Frontier() if row is None else Frontier.decode(row.size, row.frontier)
