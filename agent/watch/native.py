"""The portable back end: watchdog, which is inotify on Linux. Loses events in bursts and new folders, silently."""

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
from watchdog.observers import Observer

from agent.events import EventsLost, FileGone, FileHinted, FolderHinted

if TYPE_CHECKING:
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
        self._observer = Observer()
        self._handler = _Handler(tree, sink)

    def start(self) -> None:
        """Set the watches; every folder below is walked now."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(20, "not a folder", self._tree.root)
        self._observer.schedule(self._handler, self._tree.root, recursive=True, event_filter=HEARD)
        self._observer.start()

    def stop(self) -> None:
        """Give the watches back."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    @property
    def is_alive(self) -> bool:
        """Whether both of its threads run."""
        return self._observer.is_alive() and all(each.is_alive() for each in self._observer.emitters)


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
