"""The chain over what must not vanish: events, holds, releases, exposures, gate answers, gap certificates.

Invariants of this module:

1. A row is added in the transaction of what it tells of, so that neither is there without the other.
2. hash(n) = SHA-256(hash(n-1) + SHA-256(body(n))); the first row follows the journal's own id. A row that is changed,
   taken out, put in or moved breaks every hash from there on.
3. Rows are never taken from the end. From the beginning they go only once the server has followed the chain beyond
   them and has the events that they tell of; the last of them stays as the checkpoint that carries the hash on, and
   what still stands in a table is told anew before.

Whoever may write to the file can write a whole other chain. That is seen at the server, which follows the chain from
heartbeat to heartbeat by the digests of the bodies alone (`agent.heads`).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

SCHEMA = """
CREATE TABLE chain (seq INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE backlog (id INTEGER PRIMARY KEY CHECK (id = 0), bytes INTEGER NOT NULL);
INSERT INTO backlog SELECT 0, coalesce(sum(length(body)), 0) FROM outbox;
CREATE TRIGGER outbox_grows AFTER INSERT ON outbox
    BEGIN UPDATE backlog SET bytes = bytes + length(new.body); END;
CREATE TRIGGER outbox_shrinks AFTER DELETE ON outbox
    BEGIN UPDATE backlog SET bytes = bytes - length(old.body); END;
CREATE TRIGGER chain_grows AFTER INSERT ON chain
    BEGIN UPDATE backlog SET bytes = bytes + length(new.body) + 50; END;
CREATE TRIGGER chain_shrinks AFTER DELETE ON chain
    BEGIN UPDATE backlog SET bytes = bytes - length(old.body) - 50; END;
CREATE TRIGGER chain_changes AFTER UPDATE OF body ON chain
    BEGIN UPDATE backlog SET bytes = bytes - length(old.body) + length(new.body); END;
"""
ID_FACT = "journal-id"
# Up to which row the answers have been put together into an event for the server.
ANSWERS_FACT = "answers-told"


class Kind(StrEnum):
    """What a row tells of."""

    EVENT = "event"
    DELIVERED = "delivered"
    HOLD = "hold"
    RELEASE = "release"
    EXPOSURE = "exposure"
    ANSWERS = "answers"
    DAMAGE = "damage"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class _Table:
    """What stands in a table as well.

    Attributes:
        columns: What of a row counts.
        key: The row's name, as SQL.
        where: Finds one row.
        must: Whether the chain has to know the row, as SQL; what is at its end may be pruned.
    """

    name: str
    columns: str
    key: str
    where: str
    must: str

    @property
    def one(self) -> str:
        return f"SELECT {self.key}, {self.columns} FROM {self.name} WHERE {self.where}"  # noqa: S608

    @property
    def all(self) -> str:
        return f"SELECT {self.must}, {self.key}, {self.columns} FROM {self.name}"  # noqa: S608


TABLES = {
    Kind.HOLD: _Table(
        "holds", "state, root, path, staged, body, event", "case_number", "case_number = ?",
        "state NOT IN ('completed', 'failed')",
    ),
    Kind.RELEASE: _Table("releases", "uses, refused", "id", "id = ?", "uses > 0 OR refused != ''"),
    Kind.EXPOSURE: _Table(
        "exposures", "at", "json_array(person, wall, side)", "person = ? AND wall = ? AND side = ?", "1"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the chain.

    Attributes:
        seq: From 1, without a gap.
        body: JSON `[kind, key, value]`; these very bytes are hashed.
    """

    seq: int
    body: bytes
    hash: bytes

    @property
    def told(self) -> tuple[Kind, str, Any]:
        """What it tells: kind, key and value.

        Raises:
            ValueError: it is none of ours.
        """
        kind, key, value = msgspec.json.decode(self.body)
        return Kind(kind), str(key), value


def origin(journal_id: str) -> bytes:
    """What the first row follows."""
    return hashlib.sha256(b"sekimori journal " + journal_id.encode()).digest()


def digest(body: bytes) -> bytes:
    """What the server is told of a body."""
    return hashlib.sha256(body).digest()


def follow(previous: bytes, body_digest: bytes) -> bytes:
    """The hash of the row whose body has `body_digest`, after a row with the hash `previous`."""
    return hashlib.sha256(previous + body_digest).digest()


def head(db: sqlite3.Connection) -> tuple[int, bytes]:
    """Number and hash of the last row; (0, origin) where there is none."""
    found = db.execute("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1").fetchone()
    if found is not None:
        return int(found[0]), bytes(found[1])
    return 0, origin(journal_id(db))


def journal_id(db: sqlite3.Connection) -> str:
    """The id that the journal was given when it was made."""
    found = db.execute("SELECT value FROM meta WHERE key = ?", (ID_FACT,)).fetchone()
    return str(found[0]) if found else ""


def append(db: sqlite3.Connection, kind: Kind, key: str, value: Any = None) -> None:
    """Add a row, inside the transaction of what it tells of."""
    body = msgspec.json.encode((kind, key, value), order="deterministic")
    _, previous = head(db)
    db.execute("INSERT INTO chain (body, hash) VALUES (?, ?)", (body, follow(previous, digest(body))))


def note_state(db: sqlite3.Connection, kind: Kind, *key: str) -> None:
    """Tell how a row of a table is now, inside the transaction that changed it."""
    name, *row = db.execute(TABLES[kind].one, key).fetchone()
    append(db, kind, name, _digest_of_row(row))


def _digest_of_row(row: Sequence[Any]) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(row)).hexdigest()


@dataclass(frozen=True, slots=True)
class State:
    """A row of a table now: digest of its columns, and whether the chain has to know it."""

    digest: str
    must: bool


def states(db: sqlite3.Connection, kind: Kind) -> dict[str, State]:
    """Every row of a table, by its key."""
    found = db.execute(TABLES[kind].all)
    return {str(key): State(_digest_of_row(row), bool(must)) for must, key, *row in found}


def rows(db: sqlite3.Connection, after: int = 0, most: int = -1) -> Iterator[Row]:
    """Rows after number `after`, in order."""
    found = db.execute(_ROWS, (after, most))
    return (Row(seq=seq, body=body, hash=stored) for seq, body, stored in found)


# Somebody else may have put in text or nothing where we put bytes.
_ROWS = """
SELECT seq, coalesce(CAST(body AS BLOB), x''), coalesce(CAST(hash AS BLOB), x'') FROM chain
WHERE seq > ? ORDER BY seq LIMIT ?
"""


def tell_all(db: sqlite3.Connection) -> None:
    """Tell of everything that stands in the tables: where a chain begins beside tables that are filled."""
    for event_id, body in db.execute("SELECT id, body FROM outbox ORDER BY seq").fetchall():
        append(db, Kind.EVENT, event_id, digest(body).hex())
    for kind in TABLES:
        for key, state in states(db, kind).items():
            if state.must:
                append(db, kind, key, state.digest)


def prune(db: sqlite3.Connection, followed: int, kept: int) -> int:
    """Take rows from the beginning, inside a transaction, and leave a checkpoint.

    Args:
        followed: Up to which row the server has followed the chain.
        kept: How many rows stay at least.

    Returns:
        How many rows went.
    """
    last, _ = head(db)
    end = _end_of_told(db, min(followed, last - kept))
    first = db.execute("SELECT min(seq) FROM chain").fetchone()[0]
    if end <= 0 or first is None or end <= first:
        return 0
    _tell_again(db, end)
    body = db.execute("SELECT body FROM chain WHERE seq = ?", (end,)).fetchone()[0]
    point = msgspec.json.encode((Kind.CHECKPOINT, "", digest(body).hex()))
    db.execute("DELETE FROM chain WHERE seq < ?", (end,))
    db.execute("UPDATE chain SET body = ? WHERE seq = ?", (point, end))
    return int(end - first)


def _end_of_told(db: sqlite3.Connection, end: int) -> int:
    """The last row up to `end` before the first one whose event the server does not have yet."""
    answered = db.execute("SELECT value FROM meta WHERE key = ?", (ANSWERS_FACT,)).fetchone()
    for row in rows(db, 0, end):
        if row.seq > end:
            break
        kind, key, _ = row.told
        is_waiting = kind is Kind.EVENT and db.execute("SELECT 1 FROM outbox WHERE id = ?", (key,)).fetchone()
        is_unsent = kind is Kind.ANSWERS and row.seq > int(answered[0] if answered else 0)
        if is_waiting or is_unsent:
            return row.seq - 1
    return end


def _tell_again(db: sqlite3.Connection, end: int) -> None:
    """Add anew, at the head, the state of whatever no later row tells of."""
    latest: dict[tuple[Kind, str], int] = {}
    for row in rows(db):
        kind, key, _ = row.told
        if kind in TABLES:
            latest[kind, key] = row.seq
    for kind in TABLES:
        for key, state in states(db, kind).items():
            if state.must and latest.get((kind, key), 0) <= end:
                append(db, kind, key, state.digest)
