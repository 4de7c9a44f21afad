"""What watchdog tells, whatever stands behind it, as the agent's own hints."""

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

from agent.events import EventsLost, FileGone, FileHinted, FolderGone, FolderHinted

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
BURST_TOLD_S = 0.5


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


class Handler(FileSystemEventHandler):
    """Turns watchdog's events into hints."""

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
