"""What a file has besides its bytes on Windows: owner and access control list as text, attributes, times, streams.

Source: Windows SDK, `ConvertSecurityDescriptorToStringSecurityDescriptorW`, `SetFileInformationByHandle`.
"""

from __future__ import annotations

import ctypes
import msvcrt
import sys
from ctypes import wintypes

from agent.machine import windows_kernel as kernel
from agent.machine import windows_owners as owners

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

# Names that no attribute of a file can have.
RIGHTS, ATTRIBUTES = "windows:rights", "windows:attributes"
# Read-only, hidden, system, archive, temporary, not to be indexed: what a program may set without more.
KEPT = 0x1 | 0x2 | 0x4 | 0x20 | 0x100 | 0x2000


def of(fd: int) -> tuple[tuple[str, bytes], ...]:
    """Rights and attributes of an open file, by name."""
    handle = msvcrt.get_osfhandle(fd)
    pairs = [(ATTRIBUTES, (kernel.basic_info(handle).FileAttributes & KEPT).to_bytes(4, "big"))]
    if text := owners.rights_of(handle):
        pairs.append((RIGHTS, text.encode()))
    return tuple(pairs)


def give(fd: int, uid: int, gid: int, mode: int, attributes: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:  # noqa: ARG001
    """Set all of them; says which this process may not set."""
    wanted, handle = dict(attributes), msvcrt.get_osfhandle(fd)
    refused = list(owners.give_rights(handle, wanted[RIGHTS].decode()) if RIGHTS in wanted else ())
    refused += [f"attribute {name}" for name in wanted if name not in (RIGHTS, ATTRIBUTES)]
    if ATTRIBUTES in wanted and not _set(handle, attributes=int.from_bytes(wanted[ATTRIBUTES], "big")):
        refused.append("attributes")
    return tuple(refused)


def give_times(fd: int, read_ns: int, written_ns: int) -> bool:
    """Set when it was last read and written; False where this process may not."""
    return _set(msvcrt.get_osfhandle(fd), read=_steps(read_ns), written=_steps(written_ns))


def _set(handle: int, *, read: int = 0, written: int = 0, attributes: int = 0) -> bool:
    """What is 0 stays as it is."""
    info = kernel.BasicInfo(0, read, written, 0, attributes)
    size = wintypes.DWORD(ctypes.sizeof(info))
    return bool(kernel.kernel32().SetFileInformationByHandle(handle, kernel.FILE_BASIC_INFO, ctypes.byref(info), size))


def _steps(ns: int) -> int:
    return ns // 100 + kernel.EPOCH_STEPS
