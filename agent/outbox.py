"""Events on their way to the server: kept until the server says that it has them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from agent.chain import Kind, append, digest
from agent.journal import Journal
from agent.wire import Event, EventBatch


class Outbox:
    """Delivered at least once; the server counts by id, so once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @staticmethod
    def add(db: sqlite3.Connection, event: Event) -> None:
        """Put an event, inside the transaction that makes it true. The same id again changes nothing."""
        body = msgspec.json.encode(event)
        if db.execute("INSERT OR IGNORE INTO outbox (id, body) VALUES (?, ?)", (event.id, body)).rowcount:
            append(db, Kind.EVENT, event.id, digest(body).hex())

    def put(self, event: Event) -> None:
        """Put an event by itself."""
        self._journal.write(lambda db: self.add(db, event))

    def batch(self, most: int) -> EventBatch:
        """The oldest events, at most `most` of them."""
        rows = self._journal.rows("SELECT body FROM outbox ORDER BY seq LIMIT ?", (most,))
        return EventBatch(events=tuple(msgspec.json.decode(row[0], type=Event) for row in rows))

    def delivered(self, ids: Iterable[str]) -> None:
        """Drop what the server has stored."""
        named = tuple(ids)

        def change(db: sqlite3.Connection) -> None:
            gone = [each for each in named if db.execute("DELETE FROM outbox WHERE id = ?", (each,)).rowcount]
            if gone:
                append(db, Kind.DELIVERED, "", gone)

        self._journal.write(change)

    def __len__(self) -> int:
        return int(self._journal.rows("SELECT count(*) FROM outbox")[0][0])
