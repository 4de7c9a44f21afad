"""What lies in staging: how it stands, whether somebody writes to it still, and small files that are made there."""

from __future__ import annotations

import contextlib
import errno
import os

from agent.leases import is_open
from agent.machine import folders
from agent.machine.folders import Opening
from agent.tree import Signature


def status_of(folder: int, name: str) -> os.stat_result | None:
    """`lstat` of a name in staging, or None where nothing is there."""
    try:
        return folders.status(name, folder)
    except FileNotFoundError:
        return None


def same_content(one: Signature, other: Signature) -> bool:
    """Whether nothing was written between the two."""
    return (one.inode, one.size_bytes, one.mtime_ns) == (other.inode, other.size_bytes, other.mtime_ns)


def write_anew(folder: int, name: str, data: bytes) -> None:
    """Make a file that everybody may read; whole on the disk, or OSError."""
    with contextlib.suppress(FileNotFoundError):
        folders.remove(name, folder)
    fd = folders.open_file(name, folder, Opening.NEW, mode=0o644)
    try:
        with contextlib.suppress(PermissionError):  # a file system without modes
            folders.set_mode(fd, 0o644)
        if os.write(fd, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(fd)
    finally:
        os.close(fd)


def is_open_elsewhere(folder: int, name: str) -> bool:
    """Whether any program is known to have the file open."""
    fd = folders.open_file(name, folder, Opening.READ)
    try:
        return bool(is_open(fd))
    finally:
        os.close(fd)
