"""The reference back end, and the one for network mounts: looks again and again, and hints at every difference."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from agent.events import EventsLost, FileGone, FileHinted
from agent.watch.scan import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.tree import Signature, Spot, Tree
    from agent.watch.port import Sink

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "afs", "ceph"})


class PollingWatcher:
    """Compares a folder tree with what it was before."""

    name = "polling"

    def __init__(self, tree: Tree, sink: Sink, *, interval_s: float) -> None:
        self._tree = tree
        self._sink = sink
        self._interval_s = interval_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"polling {tree.root}", daemon=True)
        self._before: Mapping[Spot, Signature] = {}

    def start(self) -> None:
        """Look once, then again every interval."""
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(20, "not a folder", self._tree.root)
        self._before = walk(self._tree).files
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether it still looks."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval_s):
            self.look()

    def look(self) -> None:
        """Hint at every difference since the last look."""
        now_s = time.monotonic()
        found = walk(self._tree)
        for spot in self._before.keys() - found.files.keys():
            self._sink(FileGone(spot=spot, at_s=now_s))
        for spot, signature in found.files.items():
            if self._before.get(spot) != signature:
                self._sink(FileHinted(spot=spot, at_s=now_s, closed=False))
        if found.unreadable:
            self._sink(EventsLost(root=self._tree.root, cause="unreadable", at_s=now_s))
        self._before = found.files


def is_network_mount(path: str, mounts: str) -> bool:
    """Whether `path` lies on a network mount, going by the text of `/proc/self/mounts`."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].encode().decode("unicode_escape")
        if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind in NETWORK
