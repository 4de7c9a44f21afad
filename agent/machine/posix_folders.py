"""Files below an open folder on Linux and macOS: names relative to a descriptor, `O_NOFOLLOW`.

Source: openat(2), renameat2(2), linkat(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from agent.machine.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Iterator

assert sys.platform != "win32"  # noqa: S101 - tells the type checker where this is for

RENAME_NOREPLACE = 1
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_EACH = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FLAGS = MappingProxyType({
    Opening.READ: os.O_RDONLY | _EACH,
    Opening.WRITE: os.O_WRONLY | _EACH,
    Opening.NEW: os.O_WRONLY | os.O_CREAT | os.O_EXCL | _EACH,
    Opening.NEW_TO_READ_BACK: os.O_RDWR | os.O_CREAT | os.O_EXCL | _EACH,
})  # fmt: skip


def open_root(path: str) -> int:
    """A folder by its path; its last part is no link."""
    return os.open(path, _FOLDER)


def open_folder(name: str, folder: int) -> int:
    """A folder in a folder."""
    return os.open(name, _FOLDER, dir_fd=folder)


def open_file(name: str, folder: int, how: Opening, *, mode: int = 0o600) -> int:
    """A file in a folder; `mode` is that of a new one."""
    return os.open(name, _FLAGS[how], mode, dir_fd=folder)


def make_folder(name: str, folder: int, *, mode: int) -> None:
    """Make a folder in a folder."""
    os.mkdir(name, mode, dir_fd=folder)


def fstat(fd: int) -> os.stat_result:
    """Status of what is open."""
    return os.fstat(fd)


def status(name: str, folder: int) -> os.stat_result:
    """Status of a name, of the link itself where it is one."""
    return os.stat(name, dir_fd=folder, follow_symlinks=False)


def names(folder: int) -> list[str]:
    """Every name in a folder, in no order."""
    return os.listdir(folder)


def entries(folder: int) -> Iterator[tuple[str, bool]]:
    """Every name in a folder, and whether it is a folder; one at a time."""
    with os.scandir(folder) as found:
        for entry in found:
            yield entry.name, entry.is_dir(follow_symlinks=False)


def rename(name: str, folder: int, new: str, new_folder: int) -> None:
    """Rename, in place of what stands there."""
    os.rename(name, new, src_dir_fd=folder, dst_dir_fd=new_folder)


def rename_anew(name: str, folder: int, new: str, new_folder: int) -> bool:
    """Rename where nothing stands; False where something does.

    Raises:
        OSError: also where neither the system nor the file system can, with ENOSYS, EINVAL or EOPNOTSUPP.
    """
    # Python's `os.rename` knows no flags; the C library has had this since 2018.
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        renameat2 = libc.renameat2
    except AttributeError:
        raise OSError(errno.ENOSYS, "no renameat2") from None
    if renameat2(folder, os.fsencode(name), new_folder, os.fsencode(new), RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number == errno.EEXIST:
        return False
    raise OSError(number, os.strerror(number))


def link(name: str, folder: int, new: str, new_folder: int) -> None:
    """A second name for the same file; fails where something stands there."""
    os.link(name, new, src_dir_fd=folder, dst_dir_fd=new_folder, follow_symlinks=False)


def remove(name: str, folder: int) -> None:
    """Take a name of a file away."""
    os.unlink(name, dir_fd=folder)


def take_from_others(name: str, folder: int) -> None:
    """Nothing is to be done for a file in a folder that nobody else may enter: there is no way to it by its name."""


def set_mode(fd: int, mode: int) -> None:
    """Give what is open its permissions."""
    os.fchmod(fd, mode)


def sync(folder: int) -> None:
    """Make the names in a folder outlast a loss of power."""
    os.fsync(folder)
