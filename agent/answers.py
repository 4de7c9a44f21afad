"""What the gate answered: recorded right after, in batches, with no disk sync in any opener's way.

Invariants of this module:

1. Nothing is dropped. The same answer again within a minute is one entry with a count; beyond `MOST_KEPT` different
   ones that wait to be written, what is too much is counted without who and what.
2. What `flush` has written outlasts a kill -9; what came since the last one, within a second, does not.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from agent import chain
from agent.chain import ANSWERS_FACT, Kind
from agent.journal import Need
from agent.outbox import Outbox
from agent.wire import AnswerFact, AnswersEvent

if TYPE_CHECKING:
    import sqlite3

    from agent.journal import Journal

MOST_KEPT = 5000
# Entries of one row of the chain, and of one event.
AT_ONCE = 500


class GateAnswer(NamedTuple):
    """One answer, or several alike.

    Attributes:
        at: When, aware UTC.
        who: Account, or accounts, as the gate knows them; empty for unknown.
        what: The file: its place, or device and inode.
        zone: Zone that it lies in, empty for unknown.
        verdict: `allowed`, `refused`, or what else the gate calls it.
        times: How often.
    """

    at: datetime
    who: str
    what: str
    zone: str
    verdict: str
    times: int = 1


class Answers:
    """Takes answers from any thread; the agent's loop writes and tells them."""

    def __init__(self, journal: Journal, clock: Callable[[], datetime]) -> None:
        self._journal = journal
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Counter[tuple[datetime, str, str, str, str]] = Counter()
        self._uncounted = 0
        # What an earlier run wrote may not have been told.
        self._is_untold = True

    def note_answers(self, batch: Iterable[GateAnswer], uncounted: int = 0) -> None:
        """Take a batch; returns at once, touches no disk, and never fails.

        Args:
            uncounted: Further answers of which the gate itself kept only the number.
        """
        with self._lock:
            self._uncounted += uncounted
            for each in batch:
                self._take(_key(each), each.times)

    def _take(self, key: tuple[datetime, str, str, str, str], count: int) -> None:
        if key in self._kept or len(self._kept) < MOST_KEPT:
            self._kept[key] += count
        else:
            self._uncounted += count

    def flush(self) -> None:
        """Write what was taken: one transaction, one disk sync.

        Raises:
            JournalFull: there is no room; it is kept, and written when there is.
            AgentError: the journal cannot be written; the same.
        """
        with self._lock:
            kept, uncounted = self._kept, self._uncounted
            self._kept, self._uncounted = Counter(), 0
        if not kept and not uncounted:
            return
        try:
            self._journal.write(lambda db: _append(db, kept, uncounted), Need.REPORT)
            self._is_untold = True
        except BaseException:
            with self._lock:
                self._uncounted += uncounted
                for key, count in kept.items():
                    self._take(key, count)
            raise

    def tell(self) -> None:
        """Put what was written up to the last full minute into events for the server.

        Raises:
            JournalFull: there is no room; told later.
        """
        if self._is_untold:
            minute = _minute(self._clock())
            self._is_untold = self._journal.write(lambda db: _tell(db, minute, self._clock()), Need.REPORT)


def _key(answer: GateAnswer) -> tuple[datetime, str, str, str, str]:
    return _minute(answer.at), answer.who, answer.what, answer.zone, answer.verdict


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _append(db: sqlite3.Connection, kept: Mapping[tuple[datetime, str, str, str, str], int], uncounted: int) -> None:
    """Rows of one minute each, so that a minute is told whole."""
    minutes = [list(facts) for _, facts in groupby(_facts(kept), key=lambda fact: fact.at)] or [[]]
    for facts in minutes:
        for start in range(0, max(len(facts), 1), AT_ONCE):
            value = {"answers": facts[start : start + AT_ONCE], "uncounted": uncounted}
            chain.append(db, Kind.ANSWERS, "", value)
            uncounted = 0


def _facts(kept: Mapping[tuple[datetime, str, str, str, str], int]) -> list[AnswerFact]:
    return [
        AnswerFact(at=at, who=who, what=what, zone=zone, verdict=verdict, count=count)
        for (at, who, what, zone, verdict), count in sorted(kept.items())
    ]


class _Written(msgspec.Struct):
    answers: tuple[AnswerFact, ...]
    uncounted: int


def _tell(db: sqlite3.Connection, minute: datetime, now: datetime) -> bool:
    """The same answers of one minute become one entry, however often they were written; whether some are left."""
    told = db.execute("SELECT value FROM meta WHERE key = ?", (ANSWERS_FACT,)).fetchone()
    kept: Counter[tuple[datetime, str, str, str, str]] = Counter()
    uncounted = last = 0
    is_left = False
    for row in chain.rows(db, int(told[0]) if told else 0):
        kind, _, value = row.told
        if kind is not Kind.ANSWERS:
            continue
        written = msgspec.convert(value, _Written)
        if any(each.at >= minute for each in written.answers):
            is_left = True
            break  # its minute is not over
        for each in written.answers:
            kept[each.at, each.who, each.what, each.zone, each.verdict] += each.count
        uncounted, last = uncounted + written.uncounted, row.seq
    if not last:
        return is_left
    facts = _facts(kept)
    for start in range(0, max(len(facts), 1), AT_ONCE):
        part = tuple(facts[start : start + AT_ONCE])
        # The id follows from the journal and the rows, so that the same rows are never told as another event.
        name = f"GA-{chain.journal_id(db)[:16]}-{last}-{start // AT_ONCE}"
        Outbox.add(db, AnswersEvent(id=name, at=now, answers=part, uncounted=uncounted if start == 0 else 0))
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (ANSWERS_FACT, str(last)))
    return is_left
