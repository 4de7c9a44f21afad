"""Watches over the agent itself: when it lived, whether its clock or its files were changed, what it could not see.

Chores of its own, each tried by itself: gap certificates, the clock, the agent's files, the gate's answers, pruning of
the chain, and a small fact that says that it lives, written at most once a minute.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agent.clocks import boot_id, boot_seconds, wall_clock
from agent.events import EventsLost, Scanned
from agent.gaps import HOLES, NOT_RUNNING, RESUME, SET_AGAIN, STOPPED
from agent.makings import difference, file_digest, program_digests, version_in

if TYPE_CHECKING:
    from agent.answers import Answers
    from agent.clocks import ClockWatch, SteadyClock
    from agent.events import Event
    from agent.gaps import Gaps
    from agent.heads import Heads
    from agent.journal import Journal

ALIVE_FACT, PROGRAM_FACT = "alive", "program"
ALIVE_S = 60.0
Chore = tuple[str, Callable[[], object]]


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    """The last sign of life.

    Attributes:
        at, wall_at: By the highest time seen, and by the machine's clock.
        since_boot_s, boot: How long the machine was on, and which start of it that was.
        roots: Folders watched then, each byte as one character.
        is_stopped: Whether the agent was stopping by itself.
        config: Digest of the configuration.
    """

    at: datetime
    wall_at: datetime
    since_boot_s: float
    boot: str
    roots: tuple[str, ...]
    is_stopped: bool
    version: str
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Self:
    """What the agent is.

    Attributes:
        program: Folder of its packages.
        config: Its configuration.
        check_s: How often both are looked at.
    """

    version: str
    program: Path
    config: Path
    check_s: float


class Vigil:
    """One agent's watch over itself. Used by its loop alone.

    Args:
        tell: Reports a state with its detail.
        under_way: Numbers of the scans that are not at their end.
        wall, boot_s: The machine's clock, and the seconds since it was started.
        now_s: Seconds that never go back.
    """

    def __init__(
        self, journal: Journal, what: Self, *, clock: SteadyClock, jumps: ClockWatch, gaps: Gaps, answers: Answers,
        heads: Heads, tell: Callable[[str, str], None], under_way: Callable[[], Iterable[int]],
        wall: Callable[[], datetime] = wall_clock, boot_s: Callable[[], float] = boot_seconds,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.gaps, self.answers, self.heads = gaps, answers, heads
        self._journal, self._what, self._clock, self._jumps = journal, what, clock, jumps
        self._tell, self._under_way, self._now_s = tell, under_way, now_s
        self._wall, self._boot_s = wall, boot_s
        self._last: Alive | None = None
        self._program: Mapping[str, str] = {}
        self._config = self._version = ""
        self._roots: tuple[str, ...] = ()
        self._good_at: dict[str, datetime] = {}
        self._looked_at = clock()
        self._blind: frozenset[str] = frozenset()
        self._alive_s = self._checked_s = self._minute_s = now_s()

    def begin(self) -> None:
        """The agent starts: what befell it since its last sign of life."""
        kept = self._journal.fact(ALIVE_FACT)
        self._last = msgspec.json.decode(kept, type=Alive) if kept else None
        before = self._journal.fact(PROGRAM_FACT)
        self._program, self._config = program_digests(self._what.program), file_digest(self._what.config)
        self._version = version_in(self._what.program)
        if self._last is not None:
            jump = (
                self._jumps.compare(self._last.wall_at, self._last.since_boot_s)
                if self._last.boot == boot_id() != ""
                else self._jumps.is_behind(self._last.wall_at)
            )
            if jump:
                self._tell("clock-jumped", f"{jump}, while the agent was not running")
            self._compare_with_last(self._last, msgspec.json.decode(before, type=dict[str, str]) if before else {})
        # Some hundred files: written once a start, and not again where none has changed.
        program = msgspec.json.encode(self._program).decode()
        if program != before:
            self._journal.set_fact(PROGRAM_FACT, program)

    def begin_watching(self, roots: Iterable[str]) -> None:
        """Watches are set: nothing was heard of what happened in these folders since the last sign of life."""
        self._roots = tuple(roots)
        names = {_name(root): root for root in self._roots}
        if self._last is not None:
            cause = STOPPED if self._last.is_stopped else NOT_RUNNING
            for name in self._last.roots:
                if name in names:
                    self.gaps.begin(names[name], cause, self._last.at)
        self.gaps.give_up_but(names)
        self._keep_alive(is_stopped=False)

    def hear(self, event: Event) -> None:
        """Notes what tells of a hole, and what looks into one."""
        if isinstance(event, Scanned):
            self.gaps.scanned(event)
        elif isinstance(event, EventsLost) and event.cause in HOLES:
            since = event.since or self._since(event)
            self.gaps.begin(event.root, event.cause, since, event.until or self._clock())

    def chores(self, roots: Iterable[str], blind: frozenset[str]) -> tuple[Chore, ...]:
        """What is to be done now, about once a second.

        Args:
            roots: Folders that are to be watched.
            blind: Those of them that nothing watches now.
        """
        self._roots = tuple(roots)
        chores: list[Chore] = [
            ("gaps", lambda: self._note_blind(blind)),
            ("gap certificates", lambda: self.gaps.settle(self._under_way())),
            ("clock", self._look_at_clock),
            ("answers", self.answers.flush),
        ]
        now_s = self._now_s()
        is_minute = now_s - self._minute_s >= ALIVE_S
        if is_minute or self._journal.is_at_bound:
            chores.append(("pruning", self.heads.prune))
        if is_minute:
            self._minute_s = now_s
            chores.append(("answers to tell", self.answers.tell))
        if now_s - self._alive_s >= ALIVE_S:
            chores.append(("sign of life", lambda: self._keep_alive(is_stopped=False)))
        if now_s - self._checked_s >= self._what.check_s:
            chores.append(("own files", self._look_at_files))
        return tuple(chores)

    def end(self) -> None:
        """The agent stops by itself."""
        self.answers.flush()
        self._keep_alive(is_stopped=True)

    def _since(self, event: EventsLost) -> datetime:
        """From when on something may have been missed."""
        if event.cause == RESUME:
            return self._looked_at
        known = self.gaps.reconciled(event.root)
        return self._good_at.get(event.root, known) if event.cause == SET_AGAIN else known

    def _note_blind(self, blind: frozenset[str]) -> None:
        now = self._clock()
        for root in self._roots:
            if root in blind and root not in self._blind and root in self._good_at:
                self.gaps.begin(root, SET_AGAIN, self._good_at[root])
            if root not in blind:
                self._good_at[root] = now
        self._blind = blind
        self._looked_at = now

    def _look_at_clock(self) -> None:
        jump = self._jumps.look()
        if jump:
            self._tell("clock-jumped", str(jump))

    def _compare_with_last(self, last: Alive, before: Mapping[str, str]) -> None:
        if last.version != self._what.version:
            self._tell("updated", f"from version {last.version} to {self._what.version}")
        elif before and (changed := difference(before, self._program)):
            self._tell("program-changed", f"since the last run, at the same version: {changed}")
        if last.config != self._config:
            self._tell("config-changed", f"`{self._what.config.name}` since the last run")

    def _look_at_files(self) -> None:
        self._checked_s = self._now_s()
        program, config = program_digests(self._what.program), file_digest(self._what.config)
        changed = difference(self._program, program)
        found = version_in(self._what.program)
        if changed and found not in ("", self._version):
            self._tell("updated", f"version {found} lies ready: start the agent anew")
        elif changed:
            self._tell("program-changed", f"under the running agent, at the same version: {changed}")
        if config != self._config:
            self._tell("config-changed", f"`{self._what.config.name}` under the running agent")
        self._program, self._config, self._version = program, config, found or self._version

    def _keep_alive(self, *, is_stopped: bool) -> None:
        self._alive_s = self._now_s()
        alive = Alive(
            at=self._clock(), wall_at=self._wall(), since_boot_s=self._boot_s(), boot=boot_id(),
            roots=tuple(_name(root) for root in self._roots), is_stopped=is_stopped, version=self._what.version,
            config=self._config,
        )  # fmt: skip

        def change(db: sqlite3.Connection) -> None:
            body = msgspec.json.encode(alive).decode()
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (ALIVE_FACT, body))
            self._clock.keep(db)

        self._journal.write(change)


def _name(root: str) -> str:
    return os.fsencode(root).decode("latin-1")
