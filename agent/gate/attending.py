"""What sessions do at the gate: which sides they read, and which files they open for writing.

A session is a cgroup in the folder of sessions; whatever a process in it starts is in it as well. Where nobody works in
a session, nothing of a process is read but what the gate reads anyway.

Invariants of this module:

1. What a session reads stands in the shared memory before it is let read.
2. Where the agent can keep a session from the network, the first file of a side waits until it has.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from agent.gate.marks import is_written
from agent.gate.subject import Openers, session_of
from agent.gate.taints import NOBODY, Taints, side_number

if TYPE_CHECKING:
    from agent.gate.rules import Rules
    from agent.gate.slots import Outstanding
    from agent.gate.table import Record

_LEAST_LINKS = 2


class Reading(Enum):
    """What comes of a session's reading of a side.

    Attributes:
        WAITS: It is to wait until the network is shut to it.
        REFUSED: There is no room to remember it.
    """

    FREE = "free"
    WAITS = "waits"
    REFUSED = "refused"


class Held(NamedTuple):
    """Somebody in a session who may read a file once the network is shut to that session."""

    question: Outstanding
    people: frozenset[int]
    record: Record
    until_s: float


class Attending:
    """Looks after sessions.

    Attributes:
        openers: Looks up who opens; its kept descriptors are of this process.
        has_news: Whether the agent is to be told that something new stands in the memory.
    """

    def __init__(self, taints: Taints) -> None:
        self.taints, self.openers = taints, Openers()
        self.has_news = False
        self._numbers: dict[str, int] = {}
        self._waiting: dict[int, list[Held]] = {}
        self._folder, self._name = ("", -1), b""
        self._last: tuple[Outstanding | None, int] = None, NOBODY

    def is_needed(self, rules: Rules) -> bool:
        """Whether anybody works in a session now: a folder has a link more for each one below it."""
        if not rules.sessions_folder:
            return False
        path, fd = self._folder
        try:
            if path != rules.sessions_folder or fd < 0:
                fd = os.open(rules.sessions_folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                if self._folder[1] >= 0:
                    os.close(self._folder[1])
                self._folder, self._name = (rules.sessions_folder, fd), _name(rules)
            return os.fstat(fd).st_nlink > _LEAST_LINKS
        except OSError:
            return False

    def look_again(self) -> None:
        """Somebody begins to work in a session: the folder may be another one than before."""
        path, fd = self._folder
        if fd >= 0:
            os.close(fd)
        self._folder = path, -1

    def reads(self, question: Outstanding, sides: Iterable[str], rules: Rules) -> tuple[int, Reading]:
        """Somebody reads content of these sides; in which session, 0 for none."""
        session = self._session(question)
        if session == NOBODY:
            return session, Reading.FREE
        for side in sides:
            number = self._number(side)
            if not self.taints.has(session, number):
                self.has_news = True
                if not self.taints.taint(session, number, time.time_ns()):
                    return session, Reading.REFUSED
        is_open = rules.shuts_network and not self.taints.is_shut(session)
        return session, Reading.WAITS if is_open else Reading.FREE

    def would_read(self, thread: int, sides: Iterable[str], rules: Rules) -> bool:
        """Whether somebody may read these sides without anything new to remember; for a question of a dead gate."""
        session = session_of(thread, _name(rules))
        if session == NOBODY:
            return True
        is_shut = not rules.shuts_network or self.taints.is_shut(session)
        return is_shut and all(self.taints.has(session, self._number(side)) for side in sides)

    def opens(self, question: Outstanding, *, is_free: bool) -> None:
        """Somebody opens a file, maybe to write: then in which session is remembered until it is judged.

        Args:
            is_free: Whether nothing else is asked of its opener: then most open it to read, which is told sooner than
                in which session they are.
        """
        if is_free and not is_written(question.fd):
            return
        session = self._session(question)
        if session != NOBODY and (is_free or is_written(question.fd)):
            self.taints.writes(question.device, question.inode, session, time.monotonic_ns())

    def _session(self, question: Outstanding) -> int:
        asked, session = self._last
        if asked is not question:  # the same question asks twice: who reads, and who writes
            session = self.openers.session_of(question.thread, self._name)
            self._last = question, session
        return session

    def _number(self, side: str) -> int:
        found = self._numbers.get(side)
        if found is None:
            found = self._numbers[side] = side_number(side)
        return found

    def wait(self, session: int, held: Held) -> None:
        """Somebody in a session waits until the network is shut to it."""
        self._waiting.setdefault(session, []).append(held)

    def shut(self, session: int) -> tuple[Held, ...]:
        """The network is shut to a session: those who waited for that."""
        self.taints.shut(session)
        return tuple(self._waiting.pop(session, ()))

    def late(self, now_s: float) -> Iterator[Held]:
        """Those who have waited for too long."""
        for session in tuple(self._waiting):
            yield from (held for held in self._waiting[session] if held.until_s <= now_s)
            rest = [held for held in self._waiting[session] if held.until_s > now_s]
            if rest:
                self._waiting[session] = rest
            else:
                del self._waiting[session]

    def next_end_s(self) -> float | None:
        """When the first one's time is over, monotonic; None where nobody waits."""
        return min((held.until_s for waiting in self._waiting.values() for held in waiting), default=None)

    def take_over(self) -> None:
        """Go on where another process ended, whose descriptors are not ours."""
        self._folder = "", -1
        self.openers.forget()
        self.taints.reload()
        self._waiting.clear()


def _name(rules: Rules) -> bytes:
    return rules.sessions_folder.rpartition("/")[2].encode()
