"""The back end for Linux without privileges: watchdog on inotify.

It loses events in bursts and new folders without a word, and one watch that cannot be set (the kernel's limit, a folder
that is gone again) ends its reading thread for good. So its reader is ours to look after: what goes wrong there becomes
`EventsLost`, and a scan; so does a burst.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD

from agent.events import EventsLost
from agent.watch.heard import HEARD, Bursts, Handler

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.tree import Tree
    from agent.watch.port import Sink


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
        handler = Handler(self._tree, self._sink, Bursts(self._burst_events))
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
