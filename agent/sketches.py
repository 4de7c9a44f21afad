"""What is kept of stopped files, so that a changed copy of one can be measured against the bytes that were released."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from agent.journal import Journal
from classifiers.detect.likeness import Sketch, changed_percent
from policies.transfer import Resemblance

# Far longer than a release lasts; a file that is stopped again later is measured anew.
KEPT = timedelta(days=365)


class Sketches:
    """One sketch for each digest."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @staticmethod
    def add(db: sqlite3.Connection, digest: str, sketch: Sketch, at: datetime) -> None:
        """Keep a sketch, inside a transaction, and drop those that are too old to matter."""
        db.execute("DELETE FROM sketches WHERE at < ?", ((at - KEPT).isoformat(),))
        row = (digest, msgspec.msgpack.encode(sketch), at.isoformat())
        db.execute("INSERT INTO sketches VALUES (?, ?, ?) ON CONFLICT (digest) DO UPDATE SET at = excluded.at", row)

    def find(self, digest: str) -> Sketch | None:
        """The sketch of these bytes, where they were stopped here."""
        rows = self._journal.rows("SELECT body FROM sketches WHERE digest = ?", (digest,))
        return msgspec.msgpack.decode(rows[0][0], type=Sketch) if rows else None

    def resembled(self, copy: Sketch, digests: Iterable[str]) -> tuple[Resemblance, ...]:
        """How much a copy differs from each of these documents; those that it cannot be compared with are left out."""
        measured = ((each, changed_percent(copy, known)) for each in digests if (known := self.find(each)))
        return tuple(
            Resemblance(digest=digest, changed_percent=percent) for digest, percent in measured if percent is not None
        )
