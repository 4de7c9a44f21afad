"""Where a file lies, of which the kernel asks by an opened descriptor.

Invariants of this module:

1. Where a file lies is told by a path only where it was opened through a mount of ours: in a namespace of one's own
   every path can be made to look like any other.
2. Nothing here opens a regular file but as a mere place (`O_PATH`), about which nobody is asked.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.fanotify.kernel import Fanotify
    from agent.gate.rules import Root

# As `agent.tree` has it, which nothing here imports.
STAGING = ".sekimori"
_O_PATH = getattr(os, "O_PATH", 0)


@dataclass(frozen=True, slots=True)
class Top:
    """A watched folder, its path as the kernel names it, and the number of the mount through which we see it."""

    root: Root
    path: str
    mount: int


@dataclass(frozen=True, slots=True)
class Place:
    """A file in a watched folder; its path as we see it."""

    root: Root
    path: str

    @property
    def is_staged(self) -> bool:
        """Whether it was taken away: what lies there is nobody's to open, whoever owns it or has it open still."""
        return self.path.startswith(f"{self.root.path.rstrip('/')}/{STAGING}/")


class Tops:
    """The watched folders that are guarded, as this process sees them.

    Attributes:
        by_device: Of each file system, by its number.

    Args:
        kernel: Finds files by their handles.
    """

    def __init__(self, kernel: Fanotify) -> None:
        self._kernel = kernel
        self.by_device: dict[int, tuple[Top, ...]] = {}

    def __iter__(self) -> Iterator[Top]:
        return (top for tops in self.by_device.values() for top in tops)

    def add(self, device: int, top: Top) -> None:
        """One more, on that file system."""
        self.by_device[device] = (*self.by_device.get(device, ()), top)

    def place_of(self, fd: int) -> Place | None:
        """Where among the watched folders an opened file lies, however its opener came to it; None where in none.

        Raises:
            OSError: it cannot be told.
        """
        handle, mount = self._kernel.handle_and_mount_of(fd)
        if any(top.mount == mount for top in self):
            return self._place(os.readlink(f"/proc/self/fd/{fd}"), mount)
        return self._place_by_handle(handle, os.fstat(fd))

    def _place_by_handle(self, handle: bytes, file: os.stat_result) -> Place | None:
        """Opened through a mount that is not ours: where it lies through ours.

        Raises:
            OSError: it is reached through none of ours, as a file that was deleted.
        """
        is_found = False
        for mount, path in {top.mount: top.path for top in self}.items():
            with suppress(OSError), self._found(path, handle, file) as found:
                is_found = True
                place = self._place(os.readlink(f"/proc/self/fd/{found}"), mount)
                if place is not None:
                    return place
        if not is_found:
            raise FileNotFoundError(errno.ESTALE, "it lies nowhere any more")
        return None

    @contextmanager
    def _found(self, top: str, handle: bytes, file: os.stat_result) -> Iterator[int]:
        """That file, through a mount of ours.

        Raises:
            OSError: it is not reached through this one.
        """
        with opened_folder(top) as through:
            found = self._kernel.open_handle(through, handle, _O_PATH)
        try:
            status = os.fstat(found)
            if (status.st_dev, status.st_ino) != (file.st_dev, file.st_ino):
                # Of another file system, where the same handle is another file.
                raise FileNotFoundError(errno.ESTALE, "it lies elsewhere")
            yield found
        finally:
            os.close(found)

    def _place(self, path: str, mount: int) -> Place | None:
        """The innermost watched folder that a path through this mount of ours leads into."""
        tops = [top for top in self if top.mount == mount and path.startswith(top.path.rstrip("/") + "/")]
        if not tops:
            return None
        top = max(tops, key=lambda each: len(each.path))
        return Place(top.root, top.root.path.rstrip("/") + path[len(top.path.rstrip("/")) :])

    def is_reached_by_all(self, fd: int) -> bool:
        """Whether everybody may pass through all folders above a file, as we see it.

        Raises:
            OSError: it cannot be told.
        """
        handle, mount = self._kernel.handle_and_mount_of(fd)
        if any(top.mount == mount for top in self):
            return _is_passed_by_all(os.readlink(f"/proc/self/fd/{fd}"))
        file = os.fstat(fd)
        for path in {top.mount: top.path for top in self}.values():
            with suppress(OSError), self._found(path, handle, file) as found:
                return _is_passed_by_all(os.readlink(f"/proc/self/fd/{found}"))
        return False

    def may_lie_inside(self, folder: bytes) -> bool:
        """Whether a folder that was moved lies in a watched one now, or around one; true where it cannot be told."""
        paths = []
        for path in {top.mount: top.path for top in self}.values():
            with suppress(OSError), opened_folder(path) as through:
                found = self._kernel.open_handle(through, folder, _O_PATH)
                try:
                    paths.append(os.readlink(f"/proc/self/fd/{found}").rstrip("/") + "/")
                finally:
                    os.close(found)
        wheres = [top.path.rstrip("/") + "/" for top in self]
        return not paths or any(path.startswith(where) or where.startswith(path) for path in paths for where in wheres)


def _is_passed_by_all(path: str) -> bool:
    folder = path
    while folder != "/":
        folder = os.path.dirname(folder)
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            return False
    return True


@contextmanager
def opened_folder(path: str) -> Iterator[int]:
    """A folder, open for a moment: whoever holds it open keeps a file system from being unmounted."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield fd
    finally:
        os.close(fd)
