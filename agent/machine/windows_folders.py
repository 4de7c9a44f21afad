"""Files below an open folder on Windows: names relative to a handle, and a link never followed.

Invariants of this module:

1. The kernel itself resolves each name in the very folder whose handle is given (`NtCreateFile`), so nobody can swap a
   folder on the way for a junction or another link; what is a link is refused.
2. Names are taken as they stand. What the layers above would make of them — streams (`a:b`), devices (`NUL`), dots and
   blanks at the end, another case, a short name (`SECRET~1.TXT`) — leads nowhere, so a file has one name here.
3. Others may read, write, rename and delete what is open here: the agent is in nobody's way.
"""

from __future__ import annotations

import ctypes
import errno
import msvcrt
import os
import stat
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from agent.machine import windows_kernel as kernel
from agent.machine import windows_owners as owners
from agent.machine.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

_FOLDER_ACCESS = kernel.FILE_LIST_DIRECTORY | kernel.FILE_TRAVERSE | kernel.READ_CONTROL
_NEW = kernel.GENERIC_WRITE | kernel.READ_CONTROL | kernel.WRITE_DAC | kernel.WRITE_OWNER
_WAYS = MappingProxyType({
    Opening.READ: (kernel.GENERIC_READ, kernel.NT_OPEN, os.O_RDONLY),
    Opening.WRITE: (kernel.GENERIC_WRITE | kernel.READ_CONTROL, kernel.NT_OPEN, os.O_WRONLY),
    Opening.NEW: (_NEW, kernel.NT_CREATE, os.O_WRONLY),
    Opening.NEW_TO_READ_BACK: (_NEW | kernel.GENERIC_READ, kernel.NT_CREATE, os.O_RDWR),
})  # fmt: skip
_LISTING_BYTES = 64 << 10
# The content itself, and where a browser says that it has the file from.
_NOTHING_LOST = frozenset({"::$DATA", ":Zone.Identifier:$DATA"})
_NOT_IN_NAMES = frozenset("/\\:\0")


def open_root(path: str) -> int:
    """A folder by its path; its last part is no link."""
    handle = kernel.kernel32().CreateFileW(
        path, _FOLDER_ACCESS | kernel.SYNCHRONIZE | kernel.FILE_READ_ATTRIBUTES, kernel.SHARE_ALL, None,
        kernel.OPEN_EXISTING, kernel.BACKUP_SEMANTICS | kernel.OPEN_REPARSE_POINT, None,
    )  # fmt: skip
    if handle == kernel.INVALID:
        raise kernel.last_error(path)
    return _descriptor(handle, path, os.O_RDONLY, is_folder=True)


def open_folder(name: str, folder: int) -> int:
    """A folder in a folder."""
    handle = _open(name, folder, _FOLDER_ACCESS, options=kernel.NT_BACKUP_INTENT)
    return _descriptor(handle, name, os.O_RDONLY, is_folder=True)


def open_file(name: str, folder: int, how: Opening, *, mode: int = 0o600) -> int:  # noqa: ARG001
    """A file in a folder. A new one has the permissions of the folder that it is made in."""
    access, disposition, flags = _WAYS[how]
    handle = _open(name, folder, access, disposition=disposition)
    return _descriptor(handle, name, flags, is_folder=None)


def make_folder(name: str, folder: int, *, mode: int) -> None:  # noqa: ARG001
    """Make a folder in a folder; who may enter it is as in the one above, until `set_mode` says otherwise."""
    kernel.close(_open(name, folder, _FOLDER_ACCESS, disposition=kernel.NT_CREATE, options=kernel.NT_DIRECTORY))


def fstat(fd: int) -> os.stat_result:
    """Status of what is open."""
    return _status(os.fstat(fd), msvcrt.get_osfhandle(fd))


def status(name: str, folder: int) -> os.stat_result:
    """Status of a name, of the link itself where it is one."""
    fd = msvcrt.open_osfhandle(_open(name, folder, kernel.READ_CONTROL), os.O_RDONLY)
    try:
        return fstat(fd)
    finally:
        os.close(fd)


def names(folder: int) -> list[str]:
    """Every name in a folder, in no order."""
    return [name for name, _ in entries(folder)]


def entries(folder: int) -> Iterator[tuple[str, bool]]:
    """Every name in a folder, and whether it is a folder; a piece at a time."""
    buffer = ctypes.create_string_buffer(_LISTING_BYTES)
    # A handle of its own, so that no other listing of the folder is half-way through.
    handle = kernel.open_below(msvcrt.get_osfhandle(folder), "", kernel.FILE_LIST_DIRECTORY)
    try:
        kind = kernel.FILE_ID_BOTH_DIRECTORY_INFO
        while kernel.kernel32().GetFileInformationByHandleEx(handle, kind, buffer, _LISTING_BYTES):
            yield from _listed(buffer)
        if ctypes.get_last_error() != kernel.ERROR_NO_MORE_FILES:
            raise kernel.last_error()
    finally:
        kernel.close(handle)


def rename(name: str, folder: int, new: str, new_folder: int) -> None:
    """Rename, in place of what stands there."""
    _name_again(name, folder, new, new_folder, kind=kernel.NT_RENAME_INFORMATION, replaces=True)


def rename_anew(name: str, folder: int, new: str, new_folder: int) -> bool:
    """Rename where nothing stands; False where something does."""
    try:
        _name_again(name, folder, new, new_folder, kind=kernel.NT_RENAME_INFORMATION, replaces=False)
    except FileExistsError:
        return False
    return True


def link(name: str, folder: int, new: str, new_folder: int) -> None:
    """A second name for the same file; fails where something stands there."""
    _name_again(name, folder, new, new_folder, kind=kernel.NT_LINK_INFORMATION, replaces=False)


def remove(name: str, folder: int) -> None:
    """Take a name of a file away; one that others have open goes when they close it, unless they forbid it.

    Raises:
        OSError: also where there is more in the file than its content, which would be lost.
    """
    looked_at = _open(name, folder, kernel.GENERIC_READ)
    try:
        if more := [each for each in kernel.streams(looked_at) if each not in _NOTHING_LOST]:
            raise OSError(errno.ENOTSUP, f"{len(more)} streams beside its content are kept nowhere else", name)
        attributes = kernel.basic_info(looked_at).FileAttributes
    finally:
        kernel.close(looked_at)
    if attributes & kernel.ATTRIBUTE_READONLY:
        _let_be_written(name, folder, attributes)  # what is read-only is not removed either
    options = kernel.NT_DELETE_ON_CLOSE | kernel.NT_NOT_DIRECTORY
    kernel.close(_open(name, folder, kernel.DELETE, options=options))


def take_from_others(name: str, folder: int) -> None:
    """Close a file to others, who get at a name that they know though they may not enter the folder that it is in.

    One with a further name somewhere is left as it is: that name would be closed too, and is judged by itself.
    """
    if status(name, folder).st_nlink > 1:
        return
    handle = _open(name, folder, kernel.READ_CONTROL | kernel.WRITE_DAC)
    try:
        owners.keep_to_owner(handle)
    finally:
        kernel.close(handle)


def set_mode(fd: int, mode: int) -> None:
    """A file or folder that is for its owner alone is closed to others; any other has the rights of its folder."""
    handle = msvcrt.get_osfhandle(fd)
    if mode & 0o077:
        return
    if not kernel.basic_info(handle).FileAttributes & kernel.ATTRIBUTE_DIRECTORY:
        owners.keep_to_owner(handle)  # opened as new, and so with the right to
        return
    allowed = kernel.open_below(handle, "", kernel.READ_CONTROL | kernel.WRITE_DAC, options=kernel.NT_BACKUP_INTENT)
    try:
        owners.keep_to_owner(allowed)
    finally:
        kernel.close(allowed)


def keep_out(folder: Path) -> None:
    """Close a folder, and all that will be made in it, to others; the agent's door does not stand in it.

    Raises:
        PermissionError: the file system keeps no rights, or they are not ours to change.
    """
    fd = open_root(str(folder))
    try:
        set_mode(fd, 0o700)
    finally:
        os.close(fd)


def sync(folder: int) -> None:
    """Names outlast a loss of power by the file system's own journal; there is no more to ask of Windows."""
    os.fstat(folder)


def _let_be_written(name: str, folder: int, attributes: int) -> None:
    handle = _open(name, folder, kernel.FILE_WRITE_ATTRIBUTES)
    try:
        kernel.set_attributes(handle, attributes & ~kernel.ATTRIBUTE_READONLY)
    finally:
        kernel.close(handle)


def _open(name: str, folder: int, access: int, *, disposition: int = kernel.NT_OPEN, options: int = 0) -> int:
    if not name or name in (".", "..") or not _NOT_IN_NAMES.isdisjoint(name):
        raise OSError(errno.EINVAL, "no name of one file", name)
    handle = kernel.open_below(
        msvcrt.get_osfhandle(folder), name, access, disposition=disposition, options=options
    )  # fmt: skip
    if disposition == kernel.NT_OPEN and not _is_by_this_name(handle, name):
        kernel.close(handle)
        raise FileNotFoundError(errno.ENOENT, "there under another name", name)
    return handle


def _is_by_this_name(handle: int, name: str) -> bool:
    try:
        return kernel.final_path(handle).rpartition("\\")[2] == name
    except OSError:
        return True  # some file servers do not say


def _descriptor(handle: int, name: str, flags: int, *, is_folder: bool | None) -> int:
    """A descriptor of an open handle that is no link, and is a folder where that is asked."""
    try:
        attributes = kernel.basic_info(handle).FileAttributes
        if attributes & kernel.ATTRIBUTE_REPARSE_POINT and is_folder is not None:
            raise OSError(errno.ELOOP, "a link", name)
        if is_folder is None and attributes & (kernel.ATTRIBUTE_DIRECTORY | kernel.ATTRIBUTE_REPARSE_POINT):
            raise OSError(errno.ELOOP, "a folder or a link", name)
        if is_folder and not attributes & kernel.ATTRIBUTE_DIRECTORY:
            raise NotADirectoryError(errno.ENOTDIR, "no folder", name)
        return msvcrt.open_osfhandle(handle, flags | os.O_BINARY | os.O_NOINHERIT)
    except BaseException:
        kernel.close(handle)
        raise


def _status(found: os.stat_result, handle: int) -> os.stat_result:
    """With the time of the last change, which no program sets by accident, in the place of that of the making."""
    info = kernel.basic_info(handle)
    mode = found.st_mode
    if info.FileAttributes & kernel.ATTRIBUTE_REPARSE_POINT:
        mode = stat.S_IFLNK | stat.S_IMODE(mode)
    changed_ns = (info.ChangeTime or info.LastWriteTime) * 100 - kernel.EPOCH_STEPS * 100
    whole = (
        mode, found.st_ino, found.st_dev, found.st_nlink, owners.number_of_owner(handle), 0, found.st_size,
        int(found.st_atime), int(found.st_mtime), changed_ns // 10**9,
    )  # fmt: skip
    return os.stat_result(
        (*whole, found.st_atime, found.st_mtime, changed_ns / 1e9, found.st_atime_ns, found.st_mtime_ns, changed_ns)
    )


def _listed(buffer: ctypes.Array[ctypes.c_char]) -> Iterator[tuple[str, bool]]:
    at = 0
    while True:
        entry = kernel.DirectoryEntry.from_buffer(buffer, at)
        start = at + kernel.DirectoryEntry.FileId.offset + 8
        name = buffer.raw[start : start + entry.FileNameLength].decode("utf-16-le", "surrogatepass")
        if name not in (".", ".."):
            attributes = entry.FileAttributes
            is_link = bool(attributes & kernel.ATTRIBUTE_REPARSE_POINT)
            yield name, bool(attributes & kernel.ATTRIBUTE_DIRECTORY) and not is_link
        if not entry.NextEntryOffset:
            return
        at += entry.NextEntryOffset


def _name_again(name: str, folder: int, new: str, new_folder: int, *, kind: int, replaces: bool) -> None:
    if not new or new in (".", "..") or not _NOT_IN_NAMES.isdisjoint(new):
        raise OSError(errno.EINVAL, "no name of one file", new)
    handle = _open(name, folder, kernel.DELETE, options=0)
    try:
        kernel.name_again(handle, msvcrt.get_osfhandle(new_folder), new, kind=kind, replaces=replaces)
    finally:
        kernel.close(handle)
