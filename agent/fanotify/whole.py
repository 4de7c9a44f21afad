"""Marks on file systems of which only a part is mounted.

Of btrfs, a machine mounts subvolumes, and the kernel sets no mark that tells of files by one of them: their numbers of
the file system differ from that of its top. So the top is mounted where nobody sees it, for as long as the mark is set.

Source: fanotify_mark(2), EXDEV; fsopen(2), fsconfig(2), fsmount(2); btrfs(5), subvolid.
"""

from __future__ import annotations

import ctypes
import errno
import os
from typing import TYPE_CHECKING

from agent.fanotify.kernel import Mark

if TYPE_CHECKING:
    from agent.fanotify.kernel import Fanotify, Happened

_FSOPEN, _FSCONFIG, _FSMOUNT = 430, 431, 432
_SET_FLAG, _SET_STRING, _CREATE = 0, 1, 6
_CLOSES = 1
_READ_ONLY = 1
_TOP = b"5"


def mark_file_system(group: Fanotify, mask: Happened, fd: int) -> None:
    """Mark the whole file system of a folder in a group that tells of files.

    Args:
        fd: Descriptor of the folder.

    Raises:
        OSError: it cannot be marked.
    """
    _change(group, Mark.ADD, mask, fd)


def unmark_file_system(group: Fanotify, mask: Happened, fd: int) -> None:
    """Lift such a mark again.

    Raises:
        OSError: there is none.
    """
    _change(group, Mark.REMOVE, mask, fd)


def _change(group: Fanotify, change: Mark, mask: Happened, fd: int) -> None:
    try:
        group.mark(change | Mark.FILESYSTEM, mask, fd)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        top = _opened_top(fd)
        try:
            group.mark(change | Mark.FILESYSTEM, mask, top)
        finally:
            os.close(top)


def _opened_top(fd: int) -> int:
    """Descriptor of the top of the btrfs on which a folder lies.

    Raises:
        OSError: it is another file system, or this process may not.
    """
    kind, source = _mounted(fd)
    if kind != "btrfs":
        raise OSError(errno.EXDEV, "only a part of its file system is mounted")
    libc = ctypes.CDLL(None, use_errno=True)
    context = _checked(libc.syscall(_FSOPEN, b"btrfs", _CLOSES))
    try:
        _checked(libc.syscall(_FSCONFIG, context, _SET_STRING, b"source", os.fsencode(source), 0))
        _checked(libc.syscall(_FSCONFIG, context, _SET_STRING, b"subvolid", _TOP, 0))
        if os.fstatvfs(fd).f_flag & os.ST_RDONLY:  # else one that is only read would be made writable
            _checked(libc.syscall(_FSCONFIG, context, _SET_FLAG, b"ro", None, 0))
        _checked(libc.syscall(_FSCONFIG, context, _CREATE, None, None, 0))
        mount = _checked(libc.syscall(_FSMOUNT, context, _CLOSES, _READ_ONLY))
    finally:
        os.close(context)
    try:
        return os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=mount)
    finally:
        os.close(mount)


def _mounted(fd: int) -> tuple[str, str]:
    """Kind and source of what is mounted where a descriptor was opened."""
    with open(f"/proc/self/fdinfo/{fd}", encoding="ascii") as told:
        number = next(line.split()[1] for line in told if line.startswith("mnt_id:"))
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as table:
        for line in table:
            head, _, tail = line.partition(" - ")
            if head.split(" ")[0] == number:
                kind, source, *_ = tail.split(" ")
                return kind, source
    return "", ""


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)
