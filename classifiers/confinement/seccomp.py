"""Which system calls a reader may make, and the filter that holds it to them, for good.

Three answers to what is not allowed:

- *not permitted* (EPERM): the usual one. Libraries ask for things that they can do without (a socket, a log file, the
  number of a process); refusing lets them go on, and killing would turn a healthy document into a failed one;
- *no such call*: newer calls than the table and those whose arguments a filter cannot see, so that the C library
  falls back on an older one;
- *death*: calls that nothing on the way to reading a document makes, such as `execve` or `ptrace`. Whoever makes one
  has taken the process over; it gets one try, and the document's finding says so.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os

from classifiers.confinement.bpf import (
    ALLOW,
    ERRNO,
    KILL_PROCESS,
    Bits,
    Instruction,
    Null,
    Rule,
    Ways,
    assemble,
    encode,
)
from classifiers.confinement.calls import ABSENT, ALLOWED, AUDIT_ARCH, DEADLY, GUARDED, UNKNOWN_FROM
from classifiers.confinement.kernel import Kernel

SECCOMP = {"x86_64": 317, "aarch64": 277}
SET_MODE_FILTER = 1
ALL_THREADS = 1

REFUSED = ERRNO | errno.EPERM
MISSING = ERRNO | errno.ENOSYS

PROT_WRITE = 2
PROT_EXEC = 4
MAP_SHARED = 1
MAP_ANONYMOUS = 0x20
# Opening to read: neither write access nor O_CREAT, O_TRUNC, O_TMPFILE (the same bits on both processors).
OPEN_FLAGS = 0o3 | 0o100 | 0o1000 | 0o20000000
CLONE_THREAD = 0x00010000
# Any new namespace but that of time, whose bit is also one of the exit signal; a thread has none.
CLONE_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
# Terminal settings, which `open` asks for to learn whether a file is a terminal, and close-on-exec.
IOCTLS = (0x5401, 0x802C542A, 0x5450, 0x5451)
# Name of a thread, name of memory; what was given up.
PRCTLS = (15, 16, 0x53564D41, 2, 21, 39)
FCNTLS = (fcntl.F_DUPFD, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_DUPFD_CLOEXEC)


def guards(pid: int) -> dict[str, Ways]:
    """When the calls whose arguments matter are in order.

    Args:
        pid: The process itself, the only one that it may signal.
    """
    no_code = Bits(argument=2, mask=PROT_EXEC)
    return {
        "openat": ((Bits(argument=2, mask=OPEN_FLAGS),),),
        "open": ((Bits(argument=1, mask=OPEN_FLAGS),),),
        "mmap": (
            (Bits(argument=2, mask=PROT_EXEC | PROT_WRITE),),
            (no_code, Bits(argument=3, mask=MAP_SHARED)),
            (no_code, Bits(argument=3, mask=MAP_ANONYMOUS, values=(MAP_ANONYMOUS,))),
        ),
        "mprotect": ((no_code,),),
        "sendto": ((Null(argument=4),),),
        "fcntl": ((Bits(argument=1, values=FCNTLS),),),
        "ioctl": ((Bits(argument=1, values=IOCTLS),),),
        "prctl": ((Bits(argument=0, values=PRCTLS),),),
        "clone": ((Bits(argument=0, mask=CLONE_THREAD | CLONE_NEW, values=(CLONE_THREAD,)),),),
        "tgkill": ((Bits(argument=0, values=(pid,)),),),
        "prlimit64": ((Bits(argument=0, values=(0, pid)),),),
    }


def program(machine: str, pid: int) -> list[Instruction]:
    """The filter for a processor.

    Raises:
        OSError: there is no table of its calls.
    """
    if machine not in ALLOWED:
        raise OSError(errno.ENOSYS, f"no table of system calls for `{machine or os.uname().machine}`")
    ways = guards(pid)
    rules = [
        *(Rule(number=n, verdict=ALLOW, ways=ways[name], otherwise=REFUSED) for name, n in GUARDED[machine].items()),
        *(Rule(number=number, verdict=ALLOW) for number in ALLOWED[machine].values()),
        *(Rule(number=number, verdict=MISSING) for number in ABSENT.values()),
        *(Rule(number=number, verdict=KILL_PROCESS) for number in DEADLY[machine].values()),
    ]
    return assemble(AUDIT_ARCH[machine], rules, unknown_from=UNKNOWN_FROM, unknown=MISSING, default=REFUSED)


def install(kernel: Kernel) -> None:
    """Hold this process and all its threads to the calls above. Needs new privileges to be ruled out first.

    Raises:
        OSError: the kernel refused, or there is no table for this processor.
    """
    code = encode(program(kernel.machine, os.getpid()))
    memory = ctypes.create_string_buffer(code, len(code))
    filter_program = Program(len(code) // 8, ctypes.addressof(memory))
    number = SECCOMP[kernel.machine]
    if kernel.call(number, ctypes.c_uint(SET_MODE_FILTER), ctypes.c_uint(ALL_THREADS), ctypes.byref(filter_program)):
        raise OSError(errno.EBUSY, "a thread could not be held to the filter")


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]
