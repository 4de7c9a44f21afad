"""What is really there: walks a folder tree without following a link, and compares it with the inventory as it goes.

Invariants of this module:

1. Memory does not grow with the tree: files and inventory are gone through side by side, both in the order of their
   paths' bytes; a folder with very many entries is listed piece by piece.
2. A step ends after a while and holds nothing open, so that a file that is written now is judged first and a stick can
   be taken out. A survey can begin behind any path.
3. What could not be listed, or lies on another file system than before, is not called gone.
"""

from __future__ import annotations

import errno
import heapq
import os
import posixpath
import stat
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.inventory import same
from agent.machine import folders
from agent.tree import Spot, Tree, signature_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent.inventory import Inventory
    from agent.tree import Signature

# Names of one folder that are held at a time, files of the inventory read at a time.
LISTED = 50_000
PAGE = 500
# A step ends at the first of these.
STEP_CHANGED = 100
STEP_S = 0.02
# The folder went away, or became a link or a file, between two looks.
AWAY = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


@dataclass(slots=True, kw_only=True)
class Found:
    """What one step found.

    Attributes:
        changed: New files, and known ones in another state.
        gone: Known files that are no longer there.
        unreadable: Folders that could not be listed.
        seen: Files looked at.
        after: Path of the last entry that was gone through; a survey begun behind it goes on here.
        is_over: Whether this was the last step.
        share: Of the tree that has been gone through, in [0, 1], guessed from the folders' listings.
    """

    changed: list[Spot] = field(default_factory=list)
    gone: list[Spot] = field(default_factory=list)
    unreadable: list[Spot] = field(default_factory=list)
    seen: int = 0
    after: str = ""
    is_over: bool = False
    share: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Level:
    """One folder on the way down.

    Attributes:
        keys: Names to be gone through, in order, those of folders with a `/` behind them.
        at: How many of them have been.
        is_whole: Whether no other name comes behind them.
    """

    path: bytes
    keys: list[bytes]
    is_whole: bool
    device: int
    at: int = 0


class Survey:
    """One walk of a folder tree beside the inventory, in steps.

    Args:
        after: Path below the root behind which to begin, as `Found.after` gave it; empty for the beginning.
        monotonic: Seconds that never go back.
    """

    def __init__(
        self, tree: Tree, folder: str, inventory: Inventory, *, after: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._tree = tree
        self._folder = os.fsencode(folder)
        self._after = os.fsencode(after)
        self._monotonic = monotonic
        self._known = _Known(inventory, tree, folder, self._after)
        self._levels: list[_Level] = []
        self._is_begun = False
        self._device = -1

    def step(self, *, changed: int = STEP_CHANGED, budget_s: float = STEP_S) -> Found:
        """Go on for a while."""
        until_s = self._monotonic() + budget_s
        found = Found()
        if not self._is_begun:
            self._is_begun = True
            self._enter(self._folder, found)
            self._device = self._levels[0].device if self._levels else self._device
        while self._levels and len(found.changed) < changed and self._monotonic() < until_s:
            self._go_on(self._levels[-1], found, changed, until_s)
        found.after, found.share = os.fsdecode(self._after), self._share()
        if not self._levels:
            found.is_over = self._tell_gone(self._known.rest(), self._device, found)
        return found

    def _go_on(self, level: _Level, found: Found, most: int, until_s: float) -> None:
        """Through the files of one folder up to the next folder in it."""
        if level.at == len(level.keys):
            if level.is_whole:
                self._levels.pop()
            else:
                self._list_on(level, found)
            return
        try:
            with self._tree.folder(os.fsdecode(level.path)) as fd:
                level.device = os.fstat(fd).st_dev
                folder = self._files(level, fd, found, most, until_s)
        except OSError as error:
            self._levels.pop()
            self._not_listed(level.path, error, found)
            return
        if folder is not None:
            self._enter(folder, found)

    def _files(self, level: _Level, fd: int, found: Found, most: int, until_s: float) -> bytes | None:
        while level.at < len(level.keys):
            key = level.keys[level.at]
            level.at += 1
            path = posixpath.join(level.path, key)
            if key.endswith(b"/"):
                return path[:-1]
            if not self._file(path, fd, level.device, found):
                level.at -= 1
                return None
            if len(found.changed) >= most or (level.at % 32 == 0 and self._monotonic() >= until_s):
                return None
        return None

    def _file(self, path: bytes, folder: int, device: int, found: Found) -> bool:
        """One entry; False where so many that stood before it are gone that the step ends here."""
        if not self._tell_gone(self._known.before(path), device, found):
            return False
        self._after = path
        known = self._known.take(path)
        try:
            status = folders.status(os.fsdecode(posixpath.basename(path)), folder)
        except FileNotFoundError:
            status = None
        if status is None or not stat.S_ISREG(status.st_mode):
            if known is not None:
                self._tell_gone(iter(((path, known),)), device, found)
            return True
        found.seen += 1
        signature = signature_of(status)
        if known is None or not same(known._replace(device=signature.device), signature):
            found.changed.append(Spot(self._tree.root, os.fsdecode(path)))
        return True

    def _enter(self, path: bytes, found: Found) -> None:
        if self._tree.is_others(os.fsdecode(path)):
            self._pass_by(path, found)
            return
        after = _inside(path, self._after)
        try:
            with self._tree.folder(os.fsdecode(path)) as fd:
                keys, is_whole = _listed(fd, after)
                device = os.fstat(fd).st_dev
        except OSError as error:
            self._not_listed(path, error, found)
            return
        if not path:
            keys = [key for key in keys if not Spot("", os.fsdecode(key.rstrip(b"/"))).is_staging]
        self._levels.append(_Level(path=path, keys=keys, is_whole=is_whole, device=device))

    def _list_on(self, level: _Level, found: Found) -> None:
        try:
            with self._tree.folder(os.fsdecode(level.path)) as fd:
                level.keys, level.is_whole = _listed(fd, level.keys[-1] + b"\0")
                level.at = 0
        except OSError as error:
            self._levels.pop()
            self._not_listed(level.path, error, found)

    def _not_listed(self, path: bytes, error: OSError, found: Found) -> None:
        if error.errno in AWAY and path:
            return
        found.unreadable.append(Spot(self._tree.root, os.fsdecode(path)))
        self._pass_by(path, found)

    def _pass_by(self, path: bytes, found: Found) -> None:
        """Nothing is known of what lies in this folder, so nothing of it is gone."""
        device = self._levels[-1].device if self._levels else self._device
        if path:
            self._tell_gone(self._known.before(path + b"/"), device, found, most=sys.maxsize)
        self._known.skip(path)

    def _tell_gone(
        self, rows: Iterator[tuple[bytes, Signature]], device: int, found: Found, *, most: int = PAGE
    ) -> bool:
        """Tell those that really are gone; False where there may be more of them."""
        for path, signature in rows:
            if device in (-1, signature.device) and self._is_gone(path):
                found.gone.append(Spot(self._tree.root, os.fsdecode(path)))
            if len(found.gone) >= most:
                return False
        return True

    def _is_gone(self, path: bytes) -> bool:
        try:
            return self._tree.status(Spot(self._tree.root, os.fsdecode(path))) is None
        except OSError:
            return False

    def _share(self) -> float:
        share, width = 0.0, 1.0
        for level in self._levels:
            whole = max(1, len(level.keys))
            inside = level is not self._levels[-1]
            share += width * max(0, level.at - inside) / whole
            width /= whole
        return share if self._levels else 1.0


class _Known:
    """The inventory's files below a folder, in the order of their paths, read a page at a time."""

    def __init__(self, inventory: Inventory, tree: Tree, folder: str, after: bytes) -> None:
        self._inventory = inventory
        root = os.fsencode(tree.root).rstrip(b"/") + b"/"
        self._cut = len(root)
        start = root + os.fsencode(folder) + (b"/" if folder else b"")
        self._end = start[:-1] + b"0"
        self._from = max(start, root + after if after else start)
        self._page: list[tuple[bytes, Signature]] = []
        self._at = 0
        self._is_last = False

    def before(self, path: bytes) -> Iterator[tuple[bytes, Signature]]:
        """Those that would come before `path`; afterwards they are passed."""
        while (row := self._row()) is not None and row[0] < path:
            self._at += 1
            yield row

    def take(self, path: bytes) -> Signature | None:
        """That of `path`, where it is known."""
        row = self._row()
        if row is None or row[0] != path:
            return None
        self._at += 1
        return row[1]

    def skip(self, folder: bytes) -> None:
        """Pass by all below a folder."""
        if not folder:
            self._page, self._at, self._is_last = [], 0, True
        while (row := self._row()) is not None and row[0].startswith(folder + b"/"):
            self._at += 1

    def rest(self) -> Iterator[tuple[bytes, Signature]]:
        """All that are left."""
        while (row := self._row()) is not None:
            self._at += 1
            yield row

    def _row(self) -> tuple[bytes, Signature] | None:
        if self._at == len(self._page) and not self._is_last:
            rows = self._inventory.page(self._from, self._end, PAGE)
            self._is_last = len(rows) < PAGE
            self._from = rows[-1][0] if rows else self._from
            self._page, self._at = [(path[self._cut :], signature) for path, signature in rows], 0
        return self._page[self._at] if self._at < len(self._page) else None


def _inside(folder: bytes, after: bytes) -> bytes:
    """Behind which key to begin in `folder`, where the whole survey begins behind `after`."""
    start = folder + b"/" if folder else b""
    if not after.startswith(start):
        return b""
    name, slash, _ = after[len(start) :].partition(b"/")
    # The folder that it lies in is gone into once more; the file itself is not looked at again.
    return name + slash if slash else name + b"\0"


def _listed(folder: int, after: bytes) -> tuple[list[bytes], bool]:
    """The first names from `after` on, in order, those of folders with a `/` behind them; and whether those are all."""
    keys: list[bytes] = []
    is_whole = True
    for name, is_folder in folders.entries(folder):
        key = os.fsencode(name) + (b"/" if is_folder else b"")
        if key >= after:
            keys.append(key)
        if len(keys) >= 2 * LISTED:
            keys, is_whole = heapq.nsmallest(LISTED, keys), False
    keys.sort()
    if len(keys) > LISTED:
        keys, is_whole = keys[:LISTED], False
    return keys, is_whole
