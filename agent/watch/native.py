"""The portable back end: watchdog, which is inotify on Linux.

It loses events in bursts and new folders without a word, and one watch that cannot be set (the kernel's limit, a folder
that is gone again) ends its reading thread for good. So its reader is ours to look after: what goes wrong there becomes
`EventsLost`, and a scan; so does a burst.
"""

from __future__ import annotations

import os
import time
from collections import deque
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD

from agent.events import EventsLost, FileGone, FileHinted, FolderGone, FolderHinted

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.tree import Spot, Tree
    from agent.watch.port import Sink

HEARD: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
BURST_TOLD_S = 0.5


class NativeWatcher:
    """watchdog on one folder tree.

    Args:
        burst_events: So many events within a second are told as a loss.
    """

    name = "watchdog"

    def __init__(self, tree: Tree, sink: Sink, *, burst_events: int = 200) -> None:
        self._tree = tree
        self._sink = sink
        self._burst_events = burst_events
        self._reader: _Reader | None = None
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Set the watches; every folder below is walked now."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(20, "not a folder", self._tree.root)
        self._reader = _Reader(self._lost)
        self._observer = BaseObserver(InotifyEmitter, inotify_fd=self._reader)
        self._reader.start()
        handler = _Handler(self._tree, self._sink, Bursts(self._burst_events))
        self._observer.schedule(handler, self._tree.root, recursive=True, event_filter=HEARD)
        try:
            self._observer.start()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Give the watches back."""
        for thread in (self._observer, self._reader):
            if thread is not None and thread.is_alive():
                thread.stop()
                thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether all of its threads run, and no file system below was unmounted."""
        if self._observer is None or self._reader is None or self._reader.is_unmounted:
            return False
        threads = (self._reader, self._observer, *self._observer.emitters)
        return all(each.is_alive() for each in threads)

    def _lost(self, cause: str) -> None:
        self._sink(EventsLost(root=self._tree.root, cause=cause, at_s=time.monotonic()))


class _Reader(InotifyFD):
    """Reads inotify for one watcher, and outlives an event that could not be dealt with."""

    def __init__(self, lost: Callable[[str], None]) -> None:
        super().__init__()
        self._lost = lost
        self.is_unmounted = False

    def handle_event(self, event: InotifyEvent) -> None:
        if event.mask & InotifyConstants.IN_UNMOUNT:
            self.is_unmounted = True
        if event.is_queue_overflow:
            self._lost("overflow")
        try:
            super().handle_event(event)
        except Exception:  # noqa: BLE001 - the rim of a foreign thread: whatever it is, the folder is scanned
            self._lost("back-end")


class Bursts:
    """Counts events within the last second.

    Args:
        most: From how many on some may have been lost.
    """

    def __init__(self, most: int) -> None:
        self._times: deque[float] = deque(maxlen=most)

    def hear(self, at_s: float) -> bool:
        """Note an event; whether there are now so many."""
        self._times.append(at_s)
        return len(self._times) == self._times.maxlen and self._times[0] >= at_s - 1.0


class _Handler(FileSystemEventHandler):
    def __init__(self, tree: Tree, sink: Sink, bursts: Bursts) -> None:
        self._tree = tree
        self._sink = sink
        self._bursts = bursts
        self._burst_told_s = 0.0

    def on_any_event(self, event: FileSystemEvent) -> None:
        now_s = time.monotonic()
        if self._bursts.hear(now_s) and now_s - self._burst_told_s >= BURST_TOLD_S:
            self._burst_told_s = now_s
            # Not now: what is still being made would be missed again.
            self._sink(EventsLost(root=self._tree.root, cause="burst", at_s=now_s + 1.0))
        spot = self._spot(event.src_path)
        match event:
            case FileMovedEvent():
                self._sink(FileGone(spot=spot, at_s=now_s))
                self._sink(FileHinted(spot=self._spot(event.dest_path), at_s=now_s, closed=True))
            case DirMovedEvent():
                self._sink(FolderGone(spot=spot, at_s=now_s))
                self._sink(FolderHinted(spot=self._spot(event.dest_path), at_s=now_s))
            case DirCreatedEvent():
                self._sink(FolderHinted(spot=spot, at_s=now_s))
            case DirDeletedEvent():
                self._sink(FolderGone(spot=spot, at_s=now_s))
            case FileDeletedEvent():
                self._sink(FileGone(spot=spot, at_s=now_s))
            case _:
                closed = isinstance(event, FileClosedEvent)
                self._sink(FileHinted(spot=spot, at_s=now_s, closed=closed))

    def _spot(self, path: str | bytes) -> Spot:
        return self._tree.spot(os.fsdecode(path))
