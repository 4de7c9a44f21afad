"""What is lost of a burst of files and of files in new folders: by bare watchdog, and by the agent on each back end."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from agent.actions import Action, Judge, Look, Scan
from agent.config import Limits
from agent.core import Agent
from agent.events import Event, Looked, Scanned, Tick
from agent.inventory import Inventory
from agent.journal import Journal
from agent.tree import Spot, Tree, signature_of
from agent.watch.marked import MarkedWatcher
from agent.watch.native import NativeWatcher
from agent.watch.port import Sink, Watcher
from agent.watch.scan import compare

QUIET_S = 3.0
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: nothing is quicker


class Bare(FileSystemEventHandler):
    """watchdog by itself: every file that any event names."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the path."""
        self.seen.add(str(event.src_path))


class Ours:
    """The agent's watcher, core, scan and inventory; judging is left out, so that hearing alone is measured."""

    def __init__(self, root: Path, journal: Journal, make: Callable[[Tree, Sink], Watcher]) -> None:
        self._tree = Tree(root)
        self._inventory = Inventory(journal)
        self._journal = journal
        self._heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._agent = Agent("bench", Limits())
        self._watcher = make(self._tree, self._heard.put)
        self._watcher.start()
        self.seen: set[str] = set()

    def run(self, wanted: int, most_s: float) -> None:
        """Work until all files were seen or nothing happened for a while."""
        end_s = time.monotonic() + most_s
        while len(self.seen) < wanted and time.monotonic() < end_s:
            try:
                self._handle(self._heard.get(timeout=0.02))
                for _ in range(5000):
                    self._handle(self._heard.get_nowait())
            except queue.Empty:
                pass
            self._handle(Tick(at_s=time.monotonic()))
        self._watcher.stop()

    def _handle(self, event: Event) -> None:
        for action in self._agent.handle(event):
            answer = self._do(action)
            if answer is not None:
                self._handle(answer)

    def _do(self, action: Action) -> Event | None:
        now_s = time.monotonic()
        match action:
            case Look():
                status = self._tree.status(action.spot)
                signature = signature_of(status) if status else None
                known = action.spot.full in self.seen
                return Looked(spot=action.spot, signature=signature, rested_s=9.0, is_known=known, at_s=now_s)
            case Scan():
                found = compare(self._tree, action.folder.path, self._inventory)
                changed = tuple(spot for spot in found.changed if spot.full not in self.seen)
                return Scanned(folder=action.folder, cause=action.cause, changed=changed, unreadable=(), at_s=now_s)
            case Judge():
                self._see(action.spot)
        return None

    def _see(self, spot: Spot) -> None:
        self.seen.add(spot.full)
        self._agent.forget(spot)


def burst(root: Path, files: int) -> set[str]:
    """Many files in one folder, as quickly as another process can make them."""
    _elsewhere("for n in range(count): os.close(os.open(f'{n}.txt', os.O_CREAT | os.O_WRONLY))", root, files)
    return {str(root / f"{number}.txt") for number in range(files)}


def new_folders(root: Path, folders: int) -> set[str]:
    """A file in each of many new folders, made at once by another process."""
    one = "for n in range(count): os.mkdir(f'{n}'); os.close(os.open(f'{n}/file.txt', os.O_CREAT | os.O_WRONLY))"
    _elsewhere(one, root, folders)
    return {str(root / f"{number}" / "file.txt") for number in range(folders)}


def _elsewhere(program: str, root: Path, count: int) -> None:
    subprocess.run([sys.executable, "-c", f"import os; count = {count}\n{program}"], cwd=root, check=True)


def _quickest() -> Path | None:
    return MEMORY if MEMORY.is_dir() else None


def lost_bare(make: Callable[[Path, int], set[str]], count: int) -> float:
    """Share of the files that watchdog alone never named."""
    with tempfile.TemporaryDirectory(dir=_quickest()) as folder:
        handler, observer = Bare(), Observer()
        observer.schedule(handler, folder, recursive=True)
        observer.start()
        made = make(Path(folder), count)
        before, still_s = -1, time.monotonic()
        while time.monotonic() - still_s < QUIET_S:
            if len(handler.seen) != before:
                before, still_s = len(handler.seen), time.monotonic()
            time.sleep(0.05)
        observer.stop()
        observer.join()
        return len(made - handler.seen) / count


def lost_ours(
    watcher: Callable[[Tree, Sink], Watcher], make: Callable[[Path, int], set[str]], count: int, most_s: float
) -> float:
    """Share of the files that the agent on one back end never had judged."""
    with tempfile.TemporaryDirectory(dir=_quickest()) as folder, tempfile.TemporaryDirectory() as data:
        journal = Journal(Path(data) / "journal.db", reserve_bytes=0)
        ours = Ours(Path(folder), journal, watcher)
        made = make(Path(folder), count)
        ours.run(count, most_s)
        journal.close()
        return len(made - ours.seen) / count


def main() -> None:
    """Print the shares, as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000, help="files in the burst")
    parser.add_argument("--folders", type=int, default=10_000, help="new folders")
    parser.add_argument("--most-s", type=float, default=120.0, help="give up after so many seconds")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    # Overflow is what is provoked here; watchdog says so a hundred times.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    figures: dict[str, float] = {"files": args.files, "folders": args.folders}
    for name, make, count in (("burst", burst, args.files), ("new_folders", new_folders, args.folders)):
        with contextlib.suppress(PermissionError):  # a mark on a file system is for root alone
            figures[f"lost_{name}_fanotify"] = lost_ours(MarkedWatcher, make, count, args.most_s)
        figures[f"lost_{name}_inotify"] = lost_ours(NativeWatcher, make, count, args.most_s)
        figures[f"lost_{name}"] = figures.get(f"lost_{name}_fanotify", figures[f"lost_{name}_inotify"])
        figures[f"lost_{name}_watchdog"] = lost_bare(make, count)
    if args.json:
        print(json.dumps({"bench": "watch", "figures": figures}))
        return
    table = Table("", "agent, fanotify", "agent, inotify", "bare watchdog", title="files lost")
    for name, title in (("burst", f"{args.files} at once"), ("new_folders", f"{args.folders} new folders")):
        cells = (figures.get(f"lost_{name}_{peer}") for peer in ("fanotify", "inotify", "watchdog"))
        table.add_row(title, *("–" if cell is None else f"{cell:.1%}" for cell in cells))
    Console().print(table)


if __name__ == "__main__":
    main()
