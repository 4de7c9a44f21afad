"""The agent's back ends, core, scan, inventory and journal on one folder; a judged file is recorded, but not read."""

from __future__ import annotations

import contextlib
import queue
import stat
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from agent.actions import Action, Forget, ForgetAll, Judge, Look, ReportGap, Scan
from agent.config import Limits
from agent.core import Agent
from agent.events import Event, EventsLost, Looked, Scanned, Tick
from agent.inventory import Inventory, Known, same
from agent.journal import Journal
from agent.leases import is_written
from agent.tree import Spot, Tree, signature_of
from agent.watch.marked import MarkedWatcher
from agent.watch.native import NativeWatcher
from agent.watch.polling import PollingWatcher
from agent.watch.port import Sink, Watcher
from agent.watch.scan import Survey
from policies.label import Label
from policies.model import ZoneId

BACK_ENDS: dict[str, Callable[[Tree, Sink, float], Watcher]] = {
    "fanotify": lambda tree, sink, _: MarkedWatcher(tree, sink),
    "watchdog": lambda tree, sink, _: NativeWatcher(tree, sink),
    "polling": lambda tree, sink, interval_s: PollingWatcher(tree, sink, interval_s=interval_s),
}
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class WatchedTree:
    """One watched folder.

    Attributes:
        judged: How often each path below the root was judged.
        files: How many verdicts there were.
    """

    def __init__(
        self, root: Path, data: Path, back_end: str, limits: Limits | None = None, *, interval_s: float = 2.0
    ) -> None:
        self.judged: Counter[str] = Counter()
        self.gaps: list[ReportGap] = []
        self.files = 0
        self.agent = Agent("agent-1", limits or Limits())
        self.tree = Tree(root)
        self._journal = Journal(data / "journal.db", reserve_bytes=0)
        self.inventory = Inventory(self._journal)
        self._surveys: dict[int, Survey] = {}
        self._heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.watcher = BACK_ENDS[back_end](self.tree, self._heard.put, interval_s)
        self._counts = True

    def start(self) -> None:
        """Begin to hear.

        Raises:
            OSError: the back end is not to be had here.
        """
        self.watcher.start()

    def stop(self) -> None:
        """End it."""
        self.watcher.stop()
        self._journal.close()

    def scan(self, cause: str) -> None:
        """Go through the whole once."""
        self._handle(EventsLost(root=self.tree.root, cause=cause, at_s=time.monotonic()))

    def count_only(self) -> None:
        """From now on, only count the files that are judged."""
        self._counts = False

    def run(self, until: Callable[[], bool], most_s: float) -> bool:
        """Work until it comes true; False where the time was over first."""
        end_s = time.monotonic() + most_s
        while not until():
            if time.monotonic() > end_s:
                return False
            wait_s = min(self.agent.next_due_s() - time.monotonic(), 0.25)
            try:
                if wait_s > 0:
                    self._handle(self._heard.get(timeout=wait_s))
                for _ in range(5000):
                    self._handle(self._heard.get_nowait())
            except queue.Empty:
                pass
            self._handle(Tick(at_s=time.monotonic()))
        return True

    def is_quiet(self) -> bool:
        """Whether nothing waits, and no scan is under way or due."""
        is_due = self.agent.next_due_s() <= time.monotonic()
        return self.agent.waiting == 0 and not self.agent.scans and not is_due and self._heard.empty()

    def _handle(self, event: Event) -> None:
        for action in self.agent.handle(event):
            answer = self._do(action)
            if answer is not None:
                self._handle(answer)

    def _do(self, action: Action) -> Event | None:
        match action:
            case Look():
                return self._look(action.spot)
            case Scan():
                return self._scan(action)
            case Judge():
                self._judge(action.spot)
            case ReportGap():
                self.gaps.append(action)
            case Forget():
                self.inventory.forget(action.spot)
            case ForgetAll():
                self.inventory.forget_all(action.spots)
        return None

    def _look(self, spot: Spot) -> Looked:
        status = self.tree.status(spot)
        signature = signature_of(status) if status and stat.S_ISREG(status.st_mode) else None
        is_known = signature is not None and same(self.inventory.signature(spot), signature)
        written = None
        if signature and not is_known:
            with contextlib.suppress(OSError), self.tree.open(spot) as fd:
                written = is_written(fd)
        return Looked(
            spot=spot, signature=signature, rested_s=time.time() - signature.ctime_ns / 1e9 if signature else 0.0,
            is_known=is_known, is_written=written, at_s=time.monotonic(),
        )  # fmt: skip

    def _scan(self, action: Scan) -> Scanned:
        begun_s = time.monotonic()
        if action.is_new:
            self._surveys[action.number] = Survey(self.tree, action.folder.path, self.inventory, after=action.after)
        found = self._surveys[action.number].step()
        if found.is_over:
            del self._surveys[action.number]
        self.inventory.forget_all(found.gone)
        now_s = time.monotonic()
        return Scanned(
            folder=action.folder, cause=action.cause, number=action.number, changed=tuple(found.changed),
            unreadable=tuple(found.unreadable), seen=found.seen, after=found.after, share=found.share,
            is_over=found.is_over, took_s=now_s - begun_s, at_s=now_s,
        )  # fmt: skip

    def _judge(self, spot: Spot) -> None:
        """Record it as it stands, as what was let be."""
        status = self.tree.status(spot)
        if status is not None:
            known = Known(
                spot=spot, zone=ZoneId("z"), signature=signature_of(status), digest=f"{status.st_ino:064x}",
                label=Label(),
            )  # fmt: skip
            self._journal.write(lambda db: self.inventory.add(db, known, (), NOW))
            self.files += 1
            if self._counts:
                self.judged[spot.path] += 1
        self.agent.forget(spot)
