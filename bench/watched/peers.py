"""What others hear of the same: bare watchdog, watchfiles, inotifywait. Each gives the paths that any event named."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Protocol

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

QUIET_S = 3.0


class Peer(Protocol):
    """Something that hears."""

    seen: set[str]

    def stop(self) -> None:
        """End it."""


class Watchdog(FileSystemEventHandler):
    """watchdog by itself."""

    def __init__(self, root: Path) -> None:
        self.seen: set[str] = set()
        self._observer = Observer()
        self._observer.schedule(self, str(root), recursive=True)
        self._observer.start()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the path."""
        self.seen.add(str(event.src_path))

    def stop(self) -> None:
        """End it."""
        self._observer.stop()
        self._observer.join()


class Watchfiles:
    """watchfiles by itself."""

    def __init__(self, root: Path) -> None:
        import watchfiles

        self.seen: set[str] = set()
        self._stop = threading.Event()
        self._changes = watchfiles.watch(
            root, stop_event=self._stop, watch_filter=None, rust_timeout=200, yield_on_timeout=True
        )
        next(self._changes)  # only now does it watch
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for changes in self._changes:
            self.seen.update(path for _, path in changes)

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        self._thread.join()


class Inotifywait:
    """inotifywait of inotify-tools by itself."""

    def __init__(self, root: Path) -> None:
        self.seen: set[str] = set()
        command = ["inotifywait", "-m", "-r", "-e", "create,close_write,moved_to", "--format", "%w%f", str(root)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in self._process.stderr or ():
            if "established" in line:
                break
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for line in self._process.stdout or ():
            self.seen.add(line.rstrip("\n"))

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()


def peers() -> dict[str, type[Watchdog | Watchfiles | Inotifywait]]:
    """Those that are installed here."""
    found: dict[str, type[Watchdog | Watchfiles | Inotifywait]] = {"bare_watchdog": Watchdog}
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        pass
    else:
        found["watchfiles"] = Watchfiles
    if shutil.which("inotifywait"):
        found["inotifywait"] = Inotifywait
    return found


def settle(peer: Peer) -> None:
    """Wait until nothing more is heard."""
    before, still_s = -1, time.monotonic()
    while time.monotonic() - still_s < QUIET_S:
        if len(peer.seen) != before:
            before, still_s = len(peer.seen), time.monotonic()
        time.sleep(0.05)
