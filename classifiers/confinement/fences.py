"""What the parent of a reader puts round it from outside: on Windows a job, elsewhere nothing.

A job ends with the last handle of it, and with it all that is in it: a reader does not outlive its agent. It has one
process, so much memory and no more, and no access to the desktop.

Source: Windows SDK, `SetInformationJobObject`, `JOBOBJECT_EXTENDED_LIMIT_INFORMATION`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from classifiers.handing import handle_of

if TYPE_CHECKING:
    import subprocess

    from classifiers.limits import Limits


class Fence:
    """Nothing, where readers raise every wall themselves."""

    def close(self) -> None:
        """Take it away."""


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    KILL_ON_CLOSE, DIE_ON_FAULT, ONE_PROCESS, PROCESS_MEMORY = 0x2000, 0x400, 0x8, 0x100
    EXTENDED_LIMITS, UI_LIMITS = 9, 4
    # Handles, clipboard both ways, settings, display, atoms, desktops, switching off.
    EVERY_UI_LIMIT = 0xFF

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD), ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t), ("PriorityClass", wintypes.DWORD), ("SchedulingClass", wintypes.DWORD),
        )  # fmt: skip

    class ExtendedLimits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = (
            ("Basic", _Basic), ("Io", ctypes.c_uint64 * 6), ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t), ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )  # fmt: skip

    class _Job(Fence):
        def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateJobObjectW.restype = wintypes.HANDLE
            kernel.CreateJobObjectW.argtypes = [wintypes.LPVOID, wintypes.LPCWSTR]
            kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD]
            kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
            kernel.CloseHandle.argtypes = [wintypes.HANDLE]
            self._close = kernel.CloseHandle
            self._job = kernel.CreateJobObjectW(None, None)
            most = ExtendedLimits()
            most.Basic.LimitFlags = KILL_ON_CLOSE | DIE_ON_FAULT | ONE_PROCESS | PROCESS_MEMORY
            most.Basic.ActiveProcessLimit = 1
            most.ProcessMemoryLimit = limits.memory_bytes
            kernel.SetInformationJobObject(self._job, EXTENDED_LIMITS, ctypes.byref(most), ctypes.sizeof(most))
            screen = wintypes.DWORD(EVERY_UI_LIMIT)
            kernel.SetInformationJobObject(self._job, UI_LIMITS, ctypes.byref(screen), ctypes.sizeof(screen))
            # What it is without a job, the reader itself finds out and says.
            kernel.AssignProcessToJobObject(self._job, handle_of(process))

        def close(self) -> None:
            """Take it away, and with it whatever is still inside."""
            if self._job:
                self._close(self._job)
                self._job = None


def fence(process: subprocess.Popen[bytes], limits: Limits) -> Fence:
    """Put it up before the process has anything to read."""
    if sys.platform == "win32":
        return _Job(process, limits)
    return Fence()
