"""The kernel's marks: what it asks about, and what it need not ask about again.

Invariants of this module:

1. A whole file system is marked, never a mount: what is mounted elsewhere by its user is asked about all the same.
2. A file that somebody has open for writing is never left out, nor one that changed since it was known. The mark is
   set first, then writers are looked for, then its state: who opens for writing meanwhile waits for an answer.
3. Nothing here opens a regular file.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.fanotify.kernel import Fanotify, Happened, Init, Mark
from agent.fanotify.records import named_events
from agent.fanotify.whole import mark_file_system, unmark_file_system
from agent.gate.names import STIFF
from agent.gate.places import Top, Tops, opened_folder
from agent.gate.table import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agent.gate.places import Place
    from agent.gate.rules import Root

CHANGES_BYTES = 64 * 1024
_TELLS_NOTHING = frozenset({errno.ENODEV, errno.EOPNOTSUPP, errno.EXDEV})
_IGNORED_AS_IS = 0x20
_HERE = -100
_O_PATH = getattr(os, "O_PATH", 0)
_CHANGED = Happened.CLOSE_WRITE | Happened.MOVED_TO
# A link, too, may make something lie in a watched folder of which nobody is asked where it lies.
_TOLD = _CHANGED | Happened.CREATE | Happened.FOLDER


@dataclass(frozen=True, slots=True)
class Written:
    """A file was written and closed, or moved.

    Attributes:
        tag: Of its state after that.
        process: Who wrote it; 0 where it was moved.
        file: `struct file_handle`.
    """

    device: int
    inode: int
    tag: int
    process: int
    file: bytes


class Marks:
    """Three groups: one that the kernel asks, one that tells which files changed or moved, and one that tells who
    writes into files that are still open, which is read when somebody else wants to open one."""

    def __init__(self) -> None:
        self.asking = Fanotify(
            Init.CLOEXEC | Init.NONBLOCK | Init.CONTENT | Init.UNLIMITED_QUEUE | Init.UNLIMITED_MARKS | Init.REPORT_TID,
            os.O_NONBLOCK,
        )
        self.telling = Fanotify(
            Init.CLOEXEC
            | Init.NONBLOCK
            | Init.REPORT_FID
            | Init.REPORT_DIR_FID
            | Init.REPORT_NAME
            | Init.REPORT_TARGET_FID
            | Init.UNLIMITED_MARKS
        )
        self.writing = Fanotify(Init.CLOEXEC | Init.NONBLOCK | Init.REPORT_FID | Init.UNLIMITED_MARKS)
        self._asked = Happened.OPEN_PERM
        self._tops = Tops(self.asking)
        # Whether a file system is among them in which no file is found by its handle, or one that tells of no change.
        self._has_stiff = self._is_deaf = False
        self._deaf: set[int] = set()

    def close(self) -> None:
        """Lift every mark; the kernel asks nobody any more."""
        for group in self.groups:
            group.close()

    @property
    def groups(self) -> tuple[Fanotify, Fanotify, Fanotify]:
        """All of them."""
        return self.asking, self.telling, self.writing

    def set(self, roots: tuple[Root, ...], *, checks_reads: bool) -> dict[str, str]:
        """Mark the file systems of these folders, and no others.

        Returns:
            Folder to what is wrong with it, for those that could not be marked.
        """
        wrong = self._set(roots, Happened.OPEN_PERM | (Happened.ACCESS_PERM if checks_reads else Happened(0)))
        self.ask_again()
        return wrong

    def set_again(self, roots: tuple[Root, ...]) -> dict[str, str]:
        """The same after something was mounted or unmounted: a mark goes with its file system.

        Returns:
            As `set`.
        """
        before = self._tops.by_device
        wrong = self._set(roots, self._asked)
        if self._tops.by_device != before:
            self.ask_again()
        return wrong

    def _set(self, roots: tuple[Root, ...], asked: Happened) -> dict[str, str]:
        before = self._tops.by_device
        if asked != self._asked:
            self._unmark(before)
            before = {}
        self._asked, self._tops = asked, Tops(self.asking)
        self._has_stiff, self._is_deaf, self._deaf = False, False, set()
        wrong = {}
        for root in roots:
            try:
                self._mark(root)
            except OSError as error:
                wrong[root.path] = error.strerror or type(error).__name__
        self._unmark({device: tops for device, tops in before.items() if device not in self._tops.by_device})
        return wrong

    def _mark(self, root: Root) -> None:
        fd = os.open(root.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.asking.mark(Mark.ADD | Mark.FILESYSTEM, self._asked, fd)
            device = os.fstat(fd).st_dev
            _, mount = self.asking.handle_and_mount_of(fd)
            self._tops.add(device, Top(root, os.readlink(f"/proc/self/fd/{fd}"), mount))
            if not self.asking.opens_by_handle(fd):
                self._has_stiff = True
                raise OSError(errno.EOPNOTSUPP, STIFF)
            try:
                mark_file_system(self.telling, _TOLD, fd)
                mark_file_system(self.writing, Happened.MODIFY, fd)
            except OSError as error:
                self._deaf.add(device)
                # Its subvolumes have numbers of their own.
                self._is_deaf = self._is_deaf or error.errno == errno.EXDEV
                if error.errno in _TELLS_NOTHING:
                    raise OSError(error.errno, STIFF) from error
                raise
        finally:
            os.close(fd)

    def _unmark(self, tops: Mapping[int, tuple[Top, ...]]) -> None:
        told = ((self.telling, _TOLD), (self.writing, Happened.MODIFY))
        for device, (top, *_) in tops.items():
            with suppress(OSError), opened_folder(top.path) as fd:
                if os.fstat(fd).st_dev != device:
                    continue  # taken out meanwhile, its marks with it: what lies there now is another file system
                with suppress(OSError):
                    self.asking.mark(Mark.REMOVE | Mark.FILESYSTEM, self._asked, fd)
                for group, mask in told:
                    with suppress(OSError):
                        unmark_file_system(group, mask, fd)

    def place_of(self, fd: int) -> Place | None:
        """Where among the watched folders an opened file lies, however its opener came to it; None where in none.

        Raises:
            OSError: it cannot be told.
        """
        return self._tops.place_of(fd)

    def leave_out(self, fd: int, *, tag: int | None, what: Happened | None = None) -> None:
        """Ask no more about an opened file until it changes, unless somebody has it open for writing, or had a moment
        ago: who wrote and closed it before the mark stood would not lift it.

        Args:
            tag: Of the state in which it is known; None to leave it out also when it is written to, as nothing that
                lies there is asked about.
            what: What is asked no more; all that is asked by default.
        """
        asked = self._asked if what is None else self._asked & what
        kept = Mark(_IGNORED_AS_IS) | (Mark.SURVIVES_MODIFY if tag is None else Mark(0))
        if not self.tells_writers(fd):
            return  # nothing would lift the mark again
        with suppress(OSError):
            self.asking.mark(Mark.ADD | Mark.EVICTABLE | kept, asked, fd)
            if tag is not None and (is_written(fd) or _tag(fd) != tag):
                self.asking.mark(Mark.REMOVE | kept, asked, fd)

    def leave_out_elsewhere(self, fd: int) -> None:
        """Ask no more about an opened file that lies in no watched folder, if everybody gets at it there.

        Else somebody who sees it moved into one could open it before the mark is lifted: a rename waits for nobody.
        """
        with suppress(OSError):
            if os.fstat(fd).st_mode & stat.S_IROTH and self._tops.is_reached_by_all(fd):
                self.leave_out(fd, tag=None)

    def ask_again(self) -> None:
        """Ask about every file anew."""
        with suppress(OSError):
            self.asking.mark(Mark.FLUSH, Happened(0), _HERE, b"/")

    def hear(self) -> tuple[Written, ...]:
        """Ask anew about what was written or moved since; says by whom what was written."""
        written: list[Written] = []
        while True:
            try:
                data = os.read(self.telling.fd, CHANGES_BYTES)
            except BlockingIOError:
                return tuple(written)
            for event in named_events(data):
                is_tree = Happened.FOLDER in event.mask and Happened.MOVED_TO in event.mask
                if Happened.OVERFLOW in event.mask or (is_tree and self._tops.may_lie_inside(event.file)):
                    self.ask_again()
                elif Happened.FOLDER in event.mask:
                    continue
                elif event.file and (place := self._ask_again_about(event.file)) is not None and event.mask & _CHANGED:
                    is_write = Happened.CLOSE_WRITE in event.mask
                    written.append(Written(*place, event.process if is_write else 0, event.file))

    def hear_writers(self) -> Iterator[tuple[bytes, int]]:
        """Files that were written into since, by their handles, and by which process; an empty handle where such got
        lost."""
        while True:
            try:
                data = os.read(self.writing.fd, CHANGES_BYTES)
            except BlockingIOError:
                return
            for event in named_events(data):
                yield event.file, event.process

    def tells_writers(self, fd: int) -> bool:
        """Whether it is heard who writes into an opened file."""
        if self._is_deaf or (self._deaf and os.fstat(fd).st_dev in self._deaf):
            return False
        return not self._has_stiff or self.asking.opens_by_handle(fd)

    def handle_of(self, fd: int) -> bytes:
        """`struct file_handle` of an opened file; empty where its file system gives none."""
        try:
            return self.asking.handle_of(fd)
        except OSError:
            return b""

    def _ask_again_about(self, handle: bytes) -> tuple[int, int, int] | None:
        """Device, inode and tag of what changed, where it is still there."""
        for device, tops in self._tops.by_device.items():
            with suppress(OSError):
                place = self._lift(tops[0].path, handle)
                if place[0] == device or place[0] not in self._tops.by_device:  # a subvolume has a number of its own
                    return place
        return None

    def _lift(self, top: str, handle: bytes) -> tuple[int, int, int]:
        with opened_folder(top) as through:
            fd = self.asking.open_handle(through, handle, _O_PATH)
        try:
            status = os.fstat(fd)
            ignored = Mark.REMOVE | Mark(_IGNORED_AS_IS)
            with suppress(FileNotFoundError):  # nothing was left out
                self.asking.mark(ignored, self._asked, _HERE, b"/proc/self/fd/%d" % fd)
            return status.st_dev, status.st_ino, tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        finally:
            os.close(fd)


def _tag(fd: int) -> int:
    status = os.fstat(fd)
    return tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def is_written(fd: int) -> bool:
    """Whether anybody has a regular file open for writing; the opener who waits for an answer counts.

    A read lease is given only where nobody does; it is handed back at once. A file system that gives none cannot say.
    """
    try:
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError:
        return True
    fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
