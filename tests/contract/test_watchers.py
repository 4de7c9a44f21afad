"""One suite for every back end of the watcher port: with the scan beside it, nothing is lost."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.actions import Judge, Look, ReportGap, Scan
from agent.config import Limits
from agent.core import Agent
from agent.events import Event, EventsLost, Looked, Scanned, Tick
from agent.inventory import Inventory
from agent.journal import Journal
from agent.leases import is_written
from agent.tree import Spot, Tree, signature_of
from agent.watch.marked import MarkedWatcher
from agent.watch.native import NativeWatcher
from agent.watch.polling import PollingWatcher
from agent.watch.port import Sink, Watcher
from agent.watch.scan import Survey

MAKERS: dict[str, Callable[[Tree, Sink], Watcher]] = {
    "fanotify": MarkedWatcher,
    "watchdog": lambda tree, sink: NativeWatcher(tree, sink, burst_events=50),
    "polling": lambda tree, sink: PollingWatcher(tree, sink, interval_s=0.1),
}


class Watched:
    """A folder, a back end and the core, with a scan that really looks and a judge that only counts."""

    def __init__(self, root: Path, make: Callable[[Tree, Sink], Watcher], journal: Journal) -> None:
        self.tree = Tree(root)
        self.heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.inventory = Inventory(journal)
        self.agent = Agent("agent-1", Limits(settle_s=0.1, close_settle_s=0.03))
        self.watcher = make(self.tree, self.heard.put)
        self.surveys: dict[int, Survey] = {}
        self.judged: list[str] = []
        self.gaps: list[ReportGap] = []
        self.hints = 0

    def run(self, seconds: float, *, until: Callable[[], bool]) -> None:
        """Work until `until`, at most so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            try:
                event = self.heard.get(timeout=0.02)
                self.hints += 1
                self._handle(event)
            except queue.Empty:
                pass
            self._handle(Tick(at_s=time.monotonic()))

    def _handle(self, event: Event) -> None:
        for action in self.agent.handle(event):
            answer = self._do(action)
            if answer is not None:
                self._handle(answer)

    def _do(self, action: object) -> Event | None:
        match action:
            case Look():
                status = self.tree.status(action.spot)
                signature = signature_of(status) if status else None
                rested_s = time.time() - signature.ctime_ns / 1e9 if signature else 0.0
                is_known = action.spot.path in self.judged
                return Looked(
                    spot=action.spot, signature=signature, rested_s=rested_s, is_known=is_known, at_s=time.monotonic(),
                    is_written=self._is_written(action.spot) if signature else None,
                )  # fmt: skip
            case Scan():
                if action.is_new:
                    self.surveys[action.number] = Survey(self.tree, action.folder.path, self.inventory)
                found = self.surveys[action.number].step()
                changed = tuple(spot for spot in found.changed if spot.path not in self.judged)
                return Scanned(
                    folder=action.folder, cause=action.cause, number=action.number, changed=changed, unreadable=(),
                    after=found.after, is_over=found.is_over, at_s=time.monotonic(),
                )  # fmt: skip
            case Judge():
                self.judged.append(action.spot.path)
                self.agent.forget(action.spot)
            case ReportGap():
                self.gaps.append(action)
        return None

    def _is_written(self, spot: Spot) -> bool | None:
        try:
            with self.tree.open(spot) as fd:
                return is_written(fd)
        except OSError:
            return None


@pytest.fixture(params=sorted(MAKERS))
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    root = tmp_path / "share"
    root.mkdir()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    house = Watched(root, MAKERS[request.param], journal)
    try:
        house.watcher.start()
    except OSError as error:
        if request.param != "fanotify":
            raise
        pytest.skip(f"fanotify is not to be had here: {error.strerror}")
    yield house
    house.watcher.stop()
    house.watcher.stop()
    journal.close()


def test_sees_a_new_and_a_changed_file(watched: Watched) -> None:
    root = Path(watched.tree.root)
    (root / "a.txt").write_text("one")
    watched.run(10, until=lambda: watched.judged == ["a.txt"])
    watched.judged.clear()
    (root / "a.txt").write_text("another")
    watched.run(10, until=lambda: watched.judged == ["a.txt"])
    assert watched.judged == ["a.txt"]


def test_sees_a_file_moved_in_from_outside(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("one")
    (tmp_path / "outside.txt").rename(Path(watched.tree.root) / "inside.txt")
    watched.run(10, until=lambda: bool(watched.judged))
    assert watched.judged == ["inside.txt"]


def test_sees_a_folder_moved_in_with_files(watched: Watched, tmp_path: Path) -> None:
    deep = tmp_path / "folder" / "deep"
    deep.mkdir(parents=True)
    (deep / "one.txt").write_text("one")
    (tmp_path / "folder").rename(Path(watched.tree.root) / "folder")
    watched.run(10, until=lambda: bool(watched.judged))
    assert watched.judged == ["folder/deep/one.txt"]


def test_a_burst_loses_nothing(watched: Watched) -> None:
    root = Path(watched.tree.root)
    for number in range(3000):
        (root / f"{number}.txt").touch()
    watched.run(60, until=lambda: len(set(watched.judged)) == 3000)
    assert len(set(watched.judged)) == 3000


def test_new_folders_lose_nothing(watched: Watched) -> None:
    root = Path(watched.tree.root)
    for number in range(300):
        folder = root / f"{number}" / "below"
        folder.mkdir(parents=True)
        (folder / "file.txt").write_text("x")
    watched.run(60, until=lambda: len(set(watched.judged)) == 300)
    assert len(set(watched.judged)) == 300


def test_a_saver_that_writes_aside_gives_one_verdict(watched: Watched) -> None:
    root = Path(watched.tree.root)
    (root / ".a.tmp").write_text("one")
    (root / ".a.tmp").rename(root / "a.txt")
    watched.run(1.0, until=lambda: False)
    assert watched.judged == ["a.txt"]


def test_a_growing_file_waits(watched: Watched) -> None:
    root = Path(watched.tree.root)
    with (root / "big.bin").open("wb", buffering=0) as out:
        for _ in range(12):
            out.write(b"x" * 1000)
            watched.run(0.05, until=lambda: False)
            assert watched.judged == []
    watched.run(10, until=lambda: bool(watched.judged))
    assert watched.judged == ["big.bin"]


def test_links_pipes_and_sockets_are_passed_by(watched: Watched, tmp_path: Path) -> None:
    root = Path(watched.tree.root)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("not here")
    (root / "link").symlink_to(outside / "secret.txt")
    (root / "folder").symlink_to(outside)
    os.mkfifo(root / "pipe")
    assert Survey(watched.tree, "", watched.inventory).step().changed == []


def test_back_end_says_whether_it_lives(watched: Watched) -> None:
    assert watched.watcher.is_alive
    watched.watcher.stop()
    assert not watched.watcher.is_alive


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    for make in MAKERS.values():
        with pytest.raises(NotADirectoryError):
            make(Tree(tmp_path / "missing"), lambda _: None).start()


def test_what_no_event_announced_is_told_as_a_closed_gap(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    house = Watched(tmp_path / "share", NativeWatcher, journal)  # never started: hears nothing at all
    (tmp_path / "share" / "missed.txt").write_text("one")
    house._handle(EventsLost(root=house.tree.root, cause="interval", at_s=time.monotonic()))
    house.run(10, until=lambda: bool(house.gaps))
    assert house.judged == ["missed.txt"]
    assert house.gaps == [ReportGap(root=house.tree.root, cause="interval", files=1, closed=True)]
    journal.close()
