"""Where registered fingerprints are kept: SQLite, durable, read by hash without loading the whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from classifiers.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from classifiers.detect.winnowing import Fingerprint

_BATCH = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL, label TEXT NOT NULL, owners TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS parts (digest TEXT NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (digest, document))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS postings (hash INTEGER NOT NULL, document INTEGER NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (hash, document, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS postings_document ON postings (document);
"""


class Postings:
    """One open index file. Not thread-safe: `FingerprintIndex` holds a lock around it."""

    def __init__(self, path: Path | None, *, version: str, key_check: str) -> None:
        """Open or make the file.

        Raises:
            ModelError: it was made with another key or by other rules.
        """
        self._db = sqlite3.connect(":memory:" if path is None else str(path), check_same_thread=False, timeout=30)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
            for name, value in (("version", version), ("key_check", key_check)):
                self._check(name, value)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise ModelError(f"`{path}` is not a fingerprint index", help="move it away and register again") from error
        except ModelError:
            self._db.close()
            raise

    def _check(self, name: str, value: str) -> None:
        with self._db:
            self._db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, value))
        (stored,) = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        if stored != value:
            raise ModelError(f"the fingerprint index was made with another {name.replace('_check', '')}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(
        self, digest: str, name: str, label: str, owners: str, parts: list[str], prints: list[tuple[int, Fingerprint]]
    ) -> int:
        """Replace what is known of `digest`, in one transaction.

        Args:
            prints: Offset that keeps the places of different parts apart, and the part's fingerprint.

        Returns:
            Number of hashes kept.
        """
        with self._db, closing(self._db.cursor()) as cursor:
            self._drop(cursor, digest)
            cursor.execute(
                "INSERT INTO documents (digest, name, label, owners) VALUES (?, ?, ?, ?)", (digest, name, label, owners)
            )
            document = cursor.lastrowid
            cursor.executemany("INSERT OR IGNORE INTO parts VALUES (?, ?)", [(part, document) for part in parts])
            rows = [
                (value, document, place + base)
                for base, one in prints
                for value, place in zip(one.hashes.view(np.int64).tolist(), one.places.tolist(), strict=True)
            ]
            cursor.executemany("INSERT OR IGNORE INTO postings VALUES (?, ?, ?)", sorted(rows))
        return len(rows)

    def remove(self, digest: str) -> None:
        """Forget the document with this digest, if there is one."""
        with self._db, closing(self._db.cursor()) as cursor:
            self._drop(cursor, digest)

    def _drop(self, cursor: sqlite3.Cursor, digest: str) -> None:
        row = cursor.execute("SELECT id FROM documents WHERE digest = ?", (digest,)).fetchone()
        if row is not None:
            for table, column in (("postings", "document"), ("parts", "document"), ("documents", "id")):
                cursor.execute(f"DELETE FROM {table} WHERE {column} = ?", row)  # noqa: S608, names are ours

    def count(self) -> int:
        """Number of documents."""
        return int(self._db.execute("SELECT count(*) FROM documents").fetchone()[0])

    def document(self, identifier: int) -> tuple[str, str, str]:
        """Digest, name and label."""
        row: tuple[str, str, str] = self._db.execute(
            "SELECT digest, name, label FROM documents WHERE id = ?", (identifier,)
        ).fetchone()
        return row

    def holders(self, part_digest: str) -> list[int]:
        """Documents that have a part with exactly these bytes."""
        rows = self._db.execute("SELECT document FROM parts WHERE digest = ? ORDER BY document", (part_digest,))
        return [row[0] for row in rows]

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Postings of these hashes.

        Returns:
            Shape (n, 3): hash (as int64), document, place; ascending.
        """
        wanted = np.unique(hashes).view(np.int64).tolist()
        rows: list[tuple[int, int, int]] = []
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            rows += self._db.execute(f"SELECT hash, document, place FROM postings WHERE hash IN ({marks})", batch)  # noqa: S608
        return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
