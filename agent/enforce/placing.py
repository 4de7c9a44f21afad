"""Putting a file under a name without ever overwriting what stands there."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from agent.holds import FileFacts
from agent.machine import belongings, folders
from agent.machine.folders import Opening


def facts_of(fd: int) -> FileFacts:
    """What a restored file gets back besides its bytes."""
    status = folders.fstat(fd)
    return FileFacts(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        atime_ns=status.st_atime_ns,
        xattrs=belongings.of(fd),
    )


def give_back(fd: int, facts: FileFacts) -> tuple[str, ...]:
    """Set owner, mode, extended attributes and times; says which of them this agent may not set."""
    refused = belongings.give(fd, facts.uid, facts.gid, facts.mode, facts.xattrs)
    if not belongings.give_times(fd, facts.atime_ns or facts.mtime_ns, facts.mtime_ns):
        refused = (*refused, "times")
    return refused


def place(source_folder: int, source: str, folder: int, name: str) -> bool:
    """Move `source` to `name` in `folder`, both on one file system; False where `name` is taken.

    Raises:
        OSError: neither a link nor a rename can be made.
    """
    try:
        folders.link(source, source_folder, name, folder)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        # No hard links here (FAT, some shares).
        if not _rename(source_folder, source, folder, name):
            return False
    folders.sync(folder)
    with contextlib.suppress(FileNotFoundError):
        folders.remove(source, source_folder)
    return True


def _rename(source_folder: int, source: str, folder: int, name: str) -> bool:
    """The same without links: by the kernel where it can rename without replacing, else over an empty file of ours."""
    try:
        return folders.rename_anew(source, source_folder, name, folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
            raise
    try:
        os.close(folders.open_file(name, folder, Opening.NEW))
    except FileExistsError:
        return False
    try:
        folders.rename(source, source_folder, name, folder)
    except OSError:
        folders.remove(name, folder)
        raise
    return True
