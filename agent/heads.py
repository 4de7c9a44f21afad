"""How far the journal's chain is, told to the server so that it can follow; what it has followed may be pruned."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from agent import chain
from agent.wire import HeartbeatReply, JournalHead

if TYPE_CHECKING:
    from agent.journal import Journal

# Digests in one heartbeat: some 34 kB.
DIGESTS_AT_ONCE = 500
# Pruning is worth its transaction only from so many rows on; where room is short, from far fewer.
PRUNED_AT_ONCE, PRUNED_IN_NEED = 1000, 20


class Heads:
    """What the server was told of the chain.

    Args:
        kept: Rows that stay, but where there is no room for more.
    """

    def __init__(self, journal: Journal, *, kept: int) -> None:
        self._journal = journal
        self._kept = kept
        self._followed: int | None = None

    def report(self) -> JournalHead:
        """The next rows that the server is to follow."""
        return self._journal.read(lambda db: _report(db, self._followed))

    def heard(self, reply: HeartbeatReply) -> None:
        """The server has followed so far."""
        self._followed = reply.journal_seq

    def prune(self) -> int:
        """Drop rows that the server has followed and whose events it has; says how many."""
        if self._followed is None:
            return 0
        is_short = self._journal.is_at_bound
        kept, least = (0, PRUNED_IN_NEED) if is_short else (self._kept, PRUNED_AT_ONCE)
        first, last = self._journal.rows("SELECT min(seq), max(seq) FROM chain")[0]
        if first is None or min(self._followed, last - kept) - first < least:
            return 0
        followed = self._followed
        return self._journal.write(lambda db: chain.prune(db, followed, kept))


def _report(db: sqlite3.Connection, followed: int | None) -> JournalHead:
    last, _ = chain.head(db)
    since, base = _base(db, min(followed, last) if followed is not None else 0)
    new = list(chain.rows(db, since, DIGESTS_AT_ONCE))
    return JournalHead(
        journal=chain.journal_id(db),
        seq=new[-1].seq if new else since,
        hash=(new[-1].hash if new else base).hex(),
        since=since,
        base=base.hex(),
        digests=tuple(chain.digest(row.body).hex() for row in new),
        last=last,
    )


def _base(db: sqlite3.Connection, since: int) -> tuple[int, bytes]:
    """Where the report begins: at row `since`, or at the first row that is there."""
    row = next(chain.rows(db, since - 1, 1), None) if since else None
    if row is None:
        row = next(chain.rows(db, 0, 1), None)
        if row is None or row.seq == 1:
            return 0, chain.origin(chain.journal_id(db))
    return row.seq, row.hash
