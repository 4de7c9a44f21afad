"""What the agent has done and is about to do: SQLite, durable before it takes effect.

Invariants of this module:

1. A change is whole or not there: one transaction, write-ahead log, `synchronous=FULL`.
2. What the disk has no room for raises `JournalFull` after the reserve was given up; nothing recorded is lost by it.
3. A journal that fails its integrity check at the start is refused, not repaired in silence (`agent.salvage` sets it
   aside).
4. What must not vanish is chained (`agent.chain`); what waits for the server is bounded.

The nouns stand apart: `outbox`, `inventory`, `holds`, `sessions`, `permissions` (releases and exposures), `sketches`,
`hits`, `letters`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from agent import chain
from agent.errors import AgentError, JournalDamaged, JournalFull
from classifiers.openings import BYTES

T = TypeVar("T")
VERSION = 6
BOUND_BYTES = 1 << 30
CHECK_S = 20.0
# Instructions of SQLite between two looks at the clock.
LOOK_EVERY = 100_000

# What is new in a version, for journals of the one before; `_SCHEMA` is the first.
_STEPS = {
    2: """
CREATE TABLE sketches (digest TEXT PRIMARY KEY, body BLOB NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE hits (
    version INTEGER NOT NULL, source TEXT NOT NULL, hits INTEGER NOT NULL, last TEXT NOT NULL,
    PRIMARY KEY (version, source)) WITHOUT ROWID;
""",
    3: """
CREATE TABLE letters (
    root BLOB NOT NULL, path BLOB NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (root, path)) WITHOUT ROWID;
""",
    4: chain.SCHEMA,
    5: "CREATE INDEX files_by_inode ON files (device, inode);",
    6: """
CREATE TABLE taints (
    session INTEGER NOT NULL, wall TEXT NOT NULL, side TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (session, wall, side)) WITHOUT ROWID;
""",
}
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE files (
    path BLOB PRIMARY KEY, zone TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, label BLOB NOT NULL, release TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (
    digest TEXT NOT NULL, zone TEXT NOT NULL, path BLOB NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (digest, zone, path)) WITHOUT ROWID;
CREATE TABLE holds (
    case_number TEXT PRIMARY KEY, state TEXT NOT NULL, root BLOB NOT NULL, path BLOB NOT NULL, staged BLOB NOT NULL,
    body BLOB NOT NULL, event BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE notices (path BLOB PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
    id TEXT PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0, refused TEXT NOT NULL DEFAULT '', body BLOB) WITHOUT ROWID;
CREATE TABLE exposures (
    person TEXT NOT NULL, wall TEXT NOT NULL, side TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (person, wall, side)) WITHOUT ROWID;
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, uid INTEGER NOT NULL, account TEXT NOT NULL, project TEXT NOT NULL,
    since_ns INTEGER NOT NULL, until_ns INTEGER);
CREATE INDEX sessions_of_account ON sessions (account, since_ns);
"""


class Need(StrEnum):
    """Why something is written, which says how far it may go beyond the bound of what waits for the server.

    Attributes:
        REPORT: Something was let be. Without room it waits, or is stopped where it could cross a wall.
        STOP: Something is stopped, which a flood of reports must not hinder: a quarter more.
        FINISH: What was begun, and what the agent tells of itself; there is always room for that.
    """

    REPORT = "report"
    STOP = "stop"
    FINISH = "finish"


_SHARES = {Need.REPORT: 1.0, Need.STOP: 1.25}


class Reserve:
    """Space kept in a file of its own, given up when the disk is full."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self._path = path
        self._size_bytes = size_bytes

    @property
    def is_kept(self) -> bool:
        """Whether the space is there to be given up."""
        try:
            return self._path.stat().st_size >= self._size_bytes
        except FileNotFoundError:
            return self._size_bytes == 0

    def keep(self) -> bool:
        """Set the space aside; False where the disk has no room for it."""
        if self.is_kept:
            return True
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | BYTES, 0o600)
        try:
            if sys.platform == "linux" and hasattr(os, "posix_fallocate"):
                os.posix_fallocate(fd, 0, self._size_bytes)
            else:  # others give room to what is written only
                _fill(fd, self._size_bytes)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        finally:
            os.close(fd)
        return True

    def give_up(self) -> bool:
        """Make the space free; False where it was not kept."""
        kept = self._path.exists()
        self._path.unlink(missing_ok=True)
        return kept


def _fill(fd: int, size_bytes: int) -> None:
    block = bytes(1 << 20)
    os.lseek(fd, 0, os.SEEK_SET)
    for at in range(0, size_bytes, len(block)):
        os.write(fd, block[: size_bytes - at])


class Journal:
    """One SQLite file, one connection, one writer at a time. Safe to use from several threads.

    Args:
        reserve_bytes: Space kept for a full disk.
        bound_bytes: How much may wait for the server.
        check_s: How long the check of its pages may take; what is left is said in `unchecked`.

    Raises:
        JournalDamaged: it fails the check.
        AgentError: it is of a newer version, or the disk is full.
    """

    def __init__(
        self, path: Path, *, reserve_bytes: int, bound_bytes: int = BOUND_BYTES, check_s: float = CHECK_S
    ) -> None:
        self.path = path
        self.bound_bytes = bound_bytes
        self.reserve = Reserve(path.with_suffix(".reserve"), reserve_bytes)
        self._lock = threading.RLock()
        self.full = False
        self.times_full = 0
        self._db, self.unchecked = _open(path, check_s)
        self.full = not self.reserve.keep()

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        with self._lock:
            self._db.close()

    def write(self, change: Callable[[sqlite3.Connection], T], need: Need = Need.FINISH) -> T:
        """Do `change` in one durable transaction.

        Raises:
            JournalFull: the disk has no room, with the reserve given up; or too much waits for the server already.
            AgentError: the journal cannot be written for another reason.
        """
        with self._lock:
            if need in _SHARES and self.backlog_bytes >= self.bound_bytes * _SHARES[need]:
                raise JournalFull(
                    "too much waits for the server", help="bring this machine on line, or raise `journal_bytes`"
                )
            try:
                return self._transaction(change)
            except JournalFull:
                self.full = True
                self.times_full += 1
                given_up = self.reserve.give_up()
                if not self._fold_log() and not given_up:
                    raise
                return self._transaction(change)

    def _transaction(self, change: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                answer = change(self._db)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            if _says_full(error):
                raise JournalFull("the disk is full", help="free some space; the agent goes on by itself") from error
            raise AgentError(f"the journal cannot be written: {error}") from error
        return answer

    def _fold_log(self) -> bool:
        """Write the log into the main file and empty it, which may free as much again; False where that fails."""
        try:
            return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        except sqlite3.OperationalError:
            return False

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that `query` gives."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def has_room_again(self) -> bool:
        """Set the reserve aside once more; True when the disk is no longer full."""
        with self._lock:
            if self.full:
                self._fold_log()
                self.full = not self.reserve.keep()
            return not self.full

    @property
    def backlog_bytes(self) -> int:
        """How much waits for the server, or is kept until it has followed the chain."""
        return int(self.rows("SELECT bytes FROM backlog")[0][0])

    @property
    def is_at_bound(self) -> bool:
        """Whether what was let be is not recorded any more, for want of room until the server has been told."""
        return self.backlog_bytes >= self.bound_bytes

    @property
    def head(self) -> tuple[str, int, str]:
        """Id of the journal, number and hash of the last row of its chain."""
        with self._lock:
            seq, last = chain.head(self._db)
            return chain.journal_id(self._db), seq, last.hex()

    def read(self, look: Callable[[sqlite3.Connection], T]) -> T:
        """What `look` finds, in one consistent state."""
        with self._lock:
            self._db.execute("BEGIN")
            try:
                return look(self._db)
            finally:
                self._db.execute("ROLLBACK")

    def fact(self, key: str) -> str:
        """A value of the agent itself, empty where none."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def set_fact(self, key: str, value: str) -> None:
        """Keep a value of the agent itself."""
        self.write(lambda db: db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)))

    def check(self) -> str:
        """`ok`, or what SQLite finds wrong."""
        return str(self.rows("PRAGMA integrity_check(1)")[0][0])


def _says_full(error: sqlite3.OperationalError) -> bool:
    code = error.sqlite_errorcode & 0xFF
    return code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and "disk I/O" in str(error))


def _open(path: Path, check_s: float) -> tuple[sqlite3.Connection, str]:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | BYTES, 0o600))
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        unchecked = check_pages(db, check_s)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        # A log of megabytes would be the first thing that a nearly full disk has no room for.
        db.execute("PRAGMA wal_autocheckpoint=100")
        db.execute("PRAGMA journal_size_limit=1048576")
        _bring_up(db, path)
    except sqlite3.DatabaseError as error:
        db.close()
        if isinstance(error, sqlite3.OperationalError) and _says_full(error):
            raise AgentError("the disk is full", help="free some space and start again") from error
        raise JournalDamaged(
            f"`{path}` is damaged: {error}", help="start the agent: it sets the file aside and begins a new one"
        ) from error
    except AgentError:
        db.close()
        raise
    return db, unchecked


def _bring_up(db: sqlite3.Connection, path: Path) -> None:
    """Take the steps that are missing, all of them or none."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise AgentError(f"`{path}` is of version {version}, this agent knows {VERSION}", help="update the agent")
    if version == VERSION:
        return
    steps = "".join([_SCHEMA] * (version == 0) + [sql for step, sql in _STEPS.items() if step > version])
    try:
        db.executescript(f"BEGIN IMMEDIATE;{steps}PRAGMA user_version={VERSION};")
        if version < 4:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (chain.ID_FACT, secrets.token_hex(16)))
            chain.tell_all(db)
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def check_pages(db: sqlite3.Connection, check_s: float) -> str:
    """Have SQLite check its pages; what of that there was no time for, empty where nothing.

    Raises:
        sqlite3.DatabaseError: they are not in order.
    """
    until_s = time.monotonic() + check_s
    db.set_progress_handler(lambda: time.monotonic() > until_s, LOOK_EVERY)
    try:
        found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return f"its pages were not all checked within {check_s:g} s"
    finally:
        db.set_progress_handler(None, 0)
    if found != "ok":
        raise sqlite3.DatabaseError("the check of its pages failed")
    return ""
