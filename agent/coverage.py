"""The watches of a running agent: set, lost, set again; what each covers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from agent.config import Backend, Watch
from agent.tree import shown
from agent.watch.marked import MarkedWatcher
from agent.watch.native import NativeWatcher
from agent.watch.polling import PollingWatcher, is_network_mount
from agent.wire import WatchState

if TYPE_CHECKING:
    from agent.inventory import Inventory
    from agent.tree import Tree
    from agent.watch.port import Sink, Watcher

# Back ends for one folder, the best first; the first that starts is taken.
Make = Callable[["Watch", "Tree", "Sink"], "Sequence[Watcher]"]


@dataclass(slots=True)
class _Set:
    watch: Watch
    watcher: Watcher | None = None
    device_inode: tuple[int, int] = (0, 0)
    problem: str = "not watched yet"


class Coverage:
    """One back end for each watched folder."""

    def __init__(self, watches: Mapping[str, Watch], trees: Mapping[str, Tree], make: Make, sink: Sink) -> None:
        self._sets = {root: _Set(watch) for root, watch in watches.items()}
        self._trees = trees
        self._make = make
        self._sink = sink

    def set_missing(self) -> tuple[str, ...]:
        """Set watches that are not there, or whose folder was replaced or back end died; says on which roots."""
        return tuple(
            root for root, each in self._sets.items() if not self._is_good(root, each) and self._set(root, each)
        )

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What is to be watched."""
        return tuple(each.watch for each in self._sets.values())

    def stop(self) -> None:
        """Give all watches back."""
        for each in self._sets.values():
            if each.watcher is not None:
                each.watcher.stop()

    def states(self, inventory: Inventory) -> tuple[WatchState, ...]:
        """What is covered, and by what."""
        return tuple(
            WatchState(
                zone=each.watch.zone,
                path=shown(root),
                state="missing" if each.problem else "watching",
                files=inventory.count(root),
                backend=each.watcher.name if each.watcher else "",
            )
            for root, each in self._sets.items()
        )

    def problems(self) -> tuple[str, ...]:
        """What is not covered, and why."""
        return tuple(
            f"`{shown(root)}` is not watched: {each.problem}" for root, each in self._sets.items() if each.problem
        )

    def _is_good(self, root: str, each: _Set) -> bool:
        return each.watcher is not None and each.watcher.is_alive and _device_inode(root) == each.device_inode

    def _set(self, root: str, each: _Set) -> bool:
        if each.watcher is not None:
            each.watcher.stop()
            each.watcher = None
        for watcher in self._make(each.watch, self._trees[root], self._sink):
            try:
                watcher.start()
            except OSError as error:
                each.problem = error.strerror or type(error).__name__
            else:
                each.watcher, each.device_inode, each.problem = watcher, _device_inode(root), ""
                return True
        return False


def _device_inode(root: str) -> tuple[int, int]:
    try:
        status = os.stat(root)
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)


def make_watchers(watch: Watch, tree: Tree, sink: Sink, *, interval_s: float) -> Sequence[Watcher]:
    """The back end that a watch asks for; by itself, polling on network mounts, fanotify elsewhere and watchdog where
    the kernel, the file system or missing privileges do not let it."""
    polling = PollingWatcher(tree, sink, interval_s=interval_s)
    match watch.backend:
        case Backend.POLLING:
            return (polling,)
        case Backend.WATCHDOG:
            return (NativeWatcher(tree, sink),)
        case Backend.FANOTIFY:
            return (MarkedWatcher(tree, sink),)
        case Backend.AUTO:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
            is_network = is_network_mount(tree.root, mounts)
            return (polling,) if is_network else (MarkedWatcher(tree, sink), NativeWatcher(tree, sink))
        case _:
            assert_never(watch.backend)
