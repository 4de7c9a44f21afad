"""The system calls that Python has no function for.

Source: prctl(2), unshare(2), capset(2), syscall(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_GET_PDEATHSIG = 2
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
CAP_KILL, CAP_SETGID, CAP_SETUID = 5, 6, 7
CAPABILITY_VERSION_3 = 0x20080522
# Numbers of capset, by processor; the only call here whose number is not the same everywhere.
CAPSET = {"x86_64": 126, "aarch64": 91}


class Kernel:
    """Linux, as far as walls need it. Every method raises OSError where the kernel refuses or is another one."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)

    @property
    def machine(self) -> str:
        """The processor, such as `x86_64`; empty for a 32-bit program or another system."""
        return os.uname().machine if sys.platform == "linux" and struct.calcsize("P") == 8 else ""

    def call(self, number: int, *arguments: object) -> int:
        """One system call by its number."""
        self._check_linux()
        return self._checked(self._libc.syscall(ctypes.c_long(number), *arguments))

    def prctl(self, option: int, value: int = 0) -> int:
        """`prctl` with one value."""
        self._check_linux()
        return self._checked(self._libc.prctl(option, *(ctypes.c_ulong(each) for each in (value, 0, 0, 0))))

    def death_signal(self) -> int:
        """The signal that comes when the parent dies; 0 for none."""
        self._check_linux()
        signal = ctypes.c_int()
        self._checked(self._libc.prctl(PR_GET_PDEATHSIG, ctypes.byref(signal)))
        return signal.value

    def unshare(self, flags: int) -> None:
        """Leave the namespaces of `flags` for new ones."""
        self._check_linux()
        self._checked(self._libc.unshare(flags))

    def drop_capabilities(self) -> None:
        """Have no capability, in this user namespace either."""
        if self.machine not in CAPSET:
            raise OSError(errno.ENOSYS, f"no table of calls for `{self.machine}`")
        header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), 8)
        nothing = ctypes.create_string_buffer(24)
        self.call(CAPSET[self.machine], header, nothing)

    def _check_linux(self) -> None:
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, f"`{sys.platform}` is not Linux")

    @staticmethod
    def _checked(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return int(result)


def effective_capabilities(status: str) -> int:
    """The set of capabilities in force, out of the text of `/proc/self/status`; 0 where it says none."""
    for line in status.splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0
