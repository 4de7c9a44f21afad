"""Which sessions have read which sides, as the journal keeps it: the gate's memory ends with the gate, and a session's
cgroup may outlive gate and agent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agent.outbox import Outbox
from agent.permissions import Exposures
from agent.wire import StateEvent
from policies.model import Side, WallId
from policies.transfer import Exposure

if TYPE_CHECKING:
    from agent.journal import Journal
    from policies.model import PersonId

TAINTED, REFUSED, RULES_GONE = "session-tainted", "network-refused", "network-rules-gone"


@dataclass(frozen=True, slots=True)
class Marked:
    """A session has read a side."""

    session: int
    side: Side
    at: datetime


class Ledger:
    """Keeps them.

    Args:
        new_id: Makes the id of an event.
    """

    def __init__(self, journal: Journal, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._journal, self._clock, self._new_id = journal, clock, new_id

    def all(self) -> tuple[Marked, ...]:
        """All that are kept."""
        return tuple(
            Marked(session, Side(wall=WallId(wall), name=side), datetime.fromisoformat(at))
            for session, wall, side, at in self._journal.rows("SELECT session, wall, side, at FROM taints")
        )

    def mark(self, marked: Marked, person: PersonId | None, said: str) -> None:
        """A session has read a side: for good, as its person's exposure, and told.

        Args:
            said: Who works for what, in words.
        """
        event = StateEvent(
            id=self._new_id(), at=self._clock(), state=TAINTED, detail=f"{said}: {marked.side.full_name}"
        )
        key = marked.session, marked.side.wall, marked.side.name

        def change(db: sqlite3.Connection) -> None:
            at = marked.at.astimezone(UTC).isoformat()
            if not db.execute("INSERT OR IGNORE INTO taints VALUES (?, ?, ?, ?)", (*key, at)).rowcount:
                return
            if person is not None:
                Exposures.add(db, [Exposure(person=person, side=marked.side, at=marked.at)])
            Outbox.add(db, event)

        self._journal.write(change)

    def forget(self, sessions: Iterable[int]) -> None:
        """Nobody is in these sessions any more."""
        gone = [(each,) for each in sessions]
        if gone:
            self._journal.write(lambda db: db.executemany("DELETE FROM taints WHERE session = ?", gone))

    def tell(self, state: str, details: Iterable[str]) -> None:
        """Tell the server, such as of somebody who was kept from the network, and from where in it."""
        events = [StateEvent(id=self._new_id(), at=self._clock(), state=state, detail=detail) for detail in details]

        def change(db: sqlite3.Connection) -> None:
            for event in events:
                Outbox.add(db, event)

        if events:
            self._journal.write(change)
