"""The back end for Linux with privileges: fanotify with one mark on the whole file system.

A mark on the file system hears of new folders from their first moment on, and costs the same for ten folders as for two
hundred thousand. Events name a folder by its handle; where that folder lies now is asked of the kernel and remembered
until a folder moves.
"""

from __future__ import annotations

import errno
import os
import select
import threading
import time
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agent.events import EventsLost, FileGone, FileHinted, FolderHinted
from agent.fanotify.kernel import Fanotify, Happened, Init, Mark
from agent.fanotify.records import Named, named_events
from agent.tree import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.tree import Tree
    from agent.watch.port import Sink

HEARD = (
    Happened.MODIFY
    | Happened.CLOSE_WRITE
    | Happened.MOVED_FROM
    | Happened.MOVED_TO
    | Happened.CREATE
    | Happened.DELETE
    | Happened.FOLDER
)
READ_BYTES = 256 * 1024
# The folder is gone, or the root was replaced or unmounted, which coverage sees by itself.
GONE = frozenset({errno.ESTALE, errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
REMEMBERED_FOLDERS = 4096
O_PATH = getattr(os, "O_PATH", 0)


class MarkedWatcher:
    """fanotify on one folder tree."""

    name = "fanotify"

    def __init__(self, tree: Tree, sink: Sink) -> None:
        self._tree = tree
        self._sink = sink
        self._group: Fanotify | None = None
        self._wake = self._stopped = -1
        self._thread = threading.Thread(target=self._run, name=f"fanotify {tree.root}", daemon=True)
        self._folders: OrderedDict[bytes, str | None] = OrderedDict()

    def start(self) -> None:
        """Set the mark.

        Raises:
            OSError: no such folder, no privilege (EPERM), or a file system that gives its folders no handles.
        """
        if not os.path.isdir(self._tree.root):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", self._tree.root)
        self._group = Fanotify(Init.CLOEXEC | Init.NONBLOCK | Init.REPORT_DIR_FID | Init.REPORT_NAME)
        try:
            with self._open_root() as root:
                self._group.mark(Mark.ADD | Mark.FILESYSTEM, HEARD, root)
                # Some file systems hand out handles that cannot be opened again; such events are of no use.
                os.close(self._group.open_handle(root, self._group.handle_of(root), O_PATH))
            self._stopped, self._wake = os.pipe2(os.O_CLOEXEC)
        except OSError:
            self._close()
            raise
        self._thread.start()

    def stop(self) -> None:
        """Lift the mark."""
        if self._wake >= 0:
            os.close(self._wake)
            self._wake = -1
        if self._thread.is_alive():
            self._thread.join()
        self._close()

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    @contextmanager
    def _open_root(self) -> Iterator[int]:
        """The watched folder, open for a moment only: whoever holds it open keeps a stick from being taken out."""
        fd = os.open(self._tree.root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield fd
        finally:
            os.close(fd)

    def _close(self) -> None:
        if self._group is not None:
            self._group.close()
        if self._stopped >= 0:
            os.close(self._stopped)
            self._stopped = -1

    def _run(self) -> None:
        group = self._group
        if group is None:
            return
        poll = select.poll()
        poll.register(group.fd, select.POLLIN)
        poll.register(self._stopped, select.POLLIN)
        while True:
            ready = [fd for fd, _ in poll.poll()]
            if self._stopped in ready:
                return
            try:
                self._take(group, os.read(group.fd, READ_BYTES))
            except BlockingIOError:
                continue
            except (OSError, ValueError):
                self._lost("back-end")
                return

    def _take(self, group: Fanotify, data: bytes) -> None:
        for event in named_events(data):
            if Happened.OVERFLOW in event.mask:
                self._lost("overflow")
            elif event.folder and event.name not in ("", "."):
                self._hear(group, event)

    def _hear(self, group: Fanotify, event: Named) -> None:
        is_folder = Happened.FOLDER in event.mask
        if is_folder and event.mask & (Happened.MOVED_FROM | Happened.MOVED_TO | Happened.DELETE):
            self._folders.clear()
        folder = self._folder(group, event.folder)
        if folder is None:
            return
        spot = Spot(self._tree.root, os.path.join(folder, event.name))
        if is_folder:
            self._hear_folder(spot, event.mask)
        else:
            self._hear_file(spot, event.mask)

    def _hear_folder(self, spot: Spot, mask: Happened) -> None:
        """A folder that is made here is heard from within; one that comes with its files, or goes with them, is not."""
        if Happened.MOVED_TO in mask:
            self._sink(FolderHinted(spot=spot, at_s=time.monotonic()))
        if mask & (Happened.MOVED_FROM | Happened.DELETE):
            self._lost("folder-gone")

    def _hear_file(self, spot: Spot, mask: Happened) -> None:
        """One event can tell of several things that happened to a name; what is there now is found by looking."""
        now_s = time.monotonic()
        is_closed = bool(mask & (Happened.CLOSE_WRITE | Happened.MOVED_TO))
        if is_closed or mask & (Happened.CREATE | Happened.MODIFY):
            self._sink(FileHinted(spot=spot, at_s=now_s, closed=is_closed))
        else:
            self._sink(FileGone(spot=spot, at_s=now_s))

    def _folder(self, group: Fanotify, handle: bytes) -> str | None:
        """Path of a folder below the root, empty for the root; None where it lies elsewhere or is gone."""
        if handle in self._folders:
            self._folders.move_to_end(handle)
            return self._folders[handle]
        path = self._place(group, handle)
        self._folders[handle] = path
        if len(self._folders) > REMEMBERED_FOLDERS:
            self._folders.popitem(last=False)
        return path

    def _place(self, group: Fanotify, handle: bytes) -> str | None:
        try:
            with self._open_root() as root:
                fd = group.open_handle(root, handle, O_PATH)
                try:
                    path, top = (os.readlink(f"/proc/self/fd/{each}") for each in (fd, root))
                finally:
                    os.close(fd)
        except OSError as error:
            if error.errno in GONE:
                return None
            raise
        if path == top:
            return ""
        below = top.rstrip("/") + "/"
        return path[len(below) :] if path.startswith(below) else None

    def _lost(self, cause: str) -> None:
        self._sink(EventsLost(root=self._tree.root, cause=cause, at_s=time.monotonic()))
