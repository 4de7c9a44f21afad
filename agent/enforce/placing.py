"""Putting a file under a name without ever overwriting what stands there."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from agent.holds import FileFacts


def facts_of(fd: int) -> FileFacts:
    """What a restored file gets back besides its bytes."""
    status = os.fstat(fd)
    return FileFacts(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        xattrs=_xattrs(fd),
    )


def give_back(fd: int, facts: FileFacts) -> tuple[str, ...]:
    """Set owner, mode, extended attributes and times; says which of them this agent may not set."""
    refused = []
    try:
        os.fchown(fd, facts.uid, facts.gid)
    except PermissionError:
        refused.append("owner")
    for name, value in facts.xattrs:
        try:
            os.setxattr(fd, name, value)
        except OSError:
            refused.append(f"attribute {name}")
    os.fchmod(fd, facts.mode)
    os.utime(fd, ns=(facts.mtime_ns, facts.mtime_ns))
    return tuple(refused)


def place(source_folder: int, source: str, folder: int, name: str) -> bool:
    """Move `source` to `name` in `folder`, both on one file system; False where `name` is taken.

    Raises:
        OSError: neither a link nor a copy can be made.
    """
    try:
        os.link(source, name, src_dir_fd=source_folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        # No hard links here (FAT, some shares): a name of our own, then the bytes.
        if not _copy(source_folder, source, folder, name):
            return False
    os.fsync(folder)
    os.unlink(source, dir_fd=source_folder)
    return True


def _copy(source_folder: int, source: str, folder: int, name: str) -> bool:
    try:
        out = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    except FileExistsError:
        return False
    fd = os.open(source, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=source_folder)
    try:
        while chunk := os.read(fd, 1 << 20):
            os.write(out, chunk)
        with contextlib.suppress(OSError):
            give_back(out, facts_of(fd))
        os.fsync(out)
    finally:
        os.close(fd)
        os.close(out)
    return True


def _xattrs(fd: int) -> tuple[tuple[str, bytes], ...]:
    try:
        names = os.listxattr(fd)
    except OSError:
        return ()
    pairs = []
    for name in sorted(names):
        with contextlib.suppress(OSError):
            pairs.append((name, os.getxattr(fd, name)))
    return tuple(pairs)
