"""The watches of a running agent: set, lost, set again; what each covers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from agent.config import Backend, Watch
from agent.events import EventsLost
from agent.places.mounts import mount_at, read_mounts
from agent.tree import shown
from agent.watch.polling import PollingWatcher
from agent.wire import WatchState

if TYPE_CHECKING:
    from agent.inventory import Inventory
    from agent.places.watched import Watched
    from agent.tree import Tree
    from agent.watch.ear import Ears
    from agent.watch.port import Hint, Sink, Watcher

# Back ends for one folder, the best first; the first that starts is taken.
Make = Callable[["Watch", "Tree", "Sink"], "Sequence[Watcher]"]


@dataclass(slots=True)
class _Set:
    watch: Watch
    instance: str
    watcher: Watcher | None = None
    device_inode: tuple[int, int] = (0, 0)
    problem: str = "not watched yet"

    def stop(self) -> None:
        if self.watcher is not None:
            self.watcher.stop()
            self.watcher = None


class Coverage:
    """One back end for each watched folder."""

    def __init__(self, watched: Watched, make: Make, sink: Sink) -> None:
        self._watched = watched
        self._make = make
        self._sink = sink
        self._sets: dict[str, _Set] = {}
        self._follow()

    def set_missing(self) -> tuple[str, ...]:
        """Set watches that are not there, or whose folder was replaced or back end died; says on which roots."""
        self._follow()
        return tuple(
            root for root, each in self._sets.items() if not self._is_good(root, each) and self._set(root, each)
        )

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What is to be watched."""
        return tuple(each.watch for each in self._sets.copy().values())

    @property
    def blind(self) -> frozenset[str]:
        """Folders that nothing watches now."""
        return frozenset(root for root, each in self._sets.copy().items() if each.problem)

    def stop(self) -> None:
        """Give all watches back."""
        for each in self._sets.values():
            each.stop()

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
            for root, each in self._sets.copy().items()
        )

    def problems(self) -> tuple[str, ...]:
        """What is not covered, and why."""
        return tuple(
            f"`{shown(root)}` is not watched: {each.problem}"
            for root, each in self._sets.copy().items()
            if each.problem
        )

    def _follow(self) -> None:
        """Have one set for each folder that is watched now; what was taken out and put in again is another one."""
        places = self._watched.places
        for root, each in list(self._sets.items()):
            if root not in places or places[root].instance != each.instance or each.watch.zone != places[root].zone:
                each.stop()
                del self._sets[root]
        for root, place in places.items():
            if root not in self._sets:
                self._sets[root] = _Set(self._watched.watches[root], place.instance)

    def _is_good(self, root: str, each: _Set) -> bool:
        return each.watcher is not None and each.watcher.is_alive and _device_inode(root) == each.device_inode

    def _set(self, root: str, each: _Set) -> bool:
        each.stop()
        tree = self._watched.trees[root]
        for watcher in self._make(each.watch, tree, _without_others(tree, self._sink)):
            try:
                watcher.start()
            except OSError as error:
                each.problem = error.strerror or type(error).__name__
            else:
                each.watcher, each.device_inode, each.problem = watcher, _device_inode(root), ""
                return True
        return False


def _without_others(tree: Tree, sink: Sink) -> Sink:
    """What is heard of a folder inside that is watched for itself is heard by its own watch."""

    def hear(hint: Hint) -> None:
        if isinstance(hint, EventsLost) or not tree.is_others(hint.spot.path):
            sink(hint)

    return hear


def _device_inode(root: str) -> tuple[int, int]:
    try:
        status = os.stat(root)
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)


def make_watchers(
    watch: Watch, tree: Tree, sink: Sink, *, interval_s: float, burst_events: int = 200, ears: Ears | None = None
) -> Sequence[Watcher]:
    """The back end that a watch asks for; by itself, polling on network mounts, fanotify elsewhere and watchdog where
    the kernel, the file system or missing privileges do not let it.

    Args:
        ears: One fanotify group for each file system, for all watches together.
    """
    polling = PollingWatcher(tree, sink, interval_s=interval_s)
    match watch.backend:
        case Backend.POLLING:
            return (polling,)
        case Backend.WATCHDOG:
            return (_native(tree, sink, burst_events),)
        case Backend.FANOTIFY:
            return (_marked(tree, sink, ears),)
        case Backend.AUTO:
            mount = mount_at(tree.root, read_mounts())
            is_network = mount is not None and mount.is_network
            if is_network:
                return (polling,)
            native = _native(tree, sink, burst_events)
            return (_marked(tree, sink, ears), native) if sys.platform == "linux" else (native,)
        case _:
            assert_never(watch.backend)


def _marked(tree: Tree, sink: Sink, ears: Ears | None) -> Watcher:
    from agent.watch.marked import MarkedWatcher

    return MarkedWatcher(tree, sink, ears)


def _native(tree: Tree, sink: Sink, burst_events: int) -> Watcher:
    if sys.platform != "linux":
        from agent.watch.elsewhere import ElsewhereWatcher

        return ElsewhereWatcher(tree, sink, burst_events=burst_events)
    from agent.watch.native import NativeWatcher

    return NativeWatcher(tree, sink, burst_events=burst_events)
