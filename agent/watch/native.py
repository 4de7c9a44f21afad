"""The portable back end: watchdog, which is inotify on Linux.

It loses events in bursts and new folders without a word, and one watch that cannot be set (the kernel's limit, a folder
that is gone again) ends its reading thread for good. So its reader is ours to look after: what goes wrong there becomes
`EventsLost`, and a scan.
"""

from __future__ import annotations

import os
import time
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
from watchdog.observers.inotify_c import InotifyEvent, InotifyFD

from agent.events import EventsLost, FileGone, FileHinted, FolderHinted

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


class NativeWatcher:
    """watchdog on one folder tree."""

    name = "watchdog"

    def __init__(self, tree: Tree, sink: Sink) -> None:
        self._tree = tree
        self._sink = sink
        self._reader: _Reader | None = None
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Set the watches; every folder below is walked now."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(20, "not a folder", self._tree.root)
        self._reader = _Reader(self._lost)
        self._observer = BaseObserver(InotifyEmitter, inotify_fd=self._reader)
        self._reader.start()
        self._observer.schedule(_Handler(self._tree, self._sink), self._tree.root, recursive=True, event_filter=HEARD)
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
        """Whether all of its threads run."""
        if self._observer is None or self._reader is None:
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

    def handle_event(self, event: InotifyEvent) -> None:
        if event.is_queue_overflow:
            self._lost("overflow")
        try:
            super().handle_event(event)
        except Exception:  # noqa: BLE001 - the rim of a foreign thread: whatever it is, the folder is scanned
            self._lost("back-end")


class _Handler(FileSystemEventHandler):
    def __init__(self, tree: Tree, sink: Sink) -> None:
        self._tree = tree
        self._sink = sink

    def on_any_event(self, event: FileSystemEvent) -> None:
        now_s = time.monotonic()
        spot = self._spot(event.src_path)
        match event:
            case FileMovedEvent():
                self._sink(FileGone(spot=spot, at_s=now_s))
                self._sink(FileHinted(spot=self._spot(event.dest_path), at_s=now_s, closed=True))
            case DirMovedEvent():
                self._sink(FolderHinted(spot=self._spot(event.dest_path), at_s=now_s))
            case DirCreatedEvent():
                self._sink(FolderHinted(spot=spot, at_s=now_s))
            case DirDeletedEvent():
                self._sink(EventsLost(root=self._tree.root, cause="folder-gone", at_s=now_s))
            case FileDeletedEvent():
                self._sink(FileGone(spot=spot, at_s=now_s))
            case _:
                closed = isinstance(event, FileClosedEvent)
                self._sink(FileHinted(spot=spot, at_s=now_s, closed=closed))

    def _spot(self, path: str | bytes) -> Spot:
        return self._tree.spot(os.fsdecode(path))
