"""Ways to open a file by its path that mean the same on every system, and durable writing."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

# What a system has not, it needs no flag for: Windows follows no link in the last part of what `is_plain` has seen,
# hands no descriptor on, and waits for no pipe; but there bytes must be said to be bytes.
BYTES = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def sync_folder(path: Path | str) -> None:
    """Make the names in a folder outlast a loss of power; Windows keeps them by its own journal."""
    if sys.platform == "win32":
        return
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_at(fd: int, size: int, at: int) -> bytes:
    """Bytes of an open file from a place on; where the system cannot, its position is moved and put back."""
    if sys.platform != "win32":
        return os.pread(fd, size, at)
    before = os.lseek(fd, 0, os.SEEK_CUR)
    try:
        os.lseek(fd, at, os.SEEK_SET)
        return os.read(fd, size)
    finally:
        os.lseek(fd, before, os.SEEK_SET)


def keep_private(fd: int) -> None:
    """Take an open file from everybody but its owner, where modes say who may."""
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError):
            os.fchmod(fd, 0o600)


def own_user() -> int:
    """The user that this process works as, as `st_uid` names it: Windows names none there."""
    if sys.platform != "win32":
        return os.geteuid()
    return 0
