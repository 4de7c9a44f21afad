"""The walls of Windows, raised by the reader itself before the first hostile byte; what it lacks is said.

The agent puts a job round the reader (`fences`): memory, one process, an end with the agent. The reader gives up every
privilege and goes to the lowest level of integrity, from which nothing of anybody's can be written to. Nothing here
keeps it from the network or from reading files that everybody may read: those walls are lacking, and told so.

Source: Windows SDK, `SetTokenInformation` (TokenIntegrityLevel), `AdjustTokenPrivileges`, `IsProcessInJob`,
`QueryInformationJobObject`.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from ctypes import wintypes
from typing import TYPE_CHECKING

from classifiers.confinement import fences
from classifiers.confinement.walls import Wall, Walls, WallState

if TYPE_CHECKING:
    from classifiers.limits import Limits

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

LOWEST = "S-1-16-0"
TOKEN_ALL, INTEGRITY_LEVEL, TOKEN_PRIVILEGES, PRIVILEGE_REMOVED = 0xF01FF, 25, 3, 0x4
LACKING = {
    Wall.DESCRIPTORS: "",
    Wall.NETWORK: "Windows has no network namespaces: block `python.exe` of the agent outward in its firewall",
    Wall.USER: "a reader has the agent's account, at the lowest level of integrity",
    Wall.FILES: "what everybody on the machine may read, a reader may read",
    Wall.CALLS: "Windows has no filter of system calls that a process could set for itself",
}


class _SidAndAttributes(ctypes.Structure):
    _fields_ = (("Sid", wintypes.LPVOID), ("Attributes", wintypes.DWORD))


def enclose(limits: Limits, *, parent: int, kept: frozenset[int], walls: frozenset[Wall]) -> Walls:  # noqa: ARG001
    """Raise what there is, for good. The arguments are those of `enclosure.enclose`; descriptors are not inherited."""
    faults = {wall: why for wall, why in LACKING.items() if why}
    job = _job_limits()
    if not job & fences.KILL_ON_CLOSE:
        faults[Wall.PARENT] = "the agent could put no job round it"
    if not job & fences.PROCESS_MEMORY or not job & fences.ONE_PROCESS:
        faults[Wall.LIMITS] = "the job does not hold it to its memory and to one process"
    if not _lower():
        faults[Wall.PRIVILEGES] = "its token could not be lowered"
    elif _can_write():
        faults[Wall.PRIVILEGES] = "lowered, but it can still write files"
    for wall in Wall:
        if wall not in walls:
            faults.setdefault(wall, "not raised")
    return Walls(
        states=tuple(WallState(wall=wall, is_held=wall not in faults, why=faults.get(wall, "")) for wall in Wall)
    )


def _job_limits() -> int:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.QueryInformationJobObject.argtypes = [
        wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD, wintypes.LPVOID,
    ]  # fmt: skip
    found = fences.ExtendedLimits()
    done = kernel.QueryInformationJobObject(
        None, fences.EXTENDED_LIMITS, ctypes.byref(found), ctypes.sizeof(found), None
    )
    return int(found.Basic.LimitFlags) if done else 0


def _lower() -> bool:
    """Give up every privilege, and go to the lowest level of integrity; there is no way back."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    kernel.LocalFree.argtypes = [wintypes.LPVOID]
    advapi.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, wintypes.LPVOID]
    advapi.SetTokenInformation.argtypes = [wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD]
    advapi.ConvertStringSidToSidW.argtypes = [wintypes.LPCWSTR, wintypes.LPVOID]
    token, sid = wintypes.HANDLE(), wintypes.LPVOID()
    if not advapi.OpenProcessToken(kernel.GetCurrentProcess(), TOKEN_ALL, ctypes.byref(token)):
        return False
    try:
        _drop_privileges(advapi, token)
        if not advapi.ConvertStringSidToSidW(LOWEST, ctypes.byref(sid)):
            return False
        level = _SidAndAttributes(sid, 0x20)
        return bool(advapi.SetTokenInformation(token, INTEGRITY_LEVEL, ctypes.byref(level), ctypes.sizeof(level) + 12))
    finally:
        kernel.LocalFree(sid)
        kernel.CloseHandle(token)


def _drop_privileges(advapi: ctypes.WinDLL, token: wintypes.HANDLE) -> None:
    advapi.GetTokenInformation.argtypes = [
        wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD, wintypes.LPVOID,
    ]  # fmt: skip
    advapi.AdjustTokenPrivileges.argtypes = [
        wintypes.HANDLE, wintypes.BOOL, wintypes.LPVOID, wintypes.DWORD, wintypes.LPVOID, wintypes.LPVOID,
    ]  # fmt: skip
    held, size = ctypes.create_string_buffer(4096), wintypes.DWORD()
    if not advapi.GetTokenInformation(token, TOKEN_PRIVILEGES, held, len(held), ctypes.byref(size)):
        return
    count = int.from_bytes(held.raw[:4], "little")
    for number in range(count):
        at = 4 + 12 * number + 8
        ctypes.memmove(ctypes.addressof(held) + at, PRIVILEGE_REMOVED.to_bytes(4, "little"), 4)
    advapi.AdjustTokenPrivileges(token, False, held, 0, None, None)


def _can_write() -> bool:
    """Whether a new file can be made where this account could always make one."""
    try:
        fd, path = tempfile.mkstemp(dir=os.environ.get("SYSTEMROOT", "C:\\Windows") + "\\Temp")
    except OSError:
        return False
    os.close(fd)
    os.unlink(path)  # noqa: PTH108 - what was made a line above
    return True
