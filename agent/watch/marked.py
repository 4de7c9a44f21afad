"""The back end for Linux with privileges: a folder's part of what `agent.watch.ear` hears of its file system."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from agent.watch.ear import Ears

if TYPE_CHECKING:
    from agent.tree import Tree
    from agent.watch.ear import Ear, Listener
    from agent.watch.port import Sink


class MarkedWatcher:
    """fanotify on one folder tree.

    Args:
        ears: The groups that it shares with the other folders on its file system; one of its own if left out.
    """

    name = "fanotify"

    def __init__(self, tree: Tree, sink: Sink, ears: Ears | None = None) -> None:
        self._tree = tree
        self._sink = sink
        self._ears = ears or Ears()
        self._joined: tuple[Ear, Listener] | None = None

    def start(self) -> None:
        """Begin to hear.

        Raises:
            OSError: no such folder, no privilege (EPERM), or a file system that gives its folders no handles.
        """
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", self._tree.root)
        self._joined = self._ears.join(self._tree.root, self._sink)

    def stop(self) -> None:
        """Hear no more; the last folder of a file system lifts its mark."""
        if self._joined is not None:
            self._ears.leave(*self._joined)
            self._joined = None

    @property
    def is_alive(self) -> bool:
        """Whether the mark stands and somebody listens."""
        return self._joined is not None and self._joined[0].is_alive
