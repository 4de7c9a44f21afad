"""Putting a file under a name without ever overwriting what stands there."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Mapping

from agent.holds import FileFacts

RENAME_NOREPLACE = 1
# Access control lists come from a folder's default; labels of the kernel's own are its business.
_INHERITED = ("system.posix_acl", "user.")


def facts_of(fd: int) -> FileFacts:
    """What a restored file gets back besides its bytes."""
    status = os.fstat(fd)
    return FileFacts(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        atime_ns=status.st_atime_ns,
        xattrs=_xattrs(fd),
    )


def give_back(fd: int, facts: FileFacts) -> tuple[str, ...]:
    """Set owner, mode, extended attributes and times; says which of them this agent may not set."""
    refused = []
    try:
        os.fchown(fd, facts.uid, facts.gid)
    except PermissionError:
        refused.append("owner")
    refused += _give_attributes(fd, dict(facts.xattrs))
    try:
        os.fchmod(fd, facts.mode)
    except PermissionError:
        refused.append("mode")
    try:
        os.utime(fd, ns=(facts.atime_ns or facts.mtime_ns, facts.mtime_ns))
    except PermissionError:
        refused.append("times")
    return tuple(refused)


def _give_attributes(fd: int, wanted: Mapping[str, bytes]) -> list[str]:
    """Set attributes, and take away what the file has only because of the folder that it was restored in."""
    refused = []
    for name, value in wanted.items():
        try:
            if _attribute(fd, name) != value:
                os.setxattr(fd, name, value)
        except OSError:
            refused.append(f"attribute {name}")
    for name, _ in _xattrs(fd):
        if name not in wanted and name.startswith(_INHERITED):
            with contextlib.suppress(OSError):
                os.removexattr(fd, name)
    return refused


def _attribute(fd: int, name: str) -> bytes | None:
    try:
        return os.getxattr(fd, name)
    except OSError:
        return None


def place(source_folder: int, source: str, folder: int, name: str) -> bool:
    """Move `source` to `name` in `folder`, both on one file system; False where `name` is taken.

    Raises:
        OSError: neither a link nor a rename can be made.
    """
    try:
        os.link(source, name, src_dir_fd=source_folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        # No hard links here (FAT, some shares).
        if not _rename(source_folder, source, folder, name):
            return False
    os.fsync(folder)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(source, dir_fd=source_folder)
    return True


def _rename(source_folder: int, source: str, folder: int, name: str) -> bool:
    """The same without links: by the kernel where it can rename without replacing, else over an empty file of ours."""
    try:
        return _rename_exclusively(source_folder, source, folder, name)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
            raise
    try:
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder))
    except FileExistsError:
        return False
    try:
        os.rename(source, name, src_dir_fd=source_folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(name, dir_fd=folder)
        raise
    return True


def _rename_exclusively(source_folder: int, source: str, folder: int, name: str) -> bool:
    # Python's `os.rename` knows no flags; the C library has had this since 2018.
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        renameat2 = libc.renameat2
    except AttributeError:
        raise OSError(errno.ENOSYS, "no renameat2") from None
    if renameat2(source_folder, os.fsencode(source), folder, os.fsencode(name), RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number == errno.EEXIST:
        return False
    raise OSError(number, os.strerror(number))


def _xattrs(fd: int) -> tuple[tuple[str, bytes], ...]:
    if not hasattr(os, "listxattr"):
        return ()  # Python has it on Linux only
    try:
        names = os.listxattr(fd)
    except OSError:
        return ()
    pairs = []
    for name in sorted(names):
        with contextlib.suppress(OSError):
            pairs.append((name, os.getxattr(fd, name)))
    return tuple(pairs)
