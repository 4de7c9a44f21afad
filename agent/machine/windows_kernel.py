"""The calls of Windows that the agent needs, with their types. Nothing is decided here.

Source: Microsoft, Windows Driver Kit, `NtCreateFile`, `NtSetInformationFile`, `FILE_RENAME_INFORMATION`; Windows SDK,
`GetFileInformationByHandleEx`.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

GENERIC_READ, GENERIC_WRITE = 0x80000000, 0x40000000
DELETE, READ_CONTROL, WRITE_DAC, WRITE_OWNER, SYNCHRONIZE = 0x10000, 0x20000, 0x40000, 0x80000, 0x100000
FILE_LIST_DIRECTORY, FILE_TRAVERSE = 0x1, 0x20
FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES = 0x80, 0x100
SHARE_ALL = 0x7
OPEN_EXISTING, BACKUP_SEMANTICS, OPEN_REPARSE_POINT = 3, 0x02000000, 0x00200000
NT_OPEN, NT_CREATE = 1, 2
NT_DIRECTORY, NT_SYNCHRONOUS, NT_NOT_DIRECTORY, NT_DELETE_ON_CLOSE = 0x1, 0x20, 0x40, 0x1000
NT_BACKUP_INTENT, NT_REPARSE_POINT = 0x4000, 0x200000
FILE_BASIC_INFO, FILE_ID_BOTH_DIRECTORY_INFO = 0, 10
NT_RENAME_INFORMATION, NT_LINK_INFORMATION = 10, 11
ATTRIBUTE_READONLY, ATTRIBUTE_DIRECTORY, ATTRIBUTE_NORMAL, ATTRIBUTE_REPARSE_POINT = 0x1, 0x10, 0x80, 0x400
ERROR_NO_MORE_FILES = 18
# FILE_STREAM_INFO: offset of the next, length of the name, size, size on the disk, name.
FILE_STREAM_INFO, STREAM_NAME_AT, STREAMS_BYTES = 7, 24, 64 << 10
# FILETIME counts from 1601 in steps of 100 ns.
EPOCH_STEPS = 116_444_736_000_000_000
INVALID = ctypes.c_void_p(-1).value


class UnicodeString(ctypes.Structure):
    """UNICODE_STRING."""

    _fields_ = (("Length", wintypes.USHORT), ("MaximumLength", wintypes.USHORT), ("Buffer", wintypes.LPWSTR))


class ObjectAttributes(ctypes.Structure):
    """OBJECT_ATTRIBUTES."""

    _fields_ = (
        ("Length", wintypes.ULONG), ("RootDirectory", wintypes.HANDLE), ("ObjectName", ctypes.POINTER(UnicodeString)),
        ("Attributes", wintypes.ULONG), ("SecurityDescriptor", wintypes.LPVOID),
        ("SecurityQualityOfService", wintypes.LPVOID),
    )  # fmt: skip


class IoStatus(ctypes.Structure):
    """IO_STATUS_BLOCK."""

    _fields_ = (("Status", ctypes.c_void_p), ("Information", ctypes.c_void_p))


class BasicInfo(ctypes.Structure):
    """FILE_BASIC_INFO."""

    _fields_ = (
        ("CreationTime", ctypes.c_int64), ("LastAccessTime", ctypes.c_int64), ("LastWriteTime", ctypes.c_int64),
        ("ChangeTime", ctypes.c_int64), ("FileAttributes", wintypes.DWORD),
    )  # fmt: skip


class DirectoryEntry(ctypes.Structure):
    """FILE_ID_BOTH_DIR_INFO up to the name."""

    _fields_ = (
        ("NextEntryOffset", wintypes.ULONG), ("FileIndex", wintypes.ULONG), ("CreationTime", ctypes.c_int64),
        ("LastAccessTime", ctypes.c_int64), ("LastWriteTime", ctypes.c_int64), ("ChangeTime", ctypes.c_int64),
        ("EndOfFile", ctypes.c_int64), ("AllocationSize", ctypes.c_int64), ("FileAttributes", wintypes.ULONG),
        ("FileNameLength", wintypes.ULONG), ("EaSize", wintypes.ULONG), ("ShortNameLength", ctypes.c_byte),
        ("ShortName", wintypes.WCHAR * 12), ("FileId", ctypes.c_int64),
    )  # fmt: skip


class RenameInformation(ctypes.Structure):
    """FILE_RENAME_INFORMATION, which is FILE_LINK_INFORMATION too; the name follows."""

    _fields_ = (
        ("ReplaceIfExists", wintypes.ULONG), ("RootDirectory", wintypes.HANDLE), ("FileNameLength", wintypes.ULONG),
    )  # fmt: skip


# The name begins right behind its length, before the structure's padding.
NAME_AT = RenameInformation.FileNameLength.offset + 4


@functools.cache
def kernel32() -> ctypes.WinDLL:
    """kernel32, with the types of what is called in it."""
    library = ctypes.WinDLL("kernel32", use_last_error=True)
    handle, number, pointer = wintypes.HANDLE, wintypes.DWORD, wintypes.LPVOID
    library.CreateFileW.argtypes = [wintypes.LPCWSTR, number, number, pointer, number, number, handle]
    library.CreateFileW.restype = handle
    library.CloseHandle.argtypes = [handle]
    library.GetFinalPathNameByHandleW.argtypes = [handle, wintypes.LPWSTR, number, number]
    library.GetFileInformationByHandleEx.argtypes = [handle, ctypes.c_int, pointer, number]
    library.SetFileInformationByHandle.argtypes = [handle, ctypes.c_int, pointer, number]
    library.LocalFree.argtypes = [pointer]
    library.GetCurrentProcess.restype = handle
    library.OpenProcess.argtypes = [number, wintypes.BOOL, number]
    library.OpenProcess.restype = handle
    return library


@functools.cache
def ntdll() -> ctypes.WinDLL:
    """ntdll, with the types of what is called in it."""
    library = ctypes.WinDLL("ntdll")
    library.NtCreateFile.argtypes = [
        ctypes.POINTER(wintypes.HANDLE), wintypes.DWORD, ctypes.POINTER(ObjectAttributes), ctypes.POINTER(IoStatus),
        wintypes.LPVOID, wintypes.ULONG, wintypes.ULONG, wintypes.ULONG, wintypes.ULONG, wintypes.LPVOID,
        wintypes.ULONG,
    ]  # fmt: skip
    library.NtSetInformationFile.argtypes = [
        wintypes.HANDLE, ctypes.POINTER(IoStatus), wintypes.LPVOID, wintypes.ULONG, ctypes.c_int,
    ]  # fmt: skip
    library.RtlAdjustPrivilege.argtypes = [wintypes.ULONG, ctypes.c_ubyte, ctypes.c_ubyte, wintypes.LPVOID]
    library.RtlNtStatusToDosError.argtypes = [ctypes.c_long]
    library.RtlNtStatusToDosError.restype = wintypes.ULONG
    return library


def check(nt_status: int, name: str) -> None:
    """Raise what a status of the kernel means, as the `OSError` that Python itself would."""
    if nt_status < 0:
        number = int(ntdll().RtlNtStatusToDosError(nt_status))
        raise OSError(None, ctypes.FormatError(number), name, number)


def last_error(name: str | None = None) -> OSError:
    """The error of the call before."""
    number = ctypes.get_last_error()
    return OSError(None, ctypes.FormatError(number), name, number)


def open_below(
    folder: int, name: str, access: int, *, disposition: int = NT_OPEN, options: int = 0, share: int = SHARE_ALL
) -> int:
    """A handle of what stands under one name in the folder whose handle is given; of a link, the link itself.

    Raises:
        OSError: as for a path.
    """
    buffer = ctypes.create_unicode_buffer(name)
    length = len(name.encode("utf-16-le", "surrogatepass"))
    text = UnicodeString(length, length, ctypes.cast(buffer, wintypes.LPWSTR))
    attributes = ObjectAttributes(ctypes.sizeof(ObjectAttributes), folder, ctypes.pointer(text), 0, None, None)
    handle, state = wintypes.HANDLE(), IoStatus()
    found = ntdll().NtCreateFile(
        ctypes.byref(handle), access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, ctypes.byref(attributes),
        ctypes.byref(state), None, 0x80, share, disposition, options | NT_SYNCHRONOUS | NT_REPARSE_POINT, None, 0,
    )  # fmt: skip
    check(found, name)
    return int(handle.value or 0)


def name_again(handle: int, folder: int, name: str, *, kind: int, replaces: bool) -> None:
    """Give what is open another name in a folder, or one more (`kind`).

    Raises:
        OSError: as for a path; FileExistsError where something stands there and is not to be replaced.
    """
    coded = name.encode("utf-16-le", "surrogatepass")
    buffer = ctypes.create_string_buffer(max(NAME_AT + len(coded), ctypes.sizeof(RenameInformation)) + 2)
    head = RenameInformation.from_buffer(buffer)
    head.ReplaceIfExists, head.RootDirectory, head.FileNameLength = replaces, folder, len(coded)
    ctypes.memmove(ctypes.addressof(buffer) + NAME_AT, coded, len(coded))
    state = IoStatus()
    check(ntdll().NtSetInformationFile(handle, ctypes.byref(state), buffer, len(buffer) - 2, kind), name)


def basic_info(handle: int) -> BasicInfo:
    """Times and attributes of what is open."""
    info = BasicInfo()
    done = kernel32().GetFileInformationByHandleEx(handle, FILE_BASIC_INFO, ctypes.byref(info), ctypes.sizeof(info))
    if not done:
        raise last_error()
    return info


@contextmanager
def privilege(number: int) -> Iterator[None]:
    """Use a privilege for a moment, where this process has it."""
    was = ctypes.c_ubyte()
    failed = ntdll().RtlAdjustPrivilege(number, True, False, ctypes.byref(was))
    try:
        yield
    finally:
        if not failed and not was.value:
            ntdll().RtlAdjustPrivilege(number, False, False, ctypes.byref(was))


def set_attributes(handle: int, attributes: int) -> None:
    """Give what is open its attributes, and no others.

    Raises:
        OSError: it was not opened for that.
    """
    info = BasicInfo(0, 0, 0, 0, attributes or ATTRIBUTE_NORMAL)  # 0 would leave them as they are
    if not kernel32().SetFileInformationByHandle(handle, FILE_BASIC_INFO, ctypes.byref(info), ctypes.sizeof(info)):
        raise last_error()


def streams(handle: int) -> tuple[str, ...]:
    """Names of all streams of an open file; none where the file system has no such thing."""
    buffer = ctypes.create_string_buffer(STREAMS_BYTES)
    if not kernel32().GetFileInformationByHandleEx(handle, FILE_STREAM_INFO, buffer, STREAMS_BYTES):
        return ()
    found, at = [], 0
    while True:
        following, length = (int.from_bytes(buffer.raw[at + each : at + each + 4], "little") for each in (0, 4))
        found.append(buffer.raw[at + STREAM_NAME_AT : at + STREAM_NAME_AT + length].decode("utf-16-le", "replace"))
        if not following:
            return tuple(found)
        at += following


def final_path(handle: int) -> str:
    """Where what is open lies now, without links."""
    buffer = ctypes.create_unicode_buffer(32768)
    if not kernel32().GetFinalPathNameByHandleW(handle, buffer, len(buffer), 0):
        raise last_error()
    return buffer.value


def close(handle: int) -> None:
    """Close a handle."""
    kernel32().CloseHandle(handle)
