"""The back end for network mounts, and the reference: hears of nothing, and asks for a look again and again.

What is new is found by comparing with the inventory, so a tree of millions costs no memory; a tree that takes long to
go through is looked at less often.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from typing import TYPE_CHECKING

from agent.events import EventsLost
from agent.pending import POLLED

if TYPE_CHECKING:
    from agent.tree import Tree
    from agent.watch.port import Sink


class PollingWatcher:
    """Asks for a scan of a folder tree at an interval."""

    name = "polling"

    def __init__(self, tree: Tree, sink: Sink, *, interval_s: float) -> None:
        self._tree = tree
        self._sink = sink
        self._interval_s = interval_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"polling {tree.root}", daemon=True)

    def start(self) -> None:
        """Ask every interval from now on."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", self._tree.root)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether it still asks."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval_s):
            self._sink(EventsLost(root=self._tree.root, cause=POLLED, at_s=time.monotonic()))
