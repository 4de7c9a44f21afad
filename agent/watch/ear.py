"""One fanotify group for each file system, however many watched folders lie on it.

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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.events import EventsLost, FileGone, FileHinted, FolderGone, FolderHinted
from agent.fanotify.kernel import Fanotify, Happened, Init
from agent.fanotify.records import folder_events
from agent.fanotify.whole import mark_file_system
from agent.tree import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

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
# Plain numbers: on a busy file system most events are of no interest, and each costs time that a verdict would need.
OVERFLOW, FOLDER, MOVED_TO = int(Happened.OVERFLOW), int(Happened.FOLDER), int(Happened.MOVED_TO)
MOVED = int(Happened.MOVED_FROM | Happened.MOVED_TO)
GOES = int(Happened.MOVED_FROM | Happened.DELETE)
CLOSED = int(Happened.CLOSE_WRITE | Happened.MOVED_TO)
WRITTEN = int(Happened.CREATE | Happened.MODIFY)
NAMELESS = (b"", b".")
READ_BYTES = 256 * 1024
# Events come in numbers; who takes them one by one keeps everybody else from working.
BREATH_S = 0.002
# The folder is gone, or the root was replaced or unmounted, which coverage sees by itself.
GONE = frozenset({errno.ESTALE, errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
REMEMBERED_FOLDERS = 4096
O_PATH = getattr(os, "O_PATH", 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listener:
    """One watched folder.

    Attributes:
        root: Its path, as its files' spots have it.
        top: The same as the kernel says it.
        device: Of the file system it lies on.
    """

    root: str
    top: str
    device: int
    sink: Sink


Places = tuple[tuple[Listener, str], ...]


class Ears:
    """The groups of one agent, by the file system they hear."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: dict[int, Ear] = {}

    def join(self, root: str, sink: Sink) -> tuple[Ear, Listener]:
        """Hear of a folder by the group of its file system, which is made where there is none yet.

        Raises:
            OSError: no such folder, no privilege (EPERM), or a file system that gives its folders no handles.
        """
        with self._lock, open_root(root) as fd:
            device = os.fstat(fd).st_dev
            listener = Listener(root=root, top=os.readlink(f"/proc/self/fd/{fd}"), device=device, sink=sink)
            ear = self._ears.get(device)
            if ear is None or not ear.is_alive:
                ear = Ear(device, fd)
                self._ears[device] = ear
            ear.add(listener)
            return ear, listener

    def leave(self, ear: Ear, listener: Listener) -> None:
        """Hear of the folder no more; the last one ends the group."""
        with self._lock:
            if not ear.remove(listener):
                ear.stop()
                if self._ears.get(ear.device) is ear:
                    del self._ears[ear.device]


class Ear:
    """One group with its mark on one file system, and the thread that reads it.

    Args:
        root: Descriptor of any folder on the file system.

    Raises:
        OSError: as `Ears.join`.
    """

    def __init__(self, device: int, root: int) -> None:
        self.device = device
        self._listeners: tuple[Listener, ...] = ()
        self._heard_for: tuple[Listener, ...] = ()
        self._folders: OrderedDict[bytes, Places] = OrderedDict()
        self._group = Fanotify(Init.CLOEXEC | Init.NONBLOCK | Init.REPORT_DIR_FID | Init.REPORT_NAME)
        self._stopped = self._wake = -1
        try:
            mark_file_system(self._group, HEARD, root)
            # Some file systems hand out handles that cannot be opened again; such events are of no use.
            os.close(self._group.open_handle(root, self._group.handle_of(root), O_PATH))
            self._stopped, self._wake = os.pipe2(os.O_CLOEXEC)
        except OSError:
            self._group.close()
            raise
        self._thread = threading.Thread(target=self._run, name=f"fanotify {device}", daemon=True)
        self._thread.start()

    def add(self, listener: Listener) -> None:
        """From now on, hear for this folder, too."""
        self._listeners = (*self._listeners, listener)

    def remove(self, listener: Listener) -> int:
        """Hear for it no more; says for how many still."""
        self._listeners = tuple(each for each in self._listeners if each is not listener)
        return len(self._listeners)

    def stop(self) -> None:
        """Lift the mark."""
        if self._wake >= 0:
            os.close(self._wake)
            self._wake = -1
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._group.close()
        if self._stopped >= 0:
            os.close(self._stopped)
            self._stopped = -1

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs, and its mark still stands: an unmounted file system takes it away without a word."""
        return self._thread.is_alive() and has_mark(self._group.fd)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._group.fd, select.POLLIN)
        poll.register(self._stopped, select.POLLIN)
        while True:
            if self._stopped in [fd for fd, _ in poll.poll()]:
                return
            time.sleep(BREATH_S)
            try:
                self.take(os.read(self._group.fd, READ_BYTES))
            except BlockingIOError:
                continue
            except (OSError, ValueError):
                self._lost("back-end")
                return

    def take(self, data: bytes) -> None:
        """Deal with what one read of the group gave."""
        if self._heard_for is not self._listeners:
            self._heard_for = self._listeners
            self._folders.clear()
        for mask, handle, name in folder_events(data):
            if mask & OVERFLOW:
                self._lost("overflow")
            elif handle and name not in NAMELESS and (places := self._places(handle)):
                self._hear(mask, places, os.fsdecode(name))

    def _hear(self, mask: int, places: Places, name: str) -> None:
        if mask & FOLDER and mask & MOVED:
            # Only a move from or to a watched folder changes what lies in one; a folder that is removed was empty.
            self._folders.clear()
        for listener, folder in places:
            spot = Spot(listener.root, os.path.join(folder, name))
            if mask & FOLDER:
                _hear_folder(listener.sink, spot, mask)
            else:
                _hear_file(listener.sink, spot, mask)

    def _places(self, handle: bytes) -> Places:
        """Where a folder lies below each of the watched ones, empty for such a one itself; nowhere where it is gone."""
        known = self._folders.get(handle)
        if known is not None:
            self._folders.move_to_end(handle)
            return known
        missed: list[str] = []
        places = tuple(self._found(handle, missed))
        if missed:
            return places  # where another watched folder is away or covered for a moment, it may lie there
        self._folders[handle] = places
        if len(self._folders) > REMEMBERED_FOLDERS:
            self._folders.popitem(last=False)
        return places

    def _found(self, handle: bytes, missed: list[str]) -> Iterator[tuple[Listener, str]]:
        """Asked once a mount: through each, the same folder has another path. Notes the roots that were not there."""
        asked: dict[int, str | None] = {}
        for listener in self._heard_for:
            try:
                with open_root(listener.root) as root:
                    if os.fstat(root).st_dev != self.device:
                        missed.append(listener.root)
                        continue
                    mount = self._group.handle_and_mount_of(root)[1]
                    if mount not in asked:
                        asked[mount] = self._path(root, handle)
            except OSError as error:
                if error.errno not in GONE:
                    raise
                missed.append(listener.root)
                continue
            below = _below(asked[mount], listener.top)
            if below is not None:
                yield listener, below

    def _path(self, root: int, handle: bytes) -> str | None:
        try:
            fd = self._group.open_handle(root, handle, O_PATH)
        except OSError as error:
            if error.errno in GONE:
                return None
            raise
        try:
            return os.readlink(f"/proc/self/fd/{fd}")
        finally:
            os.close(fd)

    def _lost(self, cause: str) -> None:
        for listener in self._listeners:
            listener.sink(EventsLost(root=listener.root, cause=cause, at_s=time.monotonic()))


@contextmanager
def open_root(root: str) -> Iterator[int]:
    """A watched folder, open for a moment only: whoever holds it open keeps a stick from being taken out."""
    fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield fd
    finally:
        os.close(fd)


def has_mark(group: int) -> bool:
    """Whether any mark of a fanotify group is left."""
    try:
        text = Path(f"/proc/self/fdinfo/{group}").read_text(encoding="ascii")
    except OSError:
        return False
    return any(line.startswith("fanotify ") and "sdev:" in line for line in text.splitlines())


def _below(path: str | None, top: str) -> str | None:
    if path is None or path == top:
        return None if path is None else ""
    inside = top.rstrip("/") + "/"
    return path[len(inside) :] if path.startswith(inside) else None


def _hear_folder(sink: Sink, spot: Spot, mask: int) -> None:
    """A folder that is made here is heard from within; one that comes with its files, or goes with them, is not."""
    if mask & MOVED_TO:
        sink(FolderHinted(spot=spot, at_s=time.monotonic()))
    elif mask & GOES:
        sink(FolderGone(spot=spot, at_s=time.monotonic()))


def _hear_file(sink: Sink, spot: Spot, mask: int) -> None:
    """One event can tell of several things that happened to a name; what is there now is found by looking."""
    now_s = time.monotonic()
    is_closed = bool(mask & CLOSED)
    if is_closed or mask & WRITTEN:
        sink(FileHinted(spot=spot, at_s=now_s, closed=is_closed))
    else:
        sink(FileGone(spot=spot, at_s=now_s))
