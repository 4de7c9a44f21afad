"""What was registered since the index file was written: SQLite, durable on return, in the order it came.

Invariants:
- An entry is on the disk before `add` returns, and stays until a file that holds it has taken its place.
- The file says through which entry it holds this journal, so that a machine that stops between the two loses nothing
  and counts nothing twice.
- One program writes at a time; a lock file beside it says who.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from contextlib import closing, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from classifiers.detect.refusals import other_key, other_version
from classifiers.errors import ModelError
from classifiers.locks import take
from classifiers.openings import BYTES, NO_LINK, NO_WAIT, keep_private, own_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from classifiers.detect.records import Vault

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, act TEXT NOT NULL, blind BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


class Act(StrEnum):
    """What an entry says of the document with its keyed digest."""

    ADD = "add"
    REMOVE = "remove"
    PUBLISH = "publish"


class Pending:
    """The journal beside an index file. Not thread-safe: `FingerprintIndex` holds a lock around it.

    Args:
        path: The journal; None keeps it in memory.

    Raises:
        ModelError: it is no journal, belongs to another key, or another program is writing.
    """

    def __init__(self, path: Path | None, vault: Vault, *, version: str) -> None:
        self._lock = _lock(path) if path is not None else -1
        try:
            self._db = sqlite3.connect(":memory:" if path is None else str(path), check_same_thread=False, timeout=30)
        except sqlite3.Error as error:
            self._unlock()
            raise ModelError(f"cannot open `{path}`: {error}") from error
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_SCHEMA)
            self._check(path, "version", version)
            self._check(path, "key", vault.check)
            self.name = self._fact("name", secrets.token_hex(16))
            self.merged = int(self._fact("merged", "0"))
        except sqlite3.DatabaseError as error:
            self.close()
            raise ModelError(f"`{path}` is not a fingerprint index", help="move it away and register again") from error
        except ModelError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file and let others write."""
        self._db.close()
        self._unlock()

    def add(self, act: Act, blind: bytes, body: bytes) -> int:
        """Write an entry; durable on return. Returns its number."""
        with self._change():
            cursor = self._db.execute("INSERT INTO entries (act, blind, body) VALUES (?, ?, ?)", (act, blind, body))
        return int(cursor.lastrowid or 0)

    def entries(self, *, after: int) -> Iterator[tuple[int, Act, bytes, bytes]]:
        """Entries with numbers above `after`, in their order: number, act, keyed digest, body."""
        try:
            rows = self._db.execute("SELECT seq, act, blind, body FROM entries WHERE seq > ? ORDER BY seq", (after,))
            for seq, act, blind, body in rows:
                yield seq, Act(act), blind, body
        except (sqlite3.Error, ValueError) as error:
            raise ModelError(
                "the journal of the fingerprint index is damaged",
                help="restore it and the index from one backup, or move it away and register again",
            ) from error

    def drop(self, *, through: int) -> None:
        """Remove entries that a file holds, so that nothing of them stays on the disk."""
        with self._change():
            self._db.execute("DELETE FROM entries WHERE seq <= ?", (through,))
            self._db.execute("UPDATE facts SET value = ? WHERE name = 'merged'", (str(through),))
        self.merged = through
        with self._change():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def last(self) -> int:
        """Number of the last entry that was ever written."""
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
        return int(row[0]) if row else 0

    def notes(self) -> list[bytes]:
        """All notes, in no order."""
        return [bytes(row[0]) for row in self._db.execute("SELECT body FROM notes")]

    def noted(self, name: bytes) -> bytes | None:
        """The note under a keyed name."""
        row = self._db.execute("SELECT body FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def note(self, name: bytes, body: bytes) -> None:
        """Keep a note; durable on return."""
        with self._change():
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, body))

    def unnote(self, name: bytes) -> None:
        """Keep it no more."""
        with self._change():
            self._db.execute("DELETE FROM notes WHERE name = ?", (name,))

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One transaction: all of it or, with the reason, nothing."""
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            raise ModelError(
                f"the journal of the fingerprint index cannot be written: {error}",
                help="make room on its disk, and see that its folder may be written; what was registered stays",
            ) from error

    def _check(self, path: Path | None, name: str, value: str) -> None:
        if self._fact(name, value) != value:
            raise other_key(path) if name == "key" else other_version(path, self._fact(name, value), wanted=value)

    def _fact(self, name: str, value: str) -> str:
        with self._db:
            self._db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, value))
        return str(self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0])

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def read_pending(path: Path, *, name: str, after: int, version: str) -> list[tuple[int, Act, bytes, bytes]]:
    """Entries of a journal that another program may be writing: those after `after`, where it has this name, or all.

    Raises:
        ModelError: it cannot be read, or is of another version.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            facts = dict(db.execute("SELECT name, value FROM facts").fetchall())
            if facts["version"] != version:
                raise other_version(path, facts["version"], wanted=version)
            ours = facts["name"]
            rows = db.execute(
                "SELECT seq, act, blind, body FROM entries WHERE seq > ? ORDER BY seq", (after if ours == name else 0,)
            )
            return [(seq, Act(act), blind, body) for seq, act, blind, body in rows]
    except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"cannot read `{path}`", help="ask as the user who wrote it") from error


def _lock(path: Path) -> int:
    """Hold the lock file beside `path`, and make the journal, both for their owner alone."""
    lock = _own_file(path.with_name(f"{path.name}-lock"))
    try:
        os.close(_own_file(path))
    except BaseException:
        os.close(lock)
        raise
    try:
        take(lock)
    except BlockingIOError:
        os.close(lock)
        raise ModelError(
            f"another program is writing to the fingerprint index beside `{path}`",
            help="wait for it; an agent holds its own index for as long as it runs",
        ) from None
    return lock


def _own_file(path: Path) -> int:
    """Open or make a file that only its owner reads, and no link or pipe that somebody put there."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | BYTES | NO_LINK | NO_WAIT, 0o600)
    except OSError as error:
        raise ModelError(
            f"cannot open `{path}`: {error.strerror}", help="name a place for the index that you alone may write to"
        ) from error
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        os.close(fd)
        raise ModelError(f"`{path}` is a pipe or a link, no file of an index", help="find out who put it there")
    if stat.S_IMODE(status.st_mode) & 0o077 and status.st_uid == own_user():
        keep_private(fd)
    return fd
