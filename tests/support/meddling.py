"""What somebody with the rights of root does to a gate from outside: takes copies of its descriptors, closes them."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from pathlib import Path

from agent.fanotify.kernel import Happened, Mark

_PIDFD_GETFD = 438
_PEEK, _ATTACH, _DETACH, _STEP, _GET, _SET = 1, 16, 17, 9, 12, 13
_REGISTERS = struct.Struct("=27Q")
_ORIGINAL_RAX, _RAX, _RDI, _RIP = 15, 10, 14, 16
_CLOSE = 3
_LIBC = ctypes.CDLL(None, use_errno=True)
CLOSES = platform.machine() == "x86_64"


def groups_of(process: int) -> list[int]:
    """Descriptors of a process that are fanotify groups, the lowest first: a gate's first is the one that is asked."""
    folder = Path(f"/proc/{process}/fdinfo")
    return sorted(int(each.name) for each in folder.iterdir() if "fanotify flags" in each.read_text(encoding="ascii"))


def copied(process: int, fd: int) -> int:
    """A descriptor of another process, here."""
    life = os.pidfd_open(process)
    try:
        return _checked(_LIBC.syscall(_PIDFD_GETFD, life, fd, 0))
    finally:
        os.close(life)


def lift_marks(process: int) -> None:
    """Lift all marks of file systems of the group that is asked."""
    group = copied(process, groups_of(process)[0])
    try:
        flush = ctypes.c_uint(Mark.FLUSH | Mark.FILESYSTEM)
        _checked(_LIBC.fanotify_mark(group, flush, ctypes.c_uint64(Happened(0)), -100, b"/"))
    finally:
        os.close(group)


def close_in(process: int, fd: int) -> None:
    """Have another process close a descriptor: it is stopped, made to call `close`, and goes on as if nothing were."""
    _trace(_ATTACH, process, 0)
    os.waitpid(process, 0x40000000)
    try:
        before = _registers(process)
        there = list(before)
        # It waits in a call of the kernel: the very instruction is gone over once more, with another call.
        there[_RIP] -= 2
        there[_RAX], there[_RDI], there[_ORIGINAL_RAX] = _CLOSE, fd, 0xFFFFFFFFFFFFFFFF
        _set(process, there)
        _trace(_STEP, process, 0)
        os.waitpid(process, 0x40000000)
        assert _registers(process)[_RAX] == 0
        again = list(before)
        again[_RIP] -= 2
        again[_RAX] = before[_ORIGINAL_RAX]
        again[_ORIGINAL_RAX] = 0xFFFFFFFFFFFFFFFF
        _set(process, again)
    finally:
        _trace(_DETACH, process, signal.SIGCONT)


def _registers(process: int) -> list[int]:
    room = ctypes.create_string_buffer(_REGISTERS.size)
    _trace(_GET, process, room)
    return list(_REGISTERS.unpack(room.raw))


def _set(process: int, values: list[int]) -> None:
    _trace(_SET, process, ctypes.create_string_buffer(_REGISTERS.pack(*values)))


def _trace(request: int, process: int, data: ctypes.Array[ctypes.c_char] | int) -> None:
    last = ctypes.c_void_p(data) if isinstance(data, int) else ctypes.cast(data, ctypes.c_void_p)
    _checked(_LIBC.ptrace(ctypes.c_long(request), ctypes.c_long(process), ctypes.c_void_p(0), last))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)
