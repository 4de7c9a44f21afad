"""The back end for systems other than Linux: watchdog on whatever the system has (FSEvents, kqueue, Windows' own).

None of them tells that a writer closed a file, so a file is judged when it rests. What is lost is found by a scan.
"""

from __future__ import annotations

import os
import time
import warnings
from typing import TYPE_CHECKING

from agent.events import EventsLost
from agent.watch.heard import HEARD, Bursts, Handler

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

    from agent.tree import Tree
    from agent.watch.port import Sink


class ElsewhereWatcher:
    """watchdog's own choice on one folder tree.

    Args:
        burst_events: So many events within a second are told as a loss.
    """

    name = "watchdog"

    def __init__(self, tree: Tree, sink: Sink, *, burst_events: int = 200) -> None:
        self._tree = tree
        self._sink = sink
        self._burst_events = burst_events
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Set the watches."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(20, "not a folder", self._tree.root)
        with warnings.catch_warnings():
            # Where a system has nothing of its own watchdog says so, and looks again and again.
            warnings.simplefilter("ignore")
            from watchdog.observers import Observer
        self._observer = Observer()
        handler = Handler(self._tree, self._sink, Bursts(self._burst_events))
        self._observer.schedule(handler, self._tree.root, recursive=True, event_filter=HEARD)
        try:
            self._observer.start()
        except OSError:
            self.stop()
            raise
        # Between two events nothing tells that some were lost here.
        self._sink(EventsLost(root=self._tree.root, cause="new-watch", at_s=time.monotonic() + 1.0))

    def stop(self) -> None:
        """Give the watches back."""
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    @property
    def is_alive(self) -> bool:
        """Whether all of its threads run."""
        if self._observer is None:
            return False
        return self._observer.is_alive() and all(each.is_alive() for each in self._observer.emitters)
