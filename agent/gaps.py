"""Gap certificates: between which times a folder was not surely watched, why, and what was looked at afterwards.

Invariants of this module:

1. A hole is in the journal from the moment it is known of, and leaves it in the transaction that certifies it; a
   restart goes on with it.
2. A hole is closed by a scan of the whole folder that began after it ended, once everything the scan found has its
   verdict. What the scan could not look into leaves it certified as open.
3. One that stays open, because it begins again before any scan is through, is told as open after `OPEN_FOR`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from agent.outbox import Outbox
from agent.tree import shown
from agent.wire import GapEvent

if TYPE_CHECKING:
    from agent.events import Scanned
    from agent.journal import Journal

NOT_RUNNING, STOPPED, SET_AGAIN, RESUME, GATE = "not-running", "stopped", "watch-set-again", "resume", "gate"
OVERFLOW, BACK_END, TOO_MANY, DISK_FULL, JOURNAL_FULL = "overflow", "back-end", "too-many", "disk-full", "journal-full"
# Causes of a hole; other scans are asked for without anything being known to be missed.
HOLES = frozenset(
    {NOT_RUNNING, STOPPED, SET_AGAIN, RESUME, GATE, OVERFLOW, BACK_END, TOO_MANY, DISK_FULL, JOURNAL_FULL}
)
FIRST = "first"
OPEN_FACT, LAST_FACT = "gaps-open", "gaps-last"
OPEN_FOR = timedelta(hours=1)
# Certificates that are shown on the machine itself.
SHOWN = 20


class Hole(msgspec.Struct, kw_only=True):
    """One that is not certified yet.

    Attributes:
        root: The folder, each byte as one character.
        until: When it ended; None while it lasts.
        after: Number of the last scan that had begun by then; -1 before this process knows of any.
        scan: The scan that looks into it; 0 before.
        known_at: Since when it is known of and not certified.
        is_told: Whether it was told that it stays open.
    """

    root: str
    cause: str
    since: datetime
    until: datetime | None = None
    after: int = -1
    scan: int = 0
    scanned: int = 0
    changed: int = 0
    unreadable: int = 0
    is_over: bool = False
    known_at: datetime | None = None
    is_told: bool = False


class Gaps:
    """The holes of one agent. Used by its loop alone.

    Args:
        clock: Aware UTC time.
        new_id: Gives an id for an event.
    """

    def __init__(self, journal: Journal, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._journal = journal
        self._clock = clock
        self._new_id = new_id
        kept = journal.fact(OPEN_FACT)
        self._holes = msgspec.json.decode(kept, type=list[Hole]) if kept else []
        for each in self._holes:
            each.after, each.scan, each.scanned, each.changed, each.unreadable = -1, 0, 0, 0, 0
            each.is_over = False
        self._begun = clock()
        self._scans: dict[int, datetime] = {}
        self._reconciled: dict[str, datetime] = {}
        self._number = 0
        self.last: tuple[GapEvent, ...] = _last(journal)

    @property
    def open(self) -> tuple[Hole, ...]:
        """Holes that are not certified yet."""
        return tuple(self._holes)

    def reconciled(self, root: str) -> datetime:
        """Up to when everything in a folder is known to have been heard of or looked at."""
        return self._reconciled.get(_name(root), self._begun)

    def begin(self, root: str, cause: str, since: datetime, until: datetime | None = None) -> None:
        """Something may have been missed in a folder; told again, it only grows.

        Raises:
            AgentError: it cannot be recorded; it is remembered all the same.
        """
        name = _name(root)
        known = next((each for each in self._holes if (each.root, each.cause) == (name, cause)), None)
        if known is None:
            hole = Hole(
                root=name, cause=cause, since=since, until=until, after=self._number, known_at=self._clock()
            )  # fmt: skip
            self._holes.append(hole)
        else:
            # Whatever looked into it so far began too early.
            known.since, known.until = min(known.since, since), until or known.until
            known.after, known.scan, known.is_over = self._number, 0, False
            known.scanned = known.changed = known.unreadable = 0
        self._keep()

    def scanned(self, event: Scanned) -> None:
        """A step of a scan was done."""
        if event.folder.path:
            return
        name, is_new = _name(event.folder.root), event.number not in self._scans
        if is_new:
            self._scans[event.number] = self._clock()
            for hole in self._of(name):
                if hole.scan == 0 and event.number > hole.after and event.cause != FIRST:
                    hole.scan, hole.until = event.number, hole.until or self._clock()
        for hole in self._of(name):
            if hole.scan == event.number:
                hole.scanned += event.seen
                hole.changed += len(event.changed)
                hole.unreadable += len(event.unreadable)
                hole.is_over = event.is_over
        self._number = max(self._number, event.number)
        if event.is_over:
            began = self._scans.pop(event.number)
            if not event.unreadable:
                self._reconciled[name] = began

    def settle(self, under_way: Iterable[int]) -> None:
        """Certify the holes of which everything that was found has its verdict.

        Args:
            under_way: Numbers of the scans that are not at their end, verdicts included.

        Raises:
            AgentError: they cannot be recorded; tried again.
        """
        busy = frozenset(under_way)
        for hole in [each for each in self._holes if each.is_over and each.scan not in busy]:
            self._certify(hole)
        for hole in tuple(self._holes):
            hole.known_at = hole.known_at or self._clock()
            if not hole.is_told and self._clock() - hole.known_at > OPEN_FOR:
                self._tell_open(hole)

    def give_up_but(self, names: Iterable[str]) -> None:
        """Certify as open what lies in folders that are watched no more.

        Args:
            names: Watched folders, each byte as one character.
        """
        kept = frozenset(names)
        for hole in [each for each in self._holes if each.root not in kept]:
            hole.until = hole.until or self._clock()
            self._certify(hole, is_looked_at=False)

    def covers(self, root: str, cause: str) -> bool:
        """Whether a certificate tells, or just told, how many files were missed in a folder for this cause."""
        told = {NOT_RUNNING, STOPPED} if cause == "start" else {cause}
        held = any(each.root == _name(root) and each.cause in told for each in self._holes)
        return held or any(each.watch == shown(root) and each.cause in told for each in self.last)

    def _certify(self, hole: Hole, *, is_looked_at: bool = True) -> None:
        event = self._event(hole, is_closed=is_looked_at and hole.unreadable == 0)
        self._record(event, [each for each in self._holes if each is not hole])

    def _tell_open(self, hole: Hole) -> None:
        told = msgspec.structs.replace(hole, is_told=True)
        self._record(self._event(hole, is_closed=False), [told if each is hole else each for each in self._holes])

    def _event(self, hole: Hole, *, is_closed: bool) -> GapEvent:
        return GapEvent(
            id=self._new_id(), at=self._clock(), watch=shown(_root(hole.root)), cause=hole.cause,
            files_missed_by_events=hole.changed, closed=is_closed, since=hole.since, until=hole.until,
            files_scanned=hole.scanned, unreadable=hole.unreadable,
        )  # fmt: skip

    def _record(self, event: GapEvent, left: list[Hole]) -> None:
        last = (*self.last, event)[-SHOWN:]

        def change(db: sqlite3.Connection) -> None:
            Outbox.add(db, event)
            _set(db, OPEN_FACT, left)
            _set(db, LAST_FACT, last)

        self._journal.write(change)
        self._holes, self.last = left, last

    def _of(self, name: str) -> list[Hole]:
        return [each for each in self._holes if each.root == name]

    def _keep(self) -> None:
        self._journal.set_fact(OPEN_FACT, msgspec.json.encode(self._holes).decode())


def _set(db: sqlite3.Connection, key: str, value: object) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, msgspec.json.encode(value).decode()))


def _last(journal: Journal) -> tuple[GapEvent, ...]:
    kept = journal.fact(LAST_FACT)
    return msgspec.json.decode(kept, type=tuple[GapEvent, ...]) if kept else ()


def _name(root: str) -> str:
    return os.fsencode(root).decode("latin-1")


def _root(name: str) -> str:
    return os.fsdecode(name.encode("latin-1"))
